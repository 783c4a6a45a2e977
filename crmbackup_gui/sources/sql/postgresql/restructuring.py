"""A target's structure before and after its records are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crmbackup_gui.model.catalog import Catalog, ObjectKind, SchemaObject
from crmbackup_gui.sources.base import TargetPlan

REFRESH = "REFRESH MATERIALIZED VIEW "
"""How the statement begins that fills a view which keeps records of its own."""

_SHARED = frozenset(
    {
        ObjectKind.SCHEMA,
        ObjectKind.EXTENSION,
        ObjectKind.TYPE,
        ObjectKind.SEQUENCE,
        ObjectKind.ROUTINE,
        ObjectKind.OTHER,
    }
)
"""Kinds of objects that tables may need without being theirs."""

_KIND = re.compile(r"^(?:[A-Z]+ )+")
"""What stands before the names of some objects (objects.py)."""


@dataclass(frozen=True)
class Restructuring:
    """What becomes of a target's schema objects.

    `unwanted` go before anything is written. `wanted` are all objects as they shall be in the end, in an order in which
    they can be made, and those of `there` are there already, unless they went with an unwanted one.
    """

    unwanted: tuple[SchemaObject, ...]
    wanted: tuple[SchemaObject, ...]
    there: frozenset[SchemaObject]
    exact: bool = False
    """The records are the point's as well, so views that keep some are filled anew."""

    def to_make(self, *, after: bool) -> list[SchemaObject]:
        """What to make before the records come, or after them."""
        # Nothing that is there is touched where nothing goes that could take it along, but what is made of records.
        return [
            o
            for o in self.wanted
            if o.after is after
            and (self.unwanted or o not in self.there or (self.exact and o.definition.startswith(REFRESH)))
        ]


def plan_restructuring(plan: TargetPlan, now: Catalog, *, empty: bool) -> Restructuring:
    """What to make and to take away. In a database that was `empty` whatever is there stays: it is its owner's."""
    replaced = {*plan.rebuild, *plan.drop}
    if plan.exact_schema:
        wanted = plan.catalog.objects
        stay = {o for o in now.objects if owner(o) not in replaced}
        unwanted = () if empty else _gone(now.objects, stay & set(wanted), replaced)
        return Restructuring(tuple(unwanted), tuple(wanted), frozenset(stay & set(wanted)), exact=True)
    stay_in_order = tuple(o for o in now.objects if owner(o) not in replaced)
    come = _coming(plan.catalog.objects, stay_in_order, {*plan.create, *plan.rebuild})
    return Restructuring(
        tuple(_gone(now.objects, set(stay_in_order), replaced)), (*come, *stay_in_order), frozenset(stay_in_order)
    )


def owner(one: SchemaObject) -> str:
    """The entity that an object belongs to, "" for none."""
    return one.entity or (one.name if one.kind is ObjectKind.TABLE else "")


def _gone(objects: Sequence[SchemaObject], stay: set[SchemaObject], replaced: set[str]) -> Iterable[SchemaObject]:
    for one in objects:
        # All that belongs to a table goes with it.
        if one not in stay and (owner(one) not in replaced or one.kind is ObjectKind.TABLE):
            yield one


def _coming(objects: Sequence[SchemaObject], stay: Sequence[SchemaObject], made: set[str]) -> list[SchemaObject]:
    """The objects of new tables, and what these need and the target does not have."""
    if not made:
        return []
    names = {(o.kind, o.name) for o in stay}
    missing = [o for o in objects if not o.entity and o.kind in _SHARED and (o.kind, o.name) not in names]
    needed = {o for o in objects if owner(o) in made}
    texts = [o.definition for o in needed]
    while texts:
        text = texts.pop()
        for one in missing:
            if one not in needed and _bare(one.name) in text:
                needed.add(one)
                texts.append(one.definition)
    # What belongs to what comes along, such as its owner, comes along too.
    named = {o.name for o in needed if not owner(o)}
    return [o for o in objects if o in needed or (not owner(o) and o.name in named and (o.kind, o.name) not in names)]


def _bare(name: str) -> str:
    """The name by which definitions refer to an object, without its schema and its arguments."""
    return _KIND.sub("", name.partition("(")[0].rpartition(".")[2])
