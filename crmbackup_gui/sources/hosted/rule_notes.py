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
    differing = sorted(
        name
        for name in {*before, *found.metadata}
        if before.get(name) != found.metadata.get(name) and name.partition(":")[0] not in unseen
    )
    notes = []
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
