demo() {
    die "demo: not yet"
}
