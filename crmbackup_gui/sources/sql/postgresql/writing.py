"""Records into one table: whole batches at a time, and every refused record found by halving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.catalog import Field
from crmbackup_gui.model.keyless import COPIES, is_keyless, source_form
from crmbackup_gui.sources.base import EntityPlan, Operation, Records, Refusal
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import quoted
from crmbackup_gui.sources.sql.postgresql.receiving import ReceivingTable, listed
from crmbackup_gui.sources.sql.postgresql.refusals import reason
from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused
from crmbackup_gui.sources.sql.postgresql.staging import COPIES_COLUMN, KEPT, STAGED, VALUES, Staging, in_slices
from crmbackup_gui.sources.sql.postgresql.wire import wire_column


def apply_records(
    connection: Connection,
    staging: Staging,
    table: ReceivingTable,
    plan: EntityPlan,
    operation: Operation,
    records: Records,
) -> list[Refusal]:
    """Carry out an operation of a `Target` (sources/base.py). Triggers, rules and references are quiet.

    Raises InvalidRequest for an update of records without a key: one that changed is another one.
    """
    if not records.batch.num_rows:
        return []

    def apply(part: Records) -> _Refused:
        try:
            return _Writer(connection, staging, table, plan, part).apply(operation)
        except _NotStaged as failed:
            rows = part.batch.num_rows
            if rows == 1:
                return {0: failed.refusal}
            middle = rows // 2
            later = apply(_part(part, middle, rows))
            return apply(_part(part, 0, middle)) | {row + middle: refusal for row, refusal in later.items()}

    return [Refusal(row, reason(words)) for row, words in sorted(apply(records).items())]


def _part(records: Records, first: int, end: int) -> Records:
    large = tuple(replace(value, row=value.row - first) for value in records.large if first <= value.row < end)
    return Records(records.batch.slice(first, end - first), large)


_Refused = dict[int, RowRefused]


class _NotStaged(Exception):
    """The server cannot even hold some of the values, such as characters that its encoding lacks."""

    def __init__(self, refusal: RowRefused) -> None:
        super().__init__()
        self.refusal = refusal


class _UpdateRefused(RowRefused):
    """Undoes one try of an update: some records were refused."""

    def __init__(self, refused: _Refused) -> None:
        super().__init__("")
        self.refused = refused


class _Writer:
    """Writes one set of records; a record of an entity without a key may be there several times."""

    def __init__(
        self, connection: Connection, staging: Staging, table: ReceivingTable, plan: EntityPlan, records: Records
    ) -> None:
        self._connection, self._staging, self._table = connection, staging, table
        self._stored, self._batch, self._large = plan.stored, records.batch, records.large
        self._large_fields = {value.field: value.is_text for value in records.large}
        self._keyless = is_keyless(plan.stored)
        fields = {field.name: field for field in source_form(plan.stored).fields if field.name in plan.fields}
        writable = [column.name for column in table.columns.values() if not column.generated]
        self._written = [fields[name] for name in writable if name in fields]
        self._kept = [name for name in writable if name not in fields]

    def apply(self, operation: Operation) -> _Refused:
        """The rows that were refused, and why."""
        if operation is Operation.CREATE:
            return {} if self._insert_directly() else self._insert_staged()
        if operation is Operation.DELETE:
            self._delete_copies() if self._keyless else self._delete()
            return {}
        if self._keyless:
            raise InvalidRequest(f"Records of '{self._stored.name}' have no key, so they cannot be updated.")
        return self._update()

    # Insert

    def _insert_directly(self) -> bool:
        """Whether all records could go straight into the table. Nothing is done where not."""
        if self._large or (self._keyless and pc.max(self._column(COPIES)).as_py() > 1):
            return False
        columns = []
        for field in self._written:
            column = wire_column(self._column(field.name), field, self._table.columns[field.name].receiver)
            if column is None:
                return False
            columns.append(column)
        batch = pa.RecordBatch.from_arrays(columns, names=[field.name for field in self._written])
        try:
            with self._connection.savepoint():
                self._connection.ingest(self._table.read.schema, self._table.read.name, in_slices(batch))
        except RowRefused:
            return False
        return True

    def _insert_staged(self) -> _Refused:
        self._stage(self._written)
        return self._insert()

    def _insert(self, kept: Sequence[str] = ()) -> _Refused:
        """Insert what is staged, and beside it what `KEPT` has of the same records."""
        names = listed([*kept, *(field.name for field in self._written)])
        values = ", ".join([*(f"k.k{number}" for number in range(len(kept))), *self._values()])
        source = f"{STAGED} s"
        if kept:
            source += f" JOIN {KEPT} k ON k.row = s.row"
        if self._keyless:
            source += f" CROSS JOIN pg_catalog.generate_series(1, s.{COPIES_COLUMN})"
        into = (
            f"INSERT INTO {self._table.read.sql_name} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {source}"
        )
        return self._by_halves(lambda first, end: f"{into} WHERE s.row >= {first} AND s.row < {end}")

    def _by_halves(self, statement: Callable[[int, int], str]) -> _Refused:
        """Run a statement on all rows, or on as many as the server takes."""
        refused: _Refused = {}
        waiting = [(0, self._batch.num_rows)]
        while waiting:
            first, end = waiting.pop()
            try:
                with self._connection.savepoint():
                    self._connection.run_script(statement(first, end))
            except RowRefused as refusal:
                middle = (first + end) // 2
                if middle == first:
                    refused[first] = refusal
                else:
                    waiting += [(middle, end), (first, middle)]
        return refused

    def _values(self) -> list[str]:
        """SQL for the values of the written fields, from what is staged of them."""
        return [
            self._table.columns[field.name].value(field, self._staged(number, field))
            for number, field in enumerate(self._written)
        ]

    def _staged(self, number: int, field: Field) -> str:
        """SQL for what is staged of a field, whether it came in the batch or apart from it."""
        position = self._stored.index(field.name)
        if position not in self._large_fields:
            return f"s.c{number}"
        large = f"(SELECT v.value FROM {VALUES} v WHERE v.row = s.row AND v.field = {position})"
        if self._large_fields[position]:
            large = f"pg_catalog.convert_from({large}, 'UTF8')"
        return f"coalesce(s.c{number}, {large})"

    # Update

    def _update(self) -> _Refused:
        """Delete the old records and insert the new ones, so that records may exchange values that are unique.

        A refused record must be as it was, which may be in the way of another: all is tried again without it.
        """
        staged = [*self._written, *(field for field in self._stored.key_fields if field not in self._written)]
        self._stage(staged)
        kept = "".join(f", t.{quoted(name)} AS k{number}" for number, name in enumerate(self._kept))
        self._staging.keep(f"SELECT s.row{kept} FROM {self._table.rows} t JOIN {STAGED} s ON {self._same_key(staged)}")
        refused: _Refused = {}
        while True:
            try:
                with self._connection.savepoint():
                    self._replace(staged)
            except _UpdateRefused as again:
                refused |= again.refused
                rows = ", ".join(map(str, again.refused))
                self._connection.run_script(f"DELETE FROM {STAGED} WHERE row IN ({rows})")
            else:
                return refused

    def _replace(self, staged: Sequence[Field]) -> None:
        self._delete_staged(staged)
        refused = self._insert(self._kept)
        if refused:
            raise _UpdateRefused(refused)

    # Delete

    def _delete(self) -> None:
        key = list(self._stored.key_fields)
        self._stage(key)
        self._delete_staged(key)

    def _delete_staged(self, staged: Sequence[Field]) -> None:
        self._connection.run_script(f"DELETE FROM {self._table.rows} t USING {STAGED} s WHERE {self._same_key(staged)}")

    def _same_key(self, staged: Sequence[Field]) -> str:
        return " AND ".join(
            self._table.columns[field.name].holds(field, "t", f"s.c{number}")
            for number, field in enumerate(staged)
            if field.name in self._stored.key
        )

    def _delete_copies(self) -> None:
        """Nothing tells equal records apart, so as many of them go as shall, whichever."""
        self._stage(self._written)
        found, wanted, large = [], [], []
        for number, field in enumerate(self._written):
            here = self._table.columns[field.name].read.expression(field.codec, "t")
            there = self._staged(number, field)
            if self._stored.index(field.name) in self._large_fields:
                large.append(f" AND {here} IS NOT DISTINCT FROM {there}")
                here, there = (f"pg_catalog.octet_length({value})" for value in (here, there))
            found.append(here)
            wanted.append(there)
        # Texts can be hashed, and those of whole records are equal only where all values are written alike.
        equal = f"ROW({', '.join(found)})::text = ROW({', '.join(wanted)})::text{''.join(large)}"
        matches = (
            f"SELECT t.tableoid, t.ctid, s.{COPIES_COLUMN} AS gone, pg_catalog.row_number() OVER (PARTITION BY s.row) "
            f"AS number FROM {self._table.rows} t JOIN {STAGED} s ON {equal}"
        )
        self._connection.run_script(
            f"DELETE FROM {self._table.rows} t USING ({matches}) e "
            "WHERE t.tableoid = e.tableoid AND t.ctid = e.ctid AND e.number <= e.gone"
        )

    # Staging

    def _stage(self, fields: Sequence[Field]) -> None:
        columns = [self._column(field.name) for field in fields]
        copies = self._column(COPIES) if self._keyless else None
        try:
            self._staging.fill(fields, columns, self._batch.num_rows, copies)
        except RowRefused as refusal:
            raise _NotStaged(refusal) from refusal
        written = {self._stored.index(field.name) for field in fields}
        large = [value for value in self._large if value.field in written]
        if large:
            self._staging.hold(large)

    def _column(self, name: str) -> pa.Array:
        return self._batch.column(self._stored.index(name))
