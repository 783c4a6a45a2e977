"""One session on a MySQL or MariaDB server, with its errors in our words."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any, Self

import asyncmy
from asyncmy.connection import MySQLResult
from asyncmy.constants import CLIENT, COMMAND, FIELD_TYPE, FLAG
from asyncmy.errors import MySQLError, raise_mysql_exception

from crmbackup_gui.errors import CrmBackupError, LoginRefused, SourceUnreachable
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.sql.mysql.binary_rows import Block, WireType, wire_type
from crmbackup_gui.sources.sql.mysql.receiving import BLOCK, Receiver
from crmbackup_gui.sources.sql.mysql.row_packets import MalformedPacket, RowScanner
from crmbackup_gui.sources.sql.mysql.server import Encryption, Server
from crmbackup_gui.sources.sql.mysql.server_errors import ServerSaid, leaf_of
from crmbackup_gui.sources.sql.mysql.worker import Worker

CONNECT_TIMEOUT = 15
"""Seconds to wait for a server that does not answer."""

_READ_ON = 16 << 20
"""Bytes of a result that nobody wants which are rather read than stopped by way of another session."""
_SERVER_LOST, _MALFORMED, _NO_PLUGIN = 2013, 2027, 2059

_ALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPALIVE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""Two minutes after the other side was last heard of, it counts as gone; systems differ in which they know."""

_INTEGERS = ("TINY", "SHORT", "LONG", "LONGLONG", "INT24", "YEAR")
_DECODERS = {getattr(FIELD_TYPE, name): int for name in _INTEGERS}
"""Everything that is no integer comes as text or bytes: nothing is lost on the way."""

_PATIENCE = {
    "wait_timeout": 86_400,
    "net_read_timeout": 3_600,
    "net_write_timeout": 3_600,
    "max_statement_time": 0,
    "max_execution_time": 0,
    "idle_transaction_timeout": 0,
    "idle_readonly_transaction_timeout": 0,
    "idle_write_transaction_timeout": 0,
    # Otherwise MySQL 8 tells of tables what it knew a day ago.
    "information_schema_stats_expiry": 0,
}
"""Settings of a session that must not be cut off while a place for backups is slow, where the server has them."""

_Library = Any
"""A connection of asyncmy, whose own types leave out most of what it has."""


class Access(Enum):
    """What a session is for: it decides which errors its statements raise."""

    READ = "read"
    WRITE = "write"


class Connection:
    """A session. One thread at a time; closing it undoes what was not committed.

    Its `sql_mode` is empty but for NO_AUTO_VALUE_ON_ZERO, text is utf8mb4, the time zone is UTC and autocommit is on.
    Errors are LoginRefused, SourceMissing (no such database), SourceUnreachable, SourceBusy, SourceIncomplete,
    SourceChanged and SourceUnreadable; with `Access.WRITE`, RestoreRefused takes the place of the last three, and
    RowRefused (server_errors.py) comes where a record breaks a rule. `sql_mode` and the like may be changed with `run`.
    """

    def __init__(
        self, server: Server, find_secret: FindSecret, access: Access = Access.READ, *, into_database: bool = True
    ) -> None:
        self.server = server
        self.location = server.location
        self.lost = False
        """The session is gone, or was closed, and with it what was not committed."""
        self._access = access
        self._find_secret = find_secret
        self._spare: list[bytearray] = []
        self._streamed: _Library = None
        self._worker = Worker(f"mysql {server.database}")
        self._mysql: _Library = None
        try:
            self._mysql = self._open(find_secret, server.database if into_database else None)
            # The prefix keeps old replicas from taking MariaDB 10 and later for something older than they are.
            self.version = str(self._mysql.server_version).removeprefix("5.5.5-")
            """As the server prints it, for example `10.11.6-MariaDB`."""
            self.is_mariadb = "MariaDB" in self.version
            self._settle()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session. May be called again."""
        mysql, self._mysql = self._mysql, None
        self.lost = True
        if mysql is not None:
            self._worker.run(_hang_up(mysql))
        self._worker.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a small result; `?` stands for each parameter. Cells are int, str, bytes or None."""
        with self._translated():
            return self._worker.run(self._rows(sql, parameters))

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401 - what a cell holds
        """The first cell of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def record(self, sql: str) -> dict[str, Any]:
        """The first row of a small result by the names of its columns; empty when there is none."""
        with self._translated():
            return self._worker.run(self._record(sql))

    def run(self, sql: str | bytes, parameters: Sequence[object] = ()) -> int:
        """A statement without a result, as text or as it travels; how many rows it changed."""
        with self._translated():
            return self._worker.run(self._run(sql, parameters))

    def stream(self, sql: str) -> Generator[Block, None, None]:
        """A result of any size, in the order in which it comes: some `BLOCK` bytes of rows at a time.

        Until it is closed or at its end, nothing else can be asked. A block holds until the next one is asked for.
        """
        with self._translated():
            receiver, wires = self._worker.run(self._begin(sql))
        scanner = RowScanner()
        ended = False
        try:
            while not ended:
                ended = self._receive(receiver, scanner)
                # Not much more: columns of what the processor's cache does not hold are slower to find.
                if scanner.pending >= BLOCK // 2 or (ended and scanner.pending):
                    yield Block(scanner.take(), wires)
        finally:
            self._break_off(receiver, scanner)
            if not self.lost:
                self._worker.run(self._end(receiver))

    def _receive(self, receiver: Receiver, scanner: RowScanner) -> bool:
        """Take in what has come; whether that was the end."""
        with self._translated():
            block = self._worker.run(receiver.take())
            if not len(block) and receiver.lost:
                self.lost = True
                raise ServerSaid(_SERVER_LOST, "the connection was lost")
            try:
                scanner.add(block)
            except MalformedPacket as error:
                self.lost = True
                raise ServerSaid(_MALFORMED, "what it sends cannot be understood") from error
            if scanner.error is not None:
                raise_mysql_exception(scanner.error)
            return scanner.ended

    def _break_off(self, receiver: Receiver, scanner: RowScanner) -> None:
        """Read on to the end of a result that nobody wants; a long one is stopped by way of another session."""
        received = 0
        stopped = False
        try:
            while not (scanner.ended or self.lost):
                self._receive(receiver, scanner)
                received += scanner.pending
                scanner.take()
                if received > _READ_ON and not stopped:
                    stopped = True
                    self._stop_statement()
        except CrmBackupError:
            # The statement was stopped, as was asked; or the session is lost, and then whoever goes on with it is told.
            if not scanner.ended:
                self.lost = True

    def _stop_statement(self) -> None:
        with Connection(self.server, self._find_secret, into_database=False) as other:
            other.run(f"KILL QUERY {self._session}")

    async def _begin(self, sql: str) -> tuple[Receiver, tuple[WireType, ...]]:
        if self.lost:
            raise ServerSaid(_SERVER_LOST, "the connection was lost")
        mysql = self._mysql
        statement = await mysql.prepare(sql)
        await mysql._execute_command(COMMAND.COM_STMT_EXECUTE, statement._execute_header)  # noqa: SLF001 - as below
        result: _Library = MySQLResult(mysql)
        await result.init_unbuffered_query()
        wires = tuple(wire_type(field.type_code, unsigned=bool(field.flags & FLAG.UNSIGNED)) for field in result.fields)
        # From here on the rows are ours; the library neither sees them nor waits for them.
        result.unbuffered_active = False
        result.connection = None
        protocol, transport = mysql._proto, mysql._transport  # noqa: SLF001 - as below
        already = bytes(memoryview(protocol.buffer)[protocol.pos : protocol.length])
        protocol.pos = protocol.length
        receiver = Receiver(asyncio.get_running_loop(), transport, already, self._spare)
        transport.set_protocol(receiver)
        self._streamed = statement
        return receiver, wires

    async def _end(self, receiver: Receiver) -> None:
        """Let the library have the socket back."""
        receiver.close()
        statement, self._streamed = self._streamed, None
        self._mysql._transport.set_protocol(self._mysql._proto)  # noqa: SLF001 - as below
        await statement.close()

    def _open(self, find_secret: FindSecret, database: str | None) -> _Library:
        tls = self.server.tls()
        # The library would take text for latin1.
        password = (find_secret("password") or "").encode()
        with self._translated():
            try:
                return self._worker.run(self._connect(password, database, tls))
            except _NoEncryption:
                if self.server.encryption is not Encryption.OFFERED:
                    raise SourceUnreachable(
                        self.location, "it offers no encryption, which the address asks for"
                    ) from None
                return self._worker.run(self._connect(password, database, None))

    async def _connect(self, password: bytes, database: str | None, tls: ssl.SSLContext | None) -> _Library:
        server = self.server
        make: Any = asyncmy.Connection
        connection = make(
            user=server.user,
            password=password,
            host=server.host,
            port=server.port,
            unix_socket=server.socket,
            database=database,
            charset="utf8mb4",
            ssl=tls,
            autocommit=True,
            connect_timeout=CONNECT_TIMEOUT,
            conv=dict(_DECODERS),
            program_name="crmbackup",
            client_flag=CLIENT.FOUND_ROWS,
            auth_plugin_map={} if tls or server.socket else {"mysql_clear_password": _Refused, "dialog": _Refused},
        )
        try:
            await connection.connect()
        except (MySQLError, OSError) as error:
            if tls is not None and not getattr(connection, "server_capabilities", CLIENT.SSL) & CLIENT.SSL:
                raise _NoEncryption from error
            raise
        except _CleartextAsked:
            raise
        except RuntimeError as error:
            # The library looks for what it needs for some accounts only when one logs in.
            raise ServerSaid(_NO_PLUGIN, "it wants a way to log in that this program does not have") from error
        except Exception as error:
            # What is no server can trip the library anywhere.
            raise ServerSaid(_MALFORMED, "what it sends cannot be understood") from error
        finally:
            connection._password = b""  # noqa: SLF001 - as above
        _keep_alive(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - as above
        return connection

    def _settle(self) -> None:
        self._session = int(self.value("SELECT CONNECTION_ID()"))
        self.run("SET NAMES utf8mb4")
        self.run("SET time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO', sql_quote_show_create = 1")
        known = {str(name).lower() for name, _ in self.rows("SHOW SESSION VARIABLES")}
        for name, value in _PATIENCE.items():
            if name in known:
                self.run(f"SET SESSION {name} = {value}")

    async def _rows(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return list((await self._result(sql, parameters)).rows or ())

    async def _record(self, sql: str) -> dict[str, Any]:
        result = await self._result(sql, ())
        names = [column[0] for column in result.description or ()]
        return dict(zip(names, result.rows[0], strict=True)) if result.rows else {}

    async def _run(self, sql: str | bytes, parameters: Sequence[object]) -> int:
        return int((await self._result(sql, parameters)).affected_rows)

    async def _result(self, sql: str | bytes, parameters: Sequence[object]) -> Any:  # noqa: ANN401 - the library's, untyped
        # Not through the library's cursors: they write to the log what the server warns of, and warnings hold values.
        if self.lost:
            raise ServerSaid(_SERVER_LOST, "the connection was lost")
        if not parameters:
            await self._mysql.query(sql)
            return self._mysql._result  # noqa: SLF001 - has no public name
        statement = await self._mysql.prepare(sql)
        try:
            return await statement.execute(tuple(parameters))
        finally:
            await statement.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SourceUnreachable(self.location, _reason(error)) from error
        except _CleartextAsked as error:
            raise LoginRefused(self.location, "it wants the password unencrypted, which is not done") from error
        except MySQLError as error:
            raise self._leaf(_said(error)) from error
        except ServerSaid as said:
            raise self._leaf(said) from said.__cause__

    def _leaf(self, said: ServerSaid) -> Exception:
        leaf = leaf_of(said, self.location, writes=self._access is Access.WRITE)
        self.lost = self.lost or isinstance(leaf, SourceUnreachable)
        return leaf


class _NoEncryption(Exception):
    """The server does not offer it."""


class _CleartextAsked(Exception):
    """A server, or somebody in between, asks for the password as it is over a line that others may read."""


class _Refused:
    """Takes the place of a way to log in that would give the password away."""

    def __init__(self, _connection: object) -> None:
        raise _CleartextAsked


def _said(error: MySQLError) -> ServerSaid:
    cause = error.__cause__
    if isinstance(cause, OSError):
        return ServerSaid(2003, _reason(cause))
    if len(error.args) != 2:
        # The library's own words, about packets that it cannot make sense of.
        return ServerSaid(_MALFORMED, "what it sends cannot be understood")
    number, words = error.args
    return ServerSaid(int(number), str(words))


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"it did not answer for {CONNECT_TIMEOUT} seconds"
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", "") or error.reason or "its encryption does not work"
        return f"the encrypted connection failed ({reason})"
    return getattr(error, "strerror", None) or str(error)


def _keep_alive(connected: socket.socket) -> None:
    """Have the system ask now and then whether the other side is still there: a line that is cut says nothing."""
    if connected.family in (socket.AF_INET, socket.AF_INET6):
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in _ALIVE.items():
            if hasattr(socket, option):
                connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


async def _hang_up(mysql: _Library) -> None:
    """Without a farewell: the rest of a result that nobody wants would have to be read before it."""
    transport = mysql._transport  # noqa: SLF001 - as above
    if transport is not None:
        transport.abort()
    mysql.close()
