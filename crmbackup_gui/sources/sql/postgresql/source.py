"""A PostgreSQL database as a CRM: `postgresql://user@host:port/database`."""

from __future__ import annotations

from contextlib import AbstractContextManager

from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import SourceSnapshot, Target
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets
from crmbackup_gui.sources.server import ServerFacts
from crmbackup_gui.sources.sql.postgresql.existing import has_tables
from crmbackup_gui.sources.sql.postgresql.facts import facts_of
from crmbackup_gui.sources.sql.postgresql.login import Login, login_of
from crmbackup_gui.sources.sql.postgresql.snapshot import open_snapshot
from crmbackup_gui.sources.sql.postgresql.target import open_target


class PostgresSource:
    """A `Source` (sources/base.py)."""

    def __init__(self, login: Login) -> None:
        self._login = login

    @property
    def url(self) -> str:
        """The location, without anything secret."""
        return self._login.url

    @property
    def name(self) -> str:
        """The database's name."""
        return self._login.database

    def exists(self) -> bool:
        """Whether the database is there and holds at least one table."""
        return has_tables(self._login)

    def server(self) -> ServerFacts:
        """What server it is on (sources/server.py)."""
        return facts_of(self._login)

    def catalog(self) -> Catalog:
        """The structure now."""
        with open_snapshot(self._login) as snapshot:
            return snapshot.catalog

    def snapshot(self) -> AbstractContextManager[SourceSnapshot]:
        """One moment of the database."""
        return open_snapshot(self._login)

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The database for writing."""
        return open_target(self._login, rehearsal=rehearsal, create=create)


def open_postgresql(location: Location, secrets: FindSecret = no_secrets) -> PostgresSource:
    """The factory of the schemes `postgresql` and `postgres` (sources/registry.py)."""
    return PostgresSource(login_of(location, secrets))
