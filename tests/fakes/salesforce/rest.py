"""The REST API: describe, queries, records, collections, feeds of changes, files."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from tests.fakes.salesforce.ids import canonical_id, new_id
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.schema import ObjectDef, Row
from tests.fakes.salesforce.soql import Query, moment_text, parse_soql, read_moment
from tests.fakes.serving import FakeService, Request, Response

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce

VERSIONS = ("61.0", "62.0", "63.0")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
CURSORS_KEPT = 10
CURSOR_LIFE = timedelta(days=2)


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Numbers with all their digits; large ones as Java writes them."""
    body = msgspec.json.encode(content)
    return Response(status, body, {"Content-Type": "application/json;charset=UTF-8", **(headers or {})})


def java(value: Any) -> Any:
    """A double as Java prints it: 7.0, and 1.5E7 from ten million on."""
    if not isinstance(value, Decimal):
        return value
    if value and abs(value) >= 10**7:
        digits = "".join(map(str, value.as_tuple().digits)).rstrip("0") or "0"
        return msgspec.Raw(f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{value.adjusted()}".encode())
    text = format(value.normalize(), "f")
    return msgspec.Raw((text if "." in text else text + ".0").encode())


def body_of(request: Request) -> Any:
    """Raises Refused for what is no JSON."""
    try:
        return _DECODER.decode(request.body)
    except msgspec.DecodeError as error:
        raise Refused("JSON_PARSER_ERROR", str(error)) from None


class Rest:
    """Handlers of one service."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        self._org = service.org
        self._cursors: dict[str, tuple[datetime, list[Row], ObjectDef, Query]] = {}
        base = "/services/data/v{version}"
        for method, path, handler in (
            ("GET", "/services/data", self.versions),
            ("GET", f"{base}/limits", self.limits),
            ("GET", f"{base}/limits/recordCount", self.counts),
            ("POST", f"{base}/composite", self.composite),
            ("GET", f"{base}/sobjects", self.describe_all),
            ("GET", f"{base}/sobjects/{{name}}/describe", self.describe),
            ("GET", f"{base}/sobjects/{{name}}/deleted", self.deleted),
            ("POST", f"{base}/sobjects/{{name}}", self.create),
            ("GET", f"{base}/sobjects/{{name}}/{{key}}", self.show),
            ("PATCH", f"{base}/sobjects/{{name}}/{{key}}", self.update),
            ("DELETE", f"{base}/sobjects/{{name}}/{{key}}", self.delete),
            ("GET", f"{base}/sobjects/{{name}}/{{key}}/{{field}}", self.content),
            ("GET", f"{base}/query", self.query),
            ("GET", f"{base}/queryAll", self.query_all),
            ("GET", f"{base}/query/{{cursor}}", self.query_more),
            ("GET", f"{base}/queryAll/{{cursor}}", self.query_more),
            ("POST", f"{base}/composite/sobjects", self.create_many),
            ("PATCH", f"{base}/composite/sobjects", self.update_many),
            ("DELETE", f"{base}/composite/sobjects", self.delete_many),
            ("POST", f"{base}/composite/sobjects/{{name}}", self.fetch_many),
        ):
            service.route(method, path, handler)

    # What there is

    def versions(self, _request: Request) -> Response:
        return answer([{"label": "Winter", "url": f"/services/data/v{one}", "version": one} for one in VERSIONS])

    def limits(self, _request: Request, version: str) -> Response:
        self._known(version)
        used = self._service.calls_used()
        return answer(
            {
                "DailyApiRequests": {
                    "Max": self._service.daily_limit,
                    "Remaining": max(0, self._service.daily_limit - used),
                },
                "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": 10_000},
                "DataStorageMB": {"Max": 5_120, "Remaining": 5_000},
                "FileStorageMB": {"Max": 10_240, "Remaining": 10_000},
            }
        )

    def counts(self, request: Request, version: str) -> Response:
        self._known(version)
        wanted = request.query.get("sObjects", "").split(",")
        found = [name for name in self._org.objects if name in wanted or wanted == [""]]
        return answer({"sObjects": [{"name": name, "count": len(list(self._org.records(name)))} for name in found]})

    def composite(self, request: Request, version: str) -> Response:
        """Several requests in one call; of the many that the real one takes only those that read sobjects."""
        self._known(version)
        asked = body_of(request)["compositeRequest"]
        if len(asked) > 25:
            raise Refused("INVALID_INPUT", "a composite request holds 25 subrequests")
        told = []
        for one in asked:
            if one["method"] != "GET" or "/sobjects/" not in one["url"]:
                raise Refused("INVALID_INPUT", f"{one['method']} {one['url']} is no request that this takes")
            path = Request("GET", one["url"], {}, {}, request.headers, b"")
            try:
                response = FakeService.handle(self._service, path)
            except Refused as refused:
                response = answer(refused.body(), refused.status)
            body = msgspec.Raw(response.body)
            told.append(
                {"body": body, "httpHeaders": {}, "httpStatusCode": response.status, "referenceId": one["referenceId"]}
            )
        return answer({"compositeResponse": told})

    def describe_all(self, _request: Request, version: str) -> Response:
        self._known(version)
        found = [known.summary() for known in self._org.objects.values()]
        return answer({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": found})

    def describe(self, _request: Request, version: str, name: str) -> Response:
        self._known(version)
        known = self._org.object(name)
        types = [row for row in self._org.records("RecordType") if row["SobjectType"] == known.name]
        fields = [field.describe() for field in self._org.visible(known.name)]
        for field in fields:
            if (known.name, field["name"]) in self._org.read_only:
                field.update(createable=False, updateable=False)
            if self._org.audit_allowed and field["name"] in _AUDIT and known.createable:
                field["createable"] = True
        infos = [
            {
                "active": row["IsActive"],
                "available": True,
                "developerName": row["DeveloperName"],
                "name": row["Name"],
                "recordTypeId": row["Id"],
                "master": False,
            }
            for row in types
        ]
        children = [
            {"childSObject": child.name, "field": field.name, "cascadeDelete": field.cascade}
            for child in self._org.objects.values()
            for field in child.fields
            if known.name in field.refers_to
        ]
        return answer({**known.summary(), "fields": fields, "recordTypeInfos": infos, "childRelationships": children})

    # Queries

    def query(self, request: Request, version: str) -> Response:
        return self._start_query(request, version, deleted=False)

    def query_all(self, request: Request, version: str) -> Response:
        return self._start_query(request, version, deleted=True)

    def query_more(self, request: Request, version: str, cursor: str) -> Response:
        self._known(version)
        key, _, at = cursor.rpartition("-")
        kept = self._cursors.get(key)
        if kept is None or not at.isdigit() or self._org.clock.now() - kept[0] > CURSOR_LIFE:
            raise Refused("INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(request, version, key, int(at))

    def _start_query(self, request: Request, version: str, *, deleted: bool) -> Response:
        self._known(version)
        if len(request.path) + len(request.query.get("q", "")) > 16_384:
            raise Refused("URI_TOO_LONG", "URI too long", status=414)
        of_setup = self._service.setup.asks_for(request.query.get("q", ""))
        if of_setup is not None:
            return self._service.setup.answer(of_setup, request.query["q"])
        known, query, rows = self.select(request.query.get("q", ""), deleted=deleted)
        if query.count:
            return answer({"totalSize": len(rows), "done": True, "records": []})
        key = new_id("01g", len(self._cursors) + 1)[:15]
        self._cursors[key] = (self._org.clock.now(), rows, known, query)
        for old in list(self._cursors)[:-CURSORS_KEPT]:
            del self._cursors[old]
        return self._page(request, version, key, 0)

    def _page(self, request: Request, version: str, key: str, at: int) -> Response:
        _, rows, known, query = self._cursors[key]
        asked = re.search(r"batchSize=(\d+)", request.headers.get("Sforce-Query-Options", ""))
        size = min(max(int(asked[1]) if asked else 2_000, 200), 2_000)
        if any(self._org.value_type(known, field) == "textarea" for field in query.fields):
            size = min(size, self._service.page_with_long_texts)
        shown = [self.record(known, row, query.fields) for row in rows[at : at + size]]
        more = at + size < len(rows)
        found: Row = {"totalSize": len(rows), "done": not more, "records": shown}
        if more:
            found["nextRecordsUrl"] = f"/services/data/v{version}/query/{key}-{at + size}"
        return answer(found)

    def select(self, text: str, *, deleted: bool) -> tuple[ObjectDef, Query, list[Row]]:
        """The records that a query finds. Raises Refused."""
        query = parse_soql(text)
        try:
            known = self._org.object(query.object)
        except Refused:
            raise Refused("INVALID_TYPE", f"sObject type '{query.object}' is not supported.") from None
        if not known.queryable:
            raise Refused("INVALID_TYPE_FOR_OPERATION", f"entity type {known.name} does not support query")
        if known.needs_filter and not {name.lower() for name in query.compared} & {
            name.lower() for name in known.needs_filter
        }:
            raise Refused(
                "MALFORMED_QUERY",
                f"Implementation restriction: {known.name} requires a filter by a single Id on "
                f"{' or '.join(known.needs_filter)} using the equals operator or multiple Id's using the IN operator.",
            )
        for field in query.compared:
            found = self._org.field(known.name, field)
            if "." not in field and found is None:
                raise Refused("INVALID_FIELD", f"No such column '{field}' on entity '{known.name}'.")
            if found is not None and not found.describe()["filterable"]:
                raise Refused("INVALID_FIELD", f"field '{field}' can not be filtered in a query call")
        for field in query.fields:
            self._org.value(known, {}, field)
        rows = [
            row for row in self._org.records(known.name, deleted=deleted) if query.matches(row, self._looking(known))
        ]
        for field, down in reversed(query.order):
            rows.sort(
                key=lambda row: (
                    self._org.value(known, row, field) is not None,
                    self._org.value(known, row, field) or "",
                ),
                reverse=down,
            )
        return known, query, rows[: query.limit]

    def _looking(self, known: ObjectDef) -> Any:
        return lambda row, field: self._org.value(known, row, field)

    def record(self, known: ObjectDef, row: Row, fields: tuple[str, ...]) -> Row:
        """One record as REST tells it."""
        shown: Row = {
            "attributes": {"type": known.name, "url": f"/services/data/v62.0/sobjects/{known.name}/{row['Id']}"}
        }
        for path in fields:
            value = self._org.value(known, row, path)
            if isinstance(value, dict):
                value = {key: java(part) for key, part in value.items()}
            first, _, rest = path.partition(".")
            if rest:
                shown[first] = (
                    {"attributes": {"type": "Name"}, **(shown.get(first) or {}), rest: java(value)}
                    if value is not None
                    else shown.get(first)
                )
                continue
            field = self._org.field(known.name, first)
            assert field is not None
            if field.type == "base64":
                value = f"/services/data/v62.0/sobjects/{known.name}/{row['Id']}/{field.name}"
            shown[field.name] = java(value)
        return shown

    # Feeds

    def deleted(self, request: Request, version: str, name: str) -> Response:
        self._known(version)
        known = self._org.object(name)
        if not known.replicateable:
            raise Refused("INVALID_TYPE_FOR_OPERATION", f"{known.name} is not replicable")
        try:
            start, end = (
                read_moment(request.query[edge]).replace(second=0, microsecond=0) for edge in ("start", "end")
            )
        except (KeyError, ValueError):
            raise Refused("INVALID_REPLICATION_DATE", "start and end dates are required") from None
        now = self._org.clock.now()
        if start >= end:
            raise Refused("INVALID_REPLICATION_DATE", "startDate has to be before endDate")
        if start > now:
            raise Refused("INVALID_REPLICATION_DATE", "startDate is in the future")
        if start < now - timedelta(days=30):
            raise Refused("INVALID_REPLICATION_DATE", "startDate before org replication enabled date")
        log = [entry for entry in self._org.log[known.name] if start <= entry.at < end]
        if len(log) > self._service.most_deleted_ids:
            raise Refused("EXCEEDED_ID_LIMIT", "exceeded max number of ids returned")
        covered = min(end, self._service.settled_until(now))
        return answer(
            {
                "deletedRecords": [
                    {"id": entry.id, "deletedDate": moment_text(entry.at)} for entry in log if entry.at < covered
                ],
                "earliestDateAvailable": moment_text(self._service.delete_log_since()),
                "latestDateCovered": moment_text(covered),
            }
        )

    # Single records

    def create(self, request: Request, version: str, name: str) -> Response:
        self._known(version)
        values = self._with_blobs(request)
        key = self._org.create(self._org.object(name).name, values, allow_duplicates=allows_duplicates(request))
        return answer({"id": key, "success": True, "errors": []}, 201)

    def show(self, request: Request, version: str, name: str, key: str) -> Response:
        self._known(version)
        known = self._org.object(name)
        found = self._org.find(key)
        if found is None or found[0].name != known.name or found[1]["IsDeleted"]:
            raise Refused("NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + key)
        asked = request.query.get("fields")
        fields = tuple(asked.split(",")) if asked else tuple(field.name for field in self._org.visible(known.name))
        return answer(self.record(known, found[1], fields))

    def update(self, request: Request, version: str, name: str, key: str) -> Response:
        self._known(version)
        self._org.update(
            self._org.object(name).name, key, body_of(request), allow_duplicates=allows_duplicates(request)
        )
        return Response(204)

    def delete(self, _request: Request, version: str, name: str, key: str) -> Response:
        self._known(version)
        self._org.object(name)
        self._org.delete(key)
        return Response(204)

    def content(self, _request: Request, version: str, name: str, key: str, field: str) -> Response:
        self._known(version)
        found = self._org.find(key)
        described = self._org.field(self._org.object(name).name, field)
        if found is None or found[1]["IsDeleted"] or described is None or described.type != "base64":
            raise Refused("NOT_FOUND", "The requested resource does not exist")
        return Response(
            200, base64.b64decode(found[1][described.name] or ""), {"Content-Type": "application/octetstream"}
        )

    def _with_blobs(self, request: Request) -> Row:
        """The values of a record, which may come in one part and its content in another."""
        kind = request.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            if len(request.body) > 50 << 20:
                raise Refused("REQUEST_TOO_LARGE", "the request is too large", status=413)
            return dict(body_of(request))
        whole = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body)
        values: Row = {}
        parts: Iterator[Any] = whole.iter_parts()
        for part in parts:
            assert isinstance(part, EmailMessage)
            content = part.get_payload(decode=True)
            if part.get_content_type() == "application/json":
                values.update(_DECODER.decode(content))
            else:
                values[str(part.get_param("name", header="content-disposition"))] = base64.b64encode(content).decode()
        return values

    # Collections

    def create_many(self, request: Request, version: str) -> Response:
        self._known(version)
        content = body_of(request)
        allow = allows_duplicates(request)

        def create(record: Row) -> str:
            kind, values = _typed(record)
            if "id" in {name.lower() for name in values}:
                raise Refused("INVALID_FIELD", "cannot specify Id in an insert call", "Id")
            return self._org.create(self._org.object(kind).name, values, allow_duplicates=allow)

        return self._many(content, create)

    def update_many(self, request: Request, version: str) -> Response:
        self._known(version)
        content = body_of(request)
        allow = allows_duplicates(request)

        def update(record: Row) -> str:
            kind, values = _typed(record)
            key = next((values.pop(name) for name in list(values) if name.lower() == "id"), None)
            if key is None:
                raise Refused("MISSING_ARGUMENT", "Id not specified in an update call", "Id")
            return self._org.update(self._org.object(kind).name, key, values, allow_duplicates=allow)

        return self._many(content, update)

    def delete_many(self, request: Request, version: str) -> Response:
        self._known(version)
        keys = request.query.get("ids", "").split(",")
        whole = request.query.get("allOrNone", "false") == "true"
        return self._many({"allOrNone": whole, "records": keys}, self._org.delete)

    def fetch_many(self, request: Request, version: str, name: str) -> Response:
        self._known(version)
        known, content = self._org.object(name), body_of(request)
        if len(content["ids"]) > 2_000:
            raise Refused("INVALID_INPUT", "you can retrieve at most 2000 records")
        shown = []
        for key in content["ids"]:
            found = self._org.find(key)
            there = found is not None and found[0].name == known.name and not found[1]["IsDeleted"]
            shown.append(self.record(known, found[1], tuple(content["fields"])) if there and found else None)
        return answer(shown)

    def _many(self, content: Any, act: Any) -> Response:
        records = content.get("records") if isinstance(content, dict) else None
        if not isinstance(records, list) or not records:
            raise Refused("INVALID_INPUT", "records is required")
        if len(records) > 200:
            raise Refused("INVALID_INPUT", f"the limit of records in one request is 200, and there are {len(records)}")
        kinds = [
            record.get("attributes", {}).get("type") if isinstance(record, dict) else canonical_id(record)
            for record in records
        ]
        chunks = 1 + sum(one != other for one, other in pairwise(kinds)) if isinstance(records[0], dict) else 1
        if chunks > 10:
            raise Refused("INVALID_INPUT", "a request can hold 10 chunks of records of different types")
        before = self._org.keep()
        results: list[Row] = []
        for record in records:
            try:
                results.append({"id": act(record), "success": True, "errors": []})
            except Refused as refused:
                if (
                    refused.code in ("INVALID_FIELD", "JSON_PARSER_ERROR", "NOT_FOUND")
                    and "No such column" in refused.message
                ):
                    self._org.bring_back(before)
                    raise
                results.append({"success": False, "errors": [refused.row()]})
        if content.get("allOrNone") and not all(result["success"] for result in results):
            self._org.bring_back(before)
            undone = Refused(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header",
            )
            results = [
                result if not result["success"] else {"success": False, "errors": [undone.row()]} for result in results
            ]
        return answer(results)

    def _known(self, version: str) -> None:
        if version not in VERSIONS:
            raise Refused("NOT_FOUND", "The requested resource does not exist")


_AUDIT = ("CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById")


def allows_duplicates(request: Request) -> bool:
    """What the caller says to duplicate rules that only warn."""
    return bool(re.search(r"allowSave=true", request.headers.get("Sforce-Duplicate-Rule-Header", "")))


def _typed(record: Row) -> tuple[str, Row]:
    kind = record.get("attributes", {}).get("type")
    if not kind:
        raise Refused("INVALID_INPUT", "attributes.type is required")
    return kind, {name: value for name, value in record.items() if name != "attributes"}
