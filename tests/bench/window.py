"""What the window costs, and whether it ever stands still. Part of tests/bench/run (--window, --window-long).

The window is the program's own over the program's own service (bench_window), on the offscreen platform; it is told on
its standard input what to show, and beats every 5 ms on its GUI thread. The ledgers that it is shown over are made once,
by bench_ledger_large, and kept in the build folder.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

YEAR = 730_000     # requests: 2,000 a day
LARGE = 10_000_000
LONG = 2_000_000


class Window:
    """Speaks with a bench_window, which Server has started."""

    def __init__(self, server):
        self.server = server
        self.process = server.process

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line):
        self.tell(line)
        return self.answer()

    def answer(self):
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("bench: the window has ended")
            if line.strip() != "painted":
                return line.strip()

    def wait_for_paint(self):
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("bench: the window has ended unpainted")
            if line.strip() == "painted":
                return

    def show(self, page):
        assert self.ask(f"page {page}") == "shown"

    def beats(self, seconds):
        self.tell("begin")
        time.sleep(seconds)
        return json.loads(self.ask("beats"))

    def end(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait(30)


class Pulse:
    """A process that does nothing but beat, every 5 ms as the window's thread does: how late it is says what the machine
    does to any thread in those seconds, under the same load and beside whatever else shares the processor."""

    PROGRAM = """
import time, sys
worst = 0
end = time.monotonic() + float(sys.argv[1])
while (now := time.monotonic()) < end:
    time.sleep(0.005)
    worst = max(worst, time.monotonic() - now - 0.005)
print(worst * 1000)
"""

    def __init__(self, seconds):
        self.stolen, self.all = self.times()
        self.process = subprocess.Popen([sys.executable, "-S", "-E", "-c", self.PROGRAM, str(seconds)],
                                        stdout=subprocess.PIPE, text=True)

    @staticmethod
    def times():
        with open("/proc/stat", encoding="ascii") as stat:
            parts = [int(word) for word in stat.readline().split()[1:9]]
        return parts[7], sum(parts)

    def end(self):
        """The longest lateness in ms, and the share of the machine's time in % that others took."""
        worst = float(self.process.communicate()[0])
        stolen, whole = self.times()
        return worst, (stolen - self.stolen) / (whole - self.all) * 100


def kept_ledger(build, requests):
    """A year of requests up to the day it was made; made anew after a week."""
    file = build / f"bench-ledger-{requests}" / "ledger.sqlite3"
    if file.exists() and time.time() - file.stat().st_mtime < 7 * 86_400:
        return file
    shutil.rmtree(file.parent, ignore_errors=True)
    file.parent.mkdir(parents=True)
    print(f"making a ledger of {requests:,} requests", flush=True)
    subprocess.run([build / "tests/ledger/bench_ledger_large", "make", str(requests), file], check=True)
    return file


def over(build, start, requests, folder, *more):
    """A window over a copy of that ledger."""
    def lay(into):
        subprocess.run(["cp", "--reflink=auto", kept_ledger(build, requests), into / "ledger.sqlite3"], check=True)
    return start(folder, lay, *more)


def idle_share(server, seconds):
    before = cpu_of(server.pid)
    time.sleep(seconds)
    return (cpu_of(server.pid) - before) / seconds * 100


def measure_busy(start, load, folder, report, seconds):
    """1,000 requests a second and 500 open streams."""
    for page in ("dashboard", "requests"):
        server = start(folder / f"busy-{page}")
        window = Window(server)
        window.show(page)
        streams = load("streams", server, connections=500, events=50 * (seconds + 8), seconds=seconds + 3)
        streams.wait_for("begin")
        requests = load("requests", server, connections=32, seconds=seconds + 1, rate=1000)
        requests.wait_for("begin")
        pulse = Pulse(seconds)
        beats = window.beats(seconds)
        worst, stolen = pulse.end()
        requests.wait_for("end")
        streams.wait_for("end")
        done = requests.result()
        held = streams.result()
        window.end()
        report.add(f"GUI thread's longest stall, {page}", beats["worst_ms"], "ms", 50,
                   f"{done['requests'] / done['seconds']:.0f} requests/s, {held['complete']} streams of 500 whole")
        report.add("  of a process that only beats, in the same seconds", worst, "ms", None,
                   f"others took {stolen:.1f} % of the machine's time")
        report.add("  CPU of the GUI thread, share of a core", beats["gui_cpu_s"] / seconds * 100, "%", 10)
        # Less load than was meant would be no measurement.
        missing = max(0, 980 - done["requests"] / done["seconds"]) + done["errors"] + 500 - held["complete"]
        report.add("  requests a second and streams that were missing", missing, "", 0)


def measure_year(build, start, memory_mb, folder, report, quick):
    requests = YEAR // 20 if quick else YEAR
    times = []
    for i in range(2 if quick else 5):
        server = over(build, start, requests, folder / f"paint-{i}")
        window = Window(server)
        window.wait_for_paint()
        times.append((time.monotonic() - server.begun) * 1000)
        window.end()
    report.add("first paint, from the start of the process, median", statistics.median(times), "ms", 500,
               f"over a ledger of {requests:,} requests")
    server = over(build, start, requests, folder / "year", "--still")  # its beat would be most of what it does
    window = Window(server)
    for page in ("routes", "providers", "spend", "requests", "settings", "dashboard"):
        window.show(page)
        time.sleep(3)
    time.sleep(3)
    share = idle_share(server, 5 if quick else 30)
    rss, pss = memory_mb(server.pid)
    window.end()
    report.add("CPU when idle over a year's ledger, share of a core", share, "%", 1)
    report.add("memory over a year's ledger, RSS", rss, "MB", 130, f"PSS {pss:.1f} MB; every page was shown")


def cpu_of(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_scrolling(build, start, folder, report, quick):
    requests = 200_000 if quick else LARGE
    server = over(build, start, requests, folder / "scroll")
    window = Window(server)
    window.show("requests")
    time.sleep(1)
    # The list grows as one scrolls: its bar has no place for rows that were not reached yet.
    for how, text in (("all", None), ("narrowed to a provider", "provider-3")):
        if text:
            assert window.ask(f"filter {text}") == "shown"
            time.sleep(1)
        window.tell("begin")
        scrolled = json.loads(window.ask("scroll 30" if quick else "scroll 200"))
        beats = json.loads(window.ask("beats"))
        report.add(f"scrolling {requests:,} requests, {how}: longest wait", max(scrolled["worst_ms"], beats["worst_ms"]),
                   "ms", 100, f"{scrolled['steps']} steps, {scrolled['rows']:,} rows reached; rows were there after at most "
                              f"{scrolled['worst_ms']:.1f} ms, the thread stood still {beats['worst_ms']:.1f} ms")
    window.end()


def measure_long(start, load, memory_mb, folder, report, quick):
    """Eight hours of a busy desk, as fast as they go by: does memory grow?"""
    total = LONG // 50 if quick else LONG
    server = start(folder / "long")
    window = Window(server)
    window.show("dashboard")
    run = load("requests", server, connections=32, seconds=3_000, limit=3_100)
    run.wait_for("begin")
    log = []
    begin = time.monotonic()
    first = None
    while run.process.poll() is None and time.monotonic() - begin < 3_000:
        time.sleep(2 if quick else 5)
        done = requests_of(folder / "long" / "ledger.sqlite3")
        log.append((done, memory_mb(server.pid)[0]))
        if first is None and done >= total / 10:
            first = log[-1][1]
        if done >= total:
            break
    run.process.kill()
    run.process.wait()
    time.sleep(5)
    last = memory_mb(server.pid)[0]
    beats = json.loads(window.ask("beats"))
    window.end()
    if first is None or log[-1][0] < total:
        raise SystemExit(f"bench: only {log[-1][0]:,} of {total:,} requests went by")
    report.add(f"memory after {log[-1][0]:,} requests, more than after a tenth", last - first, "MB", 10,
               f"{first or 0:.1f} MB then, {last:.1f} MB at the end, {max(mb for _, mb in log):.1f} MB at most; "
               f"{time.monotonic() - begin:.0f} s; longest stall {beats['worst_ms']:.1f} ms")


def requests_of(ledger):
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM request_log").fetchone()[0]
