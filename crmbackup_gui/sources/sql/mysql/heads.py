"""The beginning of a statement that makes a view, trigger, routine or event: whose it is, and what it is called.

The server prints these statements as somebody wrote them, but for the definer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmbackup_gui.sources.sql.mysql.names import quoted

_NAME = r"""(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|'(?:[^']|'')*'|[\w$\u0080-\uffff]+)"""
_SPACE = r"(?:\s|/\*.*?\*/|(?:#|--\s)[^\n]*\n)"
_DEFINER = re.compile(rf"(CREATE(?: OR REPLACE)?(?: ALGORITHM=\w+)?) DEFINER=(({_NAME})@{_NAME}?|{_NAME})", re.DOTALL)
_TRIGGER = re.compile(
    rf"(CREATE\b.*?\bTRIGGER{_SPACE}+)(?:IF{_SPACE}+NOT{_SPACE}+EXISTS{_SPACE}+)?"
    rf"(?:({_NAME}){_SPACE}*\.{_SPACE}*)?{_NAME}"
    rf"({_SPACE}+(?:BEFORE|AFTER){_SPACE}+(?:INSERT|UPDATE|DELETE){_SPACE}+ON{_SPACE}+|{_SPACE}*\b(?:BEFORE|AFTER)"
    rf"{_SPACE}+(?:INSERT|UPDATE|DELETE){_SPACE}+ON{_SPACE}*)(?:({_NAME}){_SPACE}*\.{_SPACE}*)?{_NAME}",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True)
class TriggerHead:
    """A trigger's statement in parts: `before`, its name, `between`, its table, and `rest`.

    `databases` are those that it names; most statements name none.
    """

    databases: tuple[str, ...]
    before: str
    between: str
    rest: str

    def called(self, name: str, table: str) -> str:
        """The statement of a trigger like it, on another table."""
        return f"{self.before}{quoted(name)}{self.between}{quoted(table)}{self.rest}"


def trigger_head(statement: str) -> TriggerHead | None:
    """The parts of a trigger's statement; None when it begins in no way that is known."""
    match = _TRIGGER.match(statement)
    if match is None:
        return None
    named = tuple(_unquoted(name) for name in (match[2], match[4]) if name)
    return TriggerHead(named, match[1], match[3], statement[match.end() :])


def without_definer(statement: str) -> str:
    """The statement such that what it makes belongs to whoever runs it."""
    return _DEFINER.sub(r"\1", statement, count=1)


def definer_of(statement: str) -> str | None:
    """The account that what is made belongs to, as the statement names it."""
    match = _DEFINER.match(statement)
    return match[2] if match else None


def _unquoted(name: str) -> str:
    quote = name[0]
    return name[1:-1].replace(quote * 2, quote) if quote in "`\"'" else name
