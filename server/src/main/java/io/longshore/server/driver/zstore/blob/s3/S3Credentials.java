package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** Who we are to the server. */
public sealed interface S3Credentials {
    /**
     * A pair of keys.
     *
     * @param sessionToken for keys that are valid for a while
     */
    record Keys(Secret accessKey, Secret secretKey, Optional<Secret> sessionToken) implements S3Credentials {
        /** A pair that stays valid. */
        public Keys(Secret accessKey, Secret secretKey) {
            this(accessKey, secretKey, Optional.empty());
        }
    }

    /**
     * A profile of a credentials file.
     *
     * @param file the file; {@code ~/.aws/credentials} where empty
     */
    record Profile(String name, Optional<Path> file) implements S3Credentials {}

    /** What the machine has: {@code AWS_…} in the environment, the default profile, the role of the instance. */
    record Ambient() implements S3Credentials {}
}
