# shellcheck shell=sh
# What every part of ./longshore uses: messages, the cache folder, steps with their time.

: "${home:?}"
cache=${LONGSHORE_CACHE:-$home/.longshore}

# mkfs.ext4: Debian keeps it where only root's PATH looks, Homebrew does not link it.
PATH=$PATH:/usr/sbin:/sbin:/opt/homebrew/opt/e2fsprogs/sbin:/usr/local/opt/e2fsprogs/sbin

# All of this goes to stderr: stdout belongs to what a command answers.
say() {
    printf '%s\n' "$*" >&2
}

die() {
    printf 'longshore: %s\n' "$*" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

now() {
    date +%s
}

# step_begin NAME, then step_end or step_failed: one line "build: contract ... ok 12 s".
step_begin() {
    step_started=$(now)
    printf '%s ... ' "$1" >&2
}

step_end() {
    printf 'ok %s s\n' "$(($(now) - step_started))" >&2
}

step_failed() {
    printf 'FAILED after %s s\n' "$(($(now) - step_started))" >&2
}

# quietly LOG COMMAND...: runs with all output in LOG, whose end is shown when the command fails.
quietly() {
    quiet_log=$1
    shift
    if "$@" >"$quiet_log" 2>&1 </dev/null; then
        return 0
    fi
    step_failed
    show_end "$quiet_log" 40
    return 1
}

show_end() {
    say "---- the last lines of $1"
    tail -n "$2" "$1" >&2
    say "----"
}

# Digests of files, as a command for find -exec too.
if have sha256sum; then
    sha256=sha256sum
else
    sha256='shasum -a 256'
fi

# SHA-256 of stdin, in hex.
digest() {
    $sha256 | cut -d ' ' -f 1
}

# need_space FOLDER KIB: builds and demos that run out of disk leave riddles behind.
need_space() {
    space_free=$(df -Pk "$1" | awk 'NR == 2 { print $4 }')
    [ "$space_free" -ge "$2" ] ||
        die "$1 has $((space_free / 1024)) MiB free (expected: >= $(($2 / 1024)) MiB)"
}
