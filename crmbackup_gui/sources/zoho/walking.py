"""All records of a module through Get Records, page by page, so that none is missed.

Pages are cut by position, so a record that is deleted meanwhile moves all others forward, and one of them past the edge
of a page. Sorted by id nothing else moves them: ids only grow, and changes leave them where they are. So it is enough
to look, at the end, whether something was deleted meanwhile; if so, the ids are walked again and what is missing is
fetched. Where Zoho keeps no list of deletions, the ids are walked until two walks agree.

One walk of pages gives no more than 100,000 records. From there on the ids are asked for by a query, each time those
above the last one, and the records by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.service import Page, Row
from crmbackup_gui.sources.zoho.api import CRM, Api, Json, Refusal, more, rows_of, unreadable
from crmbackup_gui.sources.zoho.fields import from_json
from crmbackup_gui.sources.zoho.structure import ZohoModule

PER_PAGE = 200
IDS_PER_CALL = 100
FIELDS_PER_CALL = 49
"""Fifty fields are the most, and one of them is the id."""
_WALKS = 6
_SLACK = timedelta(seconds=5)
_NO_MORE = (
    "PAGINATION_LIMIT_EXCEEDED",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
    "EXPIRED_VALUE",
    "TOKEN_BOUND_DATA_MISMATCH",
)
"""A walk is over at its limit, or because it paused so long that its place was forgotten."""


class TooMany(Exception):
    """There are more records than one walk gives."""


@dataclass(frozen=True)
class Walker:
    """Walks the records of one module. `gone` tells the ids that were deleted since a moment, None for nobody knows."""

    api: Api
    module: ZohoModule
    gone: Callable[[datetime], set[str] | None]

    def all_rows(self, since: datetime | None = None, most: int | None = None) -> Iterator[Page]:
        """All records, or those that changed since a moment, some of them twice.

        Raises TooMany after `most` records, for a caller who knows a better way then.
        """
        began, seen = self.api.wire.now(), _Seen()
        for rows in self._walk(since, self.module.asked_for):
            seen.add(rows)
            yield from self._whole(rows)
            if most is not None and seen.count >= most:
                raise TooMany
        for missing in self._missing(since, began, seen):
            yield from self.fetch(missing)

    def all_ids(self, since: datetime | None = None) -> Iterator[list[str]]:
        """The ids of the same records."""
        began, seen = self.api.wire.now(), _Seen()
        for rows in self._walk(since, ["id"]):
            seen.add(rows)
            yield [str(row["id"]) for row in rows]
        yield from self._missing(since, began, seen)

    def fetch(self, ids: Sequence[str]) -> Iterator[Page]:
        """These records as they are now; those that are not there are left out."""
        for first in range(0, len(ids), IDS_PER_CALL):
            some = ids[first : first + IDS_PER_CALL]
            yield from self._whole(self._some(some, self.module.asked_for))

    # Walks

    def _walk(self, since: datetime | None, names: Sequence[str]) -> Iterator[list[Json]]:
        last = "0"
        try:
            for rows in self._pages({**self._params(names), "sort_by": "id", "sort_order": "asc"}, since):
                last = str(rows[-1]["id"])
                yield rows
        except _EndOfWalk:
            yield from self._beyond(last, since, names)

    def _beyond(self, last: str, since: datetime | None, names: Sequence[str]) -> Iterator[list[Json]]:
        """The records after an id."""
        if self.module.converted:
            # Queries leave them out, and they are never many.
            yield from self._pages({**self._params(names), "converted": "true"}, since)
        recent = f"Modified_Time >= '{shown(since)}' and " if since is not None else ""
        while True:
            query = f"select id from {self.module.name} where {recent}id > '{last}' order by id asc limit {PER_PAGE}"
            ids = [str(row["id"]) for row in asked(self.api, self.module.name, query)]
            if not ids:
                return
            last = ids[-1]
            if list(names) == ["id"]:
                yield [{"id": one} for one in ids]
                continue
            for first in range(0, len(ids), IDS_PER_CALL):
                yield self._some(ids[first : first + IDS_PER_CALL], names)

    def _pages(self, params: dict[str, str], since: datetime | None) -> Iterator[list[Json]]:
        headers = {"If-Modified-Since": shown(since)} if since is not None else None
        place = f"{CRM}/{self.module.name}"
        token: str | None = None
        while True:
            asked = {**params, "page_token": token} if token else params
            try:
                told = self.api.get(place, asked, headers)
            except Refusal as refused:
                if refused.code in _NO_MORE:
                    raise _EndOfWalk from refused
                raise unreadable(self.api.wire.place, self.module.name, refused) from refused
            rows = with_ids(rows_of(told, "data"), self.api.wire.place)
            if rows:
                yield rows
            if not more(told):
                return
            info = told.get("info")
            token = str(info["next_page_token"]) if isinstance(info, dict) and info.get("next_page_token") else None
            if token is None:
                raise SourceUnreadable(self.api.wire.place, f"the service does not give all of '{self.module.name}'")

    def _missing(self, since: datetime | None, began: datetime, seen: _Seen) -> Iterator[list[str]]:
        """Ids that a walk missed, until it is certain that none is."""
        if seen.pages <= 1:
            return
        gone = self.gone(began - _SLACK)
        if gone is not None and not gone:
            return
        for _ in range(_WALKS):
            before = seen.count
            for rows in self._walk(since, ["id"]):
                if missing := seen.add(rows):
                    yield missing
            still = self.gone(began - _SLACK)
            # Nothing was deleted during that walk, or nobody knows and it brought nothing new: it was whole.
            if still == gone if still is not None else seen.count == before:
                return
            gone = still
        raise SourceUnreadable(
            self.api.wire.place, f"records of '{self.module.name}' are deleted faster than they can be read"
        )

    # Fields

    def _params(self, names: Sequence[str]) -> dict[str, str]:
        converted = {"converted": "both"} if self.module.converted else {}
        first = [name for name in names if name != "id"][:FIELDS_PER_CALL]
        return {"fields": ",".join(["id", *first]), **converted}

    def _whole(self, rows: Sequence[Json]) -> Iterator[Page]:
        """These records with all fields: those beyond fifty are asked for by id."""
        rest = self.module.asked_for[FIELDS_PER_CALL:]
        if not rest or not rows:
            yield Page([self._row(row) for row in rows])
            return
        for first in range(0, len(rows), IDS_PER_CALL):
            some = rows[first : first + IDS_PER_CALL]
            ids = [str(row["id"]) for row in some]
            more_of: dict[str, dict[str, object]] = {one: {} for one in ids}
            for start in range(0, len(rest), FIELDS_PER_CALL):
                for row in self._some(ids, rest[start : start + FIELDS_PER_CALL]):
                    more_of[str(row["id"])].update(row)
            # One that was deleted meanwhile has no more fields; it is left out.
            yield Page([self._row({**more_of[str(row["id"])], **row}) for row in some if more_of[str(row["id"])]])

    def _some(self, ids: Sequence[str], names: Sequence[str]) -> list[Json]:
        params = {**self._params(names), "ids": ",".join(ids)}
        try:
            told = self.api.get(f"{CRM}/{self.module.name}", params)
        except Refusal as refused:
            raise unreadable(self.api.wire.place, self.module.name, refused) from refused
        return with_ids(rows_of(told, "data"), self.api.wire.place)

    def _row(self, row: Json) -> Row:
        return {"id": str(row["id"]), **{name: from_json(one, row) for name, one in self.module.fields.items()}}


class _EndOfWalk(Exception):
    """The service gives no more pages of this walk."""


class _Seen:
    """Ids that were seen, as numbers, which take less memory than texts, and on how many pages."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self.pages = 0

    @property
    def count(self) -> int:
        return len(self._ids)

    def add(self, rows: Sequence[Json]) -> list[str]:
        """Those that are new."""
        self.pages += 1
        new = [one for row in rows if int(one := str(row["id"])) not in self._ids]
        self._ids.update(int(one) for one in new)
        return new


def asked(api: Api, module: str, query: str) -> list[Json]:
    """What a query (COQL) gives."""
    try:
        response = api.post(f"{CRM}/coql", {"select_query": query}, repeatable=True)
        told = {} if response.status_code == 204 else api.told(response)
    except Refusal as refused:
        raise unreadable(api.wire.place, module, refused) from refused
    return with_ids(rows_of(told, "data"), api.wire.place)


def with_ids(rows: list[Json], place: str) -> list[Json]:
    """The same records. Raises SourceUnreadable when one has no id that Zoho could have given."""
    for row in rows:
        one = row.get("id")
        if not (isinstance(one, str) and one.isascii() and one.isdigit()):
            raise SourceUnreadable(place, "a record has no id")
    return rows


def shown(moment: datetime) -> str:
    """A moment as Zoho takes it: whole seconds, earlier rather than later."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
