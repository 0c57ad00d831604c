#!/usr/bin/env python3
"""Compares translations/*.ts with what the window says; started by packaging/check.

Each language has each text, translated, and none that is not said any more. packaging/translate mends the first and the
last.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent


def texts_in(path):
    """(context, text, comment) of a .ts file, and how many of them have no translation."""
    texts, unfinished = set(), 0
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            texts.add((context.findtext("name"), message.findtext("source"), message.findtext("comment") or ""))
            unfinished += message.find("translation").get("type") == "unfinished"
    return texts, unfinished


def main():
    """Each language has each text of the window, and none that it no longer says."""
    tool = shutil.which("lupdate") or shutil.which("/usr/lib/qt6/bin/lupdate")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "fresh.ts")
        command = [tool, "-silent", "ui", "-I", ".", "-locations", "none", "-ts", str(fresh)]
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            print(done.stdout + done.stderr)
            return False
        wanted, _ = texts_in(fresh)
    passed = True
    for path in sorted((ROOT / "translations").glob("*.ts")):
        have, unfinished = texts_in(path)
        for what, texts in ("lacks", wanted - have), ("has what is not said any more,", have - wanted):
            for context, text, _ in sorted(texts):
                print(f"check: translations/{path.name} {what} {context}: {text!r}; packaging/translate mends it")
        if unfinished:
            print(f"check: translations/{path.name}: {unfinished} texts are not translated")
        passed = passed and have == wanted and not unfinished
    print(f"check: translations: {len(wanted)} texts")
    return passed


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
