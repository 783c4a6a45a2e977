"""The program without its window, on a small CRM."""

import logging
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked, NoKeyringError
from msgspec.structs import replace

from crmbackup_gui.actions import Action
from crmbackup_gui.engine import backup
from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.errors import (
    Cancelled,
    ConnectionNotFound,
    CrmNotFound,
    KeyMissing,
    KeyringTrouble,
    KeyringUnavailable,
    PointNotFound,
    RepositoryExists,
    RepositoryNotFound,
    RestoreRefused,
    SourceMissing,
    WrongKey,
)
from crmbackup_gui.model.health import Concern, HealthState
from crmbackup_gui.model.outcome import CancelToken, Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.schedule import Conditions, Due, Extent, Rule, Schedule, Wait, WaitReason
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.engine_lock import engine_lock
from crmbackup_gui.services.history import Task, Trigger
from crmbackup_gui.services.program import Program
from crmbackup_gui.sources.location import Location

PASSPHRASE = "correct horse battery staple"
DAILY = Schedule((Rule(at=("18:00",)),))
ANY = Conditions()


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    """Trying a passphrase shall cost an attacker time, not every test."""
    cheap = Argon2Costs(memory_kib=128, iterations=1, lanes=1)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", cheap)


@pytest.fixture
def make_program(tmp_path):
    """A program as if it were started anew on the same folders."""
    return lambda: Program(tmp_path / "config", tmp_path / "state", zone=UTC)


@pytest.fixture
def program(make_program):
    return make_program()


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "sales.db"
    sql(
        path,
        "CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE person (id INTEGER PRIMARY KEY, company INTEGER REFERENCES company (id), name TEXT)",
        "INSERT INTO company VALUES (1, 'Amber'), (2, 'Birch')",
        "INSERT INTO person VALUES (1, 1, 'Ann'), (2, 1, 'Bo'), (3, 2, 'Cy')",
    )
    return path


@pytest.fixture
def place(tmp_path, program):
    """Where a repository is that the program has created."""
    program.create_repository(str(tmp_path / "backups"), PASSPHRASE, use_keyring=False)
    return tmp_path / "backups"


@pytest.fixture
def sales(program, database, place):
    """The CRM, protected every day."""
    return protect(program, new_connection("Sales", f"sqlite:///{database}", str(place), schedule=DAILY))


def protect(program, connection):
    program.settings.change(lambda s: replace(s, connections=(*s.connections, connection)))
    return connection


def sql(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        rows = [connection.execute(statement).fetchall() for statement in statements]
        connection.commit()
    return rows[-1]


def failing(error):
    def fail(*_, **__):
        raise error

    return fail


def told(run):
    return run.outcome, run.error


# Repositories and their keys


def test_a_created_repository_is_unlocked_until_it_is_locked(program, place):
    assert program.is_unlocked(str(place))
    assert program.crms(str(place)) == ()
    program.lock(str(place))
    assert not program.is_unlocked(str(place))
    with pytest.raises(KeyMissing):
        program.unlock(str(place))


def test_a_key_that_was_given_once_is_good_while_the_program_runs(program, place):
    program.lock(str(place))
    opened = program.unlock(str(place), PASSPHRASE)
    assert program.unlock(f"{place}/") is opened


def test_a_recovery_code_opens_too(program, tmp_path):
    location = str(tmp_path / "other")
    code = program.create_repository(location, PASSPHRASE, use_keyring=False).recovery_code
    program.lock(location)
    program.unlock(location, code)
    assert program.is_unlocked(location)


def test_a_wrong_key_is_wrong_also_when_the_repository_is_open(program, place):
    with pytest.raises(WrongKey):
        program.unlock(str(place), "something else")
    assert program.is_unlocked(str(place))


def test_a_repository_that_is_unplugged_is_missed_also_when_it_is_open(program, place):
    shutil.move(place, f"{place}.unplugged")
    with pytest.raises(RepositoryNotFound):
        program.unlock(str(place))


def test_another_repository_at_the_same_place_needs_its_own_key(program, place):
    shutil.rmtree(place)
    Program(place.parent / "c2", place.parent / "s2").create_repository(str(place), "other", use_keyring=False)
    with pytest.raises(KeyMissing):
        program.unlock(str(place))
    program.unlock(str(place), "other")


def test_a_key_that_is_remembered_serves_the_next_start(make_program, place):
    make_program().unlock(str(place), PASSPHRASE, remember=True)
    again = make_program()
    assert again.unlock(str(place)).crms() == ()
    slots = len(keys.list_slots(again.unlock(str(place)).store, again.unlock(str(place)).id))
    again.unlock(str(place), PASSPHRASE, remember=True)
    assert len(keys.list_slots(again.unlock(str(place)).store, again.unlock(str(place)).id)) == slots


@pytest.mark.parametrize("useless", ["", "no key at all", "fedcba9876543210:AAAA"])
def test_remembering_replaces_an_entry_that_opens_nothing(make_program, place, useless):
    repository = make_program().unlock(str(place), PASSPHRASE)
    keyring.set_password("crmbackup", repository.id, useless)
    make_program().unlock(str(place), PASSPHRASE, remember=True)
    assert make_program().unlock(str(place)).id == repository.id


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (NoKeyringError(), KeyringTrouble.MISSING),
        (KeyringLocked(), KeyringTrouble.LOCKED),
        (OSError(), KeyringTrouble.REFUSED),
    ],
)
def test_a_keyring_that_cannot_remember_says_why_and_keeps_the_repository_open(
    program, place, monkeypatch, error, trouble
):
    program.lock(str(place))
    for name in ("get_password", "set_password"):
        monkeypatch.setattr(keyring, name, failing(error))
    with pytest.raises(KeyringUnavailable) as raised:
        program.unlock(str(place), PASSPHRASE, remember=True)
    assert raised.value.trouble is trouble
    assert program.is_unlocked(str(place))


def test_a_keyring_that_forgets_leaves_no_key_behind(program, place, monkeypatch):
    monkeypatch.setattr(keyring, "set_password", lambda *_: None)
    repository = program.unlock(str(place))
    before = keys.list_slots(repository.store, repository.id)
    with pytest.raises(KeyringUnavailable):
        program.unlock(str(place), remember=True)
    assert keys.list_slots(repository.store, repository.id) == before


def test_an_entry_without_a_key_is_an_empty_keyring(program, place):
    repository = program.unlock(str(place))
    program.lock(str(place))
    keyring.set_password("crmbackup", repository.id, "")
    with pytest.raises(KeyringUnavailable) as raised:
        program.unlock(str(place))
    assert raised.value.trouble is KeyringTrouble.EMPTY


def test_a_crm_is_there_or_not(program, tmp_path):
    url = Location("sqlite", path=tmp_path / "a.db").url
    assert not program.is_there(url)
    (tmp_path / "a.db").touch()
    assert program.is_there(url)


def test_a_place_says_whether_a_repository_is_there(program, place, tmp_path):
    assert program.look_at_place(str(place)).is_repository
    assert not program.look_at_place(str(tmp_path / "nothing")).is_repository
    with pytest.raises(RepositoryExists):
        program.look_at_place(str(tmp_path))


# CRMs


def test_a_crm_says_what_it_holds(program, database):
    (database.parent / "files").mkdir()
    (database.parent / "files" / "offer.txt").write_text("7 bytes")
    facts = program.look_at_source(f"sqlite:///{database}?files={database.parent}/files")
    assert (facts.name, facts.kind, facts.warnings) == ("sales", "sqlite", ())
    assert [(e.name, e.records, e.references) for e in facts.entities] == [
        ("company", 2, ()),
        ("person", 3, ("company",)),
        ("files", 1, ()),
    ]
    assert facts.size_bytes == database.stat().st_size + 7


def test_a_crm_that_is_not_there_is_an_error(program, tmp_path):
    with pytest.raises(SourceMissing):
        program.look_at_source(f"sqlite:///{tmp_path}/nothing.db")


def test_a_crm_is_found_by_its_id(program, sales):
    assert program.connection(sales.id) == sales
    with pytest.raises(ConnectionNotFound):
        program.connection("f" * 16)


# Backups


def test_a_backup_is_recorded_with_what_it_did(program, sales):
    run = program.back_up(sales, trigger=Trigger.SCHEDULE, slot=datetime(2026, 6, 1, 18, tzinfo=UTC))
    assert run.outcome is Outcome.OK
    assert (run.task, run.trigger, run.crm_name, run.strategy) == (Task.BACKUP, Trigger.SCHEDULE, "Sales", "full")
    assert run.counts == {"records": 5, "read": 5, "added": 5, "changed": 0, "deleted": 0}
    assert run.bytes_stored > 0
    assert program.history.runs() == (run,)
    assert program.overview(sales).points[0].id == run.point


def test_strategy_and_scope_can_be_chosen(program, sales):
    program.back_up(sales)
    assert program.back_up(sales, strategy=Strategy.DIFFERENTIAL).strategy == "differential"
    program.back_up(sales, scope=RecoveryScope(entities=("person",)))
    assert [p.kind for p in program.overview(sales).points] == [PointKind.REGULAR, PointKind.REGULAR, PointKind.PARTIAL]


def test_the_crms_own_scope_is_the_standard(program, sales):
    narrow = replace(sales, scope=RecoveryScope(exclude=("person",)))
    assert program.back_up(narrow).counts["records"] == 2


def test_a_crm_is_called_as_the_user_calls_it_and_keeps_its_history_when_renamed_and_moved(program, sales, database):
    program.back_up(sales)
    renamed = replace(program.connection(sales.id), name="Shop")
    program.back_up(renamed)
    moved = database.rename(database.parent / "moved.db")
    program.back_up(replace(renamed, source=f"sqlite:///{moved}"))
    (crm,) = program.crms(sales.repository)
    assert crm.name == "Sales"
    assert crm.url.endswith("moved.db")
    assert crm.id == program.connection(sales.id).crm
    assert [p.strategy for p in program.overview(renamed).points] == [Strategy.FULL, *[Strategy.INCREMENTAL] * 2]


def test_two_crms_of_one_name_stay_two(program, sales, database):
    program.back_up(sales)
    other = database.parent / "other.db"
    shutil.copy(database, other)
    second = protect(program, new_connection("Sales", f"sqlite:///{other}", sales.repository))
    assert program.back_up(second).strategy == "full"
    assert program.back_up(program.connection(second.id)).strategy == "incremental"
    assert sorted(crm.name for crm in program.crms(sales.repository)) == ["Sales", "Sales (2)"]


@pytest.mark.parametrize(
    ("break_", "error", "action"),
    [
        (lambda _, database, __: database.unlink(), "SourceMissing", Action.CHECK_SOURCE),
        (lambda _, __, place: shutil.rmtree(place), "RepositoryNotFound", Action.CREATE_REPOSITORY),
        (lambda program, _, place: program.lock(str(place)), "KeyMissing", Action.PROVIDE_KEY),
    ],
)
def test_a_backup_that_fails_is_recorded_and_not_raised(program, sales, database, break_, error, action):
    break_(program, database, Path(sales.repository))
    run = program.back_up(sales)
    assert told(run) == (Outcome.FAILED, error)
    assert run.message.endswith(".")
    assert run.action == action.name
    assert program.history.runs() == (run,)
    assert program.history.unseen_problems() == 1


def test_a_backup_that_is_cancelled_is_recorded_so(program, sales):
    cancel = CancelToken()
    cancel.cancel()
    assert told(program.back_up(sales, cancel=cancel)) == (Outcome.CANCELLED, "Cancelled")
    assert program.history.unseen_problems() == 0


@pytest.mark.parametrize("crash", [ValueError("the passphrase is hunter2"), KeyboardInterrupt()])
def test_a_crash_is_recorded_without_its_words_and_raised(program, sales, monkeypatch, crash):
    monkeypatch.setattr(backup, "run_backup", failing(crash))
    with pytest.raises(type(crash)):
        program.back_up(sales)
    (run,) = program.history.runs()
    assert told(run) == (Outcome.FAILED, "Unexpected")
    assert run.message == type(crash).__name__


def test_a_sharp_fall_is_a_warning_of_the_run_and_of_the_health(program, sales, database):
    sql(
        database,
        "WITH RECURSIVE n (x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 300)"
        " INSERT INTO person SELECT x, 1, x FROM n",
    )
    program.back_up(sales)
    sql(database, "DELETE FROM person WHERE id > 20")
    run = program.back_up(sales)
    assert run.outcome is Outcome.WARNINGS
    assert "fell from 294" in run.warnings[0]
    assert Concern.WARNINGS in program.overview(sales).health.concerns


def test_a_history_that_cannot_be_written_costs_no_backup(program, sales, monkeypatch, caplog):
    monkeypatch.setattr(program.history, "add", failing(sqlite3.OperationalError("disk full")))
    run = program.back_up(sales)
    assert (run.outcome, run.id) == (Outcome.OK, 0)
    assert "could not be kept" in caplog.text


def test_settings_that_cannot_be_written_cost_no_backup(program, sales, monkeypatch, caplog):
    unknown = replace(sales, crm=None)
    program.settings.change(lambda s: replace(s, connections=(unknown,)))
    monkeypatch.setattr("crmbackup_gui.services.settings.write_whole", failing(OSError(28, "full")))
    assert program.back_up(unknown).outcome is Outcome.OK
    assert "no room" in caplog.text


def test_no_secret_is_left_in_settings_history_or_logs(program, sales, tmp_path, caplog):
    with caplog.at_level(logging.DEBUG):
        program.lock(sales.repository)
        with pytest.raises(WrongKey):
            program.unlock(sales.repository, "hunter2 hunter2")
        program.unlock(sales.repository, PASSPHRASE, remember=True)
        program.back_up(sales)
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (PASSPHRASE, "hunter2"):
        assert secret not in caplog.text
        assert not any(secret.encode() in content for content in kept)


# One job at a time


def held(program, connection):
    return engine_lock(program._locks, "x", connection.repository, [connection.source])


def test_while_another_job_works_a_backup_by_hand_fails(program, sales):
    with held(program, sales):
        assert told(program.back_up(sales)) == (Outcome.FAILED, "JobRunning")
    assert program.back_up(sales).outcome is Outcome.OK


def test_while_another_job_works_a_scheduled_backup_is_skipped_noted_once_and_stays_due(program, sales):
    slot = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
    with held(program, sales):
        for _ in range(2):
            run = program.back_up(sales, trigger=Trigger.SCHEDULE, slot=slot)
            assert (run.outcome, run.skipped) == (Outcome.SKIPPED, WaitReason.BUSY.value)
    assert program.history.count() == 1
    ((_, decision),) = program.due(ANY, slot)
    assert isinstance(decision, Due)


def test_while_another_job_works_nothing_is_restored_but_a_check_reads(program, sales, database):
    program.back_up(sales)
    with held(program, sales):
        restored = program.restore(sales, 1, f"sqlite:///{database}", RestoreRequest())
        assert told(restored.run) == (Outcome.FAILED, "JobRunning")
        assert restored.report is None
        assert program.check(sales).outcome is Outcome.OK


# Restores


def test_a_restore_is_recorded_with_its_proof_and_can_be_undone(program, sales, database):
    program.back_up(sales)
    sql(database, "UPDATE person SET name = 'wrong' WHERE id = 1", "DELETE FROM person WHERE id = 2")
    url = f"sqlite:///{database}"
    restored = program.restore(sales, 1, url, RestoreRequest())
    assert restored.run.counts == {
        "created": 1,
        "updated": 1,
        "undeleted": 0,
        "deleted": 0,
        "unchanged": 3,
        "skipped": 0,
        "failed": 0,
        "verified": 5,
    }
    proof = restored.run.report
    assert (proof["verified"], proof["target"], proof["safety_sequence"]) == (True, url, 2)
    assert {e["name"]: e["created"] for e in proof["entities"]} == {"company": 0, "person": 1}
    assert sql(database, "SELECT name FROM person ORDER BY id") == [("Ann",), ("Bo",), ("Cy",)]
    undone = program.undo(sales, 2, url, copy="")
    assert undone.run.outcome is Outcome.OK
    assert sql(database, "SELECT name FROM person ORDER BY id") == [("wrong",), ("Cy",)]
    assert [run.task for run in program.history.runs()] == [Task.UNDO, Task.RESTORE, Task.BACKUP]


def test_a_dry_run_counts_and_is_not_recorded(program, sales, database):
    program.back_up(sales)
    sql(database, "DELETE FROM person WHERE id = 2")
    planned = program.restore(sales, 1, f"sqlite:///{database}", RestoreRequest(dry_run=True))
    assert (planned.run.id, planned.run.counts["created"], planned.report.dry_run) == (0, 1, True)
    assert program.history.count() == 1
    assert sql(database, "SELECT count(*) FROM person") == [(2,)]


def test_a_dry_run_raises_what_it_meets(program, sales, tmp_path):
    program.back_up(sales)
    with pytest.raises(RestoreRefused):
        program.restore(sales, 1, f"sqlite:///{tmp_path}/new.db", RestoreRequest(dry_run=True))
    with pytest.raises(PointNotFound):
        program.restore(sales, 7, f"sqlite:///{tmp_path}/new.db", RestoreRequest(dry_run=True))


def test_a_restore_that_is_refused_is_recorded(program, sales, tmp_path):
    program.back_up(sales)
    restored = program.restore(sales, 1, f"sqlite:///{tmp_path}/new.db", RestoreRequest())
    assert told(restored.run) == (Outcome.FAILED, "RestoreRefused")
    assert restored.run.action == Action.CREATE_SCHEMA.name


# Checks


def damage(place, part="packs"):
    newest = max((p for p in (place / part).rglob("*") if p.is_file()), key=lambda p: p.stat().st_mtime_ns)
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)


def test_a_check_keeps_its_verdicts(program, sales):
    program.back_up(sales)
    run = program.check(sales)
    assert (run.outcome, run.counts["points"], run.counts["damaged"]) == (Outcome.OK, 1, 0)
    overview = program.overview(sales)
    assert overview.verdicts == {1: True}
    assert abs(datetime.now(UTC) - overview.checked_at) < timedelta(minutes=1)
    assert overview.health.last_check == overview.checked_at


def test_a_check_can_be_of_some_points_only(program, sales, database):
    program.back_up(sales)
    sql(database, "INSERT INTO person VALUES (4, 1, 'Di')")
    program.back_up(sales)
    assert program.check(sales, [1]).counts["points"] == 1
    assert program.overview(sales).verdicts == {1: True}
    assert told(program.check(sales, [9])) == (Outcome.FAILED, "PointNotFound")


def test_a_check_that_finds_damage_failed_and_the_newest_intact_point_is_another(program, sales, database, place):
    program.back_up(sales)
    sql(database, "INSERT INTO person VALUES (4, 1, 'Di')")
    program.back_up(sales)
    damage(place)
    run = program.check(sales)
    assert told(run) == (Outcome.FAILED, "DamagedRepository")
    assert run.report["damaged"][0]["entities"]
    overview = program.overview(sales)
    assert overview.verdicts == {1: True, 2: False}
    assert overview.health.concerns[0] is Concern.DAMAGED
    assert program.newest_intact(sales).point.sequence == 1


def test_a_point_whose_description_is_damaged_counts_as_damaged(program, sales, place):
    program.back_up(sales)
    program.back_up(sales)
    damage(place, "points")
    overview = program.overview(sales)
    assert overview.unreadable == (2,)
    assert overview.verdicts == {2: False}
    assert told(program.check(sales, [2])) == (Outcome.FAILED, "ObjectDamaged")


def test_a_drill_restores_into_a_throw_away_crm(program, sales):
    program.back_up(sales)
    run = program.drill(sales)
    assert (run.task, run.outcome, run.counts["verified"]) == (Task.DRILL, Outcome.OK, 5)
    assert program.drill(sales, 1).point == run.point


def test_a_schedule_wants_a_drill_after_the_first_backup_and_again_when_its_days_are_over(program, sales):
    weekly = replace(sales, schedule=replace(DAILY, drill_days=7))
    program.settings.change(lambda settings: replace(settings, connections=(weekly,)))
    now = datetime.now(UTC)
    assert program.due_drills(ANY, now) == []
    program.back_up(weekly)
    later = datetime.now(UTC)
    assert program.due_drills(ANY, later) == [weekly]
    run = program.drill(weekly, trigger=Trigger.SCHEDULE)
    assert (run.trigger, run.outcome) == (Trigger.SCHEDULE, Outcome.OK)
    assert program.due_drills(ANY, datetime.now(UTC)) == []
    assert program.due_drills(ANY, datetime.now(UTC) + timedelta(days=7)) == [weekly]


def test_a_drill_that_is_due_waits_for_the_conditions_of_the_schedule(program, sales):
    schedule = replace(DAILY, drill_days=7, avoid_metered=True)
    careful = replace(sales, schedule=schedule)
    program.settings.change(lambda settings: replace(settings, connections=(careful,)))
    program.back_up(careful)
    assert program.due_drills(Conditions(metered=True), datetime.now(UTC)) == []
    assert program.due_drills(Conditions(metered=False), datetime.now(UTC)) == [careful]


def test_a_drill_that_fails_is_a_matter_of_health_until_one_goes_well(program, sales, place):
    program.back_up(sales)
    whole = {path: path.read_bytes() for path in (place / "packs").rglob("*") if path.is_file()}
    damage(place, "packs")
    assert program.drill(sales).outcome is Outcome.FAILED
    health = program.overview(sales).health
    assert (health.state, health.concerns[0]) == (HealthState.ATTENTION, Concern.DRILL_FAILED)
    for path, content in whole.items():
        path.write_bytes(content)
    run = program.drill(sales)
    health = program.overview(sales).health
    assert Concern.DRILL_FAILED not in health.concerns
    assert health.last_drill == run.started_at


# Checks by themselves


def scheduled(program, *connections, **rhythm):
    """The connections, in the settings, with that rhythm."""
    changed = tuple(replace(connection, schedule=replace(DAILY, **rhythm)) for connection in connections)
    program.settings.change(lambda settings: replace(settings, connections=changed))
    return changed


def test_a_schedule_wants_a_check_after_the_first_backup_and_again_when_its_days_are_over(program, sales):
    (weekly,) = scheduled(program, sales, check_days=7)
    assert program.due_checks(ANY, datetime.now(UTC)) == []
    program.back_up(weekly)
    assert program.due_checks(ANY, datetime.now(UTC)) == [weekly]
    run = program.check(weekly, Extent.ALL, trigger=Trigger.SCHEDULE)
    assert (run.trigger, run.outcome, run.extent) == (Trigger.SCHEDULE, Outcome.OK, "all")
    assert program.due_checks(ANY, datetime.now(UTC)) == []
    assert program.due_checks(ANY, datetime.now(UTC) + timedelta(days=7)) == [weekly]
    assert program.overview(weekly).checked_at is not None


def test_a_check_of_less_than_the_schedule_wants_does_not_count(program, sales):
    (weekly,) = scheduled(program, sales, check_days=7)
    program.back_up(weekly)
    program.check(weekly, [1])
    program.check(weekly, Extent.NEWEST)
    assert program.due_checks(ANY, datetime.now(UTC)) == [weekly]
    (newest,) = scheduled(program, weekly, check_days=7, check_extent=Extent.NEWEST)
    assert program.due_checks(ANY, datetime.now(UTC)) == []
    assert program.due_checks(ANY, datetime.now(UTC) + timedelta(days=7)) == [newest]


def test_a_check_of_the_newest_point_reads_what_that_needs_and_no_more(program, sales):
    for _ in range(2):
        program.back_up(sales, strategy=Strategy.FULL)
    run = program.check(sales, Extent.NEWEST)
    assert (run.outcome, run.counts["points"], run.extent) == (Outcome.OK, 1, "newest")
    assert program.overview(sales).verdicts == {2: True}


def test_a_check_of_everything_counts_for_every_crm_of_the_repository(program, sales, place):
    (weekly,) = scheduled(program, sales, check_days=7)
    other = new_connection("Other", weekly.source, str(place), schedule=weekly.schedule)
    program.settings.change(lambda settings: replace(settings, connections=(weekly, other)))
    for connection in (weekly, other):
        program.back_up(connection)
    assert program.due_checks(ANY, datetime.now(UTC)) == [weekly]
    assert program.check(weekly, trigger=Trigger.SCHEDULE).counts["points"] == 2
    assert program.due_checks(ANY, datetime.now(UTC)) == []


def test_damage_that_a_check_by_schedule_found_is_told_and_not_looked_for_again_the_day_after(program, sales, place):
    (weekly,) = scheduled(program, sales, check_days=7)
    program.back_up(weekly)
    damage(place, "packs")
    run = program.check(weekly, trigger=Trigger.SCHEDULE)
    assert (run.outcome, run.error) == (Outcome.FAILED, "DamagedRepository")
    assert program.due_checks(ANY, datetime.now(UTC) + timedelta(days=2)) == []


# Overviews


def test_before_the_first_backup_there_is_nothing_to_see(program, sales):
    overview = program.overview(sales)
    assert (overview.crm, overview.points, overview.missed) == (None, (), ())
    assert overview.health.state is HealthState.UNPROTECTED
    with pytest.raises(CrmNotFound):
        program.point_detail(sales, 1)
    with pytest.raises(CrmNotFound):
        program.newest_intact(sales)


def test_a_point_tells_its_entities_and_what_reading_it_needs(program, sales, database):
    program.back_up(sales)
    sql(database, "INSERT INTO person VALUES (4, 1, 'Di')")
    program.back_up(sales)
    detail = program.point_detail(sales, 2)
    person = next(e for e in detail.entities if e.name == "person")
    assert (person.records, person.added, person.changed, person.deleted) == (4, 1, 0, 0)
    assert [point.sequence for point in detail.chain] == [1]


def test_points_that_vanish_are_noticed(program, sales, place):
    program.back_up(sales)
    program.back_up(sales)
    max((place / "points").rglob("0*")).unlink()
    overview = program.overview(sales)
    assert overview.lost
    assert Concern.POINTS_VANISHED in overview.health.concerns


def test_what_the_demo_folder_remembers_is_not_this_users(program, sales, tmp_path, own_home):
    program.back_up(sales)
    assert (tmp_path / "state" / "heads.json").exists()
    assert not list(own_home.rglob("heads.json"))


@pytest.mark.parametrize(
    ("error", "concern"), [(KeyMissing(), Concern.LOCKED), (RepositoryNotFound("/x"), Concern.NOT_REACHABLE)]
)
def test_without_its_points_a_crm_has_the_health_that_its_runs_tell(program, sales, error, concern):
    run = program.back_up(sales)
    health = program.health_without_points(sales, error)
    assert health.concerns == (concern,)
    assert health.last_good == run.started_at


def test_a_folder_is_not_backed_up_into_itself(program, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    inside = protect(program, new_connection("Papers", f"folder://{folder}", str(folder / "backups")))
    program.create_repository(inside.repository, PASSPHRASE, use_keyring=False)
    assert told(program.back_up(inside)) == (Outcome.FAILED, "InvalidLocation")


# Schedules


def test_what_is_due_follows_from_the_history(program, sales):
    now = datetime.now(UTC)
    assert isinstance(program.due(ANY, now)[0][1], Due)
    program.back_up(sales)
    now = datetime.now(UTC)
    ((connection, decision),) = program.due(ANY, now)
    assert connection.id == sales.id
    assert (decision.reason, decision.until.hour) == (WaitReason.NOT_YET, 18)
    asleep = decision.until + timedelta(days=3)
    assert program.due(ANY, asleep)[0][1] == Due(asleep, None, catch_up=True)


def test_a_backup_of_some_parts_protects_nothing_by_itself_and_serves_no_schedule(program, sales):
    part = RecoveryScope(entities=("company",))
    run = program.back_up(sales, scope=part)
    overview = program.overview(sales)
    assert (run.outcome, run.partial, overview.points[0].kind) == (Outcome.OK, True, PointKind.PARTIAL)
    assert overview.health.state is HealthState.UNPROTECTED
    assert isinstance(program.due(ANY, datetime.now(UTC))[0][1], Due)
    program.back_up(sales)
    assert program.overview(sales).health.state is HealthState.PROTECTED
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    program.back_up(sales, strategy=Strategy.FULL, scope=part)
    assert isinstance(program.due(ANY, tomorrow)[0][1], Due)
    assert [past.strategy for past in program.history.backups(sales.id, tomorrow)] == [Strategy.FULL]


def test_a_backup_of_at_least_what_is_protected_is_a_whole_one(program, sales):
    some = replace(sales, scope=RecoveryScope(entities=("person",)))
    for scope in (None, some.scope, RecoveryScope(), RecoveryScope(entities=("person", "company"))):
        assert not program.back_up(some, scope=scope).partial


def test_a_slot_that_was_served_meanwhile_makes_no_second_point(program, sales):
    slot = datetime.now(UTC) - timedelta(minutes=1)
    first = program.back_up(sales, trigger=Trigger.SCHEDULE, slot=slot)
    second = program.back_up(sales, trigger=Trigger.SCHEDULE, slot=slot)
    assert (first.outcome, second.outcome, second.skipped) == (Outcome.OK, Outcome.SKIPPED, "busy")
    assert len(program.overview(sales).points) == 1
    again = program.back_up(sales, strategy=Strategy.DIFFERENTIAL, trigger=Trigger.CATCH_UP, slot=slot)
    assert again.outcome is Outcome.SKIPPED
    assert len(program.overview(sales).points) == 1


def test_a_full_of_last_month_is_remembered(program, sales):
    weekly = replace(sales, schedule=Schedule((Rule(Strategy.FULL, (0,), ("12:00",)), Rule(at=("18:00",)))))
    program.settings.change(lambda s: replace(s, connections=(weekly,)))
    run = program.back_up(weekly, strategy=Strategy.FULL)
    for days in (1, 40):
        assert isinstance(program.due(ANY, run.started_at + timedelta(days=days))[0][1], Due | Wait)
    month = [past.strategy for past in program.history.backups(sales.id, run.started_at + timedelta(days=30))]
    assert month == [Strategy.FULL]


def test_a_pause_of_the_program_pauses_every_crm(program, sales):
    now = datetime.now(UTC)
    program.settings.change(lambda s: replace(s, paused_until=now + timedelta(hours=1)))
    assert program.due(ANY, now)[0][1].reason is WaitReason.PAUSED
    assert Concern.PAUSED in program.overview(sales).health.concerns
    assert isinstance(program.due(ANY, now + timedelta(hours=1))[0][1], Due)


def test_that_a_condition_keeps_a_run_waiting_is_noted_once(program, sales):
    careful = replace(sales.schedule, need_network=True)
    program.settings.change(lambda s: replace(s, connections=(replace(sales, schedule=careful),)))
    now = datetime.now(UTC)
    for seconds in range(3):
        ((_, decision),) = program.due(Conditions(network=False), now + timedelta(seconds=seconds))
        assert decision.reason is WaitReason.NETWORK
    (run,) = program.history.runs()
    assert (run.outcome, run.skipped, run.slot) == (Outcome.SKIPPED, "network", decision.slot)
    assert isinstance(program.due(ANY, now)[0][1], Due)


def test_a_cancelled_error_is_no_failure(program, sales, monkeypatch):
    monkeypatch.setattr(backup, "run_backup", failing(Cancelled()))
    assert program.back_up(sales).outcome is Outcome.CANCELLED


def test_a_stored_key_that_opens_nothing_is_replaced_when_it_shall_be_remembered(make_program, place):
    make_program().unlock(str(place), PASSPHRASE, remember=True)
    repository = read_config(open_store(str(place))).id
    slot = keyring.get_password("crmbackup", repository).partition(":")[0]
    keyring.set_password("crmbackup", repository, f"{slot}:{'A' * 43}=")
    with pytest.raises(WrongKey):
        make_program().unlock(str(place))
    make_program().unlock(str(place), PASSPHRASE, remember=True)
    assert make_program().unlock(str(place)).crms() == ()
