# shellcheck shell=sh
# Builds what has changed and runs it: the server and the command line, each by its class path.

. "$home/tools/jdk.sh"
. "$home/tools/maven.sh"

# Native code (zstd, SQLite, netty) and Unsafe (protobuf, netty) are meant; without these the JVM warns of each.
jvm_flags='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
# The server: small, and still quick when many blocks are hashed. Messages of 1 MiB are what its heap is made of; G1 keeps each in regions of its
# own and compacts all the time, which cost a third of the processors' time and 140 MiB.
server_flags="$jvm_flags -Xmx256m"
case ${LONGSHORE_JAVA_OPTS-} in
*-XX:+Use*GC*) ;;
*) server_flags="$server_flags -XX:+UseParallelGC" ;;
esac
# The command line: small, and quick to start. No -XX:TieredStopAtLevel=1: it takes SHA-256 down to a third, and sends files as slowly.
cli_flags="$jvm_flags -Xmx128m -XX:+UseSerialGC"

build() {
    find_jdk
    mkdir -p "$cache"
    if built; then
        return 0
    fi
    need_space "$cache" $((2 * 1024 * 1024))
    lock_build
    # Another call may have built it while this one waited.
    if ! built; then
        find_maven
        rm -f "$cache/built"
        built_sources=$(sources_digest)
        run_maven build "$cache/build.log" -Dmaven.test.skip=true -pl '!acceptance' package ||
            die "the build failed; all of its output: $cache/build.log"
        finish_build
    fi
    unlock_build
}

# What follows Maven: all that a run needs is then in the cache folder.
finish_build() {
    write_class_path "$home/server" >"$cache/server.classpath"
    write_class_path "$home/clients/cli" >"$cache/cli.classpath"
    write_class_path "$home/rest-bridge/conformance" >"$cache/conformance.classpath"
    write_class_path "$home/rest-bridge/envoy" >"$cache/envoy.classpath"
    write_class_path "$home/bench" >"$cache/bench.classpath"
    step_begin "build: start-up caches"
    train_cli
    train_server
    step_end
    printf '%s\n' "$built_sources" >"$cache/built"
}

# True when the class paths belong to the sources as they are now, built by this JDK.
built() {
    [ -s "$cache/server.classpath" ] && [ -s "$cache/cli.classpath" ] && [ -s "$cache/conformance.classpath" ] &&
        [ -s "$cache/envoy.classpath" ] && [ -s "$cache/bench.classpath" ] && [ -r "$cache/built" ] &&
        [ -s "$home/server/target/classpath" ] && [ -s "$home/clients/cli/target/classpath" ] &&
        [ "$(cat "$cache/built")" = "$(sources_digest)" ]
}

# Over what goes into the jars (tests do not), where they lie and what builds them.
sources_digest() {
    (
        cd "$home" || exit
        printf '%s %s\n' "$home" "$java_home"
        cat "$java_home/release"
        # shellcheck disable=SC2086 # a command and its options
        find pom.xml .mvn proto disk rest-bridge server clients/java clients/cli bench tools/build.sh \
            \( -name target -o -name node_modules -o -path '*/src/test' \) -prune -o \
            -type f -exec $sha256 {} + | LC_ALL=C sort
    ) | digest
}

# One build at a time: a second call waits, and takes over from one that died.
lock_build() {
    build_lock=$cache/build.lock
    build_waits=
    until mkdir "$build_lock" 2>/dev/null; do
        build_owner=$(cat "$build_lock/pid" 2>/dev/null || true)
        if [ -n "$build_owner" ] && ! kill -0 "$build_owner" 2>/dev/null; then
            rm -rf "$build_lock"
            continue
        fi
        [ -n "$build_waits" ] || say "build: waits for the one that runs (process ${build_owner:-unknown})"
        build_waits=yes
        sleep 1
    done
    echo $$ >"$build_lock/pid"
    trap unlock_build EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

unlock_build() {
    rm -rf "$build_lock"
    trap - EXIT INT TERM
}

# run_maven STEP LOG ARGUMENT...: a line a module; the log's end when it fails.
run_maven() {
    maven_step=$1
    maven_log=$2
    shift 2
    rm -f "$maven_log.failed"
    {
        JAVA_HOME=$java_home "$maven" -B -f "$home/pom.xml" "$@" 2>&1 </dev/null || touch "$maven_log.failed"
    } | tee "$maven_log" | show_modules "$maven_step"
    [ -e "$maven_log.failed" ] || return 0
    rm -f "$maven_log.failed"
    show_end "$maven_log" 60
    return 1
}

# Turns Maven's output into "build: contract ... ok 12 s". A read loop: awk and sed hold lines back in a pipe.
show_modules() {
    modules_open=
    while IFS= read -r maven_line; do
        case $maven_line in
            '[INFO] Building Longshore '[!0-9]*)
                maven_line=${maven_line#'[INFO] Building Longshore '}
                [ -z "$modules_open" ] || step_end
                modules_open=yes
                step_begin "$1: ${maven_line%% [0-9]*}"
                ;;
            '[INFO] BUILD SUCCESS'*)
                [ -z "$modules_open" ] || step_end
                modules_open=
                ;;
        esac
    done
    [ -z "$modules_open" ] || step_failed
}

# The module's jar, then what it depends on: each by name and in a fixed order, which the start-up cache is checked against.
write_class_path() {
    printf '%s:' "$1"/target/longshore-*.jar
    cat "$1/target/classpath"
}

# A trial run of the command line leaves a cache of loaded and linked classes: it starts in half the time.
train_cli() {
    rm -f "$cache/cli.aot"
    # shellcheck disable=SC2086 # flags are words
    "$java_home/bin/java" $cli_flags "-XX:AOTCacheOutput=$cache/cli.aot" -cp "$(cat "$cache/cli.classpath")" \
        io.longshore.cli.Main --server 127.0.0.1:1 image list >"$cache/train.log" 2>&1 </dev/null || true
}

# Starts the server on a folder of its own and stops it; the JVM writes down what it loaded and linked.
train_server() {
    rm -rf "$cache/server.aot" "$cache/train"
    # shellcheck disable=SC2086 # flags are words
    "$java_home/bin/java" $server_flags "-XX:AOTCacheOutput=$cache/server.aot" -cp "$(cat "$cache/server.classpath")" \
        io.longshore.server.app.Main --data "$cache/train" --grpc-port 0 --http-port 0 \
        >>"$cache/train.log" 2>&1 </dev/null &
    train_pid=$!
    train_waits=0
    until [ -s "$cache/train/endpoints.json" ] || ! kill -0 "$train_pid" 2>/dev/null || [ "$train_waits" -gt 600 ]; do
        train_waits=$((train_waits + 1))
        sleep 0.1
    done
    kill "$train_pid" 2>/dev/null || true
    wait "$train_pid" || true
    rm -rf "$cache/train"
}

# The JVM replaces this script, so signals and the exit code are its own.
run_server() {
    # shellcheck disable=SC2086 # flags are words
    exec "$java_home/bin/java" $server_flags -XX:AOTCache="$cache/server.aot" -Xlog:disable ${LONGSHORE_JAVA_OPTS-} -cp "$(cat "$cache/server.classpath")" \
        io.longshore.server.app.Main "$@"
}

run_cli() {
    # shellcheck disable=SC2086 # flags are words
    exec "$java_home/bin/java" $cli_flags -XX:AOTCache="$cache/cli.aot" -Xlog:disable \
        -cp "$(cat "$cache/cli.classpath")" io.longshore.cli.Main "$@"
}
