"""The parts of a CRM as its users know them, of those entities that are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from crmbackup_gui.model.conventions import BusinessEntity


def parts_there(business: Sequence[BusinessEntity], names: Collection[str]) -> tuple[BusinessEntity, ...]:
    """With those of their entities that are among the names: of a narrower point there may be only some."""
    kept = ((part, tuple(name for name in part.entities if name in names)) for part in business)
    return tuple(msgspec.structs.replace(part, entities=entities) for part, entities in kept if entities)
