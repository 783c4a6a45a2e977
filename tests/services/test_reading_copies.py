"""While the place of the repository is away, restores, checks and drills of the window read a copy, and say so."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.model.health import Concern
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.proving import AFTER_FAILURE
from crmbackup_gui.model.schedule import Conditions, Extent, Rule, Schedule
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.history import Trigger
from crmbackup_gui.services.program import Program

DAILY = Schedule((Rule(at=("18:00",)),))


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path / "config", tmp_path / "state", zone=UTC)


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "sales.db"
    run(path, "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
    run(path, "INSERT INTO person VALUES (1, 'Ann'), (2, 'Bo')")
    return path


@pytest.fixture
def away(tmp_path, program, database):
    """A CRM with one point and two copies of it; the repository and the first copy are unplugged."""
    place, lost, copy = tmp_path / "backups", tmp_path / "lost", tmp_path / "copy"
    program.create_repository(str(place), "correct horse", use_keyring=False)
    connection = new_connection("Sales", f"sqlite:///{database}", str(place))
    program.settings.change(
        lambda s: replace(s, connections=(connection,), copies={str(place): (str(lost), str(copy))})
    )
    assert program.back_up(connection).outcome is Outcome.OK
    shutil.rmtree(lost)
    place.rename(tmp_path / "unplugged")
    (connection,) = program.settings.read().connections
    return connection


def run(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(statement).fetchall()
        connection.commit()
    return rows


def names(database):
    return [name for (name,) in run(database, "SELECT name FROM person ORDER BY id")]


def undo(program, connection, restored):
    safety = restored.report.safety_point
    return program.undo(connection, safety.sequence, safety.url, copy=restored.run.report["copy"])


def note(tmp_path):
    away = f"'{tmp_path / 'backups'}' cannot be reached now."
    return f"{away} The copy in '{tmp_path / 'copy'}' is used, which may lack the newest points."


def test_a_restore_reads_the_first_copy_that_can_be_reached_and_its_undo_finds_what_was_replaced(
    program, away, database, tmp_path
):
    run(database, "UPDATE person SET name = 'wrong' WHERE id = 1")
    url = f"sqlite:///{database}"
    restored = program.restore(away, 1, url, RestoreRequest())
    assert (restored.run.outcome, restored.run.warnings) == (Outcome.OK, (note(tmp_path),))
    assert restored.report.warnings == restored.run.warnings
    assert names(database) == ["Ann", "Bo"]
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    assert undo(program, away, restored).run.outcome is Outcome.OK
    assert names(database) == ["wrong", "Bo"]


def test_of_two_restores_that_took_safety_points_of_one_number_the_one_that_is_meant_is_undone(
    program, away, database, tmp_path
):
    url = f"sqlite:///{database}"
    run(database, "UPDATE person SET name = 'before the first' WHERE id = 1")
    first = program.restore(away, 1, url, RestoreRequest())
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    run(database, "UPDATE person SET name = 'before the second' WHERE id = 1")
    second = program.restore(away, 1, url, RestoreRequest())
    assert [r.report.safety_point.sequence for r in (first, second)] == [2, 2]
    assert [r.run.report["copy"] for r in (first, second)] == [str(tmp_path / "copy"), ""]
    assert undo(program, away, first).run.outcome is Outcome.OK
    assert names(database) == ["before the first", "Bo"]
    program.restore(away, 1, url, RestoreRequest())
    assert undo(program, away, second).run.outcome is Outcome.OK
    assert names(database) == ["before the second", "Bo"]


def test_an_undo_finds_the_copy_however_much_has_run_since(program, away, database, tmp_path):
    run(database, "UPDATE person SET name = 'wrong' WHERE id = 1")
    restored = program.restore(away, 1, f"sqlite:///{database}", RestoreRequest())
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    for _ in range(201):
        program.history.add(replace(restored.run, id=0, report={}))
    assert undo(program, away, restored).run.outcome is Outcome.OK
    assert names(database) == ["wrong", "Bo"]


def test_an_undo_in_a_copy_needs_no_key_but_that_of_the_repository(program, away, database, tmp_path):
    run(database, "UPDATE person SET name = 'wrong' WHERE id = 1")
    restored = program.restore(away, 1, f"sqlite:///{database}", RestoreRequest())
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    program.lock(away.repository)
    assert undo(program, away, restored).run.error == "KeyMissing"
    program.unlock(away.repository, "correct horse")
    assert undo(program, away, restored).run.outcome is Outcome.OK
    assert names(database) == ["wrong", "Bo"]


def test_a_dry_run_a_restore_into_files_a_check_and_a_drill_read_the_copy_too(program, away, database, tmp_path):
    dry = program.restore(away, 1, f"sqlite:///{database}", RestoreRequest(dry_run=True))
    into = program.restore(away, 1, f"csv://{tmp_path / 'files'}", RestoreRequest())
    drilled, checked = program.drill(away), program.check(away)
    assert [run.warnings for run in (dry.run, into.run, drilled, checked)] == [(note(tmp_path),)] * 4
    assert [run.outcome for run in (dry.run, into.run, drilled)] == [Outcome.OK] * 3
    assert (checked.outcome, checked.counts["points"]) == (Outcome.WARNINGS, 1)
    assert len(list((tmp_path / "copy" / "exports").rglob("*"))) == 2  # the files are noted, in a folder of the CRM


def test_the_timeline_and_its_points_are_those_of_the_copy_and_the_crm_needs_attention(program, away, tmp_path):
    overview = program.overview(away)
    assert (overview.copy, [point.sequence for point in overview.points]) == (str(tmp_path / "copy"), [1])
    assert Concern.NOT_REACHABLE in overview.health.concerns
    assert [entity.records for entity in program.point_detail(away, 1).entities] == [2]
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    assert program.overview(away).copy == ""
    assert Concern.NOT_REACHABLE not in program.overview(away).health.concerns


def damaged(copy):
    (copy / "repository").write_bytes(b"{")


def newer(copy):
    (copy / "repository").write_bytes(b'{"format": 99}')


def exchanged(copy):
    there = json.loads((copy / "repository").read_bytes())
    (copy / "repository").write_text(json.dumps({**there, "created": "2001-01-01T00:00:00Z"}))


def without_a_readable_point(copy):
    for manifest in copy.glob("points/*/*"):
        manifest.write_bytes(b"damaged")


SPOILED = [damaged, newer, exchanged, without_a_readable_point]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_first_copy_that_is_damaged_or_too_new_is_passed_over(program, away, database, tmp_path, spoil):
    shutil.copytree(tmp_path / "copy", tmp_path / "lost")
    spoil(tmp_path / "lost")
    run(database, "UPDATE person SET name = 'wrong' WHERE id = 1")
    restored = program.restore(away, 1, f"sqlite:///{database}", RestoreRequest())
    assert (restored.run.outcome, restored.run.warnings) == (Outcome.OK, (note(tmp_path),))
    assert names(database) == ["Ann", "Bo"]


@pytest.mark.parametrize("spoil", SPOILED)
def test_where_every_copy_is_spoiled_what_the_place_itself_says_is_told(program, away, database, tmp_path, spoil):
    spoil(tmp_path / "copy")
    failed = program.restore(away, 1, f"sqlite:///{database}", RestoreRequest()).run
    assert (failed.outcome, failed.error) == (Outcome.FAILED, "RepositoryNotFound")


def test_a_point_that_no_copy_has_fails_as_it_does_without_copies(program, away, database):
    run = program.restore(away, 7, f"sqlite:///{database}", RestoreRequest()).run
    assert (run.outcome, run.error) == (Outcome.FAILED, "RepositoryNotFound")


def test_a_backup_goes_into_no_copy(program, away, tmp_path):
    before = sorted((tmp_path / "copy").rglob("*"))
    assert program.back_up(away).error == "RepositoryNotFound"
    assert sorted((tmp_path / "copy").rglob("*")) == before


def test_a_repository_that_is_locked_is_not_opened_by_what_its_copy_was_unlocked_with(program, away, tmp_path):
    assert program.check(away).outcome is Outcome.WARNINGS
    program.lock(str(tmp_path / "backups"))
    assert program.check(away).error == "RepositoryNotFound"
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    assert program.check(away).error == "KeyMissing"


@pytest.mark.parametrize("extent", [Extent.ALL, Extent.NEWEST])
def test_a_check_of_a_copy_is_none_of_the_repository_which_stays_due(program, away, tmp_path, extent):
    weekly = replace(away, schedule=replace(DAILY, check_days=7, check_extent=extent))
    (weekly,) = program.settings.change(lambda known: replace(known, connections=(weekly,))).connections
    assert program.check(weekly, extent).outcome is Outcome.WARNINGS
    assert program.due_checks(Conditions(), datetime.now(UTC)) == [weekly]
    by_schedule = program.check(weekly, extent, trigger=Trigger.SCHEDULE)
    assert (by_schedule.outcome, by_schedule.error) == (Outcome.FAILED, "RepositoryNotFound")
    assert program.check(weekly, extent).outcome is Outcome.WARNINGS
    tomorrow = datetime.now(UTC) + AFTER_FAILURE
    assert program.due_checks(Conditions(), datetime.now(UTC)) == []
    assert program.due_checks(Conditions(), tomorrow) == [weekly]
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    assert program.check(weekly, extent, trigger=Trigger.SCHEDULE).outcome is Outcome.OK
    assert program.due_checks(Conditions(), tomorrow) == []


def test_damage_of_a_copy_keeps_no_check_of_the_repository_from_being_due(program, away, tmp_path):
    weekly = replace(away, schedule=replace(DAILY, check_days=7))
    (weekly,) = program.settings.change(lambda known: replace(known, connections=(weekly,))).connections
    for pack in (path for path in (tmp_path / "copy" / "packs").rglob("*") if path.is_file()):
        pack.write_bytes(bytes(pack.stat().st_size))
    assert program.check(weekly).error == "DamagedRepository"
    assert program.due_checks(Conditions(), datetime.now(UTC)) == [weekly]


def test_a_drill_of_a_copy_is_none_of_the_repository_which_stays_due(program, away, tmp_path):
    monthly = replace(away, schedule=replace(DAILY, drill_days=30))
    (monthly,) = program.settings.change(lambda known: replace(known, connections=(monthly,))).connections
    assert program.drill(monthly).outcome is Outcome.OK
    assert program.history.drills(monthly.id) == ()
    assert program.due_drills(Conditions(), datetime.now(UTC)) == [monthly]
    by_schedule = program.drill(monthly, trigger=Trigger.SCHEDULE)
    assert (by_schedule.outcome, by_schedule.error) == (Outcome.FAILED, "RepositoryNotFound")
    tomorrow = datetime.now(UTC) + AFTER_FAILURE
    assert program.due_drills(Conditions(), tomorrow) == [monthly]
    (tmp_path / "unplugged").rename(tmp_path / "backups")
    assert program.drill(monthly, trigger=Trigger.SCHEDULE).outcome is Outcome.OK
    assert program.due_drills(Conditions(), tomorrow) == []
