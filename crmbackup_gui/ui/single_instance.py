"""One window for each user: a second start asks the first to show itself.

Who holds the lock file is the first. It listens on a local socket of a random name that only its user may open, and
leaves that name beside the lock, in the user's own folder: so two users never meet, nobody can take the name before,
and a socket left by a crash is never the one that is looked for.

A message is one line of JSON with a version, answered by one line, over a connection of its own. What is longer, slower
or anything else ends that connection and nothing more.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crmbackup_gui.services.paths import state_folder
from crmbackup_gui.services.whole_file import write_whole

VERSION = 1
SHOW = "show"

_LOG = logging.getLogger(__name__)
_LONGEST = 4096
"""Bytes of a message."""
_AT_ONCE = 8
"""Connections that are listened to at a time."""
_PATIENCE_MS = 2_000
_AGAIN_SECONDS = 0.05


class SingleInstance(QObject):
    """Whether this is the only window of the user, and word of those that were started after it. GUI thread.

    `folder` is the user's own; by default the one of the program's state.

    Signals:
        called(): another start asks for the window.
    """

    called = Signal()

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder = folder or state_folder()
        self._address = folder / "window.json"
        self._lock = QLockFile(str(folder / "window.lock"))
        # It is stale when its process is gone, however old it is.
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_AT_ONCE)
        self._server.newConnection.connect(self._accept)
        self._talks = 0

    def claim(self) -> bool:
        """Become the first, or have the one that is there show its window; whether this is the first.

        Where the folder cannot be written nobody can tell, and this is True: two windows are better than none.
        """
        try:
            self._address.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _LOG.warning("nobody can tell whether the program runs already: %s", error)
            return True
        if self._lock.tryLock(0):
            self._listen()
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            _LOG.warning("nobody can tell whether the program runs already: the folder of its state is not writable")
            return True
        if not self._call():
            _LOG.warning("the program runs already, but does not answer")
        return False

    @Slot()
    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        if self._lock.isLocked():
            self._address.unlink(missing_ok=True)
            self._lock.unlock()

    def _call(self) -> bool:
        """Ask the first for its window. One that has only just started may not listen yet."""
        until = time.monotonic() + _PATIENCE_MS / 1000
        while (left := round((until - time.monotonic()) * 1000)) > 0:
            if self._ask(left):
                return True
            time.sleep(_AGAIN_SECONDS)
        return False

    def _listen(self) -> None:
        left_behind = _name_in(self._address)
        if left_behind is not None:
            QLocalServer.removeServer(left_behind)
        name = f"crmbackup-{secrets.token_hex(16)}"
        if not self._server.listen(name):
            _LOG.warning("a second start will not find this window: %s", self._server.errorString())
            return
        try:
            write_whole(self._address, _line({"version": VERSION, "name": name}))
        except OSError as error:
            _LOG.warning("a second start will not find this window: %s", error)

    def _ask(self, patience_ms: int) -> bool:
        name = _name_in(self._address)
        if name is None:
            return False
        socket = QLocalSocket()
        socket.connectToServer(name)
        if not socket.waitForConnected(patience_ms):
            return False
        socket.write(_line({"version": VERSION, "say": SHOW}))
        while not socket.canReadLine() and socket.bytesAvailable() < _LONGEST:
            if not socket.waitForReadyRead(patience_ms):
                return False
        answer = _message(bytes(socket.readLine(_LONGEST).data()))
        socket.disconnectFromServer()
        return answer is not None and answer.get("done") == SHOW

    @Slot()
    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if self._talks >= _AT_ONCE:
                socket.abort()
                socket.deleteLater()
                continue
            self._talks += 1
            talk = _Talk(socket, self)
            talk.said.connect(self._heard)
            talk.ended.connect(self._talk_ended)

    @Slot(object)
    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("say") == SHOW:
            self.called.emit()

    @Slot()
    def _talk_ended(self) -> None:
        self._talks -= 1


class _Talk(QObject):
    """One connection to the first: a line comes in, a line goes out.

    Signals:
        said(message): a whole message of this version came.
        ended(): the connection is gone.
    """

    said = Signal(object)
    ended = Signal()

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._over = False
        socket.setParent(self)
        socket.setReadBufferSize(_LONGEST)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._end)
        patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        patience.timeout.connect(self._give_up)
        patience.start()
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._over:
            return
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() >= _LONGEST:
                self._give_up()
            return
        message = _message(bytes(self._socket.readLine(_LONGEST).data()))
        if message is None:
            self._give_up()
            return
        self._over = True
        self._socket.write(_line({"version": VERSION, "done": SHOW if message.get("say") == SHOW else None}))
        self._socket.flush()
        self._socket.disconnectFromServer()
        self.said.emit(message)

    @Slot()
    def _give_up(self) -> None:
        self._socket.abort()
        self._end()

    @Slot()
    def _end(self) -> None:
        if self.parent() is not None:
            self.setParent(None)
            self.ended.emit()
            self.deleteLater()


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _message(line: bytes) -> dict[str, Any] | None:
    """The message of a line, None where it is none of this version."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if (
        not isinstance(message, dict)
        or message.get("version") != VERSION
        or not isinstance(message.get("say", ""), str)
    ):
        return None
    return message


def _name_in(address: Path) -> str | None:
    """The name of the socket that a first one left there."""
    try:
        message = _message(address.read_bytes()[:_LONGEST])
    except OSError:
        return None
    name = message.get("name") if message else None
    return name if isinstance(name, str) and name.startswith("crmbackup-") and "/" not in name else None
