"""Writing by collections of at most 200 records, each with a result of its own inside an answer that says 200.

Rules that only warn of duplicates are overruled, since what comes back was there before; assignment rules are told to
keep away from owners. Every other rule of the org holds, and what it refuses is told in its words.
"""

from __future__ import annotations

import json
import re
import secrets
import xml.sax.saxutils
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.hosted.rows import encode_json
from crmbackup_gui.sources.hosted.service import Content, Fate, Module, Row, Written
from crmbackup_gui.sources.hosted.wire import AnswerLost, Wire
from crmbackup_gui.sources.salesforce.describing import CONTENTS, KEY
from crmbackup_gui.sources.salesforce.library import DATA, VERSION, Refused, checked

COLLECTION = 200
"""Records of one call, as the API's reference fixes it."""
HEADERS = {"Sforce-Duplicate-Rule-Header": "allowSave=true", "Sforce-Auto-Assign": "FALSE"}
_LOCKED = "UNABLE_TO_LOCK_ROW"
_TRIES = 4
_UNKNOWN = Written(Fate.UNKNOWN)
_RESULT = re.compile(rb"<result>(.*?)</result>", re.DOTALL)


def create(wire: Wire, module: Module, rows: Sequence[Row]) -> Iterator[list[Written]]:
    """New records. A call whose answer is lost leaves its rows UNKNOWN."""
    for some in cut(rows):
        records = [{"attributes": {"type": module.entity.name}, **plain(row)} for row in some]
        yield _collected(wire, "POST", records, some, repeatable=False)


def update(wire: Wire, module: Module, rows: Sequence[Row]) -> Iterator[list[Written]]:
    """Records that are there; the same values twice are the same as once."""
    for some in cut(rows):
        records = [
            {
                "attributes": {"type": module.entity.name},
                "id": row[KEY],
                **plain({k: v for k, v in row.items() if k != KEY}),
            }
            for row in some
        ]
        yield _collected(wire, "PATCH", records, some, repeatable=True)


def delete(wire: Wire, rows: Sequence[Row]) -> Iterator[list[Written]]:
    """Into the recycle bin. What is there already is deleted as well: the first try may have done it."""
    for some in cut(rows):
        ids = ",".join(str(row[KEY]) for row in some)
        answer = wire.send("DELETE", f"{DATA}composite/sobjects", params={"ids": ids, "allOrNone": "false"})
        results = _results(checked(answer, wire.place), some)
        yield [
            Written(Fate.DONE, (str(row[KEY]),)) if result.code == "ENTITY_IS_DELETED" else result
            for row, result in zip(some, results, strict=True)
        ]


def undelete(wire: Wire, rows: Sequence[Row]) -> Iterator[list[Written]]:
    """Out of the recycle bin, by SOAP, since REST has no call for it."""
    for some in cut(rows):
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'}
        content = partial(_envelope, wire, some)
        answer = wire.send("POST", f"/services/Soap/u/{VERSION}", content=content, headers=headers)
        found = _RESULT.findall(answer.content)
        if not answer.is_success or len(found) != len(some):
            words = _inner(answer.content, b"faultstring") or f"it answers with status {answer.status_code}"
            yield [Written(Fate.REFUSED, words=words)] * len(some)
            continue
        yield [_undeleted(row, each) for row, each in zip(some, found, strict=True)]


def create_with_content(wire: Wire, module: Module, row: Row) -> Written:
    """One record with the content of a file, in parts of one request that streams."""
    name = CONTENTS[module.entity.name][0]
    content = row.get(name)
    if not isinstance(content, Content):
        raise RestoreRefused(f"The content of a file of '{module.entity.name}' is missing.")
    mark = f"crmbackup-{secrets.token_hex(16)}"
    values = encode_json({field: value for field, value in row.items() if field != name})
    shown = json.dumps(str(row.get("PathOnClient") or row.get("Name") or "file"))
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="entity_content"\r\nContent-Type: application/json\r\n\r\n'
    ).encode()
    middle = (
        f'\r\n--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename={shown}\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()

    def parts() -> Iterator[bytes]:
        yield head + values + middle
        yield from content.read()
        yield f"\r\n--{mark}--\r\n".encode()

    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={mark}"}
    try:
        answer = wire.send(
            "POST", f"{DATA}sobjects/{module.entity.name}", content=parts, headers=headers, repeatable=False
        )
        told = checked(answer, wire.place)
    except AnswerLost:
        return _UNKNOWN
    except Refused as refused:
        return Written(Fate.REFUSED, words=refused.words, code=refused.code)
    return Written(Fate.DONE, (str(told["id"]),))


def plain(row: Row) -> dict[str, object]:
    """Values as they are sent. A truth value cannot be empty, and a text that is empty is none."""
    return {name: None if value == "" else value for name, value in row.items()}


def cut(rows: Sequence[Row], size: int = COLLECTION) -> Iterator[Sequence[Row]]:
    """Pieces that one call takes."""
    for at in range(0, len(rows), size):
        yield rows[at : at + size]


def _collected(
    wire: Wire, method: str, records: list[dict[str, object]], rows: Sequence[Row], *, repeatable: bool
) -> list[Written]:
    """One call, and again for rows that others held locked at that moment."""
    results: dict[int, Written] = {}
    left = list(range(len(records)))
    for attempt in range(_TRIES):
        body = encode_json({"allOrNone": False, "records": [records[at] for at in left]})
        try:
            answer = wire.send(
                method, f"{DATA}composite/sobjects", content=body, headers=HEADERS, repeatable=repeatable
            )
            found = _results(checked(answer, wire.place), [rows[at] for at in left])
        except AnswerLost:
            found = [_UNKNOWN] * len(left)
        except Refused as refused:
            found = [Written(Fate.REFUSED, words=refused.words, code=refused.code)] * len(left)
        results.update(zip(left, found, strict=True))
        left = [at for at in left if results[at].code == _LOCKED]
        if not left or attempt == _TRIES - 1:
            break
        wire.wait(2.0**attempt)
    return [results[at] for at in range(len(records))]


def _results(told: object, rows: Sequence[Row]) -> list[Written]:
    """One for each row, in their order. An answer of another length says nothing of any of them."""
    if not isinstance(told, list) or len(told) != len(rows):
        return [_UNKNOWN] * len(rows)
    return [_result(each) for each in told]


def _result(told: Mapping[str, Any]) -> Written:
    if told.get("success") is True:
        return Written(Fate.DONE, (str(told.get("id")),))
    errors = told.get("errors") or [{}]
    words = "; ".join(str(each.get("message") or each.get("statusCode")) for each in errors)
    return Written(Fate.REFUSED, words=words, code=str(errors[0].get("statusCode") or ""))


def _envelope(wire: Wire, rows: Sequence[Row]) -> bytes:
    """With the session's id as it is now: the wire may have renewed it since the last try."""
    token = wire.access.headers()["Authorization"].removeprefix("Bearer ")
    ids = "".join(f"<u:ids>{xml.sax.saxutils.escape(str(row[KEY]))}</u:ids>" for row in rows)
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:partner.soap.sforce.com">'
        f"<e:Header><u:SessionHeader><u:sessionId>{xml.sax.saxutils.escape(token)}</u:sessionId></u:SessionHeader>"
        f"</e:Header><e:Body><u:undelete>{ids}</u:undelete></e:Body></e:Envelope>"
    ).encode()


def _undeleted(row: Row, told: bytes) -> Written:
    if b"<success>true</success>" in told:
        return Written(Fate.DONE, (str(row[KEY]),))
    return Written(Fate.REFUSED, words=_inner(told, b"message"), code=_inner(told, b"statusCode"))


def _inner(content: bytes, name: bytes) -> str:
    found = re.search(rb"<" + name + rb">([^<]*)</", content)
    return xml.sax.saxutils.unescape(found[1].decode("utf-8", "replace")) if found else ""
