"""What would come back of a damaged recovery point, in words and as JSON."""

from __future__ import annotations

from crmbackup_gui.cli.wording import counted, moment, number, table
from crmbackup_gui.engine.chance import EntityChance, Missing, RecoveryChance

_SHOWN = 20


def chance_data(chance: RecoveryChance) -> dict[str, object]:
    """The fields of the JSON result."""
    return {
        "point": chance.point.id,
        "records": chance.total("records"),
        "as_they_were": chance.total("as_they_were"),
        "older": chance.total("in_older_version"),
        "lost": chance.total("lost"),
        "entities": [_entity(entity) for entity in chance.harmed],
    }


def chance_lines(chance: RecoveryChance) -> list[str]:
    """For people: the sums, the entities that are harmed, and which records or spans of keys are missing."""
    if chance.whole:
        return ["Everything that the recovery point needs can be read."]
    held = counted(chance.total("records"), "record")
    kept, older, lost = (number(chance.total(what)) for what in ("as_they_were", "in_older_version", "lost"))
    lines = [f"Of {held}, {kept} can come back as they were, {older} in an older version, {lost} in none."]
    rows = [
        (e.name, number(e.records), number(e.as_they_were), number(e.in_older_version), number(e.lost), _since(e))
        for e in chance.harmed
    ]
    lines += table(("Entity", "Records", "As they were", "Older", "Lost", "Older is of"), rows, right=range(1, 5))
    for entity in chance.harmed:
        lines += [f"Damaged: {entity.name} {_span(missing)}" for missing in entity.missing[:_SHOWN]]
        if len(entity.missing) > _SHOWN:
            lines.append(f"Damaged: {entity.name}: {len(entity.missing) - _SHOWN} more; --json names them all.")
    return lines


def _entity(entity: EntityChance) -> dict[str, object]:
    return {
        "name": entity.name,
        "records": entity.records,
        "as_they_were": entity.as_they_were,
        "older": [
            {"point": older.point.id, "as_of": older.point.consistent_as_of, "records": older.records}
            for older in entity.older
        ],
        "lost": entity.lost,
        "missing": [
            {"first": m.first, "last": m.last, "object": m.object, "records": m.records} for m in entity.missing
        ],
    }


def _since(entity: EntityChance) -> str:
    return ", ".join(moment(older.point.consistent_as_of) for older in entity.older)


def _span(missing: Missing) -> str:
    if missing.first is None and missing.last is None:
        return f"(any record may be): {missing.object}"
    if missing.first == missing.last:
        return f"{missing.first}: {missing.object}"
    return f"{missing.first} to {missing.last}: {missing.object}"
