"""The search endpoint, used so that none of its limits counts.

It gives at most 10,000 results of one query, a page at a time by offset; whatever changes meanwhile moves to the end,
and what is behind it moves up across the edge of a page. So no offset is ever used: each page is the first one of a
query for what changed at or after the last change seen, and what was seen at that very millisecond is left out. Where
a whole page has the same millisecond, as after an import, that one is gone through by ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hubspot.describing import KEY, expected
from crmbackup_gui.sources.hubspot.kinds import Kind
from crmbackup_gui.sources.hubspot.library import Library

PAGE = 200
"""Results in a page, as documented."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def count(library: Library, kind: Kind) -> int | None:
    """About how many records there are; None where this kind cannot be searched."""
    answer = library.search(kind.path, {"limit": 1, "properties": [KEY]})
    total = answer.content.get("total")
    return total if answer.worked and isinstance(total, int) else None


def changed_ids(library: Library, place: str, kind: Kind, since: datetime) -> Iterator[str]:
    """Ids of what the index knows to have changed since then, oldest change first. Some may come twice."""
    anchor = _milliseconds(since)
    seen: set[str] = set()
    while True:
        found = _search(library, place, kind, anchor, [("GTE", kind.modified, anchor)], by=kind.modified)
        new = [(at, key) for at, key in found if key not in seen]
        yield from (key for _, key in new)
        if len(found) < PAGE:
            return
        last = found[-1][0]
        if last > anchor:
            anchor, seen = last, {key for at, key in found if at == last}
            continue
        yield from _of_one_moment(library, place, kind, anchor)
        anchor, seen = anchor + 1, set()


def _of_one_moment(library: Library, place: str, kind: Kind, at: int) -> Iterator[str]:
    last = 0
    while True:
        same = [("GTE", kind.modified, at), ("LTE", kind.modified, at), ("GT", KEY, last)]
        found = _search(library, place, kind, at, same, by=KEY)
        yield from (key for _, key in found)
        if len(found) < PAGE:
            return
        last = max(int(key) for _, key in found)


def _search(
    library: Library, place: str, kind: Kind, floor: int, filters: list[tuple[str, str, int]], by: str
) -> list[tuple[int, str]]:
    """One page: (milliseconds of the change, id), ascending. Raises SourceUnreadable when it is not in order."""
    asked = [{"operator": how, "propertyName": name, "value": str(value)} for how, name, value in filters]
    request: Mapping[str, Any] = {
        "filterGroups": [{"filters": asked}],
        "sorts": [{"propertyName": by, "direction": "ASCENDING"}],
        "properties": [kind.modified],
        "limit": PAGE,
    }
    answer = expected(library.search(kind.path, request), place)
    found = [(_modified(each, kind, place), str(each["id"])) for each in answer.results]
    if any(at < floor for at, _ in found) or (by != KEY and found != sorted(found, key=lambda each: each[0])):
        raise SourceUnreadable(place, f"the service gives '{kind.name}' in another order than it was asked for")
    return found


def moment(text: object, place: str) -> datetime:
    """A time as HubSpot writes it. Raises SourceUnreadable."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise SourceUnreadable(place, f"the service gives '{text}' where a time belongs") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _modified(record: Mapping[str, Any], kind: Kind, place: str) -> int:
    told = (record.get("properties") or {}).get(kind.modified) or record.get("updatedAt")
    return _milliseconds(moment(told, place))


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
