"""Rows of subforms, which Zoho takes only through the record that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmbackup_gui.sources.hosted.service import Fate, Order, Row, Written
from crmbackup_gui.sources.zoho.api import CRM, Api, Refusal, rows_of, unreadable
from crmbackup_gui.sources.zoho.fields import to_json
from crmbackup_gui.sources.zoho.structure import PARENT, ZohoModule
from crmbackup_gui.sources.zoho.walking import IDS_PER_CALL, Walker
from crmbackup_gui.sources.zoho.writing import body_of, credits_for, sent

_PARENTS_PER_CALL = 100


@dataclass(frozen=True)
class _Planned:
    """A row to be written: its place among those handed over, its parent, and what is sent of it."""

    place: int
    parent: str
    body: dict[str, object]


@dataclass(frozen=True)
class RowWriter:
    """Writes rows of one subform."""

    api: Api
    module: ZohoModule
    walker: Walker

    def write(self, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """As `Service.write`. Rows are written a hundred parents at a time; results come in the rows' own order."""
        for first in range(0, len(rows), _PARENTS_PER_CALL):
            yield self._some(order, rows[first : first + _PARENTS_PER_CALL])

    def _some(self, order: Order, rows: Sequence[Row]) -> list[Written]:
        parents = {} if order is Order.CREATE else self._parents([str(row["id"]) for row in rows])
        written: list[Written] = [Written(Fate.REFUSED, words=_LOST, code="INVALID_DATA")] * len(rows)
        planned = []
        for place, row in enumerate(rows):
            parent = row.get(PARENT) if order is Order.CREATE else parents.get(str(row["id"]))
            if parent is not None:
                planned.append(_Planned(place, str(parent), self._body(order, row)))
        for place, one in self._through_parents(order, planned):
            written[place] = one
        return written

    def _body(self, order: Order, row: Row) -> dict[str, object]:
        if order is Order.DELETE:
            return {"id": row["id"], "_delete": None}
        own = {name: value for name, value in to_json(self.module.fields, row).items() if name != PARENT}
        return own if order is Order.CREATE else {"id": row["id"], **own}

    def _through_parents(self, order: Order, planned: Sequence[_Planned]) -> Iterator[tuple[int, Written]]:
        """All rows of a parent at once; where it is refused for one of them, one after the other."""
        of: dict[str, list[_Planned]] = {}
        for one in planned:
            of.setdefault(one.parent, []).append(one)
        before = {parent: self._rows_of(parent) for parent in of} if order is Order.CREATE else {}
        for (parent, mine), result in zip(of.items(), self._put(list(of.items())), strict=True):
            whole = self._told(order, result, mine, before, parent)
            if len(mine) > 1 and whole[0].fate is Fate.REFUSED:
                whole = [self._alone(order, one, before, parent) for one in mine]
            for one, told in zip(mine, whole, strict=True):
                yield one.place, told

    def _alone(self, order: Order, one: _Planned, before: dict[str, list[str]], parent: str) -> Written:
        (result,) = self._put([(parent, [one])])
        return self._told(order, result, [one], before, parent)[0]

    def _put(self, parts: Sequence[tuple[str, Sequence[_Planned]]]) -> list[Written]:
        bodies = [{"id": parent, self.module.slot: [one.body for one in mine]} for parent, mine in parts]
        place = f"{CRM}/{self.module.parent}"
        # New rows would be added a second time, so such a call is made once.
        again = all("id" in one.body for _, mine in parts for one in mine)
        return sent(
            self.api,
            len(bodies),
            lambda: self.api.put(place, body_of(bodies), repeatable=again, calls=credits_for(bodies)),
        )

    def _told(
        self, order: Order, result: Written, mine: Sequence[_Planned], before: dict[str, list[str]], parent: str
    ) -> list[Written]:
        """The result of a parent as that of its rows.

        New rows are those that were not there before, in order; so it is known, too, whether a lost answer was a yes.
        """
        if order is not Order.CREATE:
            done = result.fate is Fate.DONE
            return [Written(Fate.DONE, (str(one.body["id"]),)) if done else result for one in mine]
        if result.fate is Fate.REFUSED:
            return [result] * len(mine)
        now = self._rows_of(parent)
        new = [one for one in now if one not in before[parent]]
        before[parent] = now
        if len(new) == len(mine):
            return [Written(Fate.DONE, (one,)) for one in new]
        if not new and result.fate is Fate.UNKNOWN:
            return [Written(Fate.REFUSED, words=_NOT_DONE, code="ANSWER_LOST")] * len(mine)
        return [Written(Fate.UNKNOWN)] * len(mine)

    def _rows_of(self, parent: str) -> list[str]:
        """Ids of a record's rows, in their order."""
        try:
            told = rows_of(self.api.get(f"{CRM}/{self.module.parent}/{parent}"), "data")
        except Refusal as refused:
            raise unreadable(self.api.wire.place, self.module.parent, refused) from refused
        return [str(row["id"]) for row in rows_of(told[0], self.module.slot) if row.get("id")] if told else []

    def _parents(self, ids: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for first in range(0, len(ids), IDS_PER_CALL):
            for page in self.walker.fetch(ids[first : first + IDS_PER_CALL]):
                found.update((str(row["id"]), str(row[PARENT])) for row in page.rows)
        return found


_LOST = "the record that this row belongs to is not known"
_NOT_DONE = "the service did not take it and gave no reason"
