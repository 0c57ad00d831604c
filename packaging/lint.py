#!/usr/bin/env python3
"""Runs clang-format, clang-tidy and clazy over C++ files; started by packaging/check.

clang-format reads every C++ file each time. clang-tidy and clazy read translation units through the compile database
of build/check, which has no precompiled header, so that a file that leans on one is found out. A translation unit that
passed is remembered, by a hash of everything it was compiled from, in the user's cache folder, and not read again
until something in it changes.

--changed takes the files touched since a base:
  1. the environment's SIGNALBOX_CHECK_BASE, if it names a commit;
  2. else the newest release tag (v*) that HEAD descends from;
  3. else the last commit that is more than 12 hours older than HEAD.
Where none of these exists (a young history or a shallow clone) every file counts as touched. Uncommitted files always count. A
touched header stands for the translation unit of the same name, or, where there is none, for one that includes it.
A change of .clang-tidy or of this script touches everything.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "check"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "signalbox-check"
SOURCES = ("*.h", "*.cpp")
TOUCH_ALL = {".clang-tidy", "packaging/lint.py"}

# Level 0 and 1, less the checks that contradict the project's habits.
CLAZY = ",".join([
    "level0", "level1",
    "no-non-pod-global-static",     # tables of constants, built once at first use, are fine
    "no-overloaded-signal",         # a matter of API taste
    "no-qproperty-without-notify",  # no QML here
    "no-rule-of-two-soft",
    # False alarms only: QHash::erase() takes a const_iterator and returns an iterator, so that every loop that removes
    # from a QHash by iterator counts as mixing the two.
    "no-strict-iterators",
    # False alarms only: the lambdas it names use locals of a test or of main(), which outlive the event loop that
    # calls them.
    "no-lambda-in-connect",
])


def run(command, **options):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, **options)


def git(*arguments):
    done = run(["git", *arguments])
    return done.stdout.strip() if done.returncode == 0 else None


def tracked():
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *SOURCES])
    if listed.returncode != 0:
        sys.exit("packaging/check: needs the git work tree")
    return sorted(name for name in set(listed.stdout.split("\n")) if name and (ROOT / name).is_file())


def base_commit():
    wanted = os.environ.get("SIGNALBOX_CHECK_BASE")
    if wanted:
        base = git("merge-base", "HEAD", wanted)
        if not base:
            sys.exit(f"packaging/check: SIGNALBOX_CHECK_BASE={wanted} is no commit that HEAD descends from")
        return base, wanted
    tag = git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD")
    if tag:
        return git("rev-list", "-n1", tag), tag
    head_time = git("log", "-1", "--format=%ct", "HEAD")
    if head_time:
        before = int(head_time) - 12 * 3600
        base = git("rev-list", "-n1", f"--before={before}", "HEAD")
        if base and git("rev-parse", "--is-shallow-repository") == "false":
            return base, f"{base[:9]}, the last commit 12 hours before HEAD"
    return None, "the whole tree: no release tag, and no commit 12 hours before HEAD"


def touched(files):
    base, name = base_commit()
    print(f"check: files touched since {name}" if base else f"check: {name}")
    if not base:
        return files
    names = set((git("diff", "--name-only", base) or "").split("\n"))
    names |= set((git("ls-files", "--others", "--exclude-standard") or "").split("\n"))
    if names & TOUCH_ALL:
        return files
    return [file for file in files if file in names]


def in_parallel(jobs, items, work):
    """Runs work(item) over the items; yields (item, result) as they end."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=jobs) as pool:
        pending = {pool.submit(work, item): item for item in items}
        for future in concurrent.futures.as_completed(pending):
            yield pending[future], future.result()


def check_format(files, fix):
    command = ["clang-format", "-i"] if fix else ["clang-format", "--dry-run", "-Werror", "--ferror-limit=1"]
    done = run([*command, *files]) if files else None
    if not done or done.returncode == 0:
        return True
    places = sorted(set(re.findall(r"^([^\s:]+:\d+):\d+: error: code should be", done.stderr, re.MULTILINE)))
    print("\n".join(f"check: {place}: not as clang-format writes it" for place in places) if places else done.stderr)
    print("check: packaging/check --fix rewrites them")
    return False


def compile_database(jobs):
    """Configures build/check and lets it make the files that sources include (moc, ui, rcc)."""
    if not (BUILD / "build.ninja").is_file():
        done = run(["cmake", "--preset", "check"])
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
    done = run(["ninja", "-C", str(BUILD), "build.ninja"])
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    # As targets of the build these would first build every library that the target links.
    generators = sorted(BUILD.glob("**/*_autogen.dir/AutogenInfo.json"))
    for _, done in in_parallel(jobs, generators, lambda info: run(["cmake", "-E", "cmake_autogen", str(info), "Debug"])):
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
    entries = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = Path(entry["directory"], entry["file"]).resolve()
        if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build"):
            entries[str(path.relative_to(ROOT))] = entry
    return entries


def units_for(files, entries):
    """The translation units that show what is wrong in `files`."""
    units = {file for file in files if file in entries}
    for header in (file for file in files if file.endswith(".h")):
        own = header[:-2] + ".cpp"
        if own in entries:
            units.add(own)
            continue
        include = f'#include "{header}"'
        user = next((unit for unit in sorted(entries) if include in (ROOT / unit).read_text(errors="replace")), None)
        if user:
            units.add(user)
    return sorted(units)


class Fingerprints:
    """Hashes of everything a translation unit is compiled from."""

    def __init__(self):
        self.files = {}
        tools = [run([tool, "--version"]).stdout for tool in ("clang-tidy", "clazy-standalone")]
        config = (ROOT / ".clang-tidy").read_bytes()
        self.common = hashlib.sha256(repr((tools, config, CLAZY)).encode()).hexdigest()

    def file(self, path):
        if path not in self.files:
            try:
                if path.startswith(str(ROOT)):
                    self.files[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
                else:  # a system header: installed by a package, so its size and time tell
                    status = os.stat(path)
                    self.files[path] = f"{status.st_size} {status.st_mtime_ns}"
            except OSError:
                self.files[path] = "missing"
        return self.files[path]

    def unit(self, entry):
        command = shlex.split(entry["command"])
        listing = subprocess.run([*command[:command.index("-o")], "-M", "-MG", entry["file"]], cwd=entry["directory"],
                                 text=True, capture_output=True, check=False)
        if listing.returncode != 0:
            return None
        names = re.sub(r"\\\n", " ", listing.stdout).split()[1:]
        paths = sorted({str(Path(entry["directory"], name).resolve()) for name in names})
        parts = [self.common, entry["command"].replace(str(ROOT), "")]
        parts += [path.replace(str(ROOT), "") + " " + self.file(path) for path in paths]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def complaints(text):
    """Warnings and errors about our own files, without the tools' counts."""
    kept = []
    for line in text.splitlines():
        if re.search(r"^\d+ (warnings?|errors?)|warnings? (generated|treated)|Suppressed \d+|Use -header-filter", line):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def check_unit(unit, entry, fingerprints, remember):
    """Returns (verdict, text, seconds); verdict: passed, remembered or failed."""
    begin = time.monotonic()
    mark = None
    fingerprint = fingerprints.unit(entry)
    if remember and fingerprint:
        mark = CACHE / fingerprint
        if mark.exists():
            os.utime(mark)
            return "remembered", "", 0.0
    tidy = run(["clang-tidy", "--quiet", "-p", str(BUILD), str(ROOT / unit)])
    # The filter names our folders; generated files and system headers are not ours to change.
    clazy = run(["clazy-standalone", "-p", str(BUILD), f"--checks={CLAZY}",
                 f"--header-filter={re.escape(str(ROOT))}/(app|core|ui|tests)/.*", "--extra-arg=-Wno-everything",
                 "--extra-arg=-Wclazy", str(ROOT / unit)])
    seconds = time.monotonic() - begin
    text = complaints(tidy.stdout) if tidy.returncode != 0 else ""
    if tidy.returncode != 0 and not text:
        text = complaints(tidy.stderr)
    clazy_text = complaints(clazy.stderr)
    if clazy.returncode != 0 or "[-Wclazy" in clazy_text:
        text += ("\n" if text else "") + (clazy_text or f"clazy-standalone ended with {clazy.returncode}")
    if text:
        return "failed", text, seconds
    if mark:
        CACHE.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return "passed", "", seconds


def forget_old_marks():
    month_ago = time.time() - 30 * 24 * 3600
    if CACHE.is_dir():
        for mark in CACHE.iterdir():
            if mark.stat().st_mtime < month_ago:
                mark.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(prog="packaging/check", description="clang-format, clang-tidy and clazy as errors")
    parser.add_argument("--changed", action="store_true", help="only files touched since a base")
    parser.add_argument("--format-only", action="store_true", help="clang-format alone")
    parser.add_argument("--fix", action="store_true", help="let clang-format rewrite the files")
    parser.add_argument("--fresh", action="store_true", help="do not use what earlier runs remember")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    for tool in ("clang-format", "clang-tidy", "clazy-standalone"):
        if not shutil.which(tool):
            sys.exit(f"packaging/check: {tool} is missing")

    everything = tracked()
    failed = 0
    if check_format(everything, options.fix):
        print(f"check: clang-format: {len(everything)} files, well formed")
    else:
        failed += 1
    if options.format_only:
        sys.exit(1 if failed else 0)

    if options.files:
        wanted = [os.path.relpath(os.path.abspath(name), ROOT) for name in options.files]
        unknown = [name for name in wanted if name not in everything]
        if unknown:
            sys.exit(f"packaging/check: no C++ file of this tree: {', '.join(unknown)}")
    else:
        wanted = touched(everything) if options.changed else everything
    entries = compile_database(options.jobs)
    units = units_for(wanted, entries)
    fingerprints = Fingerprints()
    counts = {"passed": 0, "remembered": 0, "failed": 0}
    slowest = (0.0, "")
    begin = time.monotonic()
    for unit, (verdict, text, seconds) in in_parallel(
            options.jobs, units, lambda unit: check_unit(unit, entries[unit], fingerprints, not options.fresh)):
        counts[verdict] += 1
        slowest = max(slowest, (seconds, unit))
        if verdict == "failed":
            print(f"check: {unit}\n{text}\n", flush=True)
    forget_old_marks()
    spent = time.monotonic() - begin
    note = f", slowest {slowest[1]} {slowest[0]:.0f} s" if slowest[1] else ""
    print(f"check: clang-tidy and clazy: {len(units)} translation units in {spent:.0f} s: {counts['passed']} passed, "
          f"{counts['remembered']} passed before and unchanged, {counts['failed']} failed{note}")
    sys.exit(1 if failed or counts["failed"] else 0)


if __name__ == "__main__":
    main()
