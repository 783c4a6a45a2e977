"""Records that a service knows under another id: found by what they say of themselves, or by what was just sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

import pyarrow as pa

from crmbackup_gui.sources.hosted.columns import to_records, to_rows
from crmbackup_gui.sources.hosted.ledger import Ledger
from crmbackup_gui.sources.hosted.pairing import pair_up
from crmbackup_gui.sources.hosted.service import Module, Page, Row, Service, Since
from crmbackup_gui.sources.hosted.structure import Structure


class Matching:
    """Finds counterparts. One thread."""

    def __init__(self, service: Service, structure: Structure, ledger: Ledger) -> None:
        self._service, self._structure, self._ledger = service, structure, ledger
        self.in_point: Callable[[Module, Collection[str]], set[str]] = lambda _, __: set()
        """Which ids of this account the point itself has: such a record is never another one's counterpart."""

    def free(self, module: Module, ids: Collection[str]) -> set[str]:
        """Which records of the service stand for no record of the point yet."""
        taken = {new for _, new in self._ledger.ids(module.entity.name).items()}
        left = {each for each in ids if each not in taken}
        return left - self.in_point(module, left) if left else left

    def by_meaning(self, module: Module, rows: Mapping[str, Row], since: datetime | None = None) -> dict[str, str]:
        """For records (by the id that the point has) the ids of those that mean the same by `Module.matched_by`.

        What several records of the service have is no counterpart, nor is a record that already is another's, or that
        is older than `since`.
        """
        found: dict[str, str] = {}
        taken: set[str] = set()
        for fields in module.matched_by:
            wanted = {
                old: tuple(row[name] for name in fields)
                for old, row in rows.items()
                if old not in found and all(row.get(name) not in (None, "") for name in fields)
            }
            if not wanted:
                continue
            there: dict[tuple[str, ...], list[str]] = {}
            for row in self._rows(module, self._service.find(module, fields, list(dict.fromkeys(wanted.values())))):
                told = _folded(row.get(name) for name in fields)
                key = str(row[module.entity.key[0]])
                if since is not None and not _created_since(module, row, since):
                    continue
                if key not in there.setdefault(told, []):
                    there[told].append(key)
            free = self.free(module, [keys[0] for keys in there.values() if len(keys) == 1])
            for old, values in wanted.items():
                keys = there.get(_folded(values), [])
                if len(keys) == 1 and keys[0] in free and keys[0] not in taken:
                    found[old] = keys[0]
                    taken.add(keys[0])
        return found

    def by_content(self, module: Module, sent: Mapping[str, Row], since: datetime) -> dict[str, str]:
        """Of rows that may have been created since then, the ids of those that were.

        A record that was created is the one that has all that was sent; else the one, each other's only best, that has
        the same required and unique values and most of the others, since a service may change some by itself. Alike
        rows are handed out one each.
        """
        self._service.wire.wait(self._service.lag.total_seconds())
        found = self.by_meaning(module, sent, since - self._service.overlap)
        left = {old: row for old, row in sent.items() if old not in found}
        if not left or module.modified is None:
            return found
        taken = {new for _, new in self._ledger.ids(module.entity.name).items()} | set(found.values())
        reading = self._service.changed(module, Since(since - self._service.overlap))
        new: dict[str, Row] = {}
        for row in () if reading is None else self._rows(module, reading.pages):
            key = str(row[module.entity.key[0]])
            if key not in taken and _created_since(module, row, since - self._service.overlap):
                new[key] = row
        return found | pair_up(module, left, new)

    def _rows(self, module: Module, pages: Iterator[Page]) -> Iterator[Row]:
        shape, forms = self._structure.shape(module)
        names = [field.name for field in shape.fields]
        for page in pages:
            for records in to_records(shape, forms, page):
                yield from to_rows(shape, forms, records, names)


def _folded(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value).strip().casefold() for value in values)


def _created_since(module: Module, row: Row, since: datetime) -> bool:
    told = row.get(module.created) if module.created else None
    if not isinstance(told, str):
        return True
    return pa.scalar(told).cast(pa.timestamp("us", "UTC")).as_py() >= since
