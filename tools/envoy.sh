# shellcheck shell=sh
# ./longshore envoy DIR: writes what Envoy needs before a server; see rest-bridge/envoy.

run_envoy_files() {
    # shellcheck disable=SC2086 # flags are words
    exec "$java_home/bin/java" $cli_flags -cp "$(cat "$cache/envoy.classpath")" io.longshore.envoy.Main "$@"
}
