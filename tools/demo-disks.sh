# shellcheck shell=sh
# The demo's disk images: ext4 file systems with some hundred files, made once and kept in the cache.

# Leaves image_file (the user's, if one was given), and root_file and data_file, which the demo may change.
make_disks() {
    disks=$cache/demo-disks
    if ! [ -e "$disks/made" ]; then
        step_begin "demo: disk images with a file system"
        rm -rf "$disks"
        mkdir -p "$disks/root/src" "$disks/root/lib" "$disks/data"
        # What lies about here: sources compress, jars do not.
        (cd "$home" && find proto disk server rest-bridge clients \
            \( -name target -o -name node_modules \) -prune -o -type f -print | tar -cf - -T - 2>/dev/null) |
            tar -xf - -C "$disks/root/src" 2>/dev/null || cp -R "$home/proto" "$home/server" "$disks/root/src"
        tr ':' '\n' <"$cache/server.classpath" | grep '\.jar$' | while IFS= read -r jar; do
            cp "$jar" "$disks/root/lib"
        done
        cp "$home/LICENSE" "$home/pom.xml" "$disks/data"
        cp "$disks"/root/lib/grpc-*.jar "$disks/data"
        make_disk "$disks/root.raw" 256 "$disks/root"
        make_disk "$disks/data.raw" 64 "$disks/data"
        rm -rf "$disks/root" "$disks/data"
        : >"$disks/made"
        step_end
    fi
    image_file=${demo_image:-$disks/root.raw}
    root_file=$demo_folder/root.raw
    data_file=$demo_folder/data.raw
    cp "$disks/root.raw" "$root_file"
    cp "$disks/data.raw" "$data_file"
}

# make_disk FILE MIB TREE. Without mkfs.ext4 the disk holds an archive of the tree: as many bytes, no file system.
make_disk() {
    if have mkfs.ext4; then
        quietly "$cache/mkfs.log" mkfs.ext4 -q -F -d "$3" "$1" "$2m" || die "mkfs.ext4 could not make $1"
    else
        say "mkfs.ext4 is not here (package e2fsprogs): $(basename "$1") holds a tar archive instead of a file system"
        tar -cf "$1" -C "$3" .
        dd if=/dev/null of="$1" bs=1048576 seek="$2" 2>/dev/null
    fi
}

# Between two backups: a file of some MiB is written into the root disk's file system.
change_disk() {
    dd if=/dev/urandom of="$demo_folder/news" bs=1048576 count=5 2>/dev/null
    if have debugfs && have mkfs.ext4; then
        quietly "$cache/debugfs.log" debugfs -w -R "write $demo_folder/news news" "$root_file" ||
            die "debugfs could not write into $root_file"
    else
        dd if="$demo_folder/news" of="$root_file" bs=1048576 seek=100 conv=notrunc 2>/dev/null
    fi
    rm -f "$demo_folder/news"
}
