#!/usr/bin/env bash
# Writes the lock files anew: every version, with the hash of every file, and no host name.
set -euo pipefail
cd "$(dirname "$0")/.."

for name in bootstrap node base dev; do
    .venv/bin/uv pip compile --quiet "$@" --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "requirements/$name.in" --output-file "requirements/$name.txt"
done
