"""What holds for every command: exit codes, JSON, and what is never printed."""

import os
import re
import signal
import subprocess
import sys

import pytest

from crmbackup_gui.cli import backup as backup_module
from crmbackup_gui.errors import Cancelled
from tests.cli.conftest import PASSPHRASE

COMMANDS = (
    *("demo", "init", "backup", "points", "show", "restore", "undo", "verify", "compare", "plan", "run-due"),
    *("retention", "consolidate", "hold", "copy", "erase", "salvage", "store-key", "sign-in", "sign-out"),
    "keys",
)


def test_help_lists_the_commands_that_there_are(run):
    listed = re.findall(r"^  ([a-z][a-z-]+)  ", run("--help").out, re.MULTILINE)

    assert sorted(listed) == sorted(COMMANDS)


def test_nothing_asked_is_answered_with_help(run):
    assert run().out == run("--help").out


@pytest.mark.parametrize("command", [*(c for c in COMMANDS if c != "keys"), "keys list", "keys remove"])
def test_every_command_takes_the_common_options(run, command):
    text = run(*command.split(), "--help").out

    for option in ("--json", "--debug", "--passphrase-file", "--store-option", "--limit-rate"):
        assert option in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup",),
        ("backup", "folder:///x"),
        ("nonsense",),
        ("points", "--repo", "x", "--nope"),
        ("points", "--repo", "x", "--store-option", "region=eu"),
        ("points", "--repo", "x", "--store-option", "region"),
        ("backup", "folder:///x", "--repo", "x", "--strategy", "sometimes"),
        ("backup", "no-url", "--repo", "x"),
        ("backup", "ftp://x/y", "--repo", "x"),
        ("restore", "folder:///x", "--repo", "x", "--at", "noon"),
        ("restore", "folder:///x", "--repo", "x", "--at", "2026-01-01", "--latest-intact"),
        ("restore", "folder:///x", "--repo", "x", "--record", "contact"),
        ("restore", "folder:///x", "--repo", "x", "--with-children"),
        ("plan", "--repo", "x", "--keep-days", "0"),
        ("retention", "--repo", "x"),
        ("retention", "--repo", "x", "--keep-last", "-1"),
        ("retention", "--repo", "x", "--keep-within", "nan"),
        ("retention", "--repo", "x", "--minimum-age", "5", "--apply"),
        ("hold", "latest", "--entity", "note", "--repo", "x"),
        ("hold", "--entity", "note", "--pin", "--repo", "x"),
        ("points", "--repo", "ftp://bucket/prefix"),
        ("points", "--repo", "x", "--passphrase-file", "/does/not/exist"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_sentence_and_an_advice(run, repo, monkeypatch, tmp_path, arguments):
    monkeypatch.chdir(tmp_path)
    repo.rename(tmp_path / "x")

    people, programs = run(*arguments), run(*arguments, "--json")

    assert (people.code, programs.code) == (2, 2)
    assert len(people.err.splitlines()) == 2
    assert programs.result["event"] == "result"
    assert programs.result["outcome"] == "failed"
    assert [programs.result["error"], programs.result["advice"]] == people.err.splitlines()


def test_a_password_in_an_address_is_refused_and_not_repeated(run, repo):
    ran = run("backup", "postgresql://ann:hunter2@host/db", "--repo", repo, "--json")

    assert ran.code == 2
    assert "password" in ran.result["error"]
    assert "hunter2" not in ran.out + ran.err


@pytest.mark.usefixtures("passphrase")
def test_a_repository_that_is_not_there_is_exit_6(run, tmp_path):
    ran = run("points", "--repo", tmp_path / "nowhere", "--json")

    assert ran.code == 6
    assert "no repository" in ran.result["error"]


def test_a_crm_that_is_not_there_is_exit_1(run, repo, tmp_path):
    assert run("backup", f"folder://{tmp_path}/nowhere", "--repo", repo).code == 1


def test_no_key_is_exit_4(run, repo, monkeypatch):
    monkeypatch.delenv("CRMBACKUP_PASSPHRASE")

    ran = run("points", "--repo", repo, "--json")

    assert ran.code == 4
    assert "no key" in ran.result["error"]


def test_a_cancelled_job_is_exit_130(run, repo, crm, monkeypatch):
    def cancelled(*_):
        raise Cancelled

    monkeypatch.setattr(backup_module, "run_backup", cancelled)
    ran = run("backup", crm, "--repo", repo, "--json")

    assert ran.code == 130
    assert ran.result["outcome"] == "cancelled"


def test_the_first_interrupt_cancels_the_job_in_good_order(run, repo, crm, monkeypatch, request):
    def interrupted(_source, _repository, _request, _progress, cancel):
        os.kill(os.getpid(), signal.SIGINT)
        cancel.check()

    monkeypatch.setattr(backup_module, "run_backup", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it may be ignored
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))

    assert run("backup", crm, "--repo", repo, "--json").result["outcome"] == "cancelled"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_interrupt_stops_a_job_that_does_not_look(run, repo, crm, monkeypatch):
    reached = []

    def deaf(*_):
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("after the first")
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("after the second")

    monkeypatch.setattr(backup_module, "run_backup", deaf)

    assert run("backup", crm, "--repo", repo).code == 130
    assert reached == ["after the first"]


def test_an_unexpected_error_is_a_sentence_and_no_traceback(run, repo, crm, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr(backup_module, "run_backup", broken)
    ran = run("backup", crm, "--repo", repo)

    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err


def test_debug_prints_the_traceback(run, repo, tmp_path):
    assert "Traceback" in run("backup", f"folder://{tmp_path}/nowhere", "--repo", repo, "--debug").err


def test_the_passphrase_is_printed_nowhere(run, repo, crm, tmp_path):
    target = f"folder://{tmp_path}/new"
    printed = [
        run("backup", crm, "--repo", repo, "--debug", "--json"),
        run("points", "--repo", repo, "--debug"),
        run("restore", target, "--repo", repo, "--create-schema", "--debug"),
        run("verify", "--repo", repo, "--debug", "--against", "folder:///nowhere"),
        run("keys", "list", "--repo", repo, "--debug"),
    ]

    assert all(PASSPHRASE not in ran.out + ran.err for ran in printed)


def test_every_line_of_json_is_an_object_and_the_last_is_the_result(run, repo, crm):
    lines = run("backup", crm, "--repo", repo, "--json").lines

    assert [line["event"] for line in lines][-1] == "result"
    assert {line["event"] for line in lines[:-1]} <= {"progress"}


def test_names_cannot_command_the_terminal(run, repo, crm):
    run("backup", crm, "--repo", repo, "--crm", "evil\x1b]0;title\x07")

    ran = run("points", "--repo", repo)

    assert "\x1b" not in ran.out
    assert "evil\\x1b" in ran.out


@pytest.mark.usefixtures("crm", "backed_up")
def test_a_reader_that_goes_away_is_no_error(repo):
    program = [sys.executable, "-c", "import sys; from crmbackup_gui.cli.app import main; sys.exit(main())"]
    started = subprocess.Popen(
        [*program, "points", "--repo", str(repo)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    started.stdout.close()
    errors = started.stderr.read()
    started.stderr.close()

    assert started.wait() == 0
    assert errors == b""
