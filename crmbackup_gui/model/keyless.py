"""Entities whose records have no identity of their own.

The engine keys such a record by a digest of its values and counts equal ones, so that an entity without a key is
stored, compared and merged like any other: two fields are added at the end, `DIGEST` (32 bytes, the key) and
`COPIES` (how many records are equal, at least 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from crmbackup_gui.model.catalog import Entity, Field, ValueType

DIGEST = "crmbackup:digest"
COPIES = "crmbackup:copies"

MOST_COPIES = (1 << 31) - 1
"""More equal records than this no reader believes (FORMAT.md, "Limits")."""

_PIECE = 65_536

_ADDED = (
    Field(name=DIGEST, type=ValueType.BYTES, nullable=False, hidden=True),
    Field(name=COPIES, type=ValueType.INT64, nullable=False, hidden=True),
)


def is_keyless(entity: Entity) -> bool:
    """Whether records of the entity are keyed by digest; true for the source's form and for the stored form."""
    return entity.key in ((), (DIGEST,))


def stored_form(entity: Entity) -> Entity:
    """The entity as recovery points keep it; entities with a key are returned as they are."""
    if entity.key:
        return entity
    return msgspec.structs.replace(entity, fields=(*entity.fields, *_ADDED), key=(DIGEST,))


def source_form(entity: Entity) -> Entity:
    """The entity as its source knows it: `stored_form` undone."""
    if entity.key != (DIGEST,):
        return entity
    return msgspec.structs.replace(entity, fields=entity.fields[: -len(_ADDED)], key=())


def expanded(rows: Sequence[int], copies: Sequence[int]) -> Iterator[list[int]]:
    """Each of the rows as often as `copies` has it, in pieces of at most 65,536: a count costs no memory."""
    piece: list[int] = []
    for row in rows:
        left = copies[row]
        while left > 0:
            taken = min(left, _PIECE - len(piece))
            piece += [row] * taken
            left -= taken
            if len(piece) == _PIECE:
                yield piece
                piece = []
    if piece:
        yield piece
