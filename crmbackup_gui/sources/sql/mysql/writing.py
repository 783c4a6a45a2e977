"""Records into one table: whole batches at a time, through temporary tables where records are there already."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.keyless import COPIES, expanded, is_keyless, source_form
from crmbackup_gui.sources.base import EntityPlan, Operation, Records, Refusal
from crmbackup_gui.sources.sql.mysql.comparing import digest, is_large, may_be_large, same_key, same_record
from crmbackup_gui.sources.sql.mysql.inserting import Inserter, Refused, Written
from crmbackup_gui.sources.sql.mysql.names import RESERVED, quoted
from crmbackup_gui.sources.sql.mysql.refusals import readable
from crmbackup_gui.sources.sql.mysql.schema import Table
from crmbackup_gui.sources.sql.mysql.server_errors import RowRefused
from crmbackup_gui.sources.sql.mysql.staging import ROW, staged
from crmbackup_gui.sources.sql.mysql.writing_session import Session


def apply_records(
    session: Session, table: Table, plan: EntityPlan, operation: Operation, records: Records
) -> list[Refusal]:
    """Carry out an operation of a `Target` (sources/base.py) in the session's transaction. Triggers are away."""
    refused = _Writer(session, table, plan, records).apply(operation)
    return [Refusal(row, readable(words)) for row, words in sorted(refused.items())]


class _Writer:
    """Writes one set of records. `rows` are positions in it; a record of an entity without a key may occur often."""

    def __init__(self, session: Session, table: Table, plan: EntityPlan, records: Records) -> None:
        self._session, self._connection, self._table = session, session.connection, table
        self._entity, self._batch, self._large = plan.stored, records.batch, records.large
        self._keyless = is_keyless(plan.stored)
        writable = [column.name for column in table.columns if not column.generated]
        planned = set(plan.fields) & {field.name for field in source_form(plan.stored).fields}
        self._names = [name for name in writable if name in planned]
        self._kept = [name for name in writable if name not in planned]

    def apply(self, operation: Operation) -> Refused:
        """The rows that were refused, and the server's words."""
        rows: Sequence[int] = range(self._batch.num_rows)
        if operation is Operation.DELETE:
            return self._delete_copies(rows) if self._keyless else self._delete(rows)
        if operation is Operation.CREATE:
            return self._insert(rows)
        return self._update(rows)

    # Delete

    def _delete(self, rows: Sequence[int]) -> Refused:
        key = [self._table.column(name) for name in self._entity.key]
        with staged(self._session, "gone", self._table.sql_name, self._entity.key) as gone:
            refused = self._inserter(gone, self._entity.key, ROW).insert(rows)
            self._delete_where(gone, same_key(key, "t", "s"))
        return refused

    def _delete_where(self, stage: str, condition: str) -> None:
        # The order is given because the server knows nothing of a table that was filled a moment ago.
        self._connection.run(f"DELETE t FROM {stage} AS s STRAIGHT_JOIN {self._table.sql_name} AS t ON {condition}")

    def _delete_copies(self, rows: Sequence[int]) -> Refused:
        """Nothing tells equal records apart, so all of them are deleted, and those that shall stay are put back."""
        columns = [self._table.column(name) for name in self._names]
        hashed = quoted(f"{RESERVED}digest")
        more = f", {hashed} BINARY(16), KEY ({hashed})"
        with staged(self._session, "gone", self._table.sql_name, self._names, more=more) as gone:
            self._inserter(gone, self._names, ROW).insert(rows)
            # The copy of a column with ON UPDATE has that too: unless it is set, the server sets it.
            assigned = f"{hashed} = {digest(columns, 's')}"
            kept = [f"{quoted(c.name)} = {quoted(c.name)}" for c in columns if c.kind in ("timestamp", "datetime")]
            self._connection.run(f"UPDATE {gone} AS s SET {', '.join([assigned, *kept])}")
            there = f"s.{hashed} = {digest(columns, 't')} AND {same_record(columns, 't', 's')}"
            large = " OR ".join(is_large(column, "t") for column in columns if may_be_large(column)) or "FALSE"
            found = self._connection.rows(
                f"SELECT s.{quoted(ROW)}, COUNT(*), SUM({large}) FROM {self._table.sql_name} AS t "
                f"STRAIGHT_JOIN {gone} AS s ON {there} GROUP BY s.{quoted(ROW)}"
            )
            self._connection.run(f"DELETE t FROM {self._table.sql_name} AS t STRAIGHT_JOIN {gone} AS s ON {there}")
        wanted = self._batch.column(self._entity.index(COPIES)).to_pylist()
        stay = [0] * self._batch.num_rows
        for row, present, with_large in found:
            left = int(present) - wanted[int(row)]
            if left and int(with_large):
                raise RestoreRefused(
                    f"Records of '{self._entity.name}' have no key, and those with large values cannot be told apart."
                )
            stay[int(row)] = left
        inserter, refused = self._inserter(self._table.sql_name, self._names), dict[int, str]()
        for piece in expanded(rows, stay):
            refused |= inserter.insert(piece)
        return refused

    # Update

    def _update(self, rows: Sequence[int]) -> Refused:
        """Delete the old records and insert the new ones, so that records may exchange values that are unique.

        A refused record must be as it was, which may be in the way of another: all is tried again without it. There is
        no savepoint to go back to, since some engines know none and then nobody may make one; what was is kept aside.
        """
        key = same_key([self._table.column(name) for name in self._entity.key], "t", "s")
        here, columns = self._table.sql_name, [*self._names, *self._kept]
        with staged(self._session, "new", here, self._names) as new:
            refused = self._inserter(new, self._names, ROW).insert(rows)
            listed = ", ".join([f"s.{quoted(ROW)}", *(f"t.{quoted(name)}" for name in columns)])
            source = f"SELECT {listed} FROM {new} AS s STRAIGHT_JOIN {here} AS t ON {key}"
            with staged(self._session, "old", here, columns, source=source) as old:
                self._delete_where(new, key)
                again = self._insert_staged(new, old)
                while again:
                    refused.update(again)
                    self._delete_where(new, key)
                    self._connection.run(
                        f"INSERT INTO {here} ({_listed(columns)}) SELECT {_listed(columns)} FROM {old}"
                    )
                    numbers = ", ".join(str(row) for row in again)
                    for stage in (new, old):
                        self._connection.run(f"DELETE FROM {stage} WHERE {quoted(ROW)} IN ({numbers})")
                    self._delete_where(new, key)
                    again = self._insert_staged(new, old)
        return refused

    def _insert_staged(self, new: str, old: str) -> Refused:
        """Insert the new records, with what the old ones have in other fields; those that were refused."""
        values = [*(f"s.{quoted(name)}" for name in self._names), *(f"k.{quoted(name)}" for name in self._kept)]
        insert = (
            f"INSERT INTO {self._table.sql_name} ({_listed([*self._names, *self._kept])}) "
            f"SELECT {', '.join(values)} FROM {new} AS s STRAIGHT_JOIN {old} AS k ON k.{quoted(ROW)} = s.{quoted(ROW)} "
            f"WHERE s.{quoted(ROW)} BETWEEN "
        )
        refused: Refused = {}
        self._insert_span(insert, 0, self._batch.num_rows - 1, refused)
        return refused

    def _insert_span(self, insert: str, first: int, last: int, refused: Refused) -> None:
        try:
            self._connection.run(f"{insert}{first} AND {last}")
        except RowRefused as refusal:
            if first == last:
                refused[first] = refusal.words
                return
            middle = (first + last) // 2
            self._insert_span(insert, first, middle, refused)
            self._insert_span(insert, middle + 1, last, refused)

    # Insert

    def _insert(self, rows: Sequence[int]) -> Refused:
        inserter = self._inserter(self._table.sql_name, self._names)
        if not self._keyless:
            return inserter.insert(rows)
        refused: Refused = {}
        for piece in expanded(rows, self._batch.column(self._entity.index(COPIES)).to_pylist()):
            refused |= inserter.insert(piece)
        return refused

    def _inserter(self, into: str, names: Sequence[str], row: str = "") -> Inserter:
        columns = []
        for name in names:
            position = self._entity.index(name)
            field = self._entity.fields[position]
            columns.append(Written(field, self._table.column(name), self._batch.column(position), position))
        return Inserter(self._session, into, columns, self._large, row)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names)
