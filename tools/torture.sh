# shellcheck shell=sh
# ./longshore torture [--rounds N] [--seed S]: acceptance's TortureTest with as many rounds as one likes.

torture() {
    torture_rounds=20
    torture_seed=$(date +%s)
    while [ $# -gt 0 ]; do
        case $1 in
            --rounds | --seed) [ $# -gt 1 ] || die "torture: $1: nothing follows (expected: a number)" ;;
            *) die "torture: $1 (expected: --rounds N, --seed S)" ;;
        esac
        case $2 in
            '' | *[!0-9]*) die "torture: $1: $2 (expected: a number)" ;;
        esac
        case $1 in
            --rounds) torture_rounds=$2 ;;
            --seed) torture_seed=$2 ;;
        esac
        shift 2
    done
    mkdir -p "$cache"
    find_jdk
    find_maven
    lock_build
    rm -f "$cache/built"
    say "torture: $torture_rounds rounds of seed $torture_seed"
    run_maven torture "$cache/torture.log" -pl acceptance -am -Dtest=TortureTest -Dsurefire.failIfNoSpecifiedTests=false \
        "-Dlongshore.torture.rounds=$torture_rounds" "-Dlongshore.torture.seed=$torture_seed" test ||
        die "torture failed; all of the output: $cache/torture.log"
    unlock_build
    grep '^torture, seed' "$cache/torture.log"
}
