"""Statements that make schema objects, together with the settings of the session in which they mean the same.

A view, trigger, routine or event means what it means under the `sql_mode`, character set and so on that it was made
under (`SHOW CREATE ...` prints them beside the statement). A definition is then a script of two statements:

    SET sql_mode = 'ANSI_QUOTES', character_set_client = 'latin1', ...;
    CREATE ...

`collation_database` is what the database's own collation was at that moment: parameters of routines without a character
set have that one's. `time_zone` is an event's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crmbackup_gui.sources.sql.mysql.names import text_literal

SETTINGS = ("sql_mode", "time_zone", "character_set_client", "collation_connection", "collation_database")

_ONE = rf"(?:{'|'.join(SETTINGS)}) = '(?:[^'\\]|''|\\\\)*'"
_HEAD = re.compile(rf"SET ({_ONE}(?:, {_ONE})*);\n")
_SETTING = re.compile(r"(\w+) = '((?:[^'\\]|''|\\\\)*)'")


@dataclass(frozen=True)
class Definition:
    """A statement, and the values of `SETTINGS` that it needs, by name; tables and sequences need none."""

    statement: str
    settings: Mapping[str, str]

    @property
    def script(self) -> str:
        """As it stands in `SchemaObject.definition`."""
        values = [f"{name} = {text_literal(self.settings[name])}" for name in SETTINGS if name in self.settings]
        return f"SET {', '.join(values)};\n{self.statement}" if values else self.statement


def parse_definition(script: str) -> Definition:
    """The parts of `Definition.script`; of anything else, all of it as a statement without settings."""
    head = _HEAD.match(script)
    if head is None:
        return Definition(script, {})
    values = {name: value.replace("''", "'").replace("\\\\", "\\") for name, value in _SETTING.findall(head[1])}
    return Definition(script[head.end() :], values)
