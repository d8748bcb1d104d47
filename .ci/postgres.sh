#!/usr/bin/env bash
# Runs a command with DATABASE_URL set to a PostgreSQL of its own, and stops that afterwards:
#     postgres.sh COMMAND [ARGUMENT...]
set -euo pipefail
cd "$(dirname "$0")/.."

newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
if [ -z "$newest" ]; then
    echo "PostgreSQL's server is not on this machine: apt-get install postgresql" >&2
    exit 1
fi
bin=$(dirname "$newest")

# Not under TMPDIR: a socket's path may have 107 characters at most.
data=$(mktemp -d /tmp/konsortium-pg.XXXXXX)
as_owner=()
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    chown postgres "$data"
    as_owner=(runuser -u postgres --)
fi
# shellcheck disable=SC2317  # called by the trap
stop() {
    trap '' INT TERM
    "${as_owner[@]}" "$bin/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

init() {
    rm -rf "$data/db"
    (cd "$data" && "${as_owner[@]}" "$bin/initdb" -D "$data/db" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync "$@") >"$data/initdb.log" 2>&1
}
# Danish order where this server was built with ICU; nothing may depend on it.
init --locale-provider=icu --icu-locale=da-DK || init || { cat "$data/initdb.log" >&2; exit 1; }

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# What is lost in a power cut may be lost here: the data lives as long as the command.
cat >>"$data/db/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$data'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
CONF
if ! (cd "$data" && "${as_owner[@]}" "$bin/pg_ctl" -D "$data/db" -l "$data/log" -w start) >"$data/start.log" 2>&1; then
    cat "$data/start.log" "$data/log" >&2
    exit 1
fi

DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" "$@"
