"""A million contacts on MariaDB: a full backup beside the database's own dump tool."""

from __future__ import annotations

import shutil
import statistics
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.bench.line import Line
from tests.bench.processes import run
from tests.bench.programs import Own
from tests.servers.mariadb import MariadbServer, running_server

ROUNDS = 3

_TABLE = """
CREATE TABLE contact (
    id bigint PRIMARY KEY, first_name varchar(100) NOT NULL, last_name varchar(100) NOT NULL, email varchar(200),
    phone varchar(40), mobile varchar(40), company varchar(200), title varchar(40), street varchar(200),
    city varchar(100), zip varchar(10), country char(2), birthday date, created_at datetime, updated_at datetime(6),
    balance decimal(12, 2), score double, notes text
)
"""

_FILL = """
INSERT INTO contact
SELECT
    seq, concat('First', floor(rand() * 800)), concat('Lastname', floor(rand() * 4000)),
    concat('person.', seq, '.', floor(rand() * 1000), '@example.com'), concat('+49 ', floor(1e8 + rand() * 9e8)),
    if(rand() < .7, concat('+49 17', floor(1e7 + rand() * 9e7)), NULL), concat('Company ', floor(rand() * 50000)),
    concat('Title ', floor(rand() * 5)), concat('Street ', floor(rand() * 4000), ' No. ', floor(rand() * 200)),
    concat('City', floor(rand() * 2000)), floor(1e4 + rand() * 9e4), char(65 + rand() * 25, 65 + rand() * 25),
    '1940-01-01' + INTERVAL floor(rand() * 22000) DAY, '2024-01-01' + INTERVAL floor(rand() * 4e7) SECOND,
    '2025-01-01' + INTERVAL floor(rand() * 4e7) SECOND, floor(rand() * 1e6) / 100, rand(),
    concat(md5(seq), ' called about the offer of ', floor(rand() * 999))
FROM seq_1_to_{contacts}
"""


def report(folder: Path, contacts: int) -> list[Line]:
    """Measure on a server of its own."""
    with running_server(folder / "mariadb") as server:
        database = server.create("crm")
        server.run(f"{_TABLE}; {_FILL.format(contacts=contacts)}", database)
        figures = _figures(server, database, folder)
    full, dump = (statistics.median(figures[what]) for what in ("full", "dump"))
    return [
        Line("MariaDB: mariadb-dump to nowhere", dump, None, "s"),
        Line("MariaDB: full", full, None, "s"),
        Line("MariaDB: full against mariadb-dump", full / dump, 1.5, "x"),
    ]


def _figures(server: MariadbServer, database: str, folder: Path) -> dict[str, list[float]]:
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        place = folder / f"mysql-{number}"
        dump = ["mariadb-dump", *server.login, "--single-transaction", "--quick", "--result-file=/dev/null", database]
        measured: dict[str, Callable[[], float]] = {
            "dump": lambda dump=dump: run(dump).seconds,
            "full": lambda place=place: Own(place).backup(server.url(database), "full").seconds,
        }
        for what, measure in measured.items():
            figures[what].append(measure())
        shutil.rmtree(place)
    return figures
