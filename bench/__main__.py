"""``make bench``: set up a database of its own, then measure."""

import importlib
import os
import shutil
import sys
import tempfile

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    os.environ["VAR_DIR"] = folder = tempfile.mkdtemp(prefix="konsortium-bench-")
    # A run of its own begins with the database that was made for all of them.
    if os.path.exists(base := os.environ.get("BENCH_BASE", "")):
        shutil.copy(base, os.path.join(folder, "konsortium.sqlite3"))
    os.environ.pop("DEMO_DAY", None)
    os.environ["ALLOWED_HOSTS"] = "testserver"
    django.setup()
    try:
        # A run whose memory is measured loads no more than it needs.
        own = "bench.reports" if "report-one" in sys.argv else "bench.measure"
        code = importlib.import_module(own).main()
    finally:
        shutil.rmtree(folder)
    sys.exit(code)
