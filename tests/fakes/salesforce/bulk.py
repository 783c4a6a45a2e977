"""Bulk API 2.0: jobs that read by a query, and jobs that write what was uploaded as CSV."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.fakes.salesforce.ids import new_id
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.rest import allows_duplicates, answer, body_of, java
from tests.fakes.salesforce.schema import COMPOUND, ObjectDef, Row
from tests.fakes.salesforce.soql import Query, moment_text
from tests.fakes.serving import Request, Response

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce

KEPT = timedelta(days=7)
UPLOAD = 150 << 20
_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
_DELIMITERS = {"COMMA": ",", "TAB": "\t", "SEMICOLON": ";", "PIPE": "|", "CARET": "^", "BACKQUOTE": "`"}


@dataclass
class Job:
    id: str
    version: str
    operation: str
    object: str
    made: datetime
    state: str
    polls: int
    """How often somebody has to ask until it is done."""
    ending: str = "LF"
    delimiter: str = "COMMA"
    error: str = ""
    # of queries
    known: ObjectDef | None = None
    query: Query | None = None
    rows: list[Row] = field(default_factory=list)
    # of ingests
    external: str = ""
    allow_duplicates: bool = False
    header: list[str] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    successful: list[tuple[str, bool, list[str]]] = field(default_factory=list)
    failed: list[tuple[str, str, list[str]]] = field(default_factory=list)
    processed: int = 0


class Bulk:
    """Handlers of one service."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        self._org = service.org
        self._jobs: dict[str, Job] = {}
        self._mixing = random.Random(20)
        base = "/services/data/v{version}/jobs"
        for method, path, handler in (
            ("POST", f"{base}/query", self.create_query),
            ("GET", f"{base}/query/{{key}}", self.show),
            ("GET", f"{base}/query/{{key}}/results", self.results),
            ("PATCH", f"{base}/query/{{key}}", self.change),
            ("DELETE", f"{base}/query/{{key}}", self.remove),
            ("POST", f"{base}/ingest", self.create_ingest),
            ("GET", f"{base}/ingest/{{key}}", self.show),
            ("PUT", f"{base}/ingest/{{key}}/batches", self.upload),
            ("PATCH", f"{base}/ingest/{{key}}", self.change),
            ("DELETE", f"{base}/ingest/{{key}}", self.remove),
            ("GET", f"{base}/ingest/{{key}}/{{kind}}", self.outcome),
        ):
            service.route(method, path, handler)

    @property
    def jobs(self) -> list[Job]:
        """All jobs that there are, oldest first."""
        return list(self._jobs.values())

    # Both kinds

    def show(self, _request: Request, version: str, key: str) -> Response:
        job = self._job(version, key)
        if job.state in ("UploadComplete", "InProgress"):
            job.polls -= 1
            job.state = "InProgress"
            if job.polls < 0:
                self._work(job)
        return answer(self._told(job))

    def change(self, request: Request, version: str, key: str) -> Response:
        job, wanted = self._job(version, key), body_of(request).get("state")
        if wanted == "UploadComplete" and job.state == "Open":
            job.state = "UploadComplete"
        elif wanted == "Aborted" and job.state not in ("JobComplete", "Failed"):
            job.state = "Aborted"
        else:
            raise Refused("INVALIDJOBSTATE", f"The job is in state {job.state} and cannot go to {wanted}")
        return answer(self._told(job))

    def remove(self, _request: Request, version: str, key: str) -> Response:
        job = self._job(version, key)
        if job.state not in ("UploadComplete", "JobComplete", "Aborted", "Failed"):
            raise Refused("INVALIDJOBSTATE", f"The job is in state {job.state} and cannot be deleted")
        del self._jobs[key]
        return Response(204)

    def _job(self, version: str, key: str) -> Job:
        job = self._jobs.get(key)
        if job is None or self._org.clock.now() - job.made > KEPT:
            raise Refused("NOT_FOUND", "The requested resource does not exist")
        if job.version != version:
            raise Refused("API_VERSION_MISMATCH", "the job was made with another version of the API", status=409)
        return job

    def _new(self, version: str, content: Row, object_name: str, state: str) -> Job:
        for name, known in (("lineEnding", _ENDINGS), ("columnDelimiter", _DELIMITERS)):
            if content.get(name, next(iter(known))) not in known:
                raise Refused("INVALIDJOB", f"{name} is not valid")
        key = new_id("750", len(self._jobs) + 1)
        job = Job(
            key, version, content["operation"], object_name, self._org.clock.now(), state, self._service.bulk_polls
        )
        job.ending, job.delimiter = content.get("lineEnding", "LF"), content.get("columnDelimiter", "COMMA")
        self._jobs[key] = job
        return job

    def _told(self, job: Job) -> Row:
        told: Row = {
            "id": job.id,
            "operation": job.operation,
            "object": job.object,
            "createdById": self._org.me,
            "createdDate": moment_text(job.made),
            "systemModstamp": moment_text(job.made),
            "state": job.state,
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": float(job.version),
            "lineEnding": job.ending,
            "columnDelimiter": job.delimiter,
            "numberRecordsProcessed": job.processed,
            "retries": 0,
        }
        if job.query is None:
            told.update(
                contentUrl=f"services/data/v{job.version}/jobs/ingest/{job.id}/batches",
                numberRecordsFailed=len(job.failed),
            )
        return {**told, "errorMessage": job.error} if job.error else told

    def _work(self, job: Job) -> None:
        if job.query is not None:
            job.processed, job.state = len(job.rows), "JobComplete"
            return
        size = self._service.bulk_batch
        for number, start in enumerate(range(0, len(job.lines), size)):
            if self._service.bulk_fails_after is not None and number >= self._service.bulk_fails_after:
                job.state, job.error = "Failed", "InternalServerError : Retried more than 20 times"
                return
            for line in job.lines[start : start + size]:
                self._write(job, line)
            job.processed = min(start + size, len(job.lines))
        job.state = "JobComplete"

    # Queries

    def create_query(self, request: Request, version: str) -> Response:
        content = body_of(request)
        if content.get("operation") not in ("query", "queryAll"):
            raise Refused("INVALIDJOB", "operation must be query or queryAll")
        known, query, rows = self._service.rest.select(
            content.get("query", ""), deleted=content["operation"] == "queryAll"
        )
        if not known.in_bulk:
            raise Refused("INVALIDENTITY", f"{known.name} is not supported by the Bulk API")
        if query.count:
            raise Refused("API_ERROR", "Aggregate query not supported in Bulk Query")
        for name in query.fields:
            found = self._org.field(known.name, name)
            if found is not None and found.type in COMPOUND:
                raise Refused("API_ERROR", "Selecting compound data not supported in Bulk Query")
            if found is not None and not found.queryable_in_bulk:
                raise Refused("API_ERROR", "Selecting binary data not supported in Bulk Query")
        job = self._new(version, content, known.name, "UploadComplete")
        job.known, job.query = known, query
        job.rows = rows if query.order else self._mixed(rows)
        return answer(self._told(job))

    def _mixed(self, rows: list[Row]) -> list[Row]:
        """Chunks come as they are ready."""
        chunks = [rows[at : at + 1_000] for at in range(0, len(rows), 1_000)]
        self._mixing.shuffle(chunks)
        return [row for chunk in chunks for row in chunk]

    def results(self, request: Request, version: str, key: str) -> Response:
        job = self._job(version, key)
        if job.state != "JobComplete" or job.query is None or job.known is None:
            raise Refused("INVALIDJOBSTATE", "The job is not complete")
        most = min(int(request.query.get("maxRecords", self._service.bulk_page)), self._service.bulk_page)
        locator = request.query.get("locator", "")
        at = 0
        if locator:
            if not locator.startswith("MT") or not locator[2:].isdigit():
                raise Refused("INVALID_QUERY_LOCATOR", "invalid locator")
            at = int(locator[2:])
        shown = job.rows[at : at + most]
        text = io.StringIO()
        writer = csv.writer(
            text, delimiter=_DELIMITERS[job.delimiter], lineterminator=_ENDINGS[job.ending], quoting=csv.QUOTE_ALL
        )
        writer.writerow(job.query.fields)
        known, fields = job.known, job.query.fields
        for row in shown:
            writer.writerow([self._cell(self._org.value(known, row, name)) for name in fields])
        after = f"MT{at + most}" if at + most < len(job.rows) else "null"
        headers = {"Content-Type": "text/csv", "Sforce-Locator": after, "Sforce-NumberOfRecords": str(len(shown))}
        return Response(200, text.getvalue().encode(), headers)

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Decimal):
            return bytes(java(value)).decode()
        text = str(value)
        return text.removesuffix("+0000") + "Z" if text.endswith("+0000") and text[4:5] == "-" else text

    # Ingests

    def create_ingest(self, request: Request, version: str) -> Response:
        content = body_of(request)
        if content.get("operation") not in ("insert", "update", "upsert", "delete", "hardDelete"):
            raise Refused("INVALIDJOB", "operation is not valid")
        known = self._org.object(content.get("object", ""))
        if not known.in_bulk:
            raise Refused("INVALIDENTITY", f"{known.name} is not supported by the Bulk API")
        if content["operation"] == "hardDelete":
            raise Refused("FEATURENOTENABLED", "hardDelete needs the permission Bulk API Hard Delete")
        job = self._new(version, content, known.name, "Open")
        job.allow_duplicates = allows_duplicates(request)
        if content["operation"] == "upsert":
            external = self._org.field(known.name, content.get("externalIdFieldName", ""))
            if external is None or not (external.external_id or external.type == "id"):
                raise Refused("INVALIDJOB", "externalIdFieldName is not an external id")
            job.external = external.name
        return answer(self._told(job))

    def upload(self, request: Request, version: str, key: str) -> Response:
        job = self._job(version, key)
        if job.state != "Open" or job.lines:
            raise Refused("INVALIDJOBSTATE", "The job takes no more data")
        if not request.headers.get("Content-Type", "").startswith("text/csv"):
            raise Refused("UNSUPPORTED_MEDIA_TYPE", "the content of an ingest job is text/csv")
        if len(request.body) > self._service.most_upload:
            raise Refused("REQUEST_TOO_LARGE", "the content is too large", status=413)
        text = io.StringIO(request.body.decode("utf-8"), newline="")
        reader = csv.reader(text, delimiter=_DELIMITERS[job.delimiter], strict=True)
        try:
            lines = [line for line in reader if line]
        except csv.Error as error:
            raise Refused("CLIENT_INPUT_ERROR", f"the content is no CSV: {error}") from None
        if not lines or any(len(line) != len(lines[0]) for line in lines):
            raise Refused("CLIENT_INPUT_ERROR", "the number of columns differs from the header")
        job.header, job.lines = lines[0], lines[1:]
        return Response(201)

    def _write(self, job: Job, line: list[str]) -> None:
        values = {
            name: None if cell == "#N/A" else cell for name, cell in zip(job.header, line, strict=True) if cell != ""
        }
        key = next((values.pop(name) for name in list(values) if name.lower() == "id"), None)
        try:
            if job.operation == "insert":
                if key is not None:
                    raise Refused("INVALID_FIELD", "cannot specify Id in an insert call", "Id")
                made, new = self._org.create(job.object, values, allow_duplicates=job.allow_duplicates), True
            elif job.operation == "update":
                made, new = self._org.update(job.object, key, values, allow_duplicates=job.allow_duplicates), False
            elif job.operation == "upsert":
                made, new = self._upsert(job, key, values)
            else:
                made, new = self._org.delete(key), False
        except Refused as refused:
            job.failed.append((key or "", refused.line(), line))
        else:
            job.successful.append((made, new, line))

    def _upsert(self, job: Job, key: str | None, values: Row) -> tuple[str, bool]:
        if job.external == "Id":
            return (
                (self._org.update(job.object, key, values), False)
                if key
                else (self._org.create(job.object, values), True)
            )
        wanted = str(values.get(job.external, "")).lower()
        if not wanted:
            raise Refused("MISSING_ARGUMENT", f"{job.external} not specified")
        found = [row for row in self._org.records(job.object) if str(row[job.external]).lower() == wanted]
        if not found:
            return self._org.create(job.object, values, allow_duplicates=job.allow_duplicates), True
        return self._org.update(job.object, found[0]["Id"], values, allow_duplicates=job.allow_duplicates), False

    def outcome(self, _request: Request, version: str, key: str, kind: str) -> Response:
        job = self._job(version, key)
        if job.state not in ("JobComplete", "Failed", "Aborted"):
            raise Refused("INVALIDJOBSTATE", "The job is not complete")
        kind = kind.lower()
        if kind == "successfulresults":
            rows = [[made, str(new).lower(), *line] for made, new, line in job.successful]
            header = ["sf__Id", "sf__Created", *job.header]
        elif kind == "failedresults":
            rows = [[made, words, *line] for made, words, line in job.failed]
            header = ["sf__Id", "sf__Error", *job.header]
        elif kind == "unprocessedrecords":
            rows, header = [list(line) for line in job.lines[job.processed :]], job.header
        else:
            raise Refused("NOT_FOUND", "The requested resource does not exist")
        self._mixing.shuffle(rows)  # batches end in any order
        text = io.StringIO()
        writer = csv.writer(
            text, delimiter=_DELIMITERS[job.delimiter], lineterminator=_ENDINGS[job.ending], quoting=csv.QUOTE_ALL
        )
        writer.writerows([header, *rows])
        return Response(200, text.getvalue().encode(), {"Content-Type": "text/csv"})
