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
        "older": chance.total("older_at_most"),
        "older_at_least": chance.total("older_at_least"),
        "lost": chance.total("lost"),
        "lost_at_least": chance.total("lost_at_least"),
        "deleted_that_may_come_back": chance.total("extra"),
        "entities": [_entity(entity) for entity in chance.harmed],
    }


def chance_lines(chance: RecoveryChance) -> list[str]:
    """For people: the sums, the entities that are harmed, and which records or spans of keys are missing."""
    if chance.whole:
        return ["Everything that the recovery point needs can be read."]
    held, kept = counted(chance.total("records"), "record"), number(chance.total("as_they_were"))
    older = _range(chance.total("older_at_least"), chance.total("older_at_most"))
    lost = _range(chance.total("lost_at_least"), chance.total("lost"))
    lines = [f"Of {held}, {kept} can come back as they were, {older} in an older version, {lost} in none."]
    if extra := chance.total("extra"):
        lines.append(
            f"With older versions up to {counted(extra, 'record')} may come back that had been deleted by then."
        )
    rows = [
        (
            e.name,
            number(e.records),
            number(e.as_they_were),
            _range(e.older_at_least, e.older_at_most),
            _range(e.lost_at_least, e.lost),
            _since(e),
        )
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
        "older_at_least": entity.older_at_least,
        "lost": entity.lost,
        "lost_at_least": entity.lost_at_least,
        "deleted_that_may_come_back": entity.extra,
        "missing": [
            {"first": m.first, "last": m.last, "object": m.object, "records": m.records} for m in entity.missing
        ],
    }


def _range(least: int, most: int) -> str:
    """Which of the damaged keys were of deleted records, nobody can tell."""
    return number(most) if least == most else f"{number(least)} to {number(most)}"


def _since(entity: EntityChance) -> str:
    return ", ".join(moment(older.point.consistent_as_of) for older in entity.older)


def _span(missing: Missing) -> str:
    if missing.first is None and missing.last is None:
        return f"(any record may be): {missing.object}"
    if missing.first == missing.last:
        return f"{missing.first}: {missing.object}"
    return f"{missing.first} to {missing.last}: {missing.object}"
