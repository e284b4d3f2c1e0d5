# shellcheck shell=sh
# Finds a JDK 25 and leaves its folder in java_home.

jdk_wanted=25

# The feature number of the JDK in folder $1, or nothing: its release file says it without starting a JVM.
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Folders where a JDK may be, the likeliest first, one a line.
jdk_candidates() {
    printf '%s\n' "${JAVA_HOME-}"
    if have javac; then
        jdk_link=$(command -v javac)
        jdk_link=$(readlink -f "$jdk_link" 2>/dev/null || printf '%s' "$jdk_link")
        dirname "$(dirname "$jdk_link")"
    fi
    if [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v "$jdk_wanted" 2>/dev/null || true
    fi
    # What a pattern does not match stays as it is, and is no JDK.
    printf '%s\n' \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* \
        "${JENV_ROOT:-$HOME/.jenv}"/versions/* \
        "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/java/* \
        "${MISE_DATA_DIR:-$HOME/.local/share/mise}"/installs/java/* \
        "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "/opt/homebrew/opt/openjdk@$jdk_wanted/libexec/openjdk.jdk/Contents/Home" \
        "/usr/local/opt/openjdk@$jdk_wanted/libexec/openjdk.jdk/Contents/Home" \
        "/home/linuxbrew/.linuxbrew/opt/openjdk@$jdk_wanted/libexec"
}

find_jdk() {
    if [ -n "${LONGSHORE_JAVA_HOME-}" ]; then
        [ "$(jdk_version "$LONGSHORE_JAVA_HOME")" = "$jdk_wanted" ] ||
            die "LONGSHORE_JAVA_HOME: $LONGSHORE_JAVA_HOME (expected: the folder of a JDK $jdk_wanted)"
        java_home=$LONGSHORE_JAVA_HOME
        return 0
    fi
    java_home=$(jdk_candidates | while IFS= read -r jdk_folder; do
        if [ "$(jdk_version "$jdk_folder")" = "$jdk_wanted" ]; then
            printf '%s\n' "$jdk_folder"
            break
        fi
    done)
    [ -n "$java_home" ] ||
        die "no JDK $jdk_wanted found: install one (macOS: brew install openjdk@$jdk_wanted; Linux: your packages'" \
            "openjdk-$jdk_wanted-jdk or temurin-$jdk_wanted-jdk; anywhere: sdk install java $jdk_wanted-tem)," \
            "or set LONGSHORE_JAVA_HOME"
}
