package io.longshore.server.driver.zstore.blob;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Does the same many times at once. */
final class Together {
    private Together() {}

    /** One of them. */
    interface One {
        boolean run(int number) throws IOException;
    }

    /** Returns how many answered false; what one of them failed with is thrown. */
    static int run(int many, One one) throws IOException, InterruptedException {
        var calls = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < many; i++) {
            int number = i;
            calls.add(() -> one.run(number));
        }
        int wrong = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(calls)) {
                wrong += done.get() ? 0 : 1;
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
        return wrong;
    }
}
