package io.longshore.rest.http;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Set;

/** Which parts of an answer are printed: all of it or, for a query that asked so, some fields of the resources or their number alone. */
sealed interface Projection {
    /** Everything. */
    Projection ALL = new All();

    /** Whether the field is printed. */
    boolean shows(FieldDescriptor field);

    /** What is printed of the field's own message. */
    Projection within(FieldDescriptor field);

    /** Everything. */
    record All() implements Projection {
        @Override
        public boolean shows(FieldDescriptor field) {
            return true;
        }

        @Override
        public Projection within(FieldDescriptor field) {
            return this;
        }
    }

    /** No list of resources at all: {@code count=true}. */
    record CountOnly() implements Projection {
        @Override
        public boolean shows(FieldDescriptor field) {
            return !field.isRepeated();
        }

        @Override
        public Projection within(FieldDescriptor field) {
            return ALL;
        }
    }

    /** Of each resource these fields: {@code fields=a,b}. */
    record OfEach(Set<String> names) implements Projection {
        @Override
        public boolean shows(FieldDescriptor field) {
            return true;
        }

        @Override
        public Projection within(FieldDescriptor field) {
            return field.isRepeated() ? new Named(names) : ALL;
        }
    }

    /** These fields, whole. */
    record Named(Set<String> names) implements Projection {
        @Override
        public boolean shows(FieldDescriptor field) {
            return names.contains(field.getJsonName());
        }

        @Override
        public Projection within(FieldDescriptor field) {
            return ALL;
        }
    }
}
