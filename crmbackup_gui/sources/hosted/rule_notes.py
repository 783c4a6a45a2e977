"""What users should know of a service's rules and automation before records are written to it: hints, nothing more."""

from __future__ import annotations

from collections.abc import Collection

from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.hosted.structure import METADATA, UNTOLD, Structure

_NAMED = 8


def rule_notes(point: Catalog, structure: Structure, *, rehearsal: bool) -> list[str]:
    """What of the rules is other than when the point was taken, and in a `rehearsal` which act on what is written.

    Of kinds that one of both could not see nothing is compared.
    """
    found = structure.description
    before = {name.removeprefix(METADATA): text for name, text in point.properties.items() if name.startswith(METADATA)}
    unseen = {name.removeprefix(UNTOLD) for name in point.properties if name.startswith(UNTOLD)} | {*found.untold}
    compared = {name for name in {*before, *found.metadata} if name.partition(":")[0] not in unseen}
    # A point of a time when nothing of this was looked at says nothing.
    knows = any(name.startswith((METADATA, UNTOLD)) for name in point.properties)
    gone = sorted(
        name
        for name in compared & before.keys()
        if name not in found.metadata and name.partition(":")[0] in found.needed
    )
    differing = sorted(name for name in compared if before.get(name) != found.metadata.get(name)) if knows else []
    notes = []
    if gone:
        notes.append(
            "A restore does not make these again, and records that need them are refused until somebody makes them in "
            f"the service: {_listed(gone)}."
        )
    if differing:
        notes.append(
            "Rules of the service changed since the recovery point and may act on what is restored: "
            f"{_listed(differing)}."
        )
    if unseen:
        notes.append(
            f"This account may not see some rules of the service, so they are not compared: {_listed(sorted(unseen))}."
        )
    if rehearsal and found.acting:
        notes.append(f"Switched on in the service, and may change or refuse what is restored: {_listed(found.acting)}.")
    return notes


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
