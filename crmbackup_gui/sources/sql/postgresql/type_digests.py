"""Whether values of a user's own types would read or be taken otherwise than before, though no table says so.

Renaming a label of an enum, or changing the attributes of a composite type, touches no record.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from crmbackup_gui.sources.sql.postgresql.connection import Connection

_FIRST_OF_USERS = 16_384
"""Lower object ids belong to what the server brings (transam.h, FirstNormalObjectId)."""

_WITH_MULTIRANGES = 14

_TYPES = """
SELECT t.oid::bigint, pg_catalog.format_type(t.oid, NULL),
    ARRAY[t.typelem::bigint, t.typbasetype::bigint, coalesce(r.rngsubtype, m.rngsubtype, 0)::bigint],
    t.typrelid::bigint,
    ARRAY(SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid
        ORDER BY k.conname) || ARRAY[coalesce(t.typdefault, ''), t.typnotnull::text]
FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
    LEFT JOIN pg_catalog.pg_range m ON {multirange}
WHERE t.oid >= 16384
"""
_LABELS = "SELECT enumtypid::bigint, enumlabel::text FROM pg_catalog.pg_enum ORDER BY enumtypid, enumsortorder"
_ATTRIBUTES = """
SELECT attrelid::bigint, atttypid::bigint, attname::text, pg_catalog.format_type(atttypid, atttypmod)
FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid >= 16384 ORDER BY attrelid, attnum
"""


@dataclass(frozen=True)
class _Type:
    name: str
    parts: tuple[int, ...]
    row_of: int
    rules: tuple[str, ...]
    """Of a domain, its default, and whether it may be empty."""


class TypeDigests:
    """What the types of one database are made of."""

    def __init__(
        self,
        types: dict[int, _Type],
        labels: dict[int, list[str]],
        attributes: dict[int, list[tuple[int, str, str]]],
    ) -> None:
        self._types, self._labels, self._attributes = types, labels, attributes

    def fingerprint(self, columns: Sequence[tuple[int, str]]) -> str:
        """For the types of columns and the expressions that make them; "" where there is nothing to tell."""
        told = [(self._described(oid, set()), expression) for oid, expression in columns]
        if not any(described or expression for described, expression in told):
            return ""
        return hashlib.sha256(msgspec.msgpack.encode(told)).hexdigest()[:32]

    def _described(self, oid: int, seen: set[int]) -> list[object]:
        kind = self._types.get(oid)
        if kind is None or oid in seen:
            return []
        seen.add(oid)
        parts = [self._described(part, seen) for part in kind.parts]
        attributes = [
            [name, native, self._described(part, seen)] for part, name, native in self._attributes.get(kind.row_of, ())
        ]
        return [kind.name, self._labels.get(oid, []), parts, attributes, kind.rules]


def read_type_digests(connection: Connection, used: Iterable[int]) -> TypeDigests:
    """What is needed to tell about the types with these object ids; asks the server only where some are users' own."""
    if not any(oid >= _FIRST_OF_USERS for oid in used):
        return TypeDigests({}, {}, {})
    multirange = "m.rngmultitypid = t.oid" if connection.major_version >= _WITH_MULTIRANGES else "false"
    types = {
        oid: _Type(name, tuple(parts), row_of, tuple(rules))
        for oid, name, parts, row_of, rules in connection.rows(_TYPES.format(multirange=multirange))
    }
    labels: dict[int, list[str]] = defaultdict(list)
    for oid, label in connection.rows(_LABELS):
        labels[oid].append(label)
    attributes: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for table, oid, name, native in connection.rows(_ATTRIBUTES):
        attributes[table].append((oid, name, native))
    return TypeDigests(types, labels, attributes)
