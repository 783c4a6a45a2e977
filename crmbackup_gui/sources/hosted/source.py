"""A hosted CRM as a source: `HostedSource` makes one of any service (service.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.model.budget import BudgetFacts, EntityCost, Forecast
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.sources.base import SourceSnapshot, Target
from crmbackup_gui.sources.budgeted import Choose, LastBackup, Pause, PauseSink
from crmbackup_gui.sources.hosted.budget import DEFAULT_FREE, Budget
from crmbackup_gui.sources.hosted.ledger import ledger_of, was_interrupted
from crmbackup_gui.sources.hosted.service import Module, Service
from crmbackup_gui.sources.hosted.snapshot import HostedSnapshot
from crmbackup_gui.sources.hosted.structure import Structure
from crmbackup_gui.sources.hosted.target import HostedTarget
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.server import ServerFacts

OPTIONS = ("free", "patience")
"""Options of every hosted source: percent of the calls that stay free, and hours to wait for a spent budget."""

_INTERRUPTED = (
    "A restore into this CRM was interrupted: its records are neither as before nor as they were to be. "
    "Run the restore again, then take another backup."
)

Connect = Callable[[], Service]
"""Makes the service with a wire of its own; nothing is asked of it yet."""


class HostedSource:
    """A `Source`. `connect` is called for each snapshot, target and catalog; its service's wire is closed at the end.

    `ledgers` is the folder of ledgers (ledger.py), None for the one of this computer's user.
    `location` may have `OPTIONS` beside those that the service checks by `check_options((*OPTIONS, ...))`.
    """

    def __init__(self, location: Location, name: str, connect: Connect, ledgers: Path | None = None) -> None:
        self._location, self._name, self._connect, self._ledgers = location, name, connect, ledgers
        self._free = _number(location, "free", DEFAULT_FREE, 0, 99)
        self._patience = timedelta(hours=_number(location, "patience", 6, 0, 23))
        self._budget = Budget(self._free)
        self._paused: PauseSink = _unheard
        self._cancel = CancelToken()

    @property
    def url(self) -> str:
        return self._location.url

    @property
    def name(self) -> str:
        return self._name

    def attend(self, paused: PauseSink, cancel: CancelToken) -> None:
        """As `Budgeted`."""
        self._paused, self._cancel = paused, cancel

    @property
    def budget(self) -> BudgetFacts:
        """As `Budgeted`."""
        return self._budget.facts

    def foresee(self, choose: Choose, before: Mapping[str, LastBackup]) -> Forecast:
        """As `Budgeted`."""
        with self._opened() as service:
            structure = Structure(service.describe())
            chosen = set(choose(structure.catalog))
            modules = [module for name, module in structure.modules.items() if name in chosen]
            costs = tuple(_cost(service, module, before.get(module.entity.name)) for module in modules)
            return Forecast(costs, self.budget)

    def catalog(self) -> Catalog:
        with self._opened() as service:
            return Structure(service.describe()).catalog

    def server(self) -> ServerFacts | None:
        """As `OnServer`."""
        with self._opened() as service:
            return Structure(service.describe()).server

    def exists(self) -> bool:
        """A service that lets this account in is there; one that does not raises why."""
        self.catalog()
        return True

    @contextmanager
    def snapshot(self) -> Iterator[SourceSnapshot]:
        with self._opened() as service:
            snapshot = HostedSnapshot(service)
            if was_interrupted(self._location, snapshot.account, self._ledgers):
                snapshot.note(_INTERRUPTED)
            yield snapshot

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The account for writing; `create` changes nothing, since a service makes its own structure."""
        del create
        return self._target(rehearsal=rehearsal)

    @contextmanager
    def _target(self, *, rehearsal: bool) -> Iterator[Target]:
        with self._opened() as service:
            structure = Structure(service.describe())
            account = structure.description.account
            with ledger_of(self._location, account, lasting=not rehearsal, folder=self._ledgers) as ledger:
                yield HostedTarget(self._location.scheme, service, structure, ledger, rehearsal=rehearsal)

    @contextmanager
    def _opened(self) -> Iterator[Service]:
        service = self._connect()
        try:
            service.wire.budget = self._budget
            service.wire.patience = self._patience
            service.wire.attend(self._paused, self._cancel)
            yield service
        finally:
            service.wire.close()


def _cost(service: Service, module: Module, before: LastBackup | None) -> EntityCost:
    """Of an entity that an earlier point has, what changed is read, in a way that suits its size then."""
    entity = module.entity
    records = service.count(module) if before is None else before.records
    if before is not None and module.modified is not None:
        calls: int | None = service.cost_of_changes(module, before.records, before.changes)
    else:
        calls = None if records is None else service.cost(module, None, records)
    return EntityCost(entity.name, entity.label or entity.name, records, calls)


def _unheard(_: Pause) -> None:
    """Nobody attends."""


def _number(location: Location, option: str, default: int, least: int, most: int) -> int:
    text = location.options.get(option)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise InvalidLocation(location.url, f"'{option}' is a number from {least} to {most}")
    return int(text)
