"""A SQLite database as a CRM: `sqlite:///path`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import SourceSnapshot, Target
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets
from crmbackup_gui.sources.sql.sqlite.connection import BUSY_TIMEOUT, database_exists
from crmbackup_gui.sources.sql.sqlite.snapshot import open_snapshot, read_catalog
from crmbackup_gui.sources.sql.sqlite.target import open_target


class SqliteSource:
    """A `Source` (sources/base.py). `busy_timeout` is how many seconds it waits for another program's lock."""

    def __init__(self, path: Path, name: str | None = None, *, busy_timeout: float = BUSY_TIMEOUT) -> None:
        self._path = path.absolute()
        self._name = name
        self._busy_timeout = busy_timeout

    @property
    def url(self) -> str:
        """The absolute path as a URL."""
        return Location("sqlite", path=self._path).url

    @property
    def name(self) -> str:
        """The name given, or the file's without its suffix."""
        return self._name or self._path.stem

    def exists(self) -> bool:
        """Whether the file is there."""
        return database_exists(self._path, self.url)

    def catalog(self) -> Catalog:
        """The structure now."""
        return read_catalog(self._path, self.url, self._busy_timeout)

    def snapshot(self) -> AbstractContextManager[SourceSnapshot]:
        """One moment of the database. Raises SourceMissing, SourceBusy or SourceUnreadable when it is entered."""
        return open_snapshot(self._path, self.url, self._busy_timeout)

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The database for writing. Raises as `snapshot` does, and RestoreRefused."""
        return open_target(self._path, self.url, self._busy_timeout, rehearsal=rehearsal, create=create)


def open_sqlite(location: Location, _secrets: FindSecret = no_secrets) -> SqliteSource:
    """The factory of the scheme `sqlite` (sources/registry.py). It takes no options."""
    location.check_options(())
    if location.path is None:
        raise InvalidLocation(location.url, "it names no file")
    return SqliteSource(location.path)
