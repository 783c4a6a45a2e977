"""Reading records: whole lists, what changed, what was archived, and single records.

A list gives 100 records a call, in the order of their ids, and knows everything that has happened. The search gives
200, oldest change first, but its index is behind, knows no archived record, and gives no more than 10,000 of a query.
So increments are found in one of two ways:

- A walk through the list of all ids with their times of change: exact, ten calls for 1,000 records. It also gives the
  keys that the shared part compares to find what was deleted, and those of which associations are read.
- A search, and the list of archived records: few calls however large the account is, but deletions for good (privacy)
  stay unseen, and changes that the index learned later than the overlap.

An entity of up to `compare_below` records is walked through each time, a larger one once a day.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.service import Deletions, Module, Page, Reading, Row, Since
from crmbackup_gui.sources.hubspot.describing import KEY, expected
from crmbackup_gui.sources.hubspot.kinds import Kind
from crmbackup_gui.sources.hubspot.library import BATCH, Library
from crmbackup_gui.sources.hubspot.library import PAGE as LISTED
from crmbackup_gui.sources.hubspot.searching import PAGE as FOUND
from crmbackup_gui.sources.hubspot.searching import changed_ids, count, moment

_COMPARE_EVERY = timedelta(hours=24)
_KEYS_AT_ONCE = 10_000
_LONGEST_LIST = 15_000
"""Characters of property names that an address may hold; a server in between that takes fewer says so (414)."""
_TOO_LONG = frozenset({414, 431})


class Mark(msgspec.Struct, frozen=True):
    """What is remembered of an entity from one increment to the next: when its keys were last compared."""

    compared: datetime


@dataclass
class Reader:
    """Reads objects of one account. What it learns of ids is kept for as long as it lives: one snapshot."""

    library: Library
    place: str
    now: Callable[[], datetime]
    """The service's clock."""
    compare_below: int = 5_000
    _ids: dict[str, array[int]] = field(default_factory=dict)
    _due: dict[str, bool] = field(default_factory=dict)
    _merged: dict[str, set[str]] = field(default_factory=dict)
    _by_body: set[str] = field(default_factory=set)
    """Kinds with more properties than an address holds: their records are read in batches."""

    # Everything

    def read(self, kind: Kind, module: Module) -> Reading:
        """All records, and a mark that says that they were compared."""
        about = count(self.library, kind)
        now = self.now()
        return Reading(self._all(kind, module), about, lambda: _mark(now))

    def ids(self, kind: Kind) -> array[int]:
        """The ids of all records, from memory where they were walked through already."""
        if kind.name not in self._ids:
            for _ in self._walk(kind):
                pass
        return self._ids[kind.name]

    def keys(self, kind: Kind) -> Iterator[Page]:
        """The same as pages."""
        ids = self.ids(kind)
        for start in range(0, len(ids), _KEYS_AT_ONCE):
            yield Page([{KEY: str(each)} for each in ids[start : start + _KEYS_AT_ONCE]])

    def forget(self, kind: Kind) -> None:
        """Records of this kind were written."""
        self._ids.pop(kind.name, None)

    # Increments

    def changed(self, kind: Kind, module: Module, since: Since) -> Reading:
        """What was created or changed since then."""
        about, known = count(self.library, kind), _marked(since.mark)
        now = self.now()
        stale = known is not None and known.compared + _COMPARE_EVERY <= now
        walk = stale or about is None or about <= self.compare_below
        due = self._due[kind.name] = walk or known is None
        self._merged[kind.name] = set()
        found = self._walked(kind, since.moment) if walk else changed_ids(self.library, self.place, kind, since.moment)
        compared = now if due or known is None else known.compared
        return Reading(self._changed(kind, module, found), None, lambda: _mark(compared))

    def deleted(self, kind: Kind, since: Since) -> Deletions | None:
        """What was archived or merged away since then; None where all keys shall be compared."""
        if self._due.get(kind.name, True):
            return None
        return Deletions(self._archived(kind, since.moment), None, lambda: since.mark)

    def cost_of_changes(self, records: int, changes: int) -> int:
        """Calls that `changed` and `deleted` take at least. What changed is read in batches either way."""
        fetched = -(-changes // BATCH)
        if records <= self.compare_below:
            return 1 + max(1, -(-records // LISTED)) + fetched
        return 2 + max(1, -(-changes // FOUND)) + fetched

    # Single records

    def fetch(self, kind: Kind, module: Module, ids: Sequence[str], by: str | None = None) -> Iterator[Page]:
        """Records by id, or by a unique property, all fields."""
        names = _names(module)
        for start in range(0, len(ids), BATCH):
            asked = list(dict.fromkeys(ids[start : start + BATCH]))
            answer = expected(self.library.read(kind.path, asked, names, by), self.place)
            yield Page([_row(each) for each in answer.results])

    # Inside

    def _all(self, kind: Kind, module: Module) -> Iterator[Page]:
        names = _names(module)
        if len(",".join(names)) > _LONGEST_LIST:
            self._by_body.add(kind.name)
        walk = self._walk(kind, () if kind.name in self._by_body else names)
        for page in walk:
            if kind.name in self._by_body:
                yield from self.fetch(kind, module, [str(each["id"]) for each in page])
            else:
                yield Page([_row(each) for each in page])

    def _walk(self, kind: Kind, names: Sequence[str] = ()) -> Iterator[list[Mapping[str, Any]]]:
        """Page by page all records with these properties; keeps their ids once all were seen."""
        ids, after = array("q"), None
        while True:
            if kind.name in self._by_body:
                names = ()
            answer = self.library.page(kind.path, after, names or (KEY,))
            if answer.status in _TOO_LONG and names:
                self._by_body.add(kind.name)
                continue
            found = expected(answer, self.place).results
            ids.extend(int(each["id"]) for each in found)
            yield found
            following = answer.after
            if following is None:
                break
            if following == after:
                raise SourceUnreadable(self.place, f"the service does not give all of '{kind.name}'")
            after = following
        self._ids[kind.name] = ids

    def _walked(self, kind: Kind, since: datetime) -> Iterator[str]:
        for page in self._walk(kind):
            for each in page:
                if moment(each["updatedAt"], self.place) >= since:
                    yield str(each["id"])

    def _changed(self, kind: Kind, module: Module, ids: Iterator[str]) -> Iterator[Page]:
        merged = self._merged[kind.name]
        for batch in _batches(ids):
            for page in self.fetch(kind, module, batch):
                for row in page.rows:
                    told = str(row.get("hs_merged_object_ids") or "")
                    merged.update(each for each in told.split(";") if each)
                yield page

    def _archived(self, kind: Kind, since: datetime) -> Iterator[Page]:
        after = None
        while True:
            answer = expected(self.library.page(kind.path, after, (KEY,), archived=True), self.place)
            late = [each for each in answer.results if moment(each["archivedAt"], self.place) >= since]
            yield Page([{KEY: str(each["id"])} for each in late])
            if answer.after is None or answer.after == after:
                break
            after = answer.after
        yield Page([{KEY: each} for each in sorted(self._merged.get(kind.name, ()))])


def _row(record: Mapping[str, Any]) -> Row:
    """A value that was taken away is an empty text in some answers and null in others."""
    told = {name: value if value != "" else None for name, value in (record.get("properties") or {}).items()}
    return {**told, KEY: str(record["id"])}


def _names(module: Module) -> list[str]:
    return [each.name for each in module.entity.fields]


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for each in ids:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _mark(compared: datetime) -> str:
    return msgspec.json.encode(Mark(compared)).decode()


def _marked(text: str | None) -> Mark | None:
    if text is None:
        return None
    try:
        return msgspec.json.decode(text.encode(), type=Mark)
    except msgspec.DecodeError:
        return None
