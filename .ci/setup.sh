#!/usr/bin/env bash
# Makes .venv and installs one lock file into it: setup.sh base | dev
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:-base}
stamp=.venv/.installed
export UV_PYTHON_DOWNLOADS=never

# Two makes at once must not install into the same .venv.
if command -v flock >/dev/null; then
    exec 9<requirements/bootstrap.txt
    flock 9
fi

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    name=$(python3 --version 2>/dev/null || true)
    echo "Konsortium needs Python 3.11 or newer; found ${name:-none}." \
        "Install one, or name it: make run PYTHON=/path/to/python3.11" >&2
    return 1
}

install() {
    .venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes \
        --python .venv/bin/python "$@" && return
    # uv may be missing for this machine or fail in its own way; pip reads the same lock.
    echo "uv could not install the packages; trying pip, which takes some minutes." >&2
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes "${@/#/--requirement=}"
}

if ! new_enough .venv/bin/python; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        bash .ci/syslibs.sh venv
    fi
    echo "Making .venv with $("$python" --version)."
    rm -rf .venv
    "$python" -m venv .venv
fi

version=$(.venv/bin/python --version)
base="base $version $(.venv/bin/python .ci/fingerprint.py requirements/bootstrap.txt requirements/base.txt)"
dev="dev $version $(.venv/bin/python .ci/fingerprint.py requirements/bootstrap.txt requirements/dev.txt)"
installed=$(cat "$stamp" 2>/dev/null || true)

# The dev lock holds the base lock; whoever has the tools keeps them when base is asked for.
case "$installed" in dev*) wanted=dev ;; esac
if [ "$wanted" = dev ]; then now=$dev; else now=$base; fi
[ "$installed" = "$now" ] && exit 0

echo "Installing the Python packages ($wanted)."
rm -f "$stamp"
if ! [ -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
        --requirement requirements/bootstrap.txt || true
fi
# sync removes what is not named, so the installer names itself.
install "requirements/$wanted.txt" requirements/bootstrap.txt
echo "$now" >"$stamp"
