import json
import subprocess
import sys

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crmbackup_gui.ui.single_instance import SingleInstance

FIRST = 1


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def first(tmp_path):
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    yield instance
    instance.close()
    instance.deleteLater()


@pytest.fixture
def stranger(first, tmp_path):  # noqa: ARG001 - it must listen
    """A connection of somebody who found out the name of the socket."""
    socket = QLocalSocket()
    socket.connectToServer(json.loads((tmp_path / "window.json").read_text())["name"])
    assert socket.waitForConnected(1_000)
    yield socket
    socket.abort()


def start(folder):
    """A start in a process of its own, which then dies without a word. Its exit code says whether it was the first."""
    program = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from crmbackup_gui.ui.single_instance import SingleInstance;"
        "app = QCoreApplication([]); one = SingleInstance(Path(sys.argv[1])); os._exit(one.claim())"
    )
    return subprocess.Popen([sys.executable, "-c", program, str(folder)])


def still_listens(qtbot, first, folder):
    """Whether a caller with manners is heard."""
    caller = QLocalSocket()
    caller.connectToServer(json.loads((folder / "window.json").read_text())["name"])
    caller.write(b'{"version": 1, "say": "show"}\n')
    with qtbot.waitSignal(first.called):
        pass
    qtbot.waitUntil(caller.canReadLine)
    answer = json.loads(bytes(caller.readLine().data()))
    caller.abort()
    return answer == {"version": 1, "done": "show"}


def test_a_second_start_shows_the_window_of_the_first(qtbot, first, tmp_path):
    with qtbot.waitSignal(first.called, timeout=30_000):
        process = start(tmp_path)
    assert process.wait(30) != FIRST


def test_after_the_first_has_ended_the_next_start_is_the_first(tmp_path):
    ended = SingleInstance(tmp_path)
    assert ended.claim()
    ended.close()
    following = SingleInstance(tmp_path)
    assert following.claim()
    following.close()


def test_what_a_crash_left_behind_stands_in_nobodys_way(tmp_path):
    process = start(tmp_path)
    assert process.wait(30) == FIRST
    assert {path.name for path in tmp_path.iterdir()} == {"window.json", "window.lock"}
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    instance.close()


@pytest.mark.usefixtures("first")
def test_two_users_never_meet(tmp_path):
    other = SingleInstance(tmp_path / "other user")
    assert other.claim()
    other.close()


def test_nobody_else_may_open_the_socket(first):
    assert first._server.socketOptions() == QLocalServer.SocketOption.UserAccessOption


def test_a_folder_that_cannot_be_written_costs_only_the_certainty(tmp_path):
    (tmp_path / "file").write_text("")
    assert SingleInstance(tmp_path / "file").claim()


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"show\n",
        b"[]\n",
        b"\xff\xfe\n",
        b'{"say": "show"}\n',
        b'{"version": 2, "say": "show"}\n',
        b'{"version": 1, "say": ["show"]}\n',
        b"[" * 4_000 + b"\n",
        b"x" * 100_000,
    ],
)
def test_what_is_no_message_ends_its_connection_and_nothing_else(qtbot, first, stranger, tmp_path, line):
    called = []
    first.called.connect(lambda: called.append(True))
    stranger.write(line)
    qtbot.waitUntil(lambda: stranger.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert not called
    assert still_listens(qtbot, first, tmp_path)


def test_who_says_nothing_is_hung_up_on(qtbot, stranger):
    qtbot.waitUntil(lambda: stranger.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=4_000)


def test_a_word_that_it_does_not_know_is_answered_and_not_followed(qtbot, first, stranger):
    called = []
    first.called.connect(lambda: called.append(True))
    stranger.write(b'{"version": 1, "say": "dance"}\n')
    qtbot.waitUntil(stranger.canReadLine)
    assert json.loads(bytes(stranger.readLine().data())) == {"version": 1, "done": None}
    assert not called


def test_many_silent_callers_at_once_do_not_keep_the_next_out(qtbot, first, tmp_path):
    name = json.loads((tmp_path / "window.json").read_text())["name"]
    callers = [QLocalSocket() for _ in range(20)]
    for caller in callers:
        caller.connectToServer(name)
    qtbot.waitUntil(lambda: sum(c.state() is QLocalSocket.LocalSocketState.UnconnectedState for c in callers) >= 12)
    for caller in callers:
        caller.abort()
    qtbot.waitUntil(lambda: first._talks == 0)
    assert still_listens(qtbot, first, tmp_path)
