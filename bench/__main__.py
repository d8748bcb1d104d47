"""``make bench``: set up a database of its own, then measure."""

import importlib
import os
import sys
import tempfile

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="konsortium-bench-")
    os.environ.pop("DEMO_DAY", None)
    os.environ["ALLOWED_HOSTS"] = "testserver"
    django.setup()
    sys.exit(importlib.import_module("bench.measure").main())
