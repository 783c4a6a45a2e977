"""`make bench`: the figures of the README, as medians of interleaved runs, each beside its bound.

Exits with 1 when a bound is missed. `--contacts` makes it smaller for a quick look; then nothing is proven.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tests.bench import hosted, mysql, postgres, s3
from tests.bench.crm import change_crm, make_crm
from tests.bench.line import Line
from tests.bench.processes import module, run
from tests.bench.programs import Own, Restic

ROUNDS = 3
MEBIBYTE = 1 << 20


class Bench:
    """One run of all measurements in a folder of its own."""

    def __init__(self, folder: Path, contacts: int) -> None:
        self.folder, self.contacts = folder, contacts
        self.figures: defaultdict[str, list[float]] = defaultdict(list)

    def report(self) -> list[Line]:
        """Measure everything."""
        original = self.folder / "original.db"
        make_crm(original, self.contacts)
        for number in range(ROUNDS):
            self._round(original, number)
        lines = self._speed_and_size()
        lines += self._memory(original)
        for one_in, increments in ((10_000, 100), (1_000, 100), (10_000, 200)):
            lines += self._chain(one_in, increments)
        lines += self._verify()
        lines.append(self._copy())
        lines += self._window()
        lines += postgres.report(self.folder, self.contacts)
        lines += mysql.report(self.folder, self.contacts)
        lines += s3.report(self.folder, self.contacts)
        lines += hosted.report(self.folder, 2 * self.contacts)
        return lines

    def _copy(self) -> Line:
        """How much of the whole a copy is sent after one record in a hundred changed."""
        place = self.folder / "copies"
        place.mkdir()
        sent = json.loads(run(module("tests.bench.copies", str(place), str(self.contacts))).output)
        shutil.rmtree(place)
        return Line("a copy is sent after 1 % changes", 100 * sent["changes"] / sent["whole"], 2, "%")

    def _window(self) -> list[Line]:
        """How soon the window is there, and how late its event loop is while it works."""
        place = self.folder / "window"
        place.mkdir()
        gaps = json.loads(run(module("tests.bench.window_loop", str(place), str(self.contacts))).output)
        starts = []
        for _ in range(2 * ROUNDS):
            started = run(module("tests.bench.window_start", str(place), str(time.time())))
            starts.append(json.loads(started.output)["seconds"])
        frame = json.loads(run(module("tests.bench.window_timeline")).output)["worst_median_ms"]
        shutil.rmtree(place)
        lines = [Line("window shown", statistics.median(starts), 1.0, "s")]
        for strategy, measured in gaps.items():
            what = f"event loop during {'a full' if strategy == 'full' else 'an incremental'}"
            lines.append(Line(f"{what}, 99.9th percentile of gaps", measured["p999"], 50, "ms"))
            lines.append(Line(f"{what}, longest gap", measured["longest"], None, "ms"))
        lines.append(Line("timeline of 100,000 points, a frame", frame, 16, "ms"))
        return lines

    def _verify(self) -> list[Line]:
        """Checking everything, against reading and unsealing it alone: the share of that speed must be 80 %."""
        place = self.folder / "verify"
        place.mkdir()
        seconds = json.loads(run(module("tests.bench.verify", str(place), str(self.contacts))).output)
        shutil.rmtree(place)
        return [
            Line("reading and unsealing a repository", seconds["read"], None, "s"),
            Line("checking it against reading and unsealing", seconds["verify"] / seconds["read"], 1.25, "x"),
            Line("the same in time of the processor", seconds["verify_cpu"] / seconds["read_cpu"], 1.25, "x"),
        ]

    def _chain(self, one_in: int, increments: int) -> list[Line]:
        """Reading a point behind increments, each of which changed every `one_in`-th record."""
        place = self.folder / f"chain-{one_in}-{increments}"
        place.mkdir()
        measured = run(module("tests.bench.chains", str(place), str(self.contacts), str(one_in), str(increments)))
        seconds = json.loads(measured.output)
        shutil.rmtree(place)
        what = f"{increments} increments of {100 / one_in:g} %"
        return [
            Line("reading a full", seconds["full"], None, "s"),
            Line(f"reading the same behind {what}", seconds["chain"], None, "s"),
            Line(f"reading behind {what} against reading a full", seconds["chain"] / seconds["full"], 1.3, "x"),
        ]

    def _round(self, original: Path, number: int) -> None:
        place = self.folder / f"round-{number}"
        place.mkdir()
        database = place / "crm.db"
        shutil.copyfile(original, database)
        restic = Restic(place / "restic")
        own = Own(place / "repository")
        self._note("baseline", run(module("tests.bench.baseline", str(database))).seconds)
        self._note("full", own.backup(f"sqlite:///{database}", "full").seconds)
        self._note("restic", restic.backup(database).seconds)
        self._note("full bytes", own.added())
        self._note("restic bytes", restic.added())
        change_crm(database, 100, salt=number)
        self._note("incremental", own.backup(f"sqlite:///{database}", "incremental").seconds)
        self._note("restic again", restic.backup(database).seconds)
        self._note("incremental bytes", own.added())
        self._note("restic again bytes", restic.added())
        shutil.rmtree(place)

    def _speed_and_size(self) -> list[Line]:
        median = {what: statistics.median(values) for what, values in self.figures.items()}
        return [
            Line("typeof scan and reading with ADBC", median["baseline"], None, "s"),
            Line("crmbackup full", median["full"], None, "s"),
            Line("crmbackup full against scan and reading", median["full"] / median["baseline"], 2.0, "x"),
            Line("restic first", median["restic"], None, "s"),
            Line("crmbackup full stores", median["full bytes"] / MEBIBYTE, None, "MiB"),
            Line("restic first stores", median["restic bytes"] / MEBIBYTE, None, "MiB"),
            Line("crmbackup incremental after 1 % scattered changes", median["incremental"], None, "s"),
            Line("restic after 1 % scattered changes", median["restic again"], None, "s"),
            Line("crmbackup incremental stores", median["incremental bytes"] / MEBIBYTE, None, "MiB"),
            Line("restic adds", median["restic again bytes"] / MEBIBYTE, None, "MiB"),
            Line(
                "crmbackup adds against restic",
                median["incremental bytes"] / median["restic again bytes"],
                1 / 50,
                "x",
            ),
        ]

    def _memory(self, original: Path) -> list[Line]:
        """Peak memory of a full and the incrementals behind it, at the size and at three times it."""
        lines = []
        for times in (1, 3):
            place = self.folder / f"memory-{times}"
            place.mkdir()
            database = place / "crm.db"
            if times == 1:
                shutil.copyfile(original, database)
            else:
                make_crm(database, self.contacts * times)
            own = Own(place / "repository")
            full = own.backup(f"sqlite:///{database}", "full")
            peaks = [full.peak_bytes]
            for salt in range(3):
                change_crm(database, 100, salt)
                peaks.append(own.backup(f"sqlite:///{database}", "incremental").peak_bytes)
            peak = max(peaks) / 1e6
            lines.append(Line(f"peak memory at {self.contacts * times:,} records", peak, 350, "MB"))
            shutil.rmtree(place)
        return lines

    def _note(self, what: str, figure: float) -> None:
        self.figures[what].append(figure)


def main() -> int:
    """Measure, print a table, and say whether every bound was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    contacts = parser.parse_args().contacts
    if shutil.which("restic") is None:
        print("restic is not installed; 'make bench' installs it where it may.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="crmbackup-bench-") as folder:
        lines = Bench(Path(folder), contacts).report()
    print(f"{contacts:,} contacts of 18 columns, {os.cpu_count()} cores, medians of {ROUNDS} interleaved rounds\n")
    print("| what | measured | bound | |\n|---|---|---|---|")
    print("\n".join(map(str, lines)))
    return 1 if any(line.missed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
