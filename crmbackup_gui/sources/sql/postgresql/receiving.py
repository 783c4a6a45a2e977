"""What a table and its columns take, and how: what writing must know beyond what reading does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crmbackup_gui.model.catalog import Codec, Field
from crmbackup_gui.sources.sql.postgresql.column_types import Column
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import qualified, quoted
from crmbackup_gui.sources.sql.postgresql.schema import Table
from crmbackup_gui.sources.sql.postgresql.wire import Receiver

_COLUMNS = """
WITH RECURSIVE typed AS (
    SELECT attnum, atttypid AS type, atttypmod AS modifier FROM pg_catalog.pg_attribute
        WHERE attrelid = {oid} AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT attnum, typbasetype, typtypmod FROM typed JOIN pg_catalog.pg_type ON oid = type WHERE typtype = 'd'
)
SELECT a.attname::text, pg_catalog.format_type(a.atttypid, -1), a.attgenerated <> '', t.typreceive::text,
    typed.modifier, n.nspname::text, c.collname::text, NOT coalesce(c.collisdeterministic, true),
    CASE WHEN k.castfunc <> 0 AND t.typtype = 'b' THEN i.oid::regproc::text END, i.pronargs,
    CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.oid END::bigint
FROM typed JOIN pg_catalog.pg_type t ON t.oid = typed.type AND t.typtype <> 'd'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = {oid} AND a.attnum = typed.attnum
    JOIN pg_catalog.pg_proc i ON i.oid = t.typinput
    LEFT JOIN pg_catalog.pg_cast k ON k.castsource = 25 AND k.casttarget = t.oid
    LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
ORDER BY a.attnum
"""
"""A domain takes what the type beneath it takes, and checks it. 25 is text."""


@dataclass(frozen=True)
class ReceivingColumn:
    """One column. `folds` says that texts which differ may count as equal in it."""

    read: Column
    cast: str
    """Its type as a cast names it, without what an assignment checks by itself: length, precision."""
    input: tuple[str, str] | None
    """What comes before and after a text to make a value of it, where a cast would do something else."""
    receiver: Receiver
    generated: bool
    collation: str | None
    folds: bool

    @property
    def name(self) -> str:
        """Its name."""
        return self.read.name

    def value(self, field: Field, staged: str) -> str:
        """SQL for what the column is to hold, from what a staging table holds of a field."""
        if field.codec is not Codec.TEXT:
            return staged
        before, after = self.input or ("", "")
        return f"{before}{staged}{after}::{self.cast}"

    def holds(self, field: Field, of: str, staged: str) -> str:
        """SQL that is true where the column of the row `of` holds exactly what is staged; an index may serve it."""
        column = f"{of}.{quoted(self.name)}"
        if field.codec is Codec.TEXT:
            # Values that are equal may still be written in several ways, such as 1.0 and 1.00.
            return f"{column} = {self.value(field, staged)} AND {self.read.expression(Codec.TEXT, of)} = {staged}"
        if self.collation is None:
            return f"{column} = {staged}"
        equal = f"{column} = {staged} COLLATE {self.collation}"
        return f'{equal} AND {column} = {staged} COLLATE pg_catalog."C"' if self.folds else equal


@dataclass(frozen=True)
class ReceivingTable:
    """One table."""

    read: Table
    columns: dict[str, ReceivingColumn]

    @property
    def rows(self) -> str:
        """Its name where its rows are looked for: those of tables that inherit from it are not its own."""
        return self.read.sql_name if self.read.partitioned else f"ONLY {self.read.sql_name}"


def read_receiving(connection: Connection, table: Table) -> ReceivingTable:
    """The table as it is now, its columns in their order."""
    columns = {}
    for row in connection.rows(_COLUMNS.format(oid=table.oid)):
        name, cast, generated, receive, modifier, namespace, collation, folds, input_function, arguments, part = row
        columns[name] = ReceivingColumn(
            read=table.columns[name],
            cast=cast,
            input=None if input_function is None else _input(input_function, arguments, part),
            receiver=Receiver(receive, modifier),
            generated=generated,
            collation=None if collation is None else qualified(namespace, collation),
            folds=folds,
        )
    return ReceivingTable(table, columns)


def listed(names: Iterable[str]) -> str:
    """Names of columns as a statement lists them."""
    return ", ".join(quoted(name) for name in names)


def _input(function: str, arguments: int, part: int) -> tuple[str, str]:
    """See postgresql.org/docs/current/sql-createtype.html, "input_function"."""
    more = [f"{part}::pg_catalog.oid", "-1"][: arguments - 1]
    return f"{function}(pg_catalog.textout(", "".join([")", *(f", {argument}" for argument in more), ")"])
