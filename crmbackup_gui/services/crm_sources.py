"""Opening a CRM with its secrets, and saying why a server does not let it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from crmbackup_gui.errors import AccessExpired, LoginRefused, PasswordMissing
from crmbackup_gui.model.budget import BudgetFacts, Forecast
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.crm_secrets import CrmSecrets, SecretsOfCrm
from crmbackup_gui.sources.base import Source, SourceSnapshot, Target
from crmbackup_gui.sources.budgeted import Budgeted, Choose, LastBackup, PauseSink
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.server import ServerFacts, server_facts


def open_crm(url: str, secrets: CrmSecrets) -> Source:
    """The CRM at a URL; nothing is connected yet.

    Raises as `open_source`, and InvalidRequest for an unusable file of secrets. A server that wants a password which
    is not there lets every method of the source raise PasswordMissing, or PasswordUnavailable when the keyring should
    have had it, instead of LoginRefused.
    """
    secrets.check()
    found = secrets.of(url)
    source = open_source(url, found)
    if parse_location(source.url).path is not None:
        return source
    return _Budgeted(source, found, source) if isinstance(source, Budgeted) else _SignedIn(source, found)


@dataclass(frozen=True)
class _SignedIn:
    """A source (sources/base.py) on a server."""

    source: Source
    secrets: SecretsOfCrm

    @property
    def url(self) -> str:
        return self.source.url

    @property
    def name(self) -> str:
        return self.source.name

    def catalog(self) -> Catalog:
        with self._explained():
            return self.source.catalog()

    def exists(self) -> bool:
        with self._explained():
            return self.source.exists()

    def server(self) -> ServerFacts | None:
        with self._explained():
            return server_facts(self.source)

    @contextmanager
    def snapshot(self) -> Iterator[SourceSnapshot]:
        with self._explained(), self.source.snapshot() as snapshot:
            yield snapshot

    @contextmanager
    def target(self, *, rehearsal: bool = False, create: bool = False) -> Iterator[Target]:
        with self._explained(), self.source.target(rehearsal=rehearsal, create=create) as target:
            yield target

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What is known of the password counts more than the server's own words."""
        try:
            yield
        except (PasswordMissing, AccessExpired) as error:
            if self.secrets.trouble is None:
                raise
            raise self.secrets.trouble from error
        except LoginRefused as error:
            if not self.secrets.missed:
                raise
            raise self.secrets.trouble or PasswordMissing(error.location) from error


@dataclass(frozen=True)
class _Budgeted(_SignedIn):
    """The same of a service that grants so many calls (sources/budgeted.py)."""

    counting: Budgeted

    def attend(self, paused: PauseSink, cancel: CancelToken) -> None:
        self.counting.attend(paused, cancel)

    @property
    def budget(self) -> BudgetFacts:
        return self.counting.budget

    def foresee(self, choose: Choose, before: Mapping[str, LastBackup]) -> Forecast:
        with self._explained():
            return self.counting.foresee(choose, before)
