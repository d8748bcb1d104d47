#!/usr/bin/env bash
# The demo world in the database and its reports in out/. Each step runs again only when what
# it is made from has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
var=${VAR_DIR:-var}
mkdir -p "$var"
if command -v flock >/dev/null; then
    exec 9<manage.py
    flock 9
fi

where=${DATABASE_URL:-sqlite}
rooms='consortium grants partners reporting'
demo=()
reports=(manage.py requirements/base.txt 'fixtures/**/*' 'templates/**/*')
for room in $rooms; do
    demo+=("$room/migrations/*.py" "$room/**/*demo*" "$room/**/*demo*/**/*")
    reports+=("$room/**/*.py" "$room/**/*.po")
done

stamp=$var/.demo
now="$where $($python .ci/fingerprint.py 'fixtures/**/*' "${demo[@]}")"
if [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || { [ "$where" = sqlite ] && ! [ -s "$var/konsortium.sqlite3" ]; }; then
    rm -f "$stamp" "$var/.reports"
    echo "Preparing the database."
    $python manage.py migrate --verbosity 0
    echo "Loading the demo consortium."
    if ! $python manage.py load_demo; then
        echo "The demo was not loaded. Over data of an older version, make clean && make run starts afresh." >&2
        exit 1
    fi
    echo "$now" >"$stamp"
fi

stamp=$var/.reports
now="$now $($python .ci/fingerprint.py "${reports[@]}")"
if [ "$(cat "$stamp" 2>/dev/null)" != "$now" ] || ! compgen -G 'out/*' >/dev/null; then
    rm -f "$stamp"
    echo "Writing the demo's reports to out/."
    $python manage.py write_demo_reports --out out
    echo "$now" >"$stamp"
fi
