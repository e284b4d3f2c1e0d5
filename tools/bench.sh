# shellcheck shell=sh
# Longshore beside what people would use instead, on this machine. The peers come from packages; the programs of the suite are in bench/.

run_bench() {
    mkdir -p "$cache/bench"
    case ${1-} in
        micro)
            shift
            run_bench_program io.longshore.bench.micro.Main "$@"
            return
            ;;
        large-index)
            shift
            rm -f "$cache/bench/large-index"
            run_bench_program io.longshore.bench.index.LargeIndex --folder "$cache/bench" "$@"
            run_bench_program io.longshore.bench.index.LargeIndex --folder "$cache/bench" "$@"
            rm -f "$cache/bench/large-index"
            return
            ;;
    esac
    fetch_peers
    # shellcheck disable=SC2086 # flags are words
    exec "$java_home/bin/java" $jvm_flags -Xmx512m -XX:+UseParallelGC -cp "$(cat "$cache/bench.classpath")" io.longshore.bench.Main \
        --folder "$cache/bench/data" --report "$cache/bench/report" "$@"
}

# Needs no peers; has the heap that users get.
run_bench_program() {
    # shellcheck disable=SC2086 # flags are words
    "$java_home/bin/java" $server_flags -cp "$(cat "$cache/bench.classpath")" "$@"
}

# On Debian as root what is missing is installed; elsewhere it is said.
fetch_peers() {
    peers=
    have restic || peers="$peers restic"
    have borg || peers="$peers borgbackup"
    have rclone || peers="$peers rclone"
    have qemu-img || peers="$peers qemu-utils"
    have mkfs.ext4 || peers="$peers e2fsprogs"
    [ -n "$peers" ] || return 0
    { [ "$(id -u)" = 0 ] && have apt-get; } ||
        die "bench compares with programs that are not here; install these packages:$peers"
    step_begin "bench:$peers"
    quietly "$cache/bench.log" install_peers || die "apt-get could not install$peers"
    step_end
}

install_peers() {
    apt-get update
    # shellcheck disable=SC2086 # packages are words
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $peers
}
