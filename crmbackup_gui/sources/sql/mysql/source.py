"""A database of MySQL or MariaDB as a CRM: `mysql://user@host:port/database`."""

from __future__ import annotations

from contextlib import AbstractContextManager

from crmbackup_gui.errors import SourceMissing
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import SourceSnapshot, Target
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets
from crmbackup_gui.sources.server import ServerFacts
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.facts import facts_of
from crmbackup_gui.sources.sql.mysql.schema import has_tables
from crmbackup_gui.sources.sql.mysql.server import Server, server_of
from crmbackup_gui.sources.sql.mysql.snapshot import open_snapshot, read_catalog
from crmbackup_gui.sources.sql.mysql.target import open_target


class MysqlSource:
    """A `Source` (sources/base.py). `find_secret` gives the `password`."""

    def __init__(self, server: Server, find_secret: FindSecret = no_secrets) -> None:
        self._server = server
        self._find_secret = find_secret

    @property
    def url(self) -> str:
        """The address as it was given, in its canonical form."""
        return self._server.location

    @property
    def name(self) -> str:
        """The database's."""
        return self._server.database

    def exists(self) -> bool:
        """Whether the database is there and has a table or view. Raises LoginRefused and SourceUnreachable."""
        try:
            with Connection(self._server, self._find_secret) as connection:
                return has_tables(connection, self._server.database)
        except SourceMissing:
            return False

    def server(self) -> ServerFacts:
        """What server it is on (sources/server.py)."""
        return facts_of(self._server, self._find_secret)

    def catalog(self) -> Catalog:
        """The structure now."""
        return read_catalog(self._server, self._find_secret)

    def snapshot(self) -> AbstractContextManager[SourceSnapshot]:
        """One moment of the database.

        Raises LoginRefused, SourceMissing, SourceUnreachable and SourceIncomplete when it is entered.
        """
        return open_snapshot(self._server, self._find_secret)

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The database for writing. Raises as `snapshot` does, and RestoreRefused."""
        return open_target(self._server, self._find_secret, rehearsal=rehearsal, create=create)


def open_mysql(location: Location, find_secret: FindSecret = no_secrets) -> MysqlSource:
    """The factory of the schemes `mysql` and `mariadb` (sources/registry.py). Its options are those of server.py."""
    return MysqlSource(server_of(location), find_secret)
