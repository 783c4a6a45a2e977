"""Zoho CRM as a `Service` (hosted/service.py)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crmbackup_gui.sources.hosted.service import Deletions as DeletedRecords
from crmbackup_gui.sources.hosted.service import Description, Module, Order, Page, Reading, Row, Since, Written
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.zoho.api import (
    BULK_CREDITS,
    CRM,
    DELETED_CREDITS,
    ROWS_FOR_A_CREDIT,
    Api,
    Refusal,
    unreadable,
)
from crmbackup_gui.sources.zoho.attachments import Attachments
from crmbackup_gui.sources.zoho.bulk import BulkReader, NoBulk
from crmbackup_gui.sources.zoho.deletions import MANY, BinWatch, Deletions
from crmbackup_gui.sources.zoho.structure import ATTACHMENTS, USERS, ZohoModule, ZohoStructure, look
from crmbackup_gui.sources.zoho.subforms import RowWriter
from crmbackup_gui.sources.zoho.users import all_users, users_with
from crmbackup_gui.sources.zoho.walking import FIELDS_PER_CALL, IDS_PER_CALL, PER_PAGE, TooMany, Walker, asked
from crmbackup_gui.sources.zoho.writing import ROWS_PER_CALL, Writer

Key = tuple[str, ...]

_LOG = logging.getLogger(__name__)

_ROWS_PER_BULK = 200_000


@dataclass
class ZohoService:
    """One organisation. `attachments` says whether files are read, which takes a call for each record.

    `origin` gives the address of the API, which is known once the accounts server has let the wire in.
    """

    wire: Wire
    origin: Callable[[], str] | None = None
    attachments: bool = True
    overlap: timedelta = timedelta(minutes=10)
    lag: timedelta = timedelta(seconds=10)
    per_fetch: int = IDS_PER_CALL
    _structure: ZohoStructure | None = None

    def __post_init__(self) -> None:
        self._api = Api(self.wire)

    def describe(self) -> Description:
        if self.origin is not None:
            self.wire.access.headers()
            self.wire.base = self.origin()
        try:
            self._structure = look(self._api, attachments=self.attachments)
        except Refusal as refused:
            raise unreadable(self.wire.place, "the structure", refused) from refused
        return self._structure.description

    # Reading

    def read(self, module: Module) -> Reading:
        one = self._of(module)
        if one.name == USERS:
            return Reading(all_users(self._api))
        if one.name == ATTACHMENTS:
            return Reading(self._files().read())
        count, watch = self._counted(one), BinWatch(self._deletions(one))
        return Reading(watch.around(self._all(one, count)), count, watch.mark)

    def changed(self, module: Module, since: Since) -> Reading | None:
        one = self._of(module)
        if since.mark == MANY:
            return None
        watch = BinWatch(self._deletions(one))
        return Reading(self._changes(one, since, watch), mark=watch.mark)

    def deleted(self, module: Module, since: Since) -> DeletedRecords | None:
        found = self._deletions(self._of(module)).since(since.moment)
        return None if found is None else DeletedRecords(iter([Page([{"id": one} for one in found])]))

    def keys(self, module: Module) -> Iterator[Page]:
        one = self._of(module)
        if one.name == USERS:
            yield from all_users(self._api)
        elif one.name == ATTACHMENTS:
            yield from self._files().read()
        else:
            for ids in self._ids(one):
                yield Page([{"id": found} for found in ids])

    def fetch(self, module: Module, keys: Sequence[Key]) -> Iterator[Page]:
        one, ids = self._of(module), [key[0] for key in keys]
        if one.name == USERS:
            return users_with(self._api, "id", set(ids))
        if one.name == ATTACHMENTS:
            return self._files().fetch(ids)
        return self._walker(one).fetch(ids)

    def find(self, module: Module, fields: Key, values: Sequence[tuple[object, ...]]) -> Iterator[Page]:
        one = self._of(module)
        if one.name == USERS:
            yield from users_with(self._api, fields[0], {str(value[0]) for value in values})
            return
        # Of several fields the first is asked for; who asked compares them all.
        first_values = list(dict.fromkeys(value[0] for value in values))
        for first in range(0, len(first_values), IDS_PER_CALL):
            some = ", ".join(_quoted(value) for value in first_values[first : first + IDS_PER_CALL])
            query = f"select id from {one.name} where {fields[0]} in ({some}) limit {PER_PAGE}"
            yield from self._walker(one).fetch([str(row["id"]) for row in asked(self._api, one.name, query)])

    def undeletable(self, module: Module, keys: Sequence[Key]) -> set[Key]:
        found = self._deletions(self._of(module)).in_bin()
        return set(keys) & {(one,) for one in found or ()}

    def content(self, module: Module, key: Key) -> Iterator[bytes]:
        del module
        return self._files().content(key[0])

    # Writing

    def write(self, module: Module, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        one = self._of(module)
        if one.name == ATTACHMENTS:
            return self._files().write(order, rows)
        kind = RowWriter if one.parent else Writer
        return kind(self._api, one, self._walker(one)).write(order, rows)

    def count(self, module: Module) -> int | None:
        return self._counted(self._of(module))

    def cost(self, module: Module, order: Order | None, records: int) -> int:
        one = self._of(module)
        if one.name == ATTACHMENTS:
            return records
        if order is None:
            return self._cost_of_reading(one, records)
        if order in (Order.CREATE, Order.UPDATE):
            return -(-records // ROWS_FOR_A_CREDIT)
        return -(-records // ROWS_PER_CALL)

    def cost_of_changes(self, module: Module, records: int, changes: int) -> int:
        one = self._of(module)
        if not one.has_feed:
            return self.cost(module, None, records)
        # The recycle bin is looked at before and after, and then the list of deletions.
        walked = max(1, -(-changes // PER_PAGE)) * self._calls_per_page(one)
        return walked + 3 * DELETED_CREDITS

    def _cost_of_reading(self, one: ZohoModule, records: int) -> int:
        walked = -(-records // PER_PAGE) * self._calls_per_page(one)
        return min(walked, -(-records // _ROWS_PER_BULK) * (BULK_CREDITS + 2)) if one.in_bulk else walked

    # Ways

    def _all(self, one: ZohoModule, count: int | None) -> Iterator[Page]:
        """In a bulk job where that costs less: it is known to, or turns out to while the pages are walked."""
        walker = self._walker(one)
        most = BULK_CREDITS * PER_PAGE // self._calls_per_page(one) if one.in_bulk else None
        if most is None or count is None or count <= most:
            try:
                yield from walker.all_rows(most=most)
            except TooMany:
                _LOG.debug("%s has more records than it said", one.name)
            else:
                return
        try:
            yield from self._bulk(one).all_rows(walker.fetch)
        except NoBulk:
            yield from walker.all_rows()

    def _ids(self, one: ZohoModule) -> Iterator[list[str]]:
        count = self._counted(one) if one.in_bulk else None
        if count is not None and count > BULK_CREDITS * PER_PAGE:
            try:
                yield from self._bulk(one).all_ids()
            except NoBulk:
                yield from self._walker(one).all_ids()
        else:
            yield from self._walker(one).all_ids()

    def _changes(self, one: ZohoModule, since: Since, watch: BinWatch) -> Iterator[Page]:
        """What changed, and what came back from the recycle bin, whose time of change stays as it was."""
        walker = self._walker(one)
        yield from watch.around(walker.all_rows(since.moment))
        yield from walker.fetch(watch.come_back(since.mark))

    def _counted(self, one: ZohoModule) -> int | None:
        """About how many records there are; it may be minutes old."""
        if not one.has_feed:
            return None
        try:
            count = self._api.get(f"{CRM}/{one.name}/actions/count").get("count")
        except Refusal:
            return None
        return count if isinstance(count, int) else None

    def _calls_per_page(self, one: ZohoModule) -> int:
        """Fields beyond the first fifty are asked for by the ids of a hundred records."""
        more = -(-len(one.asked_for) // FIELDS_PER_CALL) - 1
        return 1 + max(0, more) * (PER_PAGE // IDS_PER_CALL)

    def _of(self, module: Module) -> ZohoModule:
        assert self._structure is not None
        return self._structure.modules[module.entity.name]

    def _walker(self, one: ZohoModule) -> Walker:
        return Walker(self._api, one, self._deletions(one).since)

    def _bulk(self, one: ZohoModule) -> BulkReader:
        return BulkReader(self._api, one, self._deletions(one).since)

    def _deletions(self, one: ZohoModule) -> Deletions:
        return Deletions(self._api, one)

    def _files(self) -> Attachments:
        assert self._structure is not None
        modules = self._structure.modules
        holders = [modules[reference.target] for reference in modules[ATTACHMENTS].module.entity.references]
        return Attachments(self._api, holders, self._ids)


def _quoted(value: object) -> str:
    """A text in a query."""
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"
