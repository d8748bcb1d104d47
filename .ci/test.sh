#!/usr/bin/env bash
# The whole suite on SQLite and on PostgreSQL. DB=sqlite or DB=postgres runs one of them;
# arguments go to pytest. Nothing is printed after pytest's own closing line.
# What asks for no database is run on SQLite alone (tests/conftest.py). Where both are tested, what is
# marked `once` (pages, the API, the browser's journeys) is run on PostgreSQL alone, and what is marked
# `paper` on SQLite alone.
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
here="not postgres_only" there="not sqlite_only"
if [[ $databases == *sqlite*postgres* ]]; then
    here+=" and not once" there+=" and not paper"
fi
# A file is one process's whole: the worlds that its tests begin from are told once.
share=(-n "${JOBS:-2}" --dist loadfile --no-loadscope-reorder)
for database in $databases; do
    echo "== $database"
    case $database in
        sqlite)
            .venv/bin/python -m pytest "${share[@]}" -m "$here" "$@" || status=1
            ;;
        postgres)
            bash .ci/postgres.sh .venv/bin/python -m pytest "${share[@]}" -m "$there" "$@"
            found=$?
            # 5: none of the tests asked for; those that need no database were run above.
            if [ $found != 0 ] && ! { [ $found = 5 ] && [ $# != 0 ]; }; then
                status=1
            fi
            ;;
        *)
            echo "DB is sqlite or postgres, not '$database'." >&2
            exit 2
            ;;
    esac
done
exit $status
