"""Which store a REPO location means."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.request import url2pathname

from obstore.store import MemoryStore

from crmbackup_gui.errors import InvalidLocation, UnsupportedLocation
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.remote import ObstoreObjects


def open_store(location: str) -> ObjectStore:
    """The store at a REPO location: a folder as a path or `file:///` URL, or `memory:`, which is new each time.

    Opening touches nothing; the first put creates the folder. Raises InvalidLocation and UnsupportedLocation.
    """
    if location == "memory:":
        return ObstoreObjects(MemoryStore(), location)
    if not location or "\0" in location:
        raise InvalidLocation(location.replace("\0", "?"), "a folder was expected")
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", location)
    if scheme is None:
        return FolderObjects(Path(location))
    if scheme[0].lower() != "file://":
        raise UnsupportedLocation(scheme[0], ("a folder", "file:///"))
    path = location[len("file://") :]
    if not path.startswith("/") or "%00" in path:
        raise InvalidLocation(location, "a file address has three slashes and a path, as in file:///folder")
    return FolderObjects(Path(url2pathname(path)))
