#!/usr/bin/env bash
# The site and one background worker, until Ctrl-C stops both.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
host=${HOST:-127.0.0.1}
port=${PORT:-8000}
address="http://$host:$port/"
export SITE_URL=${SITE_URL:-${address%/}}

if ! $python - "$host" "$port" 2>/dev/null <<'PY'
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((sys.argv[1], int(sys.argv[2])))
PY
then
    echo "Port $port is taken or not allowed here. Choose another: make run PORT=8001" >&2
    exit 1
fi

pids=()
# shellcheck disable=SC2317  # called by the trap
stop() {
    trap '' INT TERM
    [ ${#pids[@]} -eq 0 ] && return
    kill "${pids[@]}" 2>/dev/null || true
    # A worker ends its task first; ten seconds is what we grant it.
    for _ in $(seq 100); do
        kill -0 "${pids[@]}" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
}
trap stop EXIT
trap 'echo; echo "Stopped."; exit 0' INT TERM

# Groups of their own: Ctrl-C reaches this script alone, which then asks each of them once. A worker
# that is asked twice drops the task it is at.
set -m
.venv/bin/gunicorn --workers "${WORKERS:-2}" --bind "$host:$port" --log-level warning \
    consortium.wsgi:application &
pids+=($!)
# The reloader would outlive us: killing it leaves its child at work.
$python manage.py db_worker --no-reload &
pids+=($!)
set +m

if ! $python - "$host" "$port" "${pids[0]}" <<'PY'
import os, socket, sys, time
host, port, pid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for _ in range(300):
    os.kill(pid, 0)
    try:
        socket.create_connection((host, port), timeout=1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.1)
sys.exit(1)
PY
then
    echo "The site did not start; its own words are above." >&2
    exit 1
fi

$python manage.py print_logins
echo
echo "Konsortium runs at $address   (Ctrl-C stops it)"

# Whichever ends first takes the other with it.
wait -n "${pids[@]}" || true
echo "One of the two processes ended; stopping the other." >&2
exit 1
