"""A database server that is none: each of its databases is a SQLite file, and only its password opens them.

It stands in for PostgreSQL and MySQL where a test is about what is around the source: who is let in, with what, and
what is said when nobody is. `stand_in` puts it there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from crmbackup_gui.errors import LoginRefused, SourceIncomplete, SourceMissing, SourceUnreachable
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources import registry
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.server import ServerFacts

PASSWORD = "hunter2-and-more"
OPTIONS = {
    "postgresql": ("host", "sslmode", "sslrootcert"),
    "mysql": ("socket", "ssl", "ssl-ca"),
}


@dataclass
class FakeServer:
    """What the stand-in knows. A password of None lets everybody in."""

    databases: dict[str, Path] = field(default_factory=dict)
    password: str | None = PASSWORD
    hidden: tuple[str, ...] = ()
    """Tables that the account does not see."""
    crm: str = ""
    """As what CRM its databases are recognised, with this business:"""
    business: tuple[BusinessEntity, ...] = ()
    transient: frozenset[str] = frozenset()
    encrypted: bool | None = True
    host: str = "db.example.com"
    asked: list[str | None] = field(default_factory=list)
    """The passwords that were tried."""


STATE = FakeServer()


def stand_in(monkeypatch, *schemes, **databases):
    """Let the server answer for these schemes, with these databases by name; what it knows."""
    STATE.__init__(databases={name: Path(path) for name, path in databases.items()})
    for scheme in schemes or ("postgresql", "mysql"):
        monkeypatch.setitem(registry._BUILT_IN, scheme, "tests.fake_server:FakeSource")
    return STATE


class FakeSource:
    """A source (sources/base.py)."""

    def __init__(self, location, secrets):
        location.check_options(OPTIONS[location.scheme])
        self._location, self._secrets = location, secrets
        self.url = location.url
        self.name = location.database

    def catalog(self):
        return recognised(self._connected().catalog())

    def exists(self):
        try:
            return self._connected().exists()
        except SourceMissing:
            return False

    @contextmanager
    def snapshot(self) -> Iterator:
        source = self._connected()
        if STATE.hidden:
            raise SourceIncomplete(self.url, STATE.hidden, "the account may not read it")
        with source.snapshot() as snapshot:
            yield FakeSnapshot(snapshot)

    def server(self):
        self._connected()
        product = {"postgresql": "PostgreSQL", "mysql": "MariaDB"}[self._location.scheme]
        size = STATE.databases[self._location.database].stat().st_size
        return ServerFacts(product, "15.8", size, STATE.encrypted)

    @contextmanager
    def target(self, *, rehearsal=False, create=False) -> Iterator:
        with self._connected().target(rehearsal=rehearsal, create=create) as target:
            yield target

    def _connected(self):
        password = self._secrets("password")
        STATE.asked.append(password)
        shown = replace(self._location, options={}).url
        if (self._location.host or STATE.host) != STATE.host:
            raise SourceUnreachable(shown, "there is no such host")
        if STATE.password is not None and password != STATE.password:
            raise LoginRefused(shown, f'password authentication failed for user "{self._location.user}"')
        if self._location.database not in STATE.databases:
            raise SourceMissing(shown)
        return open_source(f"sqlite:///{STATE.databases[self._location.database]}")


class FakeSnapshot:
    """A snapshot (sources/base.py) of a database whose CRM was recognised."""

    def __init__(self, snapshot):
        self._snapshot = snapshot

    @property
    def catalog(self):
        return recognised(self._snapshot.catalog)

    def __getattr__(self, name):
        return getattr(self._snapshot, name)


def recognised(catalog):
    """The catalog as a profile of the CRM sees it."""
    entities = [msgspec.structs.replace(e, transient=e.name in STATE.transient) for e in catalog.entities]
    return msgspec.structs.replace(catalog, entities=tuple(entities), crm=STATE.crm, business=STATE.business)
