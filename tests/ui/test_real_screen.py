"""The program as people start it: a process with a window on a screen, which answers to keys, mouse and signals."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.history import History, Task
from tests.conftest import PROJECT
from tests.ui.screen import BAR, HEIGHT, ended, missing, screen, started, until

# Enough for a backup that takes seconds.
MANY_VISITS = 500_000
PROOF = re.compile(r"verified (\d+) of \1 records")


@pytest.fixture(autouse=True)
def everything_is_there():
    lacking = missing()
    if not lacking:
        return
    what = f"tests on a real screen, which need {', '.join(lacking)}"
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture
def desk(tmp_path):
    """A screen whose desktop has no tray."""
    with screen(tmp_path / "screen", tray=False) as shown:
        yield shown


@pytest.fixture
def desk_with_tray(tmp_path):
    with screen(tmp_path / "screen", tray=True) as shown:
        yield shown


@pytest.fixture
def demo_folder(tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    return folder


in_the_checkout = pytest.mark.skipif(
    Path(sys.prefix) != PROJECT / ".venv", reason="make demo would install the program: this is not its .venv"
)


def demo(shown, folder):
    return started(shown, folder.parent, "--demo", "--demo-folder", folder)


def points(folder):
    """How many recovery points the demo's repository holds."""
    return len(list(folder.glob("repository/points/*/*")))


def packs(folder):
    return len(list(folder.glob("repository/packs/*/*")))


def backups(folder):
    """How the demo's backups ended, newest first."""
    history = History(folder / "state" / "history.db")
    return [run.outcome for run in history.runs() if run.task is Task.BACKUP]


def grow(folder):
    """Give the demo CRM a table of many records."""
    with closing(sqlite3.connect(folder / "living" / "crm.db")) as database, database:
        database.execute("CREATE TABLE visit (id INTEGER PRIMARY KEY, note TEXT)")
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO visit SELECT i, hex(randomblob(100)) FROM n",
            (MANY_VISITS,),
        )


def test_the_window_is_shown_and_ctrl_b_makes_a_recovery_point(desk, demo_folder):
    with demo(desk, demo_folder) as program:
        desk.main_window(program)
        kept, recorded = points(demo_folder), len(backups(demo_folder))
        desk.press("ctrl+b")
        until(lambda: points(demo_folder) == kept + 1, "the recovery point")
        until(lambda: len(backups(demo_folder)) == recorded + 1, "the run to be recorded")
        assert backups(demo_folder)[0] is Outcome.OK


def test_closing_the_window_ends_the_program_where_there_is_no_tray(desk, demo_folder):
    with demo(desk, demo_folder) as program:
        desk.main_window(program)
        desk.press("alt+F4")
        assert ended(program) == 0
        assert program.said() == ""


def test_a_request_to_terminate_during_a_backup_ends_it_in_good_order(desk, demo_folder):
    with demo(desk, demo_folder) as program:
        desk.main_window(program)
        grow(demo_folder)
        kept, stored = points(demo_folder), packs(demo_folder)
        desk.press("ctrl+b")
        until(lambda: packs(demo_folder) > stored, "data in the repository")
        program.send_signal(signal.SIGTERM)
        assert ended(program) == 0
        assert program.said() == ""
    assert points(demo_folder) == kept
    assert backups(demo_folder)[0] is Outcome.CANCELLED


def test_a_second_start_brings_up_the_window_of_the_first(desk, tmp_path):
    with started(desk, tmp_path) as first:
        window = desk.main_window(first)
        desk.do("windowminimize", window)
        until(lambda: not desk.main_windows(first), "the window to be small")
        (tmp_path / "second").mkdir()
        with started(desk, tmp_path / "second") as second:
            assert ended(second) == 0
            assert second.said() == ""
        assert desk.main_window(first) == window


def test_closing_the_window_leaves_the_program_in_the_tray_where_it_can_be_quit(desk_with_tray, tmp_path):
    desk = desk_with_tray
    in_tray = (BAR // 2, HEIGHT - BAR // 2)
    with started(desk, tmp_path) as program:
        desk.main_window(program)
        desk.press("alt+F4")
        until(lambda: not desk.main_windows(program), "the window to go")
        desk.click(*in_tray)
        desk.main_window(program)
        desk.press("alt+F4")
        until(lambda: not desk.main_windows(program), "the window to go")
        shown = set(desk.windows(program))
        desk.click(*in_tray, button=3)
        until(lambda: set(desk.windows(program)) - shown, "the menu of the tray")
        desk.press("Up", "Return")
        assert ended(program) == 0
        assert program.said() == ""


def test_a_hidden_start_shows_itself_in_the_tray_only(desk_with_tray, tmp_path):
    with started(desk_with_tray, tmp_path, "--hidden") as program:
        until(lambda: desk_with_tray.windows(program), "the icon")
        assert desk_with_tray.main_windows(program) == []
        program.send_signal(signal.SIGTERM)
        assert ended(program) == 0
        assert program.said() == ""


def test_a_hidden_start_without_a_tray_shows_the_window(desk, tmp_path):
    with started(desk, tmp_path, "--hidden") as program:
        desk.main_window(program)


def test_the_demo_ends_with_its_window_also_where_there_is_a_tray(desk_with_tray, demo_folder):
    with demo(desk_with_tray, demo_folder) as program:
        desk_with_tray.main_window(program)
        desk_with_tray.press("alt+F4")
        assert ended(program) == 0


def make_demo(environment):
    quiet = {name: value for name, value in environment.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--no-print-directory", "demo"]
    return subprocess.Popen(command, cwd=PROJECT, env=quiet, stdout=subprocess.PIPE, text=True, start_new_session=True)


@in_the_checkout
def test_make_demo_proves_its_records_and_then_opens_the_window(desk):
    with make_demo(desk.environment) as making:
        try:
            desk.main_window(patience=100)
            desk.press("alt+F4")
            assert ended(making) == 0
        finally:
            making.terminate()
        assert any(PROOF.fullmatch(line) for line in making.stdout.read().splitlines())


@in_the_checkout
def test_make_demo_stays_without_a_window_where_qt_draws_into_memory(desk):
    environment = desk.environment | {"QT_QPA_PLATFORM": "offscreen"}
    with make_demo(environment) as making:
        said, _ = making.communicate(timeout=100)
    assert making.returncode == 0
    assert PROOF.fullmatch(said.splitlines()[-1])
