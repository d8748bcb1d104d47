#!/usr/bin/env bash
# Every check that needs no test run. All of them run; one that fails fails the whole.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

bin=.venv/bin
failed=()
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1 </dev/null); then
        echo "ok    $name"
    else
        echo "FAIL  $name"
        echo "$said"
        failed+=("$name")
    fi
}

scripts() {
    local script
    for script in .ci/*.sh .ci/run; do
        bash -n "$script" || return 1
    done
    if command -v shellcheck >/dev/null; then
        shellcheck -x .ci/*.sh .ci/run
    fi
}

check "ruff" $bin/ruff check .
check "ruff format" $bin/ruff format --check .
check "mypy" $bin/mypy
check "import contracts" $bin/lint-imports --no-cache
if compgen -G 'templates/*' >/dev/null; then
    check "templates" $bin/djlint templates --lint --quiet
fi
check "django" $bin/python manage.py check --fail-level WARNING
check "migrations" $bin/python manage.py makemigrations --check --dry-run
check "shell scripts" scripts

if [ ${#failed[@]} -gt 0 ]; then
    echo "Failed: ${failed[*]}" >&2
    exit 1
fi
