#!/usr/bin/env bash
# The whole suite on SQLite and on PostgreSQL. DB=sqlite or DB=postgres runs one of them;
# arguments go to pytest. Nothing is printed after pytest's own closing line.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

databases=${DB:-sqlite postgres}
if [[ $databases == *postgres* ]] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    if [ "${CI:-}" = true ] || [ "$databases" = postgres ]; then
        echo "PostgreSQL's server is not on this machine: apt-get install postgresql" >&2
        exit 1
    fi
    echo "PostgreSQL's server is not on this machine: only SQLite is tested." >&2
    databases=sqlite
fi

# The tests bring their own world: not the demo's day, nor a data folder of this machine.
unset DEMO_DAY DATABASE_URL
VAR_DIR=$(mktemp -d)
export VAR_DIR
trap 'rm -rf "$VAR_DIR"' EXIT

status=0
for database in $databases; do
    echo "== $database"
    case $database in
        sqlite)
            .venv/bin/python -m pytest -n "${JOBS:-2}" -m "not postgres_only" "$@" || status=1
            ;;
        postgres)
            bash .ci/postgres.sh .venv/bin/python -m pytest -n "${JOBS:-2}" -m "not sqlite_only" "$@" || status=1
            ;;
        *)
            echo "DB is sqlite or postgres, not '$database'." >&2
            exit 2
            ;;
    esac
done
exit $status
