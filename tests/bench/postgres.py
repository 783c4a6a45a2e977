"""A million contacts on PostgreSQL: backups and restores beside the database's own tools, restic and borg."""

from __future__ import annotations

import shutil
import statistics
from collections import defaultdict
from pathlib import Path

from tests.bench.line import Line
from tests.bench.processes import Run, run
from tests.bench.programs import Borg, Own, Restic
from tests.servers.postgresql import Database, PostgresServer

ROUNDS = 3
MEBIBYTE = 1 << 20
LARGER = 5

_TABLE = """
CREATE TABLE contact (
    id bigint PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text, phone text, mobile text,
    company text, title text, street text, city text, zip varchar(10), country char(2), birthday date,
    created_at timestamptz, updated_at timestamp, balance numeric(12, 2), score double precision, notes text
)
"""

_FILL = """
INSERT INTO contact
SELECT
    n, 'First' || random(0, 799), 'Lastname' || random(0, 3999),
    format('person.%s.%s@example.com', n, random(0, 999)), '+49 ' || random(100000000, 999999999),
    CASE WHEN random(0, 9) < 7 THEN '+49 17' || random(10000000, 99999999) END,
    'Company ' || random(0, 49999), 'Title ' || random(0, 4),
    format('Street %s No. %s', random(0, 3999), random(0, 199)),
    'City' || random(0, 1999), random(10000, 99999)::text, chr(65 + random(0, 25)) || chr(65 + random(0, 25)),
    date '1940-01-01' + random(0, 22000), timestamptz '2024-01-01Z' + random(0, 40000000) * interval '1 second',
    timestamp '2025-01-01' + random(0, 40000000) * interval '1 second', random(0, 999999) / 100.0, random(),
    md5(n::text) || ' called about the offer of ' || random(0, 998)
FROM generate_series({first}, {last}) AS n
"""


def report(folder: Path, contacts: int) -> list[Line]:
    """Measure everything on a server of its own."""
    server = PostgresServer(18)
    try:
        server.start()
        database = server.new_database(_TABLE, _FILL.format(first=1, last=contacts), "VACUUM ANALYZE")
        return _PostgresBench(folder, server, database, contacts).report()
    finally:
        server.stop()


class _PostgresBench:
    def __init__(self, folder: Path, server: PostgresServer, database: Database, contacts: int) -> None:
        self.folder, self.server, self.database, self.contacts = folder, server, database, contacts
        self.figures: defaultdict[str, list[float]] = defaultdict(list)

    def report(self) -> list[Line]:
        for number in range(ROUNDS):
            self._round(number)
        return [*self._speed_and_size(), *self._memory()]

    def _round(self, number: int) -> None:
        place = self.folder / f"postgres-{number}"
        place.mkdir()
        own, restic, borg = Own(place / "own"), Restic(place / "restic"), Borg(place / "borg")
        dump = [str(self.server.programs / "pg_dump"), "-d", self.server.conninfo(self.database.name)]
        self._note("copy", self._psql(r"\copy contact to '/dev/null'"))
        self._note("full", own.backup(self.database.url(), "full"))
        self._note("pg_dump -Fc", run([*dump, "-Fc", "-f", str(place / "dump")]))
        self._note("restic", restic.stream(dump))
        self._note("borg", borg.stream(dump))
        for rival in (own, restic, borg):
            rival.added()
        phone = "'+49 ' || random(100000000, 999999999)"
        self.database.run(f"UPDATE contact SET phone = {phone} WHERE id % 100 = {number}")
        self._note("incremental", own.backup(self.database.url(), "incremental"))
        self._note("restic again", restic.stream(dump))
        self._note("borg again", borg.stream(dump))
        for name, rival in (("own", own), ("restic", restic), ("borg", borg)):
            self.figures[f"{name} added"].append(rival.added())
        self._note("one record", own.restore(f"csv://{place}/one", "--record", f"contact={self.contacts // 2}"))
        self._restores(own, place)
        shutil.rmtree(place)

    def _restores(self, own: Own, place: Path) -> None:
        text = place / "contact.text"
        self._psql(rf"\copy contact to '{text}'")
        into, beside = self.server.new_database(), self.server.new_database(_TABLE)
        self._note("restore", own.restore(into.url(), "--create-schema"))
        self._note("copy from", self._psql(rf"\copy contact from '{text}'", beside))
        for database in (into, beside):
            database.drop()

    def _psql(self, command: str, database: Database | None = None) -> Run:
        conninfo = self.server.conninfo((database or self.database).name)
        return run([str(self.server.programs / "psql"), "-X", "-q", "-d", conninfo, "-c", command])

    def _note(self, what: str, measured: Run) -> None:
        self.figures[what].append(measured.seconds)

    def _speed_and_size(self) -> list[Line]:
        median = {what: statistics.median(values) for what, values in self.figures.items()}

        def against(what: str, other: str, bound: float) -> Line:
            return Line(f"PostgreSQL: {what} against {other}", median[what] / median[other], bound, "x")

        seconds = [Line(f"PostgreSQL: {what}", median[what], None, "s") for what in median if "added" not in what]
        sizes = [
            Line(f"PostgreSQL: {what} after 1 % scattered changes", median[what] / MEBIBYTE, None, "MiB")
            for what in ("own added", "restic added", "borg added")
        ]
        least = min(median["restic added"], median["borg added"])
        return [
            *seconds,
            *sizes,
            against("full", "copy", 1.5),
            against("full", "restic", 1.0),
            against("full", "pg_dump -Fc", 1 / 3),
            against("incremental", "full", 1 / 3),
            Line("PostgreSQL: own added against the least that a rival adds", median["own added"] / least, 1 / 80, "x"),
            against("restore", "copy from", 2.0),
            Line("PostgreSQL: one record of all into CSV, start included", median["one record"], 1.0, "s"),
        ]

    def _memory(self) -> list[Line]:
        """Peak memory of a full and an incremental, at the size and at five times it."""
        peaks = []
        for times in (1, LARGER):
            if times > 1:
                self.database.run(_FILL.format(first=self.contacts + 1, last=times * self.contacts), "VACUUM ANALYZE")
            place = self.folder / f"postgres-memory-{times}"
            own = Own(place)
            full = own.backup(self.database.url(), "full").peak_bytes
            self.database.run("UPDATE contact SET phone = '+49 1' WHERE id % 100 = 7")
            peaks.append(max(full, own.backup(self.database.url(), "incremental").peak_bytes))
            shutil.rmtree(place)
        small, large = peaks
        return [
            Line(f"PostgreSQL: peak memory at {self.contacts:,} records", small / 1e6, 350, "MB"),
            Line(f"PostgreSQL: peak memory at {LARGER * self.contacts:,} records", large / 1e6, 350, "MB"),
        ]
