# shellcheck shell=sh
# ./longshore test: every check there is, and at the end what was run.

check_all() {
    [ $# = 0 ] || die "test: $1 (expected: no argument; for one module: mvn -pl server test)"
    checks_started=$(now)
    mkdir -p "$cache"
    find_jdk
    find_maven
    need_space "$cache" $((4 * 1024 * 1024))
    fetch_tools
    check_scripts
    check_contract
    check_modules
    check_clients
    check_demo
    summarize
}

check_scripts() {
    step_begin "test: scripts"
    quietly "$cache/shellcheck.log" \
        shellcheck --external-sources --check-sourced --source-path="$home" --source-path=SCRIPTDIR \
        "$home/longshore" "$home/.ci/run" "$home/deploy/run" "$home/deploy/make-certificates" "$home"/clients/*/scenario "$home"/clients/*/check "$home/clients/java/examples/run" ||
        die "shellcheck found something in the scripts"
    step_end
}

# Lint needs the imports, which the build unpacks from the jars.
check_contract() {
    step_begin "test: buf lint"
    quietly "$cache/imports.log" env JAVA_HOME="$java_home" "$maven" -B -f "$home/pom.xml" -pl proto generate-sources ||
        die "the contract does not compile"
    quietly "$cache/lint.log" lint_contract || die "buf found something in the contract"
    step_end
}

lint_contract() {
    (cd "$home/proto" && buf lint && buf build --output /dev/null)
}

# Reports of an earlier run would be counted as this one's.
check_modules() {
    find "$home" -path '*/target/surefire-reports/TEST-*.xml' -exec rm -f {} +
    lock_build
    rm -f "$cache/built"
    built_sources=$(sources_digest)
    if ! run_maven test "$cache/test.log" --fail-at-end verify; then
        sed -n 's/^\[ERROR\] \(.*<<< [FE].*\)/  \1/p' "$cache/test.log" >&2
        count_tests >&2
        die "tests failed; all of the output: $cache/test.log"
    fi
    finish_build
    unlock_build
}

# Each library that Maven does not build has a script that checks it with its ecosystem's tools.
check_clients() {
    for check in "$home"/clients/*/check; do
        client=$(basename -- "$(dirname -- "$check")")
        step_begin "test: clients/$client"
        quietly "$cache/client-$client.log" env LONGSHORE_CACHE="$cache" "$check" ||
            die "clients/$client does not pass its checks; all of their output: $cache/client-$client.log"
        step_end
    done
}

# The demo checks every result of its own: a failure there is one here.
check_demo() {
    step_begin "test: demo"
    quietly "$cache/demo.log" "$home/longshore" demo --exit || die "the demo failed; all of its output: $cache/demo.log"
    step_end
}

summarize() {
    say
    echo "ran with"
    tool_versions
    echo "ran"
    echo "  shellcheck on longshore, .ci/run, deploy, tools and the clients' scripts"
    echo "  buf lint on $(find "$home/proto/longshore" "$home/proto/zstore" -name '*.proto' 2>/dev/null | wc -l | tr -d ' ') files"
    echo "  the checks of $(find "$home/clients" -mindepth 2 -maxdepth 2 -name check | wc -l | tr -d ' ') client libraries beside Java's"
    echo "  the demo: $(grep -c '^ok ' "$cache/demo.log" || true) results verified"
    count_tests
    echo "all of it in $(($(now) - checks_started)) s"
}

# A line a module and one for all, from the reports that surefire left.
count_tests() {
    (cd "$home" && find . -path '*/target/surefire-reports/TEST-*.xml' -exec grep -H '<testsuite ' {} +) | awk '
        function count(name, text) {
            if (!match(text, " " name "=\"[0-9]+\"")) return 0
            return substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0
        }
        {
            module = $0
            sub(/\/target\/.*/, "", module)
            sub(/^\.\//, "", module)
            tests[module] += count("tests", $0)
            bad = count("failures", $0) + count("errors", $0)
            skipped += count("skipped", $0)
            failed += bad
            passed += count("tests", $0) - bad - count("skipped", $0)
        }
        END {
            for (module in tests) printf "  %-12s %d tests\n", module, tests[module]
            printf "tests: %d passed, %d failed, %d skipped\n", passed, failed, skipped
        }'
}
