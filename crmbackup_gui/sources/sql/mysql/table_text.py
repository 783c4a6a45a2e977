"""The statement that makes a table, taken apart far enough to make a table of another name or kind like it.

`SHOW CREATE TABLE` prints columns, keys and constraints one after another in parentheses, then the options. Names stand
in backquotes; in other quotes a backslash takes the meaning from what follows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crmbackup_gui.sources.sql.mysql.names import quoted

_NAME = r"`(?:[^`]|``)*`"
_QUOTED = rf"""{_NAME}|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*\""""
_TOKENS = re.compile(rf"{_QUOTED}|/\*.*?\*/|[(),]|[^`'\"(),/]+|/", re.DOTALL)
_HEAD = re.compile(rf"CREATE TABLE ({_NAME}) \(")
_REFERENCE = re.compile(rf"(?:CONSTRAINT {_NAME} )?FOREIGN KEY .*? REFERENCES ((?:{_NAME}\.)?{_NAME}) ", re.DOTALL)
_RULE = re.compile(rf"CONSTRAINT {_NAME} CHECK ")
_SEQUENCE_DEFAULT = re.compile(rf" DEFAULT (?:nextval|lastval)\({_NAME}\)")
_UNQUOTED = re.compile(rf"({_QUOTED})|[^`'\"]+", re.DOTALL)
_CHARSET = re.compile(r"(?:DEFAULT )?CHARSET=\w+(?: COLLATE=\w+)?")
_SPECIAL_KEY = re.compile(r"(?:FULLTEXT|SPATIAL|VECTOR) (?:KEY|INDEX) ")
_PERIOD = re.compile(r"PERIOD FOR ")
_ROW_BOUND = re.compile(r" GENERATED ALWAYS AS ROW (?:START|END)")
_PLAIN_ENGINE = " ENGINE=InnoDB"


@dataclass(frozen=True)
class TableText:
    """`items` are what stands in the parentheses, without commas and line breaks around; `options` what follows."""

    name: str
    """As a statement names it."""
    items: tuple[str, ...]
    options: str
    temporary: bool = False

    @property
    def statement(self) -> str:
        """The statement that makes the table."""
        kind = "TEMPORARY TABLE" if self.temporary else "TABLE"
        items = ",\n  ".join(self.items)
        return f"CREATE {kind} {self.name} (\n  {items}\n){self.options}"

    @property
    def references(self) -> tuple[str, ...]:
        """The items that are foreign keys."""
        return tuple(item for item in self.items if _REFERENCE.match(item))

    def late_constraints(self, *, all_rules: bool) -> tuple[str, ...]:
        """Items whose names count in all of the database: foreign keys, and on some servers rules with a name."""
        rules = tuple(item for item in self.items if _RULE.match(item)) if all_rules else ()
        return self.references + rules

    def without(self, items: tuple[str, ...]) -> TableText:
        """The same without these items."""
        return replace(self, items=tuple(item for item in self.items if item not in items))

    def called(self, name: str) -> TableText:
        """The same under another name, given as a statement has it."""
        return replace(self, name=name)

    def counting_from(self, value: int) -> TableText:
        """The same with its counter (AUTO_INCREMENT) at the value."""
        engine = re.match(r"(?: /\*.*?\*/)? ENGINE=\w+", self.options, re.DOTALL)
        end = engine.end() if engine else 0
        return replace(self, options=f"{self.options[:end]} AUTO_INCREMENT={value}{self.options[end:]}")

    def plain(self, *, temporary: bool) -> TableText:
        """A table of InnoDB that holds the same records under the same rules, and may be temporary.

        It has no foreign keys, counter, sequence, partitions, earlier versions or keys for searching.
        """
        items = [
            _SEQUENCE_DEFAULT.sub("", _without_counter(item))
            for item in self.items
            if not (_REFERENCE.match(item) or _SPECIAL_KEY.match(item) or _PERIOD.match(item) or _bounds_row(item))
        ]
        charset = _CHARSET.search(self.options)
        options = f"{_PLAIN_ENGINE} {charset[0]}" if charset else _PLAIN_ENGINE
        return replace(self, items=tuple(items), options=options, temporary=temporary)


def parse_table(statement: str) -> TableText:
    """Raises ValueError for what is no statement of a table as the server prints it."""
    head = _HEAD.match(statement)
    if head is None:
        raise ValueError(statement)
    items: list[str] = []
    item: list[str] = []
    depth = 0
    for token in _TOKENS.finditer(statement, head.end()):
        text = token[0]
        if depth == 0 and text in (",", ")"):
            items.append("".join(item).strip())
            item = []
            if text == ")":
                return TableText(head[1], tuple(items), statement[token.end() :])
            continue
        depth += {"(": 1, ")": -1}.get(text, 0)
        item.append(text)
    raise ValueError(statement)


def referenced_table(reference: str) -> str:
    """The name, as it stands there, of the table that a foreign key refers to."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    return match[1]


def names_sequence(statement: str, name: str) -> bool:
    """Whether a default of the table takes its values from the sequence of that name."""
    return f"val({quoted(name)})" in statement


def _without_counter(item: str) -> str:
    if not item.startswith("`"):
        return item
    return "".join(part[0] if part[1] else part[0].replace(" AUTO_INCREMENT", "") for part in _UNQUOTED.finditer(item))


def _bounds_row(item: str) -> bool:
    """Whether it is a column that says since or until when a record was as it is."""
    plain = "".join("" if part[1] else part[0] for part in _UNQUOTED.finditer(item))
    return item.startswith("`") and _ROW_BOUND.search(plain) is not None
