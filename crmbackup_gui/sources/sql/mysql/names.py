"""Names and literals as SQL takes them, whatever they hold."""

from __future__ import annotations

RESERVED = "crmbackup:"
"""What the names of all tables begin with that a restore needs for itself (journal.py): none is a CRM's."""


def quoted(name: str) -> str:
    """A name of a table, column or the like."""
    return "`" + name.replace("`", "``") + "`"


def text_literal(text: str) -> str:
    """A piece of text for the few places where no parameter can stand; `sql_mode` has no NO_BACKSLASH_ESCAPES."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
