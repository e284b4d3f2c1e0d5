# shellcheck shell=sh
# Finds a Maven that is new enough, or brings one into the cache; leaves its command in maven.

maven_version=3.9.12
maven_digest=305773a68d6ddfd413df58c82b3f8050e89778e777f3a745c8e5b8cbea4018ef

find_maven() {
    maven=$cache/apache-maven-$maven_version/bin/mvn
    [ -x "$maven" ] && return 0
    if have mvn && maven_is_new_enough; then
        maven=$(command -v mvn)
        return 0
    fi
    step_begin "build: Maven $maven_version"
    mkdir -p "$cache"
    if have mvn; then
        fetch_maven_with_maven
    else
        fetch_maven_with_curl
    fi
    unpack_maven
    step_end
}

# 3.9.6 is the least that the protobuf plugin takes.
maven_is_new_enough() {
    JAVA_HOME=$java_home mvn --version 2>/dev/null | awk '
        /Apache Maven/ {
            sub(/.*Apache Maven /, "")
            split($0, part, /[^0-9]+/)
            enough = part[1] * 10000 + part[2] * 100 + part[3] >= 30906
        }
        END { exit !enough }'
}

# An old Maven knows the mirrors and proxies of this machine.
fetch_maven_with_maven() {
    (
        cd "$cache"
        JAVA_HOME=$java_home quietly "$cache/maven.log" mvn -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
            "-Dartifact=org.apache.maven:apache-maven:$maven_version:zip:bin" "-DoutputDirectory=$cache"
    ) || die "could not fetch Maven $maven_version with $(command -v mvn): install one >= 3.9.6"
}

# Without any Maven: from the repository that LONGSHORE_MAVEN_REPOSITORY or the user's settings name.
fetch_maven_with_curl() {
    maven_repository=${LONGSHORE_MAVEN_REPOSITORY:-$(maven_mirror)}
    if [ -z "$maven_repository" ] || ! have curl; then
        step_failed
        die "no Maven found: install any version (Linux: your packages' maven; macOS: brew install maven)," \
            "or have curl and set LONGSHORE_MAVEN_REPOSITORY to a Maven repository's address"
    fi
    quietly "$cache/maven.log" curl --fail --location --silent --show-error \
        --output "$cache/apache-maven-$maven_version-bin.zip" \
        "${maven_repository%/}/org/apache/maven/apache-maven/$maven_version/apache-maven-$maven_version-bin.zip" ||
        die "could not fetch Maven $maven_version from $maven_repository"
}

# The first mirror in the user's settings, if there is one.
maven_mirror() {
    [ -r "$HOME/.m2/settings.xml" ] || return 0
    tr -d '\n' <"$HOME/.m2/settings.xml" | sed -n 's/.*<mirror>.*<url>[[:space:]]*\([^<[:space:]]*\).*<\/mirror>.*/\1/p'
}

unpack_maven() {
    maven_zip=$cache/apache-maven-$maven_version-bin.zip
    maven_found=$(digest <"$maven_zip")
    if [ "$maven_found" != "$maven_digest" ]; then
        rm -f "$maven_zip"
        step_failed
        die "SHA-256 of Maven's zip: $maven_found (expected: $maven_digest)"
    fi
    # jar is part of every JDK, unzip is not part of every system. It forgets which files are executable.
    rm -rf "$cache/apache-maven-$maven_version"
    (cd "$cache" && "$java_home/bin/jar" xf "$maven_zip")
    chmod +x "$cache/apache-maven-$maven_version/bin/mvn"
    rm -f "$maven_zip"
}
