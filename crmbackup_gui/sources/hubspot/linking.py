"""Associations as records: which record of one kind is associated with which of another, and by what type.

An association is told by its two ends and its type, and is read from the first kind of its pair. HubSpot lists what a
record is associated with, 1,000 records a call; it has no list of what changed, so increments read them all anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.service import Fate, Page, Row, Written
from crmbackup_gui.sources.hubspot.describing import LinkType, Pair, expected
from crmbackup_gui.sources.hubspot.library import LINKS_READ, LINKS_WRITTEN, Answer, Library, words_of

_NOBODY = frozenset({"OBJECT_NOT_FOUND"})
"""Of a record that is associated with nothing, or is gone meanwhile."""


@dataclass
class Linker:
    """Reads and writes the associations of one account."""

    library: Library
    place: str

    # Reading

    def read(self, pair: Pair, ids: Sequence[str]) -> Iterator[Page]:
        """All associations of these records of the pair's first kind."""
        for start in range(0, len(ids), LINKS_READ):
            waiting: list[Mapping[str, str]] = [{"id": each} for each in ids[start : start + LINKS_READ]]
            while waiting:
                rows, waiting = self._page(pair, waiting)
                if rows:
                    yield Page(rows)

    def fetch(self, pair: Pair, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        """Of these associations those that are there."""
        wanted = set(keys)
        for page in self.read(pair, list(dict.fromkeys(key[0] for key in keys))):
            found = [row for row in page.rows if _key(row) in wanted]
            if found:
                yield Page(found)

    def _page(self, pair: Pair, asked: Sequence[Mapping[str, str]]) -> tuple[list[Row], list[Mapping[str, str]]]:
        """The rows of one answer, and what has to be asked for the rest."""
        answer = expected(self.library.links(pair.one.path, pair.other.path, asked), self.place)
        for error in answer.errors:
            if error.get("category") not in _NOBODY:
                raise SourceUnreadable(self.place, words_of(error))
        rows: list[Row] = []
        more: list[Mapping[str, str]] = []
        for result in answer.results:
            source = str(result["from"]["id"])
            for target in result.get("to") or ():
                rows += self._rows(pair, source, target)
            following = (result.get("paging") or {}).get("next") or {}
            if following.get("after"):
                more.append({"id": source, "after": str(following["after"])})
        if more and more == list(asked):
            raise SourceUnreadable(self.place, f"the list of {pair.one.name} and {pair.other.name} does not go on")
        return rows, more

    def _rows(self, pair: Pair, source: str, target: Mapping[str, Any]) -> Iterator[Row]:
        known = {(each.category, each.type_id): each for each in pair.types.values()}
        for told in target.get("associationTypes") or ():
            kind = known.get((str(told["category"]), int(told["typeId"])))
            if kind is None:
                raise SourceUnreadable(self.place, f"an association has the unknown type {told['typeId']}")
            yield {
                "from_id": source,
                "to_id": str(target["toObjectId"]),
                "type": kind.name,
                "label": kind.label or None,
            }

    # Writing

    def create(self, pair: Pair, rows: Sequence[Row]) -> Iterator[Written]:
        """Associate records; one result for each row, in their order."""

        def link(batch: list[tuple[str, str, LinkType]]) -> Answer:
            return self.library.link(pair.one.path, pair.other.path, _inputs(batch))

        yield from self._written(pair, rows, link, self._created)

    def delete(self, pair: Pair, rows: Sequence[Row]) -> Iterator[Written]:
        """Take types of association away; without its plain type records are not associated at all."""
        plain = [row for row in rows if (kind := pair.types.get(str(row["type"]))) is not None and kind.plain]
        gone = {(str(row["from_id"]), str(row["to_id"])) for row in plain}

        def unlink(batch: list[tuple[str, str, LinkType]]) -> Answer:
            whole = list(dict.fromkeys((source, target) for source, target, _ in batch if (source, target) in gone))
            labels = [each for each in batch if (each[0], each[1]) not in gone]
            answer = Answer(204, {})
            if labels:
                answer = self.library.unlabel(pair.one.path, pair.other.path, _inputs(labels))
            if whole and answer.worked:
                answer = self.library.unlink(pair.one.path, pair.other.path, whole)
            return answer

        yield from self._written(pair, rows, unlink, _all_done)

    def _written(
        self,
        pair: Pair,
        rows: Sequence[Row],
        send: Callable[[list[tuple[str, str, LinkType]]], Answer],
        results: Callable[[Answer, list[Row]], list[Written]],
    ) -> Iterator[Written]:
        for start in range(0, len(rows), LINKS_WRITTEN):
            batch = list(rows[start : start + LINKS_WRITTEN])
            known = [row for row in batch if str(row["type"]) in pair.types]
            told = iter(self._sent(pair, known, send, results) if known else [])
            for row in batch:
                yield next(told) if str(row["type"]) in pair.types else _unknown(pair, row)

    def _sent(
        self,
        pair: Pair,
        rows: list[Row],
        send: Callable[[list[tuple[str, str, LinkType]]], Answer],
        results: Callable[[Answer, list[Row]], list[Written]],
    ) -> list[Written]:
        """What became of rows; a batch that is refused as a whole is sent again in halves, to find out why."""
        answer = send([(str(row["from_id"]), str(row["to_id"]), pair.types[str(row["type"])]) for row in rows])
        if answer.worked:
            return results(answer, rows)
        if len(rows) == 1 or answer.status == 403:
            return [Written(Fate.REFUSED, words=answer.words, code=answer.category)] * len(rows)
        half = len(rows) // 2
        return self._sent(pair, rows[:half], send, results) + self._sent(pair, rows[half:], send, results)

    def _created(self, answer: Answer, rows: list[Row]) -> list[Written]:
        """Results tell pairs of ids, and an error those of its row; what is in neither was not done."""
        done = {(str(each.get("fromObjectId")), str(each.get("toObjectId"))) for each in answer.results}
        refused: dict[tuple[str, str], Mapping[str, Any]] = {}
        other: list[Mapping[str, Any]] = []
        for error in answer.errors:
            context = error.get("context") or {}
            ends = [str((context.get(name) or [""])[0]) for name in ("fromObjectId", "toObjectId")]
            if all(ends):
                refused[ends[0], ends[1]] = error
            else:
                other.append(error)
        if not answer.errors:
            return _all_done(answer, rows)
        written = []
        for row in rows:
            pair = (str(row["from_id"]), str(row["to_id"]))
            why = refused.get(pair) or (other[0] if other and pair not in done else None)
            if why is None:
                written.append(Written(Fate.DONE, _key(row)))
            else:
                code = str(why.get("category") or "")
                written.append(Written(Fate.REFUSED, words=words_of(why), code=code))
        return written


def _all_done(_: Answer, rows: list[Row]) -> list[Written]:
    return [Written(Fate.DONE, _key(row)) for row in rows]


def _unknown(pair: Pair, row: Row) -> Written:
    name = str(row["type"]).partition(":")[2]
    words = f"There is no association label “{name}” between {pair.one.label} and {pair.other.label}."
    return Written(Fate.REFUSED, words=words, code="NO_SUCH_LABEL")


def _inputs(batch: Sequence[tuple[str, str, LinkType]]) -> list[tuple[str, str, str, int]]:
    return [(source, target, kind.category, kind.type_id) for source, target, kind in batch]


def _key(row: Row) -> tuple[str, ...]:
    return str(row["from_id"]), str(row["to_id"]), str(row["type"])
