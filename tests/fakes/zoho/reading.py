"""Get Records, a single record, counts and the feed of deletions.

Pages are cut from the records as they are when a page is asked for: what is deleted or changed meanwhile moves the
others to other pages, as offsets do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.fakes.serving import Request, Response, answer_json
from tests.fakes.zoho.schema import NOT_IN_LISTS, FieldSpec, ModuleSpec
from tests.fakes.zoho.state import Org, Record, as_time
from tests.fakes.zoho.words import Refused

PER_PAGE = 200
BY_PAGE = 2_000
BY_TOKEN = 100_000
FIELDS = 50
TOKEN_LIVES = timedelta(hours=24)
IDS = 100


@dataclass(frozen=True)
class _Bound:
    """What a page token is bound to."""

    asked: tuple[tuple[str, str], ...]
    module: str
    since: datetime | None
    start: int
    expires: datetime


class Reading:
    """Answers to requests that read."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._tokens: dict[str, _Bound] = {}
        self.lag = timedelta()
        """How long a change takes to be seen by If-Modified-Since."""

    def list_records(self, request: Request, module: str) -> Response:
        """GET /{module}."""
        spec = self.module(module)
        if not spec.listed:
            raise Refused(400, "INVALID_MODULE", "the given module is not supported in api", resource_path_index=0)
        names = self._names(request, spec)
        since = self._since(request)
        size = _number(request, "per_page", PER_PAGE, PER_PAGE)
        asked = tuple(sorted((name, value) for name, value in request.query.items() if name not in _OF_PAGE))
        start, page = self._start(request, (asked, module, since), size)
        records = self._matching(request, spec, since)
        if since is not None and not records:
            return Response(304)
        if not records[start:]:
            return Response(204)
        chosen = records[start : start + size]
        more = len(records) > start + size
        token = self._token(asked, module, since, start + size) if more else None
        info = {
            "per_page": size,
            "count": len(chosen),
            "page": page,
            "sort_by": request.query.get("sort_by", "id"),
            "sort_order": request.query.get("sort_order", "desc"),
            "more_records": more,
            "next_page_token": token,
            "previous_page_token": None,
            "page_token_expiry": self._org.shown(self._org.now() + TOKEN_LIVES) if token else None,
        }
        return answer_json({"data": [self.listed(record, names) for record in chosen], "info": info})

    def one_record(self, _request: Request, module: str, record: str) -> Response:
        """GET /{module}/{record}: all fields, and the rows of subforms."""
        spec = self.module(module)
        found = self._org.records[module].get(record)
        if found is None:
            return Response(204)
        shown = self.listed(found, [one.name for one in self._org.visible(spec) if one.type not in NOT_IN_LISTS])
        for one in self._org.visible(spec):
            if one.subform:
                rows = self.module(one.subform)
                columns = [column.name for column in self._org.visible(rows)]
                shown[one.name] = [
                    self.listed(row, columns) for row in self._org.rows_of(found) if row.module == one.subform
                ]
        return answer_json({"data": [shown]})

    def count(self, _request: Request, module: str) -> Response:
        """GET /{module}/actions/count."""
        spec = self.module(module)
        if spec.generated in ("subform", "linking"):
            raise Refused(400, "NOT_SUPPORTED", "the given module is not supported for count", module=module)
        return answer_json({"count": len(self._org.records[module])})

    def list_deleted(self, request: Request, module: str) -> Response:
        """GET /{module}/deleted."""
        spec = self.module(module)
        if not spec.deleted_feed:
            raise Refused(400, "INVALID_MODULE", "the given module is not supported in api", resource_path_index=0)
        kind = request.query.get("type", "all")
        if kind not in ("all", "recycle", "permanent"):
            raise Refused(400, "PATTERN_NOT_MATCHED", param_name="type")
        since = self._since(request)
        self._org.let_time_pass()
        found = sorted(
            (
                deleted
                for deleted in self._org.deleted[module].values()
                if kind == "all" or (kind == "permanent") == (deleted.gone is not None)
            ),
            key=lambda deleted: (deleted.gone or deleted.when, deleted.record.id),
            reverse=True,
        )
        if since is not None:
            found = [deleted for deleted in found if (deleted.gone or deleted.when) > since]
            if not found:
                return Response(304)
        size = _number(request, "per_page", PER_PAGE, PER_PAGE)
        page = _number(request, "page", 1, None)
        chosen = found[(page - 1) * size : page * size]
        if not chosen:
            return Response(204)
        data = [
            {
                "id": deleted.record.id,
                "display_name": None if deleted.gone else self._org.name_of(deleted.record),
                "type": "permanent" if deleted.gone else "recycle",
                "deleted_time": self._org.shown(deleted.gone or deleted.when),
                "deleted_by": None if deleted.gone else self._user(deleted.by),
                "created_by": None if deleted.gone else self._user(deleted.record.created_by),
            }
            for deleted in chosen
        ]
        info = {"per_page": size, "count": len(data), "page": page, "more_records": len(found) > page * size}
        return answer_json({"data": data, "info": info})

    def module(self, name: str) -> ModuleSpec:
        """The module of that name, if there is one, the API takes it and the account may see it."""
        spec = self._org.modules.get(name)
        if spec is None:
            raise Refused(400, "INVALID_MODULE", resource_path_index=0)
        if not spec.api_supported:
            raise Refused(400, "INVALID_MODULE", "the given module is not supported in api", resource_path_index=0)
        if not self._org.may_see(spec):
            raise Refused(403, "NO_PERMISSION", permissions=[f"Crm_Implied_View_{name}"])
        return spec

    def listed(self, record: Record, names: list[str]) -> dict:
        """A record as JSON, with these fields."""
        shown: dict = {"id": record.id}
        spec = self._org.modules[record.module]
        for name in names:
            one = spec.field(name)
            if one is None or one.type in NOT_IN_LISTS or one not in self._org.visible(spec):
                continue
            shown[name] = self.as_json(record, one)
            if one.any_of and name == "What_Id":
                target = self._org.find(str(record.raw(name)), one.any_of) if record.raw(name) else None
                shown["$se_module"] = target.module if target else None
        return shown

    def as_json(self, record: Record, one: FieldSpec) -> object:
        """One value as JSON."""
        value = record.raw(one.name)
        if value is None:
            return None
        if isinstance(value, datetime):
            return self._org.shown(value)
        if one.type == "ownerlookup":
            return self._user(str(value))
        if one.type == "lookup":
            return self._reference(str(value), one)
        if one.type == "tag":
            return [{"name": name, "id": f"tag-{name}", "color_code": None} for name in value]
        return value

    def _reference(self, target: str, one: FieldSpec) -> dict | None:
        found = self._org.find(target, one.any_of or (one.lookup,))
        if found is None:
            return None
        short = {"name": self._org.name_of(found), "id": found.id}
        if one.any_of and one.name == "Parent_Id":
            return {
                "module": {"api_name": found.module, "id": self._org.modules[found.module].described()["id"]}
            } | short
        return short

    def _user(self, user: str) -> dict:
        found = self._org.users.get(user)
        return found.reference() if found else {"name": "", "id": user}

    def _names(self, request: Request, spec: ModuleSpec) -> list[str]:
        asked = request.query.get("fields")
        if not asked:
            raise Refused(400, "REQUIRED_PARAM_MISSING", "required param is missing", param_name="fields")
        names = asked.split(",")
        if len(names) > FIELDS:
            raise Refused(400, "LIMIT_EXCEEDED", limit=FIELDS, param_name="fields")
        if spec.field("id") and any(not name for name in names):
            raise Refused(400, "INVALID_DATA", param_name="fields")
        return names

    def _since(self, request: Request) -> datetime | None:
        text = request.headers.get("If-Modified-Since")
        if text is None:
            return None
        when = as_time(text)
        if when is None:
            raise Refused(400, "INVALID_DATA", api_name="If-Modified-Since", expected_data_type="datetime")
        return when

    def _start(self, request: Request, bound: tuple, size: int) -> tuple[int, int]:
        token = request.query.get("page_token")
        if token is not None and "page" in request.query:
            raise Refused(
                400,
                "AMBIGUITY_DURING_PROCESSING",
                ambiguity_due_to=[{"param_name": "page"}, {"param_name": "page_token"}],
            )
        if token is None:
            page = _number(request, "page", 1, None)
            if page * size > BY_PAGE:
                raise Refused(400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", limit=BY_PAGE)
            return (page - 1) * size, page
        found = self._tokens.get(token)
        if found is None or (found.asked, found.module, found.since) != bound:
            raise Refused(400, "TOKEN_BOUND_DATA_MISMATCH", param_name="page_token")
        if self._org.now() >= found.expires:
            raise Refused(400, "EXPIRED_VALUE", api_name="page_token", json_path="$.query.page_token")
        if found.start + size > BY_TOKEN:
            raise Refused(400, "PAGINATION_LIMIT_EXCEEDED", param_name="page_token")
        return found.start, found.start // size + 1

    def _token(self, asked: tuple[tuple[str, str], ...], module: str, since: datetime | None, start: int) -> str:
        token = f"{len(self._tokens):08x}c8582xx9e7c7"
        self._tokens[token] = _Bound(asked, module, since, start, self._org.now() + TOKEN_LIVES)
        return token

    def _matching(self, request: Request, spec: ModuleSpec, since: datetime | None) -> list[Record]:
        by, order = request.query.get("sort_by", "id"), request.query.get("sort_order", "desc")
        keys = {
            "id": lambda record: int(record.id),
            "Created_Time": lambda record: (record.created, int(record.id)),
            "Modified_Time": lambda record: (record.modified, int(record.id)),
        }
        if by not in keys:
            raise Refused(400, "INVALID_DATA", param_name="sort_by", supported_values=list(keys))
        if order not in ("asc", "desc"):
            raise Refused(400, "PATTERN_NOT_MATCHED", param_name="sort_order")
        wanted = request.query.get("converted", "false")
        if wanted not in ("true", "false", "both"):
            raise Refused(400, "PATTERN_NOT_MATCHED", param_name="converted")
        records = [
            record
            for record in self._org.records[spec.name].values()
            if wanted == "both" or record.converted == (wanted == "true")
        ]
        if "ids" in request.query:
            ids = request.query["ids"].split(",")
            if len(ids) > IDS:
                raise Refused(400, "LIMIT_EXCEEDED", limit=IDS, param_name="ids")
            records = [record for record in records if record.id in set(ids)]
        if since is not None:
            seen = self._org.now() - self.lag
            records = [record for record in records if since < record.modified and record.modified <= seen]
        return sorted(records, key=keys[by], reverse=order == "desc")


_OF_PAGE = ("page", "page_token", "per_page")


def _number(request: Request, name: str, otherwise: int, most: int | None) -> int:
    text = request.query.get(name)
    if text is None:
        return otherwise
    if not text.isdigit() or int(text) < 1:
        raise Refused(400, "PATTERN_NOT_MATCHED", param_name=name)
    if most is not None and int(text) > most:
        raise Refused(400, "INVALID_DATA", param_name=name)
    return int(text)
