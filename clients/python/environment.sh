# shellcheck shell=sh
# Read by the scripts beside it: a venv with this package's tools in the cache, and the generated code in the source tree.

: "${here:?}"
venv=${LONGSHORE_CACHE:-$here/../../.longshore}/python/$(cksum <"$here/pyproject.toml" | tr ' ' -)
python=$venv/bin/python

if [ ! -e "$venv/complete" ]; then
    python3 -c 'import sys; sys.exit(f"python3: {sys.version.split()[0]} (expected: 3.10 or newer)" if sys.version_info < (3, 10) else 0)'
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$python" -m pip --quiet --disable-pip-version-check install --upgrade 'pip==26.3'
    (cd "$here" && "$python" -m pip --quiet install --group dev)
    : >"$venv/complete"
fi
"$python" "$here/generate.py"
