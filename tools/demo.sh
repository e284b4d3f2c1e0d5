# shellcheck shell=sh
# ./longshore demo: the main job from end to end on a disk image with a real file system in it. Every result is checked
# here, from the outside, before it is said.

. "$home/tools/json.sh"
. "$home/tools/demo-disks.sh"

demo_folder=$cache/demo

demo() {
    demo_arguments "$@"
    mkdir -p "$cache"
    need_space "$cache" $((2 * 1024 * 1024))
    build
    stop_demo_server
    rm -rf "$demo_folder"
    mkdir -p "$demo_folder/data" "$demo_folder/a" "$demo_folder/b" "$demo_folder/out"
    trap 'demo_interrupted' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    start_demo_server
    make_disks
    tour
    trap - EXIT INT TERM
    say
    if [ -n "$demo_exit" ]; then
        stop_demo_server
        say "Everything above was verified. The server is stopped; its data: $demo_folder"
    else
        say "Everything above was verified. The server goes on (process $(cat "$demo_folder/pid"))."
        how_to_go_on >&2
    fi
}

demo_arguments() {
    demo_image=
    demo_exit=
    for argument in "$@"; do
        case $argument in
            --exit) demo_exit=yes ;;
            -*) die "demo: $argument (expected: an image file, --exit)" ;;
            *)
                [ -z "$demo_image" ] || die "demo: $argument (expected: one image file)"
                if ! [ -f "$argument" ] || ! [ -r "$argument" ]; then
                    die "demo: $argument (expected: a file that can be read)"
                fi
                demo_image=$(CDPATH='' cd -- "$(dirname -- "$argument")" && pwd -P)/$(basename -- "$argument")
                ;;
        esac
    done
}

start_demo_server() {
    step_begin "demo: server and bridge"
    # A hangup or Ctrl-C in this terminal is not meant for the server.
    (
        trap '' HUP INT
        run_server --data "$demo_folder/data" --grpc-port 0 --http-port 0
    ) >"$demo_folder/server.log" 2>&1 </dev/null &
    echo $! >"$demo_folder/pid"
    server_waits=0
    until [ -s "$demo_folder/data/endpoints.json" ]; do
        server_waits=$((server_waits + 1))
        if ! kill -0 "$(cat "$demo_folder/pid")" 2>/dev/null || [ "$server_waits" -gt 600 ]; then
            step_failed
            show_end "$demo_folder/server.log" 40
            die "the server did not start"
        fi
        sleep 0.1
    done
    step_end
    grpc=$(json_value "$demo_folder/data/endpoints.json" grpc)
    http=$(json_value "$demo_folder/data/endpoints.json" http)
    say "      gRPC on $grpc, HTTP on $http"
    # The command line finds address and password in the data folder.
    LONGSHORE_DATA=$demo_folder/data
    export LONGSHORE_DATA
    unset LONGSHORE_SERVER LONGSHORE_USER LONGSHORE_PASSWORD LONGSHORE_PASSWORD_FILE
}

# Ends the server of this or an earlier demo, by its id, and only if that is still such a server.
stop_demo_server() {
    [ -r "$demo_folder/pid" ] || return 0
    server_pid=$(cat "$demo_folder/pid")
    case $(ps -p "$server_pid" -o args= 2>/dev/null) in
        *io.longshore.server.app.Main*"$demo_folder"*) ;;
        *) return 0 ;;
    esac
    kill "$server_pid"
    server_waits=0
    while kill -0 "$server_pid" 2>/dev/null; do
        server_waits=$((server_waits + 1))
        if [ "$server_waits" -gt 300 ]; then
            kill -9 "$server_pid"
            break
        fi
        sleep 0.1
    done
}

demo_interrupted() {
    trap - EXIT INT TERM
    stop_demo_server
    say "The demo did not end well; the server's log: $demo_folder/server.log"
    exit 1
}

# The operations, in the order in which the tour shows them. Each leaves its JSON in out/ and the id of what it made.
tour() {
    say
    longshore storage-a storage add a --path "$demo_folder/a"
    longshore storage-b storage add b --path "$demo_folder/b"
    ok "two backup storages on the file system: a, b"

    longshore added image add "$image_file" --name demo --storage a
    image=$(json_result "$demo_folder/out/added" uuid)
    image_root=$(json_result "$demo_folder/out/added" identity.root)
    expect "image's length" "$(json_result "$demo_folder/out/added" identity.length_bytes)" "$(wc -c <"$image_file" | tr -d ' ')"
    ok "image added: $(json_size added identity.length_bytes), $(size "$(json_sum "$demo_folder/out/added" stored_bytes)") on a"

    longshore migrated image migrate "$image" --from a --to b
    expect "identity after migrating" "$(json_result "$demo_folder/out/migrated" identity.root)" "$image_root"
    expect_only_on migrated b
    ok "image migrated from a to b: identity equal, $(receipt migrated)"

    longshore exported image export "$image" "$demo_folder/exported"
    cmp "$image_file" "$demo_folder/exported" || die "the exported image differs from the one that was added"
    rm -f "$demo_folder/exported"
    ok "image exported from b: equal to the original byte for byte"

    machine=$(random_uuid)
    longshore backup-1 backup add "$root_file" "$data_file" --storage a --vm "$machine" --name monday
    ok "two-volume machine backed up: $(receipt backup-1)"

    change_disk
    longshore backup-2 backup add "$root_file" "$data_file" --storage a --vm "$machine" --name tuesday
    group=$(json_value "$demo_folder/out/backup-2" group_uuid)
    ok "backed up again after a change: $(receipt backup-2)"

    longshore synced backup sync "$group" --from a --to b
    expect_group_on synced b 2
    ok "group of two backups copied from a to b: $(receipt synced)"

    longshore synced-again backup sync "$group" --from a --to b
    expect "bytes that a second sync moves" "$(json_sum "$demo_folder/out/synced-again" sent_bytes)" 0
    ok "copied again: nothing to move"

    backup=$(json_value "$demo_folder/out/backup-2" volume_backups.0.uuid)
    longshore template backup template "$backup" --storage b --name demo-template
    expect "bytes that a template moves" "$(json_sum "$demo_folder/out/template" sent_bytes)" 0
    ok "template made of the root volume's backup on b: no data moved"

    longshore restored backup restore "$backup" "$demo_folder/restored"
    cmp "$root_file" "$demo_folder/restored" || die "the restored volume differs from the one that was backed up"
    rm -f "$demo_folder/restored"
    ok "root volume restored: equal to the changed one byte for byte"

    longshore deleted image delete "$image"
    expect "status of a deleted image" "$(json_result "$demo_folder/out/deleted" status)" IMAGE_STATUS_DELETED
    longshore recovered image recover "$image"
    expect "status of a recovered image" "$(json_result "$demo_folder/out/recovered" status)" IMAGE_STATUS_READY
    ok "image deleted and recovered: ready again"

    longshore disabled image disable "$image"
    expect "state of a disabled image" "$(json_result "$demo_folder/out/disabled" state)" IMAGE_STATE_DISABLED
    longshore enabled image enable "$image"
    expect "state of an enabled image" "$(json_result "$demo_folder/out/enabled" state)" IMAGE_STATE_ENABLED
    ok "image disabled and enabled"
}

# longshore OUT ARGUMENT...: says the command, runs it (its progress bar is on stderr), keeps its JSON in out/OUT.
longshore() {
    demo_out=$demo_folder/out/$1
    shift
    say "\$ longshore $(printf '%s ' "$@" | sed "s|$demo_folder/||g")"
    (run_cli --output json "$@") >"$demo_out" || die "longshore $1 $2 failed (exit code $?)"
}

# On stdout, where it can be counted.
ok() {
    printf 'ok  %s\n' "$*"
}

# expect WHAT FOUND EXPECTED
expect() {
    [ "$2" = "$3" ] || die "$1: ${2:-nothing} (expected: $3)"
}

# expect_only_on OUT STORAGE: the image of out/OUT lies on this storage, ready, and on no other.
expect_only_on() {
    expect "storages of the image" \
        "$(tail -n 1 "$demo_folder/out/$1" | json_flatten | awk -F '\t' '$1 ~ /^backup_storage_refs\.[0-9]+\.backup_storage_uuid$/ { print $2 }')" \
        "$(json_result "$demo_folder/out/storage-$2" uuid)"
}

# expect_group_on OUT STORAGE COUNT: so many backups of out/OUT lie on this storage, ready.
expect_group_on() {
    expect "backups of the group on $2" "$(tail -n 1 "$demo_folder/out/$1" | json_flatten |
        awk -F '\t' -v storage="$(json_result "$demo_folder/out/storage-$2" uuid)" '
            $1 ~ /volume_backups\.[0-9]+\.backup_storage_refs\.[0-9]+\.backup_storage_uuid$/ { on = $2 == storage }
            $1 ~ /volume_backups\.[0-9]+\.backup_storage_refs\.[0-9]+\.status$/ { ready += on && $2 ~ /READY$/ }
            END { print ready + 0 }')" "$3"
}

# What the receipts of out/$1 say, in words.
receipt() {
    printf '%s moved, %s already there; %s' \
        "$(size "$(json_sum "$demo_folder/out/$1" sent_bytes)")" \
        "$(size "$(json_sum "$demo_folder/out/$1" deduplicated_bytes)")" \
        "$(verification "$demo_folder/out/$1")"
}

verification() {
    case $(json_flatten <"$1" | awk -F '\t' '$1 ~ /verification$/ { print $2 }' | sort -u | tr '\n' ' ') in
        *FULL*) echo "all of it read and compared" ;;
        *READ_BACK*) echo "what was written was read back and compared" ;;
        *CHECKSUM*) echo "verified by the storage's checksums" ;;
        *NOTHING_WRITTEN*) echo "nothing had to be written" ;;
        *) die "a receipt that does not say how it was verified: $1" ;;
    esac
}

json_size() {
    size "$(json_result "$demo_folder/out/$1" "$2")"
}

# Bytes for people.
size() {
    awk -v bytes="${1:-0}" 'BEGIN {
        split("B KiB MiB GiB TiB", unit, " ")
        for (i = 1; bytes >= 1024 && i < 5; i++) bytes /= 1024
        printf(i == 1 || bytes >= 100 ? "%.0f %s" : "%.1f %s", bytes, unit[i])
    }'
}

random_uuid() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

how_to_go_on() {
    sed -e "s|@DATA@|$demo_folder/data|g" -e "s|@GRPC@|$grpc|g" -e "s|@HTTP@|$http|g" -e "s|@IMAGE@|$image|g" \
        -e "s|@A@|$(json_result "$demo_folder/out/storage-a" uuid)|g" \
        -e "s|@B@|$(json_result "$demo_folder/out/storage-b" uuid)|g" "$home/tools/demo-next.txt"
    printf '\nStop it with: kill %s\n' "$(cat "$demo_folder/pid")"
}
