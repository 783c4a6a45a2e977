"""Queries (COQL), as far as a backup needs them: fields of one module, conditions joined by `and`, order by id."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.fakes.serving import Request, Response, answer_json
from tests.fakes.zoho.reading import FIELDS, PER_PAGE, Reading
from tests.fakes.zoho.schema import ModuleSpec
from tests.fakes.zoho.state import Org, Record, as_time
from tests.fakes.zoho.words import Refused

IN_VALUES = 100
_QUERY = re.compile(
    r"select\s+(?P<fields>[\w\s,]+?)\s+from\s+(?P<module>\w+)\s+where\s+(?P<where>.+?)"
    r"(?:\s+order\s+by\s+id\s+(?P<order>asc|desc))?(?:\s+limit\s+(?:(?P<offset>\d+)\s*,\s*)?(?P<limit>\d+))?",
    re.IGNORECASE | re.DOTALL,
)
_TEXT = r"'(?:[^'\\]|\\.)*'"
_CONDITION = re.compile(rf"(\w+)\s*(>=|>|=|in)\s*({_TEXT}|\(\s*{_TEXT}(?:\s*,\s*{_TEXT})*\s*\))", re.IGNORECASE)


@dataclass
class Query:
    """Answers to `POST /coql`."""

    org: Org
    reading: Reading

    def answer(self, request: Request) -> Response:
        body = request.json
        text = body.get("select_query") if isinstance(body, dict) else None
        found = _QUERY.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            raise Refused(400, "SYNTAX_ERROR", "missing clause", near="select")
        spec = self.reading.module(found["module"])
        names = [name.strip() for name in found["fields"].split(",")]
        limit = int(found["limit"] or PER_PAGE)
        if len(names) > FIELDS or limit > PER_PAGE:
            raise Refused(400, "LIMIT_EXCEEDED", limit=PER_PAGE)
        chosen = [record for record in self.org.records[spec.name].values() if not record.converted]
        for name, sign, values in self._conditions(found["where"]):
            chosen = [record for record in chosen if self._fits(spec, record, name, sign, values)]
        chosen.sort(key=lambda record: int(record.id), reverse=(found["order"] or "asc").lower() == "desc")
        offset = int(found["offset"] or 0)
        page = chosen[offset : offset + limit]
        if not page:
            return Response(204)
        info = {"count": len(page), "more_records": len(chosen) > offset + limit}
        return answer_json({"data": [self.reading.listed(record, names) for record in page], "info": info})

    def _conditions(self, text: str) -> list[tuple[str, str, list[str]]]:
        conditions, place = [], 0
        while place < len(text):
            found = _CONDITION.match(text, place)
            if found is None:
                raise Refused(400, "SYNTAX_ERROR", "invalid condition", near=text[place : place + 10])
            values = [re.sub(r"\\(.)", r"\1", one[1:-1]) for one in re.findall(_TEXT, found[3])]
            if len(values) > IN_VALUES:
                raise Refused(400, "LIMIT_EXCEEDED", limit=IN_VALUES)
            conditions.append((found[1], found[2].lower(), values))
            rest = re.compile(r"\s+and\s+", re.IGNORECASE).match(text, found.end())
            if rest is None and text[found.end() :].strip():
                raise Refused(400, "SYNTAX_ERROR", "invalid condition", near=text[found.end() :])
            place = rest.end() if rest else len(text)
        return conditions

    def _fits(self, spec: ModuleSpec, record: Record, name: str, sign: str, values: list[str]) -> bool:
        one = spec.field(name)
        if one is None or one not in self.org.visible(spec):
            raise Refused(400, "INVALID_QUERY", "column given seems to be invalid", column_name=name)
        mine = record.raw(name)
        if sign in ("=", "in"):
            return mine is not None and str(mine).casefold() in {value.casefold() for value in values}
        if name == "id":
            return int(record.id) > int(values[0]) - (sign == ">=")
        other = as_time(values[0])
        if other is None or name not in ("Modified_Time", "Created_Time"):
            raise Refused(400, "INVALID_QUERY", "value given seems to be invalid", column_name=name)
        return mine > other or (sign == ">=" and mine == other)
