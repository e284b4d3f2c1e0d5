package io.longshore.server.catalog;

import io.longshore.disk.Digest;
import io.longshore.disk.DiskIdentity;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes records of any type, with random values in all components and null where that may be. */
final class RandomRecords {
    private final Random random;
    private int depth;

    RandomRecords(Random random) {
        this.random = random;
    }

    Object of(Class<?> type) {
        depth++;
        try {
            var components = type.getRecordComponents();
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var values = Arrays.stream(components)
                    .map(component -> value(component.getAnnotatedType()))
                    .toArray();
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + type, e);
        } finally {
            depth--;
        }
    }

    private @Nullable Object value(AnnotatedType annotated) {
        if (annotated.isAnnotationPresent(Nullable.class) && (depth > 4 || random.nextBoolean())) {
            return null;
        }
        if (annotated instanceof AnnotatedParameterizedType generic) {
            return collection(generic);
        }
        return plain((Class<?>) annotated.getType());
    }

    private Object collection(AnnotatedParameterizedType generic) {
        var arguments = generic.getAnnotatedActualTypeArguments();
        var raw = ((ParameterizedType) generic.getType()).getRawType();
        int size = random.nextInt(3);
        if (raw == List.class) {
            var list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(value(arguments[0]));
            }
            return List.copyOf(list);
        }
        if (raw == Map.class) {
            var map = new HashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(value(arguments[0]), value(arguments[1]));
            }
            return Map.copyOf(map);
        }
        throw new AssertionError("no values of " + raw);
    }

    private Object plain(Class<?> type) {
        if (type == String.class) {
            return "«" + random.nextInt() + "»\n\"";
        } else if (type == long.class || type == Long.class) {
            return random.nextLong();
        } else if (type == int.class) {
            return random.nextInt();
        } else if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        } else if (type == OptionalLong.class) {
            return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
        } else if (type == Path.class) {
            return Path.of("/a b/" + random.nextInt());
        } else if (type == DiskIdentity.class) {
            return new DiskIdentity(random.nextInt(1 << 30), Digest.sha256(new byte[] {(byte) random.nextInt()}));
        } else if (type.isEnum()) {
            var constants = type.getEnumConstants();
            return constants[random.nextInt(constants.length)];
        } else if (type.isSealed()) {
            var kinds = type.getPermittedSubclasses();
            return of(kinds[random.nextInt(kinds.length)]);
        }
        return of(type);
    }
}
