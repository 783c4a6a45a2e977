"""A second connection beside the driver's, which reads large tables of the same moment in half the processor time.

The driver makes Arrow of a result value by value; here COPY's rows are taken from the socket as they come, and made
into columns together (copied_columns.py). pg8000 logs in on a socket that is ours from the beginning. Where anything
stands against that - the server is on another machine, so that the connection has to be encrypted as libpq does it; it
wants to know somebody otherwise than by a password; it is full - there is no second reader, and the first one reads.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Self

import numpy as np
import pyarrow as pa

from crmbackup_gui.errors import CrmBackupError, SourceUnreachable, SourceUnreadable
from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.sql.postgresql.connection import Access, beginning, sorting
from crmbackup_gui.sources.sql.postgresql.copied_columns import NotCopyForm, copied_columns
from crmbackup_gui.sources.sql.postgresql.login import KEEPALIVE, Login
from crmbackup_gui.sources.sql.postgresql.server_words import ServerWords, leaf_for

_SECONDS = 10.0
"""To connect and to log in."""

_LOCK_SECONDS = 1.0
"""Who waits to change a table waits for the first connection, and whoever comes after that one waits for it: without
a limit all three would wait for ever."""

_PLAIN_MODES = (None, "disable", "allow", "prefer")
_PORT = 5432
_LEAST = 64 << 10
"""Bytes that there is room for, at least."""

_LARGEST_MESSAGE = 1 << 30
"""No row is larger (`MaxAllocSize`)."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_FLAGS = 8
_END_OF_ROWS = b"\xff\xff"
_HEAD = 5
"""Bytes of a message before its content: its kind, and the length of all but that."""

# Kinds of messages: postgresql.org/docs/current/protocol-message-formats.html
_COPY_DATA, _COPY_BEGINS, _COPY_DONE, _COMPLETE, _READY, _ERROR = b"dHcCZE"
_TERMINATE = b"X\0\0\0\4"
_ASIDE = b"NSA"
"""Notices, settings, notifications: they may come at any time."""

_size = struct.Struct("!I").unpack_from
_LOG = logging.getLogger(__name__)


class SecondReader:
    """Reads in a transaction of its own that shows the exported moment. One thread at a time.

    It connects when it is first asked, and is gone for good after anything went wrong.
    """

    def __init__(self, login: Login, snapshot: str, major_version: int) -> None:
        self._login, self._snapshot, self._version = login, snapshot, major_version
        self._socket: socket.socket | None = None
        self._gone = not _may_be_plain(login)
        self._content = bytearray()
        self._busy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the server; what it still sends it gives up. May be called again."""
        if self._socket is not None:
            with suppress(OSError):
                if not self._busy:
                    self._socket.sendall(_TERMINATE)
                # What logged in may still hold the socket, which closing it here would not end.
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None
        self._busy = False

    def stream(
        self, sql: str, kinds: Sequence[ValueType], batch_bytes: int, *, by_index: bool
    ) -> Iterator[list[pa.Array]] | None:
        """The columns of a result, in Arrow's types of `kinds`, some rows at a time; None where it cannot be read here.

        `by_index` is as in `Connection.stream`. An iterator that is closed early ends this connection, and the next
        stream begins another. The iterator raises SourceUnreachable and what else the server's words stand for.
        """
        if self._gone:
            return None
        if self._busy:
            self.close()  # what was asked before is still coming
        try:
            if self._socket is None:
                self._socket = self._log_in()
            self._busy = True
            messages = _Messages(self._socket, self._content, batch_bytes)
            copy = f"COPY ({sql}) TO STDOUT (FORMAT binary)"
            messages.ask(f"{sorting(by_index=by_index)}; {copy}")
            messages.wait_for_rows()
        except Exception:  # noqa: BLE001 - whatever it is, the first connection reads, and says what is wrong in our words
            _LOG.debug("no second connection to read from", exc_info=True)
            self._gone = True
            self.close()
            return None
        return self._batches(messages, kinds)

    def _batches(self, messages: _Messages, kinds: Sequence[ValueType]) -> Iterator[list[pa.Array]]:
        try:
            for starts, ends in messages.rows():
                yield copied_columns(self._content, starts, ends, kinds)
            self._busy = False
        except _Refused as refused:
            raise self._leaf(refused.words) from None
        except OSError as error:
            raise SourceUnreachable(self._login.url, str(error)) from error
        except NotCopyForm as error:
            raise SourceUnreadable(self._login.url, str(error)) from error
        finally:
            if self._busy:
                self.close()

    def _leaf(self, words: ServerWords) -> CrmBackupError:
        leaf = leaf_for(words, self._login.url, lost=False, writes=False)
        assert isinstance(leaf, CrmBackupError)
        return leaf

    def _log_in(self) -> socket.socket:
        import pg8000.core  # for large tables only

        given = dict(self._login.parameters)
        opened = _connected(given)
        try:
            connection = pg8000.core.CoreConnection(
                given["user"],
                sock=opened,
                database=self._login.database,
                password=self._login.password(),
                ssl_context=False,
                application_name="crmbackup",
                startup_params={"client_encoding": "UTF8"},
            )
            statements = beginning(Access.READ, self._version, _LOCK_SECONDS, self._snapshot)
            connection.execute_simple("; ".join(statements))
            opened.settimeout(None)
        except BaseException:
            opened.close()
            raise
        return opened


class _Refused(Exception):
    def __init__(self, words: ServerWords) -> None:
        self.words = words


class _Messages:
    """One statement that copies, and what the server answers.

    Rows lie in `content` until the next ones are asked for. Raises _Refused with the server's words, NotCopyForm,
    and OSError when the connection is lost.
    """

    def __init__(self, connection: socket.socket, content: bytearray, batch_bytes: int) -> None:
        self._socket, self._content = connection, content
        self._at_once = self._room = max(batch_bytes, _LEAST)
        # What a long row once needed is given back.
        del content[self._room :]
        content.extend(bytes(self._room - len(content)))
        self._at = self._have = 0
        self._header = False
        self._ready = False

    def ask(self, statements: str) -> None:
        """Send what ends in a COPY."""
        text = statements.encode() + b"\0"
        self._socket.sendall(b"Q" + struct.pack("!i", len(text) + 4) + text)

    def wait_for_rows(self) -> None:
        """Until the server has begun to copy."""
        while True:
            self._receive()
            for kind, start, end in self._whole():
                if kind == _COPY_BEGINS:
                    return
                self._look_at(kind, start, end)

    def rows(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Where rows begin and end in `content`, for about `batch_bytes` of them at a time."""
        while not self._ready:
            starts, ends = self._gathered()
            if len(starts):
                yield starts, ends
            if not self._ready:
                self._fill()

    def _gathered(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows that are here whole. Whatever else is here is looked at."""
        places, ends = self._framed()
        kinds = np.frombuffer(self._content, np.uint8)[places]
        starts = places + _HEAD
        is_row = (kinds == _COPY_DATA) & (ends - starts > len(_END_OF_ROWS))
        if not self._header:
            self._begin(starts, ends, is_row, np.flatnonzero(kinds == _COPY_DATA)[:1].tolist())
        for other in np.flatnonzero(~is_row).tolist():
            if kinds[other] != _COPY_DATA:
                self._look_at(int(kinds[other]), int(starts[other]), int(ends[other]))
            elif bytes(self._content[starts[other] : ends[other]]) not in (b"", _END_OF_ROWS):
                raise NotCopyForm("a row has no fields")
        return starts[is_row], ends[is_row]

    def _framed(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the messages begin and end. The loop goes over all rows, so it does nothing else."""
        found: list[int] = []
        add, content, at, last = found.append, self._content, self._at, self._have - _HEAD
        while at <= last:
            add(at)
            at += 1 + _size(content, at + 1)[0]
        if at > self._have:
            at = found.pop()
        self._at = at
        places = np.array(found, np.int64)
        ends = np.append(places[1:], at)[: len(places)]
        if (ends - places < _HEAD).any():
            raise NotCopyForm("a message is shorter than what says how long it is")
        return places, ends

    def _begin(self, starts: np.ndarray, ends: np.ndarray, is_row: np.ndarray, first: list[int]) -> None:
        """The first row, if it is here, comes behind what begins all rows."""
        for row in first:
            before = len(_SIGNATURE) + _FLAGS
            if (
                self._content[starts[row] : starts[row] + len(_SIGNATURE)] != _SIGNATURE
                or ends[row] - starts[row] < before
            ):
                raise NotCopyForm("the rows do not begin as the form of COPY does")
            self._header = True
            starts[row] += before
            is_row[row] = ends[row] - starts[row] > len(_END_OF_ROWS)

    def _look_at(self, kind: int, start: int, end: int) -> None:
        if kind == _ERROR:
            raise _Refused(_words(bytes(self._content[start:end])))
        if kind == _READY:
            self._ready = True
        elif kind not in (_COPY_BEGINS, _COPY_DONE, _COMPLETE) and kind not in _ASIDE:
            raise NotCopyForm(f"the server sends an unknown message, {kind}")

    def _whole(self) -> Iterator[tuple[int, int, int]]:
        """Messages that are here whole: kind, and where their content begins and ends."""
        while self._at + _HEAD <= self._have:
            at, end = self._at, self._at + 1 + _size(self._content, self._at + 1)[0]
            if end > self._have:
                return
            self._at = max(end, at + _HEAD)
            yield self._content[at], at + _HEAD, end

    def _fill(self) -> None:
        """Receive until there is no room or the statement is over."""
        left = self._have - self._at
        self._content[:left] = self._content[self._at : self._have]
        self._at, self._have = 0, left
        self._make_room()
        while self._have < self._room:
            self._receive()
            # Mostly this is the end; if a row happens to hold the same bytes, fewer rows come at once.
            if self._have >= 6 and self._content[self._have - 6 : self._have - 1] == b"Z\0\0\0\5":
                return

    def _make_room(self) -> None:
        """For as much as is read at once, and for the message that is here in part, however long it is.

        With a long one come no more others, which many small rows would be.
        """
        self._room = self._at_once
        if self._have < _HEAD:
            return
        size = _size(self._content, 1)[0]
        if not 4 <= size <= _LARGEST_MESSAGE:
            raise NotCopyForm(f"a message has {size} bytes")
        self._room = max(self._room, size + 1)
        if self._room > len(self._content):
            self._content.extend(bytes(self._room - len(self._content)))

    def _receive(self) -> None:
        with memoryview(self._content) as whole, whole[self._have : self._room] as room:
            received = self._socket.recv_into(room)
        if received == 0:
            raise ConnectionResetError("the server ended the connection")
        self._have += received


def _words(fields: bytes) -> ServerWords:
    """See postgresql.org/docs/current/protocol-error-fields.html."""
    found = {field[:1]: field[1:].decode(errors="replace") for field in fields.split(b"\0") if field}
    lines = [" ".join(found.get(name, "").split()) for name in (b"M", b"D")]
    return ServerWords(lines[0], lines[1], found.get(b"C", ""), answered=True)


def _may_be_plain(login: Login) -> bool:
    """Whether a connection that is not encrypted goes no other way than libpq would go itself."""
    given = dict(login.parameters)
    if any(name.startswith("PG") and name != "PGPASSFILE" for name in os.environ) or "user" not in given:
        return False  # libpq reads more from the environment than is worth to be followed
    mode = given.get("sslmode")
    host = given.get("host", "")
    return host.startswith("/") or mode == "disable" or (mode in _PLAIN_MODES and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _connected(given: dict[str, str]) -> socket.socket:
    host, port = given["host"], int(given.get("port", _PORT))
    if not host.startswith("/"):
        opened = socket.create_connection((host, port), _SECONDS)
        _notice_when_gone(opened)
        return opened
    opened = socket.socket(socket.AF_UNIX)
    try:
        opened.settimeout(_SECONDS)
        opened.connect(f"{host}/.s.PGSQL.{port}")
    except BaseException:
        opened.close()
        raise
    return opened


def _notice_when_gone(opened: socket.socket) -> None:
    """As libpq does, so that reading from a server that is gone ends. Not every system knows all of the options."""
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        option = getattr(socket, name, None)
        if option is not None:
            opened.setsockopt(socket.IPPROTO_TCP, option, value)
