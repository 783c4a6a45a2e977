"""Salesforce as a hosted CRM (hosted/service.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pyarrow as pa
from simple_salesforce.exceptions import SalesforceError

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.hosted.rows import encode_json
from crmbackup_gui.sources.hosted.service import (
    Deletions,
    Description,
    Fate,
    Module,
    Order,
    Page,
    Reading,
    Row,
    Since,
    Written,
)
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.sources.salesforce import describing, ingesting, soql, writing
from crmbackup_gui.sources.salesforce.bulk_reading import QueryJob
from crmbackup_gui.sources.salesforce.deletions import Deleted, deleted_between
from crmbackup_gui.sources.salesforce.describing import CONTENTS, KEY, LINKS, SIZE
from crmbackup_gui.sources.salesforce.library import DATA, Refused, checked, library, refusals
from crmbackup_gui.sources.salesforce.rules import RECORD_TYPES, look_at_rules

VERSION_OF_FILE = "ContentVersion"
DOCUMENT = "ContentDocumentId"
_DESCRIBED_AT_ONCE = 25
_REST = 6_000
"""Records up to which REST's pages of 2,000 take no more calls than a job."""
_MOST_DELETED = 20_000
"""Above this comparing all ids takes fewer calls than asking which of the deleted ones came back."""


class SalesforceService:
    """A `Service` of one org."""

    overlap = timedelta(minutes=15)
    """A record gets its stamp before it can be seen: a batch of a bulk job may take ten minutes."""
    lag = timedelta()
    per_fetch = 2_000

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self._library = library(wire)
        self._counts: dict[str, int] = {}
        self._not_in_bulk: set[str] = set()
        self._gone: dict[tuple[str, Since], Deleted | None] = {}
        self._modules: dict[str, Module] = {}

    # What there is

    def describe(self) -> Description:
        try:
            with refusals():
                told = self._library.describe()
            names = [str(each["name"]) for each in (told or {})["sobjects"] if describing.is_record_like(each)]
            described = list(self._described(names))
            own = next(soql.rows(self._library, "SELECT Id, Name FROM Organization"))
        except (Refused, SalesforceError, KeyError, TypeError, StopIteration) as error:
            raise SourceUnreadable(
                self.wire.place, f"the service does not say what records it has ({error})"
            ) from error
        modules = describing.describe_modules(described)
        self._modules = {module.entity.name: module for module in modules}
        self._count()
        rules = look_at_rules(self._library, self.wire)
        return Description(
            account=str(own["Id"]),
            product="Salesforce",
            label=str(own["Name"]),
            modules=modules,
            hidden=tuple(self._hidden(described)),
            metadata=rules.metadata,
            untold=rules.untold,
            needed=(RECORD_TYPES,),
            acting=rules.acting,
        )

    def _described(self, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Many objects in one call: an org has hundreds."""
        for at in range(0, len(names), _DESCRIBED_AT_ONCE):
            some = names[at : at + _DESCRIBED_AT_ONCE]
            asked = [
                {"method": "GET", "url": f"{DATA}sobjects/{name}/describe", "referenceId": f"d{number}"}
                for number, name in enumerate(some)
            ]
            content = encode_json({"allOrNone": False, "compositeRequest": asked})
            told = checked(self.wire.send("POST", f"{DATA}composite", content=content), self.wire.place)
            for each in told["compositeResponse"]:
                if each["httpStatusCode"] != 200:
                    raise Refused(each["httpStatusCode"], "", str(each["body"]))
                yield each["body"]

    def _hidden(self, described: Sequence[Mapping[str, Any]]) -> Iterator[Hidden]:
        """Fields that administrators see and this account does not."""
        for told in described:
            left_out = describing.bytes_left_out(told)
            if left_out:
                yield Hidden(str(told["name"]), left_out)
        seen = {str(told["name"]): {str(one["name"]) for one in told["fields"]} for told in described}
        query = "SELECT SobjectType, Field FROM FieldPermissions WHERE Parent.PermissionsModifyAllData = true"
        missing: dict[str, dict[str, None]] = {}
        try:
            for row in soql.rows(self._library, query):
                name, field = str(row["SobjectType"]), str(row["Field"]).partition(".")[2]
                if name in seen and field not in seen[name]:
                    missing.setdefault(name, {})[field] = None
        except Refused as refused:
            yield Hidden("FieldPermissions", (), f"so nobody can tell which fields are hidden: {refused.words}")
            return
        for name, fields in missing.items():
            yield Hidden(name, tuple(fields))

    def _count(self) -> None:
        """About how many records there are. It needs a right that not every account has; jobs work without."""
        try:
            told = checked(self.wire.send("GET", f"{DATA}limits/recordCount"), self.wire.place)
        except Refused:
            self._counts = {}
            return
        self._counts = {str(each["name"]): int(each["count"]) for each in told["sObjects"]}

    # Reading

    def read(self, module: Module) -> Reading:
        pages, rows = self._selected(module, describing.field_names(module), "")
        return Reading(pages, rows)

    def changed(self, module: Module, since: Since) -> Reading | None:
        if module.modified is None:
            return None
        conditions = [f"{module.modified} >= {soql.moment(since.moment)}", *self._emptied(module, since)]
        pages, rows = self._selected(module, describing.field_names(module), " OR ".join(conditions))
        return Reading(pages, rows)

    def deleted(self, module: Module, since: Since) -> Deletions | None:
        found = self._deleted(module.entity.name, since)
        if found is None or len(found.ids) > _MOST_DELETED:
            return None
        # What was deleted and brought back may still be in the feed.
        there = {str(row[KEY]) for row in self._with_ids(module, [KEY], found.ids, deleted=False)}
        ids = [key for key in found.ids if key not in there]
        return Deletions(iter([Page([{KEY: key} for key in ids])]), found.covered_until)

    def keys(self, module: Module) -> Iterator[Page]:
        return self._selected(module, [KEY], "")[0]

    def fetch(self, module: Module, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        fields = describing.field_names(module)
        for at in range(0, len(keys), self.per_fetch):
            asked = {"ids": [key[0] for key in keys[at : at + self.per_fetch]], "fields": fields}
            content = encode_json(asked)
            answer = self.wire.send("POST", f"{DATA}composite/sobjects/{module.entity.name}", content=content)
            found = self._checked(answer)
            yield self._page(module, [row for row in found if row is not None])

    def find(self, module: Module, fields: tuple[str, ...], values: Sequence[tuple[object, ...]]) -> Iterator[Page]:
        names = describing.field_names(module)
        for condition in soql.alike(module, fields, values):
            yield from self._by_rest(module, [KEY], condition, then=names)

    def undeletable(self, module: Module, keys: Sequence[tuple[str, ...]]) -> set[tuple[str, ...]]:
        ids = [key[0] for key in keys]
        found = self._with_ids(module, [KEY, "IsDeleted"], ids, deleted=True)
        return {(str(row[KEY]),) for row in found if row["IsDeleted"]}

    def content(self, module: Module, key: tuple[str, ...]) -> Iterator[bytes]:
        field = CONTENTS[module.entity.name][0]
        with self.wire.stream(f"{DATA}sobjects/{module.entity.name}/{key[0]}/{field}") as answer:
            if not answer.is_success:
                self._checked(answer)
            yield from answer.iter_bytes()

    # Writing

    def write(self, module: Module, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        if order is Order.UNDELETE:
            yield from self._undelete(module, rows)
            return
        rows = [self._writable(module, order, row) for row in rows]
        if order is Order.CREATE and module.entity.name in CONTENTS:
            for row in rows:
                yield [writing.create_with_content(self.wire, module, row)]
            return
        if self._in_a_job(module, order, rows):
            try:
                yield from ingesting.ingest(self.wire, module, order, rows)
            except Refused as refused:
                if refused.code != "INVALIDENTITY":
                    raise self._unreadable(refused) from refused
                self._not_in_bulk.add(module.entity.name)
            else:
                return
        if order is Order.CREATE:
            yield from writing.create(self.wire, module, rows)
        elif order is Order.UPDATE:
            yield from writing.update(self.wire, module, rows)
        else:
            yield from writing.delete(self.wire, rows)

    def _undelete(self, module: Module, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """A version of a file comes back with its document, and only so."""
        if module.entity.name != VERSION_OF_FILE:
            yield from writing.undelete(self.wire, rows)
            return
        keys = [str(row[KEY]) for row in rows]
        found = self._with_ids(module, [KEY, DOCUMENT], keys, deleted=True)
        documents = {str(row[KEY]): str(row[DOCUMENT]) for row in found}
        wanted = list(dict.fromkeys(documents.values()))
        results = [result for some in writing.undelete(self.wire, [{KEY: key} for key in wanted]) for result in some]
        fates = dict(zip(wanted, results, strict=True))
        gone = Written(Fate.REFUSED, words="the document of this version is gone")
        told = [fates.get(documents.get(key, ""), gone) for key in keys]
        yield [
            replace(each, key=(key,)) if each.fate is Fate.DONE else each for key, each in zip(keys, told, strict=True)
        ]

    def count(self, module: Module) -> int | None:
        return self._counts.get(module.entity.name)

    def cost(self, module: Module, order: Order | None, records: int) -> int:
        if order is None:
            return max(1, -(-records // 2_000)) if records <= _REST else 4 + records // 50_000
        if order is Order.CREATE and module.entity.name in CONTENTS:
            return records
        in_job = order is not Order.UNDELETE and records >= ingesting.LEAST
        return 7 if in_job else -(-records // writing.COLLECTION)

    def cost_of_changes(self, module: Module, records: int, changes: int) -> int:  # noqa: ARG002 - the protocol's
        """What changed is asked for by a job, and the feed of deletions is one call."""
        if module.entity.name in self._not_in_bulk:
            return self.cost(module, None, changes) + 1
        return self.cost(module, None, _REST + 1 + changes) + 1

    def _in_a_job(self, module: Module, order: Order, rows: Sequence[Row]) -> bool:
        known = module.entity.name not in self._not_in_bulk
        return known and len(rows) >= ingesting.LEAST and ingesting.fits_in_job(order, rows)

    def _writable(self, module: Module, order: Order, row: Row) -> Row:
        """Without what an order does not take.

        Truth values cannot be emptied; contents, and what is taken only once, cannot be changed.
        """
        content = CONTENTS.get(module.entity.name, ("", ""))[0]
        kinds = {field.name: field.type for field in module.entity.fields}
        once = {field.name for field in module.entity.fields if field.create_only} | {content}
        return {
            name: value
            for name, value in row.items()
            if not (value is None and kinds.get(name) is ValueType.BOOL)
            and not (order is Order.UPDATE and name in once)
        }

    # Queries

    def _selected(self, module: Module, fields: Sequence[str], where: str) -> tuple[Iterator[Page], int | None]:
        """By REST what is small or not in bulk, by a job all else."""
        name = module.entity.name
        if name == LINKS:
            return self._links(module, fields, where), None
        few = not where and self._counts.get(name, _REST + 1) <= _REST
        query = soql.select(fields, name, where)
        if (few or name in self._not_in_bulk) and soql.fits(query):
            return self._by_rest(module, fields, where), self._counts.get(name)
        job = QueryJob(self.wire, query)
        try:
            job.start()
        except Refused as refused:
            if refused.code not in ("INVALIDENTITY", "FEATURENOTENABLED", "API_ERROR"):
                raise self._unreadable(refused) from refused
            self._not_in_bulk.add(name)
            return self._by_rest(module, fields, where), None
        return (self._page(module, table) for table in job.results()), job.rows

    def _by_rest(self, module: Module, fields: Sequence[str], where: str, then: Sequence[str] = ()) -> Iterator[Page]:
        """Pages of a query; those whose fields do not fit into an address are fetched by their ids."""
        wanted = then or fields
        whole = soql.select(wanted, module.entity.name, where)
        direct = soql.fits(whole)
        query = whole if direct else soql.select([KEY], module.entity.name, where)
        try:
            for records, _ in soql.pages(self._library, query):
                if direct:
                    yield self._page(module, records)
                else:
                    yield from self.fetch(module, [(str(row[KEY]),) for row in records])
        except Refused as refused:
            raise self._unreadable(refused) from refused

    def _links(self, module: Module, fields: Sequence[str], where: str) -> Iterator[Page]:
        """Links of files can only be asked for by their documents."""
        try:
            documents = [str(row[KEY]) for row in soql.rows(self._library, "SELECT Id FROM ContentDocument")]
        except Refused as refused:
            raise self._unreadable(refused) from refused
        for condition in soql.among("ContentDocumentId", (f"'{key}'" for key in documents)):
            yield from self._by_rest(module, fields, f"{condition} AND ({where})" if where else condition)

    def _with_ids(
        self, module: Module, fields: Sequence[str], ids: Sequence[str], *, deleted: bool
    ) -> Iterator[Mapping[str, Any]]:
        for condition in soql.among(KEY, (soql.literal(ValueType.TEXT, key) for key in ids), rest=500):
            query = soql.select(fields, module.entity.name, condition)
            try:
                yield from soql.rows(self._library, query, deleted=deleted)
            except Refused as refused:
                raise self._unreadable(refused) from refused

    def _emptied(self, module: Module, since: Since) -> Iterator[str]:
        """Lookups that lead nowhere: deleting what they led to empties them without moving any time."""
        if module.modified != describing.MODIFIED:
            return
        nullable = {field.name for field in module.entity.fields if field.nullable}
        for reference in module.entity.references:
            name = reference.fields[0]
            target = self._modules.get(reference.target)
            if name not in nullable or not reference.belongs or target is None or not target.deletes:
                continue
            gone = self._deleted(reference.target, since)
            if gone is None or gone.ids:
                yield f"{name} = null"

    def _deleted(self, name: str, since: Since) -> Deleted | None:
        if (name, since) not in self._gone:
            try:
                self._gone[name, since] = deleted_between(self.wire, name, since.moment, self.wire.now())
            except Refused as refused:
                raise self._unreadable(refused) from refused
        return self._gone[name, since]

    def _page(self, module: Module, found: Sequence[Mapping[str, Any]] | pa.Table) -> Page:
        name = module.entity.name
        if name not in CONTENTS:
            return Page(found)
        size = CONTENTS[name][1]
        if isinstance(found, pa.Table):
            return Page(found.append_column(SIZE, found.column(size)) if size in found.column_names else found)
        return Page([{**row, SIZE: row.get(size)} for row in found])

    def _checked(self, answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        try:
            return checked(answer, self.wire.place)
        except Refused as refused:
            raise self._unreadable(refused) from refused

    def _unreadable(self, refused: Refused) -> SourceUnreadable:
        words = ", ".join(part for part in (refused.words, refused.code) if part)
        return SourceUnreadable(self.wire.place, f"the service does not give it ({words})")
