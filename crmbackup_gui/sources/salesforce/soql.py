"""Queries: their texts, cut so that each fits into an address, and their pages through REST."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from simple_salesforce.api import Salesforce
from simple_salesforce.format import quote_soql_value

from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.hosted.service import Module
from crmbackup_gui.sources.salesforce.library import refusals

LONGEST = 12_000
"""Characters of a query in an address, percent-encoded: hosts on the way refuse longer addresses than 16 KiB."""


def select(fields: Sequence[str], name: str, where: str = "") -> str:
    """A query. The names are those that the service describes, which have no characters of a meaning here."""
    return f"SELECT {', '.join(fields)} FROM {name}" + (f" WHERE {where}" if where else "")


def fits(query: str) -> bool:
    """Whether it can be asked by REST, where it is part of the address."""
    return len(quote(query)) <= LONGEST


def moment(when: datetime) -> str:
    """As a query compares it: whole seconds, earlier rather than later."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def literal(kind: ValueType, value: object) -> str:
    """A value of a field as a query writes it."""
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return format(value, "f")
    if kind in (ValueType.DATE, ValueType.TIME, ValueType.TIMESTAMP_TZ):
        return str(value)
    return quote_soql_value(value)


def among(column: str, literals: Iterable[str], rest: int = 4_000) -> Iterator[str]:
    """Conditions that a field has one of these values, as many as it takes, with room for `rest` other characters."""
    taken: list[str] = []
    size = 0
    for each in literals:
        length = len(quote(each)) + 3
        if taken and size + length > LONGEST - rest:
            yield f"{column} IN ({','.join(taken)})"
            taken, size = [], 0
        taken.append(each)
        size += length
    if taken:
        yield f"{column} IN ({','.join(taken)})"


def alike(module: Module, fields: Sequence[str], values: Sequence[tuple[object, ...]]) -> Iterator[str]:
    """Conditions that these fields have one of these tuples of values."""
    kinds = [module.entity.fields[module.entity.index(name)].type for name in fields]
    told = [[literal(kind, value) for kind, value in zip(kinds, each, strict=True)] for each in values]
    if len(fields) == 1:
        yield from among(fields[0], (each[0] for each in told))
        return
    taken: list[str] = []
    for each in told:
        one = "(" + " AND ".join(f"{name} = {text}" for name, text in zip(fields, each, strict=True)) + ")"
        if taken and len(quote(" OR ".join([*taken, one]))) > LONGEST - 4_000:
            yield " OR ".join(taken)
            taken = []
        taken.append(one)
    if taken:
        yield " OR ".join(taken)


def pages(library: Salesforce, query: str, *, deleted: bool = False) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """The records of each answer, and how many there are in all. Raises Refused."""
    with refusals():
        found = library.query(query, include_deleted=deleted)
    while True:
        yield found["records"], int(found["totalSize"])
        if found["done"]:
            return
        with refusals():
            found = library.query_more(found["nextRecordsUrl"], identifier_is_url=True)


def rows(library: Salesforce, query: str, *, deleted: bool = False) -> Iterator[dict[str, Any]]:
    """All records, one by one. Raises Refused."""
    for records, _ in pages(library, query, deleted=deleted):
        yield from records
