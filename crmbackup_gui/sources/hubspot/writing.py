"""Writing records in batches of 100, with one result for each row whatever HubSpot does with the batch.

Creates carry trace ids, by which HubSpot pairs each record or error with its row and takes the good ones of a batch.
Updates have none: a batch with one wrong value is refused as a whole, and is then sent in halves until the wrong rows
are found. An archived record cannot be brought back through the API; the shared part creates it anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crmbackup_gui.sources.hosted.service import Fate, Row, Written
from crmbackup_gui.sources.hosted.wire import AnswerLost
from crmbackup_gui.sources.hubspot.describing import KEY
from crmbackup_gui.sources.hubspot.kinds import Kind
from crmbackup_gui.sources.hubspot.library import BATCH, Answer, Library, words_of

_NOT_ALLOWED = 403
_STAGE = "lifecyclestage"
_IN_THE_WAY = (re.compile(r"Existing ID: (\d+)"), re.compile(r"(\d+) already has that value"))
"""Where a refusal names the record that has the unique value, when its context does not."""


@dataclass
class Writer:
    """Writes objects of one account."""

    library: Library

    def create(self, kind: Kind, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Create records."""

        def send(batch: list[Row]) -> Answer:
            return self.library.create(kind.path, [_properties(row) for row in batch])

        return in_halves(rows, BATCH, send, _paired)

    def update(self, kind: Kind, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Change the given fields of records."""

        def send(batch: list[Row]) -> Answer:
            return self.library.update(kind.path, [(str(row[KEY]), _properties(row)) for row in batch])

        def results(answer: Answer, batch: list[Row]) -> list[Written]:
            refused = self._set_back(kind, answer, batch)
            return [refused.get(each.key, each) for each in _updated(answer, batch)]

        return in_halves(rows, BATCH, send, results)

    def archive(self, kind: Kind, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Archive records."""

        def send(batch: list[Row]) -> Answer:
            return self.library.archive(kind.path, [str(row[KEY]) for row in batch])

        return in_halves(rows, BATCH, send, lambda _, batch: [Written(Fate.DONE, (str(row[KEY]),)) for row in batch])

    def _set_back(self, kind: Kind, answer: Answer, batch: list[Row]) -> dict[tuple[str, ...], Written]:
        """A lifecycle stage that is earlier than the present one is taken only after that was cleared.

        What was refused of that, by key.
        """
        wanted = {str(row[KEY]): str(row[_STAGE]) for row in batch if row.get(_STAGE)}
        told = {str(each["id"]): (each.get("properties") or {}).get(_STAGE) for each in answer.results}
        back = {key: stage for key, stage in wanted.items() if key in told and told[key] != stage}
        if not back:
            return {}
        cleared = self.library.update(kind.path, [(key, {_STAGE: ""}) for key in back])
        done = self.library.update(kind.path, [(key, {_STAGE: stage}) for key, stage in back.items()])
        failed = next((each for each in (done, cleared) if not each.worked), None)
        return {} if failed is None else dict(zip([(key,) for key in back], _refused(failed, len(back)), strict=True))


def in_halves(
    rows: Sequence[Row],
    size: int,
    send: Callable[[list[Row]], Answer],
    results: Callable[[Answer, list[Row]], list[Written]],
) -> Iterator[Sequence[Written]]:
    """The results of each call; a batch that is refused as a whole is sent again in halves, to find out why."""
    waiting = [list(rows[start : start + size]) for start in range(0, len(rows), max(size, 1))][::-1]
    while waiting:
        batch = waiting.pop()
        try:
            answer = send(batch)
        except AnswerLost as lost:
            yield [Written(Fate.UNKNOWN, words=lost.reason)] * len(batch)
            continue
        if answer.worked:
            yield results(answer, batch)
        elif len(batch) == 1 or answer.status == _NOT_ALLOWED:
            yield _refused(answer, len(batch))
        else:
            half = len(batch) // 2
            waiting += [batch[half:], batch[:half]]


def _paired(answer: Answer, batch: list[Row]) -> list[Written]:
    """One result for each row of a batch that was taken, by trace ids; by values where HubSpot leaves those out."""
    written: list[Written | None] = [None] * len(batch)
    loose = []
    for result in answer.results:
        at = _place(result.get("objectWriteTraceId"), len(batch))
        if at is None:
            loose.append(result)
        else:
            written[at] = Written(Fate.DONE, (str(result["id"]),))
    for error in answer.errors:
        for trace in (error.get("context") or {}).get("objectWriteTraceId") or ():
            at = _place(trace, len(batch))
            if at is not None:
                written[at] = _row_refused(error)
    for result in loose:
        told = result.get("properties") or {}
        open_rows = [at for at, found in enumerate(written) if found is None]
        same = [at for at in open_rows if _says(told, _properties(batch[at]))]
        if same:
            written[same[0]] = Written(Fate.DONE, (str(result["id"]),))
    return [found or Written(Fate.UNKNOWN, words=answer.words) for found in written]


def _says(told: Mapping[str, Any], sent: Mapping[str, str]) -> bool:
    return all((told.get(name) or "") == value for name, value in sent.items())


def _updated(answer: Answer, batch: list[Row]) -> list[Written]:
    done = {str(result["id"]) for result in answer.results}
    words = {str(key): error for error in answer.errors for key in (error.get("context") or {}).get("ids") or ()}
    rest = next((error for error in answer.errors), {})
    written = []
    for row in batch:
        key = str(row[KEY])
        if key in done:
            written.append(Written(Fate.DONE, (key,)))
        else:
            written.append(_row_refused(words.get(key, rest)))
    return written


def _row_refused(error: Mapping[str, Any]) -> Written:
    conflict = _conflict(error)
    code = str(error.get("category") or "")
    return Written(Fate.REFUSED, words=words_of(error), code=code, conflict=(conflict,) if conflict else ())


def _refused(answer: Answer, rows: int) -> list[Written]:
    conflict = _conflict(answer.content) if rows == 1 else ""
    refusal = Written(Fate.REFUSED, words=answer.words, code=answer.category, conflict=(conflict,) if conflict else ())
    return [refusal] * rows


def _conflict(error: Mapping[str, Any]) -> str:
    """The id of the record that has a unique value already."""
    named = (error.get("context") or {}).get("existingId") or ()
    if named:
        return str(named[0])
    said = str(error.get("message") or "")
    return next((found[1] for pattern in _IN_THE_WAY if (found := pattern.search(said))), "")


def _place(trace: object, rows: int) -> int | None:
    text = str(trace or "")
    return int(text) if text.isdigit() and int(text) < rows else None


def _properties(row: Row) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items() if name != KEY}


def _text(value: object) -> str:
    """HubSpot takes every value as text; an empty one takes it away."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
