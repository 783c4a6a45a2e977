"""`crmbackup run-due`: what the schedules want, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from crmbackup_gui.cli import run_due as module
from crmbackup_gui.engine import backup
from crmbackup_gui.errors import JobRunning
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.schedule import Conditions, Rule, Schedule
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.program import Program

ALWAYS = Schedule((Rule(at=("00:00",)),))


@pytest.fixture
def program(own_home):
    """The program of the user who runs the tests."""
    assert own_home
    return Program.standard()


@pytest.fixture
def protect(program, repo):
    """Puts a CRM into the settings."""

    def protect_(name, source, schedule=ALWAYS):
        connection = new_connection(name, source, str(repo), schedule=schedule)
        program.settings.change(lambda s: replace(s, connections=(*s.connections, connection)))
        return connection

    return protect_


@pytest.fixture
def sales(protect, database):
    return protect("Sales", f"sqlite:///{database}")


def in_conditions(monkeypatch, **told):
    monkeypatch.setattr(module, "read_conditions", lambda: Conditions(**told))


def test_without_crms_nothing_is_due(run):
    ran = run("run-due", "--json")
    assert ran.code == 0
    assert ran.result == {"event": "result", "outcome": "skipped", "warnings": [], "runs": []}
    assert run("run-due").out == "Nothing is due.\n"


def test_what_is_due_runs_once(run, sales, program):
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (0, "ok")
    (told,) = ran.result["runs"]
    assert (told["connection"], told["crm"], told["outcome"], told["strategy"]) == (sales.id, "Sales", "ok", "full")
    assert (told["records_read"], told["records_added"]) == (7, 7)
    assert ran.lines[0] == {"event": "run", "crm": "Sales", "slot": told["slot"], "trigger": "schedule"}
    assert program.history.runs()[0].point == told["point"]
    again = run("run-due", "--json")
    assert (again.code, again.result["outcome"], again.result["runs"]) == (0, "skipped", [])


def test_people_read_a_line_for_each_crm(run, sales):
    ran = run("run-due")
    assert ran.out.startswith(f"{sales.name}: recovery point ")
    assert "7 records" in ran.out


def test_what_was_missed_is_told_as_a_catch_up(run, sales, program):
    first = run("run-due", "--json")
    assert first.code == 0
    (done,) = program.history.runs()
    program.history.forget(sales.id)
    program.history.add(replace(done, started_at=datetime.now(UTC) - timedelta(days=4)))
    assert run("run-due", "--json").result["runs"][0]["trigger"] == "catch_up"


def test_one_crm_that_fails_keeps_no_other_from_being_backed_up(run, sales, protect, tmp_path):
    gone = protect("Shop", f"sqlite:///{tmp_path}/gone.db")
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (1, "failed")
    assert {told["crm"]: told["outcome"] for told in ran.result["runs"]} == {sales.name: "ok", gone.name: "failed"}
    failed = ran.result["runs"][1]
    assert "There is no CRM at" in failed["error"]
    assert failed["advice"]
    assert ran.result["error"].startswith("1 of 2 backups failed, the first of 'Shop': There is no CRM at")
    assert ran.result["advice"] == failed["advice"]


def test_a_failed_run_is_not_tried_again_at_once(run, protect, tmp_path):
    protect("Shop", f"sqlite:///{tmp_path}/gone.db")
    assert run("run-due").code == 1
    assert run("run-due", "--json").result["runs"] == []


@pytest.mark.parametrize(("given", "code"), [(None, 4), ("wrong", 4)])
def test_a_key_that_is_missing_or_wrong_is_told_by_the_exit_code(run, sales, monkeypatch, given, code):
    assert sales
    if given is None:
        monkeypatch.delenv("CRMBACKUP_PASSPHRASE")
    else:
        monkeypatch.setenv("CRMBACKUP_PASSPHRASE", given)
    assert run("run-due").code == code


def test_the_passphrase_may_come_from_a_file(run, sales, monkeypatch, tmp_path):
    assert sales
    (tmp_path / "key").write_text("correct horse battery staple\n")
    (tmp_path / "key").chmod(0o600)
    monkeypatch.delenv("CRMBACKUP_PASSPHRASE")
    assert run("run-due", "--passphrase-file", tmp_path / "key").code == 0


def test_a_condition_that_is_not_met_skips_and_says_why(run, protect, database, monkeypatch, program):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, need_network=True))
    in_conditions(monkeypatch, network=False)
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (0, "skipped")
    (told,) = ran.result["runs"]
    assert (told["outcome"], told["skipped"]) == ("skipped", "network")
    assert program.history.runs()[0].outcome is Outcome.SKIPPED
    assert run("run-due").out == "Sales: skipped, there is no network.\n"


def test_a_condition_that_nobody_can_tell_counts_as_met(run, protect, database, monkeypatch):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, need_network=True, avoid_battery_below=50))
    in_conditions(monkeypatch)
    assert run("run-due", "--json").result["outcome"] == "ok"


def test_a_crm_on_which_another_job_works_is_skipped(run, sales, monkeypatch):
    def busy(*_, **__):
        raise JobRunning(sales.name)

    monkeypatch.setattr(backup, "run_backup", busy)
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (0, "skipped")
    assert ran.result["runs"][0]["skipped"] == "busy"
    assert run("run-due").out == "Sales: skipped, another job works on it.\n"


def test_damaged_settings_are_a_warning(run, program):
    program.settings.change(lambda s: replace(s, keep_running=False))
    program.settings._path.write_text("{")
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (3, "warnings")
    assert "are damaged" in ran.result["warnings"][0]


def test_a_crash_in_one_crm_keeps_no_other_from_being_backed_up(run, sales, protect, folder, monkeypatch, program):
    protect("Files", f"folder://{folder}")
    real = backup.run_backup

    def crashing(source, *arguments):
        if source.url == sales.source:
            raise ZeroDivisionError
        return real(source, *arguments)

    monkeypatch.setattr(backup, "run_backup", crashing)
    ran = run("run-due", "--json")
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.result["error"]
    told = {r.crm_name: (r.outcome, r.error) for r in program.history.runs()}
    assert told == {"Sales": (Outcome.FAILED, "Unexpected"), "Files": (Outcome.OK, "")}


def test_a_cancelled_run_ends_the_command(run, sales, protect, folder, monkeypatch, program):
    protect("Files", f"folder://{folder}")

    def cancelling(_source, _repository, _request, _progress, cancel):
        cancel.cancel()
        cancel.check()

    monkeypatch.setattr(backup, "run_backup", cancelling)
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (130, "cancelled")
    assert [r.crm_name for r in program.history.runs()] == [sales.name]


def test_a_store_option_is_refused_as_elsewhere(run, sales):
    assert sales
    assert run("run-due", "--store-option", "region=x").code == 2


def test_a_drill_that_is_due_runs_after_the_backup_and_once(run, protect, database):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, drill_days=30))
    ran = run("run-due", "--json")
    assert (ran.code, [told["task"] for told in ran.result["runs"]]) == (0, ["backup", "drill"])
    assert ran.result["runs"][1]["records_verified"] == 7
    assert run("run-due", "--json").result["runs"] == []


def test_a_check_that_is_due_runs_after_the_backup_before_the_drill_and_once(run, protect, database):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, check_days=7, drill_days=30))
    ran = run("run-due", "--json")
    assert (ran.code, [told["task"] for told in ran.result["runs"]]) == (0, ["backup", "check", "drill"])
    told = ran.result["runs"][1]
    assert (told["points_checked"], told["damaged"], told["trigger"]) == (1, 0, "schedule")
    assert told["objects_checked"] > 0
    assert run("run-due", "--json").result["runs"] == []


def test_people_read_what_a_check_found(run, protect, database):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, check_days=7))
    assert "Sales: 1 recovery point, " in run("run-due").out


def test_a_check_that_finds_damage_fails_the_command_with_the_code_of_a_damaged_repository(
    run, protect, database, repo, damage
):
    protect("Sales", f"sqlite:///{database}", ALWAYS)
    assert run("run-due").code == 0
    damage(repo, "packs")
    program = Program.standard()
    program.settings.change(
        lambda s: replace(s, connections=(replace(s.connections[0], schedule=replace(ALWAYS, check_days=7)),))
    )
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["runs"][0]["task"]) == (5, "check")


def test_people_read_what_a_drill_proved(run, protect, database):
    protect("Sales", f"sqlite:///{database}", replace(ALWAYS, drill_days=30))
    assert "7 records came back as they were" in run("run-due").out


def test_a_drill_that_fails_fails_the_command(run, protect, database, repo, damage, program):
    connection = protect("Sales", f"sqlite:///{database}", replace(ALWAYS, drill_days=30))
    program.back_up(connection, slot=datetime.now(UTC))
    damage(repo, "packs")
    ran = run("run-due", "--json")
    assert (ran.code, ran.result["outcome"]) == (5, "failed")
    assert "1 of 1 run failed" in ran.result["error"]
    assert ran.result["advice"]
