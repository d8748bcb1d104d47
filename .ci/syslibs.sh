#!/usr/bin/env bash
# Sees to it that the machine has what Python packages cannot carry:
#     syslibs.sh [venv] [pdf] [browser] [gettext] [poppler] [postgres]
# Root gets it by apt-get. Anyone else is told the one command and goes on without;
# with CI=true a missing piece is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
[ -x "$python" ] || python=python3

# Asks the loader, not the package list: that is what will be asked when a PDF is made.
loads() {
    "$python" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' "$@" 2>/dev/null
}

has() {
    case "$1" in
        venv) "$python" -c 'import ensurepip, venv' 2>/dev/null ;;
        pdf)
            # without harfbuzz-subset a PDF is valid, but not the same bytes
            loads libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 ||
                loads libpangoft2-1.0.dylib libharfbuzz-subset.dylib
            ;;
        # the driver that drives it is a program of its own, and wants libatomic
        browser) command -v chromium >/dev/null && loads libatomic.so.1 ;;
        gettext) command -v xgettext >/dev/null ;;
        poppler) command -v pdftoppm >/dev/null ;;
        postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        *) echo "syslibs.sh: unknown piece '$1'" >&2; exit 2 ;;
    esac
}

packages() {
    case "$1" in
        venv) echo python3-venv ;;
        pdf) echo libpangoft2-1.0-0 libharfbuzz-subset0 ;;
        browser) echo chromium libatomic1 ;;
        gettext) echo gettext ;;
        poppler) echo poppler-utils ;;
        postgres) echo postgresql ;;
    esac
}

purpose() {
    case "$1" in
        venv) echo "making .venv" ;;
        pdf) echo "PDF reports" ;;
        browser) echo "tests in a browser" ;;
        gettext) echo "checking translations" ;;
        poppler) echo "looking at PDF pages in tests" ;;
        postgres) echo "tests on PostgreSQL" ;;
    esac
}

missing=()
look() {
    missing=()
    local piece
    for piece in "$@"; do
        has "$piece" || missing+=("$piece")
    done
}

look "$@"
[ ${#missing[@]} -eq 0 ] && exit 0

wanted=()
for piece in "${missing[@]}"; do
    read -ra names <<<"$(packages "$piece")"
    wanted+=("${names[@]}")
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing from Debian: ${wanted[*]}"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if [[ " ${wanted[*]} " == *" postgresql "* ]] && ! [ -e /etc/postgresql-common ]; then
        # The tests start a server of their own; a service on port 5432 was not asked for.
        mkdir /etc/postgresql-common
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    fi
    if ! { apt-get update -qq && apt-get install -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold "${wanted[@]}"; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
    fi
    rm -f "$log"
    look "$@"
fi

[ ${#missing[@]} -eq 0 ] && exit 0
for piece in "${missing[@]}"; do
    echo "Missing for $(purpose "$piece"): $(packages "$piece")" >&2
done
if command -v apt-get >/dev/null; then
    echo "Install with: sudo apt-get update && sudo apt-get install --no-install-recommends ${wanted[*]}" >&2
else
    echo "Those are Debian's names; install the same with this system's own package manager." >&2
fi
if [ "${CI:-}" = true ]; then exit 1; fi
