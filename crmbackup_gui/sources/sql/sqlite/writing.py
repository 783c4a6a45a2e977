"""Records into one table: whole batches at a time, and every refused record found by halving."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from crmbackup_gui.model.keyless import COPIES, expanded, is_keyless, source_form
from crmbackup_gui.sources.base import EntityPlan, Operation, Records, Refusal
from crmbackup_gui.sources.sql.sqlite.binding import Parameters, key_condition
from crmbackup_gui.sources.sql.sqlite.connection import Connection, RowRefused, quoted
from crmbackup_gui.sources.sql.sqlite.numeric_texts import becomes_number
from crmbackup_gui.sources.sql.sqlite.refusals import readable
from crmbackup_gui.sources.sql.sqlite.row_ids import move_away, taken_row_ids
from crmbackup_gui.sources.sql.sqlite.schema import Table
from crmbackup_gui.sources.sql.sqlite.staging import (
    KEPT_RECORDS,
    LARGE_VALUES,
    kept_records,
    savepoint,
    staged_values,
)


def apply_records(
    connection: Connection,
    table: Table,
    plan: EntityPlan,
    operation: Operation,
    records: Records,
    *,
    wide_text: bool,
) -> list[Refusal]:
    """Carry out an operation of a `Target` (sources/base.py). Triggers and foreign keys are off."""
    writer = _Writer(connection, table, plan, records)
    with staged_values(connection, plan.stored, records.large, wide_text=wide_text):
        refused = writer.apply(operation)
    return [Refusal(row, readable(words)) for row, words in sorted(refused.items())]


class _UpdateRefused(RowRefused):
    """Undoes one try of an update: some records were refused."""

    def __init__(self, refused: dict[int, str]) -> None:
        super().__init__(refused)
        self.refused = refused


class _Writer:
    """Writes one set of records. `rows` are positions in it; a record of an entity without a key may occur often."""

    def __init__(self, connection: Connection, table: Table, plan: EntityPlan, records: Records) -> None:
        self._connection = connection
        self._table = table
        self._entity = plan.stored
        self._batch = records.batch
        self._keyless = is_keyless(plan.stored)
        self._large = frozenset(value.field for value in records.large)
        self._displaces = plan.whole
        writable = [field.name for field in table.entity.fields if not field.generated]
        planned = set(plan.fields) & {field.name for field in source_form(plan.stored).fields}
        self._written = [name for name in writable if name in planned]
        self._kept = [name for name in writable if name not in planned]
        row_id = table.row_id
        hidden = row_id is not None and table.entity.fields[table.entity.index(row_id)].hidden
        self._row_id = row_id if hidden and row_id in self._written and row_id not in plan.stored.key else None

    def apply(self, operation: Operation) -> dict[int, str]:
        """The rows that were refused, and SQLite's words."""
        rows: Sequence[int] = range(self._batch.num_rows)
        if operation is Operation.DELETE:
            return self._delete_copies(rows) if self._keyless else self._delete(rows)
        refused = self._becoming_numbers()
        if refused:
            rows = [row for row in rows if row not in refused]
        if operation is Operation.CREATE:
            return refused | self._insert_copies(rows)
        kept = [] if self._keyless else self._kept
        with kept_records(self._connection, kept):
            return refused | self._update(rows, kept)

    def _becoming_numbers(self) -> dict[int, str]:
        refused = {}
        for name in self._written:
            field = self._table.entity.fields[self._table.entity.index(name)]
            values = self._batch.column(self._entity.index(name))
            for row in becomes_number(field, values, strict=self._table.strict):
                refused[row] = f"{name} is text that this version of SQLite would turn into a number"
        return refused

    # Update

    def _update(self, rows: Sequence[int], kept: Sequence[str]) -> dict[int, str]:
        """Delete the old records and insert the new ones, so that records may exchange values that are unique.

        A refused record must be as it was, which may be in the way of another: all is tried again without it.
        """
        refused: dict[int, str] = {}
        while True:
            remaining = [row for row in rows if row not in refused] if refused else rows
            try:
                with savepoint(self._connection):
                    self._replace(remaining, kept)
            except _UpdateRefused as again:
                refused.update(again.refused)
            else:
                return refused

    def _replace(self, rows: Sequence[int], kept: Sequence[str]) -> None:
        self._keep(rows, kept)
        self._delete(rows)
        refused = self._insert_copies(rows, kept)
        if refused:
            raise _UpdateRefused(refused)

    def _keep(self, rows: Sequence[int], names: Sequence[str]) -> None:
        if not names or not rows:
            return
        parameters = Parameters(rows)
        condition = self._condition(parameters, rows)
        columns = ", ".join(quoted(name) for name in names)
        self._connection.run_batch(
            f"INSERT INTO {KEPT_RECORDS} SELECT {parameters.row()}, {columns} FROM {self._table.sql_name} "
            f"WHERE {condition}",
            parameters.batch(),
        )

    # Delete

    def _delete(self, rows: Sequence[int]) -> dict[int, str]:
        if rows:
            parameters = Parameters(rows)
            condition = self._condition(parameters, rows)
            self._connection.run_batch(f"DELETE FROM {self._table.sql_name} WHERE {condition}", parameters.batch())
        return {}

    def _delete_copies(self, rows: Sequence[int]) -> dict[int, str]:
        """Nothing tells equal records apart, so all of them are deleted, and those that shall stay are put back."""
        if not rows:
            return {}
        parameters = Parameters(rows)
        condition = self._condition(parameters, rows)
        counts = f"SELECT count(*) FROM {self._table.sql_name} WHERE {condition}"
        present = [count for (count,) in self._connection.rows(counts, parameters.batch())]
        gone = self._batch.column(self._entity.index(COPIES)).to_pylist()
        self._delete(rows)
        stay = [there - less for there, less in zip(present, gone, strict=True)]
        refused: dict[int, str] = {}
        for piece in expanded(rows, stay):
            refused |= self._insert(piece)
        return refused

    def _condition(self, parameters: Parameters, rows: Sequence[int]) -> str:
        batch = self._select(rows)
        if not self._keyless:
            collations = {field.name: field.collation for field in self._table.entity.key_fields}
            return key_condition(parameters, self._entity, self._entity.key, batch, collations)
        conditions = []
        for name in self._written:
            value = self._value(parameters, name, batch)
            conditions.append(f"{quoted(name)} IS {value} COLLATE BINARY AND typeof({quoted(name)}) = typeof({value})")
        return " AND ".join(conditions)

    # Insert

    def _insert_copies(self, rows: Sequence[int], kept: Sequence[str] = ()) -> dict[int, str]:
        if not self._keyless:
            return self._insert(rows, kept)
        refused: dict[int, str] = {}
        for piece in expanded(rows, self._batch.column(self._entity.index(COPIES)).to_pylist()):
            refused |= self._insert(piece, kept)
        return refused

    def _insert(self, rows: Sequence[int], kept: Sequence[str] = ()) -> dict[int, str]:
        if self._row_id is None or not rows:
            return self._insert_by_halves(rows, kept)
        wanted = self._batch.column(self._entity.index(self._row_id))
        taken = taken_row_ids(self._connection, self._table, wanted.take(pa.array(rows)))
        if taken and self._displaces:
            move_away(self._connection, self._table, taken, wanted)
            taken = frozenset()
        if not taken:
            return self._insert_by_halves(rows, kept)
        free = [row for row in rows if wanted[row].as_py() not in taken]
        moved = [row for row in rows if wanted[row].as_py() in taken]
        refused = self._insert_by_halves(free, kept)
        # SQLite chooses row ids above all others, so these come last.
        return refused | self._insert_by_halves(moved, kept, without=self._row_id)

    def _insert_by_halves(self, rows: Sequence[int], kept: Sequence[str], without: str | None = None) -> dict[int, str]:
        if not rows:
            return {}
        try:
            with savepoint(self._connection):
                self._insert_all(rows, kept, without)
        except RowRefused as refusal:
            if len(rows) == 1:
                return {rows[0]: str(refusal)}
            middle = len(rows) // 2
            first = self._insert_by_halves(rows[:middle], kept, without)
            return first | self._insert_by_halves(rows[middle:], kept, without)
        return {}

    def _insert_all(self, rows: Sequence[int], kept: Sequence[str], without: str | None) -> None:
        batch = self._select(rows)
        parameters = Parameters(rows)
        names = [name for name in self._written if name != without]
        values = [self._value(parameters, name, batch) for name in names]
        columns = ", ".join(quoted(name) for name in (*kept, *names))
        into = f"INSERT INTO {self._table.sql_name} ({columns})"
        if kept:
            from_kept = ", ".join([*(f"c{number}" for number in range(len(kept))), *values])
            statement = f"{into} SELECT {from_kept} FROM {KEPT_RECORDS} WHERE row = {parameters.row()}"
        else:
            statement = f"{into} VALUES ({', '.join(values)})"
        self._connection.run_batch(statement, parameters.batch())

    # Values

    def _value(self, parameters: Parameters, name: str, batch: pa.RecordBatch) -> str:
        position = self._entity.index(name)
        expression = parameters.value(self._entity.fields[position], batch.column(position))
        if position not in self._large:
            return expression
        staged = f"SELECT value FROM {LARGE_VALUES} WHERE row = {parameters.row()} AND field = {position}"
        return f"coalesce({expression}, ({staged}))"

    def _select(self, rows: Sequence[int]) -> pa.RecordBatch:
        return self._batch if rows == range(self._batch.num_rows) else self._batch.take(pa.array(rows, pa.int64()))
