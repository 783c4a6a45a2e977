import io
import sys

import pytest

from crmbackup_gui.cli import backup, command
from crmbackup_gui.cli.output import Output
from crmbackup_gui.cli.working import working
from crmbackup_gui.model.outcome import Progress
from tests.cli.conftest import PASSPHRASE


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def sit_down(monkeypatch):
    """Puts somebody in front of a terminal, from the call on; what they see of errors and bars is returned."""

    def sit_down_():
        screen = Terminal()
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr(sys, "stderr", screen)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        monkeypatch.delenv("CRMBACKUP_PASSPHRASE", raising=False)
        return screen

    return sit_down_


@pytest.fixture
def answers(monkeypatch):
    """Answers to the questions that are asked, in order; the questions are kept."""

    def answer(*texts):
        asked, waiting = [], iter(texts)
        monkeypatch.setattr(command.getpass, "getpass", lambda words: asked.append(words) or next(waiting))
        return asked

    return answer


def test_the_passphrase_is_asked_for_on_a_terminal(run, repo, sit_down, answers):
    sit_down()
    asked = answers(PASSPHRASE)

    assert run("points", "--repo", repo).code == 0
    assert len(asked) == 1


def test_a_new_passphrase_is_asked_for_twice(run, tmp_path, sit_down, answers):
    sit_down()
    answers("one", "other")

    assert run("init", tmp_path / "repository").code == 2
    assert not (tmp_path / "repository").exists()


def test_a_terminal_sees_how_far_the_job_is(sit_down):
    screen = sit_down()
    with working(Output(json=False)) as work:
        work.progress(Progress("read", "contact\x1b[2J", 10, 40))

    shown = screen.getvalue()
    assert "Reading contact" in shown
    assert "10/40" in shown
    assert "\x1b[2J" not in shown


def test_without_a_terminal_nothing_is_shown(capsys):
    with working(Output(json=False)) as work:
        work.progress(Progress("read", "contact", 10, 40))

    assert capsys.readouterr() == ("", "")


def test_programs_are_told_a_few_times_a_second_and_not_each_time(run, repo, crm, monkeypatch):
    run_backup = backup.run_backup

    def talkative(source, repository, request, progress, cancel):
        for done in range(10_000):
            progress(Progress("read", "files", done, 10_000))
        return run_backup(source, repository, request, progress, cancel)

    monkeypatch.setattr(backup, "run_backup", talkative)
    events = [line for line in run("backup", crm, "--repo", repo, "--json").lines if line["event"] == "progress"]

    assert events[0] == {"event": "progress", "step": "read", "subject": "files", "done": 0, "total": 10_000}
    assert len(events) < 100
