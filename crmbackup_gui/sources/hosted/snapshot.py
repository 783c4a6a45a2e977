"""Reading a hosted CRM.

A service has no moment that could be held: it changes while it is read. What counts is the moment at which reading
began. Every record that existed then is read as it was then or later, and what changes meanwhile is among the changes
since that moment, which the next increment begins with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from crmbackup_gui.errors import EntityNotFound
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.base import Changes, Records, RecordStream, TypesChanged
from crmbackup_gui.sources.hosted.columns import DoesNotFit, Forms, to_records
from crmbackup_gui.sources.hosted.position import Place, Position, decode_position, encode_position
from crmbackup_gui.sources.hosted.service import Module, Page, Service, Since
from crmbackup_gui.sources.hosted.structure import Structure
from crmbackup_gui.sources.keys import key_entity
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.sources.server import RecordCount, ServerFacts

_CLOCKS = timedelta(minutes=1)
"""Clocks that differ by more are told of."""

Mark = Callable[[], str | None]


class HostedSnapshot:
    """A `SourceSnapshot` of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._structure = Structure(service.describe())
        self._began = service.wire.now()
        self._places: dict[str, Place] = {}
        self._skew = service.wire.skew
        self._notes: list[str] = []

    @property
    def catalog(self) -> Catalog:
        return self._structure.catalog

    @property
    def account(self) -> str:
        """The account at the service."""
        return self._structure.description.account

    @property
    def hidden(self) -> Sequence[Hidden]:
        """As `Limited`."""
        return self._structure.description.hidden

    @property
    def server(self) -> ServerFacts:
        """As `Limited`."""
        return self._structure.server

    def counts(self, seconds: float) -> Mapping[str, RecordCount]:
        """Nothing: what a service would count costs calls, of which a look takes none that are not needed."""
        del seconds
        return {}

    def note(self, warning: str) -> None:
        """A sentence that users should read with the point."""
        self._notes.append(warning)

    @property
    def consistent_as_of(self) -> datetime:
        return self._began.astimezone(UTC)

    @property
    def position(self) -> bytes | None:
        """Where every entity that was read to its end can be gone on from."""
        return encode_position(Position(account=self.account, places=self._places))

    @property
    def warnings(self) -> Sequence[str]:
        notes = [*self._notes, *self._structure.warnings()]
        if abs(self._skew) > _CLOCKS:
            notes.append(
                f"The clock of the service and that of this computer differ by {_minutes(self._skew)} minutes."
            )
        return notes

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        module = self._module(entity)
        self._places.pop(entity.name, None)
        shape, forms = self._structure.shape(module, known)
        reading = self._service.read(module)
        records = self._records(shape, forms, reading.pages)

        def to_the_end() -> Iterator[Records]:
            yield from records
            self._places[entity.name] = Place(changed=self._began, deleted=self._began, changed_mark=_of(reading.mark))

        return RecordStream(shape, to_the_end(), in_key_order=False, rows=reading.rows, repeats=True)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        module, place = self._module(entity), self._place(entity.name, since)
        if place is None or module.modified is None:
            return None
        overlap = self._service.overlap
        reading = self._service.changed(module, Since(place.changed - overlap, place.changed_mark))
        if reading is None:
            return None
        self._places.pop(entity.name, None)
        shape, forms = self._structure.shape(module, known)
        upserts = RecordStream(
            shape, self._records(shape, forms, reading.pages), in_key_order=False, rows=reading.rows, repeats=True
        )

        def deleted() -> RecordStream | None:
            return self._deleted(module, place, _of(reading.mark))

        return Changes(upserts, deleted)

    def keys(self, entity: Entity) -> RecordStream:
        module = self._module(entity)
        shape = key_entity(self._structure.shape(module)[0])
        return RecordStream(shape, self._records(shape, {}, self._service.keys(module)), False, repeats=True)  # noqa: FBT003 - as the field says

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        return self._service.content(self._module(entity), tuple(str(part) for part in key))

    def go_on_from(self, entities: Sequence[str], since: bytes) -> None:
        """As `GoesOn`."""
        for name in entities:
            place = self._place(name, since)
            self._places.pop(name, None)
            if place is not None:
                self._places[name] = place

    def _deleted(self, module: Module, place: Place, mark: str | None) -> RecordStream | None:
        """What was deleted. Where the service cannot tell, the keys are compared, so that all is covered from here."""
        name, overlap, asked = module.entity.name, self._service.overlap, self._service.wire.now()
        found = self._service.deleted(module, Since(place.deleted - overlap, place.deleted_mark))
        if found is None:
            self._places[name] = Place(changed=self._began, deleted=self._began, changed_mark=mark)
            return None
        shape = key_entity(self._structure.shape(module)[0])
        records = self._records(shape, {}, found.pages)

        def to_the_end() -> Iterator[Records]:
            yield from records
            covered = asked if found.covered_until is None else min(found.covered_until, asked)
            self._places[name] = Place(
                changed=self._began, deleted=covered, changed_mark=mark, deleted_mark=_of(found.mark)
            )

        return RecordStream(shape, to_the_end(), in_key_order=False, repeats=True)

    def _place(self, entity: str, since: bytes) -> Place | None:
        """None for an entity that was not read to its end then, and for another account's position."""
        position = decode_position(since)
        if position is None or position.account != self.account:
            return None
        return position.places.get(entity)

    def _module(self, entity: Entity) -> Module:
        module = self._structure.modules.get(entity.name)
        if module is None:
            raise EntityNotFound(entity.name)
        return module

    def _records(self, shape: Entity, forms: Forms, pages: Iterator[Page]) -> Iterator[Records]:
        for page in pages:
            try:
                yield from to_records(shape, forms, page)
            except DoesNotFit as odd:
                self._structure.settle(shape.name, odd.fields)
                raise TypesChanged(shape.name) from odd


def _of(mark: Mark | None) -> str | None:
    return mark() if mark is not None else None


def _minutes(skew: timedelta) -> int:
    return round(abs(skew.total_seconds()) / 60)
