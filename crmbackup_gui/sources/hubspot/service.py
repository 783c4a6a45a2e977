"""HubSpot as a hosted CRM (hosted/service.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property

from crmbackup_gui.errors import LoginRefused
from crmbackup_gui.sources.hosted.service import (
    Deletions,
    Description,
    Module,
    Order,
    Page,
    Reading,
    Row,
    Since,
    Written,
)
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.describing import OWNERS, Described, Pair, describe, expected
from crmbackup_gui.sources.hubspot.library import BATCH, LINKS_READ, LINKS_WRITTEN, PAGE, Library
from crmbackup_gui.sources.hubspot.linking import Linker
from crmbackup_gui.sources.hubspot.reading import Reader
from crmbackup_gui.sources.hubspot.searching import count
from crmbackup_gui.sources.hubspot.verdicts import Meter
from crmbackup_gui.sources.hubspot.writing import Writer


class HubSpotService:
    """One account of HubSpot. Implements `Service`."""

    overlap = timedelta(minutes=10)
    """The index of the search is said to be behind by moments; what it learns later the next comparison finds."""
    per_fetch = BATCH
    lag = timedelta(seconds=30)
    """Of the search, whose documentation speaks of a few moments."""

    def __init__(self, wire: Wire, meter: Meter, hub: str = "", compare_below: int = 5_000) -> None:
        """`hub` is the account that must answer, empty for any.

        `compare_below` is the size up to which an entity is gone through at every increment (reading.py).
        """
        self.wire, self._meter, self._hub = wire, meter, hub
        self._library = Library(wire)
        self._reader = Reader(self._library, wire.place, wire.now, compare_below)
        self._linker = Linker(self._library, wire.place)
        self._writer = Writer(self._library)

    def describe(self) -> Description:
        return self._described.description

    @cached_property
    def _described(self) -> Described:
        usage = self._library.usage()
        told = self._meter.told(usage.content) if usage.worked else None
        if told is not None:
            self.wire.budget.note(told)
        described = describe(self._library, self.wire.place)
        account = described.description.account
        if self._hub and account != self._hub:
            raise LoginRefused(self.wire.place, f"this access token belongs to another account ({account})")
        return described

    # Reading

    def read(self, module: Module) -> Reading:
        name = module.entity.name
        if name == OWNERS:
            return Reading(self._owners())
        if (pair := self._pair(name)) is not None:
            return Reading(self._links(pair))
        return self._reader.read(self._described.kinds[name], module)

    def changed(self, module: Module, since: Since) -> Reading | None:
        kind = self._described.kinds.get(module.entity.name)
        return None if kind is None else self._reader.changed(kind, module, since)

    def deleted(self, module: Module, since: Since) -> Deletions | None:
        kind = self._described.kinds.get(module.entity.name)
        return None if kind is None else self._reader.deleted(kind, since)

    def keys(self, module: Module) -> Iterator[Page]:
        kind = self._described.kinds.get(module.entity.name)
        return self.read(module).pages if kind is None else self._reader.keys(kind)

    def fetch(self, module: Module, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        name = module.entity.name
        if name == OWNERS:
            wanted = {key[0] for key in keys}
            return _chosen(self._owners(), lambda row: row["id"] in wanted)
        if (pair := self._pair(name)) is not None:
            return self._linker.fetch(pair, keys)
        return self._reader.fetch(self._described.kinds[name], module, [key[0] for key in keys])

    def find(self, module: Module, fields: tuple[str, ...], values: Sequence[tuple[object, ...]]) -> Iterator[Page]:
        [field] = fields
        if module.entity.name == OWNERS:
            wanted = {str(value[0]).casefold() for value in values}
            return _chosen(self._owners(), lambda row: str(row.get(field) or "").casefold() in wanted)
        kind = self._described.kinds[module.entity.name]
        return self._reader.fetch(kind, module, [str(value[0]) for value in values], by=field)

    def undeletable(self, module: Module, keys: Sequence[tuple[str, ...]]) -> set[tuple[str, ...]]:  # noqa: ARG002
        return set()

    def content(self, module: Module, key: tuple[str, ...]) -> Iterator[bytes]:
        raise AssertionError(f"{module.entity.name} has no contents: {key}")

    # Writing

    def write(self, module: Module, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        if (pair := self._pair(module.entity.name)) is not None:
            return self._linker.create(pair, rows) if order is Order.CREATE else self._linker.delete(pair, rows)
        kind = self._described.kinds[module.entity.name]
        self._reader.forget(kind)
        do = {Order.CREATE: self._writer.create, Order.UPDATE: self._writer.update, Order.DELETE: self._writer.archive}
        return do[order](kind, rows)

    def count(self, module: Module) -> int | None:
        kind = self._described.kinds.get(module.entity.name)
        return None if kind is None else count(self._library, kind)

    def cost(self, module: Module, order: Order | None, records: int) -> int:
        linked = self._pair(module.entity.name) is not None
        each = (LINKS_READ if order is None else LINKS_WRITTEN) if linked else (PAGE if order is None else BATCH)
        return -(-records // each)

    def cost_of_changes(self, module: Module, records: int, changes: int) -> int:
        if module.entity.name not in self._described.kinds:
            return self.cost(module, None, records)
        return self._reader.cost_of_changes(records, changes)

    # Inside

    def _pair(self, name: str) -> Pair | None:
        return self._described.pairs.get(name)

    def _links(self, pair: Pair) -> Iterator[Page]:
        ids = self._reader.ids(pair.one)
        for start in range(0, len(ids), LINKS_READ):
            yield from self._linker.read(pair, [str(each) for each in ids[start : start + LINKS_READ]])

    def _owners(self) -> Iterator[Page]:
        for archived in (False, True):
            after: str | None = None
            while True:
                answer = expected(self._library.owners(after, archived=archived), self.wire.place)
                yield Page([{**each, "id": str(each["id"])} for each in answer.results])
                if answer.after is None or answer.after == after:
                    break
                after = answer.after


def _chosen(pages: Iterator[Page], wanted: Callable[[Row], bool]) -> Iterator[Page]:
    for page in pages:
        found = [row for row in page.rows if wanted(row)]
        if found:
            yield Page(found)
