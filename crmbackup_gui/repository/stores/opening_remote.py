"""Stores behind obstore. A module of its own, because what they load takes longer than opening a folder."""

from __future__ import annotations

from collections.abc import Mapping

from obstore.store import MemoryStore

from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.stores.asking import Asking, Patience
from crmbackup_gui.repository.stores.cloud import FindSecret, open_backend
from crmbackup_gui.repository.stores.options import CERTIFICATE, read_certificate
from crmbackup_gui.repository.stores.places import CloudPlace
from crmbackup_gui.repository.stores.rate import RateLimit
from crmbackup_gui.repository.stores.remote import ObstoreObjects
from crmbackup_gui.repository.stores.rules.finding import rules_of

_AT_ONCE = Patience(0.0, 0.0, 0.0)


def open_memory() -> ObstoreObjects:
    """A store of its own, which is gone with the program."""
    return ObstoreObjects(MemoryStore(), Asking("memory:", _AT_ONCE))


def open_cloud(
    place: CloudPlace, options: Mapping[str, str], find: FindSecret, cancel: CancelToken, rate: RateLimit | None
) -> ObstoreObjects:
    """The store at a place of a cloud. Raises as `opening.open_store`."""
    reading = open_backend(place, options, find, reading=True)
    writing = open_backend(place, options, find, reading=False)
    asking = Asking(place.location, cancel=cancel)
    certificate = read_certificate(options[CERTIFICATE]) if CERTIFICATE in options else None
    return ObstoreObjects(reading, asking, writing, rate, lambda: rules_of(reading, asking.briefly(), certificate))
