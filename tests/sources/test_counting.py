"""How many records there are, told while a person waits."""

import pytest

from crmbackup_gui.services.source_facts import look_at_source
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.server import RecordCount
from crmbackup_gui.sources.sql.counting import count_tables

EXACT = {"small": 3, "middle": 40_000, "unknown": 7, "huge": 0}


def counted(tables, seconds=60.0):
    asked = []

    def count(name):
        asked.append(name)
        return EXACT[name]

    return count_tables(tables, count, seconds), asked


def test_small_tables_are_counted_and_large_ones_are_told_as_the_server_estimates_them():
    found, asked = counted([("huge", 90_000_000), ("middle", 39_000), ("small", 4), ("unknown", None)])

    assert asked == ["unknown", "small", "middle"]
    assert found == {
        "small": RecordCount(3, exact=True),
        "middle": RecordCount(40_000, exact=True),
        "unknown": RecordCount(7, exact=True),
        "huge": RecordCount(90_000_000, exact=False),
    }


def test_without_time_estimates_are_told_and_nothing_where_there_is_none():
    found, asked = counted([("small", 4), ("unknown", None)], seconds=-1.0)

    assert not asked
    assert found == {"small": RecordCount(4, exact=False)}


@pytest.fixture(params=["mariadb", "postgresql"])
def database(request):
    """The URL of a database with a table of 30 records, an empty one, and one of a strange name."""
    script = (
        "CREATE TABLE person (id INT PRIMARY KEY)",
        'CREATE TABLE "Ä b" (id INT PRIMARY KEY)',
        "CREATE TABLE nobody (id INT)",
        *(f"INSERT INTO person VALUES ({number})" for number in range(30)),
        'INSERT INTO "Ä b" VALUES (1)',
    )
    if request.param == "postgresql":
        return request.getfixturevalue("pg")(*script).url()
    server = request.getfixturevalue("mariadb")
    name = server.create("counting")
    server.run(";\n".join(script).replace('"', "`"), name)
    return server.url(name)


def test_a_look_at_a_server_tells_how_many_records_there_are_and_files_too(database, tmp_path):
    (tmp_path / "offer.txt").write_text("offer")
    facts = look_at_source(open_source(f"{database}&files={tmp_path}"))

    assert {e.name: (e.records, e.about) for e in facts.entities} == {
        "person": (30, False),
        "Ä b": (1, False),
        "nobody": (0, False),
        "files": (1, False),
    }


def test_partitions_are_counted_together(pg):
    made = pg(
        "CREATE TABLE deal (id int, year int) PARTITION BY LIST (year)",
        "CREATE TABLE deal_1 PARTITION OF deal FOR VALUES IN (1)",
        "CREATE TABLE deal_2 PARTITION OF deal FOR VALUES IN (2)",
        "INSERT INTO deal SELECT g, 1 + g % 2 FROM generate_series(1, 9) g",
        "ANALYZE deal",
    )
    with open_source(made.url()).snapshot() as snapshot:
        assert snapshot.counts(60.0) == {"deal": RecordCount(9, exact=True)}
        assert snapshot.counts(-1.0) == {"deal": RecordCount(9, exact=False)}
