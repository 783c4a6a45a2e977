"""A folder of files as a source of records and a target for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from crmbackup_gui.errors import SourceMissing, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import SourceSnapshot, Target
from crmbackup_gui.sources.files.beneath import Beneath, words
from crmbackup_gui.sources.files.entity import CATALOG
from crmbackup_gui.sources.files.rehearsal import FolderRehearsal
from crmbackup_gui.sources.files.snapshot import FolderSnapshot
from crmbackup_gui.sources.files.target import FolderTarget, make_root
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets


def open_folder(location: Location, _secrets: FindSecret = no_secrets) -> FolderSource:
    """The folder at `folder:///absolute`, which has no options."""
    location.check_options(())
    if location.path is None:
        raise SourceMissing(location.url)
    return FolderSource(location.path)


class FolderSource:
    """A `Source`: the folder `root`, absolute. The root itself may be reached through links; nothing below it is."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def url(self) -> str:
        """`folder:///absolute`, percent-encoded."""
        return Location("folder", path=self._root).url

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self._root.name

    def catalog(self) -> Catalog:
        """One entity, `files`. Raises SourceMissing or SourceUnreadable."""
        _open(self._root).close()
        return CATALOG

    @contextmanager
    def snapshot(self) -> Iterator[SourceSnapshot]:
        """The folder as it is; see FolderSnapshot for how sharp that is."""
        place = _open(self._root)
        try:
            yield FolderSnapshot(place)
        finally:
            place.close()

    def exists(self) -> bool:
        """Whether the folder is there."""
        return self._root.is_dir()

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The folder for writing. A rehearsal writes nothing at all; see FolderRehearsal."""
        return self._rehearsal(create=create) if rehearsal else self._target(create=create)

    @contextmanager
    def _rehearsal(self, *, create: bool) -> Iterator[Target]:
        place = None if create and not self._root.exists() else _open(self._root)
        rehearsal = FolderRehearsal(self._root, place)
        try:
            yield rehearsal
        finally:
            rehearsal.close()
            if place is not None:
                place.close()

    @contextmanager
    def _target(self, *, create: bool) -> Iterator[Target]:
        made = make_root(self._root) if create else []
        place = _open(self._root)
        target = FolderTarget(place, made)
        try:
            yield target
        finally:
            try:
                target.rollback()
            finally:
                place.close()


def _open(root: Path) -> Beneath:
    try:
        return Beneath(root)
    except FileNotFoundError as error:
        raise SourceMissing(str(root)) from error
    except OSError as error:
        raise SourceUnreadable(str(root), words(error)) from error
