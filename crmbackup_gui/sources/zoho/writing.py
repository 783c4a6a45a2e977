"""Writing records: a hundred rows a call, one result for each of them.

Zoho's own automation is told to stay quiet (`trigger` is empty): a restore must not send mail to customers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import httpx

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.rows import decode_json
from crmbackup_gui.sources.hosted.service import Fate, Order, Row, Written
from crmbackup_gui.sources.hosted.wire import AnswerLost
from crmbackup_gui.sources.zoho.api import CRM, ROWS_FOR_A_CREDIT, Api, Json, refusal, rows_of, worded
from crmbackup_gui.sources.zoho.fields import to_json
from crmbackup_gui.sources.zoho.structure import ZohoModule
from crmbackup_gui.sources.zoho.walking import Walker

ROWS_PER_CALL = 100
_LOOKS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds between looks whether a restore that Zoho has put off is done."""
OWNER = "Owner"


@dataclass(frozen=True)
class Writer:
    """Writes records of one module."""

    api: Api
    module: ZohoModule
    walker: Walker

    def write(self, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """As `Service.write`."""
        write: Callable[[Sequence[Row]], list[Written]] = {
            Order.CREATE: self._create,
            Order.UPDATE: self._update,
            Order.DELETE: self._delete,
            Order.UNDELETE: self._undelete,
        }[order]
        for first in range(0, len(rows), ROWS_PER_CALL):
            yield write(rows[first : first + ROWS_PER_CALL])

    def _create(self, rows: Sequence[Row]) -> list[Written]:
        bodies = [to_json(self.module.fields, row) for row in rows]
        return self._without_owners(bodies, self._post(bodies), self._post)

    def _update(self, rows: Sequence[Row]) -> list[Written]:
        bodies = [{"id": row["id"], **to_json(self.module.fields, row)} for row in rows]
        return self._without_owners(bodies, self._put(bodies), self._put)

    def _without_owners(
        self,
        bodies: Sequence[dict[str, object]],
        written: list[Written],
        again: Callable[[Sequence[dict[str, object]]], list[Written]],
    ) -> list[Written]:
        """Records whose owner is not taken, who may have left, are written without one: Zoho chooses one then."""
        places = [
            place
            for place, (body, one) in enumerate(zip(bodies, written, strict=True))
            if one.fate is Fate.REFUSED and one.code == "INVALID_DATA" and OWNER in body and f"({OWNER})" in one.words
        ]
        if places:
            without = [{name: value for name, value in bodies[place].items() if name != OWNER} for place in places]
            for place, one in zip(places, again(without), strict=True):
                written[place] = one
        return written

    def _post(self, bodies: Sequence[Json]) -> list[Written]:
        place = f"{CRM}/{self.module.name}"
        return sent(
            self.api,
            len(bodies),
            lambda: self.api.post(place, body_of(bodies), repeatable=False, calls=credits_for(bodies)),
        )

    def _put(self, bodies: Sequence[Json]) -> list[Written]:
        place = f"{CRM}/{self.module.name}"
        return sent(self.api, len(bodies), lambda: self.api.put(place, body_of(bodies), calls=credits_for(bodies)))

    def _delete(self, rows: Sequence[Row]) -> list[Written]:
        """What is not there is deleted, by whomever: perhaps by a call whose answer was lost."""
        ids = [str(row["id"]) for row in rows]
        place = f"{CRM}/{self.module.name}"
        written = sent(self.api, len(rows), lambda: self.api.delete(place, {"ids": ",".join(ids)}))
        there = self._there([one for one, told in zip(ids, written, strict=True) if told.code == "INVALID_DATA"])
        return [
            Written(Fate.DONE, (one,)) if told.code == "INVALID_DATA" and one not in there else told
            for one, told in zip(ids, written, strict=True)
        ]

    def _undelete(self, rows: Sequence[Row]) -> list[Written]:
        ids = [str(row["id"]) for row in rows]
        place = f"{CRM}/settings/recycle_bin/actions/restore"
        try:
            response = self.api.post(place, {"ids": ids}, repeatable=False)
        except AnswerLost as lost:
            return self._as_found(ids, [Written(Fate.UNKNOWN, words=lost.reason)] * len(ids))
        told = _said(self.api, response)
        if any(one.get("code") == "SCHEDULED" for one in rows_of(told, "recycle_bin")):
            return self._come_back(ids)
        results = {str(details.get("id")): one for one in rows_of(told, "recycle_bin") if (details := _details(one))}
        if not results:
            return [refused_with(response, told)] * len(ids)
        unknown = Written(Fate.UNKNOWN)
        return self._as_found(ids, [result(results[one], key=one) if one in results else unknown for one in ids])

    def _as_found(self, ids: Sequence[str], written: Sequence[Written]) -> list[Written]:
        """What Zoho did not say that it did, it may have done: then the record is there."""
        there = self._there([one for one, told in zip(ids, written, strict=True) if told.fate is not Fate.DONE])
        return [Written(Fate.DONE, (one,)) if one in there else told for one, told in zip(ids, written, strict=True)]

    def _come_back(self, ids: Sequence[str]) -> list[Written]:
        """Zoho restores many records later: wait until they are there."""
        back: set[str] = set()
        for seconds in _LOOKS:
            self.api.wire.wait(seconds)
            back |= self._there([one for one in ids if one not in back])
            if len(back) == len(set(ids)):
                break
        return [Written(Fate.DONE, (one,)) if one in back else Written(Fate.UNKNOWN) for one in ids]

    def _there(self, ids: Sequence[str]) -> set[str]:
        """Which of these are there."""
        return {str(row["id"]) for page in self.walker.fetch(ids) for row in page.rows}


def body_of(rows: Sequence[Json]) -> dict[str, object]:
    """The body of a request that writes rows, with automation kept quiet."""
    return {"data": list(rows), "trigger": []}


def credits_for(rows: Sequence[object]) -> int:
    """What writing them costs."""
    return max(1, -(-len(rows) // ROWS_FOR_A_CREDIT))


def sent(api: Api, count: int, send: Callable[[], httpx.Response]) -> list[Written]:
    """The results of a call that writes so many rows."""
    try:
        response = send()
    except AnswerLost as lost:
        return [Written(Fate.UNKNOWN, words=lost.reason)] * count
    told = _said(api, response)
    results = rows_of(told, "data")
    if len(results) != count:
        if response.is_success:
            raise SourceUnreadable(
                api.wire.place, f"the service was given {count} records and answers for {len(results)}"
            )
        return [refused_with(response, told)] * count
    return [result(one) for one in results]


def result(one: Json, key: str = "") -> Written:
    """What Zoho says became of a row."""
    details = _details(one)
    if one.get("status") == "success":
        return Written(Fate.DONE, (str(details.get("id") or key),))
    refused = refusal(400, one)
    twin = details.get("duplicate_record")
    conflict = str((twin.get("id") if isinstance(twin, dict) else None) or "")
    if refused.code == "DUPLICATE_LINKING_DATA":
        conflict = str(details.get("id") or "")
    return Written(Fate.REFUSED, words=worded(refused), code=refused.code, conflict=(conflict,) if conflict else ())


def refused_with(response: httpx.Response, told: Json) -> Written:
    """A refusal of the whole call, for each of its rows."""
    refused = refusal(response.status_code, told)
    return Written(Fate.REFUSED, words=worded(refused), code=refused.code)


def _details(one: Json) -> Mapping[str, object]:
    found = one.get("details")
    return found if isinstance(found, dict) else {}


def _said(api: Api, response: httpx.Response) -> Json:
    told = decode_json(response.content, api.wire.place) if response.content else {}
    return told if isinstance(told, dict) else {}
