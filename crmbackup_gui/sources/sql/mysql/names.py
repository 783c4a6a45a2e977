"""Names and literals as SQL takes them, whatever they hold."""

from __future__ import annotations

RESERVED = "crmbackup:"
"""What the names of all tables begin with that a restore needs for itself (journal.py): none is a CRM's."""


def quoted(name: str) -> str:
    """A name of a table, column or the like."""
    return "`" + name.replace("`", "``") + "`"


def is_database(column: str) -> str:
    """A condition with two `?` for the name of a database: the information schema takes `crm` and `CRM` for one.

    Where the server tells them apart, so must we. The first `?` is what it looks up quickly.
    """
    return f"{column} = ? AND (@@lower_case_table_names <> 0 OR CAST({column} AS BINARY) = CAST(? AS BINARY))"


def text_literal(text: str) -> str:
    """A piece of text for the few places where no parameter can stand; `sql_mode` has no NO_BACKSLASH_ESCAPES."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
