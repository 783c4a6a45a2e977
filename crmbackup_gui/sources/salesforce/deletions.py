"""The feed of deletions: how far it reaches back, how many ids it gives at once, and until when it is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.salesforce.library import DATA, Refused, checked

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Deleted:
    """Ids of deleted records, those that came back meanwhile perhaps among them, until a moment in aware UTC."""

    ids: tuple[str, ...]
    covered_until: datetime


def deleted_between(wire: Wire, name: str, start: datetime, end: datetime) -> Deleted | None:
    """What the feed says; None when it does not reach back so far, or the object has none.

    The service looks at whole minutes, so the window is widened to them. Raises Refused for anything else.
    """
    begin = start.replace(second=0, microsecond=0)
    until = end.replace(second=0, microsecond=0) + _MINUTE
    found = _asked(wire, name, begin, max(until, begin + 2 * _MINUTE))
    return None if found is None else Deleted(tuple(dict.fromkeys(found.ids)), found.covered_until)


def _asked(wire: Wire, name: str, start: datetime, end: datetime) -> Deleted | None:
    window = {"start": start.isoformat(), "end": end.isoformat()}
    try:
        told = checked(wire.send("GET", f"{DATA}sobjects/{name}/deleted/", params=window), wire.place)
    except Refused as refused:
        if refused.code == "EXCEEDED_ID_LIMIT":
            return _halved(wire, name, start, end)
        if refused.code in ("INVALID_REPLICATION_DATE", "INVALID_TYPE_FOR_OPERATION", "NOT_FOUND"):
            return None
        raise
    if datetime.fromisoformat(told["earliestDateAvailable"]) > start:
        return None
    ids = tuple(str(each["id"]) for each in told["deletedRecords"])
    return Deleted(ids, datetime.fromisoformat(told["latestDateCovered"]))


def _halved(wire: Wire, name: str, start: datetime, end: datetime) -> Deleted | None:
    """Both halves, since the whole is too much for one answer."""
    half = (start + (end - start) / 2).replace(second=0, microsecond=0)
    if half <= start + _MINUTE:
        return None
    first = _asked(wire, name, start, half)
    if first is None or first.covered_until < half:
        return first
    second = _asked(wire, name, half, end)
    return None if second is None else Deleted((*first.ids, *second.ids), second.covered_until)
