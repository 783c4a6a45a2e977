"""Folders that a person points at, as places for a repository."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.errors import RepositoryNotFound, StoreFailed
from crmbackup_gui.repository.durable import plain_words
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.stores.exclusive import check_creates_once
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.opening import is_cloud, place_at
from crmbackup_gui.services.apart import check_apart
from crmbackup_gui.services.opening import check_empty, open_place
from crmbackup_gui.sources.location import parse_location


@dataclass(frozen=True)
class RepositoryPlace:
    """A place that can hold a repository, or does. `location` is its one form."""

    location: str
    is_repository: bool
    free_bytes: int | None = None
    """None where nobody can tell."""
    beside_crm: bool = False
    """It is on the same disk as the CRM, so that both can be lost together."""


def look_at_place(location: str, source_url: str | None = None, options: Sequence[str] = ()) -> RepositoryPlace:
    """Whether a repository is there or can be made there; what is written to find out is taken away again.

    `source_url` is the CRM that is to be kept there, `options` are those of the store. Raises RepositoryExists where
    other things are, StoreFailed where nothing can be read or written, leaves of InvalidRequest, also for a place
    inside of the CRM, and FormatNotSupported and ObjectDamaged for a repository that cannot be used.
    """
    return look_at_store(open_place(location, options), source_url)


def look_at_store(store: ObjectStore, source_url: str | None = None) -> RepositoryPlace:
    """As `look_at_place`, of a store that is open."""
    if source_url:
        check_apart(store.location, source_url)
    try:
        read_config(store)
        found = True
    except RepositoryNotFound:
        check_empty(store)
        found = False
    if not isinstance(store, FolderObjects):
        if not found:
            check_creates_once(store)
        return RepositoryPlace(store.location, found)
    folder = _existing(Path(store.location))
    if not found:
        _try_to_write(folder, store.location)
    return RepositoryPlace(store.location, found, _free(folder), _same_disk(folder, source_url))


def inner_folder(location: str, name: str) -> str:
    """A folder of that name inside a place, with a number behind it where others have things in it already."""
    if is_cloud(location):
        return place_at(f"{location.rstrip('/')}/{name}")
    parent, tried = Path(place_at(location)), 1
    while True:
        inner = parent / (name if tried == 1 else f"{name} {tried}")
        if not inner.exists() or (inner.is_dir() and not any(inner.iterdir())):
            return str(inner)
        tried += 1


def repository_inside(location: str) -> str | None:
    """The only repository in a folder right below a place, where somebody chose the whole drive."""
    if is_cloud(location):
        return None
    parent = Path(place_at(location))
    try:
        inner = [str(folder) for folder in parent.iterdir() if (folder / "repository").is_file()]
    except OSError:
        return None
    return inner[0] if len(inner) == 1 else None


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((place for place in (folder, *folder.parents) if place.is_dir()), folder)


def _try_to_write(folder: Path, location: str) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".crmbackup-"):
            pass
    except OSError as error:
        raise StoreFailed(location, plain_words(error)) from error


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _same_disk(folder: Path, source_url: str | None) -> bool:
    path = parse_location(source_url).path if source_url else None
    try:
        return path is not None and path.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False
