package io.longshore.cli.command;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The process's own terminal, by {@code isatty(3)} and {@code ioctl(TIOCGWINSZ)}. Nothing is called before it is asked for. */
final class NativeScreen implements Screen {
    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final int DEFAULT_WIDTH = 80;
    private static final int DEFAULT_HEIGHT = 24;
    private static final long TIOCGWINSZ_LINUX = 0x5413; // asm-generic/ioctls.h
    private static final long TIOCGWINSZ_MAC = 0x40087468; // sys/ttycom.h

    private final Map<String, String> variables;

    NativeScreen(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public boolean outIsTerminal() {
        return terminal(OUT);
    }

    @Override
    public boolean errIsTerminal() {
        return !variables.getOrDefault("TERM", "dumb").equals("dumb") && terminal(ERR);
    }

    @Override
    public int width() {
        return size(1, DEFAULT_WIDTH);
    }

    @Override
    public int height() {
        return size(0, DEFAULT_HEIGHT);
    }

    /** A field of the terminal's {@code struct winsize}: rows, columns, pixels. */
    private static int size(int field, int unknown) {
        try (var arena = Arena.ofConfined()) {
            boolean mac = System.getProperty("os.name", "").startsWith("Mac");
            var size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            var ioctl = function(
                    "ioctl",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            int result = (int) ioctl.invokeExact(ERR, mac ? TIOCGWINSZ_MAC : TIOCGWINSZ_LINUX, size);
            int found = size.getAtIndex(ValueLayout.JAVA_SHORT, field) & 0xffff;
            return result == 0 && found > 0 ? found : unknown;
        } catch (Throwable e) {
            return unknown; // no native access, or an unusual system
        }
    }

    /** By the locale's variables, the first that is set, as setlocale(3) reads them. */
    @Override
    public boolean unicode() {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> variables.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(value -> value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8"))
                .orElse(false);
    }

    private static boolean terminal(int descriptor) {
        try {
            var isatty = function("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            return (int) isatty.invokeExact(descriptor) == 1;
        } catch (Throwable e) {
            return false;
        }
    }

    @SuppressWarnings("restricted") // a wrong signature here could crash the process: see isatty(3), ioctl(2)
    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }
}
