"""Print one hash over the names and contents of the files that match the patterns given.

The stamp files hold such a hash: a step runs again when what it depends on has changed,
not when a checkout has touched a file's date.
"""

import hashlib
import sys
from pathlib import Path


def fingerprint(patterns: list[str]) -> str:
    files = {path for pattern in patterns for path in Path().glob(pattern) if path.is_file()}
    total = hashlib.sha256()
    for path in sorted(files):
        if "__pycache__" in path.parts:
            continue
        total.update(f"{path.as_posix()}\n".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


if __name__ == "__main__":
    print(fingerprint(sys.argv[1:]))
