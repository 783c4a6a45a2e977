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
from crmbackup_gui.sources.hubspot.describing import Pair, expected
from crmbackup_gui.sources.hubspot.library import LINKS_READ, LINKS_WRITTEN, Answer, Library, words_of
from crmbackup_gui.sources.hubspot.writing import in_halves

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
            raise SourceUnreadable(
                self.place, f"the service does not give all links of '{pair.one.name}' and '{pair.other.name}'"
            )
        return rows, more

    def _rows(self, pair: Pair, source: str, target: Mapping[str, Any]) -> Iterator[Row]:
        known = {(each.category, each.type_id): each for each in pair.types.values()}
        for told in target.get("associationTypes") or ():
            kind = known.get((str(told["category"]), int(told["typeId"])))
            if kind is None:
                raise SourceUnreadable(
                    self.place, f"two records are linked in a way that the service does not describe ({told['typeId']})"
                )
            yield {
                "from_id": source,
                "to_id": str(target["toObjectId"]),
                "type": kind.name,
                "label": kind.label or None,
            }

    # Writing

    def create(self, pair: Pair, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Associate records."""

        def link(batch: list[Row]) -> Answer:
            return self.library.link(pair.one.path, pair.other.path, _inputs(pair, batch))

        return self._written(pair, rows, link, _created)

    def delete(self, pair: Pair, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Take types of association away; without its plain type records are not associated at all."""
        gone = {_ends(row) for row in rows if _plain(pair, row)}

        def unlink(batch: list[Row]) -> Answer:
            whole = list(dict.fromkeys(_ends(row) for row in batch if _ends(row) in gone))
            labels = _inputs(pair, [row for row in batch if _ends(row) not in gone])
            answer = self.library.unlabel(pair.one.path, pair.other.path, labels) if labels else Answer(204, {})
            return self.library.unlink(pair.one.path, pair.other.path, whole) if whole and answer.worked else answer

        return self._written(pair, rows, unlink, _all_done)

    def _written(
        self,
        pair: Pair,
        rows: Sequence[Row],
        send: Callable[[list[Row]], Answer],
        results: Callable[[Answer, list[Row]], list[Written]],
    ) -> Iterator[Sequence[Written]]:
        """As for objects, but rows of a label that the account does not have are not sent."""
        for start in range(0, len(rows), LINKS_WRITTEN):
            batch = rows[start : start + LINKS_WRITTEN]
            known = [row for row in batch if str(row["type"]) in pair.types]
            told = iter([each for call in in_halves(known, len(known), send, results) for each in call])
            yield [next(told) if str(row["type"]) in pair.types else _unknown(pair, row) for row in batch]


def _created(answer: Answer, rows: list[Row]) -> list[Written]:
    """Results tell pairs of ids, and an error those of its row; what is in neither was not done."""
    done = {(str(each.get("fromObjectId")), str(each.get("toObjectId"))) for each in answer.results}
    refused: dict[tuple[str, str], Mapping[str, Any]] = {}
    other: list[Mapping[str, Any]] = []
    for error in answer.errors:
        context = error.get("context") or {}
        source, target = (str((context.get(name) or [""])[0]) for name in ("fromObjectId", "toObjectId"))
        if source and target:
            refused[source, target] = error
        else:
            other.append(error)
    if not answer.errors:
        return _all_done(answer, rows)
    written = []
    for row in rows:
        ends = _ends(row)
        why = refused.get(ends) or (other[0] if other and ends not in done else None)
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


def _plain(pair: Pair, row: Row) -> bool:
    kind = pair.types.get(str(row["type"]))
    return kind is not None and kind.plain


def _inputs(pair: Pair, rows: Sequence[Row]) -> list[tuple[str, str, str, int]]:
    kinds = [pair.types[str(row["type"])] for row in rows]
    return [(*_ends(row), kind.category, kind.type_id) for row, kind in zip(rows, kinds, strict=True)]


def _ends(row: Row) -> tuple[str, str]:
    return str(row["from_id"]), str(row["to_id"])


def _key(row: Row) -> tuple[str, ...]:
    return (*_ends(row), str(row["type"]))
