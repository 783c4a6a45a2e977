"""What an erasure hides: records that are known by a keyed digest of their key, wherever they still are stored."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

import msgspec
import pyarrow as pa

from crmbackup_gui.repository.manifest import Erasure, Manifest
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import Placed
from crmbackup_gui.repository.view import Hide


def erased_digest(key: bytes, crm: str, entity: str, canonical: bytes) -> bytes:
    """What an erasure says of the record of a canonical key; `key` is the sub-key for erased records."""
    return hmac.digest(key, f"{crm}\0{entity}\0".encode() + canonical, "sha256")


def hide(key: bytes, crm: str, entity: str, erasures: Iterable[Erasure]) -> Hide:
    """Which keys of an entity are erased by these erasures of it."""
    digests: frozenset[bytes] = frozenset().union(*(erasure.keys for erasure in erasures))

    def hides(order: KeyOrder, keys: pa.Array) -> pa.BooleanArray:
        found = (erased_digest(key, crm, entity, order.to_bytes(value)) for value in keys.to_pylist())
        return pa.array([digest in digests for digest in found], pa.bool_())

    return hides


def pending(manifest: Manifest, erasures: Mapping[str, Erasure]) -> dict[str, Erasure]:
    """The erasures that still have something to hide in what a point itself stores or counts, by name."""
    sequence = manifest.point.sequence
    return {
        name: erasure
        for name, erasure in erasures.items()
        if name not in manifest.erased and (sequence in erasure.points or sequence > erasure.through)
    }


def hidden_in(key: bytes, manifest: Manifest, erasures: Mapping[str, Erasure]) -> dict[Placed, Hide]:
    """How the segments of a manifest are read that may still have erased records."""
    by_entity: dict[str, list[Erasure]] = {}
    for erasure in pending(manifest, erasures).values():
        by_entity.setdefault(erasure.entity, []).append(erasure)
    hidden: dict[Placed, Hide] = {}
    for state in manifest.entities:
        if state.name in by_entity:
            which = hide(key, manifest.point.crm, state.name, by_entity[state.name])
            hidden |= {segment.place: which for segment in state.upserts}
    return hidden


def without_erased(manifest: Manifest, erasures: Mapping[str, Erasure]) -> Manifest:
    """A point as it counts without the records that are hidden; a source is then compared with it record by record."""
    fewer: dict[str, int] = {}
    for erasure in pending(manifest, erasures).values():
        count = erasure.points.get(manifest.point.sequence, 0)
        fewer[erasure.entity] = fewer.get(erasure.entity, 0) + count
    states = tuple(
        msgspec.structs.replace(state, records=state.records - fewer.get(state.name, 0)) for state in manifest.entities
    )
    point = msgspec.structs.replace(manifest.point, records=manifest.point.records - sum(fewer.values()))
    return msgspec.structs.replace(manifest, entities=states, point=point, position=None)
