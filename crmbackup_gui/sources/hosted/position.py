"""Where the next increment of a hosted CRM begins, entity by entity, as it is kept in a recovery point."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far one entity is covered: its changes and its deletions, aware UTC, and the service's own marks of that."""

    changed: datetime
    deleted: datetime
    changed_mark: str | None = None
    deleted_mark: str | None = None


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `account` is the service's account: a position means nothing in another one."""

    account: str
    places: dict[str, Place]


def encode_position(position: Position) -> bytes:
    """As a recovery point keeps it."""
    return msgspec.json.encode(position)


def decode_position(token: bytes) -> Position | None:
    """None for what another program, or another kind of source, has left."""
    try:
        return msgspec.json.decode(token, type=Position)
    except msgspec.MsgspecError:
        return None
