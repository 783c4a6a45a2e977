"""The chance of recovery: how much of a damaged point would come back, told before anything is restored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.survivors import Gap, SurvivingView


@dataclass(frozen=True)
class Missing:
    """A single record, or a span of keys, of which the newest records are damaged, and the object that is to blame.

    `first` and `last` are keys as users type them, or None where the span has no end. `records` is how many the
    damaged object held there at most; None where nobody knows.
    """

    first: str | None
    last: str | None
    object: str
    records: int | None


@dataclass(frozen=True)
class OlderVersions:
    """So many records can come back as an older point has them; a part of them may never have changed since."""

    point: RecoveryPoint
    records: int


@dataclass(frozen=True)
class EntityChance:
    """What would come back of one entity."""

    name: str
    label: str
    records: int
    """What the point held."""
    as_they_were: int
    older: tuple[OlderVersions, ...] = ()
    lost: int = 0
    """At most so many come back in no version; exactly so many where no keys of deleted records are damaged."""
    missing: tuple[Missing, ...] = ()

    @property
    def in_older_version(self) -> int:
        """How many come back as older points have them, those included that the point no longer had: see `extra`."""
        return sum(older.records for older in self.older)

    @property
    def lost_at_least(self) -> int:
        """So many come back in no version, whatever the damaged keys were."""
        return max(0, self.records - self.as_they_were - self.in_older_version)

    @property
    def older_at_least(self) -> int:
        """So many of what the point held come back in an older version, whatever the damaged keys were."""
        return self.records - self.as_they_were - self.lost

    @property
    def older_at_most(self) -> int:
        return self.records - self.as_they_were - self.lost_at_least

    @property
    def extra(self) -> int:
        """At most so many records that had been deleted by then come back, too, where older versions do."""
        return self.in_older_version - self.older_at_least


@dataclass(frozen=True)
class RecoveryChance:
    """What would come back of a point."""

    point: RecoveryPoint
    entities: tuple[EntityChance, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged."""
        return not any(entity.missing for entity in self.entities)

    @property
    def harmed(self) -> tuple[EntityChance, ...]:
        return tuple(entity for entity in self.entities if entity.missing)

    def total(self, what: str) -> int:
        """The sum of one count over all entities."""
        return sum(getattr(entity, what) for entity in self.entities)


def recovery_chance(
    view: SurvivingView, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
) -> RecoveryChance:
    """Read all that the point needs, and count. Nothing is changed and nothing raised for damage."""
    cancel = cancel or CancelToken()
    entities = view.entities()
    found = []
    for number, entity in enumerate(entities):
        cancel.check()
        progress(Progress("verify", entity.name, number, len(entities)))
        found.append(_chance(view, entity))
    return RecoveryChance(view.point, tuple(found))


def _chance(view: SurvivingView, entity: Entity) -> EntityChance:
    state = view.manifest.state(entity.name)
    assert state is not None
    label = entity.label or entity.name
    gaps = view.gaps(entity.name)
    if not gaps:
        return EntityChance(entity.name, label, state.records, state.records)
    left = before = view.count(entity.name)
    sources = view.sources(entity.name)
    older = []
    for number, point in enumerate(sources, start=1):
        now = view.count(entity.name, number)
        if now > before:
            older.append(OlderVersions(point, now - before))
        before = now
    return EntityChance(
        name=entity.name,
        label=label,
        records=state.records,
        as_they_were=left,
        older=tuple(older),
        lost=_lost(state.records - left, before - left, _undead(view.point, before - left, sources, gaps)),
        missing=tuple(_missing(entity, gap) for gap in gaps),
    )


def _lost(lacking: int, older: int, undead: int) -> int:
    """How many of the records that are lacking no older point has, at most."""
    return max(0, min(lacking, lacking - older + undead))


def _undead(own: RecoveryPoint, older: int, sources: Sequence[RecoveryPoint], gaps: Sequence[Gap]) -> int:
    """How many of the older records the point did not have any more, at most.

    A point that is itself in the chain lacks only what the damaged object says is deleted. Any other may have records
    that came and went between the points, of which nothing in this one speaks.
    """
    # Of a single key that is damaged it is known whether the point had it.
    single = [gap for gap in gaps if not gap.whole and gap.first == gap.last]
    spans = [gap for gap in gaps if gap not in single]
    known = [gap.deleted for gap in spans if gap.deleted is not None]
    if len(known) < len(spans) or (spans and not {point.sequence for point in sources} <= set(own.chain)):
        return older
    return min(older, sum(known) + sum(not gap.stored and bool(gap.deleted) for gap in single))


def _missing(entity: Entity, gap: Gap) -> Missing:
    records = 1 if gap.first is not None and gap.first == gap.last else gap.stored
    return Missing(_words(entity, gap.first), _words(entity, gap.last), gap.object, records)


def _words(entity: Entity, key: object) -> str | None:
    """A key as users type it, as far as its canonical bytes tell; else they are given in hexadecimal digits."""
    if key is None or isinstance(key, int):
        return None if key is None else str(key)
    assert isinstance(key, bytes)
    text = key if len(entity.key) == 1 and not KeyOrder(entity).integer else b"\xff"
    try:
        readable = text.decode()
    except UnicodeDecodeError:
        return key.hex()
    return readable if readable.isprintable() else key.hex()
