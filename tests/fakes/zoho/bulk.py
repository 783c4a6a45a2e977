"""Bulk Read: a job is made, asked about until it is ready, and gives CSV in a ZIP.

The columns of lookups hold ids, of multi-selects values with semicolons between them, of tags names with commas.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.serving import Request, Response, answer_json
from tests.fakes.zoho.reading import Reading
from tests.fakes.zoho.schema import NOT_IN_BULK, FieldSpec
from tests.fakes.zoho.state import Org, Record
from tests.fakes.zoho.words import Refused

RESULT_LIVES = timedelta(days=1)
TOKEN_LIVES = timedelta(hours=24)
DOWNLOADS_A_MINUTE = 10


@dataclass
class _Job:
    module: str
    names: list[str]
    ids: list[str]
    start: int
    page: int
    made: datetime
    asked: int = 0
    token: str | None = None
    content: bytes | None = None
    count: int = 0


@dataclass
class Bulk:
    """Answers of the bulk API. `patience` is how often a job must be asked about before it is ready."""

    org: Org
    reading: Reading
    per_page: int = 200_000
    patience: int = 2
    fail: int = 0
    """So many jobs that are made from now on end in FAILURE."""
    jobs: dict[str, _Job] = field(default_factory=dict)
    downloads: list[datetime] = field(default_factory=list)
    _tokens: dict[str, tuple[_Job, datetime]] = field(default_factory=dict)
    _failing: set[str] = field(default_factory=set)

    def make(self, request: Request) -> Response:
        """POST /crm/bulk/v8/read."""
        body = request.json
        query = body.get("query") if isinstance(body, dict) else None
        if not isinstance(query, dict) or set(body) - {"query", "callback", "file_type"}:
            raise Refused(400, "INVALID_DATA", "body is not valid", api_name="query")
        job = self._next(query["page_token"]) if "page_token" in query else self._first(query)
        job_id = self.org.new_id()
        if self.fail:
            self.fail -= 1
            self._failing.add(job_id)
        self.jobs[job_id] = job
        details = {
            "id": job_id,
            "operation": "read",
            "state": "ADDED",
            "created_by": self.org.users[self.org.me].reference(with_email=False),
            "created_time": self.org.shown(job.made),
        }
        added = {
            "status": "success",
            "code": "ADDED_SUCCESSFULLY",
            "message": "Added successfully.",
            "details": details,
        }
        return answer_json({"data": [added], "info": {}}, 201)

    def ask(self, _request: Request, job: str) -> Response:
        """GET /crm/bulk/v8/read/{job}."""
        found = self._job(job)
        found.asked += 1
        described: dict = {
            "id": job,
            "operation": "read",
            "state": self._state(job, found),
            "query": {"module": {"api_name": found.module}, "fields": found.names, "page": found.page},
            "created_by": self.org.users[self.org.me].reference(with_email=False),
            "created_time": self.org.shown(found.made),
            "file_type": "csv",
        }
        if described["state"] == "COMPLETED":
            if found.content is None:
                found.content, found.count = self._zipped(job, found)
            rest = len(found.ids) > found.start + self.per_page
            if rest and found.token is None:
                found.token = f"bulk-{len(self._tokens):06x}"
                self._tokens[found.token] = (found, self.org.now() + TOKEN_LIVES)
            described["result"] = {
                "page": found.page,
                "per_page": self.per_page,
                "count": found.count,
                "download_url": f"/crm/bulk/v8/read/{job}/result",
                "more_records": rest,
                **({"next_page_token": found.token} if rest else {}),
            }
        return answer_json({"data": [described]})

    def download(self, _request: Request, job: str) -> Response:
        """GET /crm/bulk/v8/read/{job}/result."""
        now = self.org.now()
        self.downloads = [when for when in self.downloads if now - when < timedelta(minutes=1)]
        if len(self.downloads) >= DOWNLOADS_A_MINUTE:
            raise Refused(429, "TOO_MANY_REQUESTS")
        found = self._job(job)
        if self._state(job, found) != "COMPLETED" or now - found.made > RESULT_LIVES:
            raise Refused(404, "RESOURCE_NOT_FOUND", resource="result")
        self.downloads.append(now)
        return Response(200, found.content or b"", {"Content-Type": "application/zip"})

    def _first(self, query: dict) -> _Job:
        module = query.get("module")
        name = module.get("api_name") if isinstance(module, dict) else None
        if not name:
            raise Refused(400, "INVALID_DATA", "body is not valid", api_name="module")
        spec = self.reading.module(name)
        if not spec.bulk:
            raise Refused(400, "MODULE_NOT_SUPPORTED", api_name=name)
        if "criteria" in query or "cvid" in query:
            raise Refused(400, "INVALID_DATA", "the fake knows no criteria", api_name="criteria")
        visible = {one.name: one for one in self.org.visible(spec)}
        names = query.get("fields") or [name for name, one in visible.items() if one.type not in NOT_IN_BULK]
        for asked in names:
            if asked not in visible or visible[asked].type in NOT_IN_BULK:
                raise Refused(400, "FIELD_NOT_SUPPORTED", api_name=asked, module=name)
        page = query.get("page") or 1
        ids = [record.id for record in self.org.records[name].values() if not record.converted]
        return _Job(name, list(names), ids, (page - 1) * self.per_page, page, self.org.now())

    def _next(self, token: str) -> _Job:
        found = self._tokens.get(token)
        if found is None:
            raise Refused(400, "INVALID_DATA", "the page token is not valid", api_name="page_token")
        before, expires = found
        if self.org.now() >= expires:
            raise Refused(400, "EXPIRED_VALUE", "Page token expired", api_name="page_token")
        start = before.start + self.per_page
        ids = list(self.org.records[before.module])
        return _Job(before.module, before.names, ids, start, before.page + 1, self.org.now())

    def _job(self, job: str) -> _Job:
        if job not in self.jobs:
            raise Refused(404, "RESOURCE_NOT_FOUND", resource="job")
        return self.jobs[job]

    def _state(self, job_id: str, job: _Job) -> str:
        if job.asked <= self.patience:
            return ("ADDED", "QUEUED", "IN PROGRESS")[min(job.asked, 2)]
        return "FAILURE" if job_id in self._failing else "COMPLETED"

    def _zipped(self, job_id: str, job: _Job) -> tuple[bytes, int]:
        spec = self.org.modules[job.module]
        columns = [one for name in job.names if (one := spec.field(name)) is not None]
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["Id", *(one.name for one in columns if one.name != "id")])
        chosen = job.ids[job.start : job.start + self.per_page]
        records = [record for one in chosen if (record := self.org.records[job.module].get(one)) is not None]
        for record in records:
            writer.writerow([record.id, *(self._cell(record, one) for one in columns if one.name != "id")])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{job_id}.csv", text.getvalue())
        return packed.getvalue(), len(records)

    def _cell(self, record: Record, one: FieldSpec) -> str:
        value = record.raw(one.name)
        if one.type == "lookup" and self.org.find(str(value), one.any_of or (one.lookup,)) is None:
            return ""
        if isinstance(value, list):
            return (",", ";")[one.type == "multiselectpicklist"].join(value)
        if isinstance(value, datetime):
            return self.org.shown(value)
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else str(value)
