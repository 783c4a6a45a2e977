"""Which store a REPO location means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from crmbackup_gui.errors import InvalidLocation, InvalidRequest, UnsupportedLocation
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.stores.cloud import FindSecret, no_secrets
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.options import read_options
from crmbackup_gui.repository.stores.places import Cloud, parse_cloud_place
from crmbackup_gui.repository.stores.rate import read_rate

FindSecretOf = Callable[[str], FindSecret]
"""Gives what finds the secrets of the bucket at a location such as `s3://bucket`."""

LIMIT_RATE = "limit-rate"

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def open_store(
    location: str,
    options: Sequence[str] = (),
    *,
    secrets_of: FindSecretOf = lambda _bucket: no_secrets,
    cancel: CancelToken | None = None,
) -> ObjectStore:
    """The store at a REPO location.

    That is a folder, as a path or `file:///` URL; a bucket and a prefix behind `s3://`, `az://` or `gs://`; or
    `memory:`, which is new each time. `options` are those of options.py, and `limit-rate`, bytes a second. What waits
    for a network or for the rate ends with Cancelled when `cancel` says so. Opening touches nothing; the first put
    creates a folder.

    Raises leaves of InvalidRequest, and StoreFailed when there are no credentials for a cloud store.
    """
    read, cancel = read_options(options), cancel or CancelToken()
    rate = read_rate(read.pop(LIMIT_RATE)) if LIMIT_RATE in read else None
    if is_cloud(location):
        place = parse_cloud_place(location)
        # What it takes to speak to a cloud is loaded where there is one.
        from crmbackup_gui.repository.stores.opening_remote import open_cloud

        return open_cloud(place, read, secrets_of(place.account), cancel, rate)
    for name in read:
        raise InvalidRequest(f"A repository in a folder has no store option '{name}'.")
    if location == "memory:":
        from crmbackup_gui.repository.stores.opening_remote import open_memory

        return open_memory()
    return FolderObjects(folder_at(location), rate, cancel)


def place_at(location: str) -> str:
    """The location in the one form in which it is compared, without opening it. Raises leaves of InvalidRequest."""
    if is_cloud(location):
        return parse_cloud_place(location).location
    return location if location == "memory:" else FolderObjects(folder_at(location)).location


def is_cloud(location: str) -> bool:
    """Whether the location begins as that of a cloud store does."""
    return location.partition("://")[0].lower() in {cloud.value for cloud in Cloud} and "://" in location


def folder_at(location: str) -> Path:
    """The folder that a location means. Raises InvalidLocation and UnsupportedLocation."""
    if not location or "\0" in location:
        raise InvalidLocation(location.replace("\0", "?"), "a folder was expected")
    scheme = _SCHEME.match(location)
    if scheme is None:
        return Path(location)
    if scheme[0].lower() != "file://":
        raise UnsupportedLocation(scheme[0], ("a folder", "file:///", *(f"{cloud.value}://" for cloud in Cloud)))
    path = location[len("file://") :]
    if not path.startswith("/") or "%00" in path:
        raise InvalidLocation(location, "a file address has three slashes and a path, as in file:///folder")
    from urllib.request import url2pathname  # brings all that a program of the web needs

    return Path(url2pathname(path))
