"""Fields that a database computes by itself, and that it would compute otherwise today than when they were stored."""

import pytest

from crmbackup_gui.engine.restore_entity import EntityRestore
from crmbackup_gui.errors import ReadBackDiffers
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.sql.mysql.target import MysqlTarget
from crmbackup_gui.ui.words.notes import translated
from tests.engine.mysql_crm import MysqlCrm
from tests.engine.postgresql_crm import PostgresCrm

KEYED = "'visit' computes fields by itself that now differ from the recovery point in 1 records: 1."
COUNTED = "'visit' computes fields by itself that now differ from the recovery point in 1 records."
KEYLESS = "'loose' computes fields by itself that now differ from the recovery point in 1 records."

POSTGRESQL = (
    "CREATE FUNCTION score(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 2'",
    "CREATE TABLE visit (id int PRIMARY KEY, n int, score int GENERATED ALWAYS AS (score(n)) STORED)",
    "CREATE TABLE loose (n int, score int GENERATED ALWAYS AS (score(n)) STORED)",
    "INSERT INTO visit VALUES (1, 5)",
    "INSERT INTO loose VALUES (5)",
    "CREATE OR REPLACE FUNCTION score(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 3'",
    "INSERT INTO visit VALUES (2, 5)",
    "INSERT INTO loose VALUES (5), (5)",
)
MARIADB = """
CREATE TABLE visit (id int PRIMARY KEY, n datetime, score bigint AS (unix_timestamp(n)) STORED);
CREATE TABLE loose (n datetime, score bigint AS (unix_timestamp(n)) STORED);
SET time_zone = '+05:00';
INSERT INTO visit (id, n) VALUES (1, '2023-01-01'); INSERT INTO loose (n) VALUES ('2023-01-01');
SET time_zone = '+00:00';
INSERT INTO visit (id, n) VALUES (2, '2023-01-01'); INSERT INTO loose (n) VALUES ('2023-01-01'), ('2023-01-01');
"""
SCORES = "SELECT score FROM visit ORDER BY id"
LOOSE = "SELECT score FROM loose"


@pytest.fixture(params=["postgresql", "mariadb"])
def crm(request):
    """A database one of whose records in each of two tables was computed by another rule than that of today."""
    if request.param == "mariadb":
        crm = MysqlCrm(request.getfixturevalue("mariadb"), "stale", MARIADB)
        crm.ask = lambda sql: [int(line) for line in crm.run(sql).split()]
    else:
        crm = PostgresCrm(request.getfixturevalue("pg")(*POSTGRESQL))
        crm.run = crm.database.run
        crm.ask = lambda sql: [value for (value,) in crm.database.query(sql)]
    crm.back_up()
    return crm


@pytest.mark.parametrize("mode", RestoreMode)
def test_a_record_whose_computed_field_has_another_value_today_comes_back_and_is_told(crm, mode):
    today = crm.ask(SCORES)[1]
    crm.run("DELETE FROM visit")
    crm.run("DELETE FROM loose")
    dry = crm.restore(mode=mode, dry_run=True)
    report = crm.restore(mode=mode)
    assert dry.warnings == report.warnings
    assert set(report.warnings) == {KEYLESS, COUNTED if mode is RestoreMode.MISSING else KEYED}
    assert (report.outcome, report.total("failed"), report.total("verified")) == (Outcome.WARNINGS, 0, 4)
    assert crm.ask(SCORES) == [today, today]
    assert crm.ask(LOOSE) == [today] * 3
    assert all("The CRM computes" in translated(warning) for warning in report.warnings)


def test_a_record_whose_computed_field_has_another_value_today_is_left_alone_while_it_is_there(crm):
    scores = crm.ask(SCORES)
    report = crm.restore(mode=RestoreMode.EXACT)
    assert (report.outcome, report.total("unchanged")) == (Outcome.OK, 4)
    assert crm.ask(SCORES) == scores


def test_undo_puts_back_all_but_what_is_computed_otherwise_today(crm):
    today = crm.ask(SCORES)[1]
    crm.run("UPDATE visit SET id = 9 WHERE id = 1")
    report = crm.restore(mode=RestoreMode.EXACT)
    crm.undo(report)
    assert crm.ask("SELECT id FROM visit ORDER BY id") == [2, 9]
    assert crm.ask(SCORES) == [today, today]


@pytest.mark.parametrize("mode", RestoreMode)
@pytest.mark.parametrize("table", ["visit", "loose"])
def test_what_can_be_written_must_read_back_as_it_was_in_every_mode(crm, mode, table, monkeypatch):
    crm.run(f"DELETE FROM {table}")
    write = EntityRestore.write

    def spoiled(self):
        write(self)
        target = self._target
        if isinstance(target, MysqlTarget):
            target._records.connection.run(f"UPDATE {table} SET n = NULL")
        else:
            target._work().connection.run(f"UPDATE public.{table} SET n = NULL")

    monkeypatch.setattr(EntityRestore, "write", spoiled)
    with pytest.raises(ReadBackDiffers):
        crm.restore(mode=mode)
    assert crm.ask(f"SELECT count(*) FROM {table}") == [0]
