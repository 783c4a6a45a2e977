"""Records into one table, as many in a statement as the server takes, and every refused record found by halving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.base import LargeValue
from crmbackup_gui.sources.sql.mysql.columns import Column
from crmbackup_gui.sources.sql.mysql.enums import Misfits, misfits
from crmbackup_gui.sources.sql.mysql.literals import RowLiterals, charset_of, escaped, literal, row_literals
from crmbackup_gui.sources.sql.mysql.names import quoted
from crmbackup_gui.sources.sql.mysql.refusals import too_large
from crmbackup_gui.sources.sql.mysql.server_errors import RowRefused
from crmbackup_gui.sources.sql.mysql.writing_session import Session

_STATEMENT = 4 << 20
"""Bytes of a statement; longer ones are no faster."""
_PIECE = 1 << 20
"""Bytes of a large value that travel in one statement."""
_ROOM = 4 << 10
"""Bytes of a packet that are kept for what surrounds a value."""

Refused = dict[int, str]
"""Positions of records that the table did not take, and the server's words."""


@dataclass(frozen=True)
class Written:
    """A column that is written: the field as the records have it, and the values."""

    field: Field
    column: Column
    values: pa.Array
    position: int
    """Of the field, in the records; `LargeValue.field` means it."""


class Inserter:
    """Inserts records into `into`, the name of a table in a statement, through a session that writes.

    `large` are the values that are too large for `columns`. With `row`, the records' positions go into the column of
    that name. Every statement is all or nothing, so the table must know transactions.
    """

    def __init__(
        self, session: Session, into: str, columns: Sequence[Written], large: Sequence[LargeValue], row: str = ""
    ) -> None:
        self._session, self._connection = session, session.connection
        self._columns = columns
        self._numbered = bool(row)
        self._into = into
        self._names = [*([row] if row else []), *(column.column.name for column in columns)]
        self._head = f"INSERT INTO {into} ({', '.join(quoted(name) for name in self._names)}) VALUES ".encode()
        self._packet = session.packet - _ROOM
        self._limit = min(_STATEMENT, self._packet)
        self._large = _by_row(large, {column.position for column in columns})
        self._misfits: Misfits = misfits([(column.column, column.values) for column in columns])

    def insert(self, rows: Sequence[int]) -> Refused:
        """Insert the records at these positions, some of them perhaps several times. Those refused are left out."""
        single = self._large.keys() | self._misfits.rows
        alone = Counter(row for row in rows if row in single) if single else {}
        refused: Refused = {}
        self._insert_together([row for row in rows if row not in single] if alone else rows, refused)
        for row, times in alone.items():
            self._insert_alone(row, times, refused)
        return refused

    # Many records

    def _insert_together(self, rows: Sequence[int], refused: Refused) -> None:
        if not rows:
            return
        literals = row_literals(
            [(column.field, column.column) for column in self._columns],
            [_taken(column.values, rows) for column in self._columns],
            numbers=rows if self._numbered else None,
        )
        first = 0
        while first < len(literals):
            end = literals.end_within(first, self._limit - len(self._head))
            if literals.size(first, end) + len(self._head) > self._limit:
                self._insert_alone(rows[first], 1, refused)
            else:
                self._insert_by_halves(literals, rows, (first, end), refused)
            first = end

    def _insert_by_halves(
        self, literals: RowLiterals, rows: Sequence[int], span: tuple[int, int], refused: Refused
    ) -> None:
        first, end = span
        try:
            self._connection.run(b"".join((self._head, literals.rows(first, end))))
        except RowRefused as refusal:
            if end - first == 1:
                refused[rows[first]] = refusal.words
                return
            middle = (first + end) // 2
            self._insert_by_halves(literals, rows, (first, middle), refused)
            self._insert_by_halves(literals, rows, (middle, end), refused)

    # One record

    def _insert_alone(self, row: int, times: int, refused: Refused) -> None:
        """A record in a statement of its own. Values that are too large for that wait in variables of the session."""
        large = self._large.get(row, {})
        variables: list[str] = []
        room = self._limit
        values = [str(row).encode()] if self._numbered else []
        try:
            for column in self._columns:
                value = self._value(column, row, large.get(column.position), room, variables)
                values.append(value)
                room -= len(value)
            statement = b"".join((self._head, b"(", b",".join(values), b")"))
            for _ in range(times):
                if row in self._misfits.rows:
                    self._misfits.insert(self._session, self._into, self._names, values)
                else:
                    self._connection.run(statement)
        except RowRefused as refusal:
            refused[row] = refusal.words
        finally:
            for variable in variables:
                self._connection.run(f"SET {variable} = NULL")

    def _value(self, column: Written, row: int, large: LargeValue | None, room: int, variables: list[str]) -> bytes:
        if large is None:
            cell = column.values.slice(row, 1)
            if cell.null_count:
                return b"NULL"
            text = bytes(row_literals([(column.field, column.column)], [cell]).rows(0, 1))[1:-1]
            if len(text) + len(self._head) <= room // 2 or column.field.type not in (ValueType.TEXT, ValueType.BYTES):
                return text
            pieces: Iterable[bytes] = _pieces([cell.cast(pa.binary())[0].as_py()])
        else:
            pieces = _pieces(large.read())
        held = bytearray()
        iterator = iter(pieces)
        for piece in iterator:
            held += piece
            if len(held) > _PIECE:
                break
        else:
            text = literal(column.field, column.column, bytes(held))
            if len(text) + len(self._head) <= room // 2:
                return text
        return self._put_aside(column, _chained(bytes(held), iterator), variables)

    def _put_aside(self, column: Written, pieces: Iterable[bytes], variables: list[str]) -> bytes:
        """Build a value in the session, piece by piece; an expression for it."""
        variable = f"@`crmbackup:{len(variables)}`"
        variables.append(variable)
        self._connection.run(f"SET {variable} = _binary''")
        size = 0
        step = min(_PIECE, self._packet // 2)
        for piece in pieces:
            size += len(piece)
            if size > self._packet:
                # Nothing that the server computes may be longer either.
                raise RowRefused(1301, too_large(column.column.name, self._packet))
            for start in range(0, len(piece), step):
                text = escaped(piece[start : start + step])
                self._connection.run(b"".join((f"SET {variable} = CONCAT({variable}, _binary'".encode(), text, b"')")))
        if column.field.type is ValueType.BYTES:
            charset = charset_of(column.column)
            return (f"CONVERT({variable} USING {charset})" if charset != "binary" else variable).encode()
        return f"CONVERT({variable} USING utf8mb4)".encode()


def _by_row(large: Sequence[LargeValue], wanted: set[int]) -> Mapping[int, dict[int, LargeValue]]:
    rows: dict[int, dict[int, LargeValue]] = {}
    for value in large:
        if value.field in wanted:
            rows.setdefault(value.row, {})[value.field] = value
    return rows


def _taken(values: pa.Array, rows: Sequence[int]) -> pa.Array:
    return values if rows == range(len(values)) else values.take(pa.array(rows, pa.int64()))


def _pieces(values: Iterable[bytes]) -> Iterator[bytes]:
    for value in values:
        for start in range(0, len(value), _PIECE):
            yield value[start : start + _PIECE]


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
