"""Writing by ingest jobs of Bulk API 2.0, for many records at once.

A job tells what went well, what failed and what it never came to, each in no order and without numbers: results are
paired with rows by what the rows say, which the answer repeats.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from crmbackup_gui.sources.hosted.rows import encode_json
from crmbackup_gui.sources.hosted.service import Fate, Module, Order, Row, Written
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.salesforce.bulk_reading import wait_for_job
from crmbackup_gui.sources.salesforce.library import DATA, Refused, checked
from crmbackup_gui.sources.salesforce.writing import HEADERS

LEAST = 2_000
"""Below this collections take fewer calls than a job (Salesforce's own advice)."""
_UPLOAD = 90 << 20
"""Bytes of one job: 150 MB are granted, and base64 on the way takes a half more."""
_EMPTY = "#N/A"
_OPERATIONS = {Order.CREATE: "insert", Order.UPDATE: "update", Order.DELETE: "delete"}


def fits_in_job(order: Order, rows: Sequence[Row]) -> bool:
    """Whether a job takes these rows as they are meant: a text that says what means empty there would be lost."""
    return order in _OPERATIONS and not any(value == _EMPTY for row in rows for value in row.values())


def ingest(wire: Wire, module: Module, order: Order, rows: Sequence[Row]) -> Iterator[list[Written]]:
    """One result for each row, job by job. Raises Refused where the object takes no jobs."""
    names = sorted({name for row in rows for name in row})
    lines = [[_cell(row, name) for name in names] for row in rows]
    at = 0
    while at < len(lines):
        content, count = _csv(names, lines[at:])
        yield _one_job(wire, module, order, names, content, lines[at : at + count])
        at += count


def _one_job(
    wire: Wire, module: Module, order: Order, names: list[str], content: bytes, lines: list[list[str]]
) -> list[Written]:
    what = {"object": module.entity.name, "operation": _OPERATIONS[order], "contentType": "CSV", "lineEnding": "LF"}
    made = checked(wire.send("POST", f"{DATA}jobs/ingest", content=encode_json(what), headers=HEADERS), wire.place)
    path = f"{DATA}jobs/ingest/{made['id']}"
    _upload(wire, path, content)
    try:
        checked(wire.send("PATCH", path, content=encode_json({"state": "UploadComplete"})), wire.place)
    except Refused as refused:
        # The first try may have closed it although its answer was lost.
        if checked(wire.send("GET", path), wire.place)["state"] == "Open":
            return [Written(Fate.REFUSED, words=refused.words, code=refused.code)] * len(lines)
    told = wait_for_job(wire, path)
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        waiting[tuple(line)].append(number)
    results: dict[int, Written] = {}
    for part in ("successfulResults", "failedResults"):
        for row in _rows(wire, f"{path}/{part}"):
            numbers = waiting.get(tuple(row.get(name, "") for name in names))
            if numbers:
                results[numbers.pop()] = _result(row)
    words = str(told.get("errorMessage") or "the job ended before it came to this record")
    left = Written(Fate.REFUSED, words=words, code="UNPROCESSED")
    return [results.get(number, left) for number in range(len(lines))]


def _upload(wire: Wire, path: str, content: bytes) -> None:
    """The content, once: when an answer was lost, the second try is refused although the first one came through."""
    try:
        checked(wire.send("PUT", f"{path}/batches", content=content, headers={"Content-Type": "text/csv"}), wire.place)
    except Refused as refused:
        if refused.code != "INVALIDJOBSTATE":
            raise


def _result(row: dict[str, str]) -> Written:
    if "sf__Error" not in row:
        return Written(Fate.DONE, (row["sf__Id"],))
    code, _, words = row["sf__Error"].partition(":")
    return Written(Fate.REFUSED, words=words.rpartition(":")[0] or words or code, code=code)


def _rows(wire: Wire, path: str) -> list[dict[str, str]]:
    answer = wire.send("GET", path, headers={"Accept": "text/csv"})
    if not answer.is_success:
        checked(answer, wire.place)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"), newline="")))


def _csv(names: list[str], lines: list[list[str]]) -> tuple[bytes, int]:
    """As many lines as one job takes, at least one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for line in lines:
        if count and text.tell() > _UPLOAD // 4:
            break
        writer.writerow(line)
        count += 1
    return text.getvalue().encode(), count


def _cell(row: Row, name: str) -> str:
    """A cell that is empty changes nothing; what is to be emptied says so."""
    if name not in row:
        return ""
    value = row[name]
    if value is None or value == "":
        return _EMPTY
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
