"""Every run there was."""

import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Thread, Timer

import pytest
from msgspec.structs import replace

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.history import History, Run, Task, Trigger

BEGAN = datetime(2026, 6, 1, 18, 0, 0, 123_457, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "state" / "history.db")


def run(outcome=Outcome.OK, connection="a", task=Task.BACKUP, began=BEGAN, **more):
    return Run(connection=connection, crm_name="Sales", task=task, started_at=began, outcome=outcome, **more)


def test_a_run_is_kept_with_all_that_is_known_of_it(history):
    told = run(
        Outcome.WARNINGS,
        trigger=Trigger.CATCH_UP,
        seconds=1.5,
        slot=BEGAN - HOUR,
        strategy="full",
        point="0123456789abcdef",
        counts={"records": 7},
        bytes_stored=1 << 40,
        error="SourceBusy",
        message="It is locked.",
        action="TRY_LATER",
        warnings=("'contact' fell.",),
        report={"entities": [{"name": "contact", "created": 1}]},
    )
    kept = history.add(told)
    assert kept == replace(told, id=1)
    assert history.runs() == (kept,)


def test_an_empty_history_has_nothing(history):
    assert history.runs() == ()
    assert history.count() == 0
    assert history.last("a", Task.BACKUP) is None
    assert history.backups("a", BEGAN) == ()
    assert history.unseen_problems() == 0


def test_runs_come_newest_first_and_page_by_page(history):
    for _ in range(5):
        history.add(run())
    assert [r.id for r in history.runs(limit=2)] == [5, 4]
    assert [r.id for r in history.runs(limit=2, before_id=4)] == [3, 2]


def test_runs_can_be_those_of_one_crm_or_only_problems(history):
    for outcome in Outcome:
        history.add(run(outcome, "a"))
        history.add(run(outcome, "b"))
    assert {r.connection for r in history.runs("a")} == {"a"}
    problems = history.runs("a", problems_only=True)
    assert {r.outcome for r in problems} == {Outcome.FAILED, Outcome.WARNINGS}
    assert all(r.problem for r in problems)
    assert (history.count(), history.count("a"), history.count("a", problems_only=True)) == (10, 5, 2)


def test_problems_are_counted_until_they_were_seen(history):
    failed, warned = history.add(run(Outcome.FAILED)), history.add(run(Outcome.WARNINGS))
    history.add(run(Outcome.CANCELLED))
    assert history.unseen_problems() == 2
    history.mark_seen([failed.id, warned.id, 99])
    assert history.unseen_problems() == 0
    assert [r.seen for r in history.runs()] == [False, True, True]


def test_the_last_run_of_a_task_is_one_that_ran(history):
    backup = history.add(run(Outcome.FAILED))
    history.add(run(Outcome.SKIPPED, skipped="network"))
    check = history.add(run(task=Task.CHECK))
    assert history.last("a", Task.BACKUP) == backup
    assert history.last("a", Task.CHECK) == check
    assert history.last("b", Task.BACKUP) is None


def test_backups_are_told_to_the_microsecond_and_without_what_did_not_run(history):
    history.add(run(strategy="incremental", slot=BEGAN - HOUR))
    history.add(run(Outcome.SKIPPED, skipped="network"))
    history.add(run(task=Task.RESTORE))
    history.add(run(connection="b"))
    (past,) = history.backups("a", BEGAN)
    assert (past.started_at, past.slot, past.strategy) == (BEGAN, BEGAN - HOUR, Strategy.INCREMENTAL)


def test_the_newest_good_backup_of_each_strategy_is_told_however_old_it_is(history):
    ages = [
        ("full", Outcome.OK, 40),
        ("full", Outcome.OK, 30),
        ("full", Outcome.FAILED, 25),
        ("incremental", Outcome.WARNINGS, 20),
        ("incremental", Outcome.OK, 1),
    ]
    for strategy, outcome, age in ages:
        history.add(run(outcome, strategy=strategy, began=BEGAN - age * HOUR))
    told = history.backups("a", BEGAN - 10 * HOUR)
    assert [(BEGAN - past.started_at) // HOUR for past in told] == [30, 20, 1]


def test_that_a_slot_waits_is_known_by_its_reason(history):
    history.add(run(Outcome.SKIPPED, slot=BEGAN, skipped="network"))
    assert history.skipped("a", BEGAN, "network")
    assert not history.skipped("a", BEGAN, "battery")
    assert not history.skipped("a", BEGAN + HOUR, "network")


def test_the_runs_of_a_crm_can_be_forgotten(history):
    history.add(run())
    kept = history.add(run(connection="b"))
    history.forget("a")
    assert history.runs() == (kept,)
    assert history.add(run()).id == 3


def test_a_history_that_another_program_is_making_is_waited_for(tmp_path):
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ending = Timer(0.3, other.execute, ["COMMIT"])
        ending.start()
        assert History(path).add(run()).id == 1
        ending.join()


def test_many_threads_and_programs_write_at_a_time(tmp_path):
    histories = [History(tmp_path / "history.db") for _ in range(4)]

    def add(history):
        for _ in range(10):
            history.add(run())

    threads = [Thread(target=add, args=(history,)) for history in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.id for r in histories[0].runs()] == list(range(40, 0, -1))


def test_a_file_that_is_no_history_is_put_aside(tmp_path, caplog):
    path = tmp_path / "history.db"
    path.write_bytes(b"this was a history" * 400)
    history = History(path)
    assert history.add(run()).id == 1
    (aside,) = (found for found in tmp_path.iterdir() if ".aside-" in found.name)
    assert aside.read_bytes().startswith(b"this was")
    assert str(aside) in caplog.text


def test_a_disk_that_fails_is_no_damage(history, monkeypatch, caplog):
    history.add(run())

    def failing(*_, **__):
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as failed:
        failed.setattr(sqlite3, "connect", failing)
        with pytest.raises(sqlite3.OperationalError):
            history.add(run())
    assert history.count() == 1
    assert not caplog.records


def test_a_history_of_a_newer_version_is_used_as_far_as_it_goes(tmp_path):
    history = History(tmp_path / "history.db")
    history.add(run())
    with closing(sqlite3.connect(tmp_path / "history.db")) as database:
        database.execute("ALTER TABLE run ADD COLUMN mood TEXT")
        database.execute("UPDATE run SET body = json_set(CAST(body AS TEXT), '$.mood', 'good')")
        database.execute("PRAGMA user_version = 2")
        database.commit()
    assert history.add(run()).id == 2
    assert len(history.runs()) == 2


def test_nothing_of_a_run_is_logged(history, caplog):
    with caplog.at_level(logging.DEBUG):
        history.add(run(message="It is locked."))
    assert not caplog.records


def test_a_history_that_is_damaged_deep_inside_is_put_aside_too(history, tmp_path):
    for _ in range(400):
        history.add(run(message="x" * 300))
    file = tmp_path / "state" / "history.db"
    content = bytearray(file.read_bytes())
    content[4096 * 10 :] = b"\xa5" * len(content[4096 * 10 :])
    file.write_bytes(content)
    assert history.backups("a", BEGAN - HOUR) == ()
    assert history.add(run()).id == 1
    assert [found for found in file.parent.iterdir() if ".aside-" in found.name]
