"""A small honest part of SOQL: what it does not know it refuses, as the real service refuses what is wrong.

SELECT Id, Owner.Name FROM Account WHERE (Name LIKE 'A%' OR ParentId != null) AND SystemModstamp >= 2026-11-02T08:00:00Z
ORDER BY Name DESC LIMIT 10          SELECT COUNT() FROM Account
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.fakes.salesforce.refusals import Refused

Row = dict[str, Any]
Look = Callable[[Row, str], Any]
"""Gives the value of a field, of a parent's too (`Owner.Name`)."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^'\\]|\\.)*')
      | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
      | (?P<date>\d{4}-\d\d-\d\d)
      | (?P<number>[+-]?\d+(?:\.\d+)?)
      | (?P<operator><=|>=|!=|<>|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>[A-Za-z_][\w.]*)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Query:
    fields: tuple[str, ...]
    """Empty for COUNT()."""
    object: str
    matches: Callable[[Row, Look], bool]
    compared: tuple[str, ...]
    """The fields that the condition looks at."""
    order: tuple[tuple[str, bool], ...] = ()
    """Field, and whether downwards."""
    limit: int | None = None
    count: bool = False


def parse_soql(text: str) -> Query:
    """Raises Refused with MALFORMED_QUERY."""
    return _Parser(text).query()


def moment_text(moment: datetime) -> str:
    """As REST tells it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def read_moment(text: str) -> datetime:
    """Raises ValueError."""
    return datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("Z", "+00:00"))).astimezone(UTC)


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._wrong(text[at:].strip()[:20])
            self._tokens.append((found.lastgroup or "", found[found.lastgroup or ""]))
            at = found.end()
        self._at = 0
        self._compared: list[str] = []

    def query(self) -> Query:
        self._expect("SELECT")
        count, fields = self._selected()
        self._expect("FROM")
        kind, name = self._take()
        if kind != "word":
            raise self._wrong(name)
        matches = self._condition() if self._accept("WHERE") else lambda _row, _look: True
        order = []
        if self._accept("ORDER"):
            self._expect("BY")
            order = [self._ordering()]
            while self._accept(","):
                order.append(self._ordering())
        limit = int(self._take()[1]) if self._accept("LIMIT") else None
        if self._at < len(self._tokens):
            raise self._wrong(self._tokens[self._at][1])
        return Query(tuple(fields), name, matches, tuple(self._compared), tuple(order), limit, count)

    def _selected(self) -> tuple[bool, list[str]]:
        fields = [self._word()]
        if fields[0].upper() == "COUNT" and self._accept("("):
            self._expect(")")
            return True, []
        while self._accept(","):
            fields.append(self._word())
        if len({field.lower() for field in fields}) < len(fields):
            raise Refused("INVALID_FIELD", "duplicate field selected")
        return False, fields

    def _ordering(self) -> tuple[str, bool]:
        field = self._word()
        down = self._accept("DESC")
        if not down:
            self._accept("ASC")
        return field, down

    def _condition(self) -> Callable[[Row, Look], bool]:
        parts = [self._conjunction()]
        while self._accept("OR"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else lambda row, look: any(part(row, look) for part in parts)

    def _conjunction(self) -> Callable[[Row, Look], bool]:
        parts = [self._comparison()]
        while self._accept("AND"):
            parts.append(self._comparison())
        return parts[0] if len(parts) == 1 else lambda row, look: all(part(row, look) for part in parts)

    def _comparison(self) -> Callable[[Row, Look], bool]:
        if self._accept("NOT"):
            inner = self._comparison()
            return lambda row, look: not inner(row, look)
        if self._accept("("):
            within = self._condition()
            self._expect(")")
            return within
        field = self._word()
        self._compared.append(field)
        negated = self._accept("NOT")
        if self._accept("IN"):
            self._expect("(")
            values = {self._literal()}
            while self._accept(","):
                values.add(self._literal())
            self._expect(")")
            return lambda row, look: (_plain(look(row, field)) in values) is not negated
        if self._accept("LIKE"):
            pattern = re.compile(
                re.escape(str(self._literal())).replace("%", ".*").replace("_", "."), re.DOTALL | re.IGNORECASE
            )
            return lambda row, look: bool(pattern.fullmatch(str(look(row, field) or "")))
        kind, operator = self._take()
        if kind != "operator" or negated:
            raise self._wrong(operator)
        return _compare(field, operator, self._literal())

    def _literal(self) -> Any:
        kind, text = self._take()
        if kind == "string":
            return re.sub(
                r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text[1:-1]
            ).lower()
        if kind == "moment":
            return moment_text(read_moment(text))
        if kind == "date":
            return text
        if kind == "number":
            return Decimal(text)
        if kind == "word" and text.lower() in _WORDS:
            return _WORDS[text.lower()]
        raise self._wrong(text)

    def _word(self) -> str:
        kind, text = self._take()
        if kind != "word":
            raise self._wrong(text)
        return text

    def _take(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise Refused("MALFORMED_QUERY", "unexpected token: '<EOF>'")
        self._at += 1
        return self._tokens[self._at - 1]

    def _accept(self, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at][1].upper() == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._wrong(self._tokens[self._at][1] if self._at < len(self._tokens) else "<EOF>")

    def _wrong(self, token: str) -> Refused:
        return Refused("MALFORMED_QUERY", f"unexpected token: '{token}'")


_WORDS: dict[str, Any] = {"null": None, "true": True, "false": False}


def _plain(value: Any) -> Any:
    """Text compares in any case; ids too, since ids of 18 characters stay apart in lower case."""
    if isinstance(value, str):
        return value.lower() if not _MOMENT.fullmatch(value) else value
    return Decimal(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+0000")


def _compare(field: str, operator: str, literal: Any) -> Callable[[Row, Look], bool]:
    def matches(row: Row, look: Look) -> bool:
        value = _plain(look(row, field))
        if operator in ("=", "!=", "<>"):
            return (value == literal) is (operator == "=")
        if value is None or literal is None:
            return False
        if type(value) is not type(literal):
            raise Refused("INVALID_FIELD", f"value of filter criterion for field '{field}' must be of another type")
        return bool(
            {"<": value < literal, "<=": value <= literal, ">": value > literal, ">=": value >= literal}[operator]
        )

    return matches
