"""Names and values as SQL takes them."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def qualified(schema: str, name: str) -> str:
    """A name in its schema: what the search path holds is never trusted."""
    return f"{quoted(schema)}.{quoted(name)}"


def literal(text: str) -> str:
    """A text where nothing can be bound. Connections have `standard_conforming_strings` on."""
    return "'" + text.replace("'", "''") + "'"
