# shellcheck shell=sh
# ./longshore conformance BASE_URL: asks a bridge of the original REST API for what rest-bridge/conformance says.

. "$home/tools/json.sh"

# conformance ARGUMENT...: where no argument brings the table's values, fixtures are made first.
conformance() {
    case " $* " in
        *' --value'*) ;;
        *' -h '* | *' --help '* | *' --version '*) ;;
        *)
            conformance_site "$@"
            # shellcheck disable=SC2086 # uuids are words
            set -- "$@" $fixtures
            ;;
    esac
    # shellcheck disable=SC2086 # flags are words
    "$java_home/bin/java" $cli_flags -cp "$(cat "$cache/conformance.classpath")" \
        io.longshore.conformance.Main --table "$home/rest-bridge/conformance/rows" "$@"
}

# Two storages, an image and a machine's backup of two volumes, by the command line. They are left behind, under names of their own.
conformance_site() {
    conformance_options "$@"
    site=$(mktemp -d "${TMPDIR:-/tmp}/longshore-conformance.XXXXXX")
    head -c 3000000 /dev/urandom >"$site/root"
    head -c 2000000 /dev/urandom >"$site/data"
    name=conformance-$$
    made storage add "$name-a" --path "$site/a"
    fixtures="--value a=$(json_result "$site/made" uuid)"
    made storage add "$name-b" --path "$site/b"
    fixtures="$fixtures --value b=$(json_result "$site/made" uuid)"
    made image add "$site/root" --name "$name" --storage "$name-a"
    fixtures="$fixtures --value image=$(json_result "$site/made" uuid)"
    made backup add "$site/root" "$site/data" --storage "$name-a" --name "$name"
    fixtures="$fixtures --value group=$(json_result "$site/made" group_uuid)"
    fixtures="$fixtures --value root=$(json_result "$site/made" volume_backups.0.uuid)"
    fixtures="$fixtures --value data=$(json_result "$site/made" volume_backups.1.uuid)"
    say "fixtures: storages $name-a and $name-b in $site"
}

# Of the arguments, what the command line needs too.
conformance_options() {
    cli_options=
    while [ $# -gt 0 ]; do
        case $1 in
            --data) cli_options="--data $2" && shift ;;
            --data=*) cli_options=$1 ;;
        esac
        shift
    done
}

# made ARGUMENT...: what a command of the command line prints goes to $site/made.
made() {
    # shellcheck disable=SC2086 # options are words
    (run_cli "$@" $cli_options --output json) >"$site/made" || die "conformance: $*: failed (expected: a server that $* can be asked of)"
}
