"""What was found of the place when a repository was made there (FORMAT.md, "Objects")."""

from __future__ import annotations

import logging
import secrets
import time
from datetime import UTC, datetime

from crmbackup_gui.errors import DamagedRepository, StoreFailed
from crmbackup_gui.repository.manifest import PlaceRecord, decode, encode
from crmbackup_gui.repository.names import ours
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.sealing import seal, subkey, unseal

PLACES = "places"

_LOG = logging.getLogger(__name__)


def record_place(store: ObjectStore, master: bytes, *, creates_once: bool) -> None:
    """Keep what a look found. That it cannot be written is logged: nothing relies on it."""
    record = PlaceRecord(checked_at=datetime.now(UTC), location=store.location, creates_once=creates_once)
    name = f"{PLACES}/{time.time_ns():019d}{secrets.token_hex(4)}"
    try:
        store.put(name, seal(subkey(master, "objects"), name, encode(record)), create=True)
    except StoreFailed as error:
        _LOG.warning("what was found of the place was not kept: %s", error.user_message)


def place_records(store: ObjectStore, master: bytes) -> tuple[PlaceRecord, ...]:
    """What was found, oldest first; what is damaged is passed over, for nothing relies on it. Raises StoreFailed."""
    found = []
    key = subkey(master, "objects")
    for info in ours(store.list(PLACES)):
        try:
            found.append(decode(info.name, unseal(key, info.name, store.get(info.name)), PlaceRecord))
        except DamagedRepository:
            continue
    return tuple(found)
