"""Insert, update, upsert, delete, and the recycle bin. Every row has a result of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.serving import Request, Response, answer_json
from tests.fakes.zoho.reading import Reading
from tests.fakes.zoho.rules import BadValue, Checked, check
from tests.fakes.zoho.schema import ModuleSpec
from tests.fakes.zoho.state import Org, Record
from tests.fakes.zoho.words import Refused, error

ROWS = 100
ROWS_OF_SUBFORM = 200
BIN_IDS = 200
AT_ONCE = 1_000


@dataclass
class Writing:
    """Answers to requests that write. `workflow` is what the organisation's automation does to a written record."""

    org: Org
    reading: Reading
    workflow: Callable[[Record], None] | None = None
    at_once: int = AT_ONCE
    """A restore from the recycle bin of more than so many records, children included, is done later."""
    scheduled: list[list] = field(default_factory=list)
    """Restores to come: how many requests from now, module and id."""

    def insert(self, request: Request, module: str) -> Response:
        """POST /{module}."""
        spec, rows, body = self._rows(request, module)
        results = [self._guarded(self._insert, spec, row, number, body) for number, row in enumerate(rows)]
        return _answer(results, 201)

    def update(self, request: Request, module: str) -> Response:
        """PUT /{module}."""
        spec, rows, body = self._rows(request, module)
        results = [self._guarded(self._update, spec, row, number, body) for number, row in enumerate(rows)]
        return _answer(results, 200)

    def upsert(self, request: Request, module: str) -> Response:
        """POST /{module}/upsert."""
        spec, rows, body = self._rows(request, module)
        system = [one.name for one in spec.fields if one.duplicate_check]
        own = [one.name for one in spec.fields if one.unique]
        names = body.get("duplicate_check_fields")
        if names is None:
            names = [*system, *own]
        if not isinstance(names, list) or any(name not in (*system, *own) for name in names):
            raise Refused(400, "INVALID_DATA", api_name="duplicate_check_fields", supported_values=[*system, *own])
        results = []
        for number, row in enumerate(rows):
            found, by = self._twin(spec, row, names)
            if found is None:
                result = self._guarded(self._insert, spec, row, number, body)
            else:
                result = self._guarded(self._update, spec, {**row, "id": found.id}, number, body)
            if result["code"] == "SUCCESS":
                result |= {"action": "update" if found else "insert", "duplicate_field": by}
            results.append(result)
        return _answer(results, 200)

    def delete(self, request: Request, module: str) -> Response:
        """DELETE /{module}?ids=."""
        spec = self.reading.module(module)
        if spec.generated == "subform":
            raise Refused(400, "INVALID_MODULE", "the given module is not supported in api", resource_path_index=0)
        if not request.query.get("ids"):
            raise Refused(400, "REQUIRED_PARAM_MISSING", param_name="ids")
        ids = request.query["ids"].split(",")
        if len(ids) > ROWS:
            raise Refused(400, "LIMIT_EXCEEDED", limit=ROWS, param_name="ids")
        return _answer([self._delete(module, one) for one in ids], 200)

    def restore(self, request: Request) -> Response:
        """POST /settings/recycle_bin/actions/restore."""
        body = request.json
        ids = body.get("ids") if isinstance(body, dict) else None
        if not isinstance(ids, list) or set(body) != {"ids"}:
            raise Refused(400, "EXPECTED_FIELD_MISSING", expected_fields=[{"api_name": "ids", "json_path": "$.ids"}])
        if len(ids) > BIN_IDS:
            raise Refused(400, "INVALID_DATA", maximum_length=BIN_IDS, api_name="ids", json_path="$.ids")
        self.org.let_time_pass()
        places = {one: self._in_bin(one) for one in ids}
        if sum(self._weight(one) for one, module in places.items() if module) > self.at_once:
            self.scheduled.extend([2, module, one] for one, module in places.items() if module)
            told = {"code": "SCHEDULED", "details": {}, "message": "restore scheduled", "status": "success"}
            return answer_json({"recycle_bin": [told]}, 202)
        results = []
        for one, module in places.items():
            if module is None or one not in self.org.deleted[module]:
                # One that an earlier one of this request brought back with it is there already.
                done = self.org.find(one) is not None and module is not None
                results.append(_bin_done(one) if done else error("INVALID_DATA", _BAD_ID, id=one))
                continue
            self.org.restore(module, one)
            results.append(_bin_done(one))
        return _answer(results, 200, "recycle_bin")

    def go_on(self) -> None:
        """Do what was scheduled and is due; called before each request."""
        for entry in list(self.scheduled):
            entry[0] -= 1
            if entry[0] <= 0:
                self.scheduled.remove(entry)
                if entry[2] in self.org.deleted[entry[1]]:
                    self.org.restore(entry[1], entry[2])

    def list_bin(self, request: Request) -> Response:
        """GET /settings/recycle_bin."""
        self.org.let_time_pass()
        found = [
            deleted
            for bin_ in self.org.deleted.values()
            for deleted in bin_.values()
            if deleted.gone is None and self.org.modules[deleted.record.module].deleted_feed
        ]
        page, size = int(request.query.get("page", "1")), int(request.query.get("per_page", "200"))
        chosen = found[(page - 1) * size : page * size]
        if not chosen:
            return Response(204)
        data = [
            {
                "id": deleted.record.id,
                "display_name": self.org.name_of(deleted.record),
                "deleted_time": self.org.shown(deleted.when),
                "module": {"api_name": deleted.record.module},
                "owner": self.org.users[deleted.record.owner].reference(with_email=False),
                "deleted_by": self.org.users[deleted.by].reference(with_email=False),
            }
            for deleted in chosen
        ]
        info = {"per_page": size, "count": len(data), "page": page, "more_records": len(found) > page * size}
        return answer_json({"recycle_bin": data, "info": info})

    def _in_bin(self, record_id: object) -> str | None:
        return next(
            (
                module
                for module, bin_ in self.org.deleted.items()
                if record_id in bin_ and bin_[record_id].gone is None and self.org.modules[module].deleted_feed
            ),
            None,
        )

    def _weight(self, record_id: str) -> int:
        taken = [d for bin_ in self.org.deleted.values() for d in bin_.values() if d.with_parent == record_id]
        return 1 + len(taken)

    def _rows(self, request: Request, module: str) -> tuple[ModuleSpec, list[dict], dict]:
        spec = self.reading.module(module)
        if spec.generated == "subform" or not spec.listed:
            raise Refused(400, "INVALID_MODULE", "the given module is not supported in api", resource_path_index=0)
        body = request.json
        rows = body.get("data") if isinstance(body, dict) else None
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            raise Refused(400, "INVALID_DATA", expected_data_type="jsonarray", api_name="data", json_path="$.data")
        if len(rows) > ROWS:
            raise Refused(400, "INVALID_DATA", maximum_length=ROWS, api_name="data", json_path="$.data")
        return spec, rows, body

    def _guarded(self, write: Callable, spec: ModuleSpec, row: dict, number: int, body: dict) -> dict:
        try:
            return write(spec, row, number, body)
        except BadValue as bad:
            return bad.told

    def _insert(self, spec: ModuleSpec, row: dict, number: int, body: dict) -> dict:
        if "id" in row:
            raise BadValue(error("INVALID_DATA", "the id is given by Zoho CRM", api_name="id"))
        checked = check(self.org, spec, row, f"$.data[{number}]", None)
        plans = self._plans(checked, None, number)
        record = self.org.add(spec.name, **checked.values)
        self._rows_written(record, plans)
        return self._done(record, "record added", body)

    def _update(self, spec: ModuleSpec, row: dict, number: int, body: dict) -> dict:
        place = f"$.data[{number}]"
        if "id" not in row:
            raise BadValue(error("MANDATORY_NOT_FOUND", api_name="id", json_path=f"{place}.id"))
        record = self.org.records[spec.name].get(row["id"])
        if record is None:
            raise BadValue(error("INVALID_DATA", _BAD_ID, api_name="id", json_path=f"{place}.id"))
        if record.locked:
            raise BadValue(error("RECORD_LOCKED", api_name="id", action="record_locking", json_path=f"{place}.id"))
        checked = check(self.org, spec, row, place, record)
        plans = self._plans(checked, record, number)
        self.org.edit(record, **checked.values)
        self._rows_written(record, plans)
        return self._done(record, "record updated", body)

    def _plans(self, checked: Checked, of: Record | None, number: int) -> list[tuple]:
        """What to do with rows of subforms: (module, row or None, its values or None to delete it)."""
        plans: list[tuple] = []
        for module, sent in checked.rows.items():
            rows = self.org.modules[module]
            there = {row.id: row for row in (self.org.rows_of(of) if of else []) if row.module == module}
            if not sent:
                plans.extend((module, row, None) for row in there.values())
            for position, values in enumerate(sent):
                place = f"$.data[{number}].{module}[{position}]"
                row = there.get(values.get("id", ""))
                if "id" in values and row is None:
                    raise BadValue(error("INVALID_DATA", _BAD_ID, api_name="id", json_path=f"{place}.id"))
                if "_delete" in values:
                    plans.append((module, row, None))
                    continue
                plain = {name: value for name, value in values.items() if name != "Parent_Id"}
                plans.append((module, row, check(self.org, rows, plain, place, row).values))
            if len(there) + sum(row is None for name, row, _ in plans if name == module) > ROWS_OF_SUBFORM:
                raise BadValue(error("LIMIT_EXCEEDED", maximum_length=ROWS_OF_SUBFORM, api_name=module))
        return plans

    def _rows_written(self, record: Record, plans: list[tuple]) -> None:
        for module, row, values in plans:
            if values is None:
                self.org.delete(row)
            elif row is None:
                self.org.add(module, Parent_Id=record.id, **values)
            else:
                self.org.edit(row, **values)

    def _done(self, record: Record, message: str, body: dict) -> dict:
        if self.workflow is not None and "workflow" in body.get("trigger", ["workflow"]):
            self.workflow(record)
        details = {
            "id": record.id,
            "Created_Time": self.org.shown(record.created),
            "Modified_Time": self.org.shown(record.modified),
            "Created_By": self.org.users[record.created_by].reference(with_email=False),
            "Modified_By": self.org.users[record.modified_by].reference(with_email=False),
            "$approval_state": "approved",
        }
        return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}

    def _delete(self, module: str, record_id: str) -> dict:
        record = self.org.records[module].get(record_id)
        if record is None:
            return error("INVALID_DATA", _BAD_ID, id=record_id)
        if record.locked:
            return error("RECORD_LOCKED", id=record_id, action="record_locking")
        self.org.delete(record)
        return {"code": "SUCCESS", "details": {"id": record_id}, "message": "record deleted", "status": "success"}

    def _twin(self, spec: ModuleSpec, row: dict, names: list[str]) -> tuple[Record | None, str | None]:
        for name in names:
            mine = row.get(name)
            if mine in (None, ""):
                continue
            for record in self.org.records[spec.name].values():
                theirs = record.values.get(name)
                if theirs is not None and str(theirs).casefold() == str(mine).casefold():
                    return record, name
        return None, None


_BAD_ID = "the id given seems to be invalid"


def _bin_done(record_id: str) -> dict:
    return {"code": "SUCCESS", "details": {"id": record_id}, "message": "record restored", "status": "success"}


def _answer(results: list[dict], good: int, name: str = "data") -> Response:
    """All well, some well (207) or none (400)."""
    well = sum(result["status"] == "success" for result in results)
    status = good if well == len(results) else 207 if well else 400
    return answer_json({name: results}, status)
