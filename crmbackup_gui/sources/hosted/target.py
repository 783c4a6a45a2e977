"""A hosted CRM as a target: no transaction, ids that the service issues, and everything read back as it then is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.budget import EntityCost, Forecast
from crmbackup_gui.model.catalog import ACCOUNT, Catalog, Entity, Field
from crmbackup_gui.sources.base import (
    EntityPlan,
    KeptIds,
    LookUp,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    TargetPlan,
    TypesChanged,
)
from crmbackup_gui.sources.budgeted import Writing
from crmbackup_gui.sources.hosted.columns import DoesNotFit, to_records, to_rows
from crmbackup_gui.sources.hosted.ledger import Ledger
from crmbackup_gui.sources.hosted.matching import Matching
from crmbackup_gui.sources.hosted.references import References
from crmbackup_gui.sources.hosted.rule_notes import rule_notes
from crmbackup_gui.sources.hosted.sending import Sending
from crmbackup_gui.sources.hosted.service import Module, Order, Page, Row, Service
from crmbackup_gui.sources.hosted.structure import Structure
from crmbackup_gui.sources.hosted.writing import Writer

_OTHER_ACCOUNT = (
    "This is another account than the one that was backed up: records get new ids, "
    "and only what was restored into it before is recognised."
)


class HostedTarget:
    """A `Target`, and a `LastingTarget`, of a service. In a `rehearsal` nothing is written."""

    rehearses_contents = False

    def __init__(self, scheme: str, service: Service, structure: Structure, ledger: Ledger, *, rehearsal: bool) -> None:
        """`scheme` is that of the service's URLs."""
        self._scheme = scheme
        self._service, self._structure, self._ledger, self._rehearsal = service, structure, ledger, rehearsal
        self._references = References(service, structure, ledger)
        self._matching = Matching(service, structure, ledger)
        self._sending = Sending(service, ledger, self._references, self._matching, rehearsal)
        self._writer = Writer(self._sending)
        self._waiting: list[str] = []
        self._about = ""
        self._in_full: tuple[str, ...] = ()
        self._look_up: LookUp = lambda _, __: iter(())

    @property
    def catalog(self) -> Catalog:
        return self._structure.catalog

    def replaces(self, entity: str) -> bool:
        del entity
        return False

    def makes_anew(self, entity: str) -> bool:
        del entity
        return False

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:
        """As Arrow writes them, which is as JSON has numbers and truth values, and ISO 8601 dates."""
        del field, stored
        return values.cast(pa.string())

    @property
    def account(self) -> str:
        return f"{self._scheme}\n{self._structure.description.account}"

    def remember(self, kept: KeptIds) -> None:
        self._ledger.remember(kept)

    @property
    def news(self) -> bytes:
        return self._ledger.news

    @property
    def everything(self) -> Iterator[bytes]:
        return self._ledger.everything

    def kept(self, place: str, name: str, *, whole: bool) -> None:
        self._ledger.kept(place, name, whole=whole)

    def meet(self, point: Catalog, look_up: LookUp) -> list[str]:
        own = self._structure.description.account
        origin = point.properties.get(ACCOUNT)
        if origin is None:
            raise RestoreRefused("These records are of another kind of CRM than this service.")
        self._look_up = look_up
        self._references.same = origin == own
        self._ledger.origin = "" if origin == own else origin
        self._references.match = self._match
        if origin == own:
            self._matching.in_point = self._in_point
            self._set_aside()
        notes = rule_notes(point, self._structure, rehearsal=self._rehearsal)
        return notes if origin == own else [_OTHER_ACCOUNT, *notes]

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        module = self._module(entity.name)
        return self._stream(module, known, self._service.read(module).pages)

    def recognise(self, plan: EntityPlan, records: Records) -> bool:
        module = self._module(plan.stored.name)
        _, forms = self._structure.shape(module, plan.stored)
        return self._writer.recognise(module, forms, plan.stored, records)

    def read_some(self, entity: Entity, known: Entity, keys: Iterator[Sequence[tuple[str, ...]]]) -> RecordStream:
        module = self._module(entity.name)

        def pages() -> Iterator[Page]:
            for some in keys:
                theirs = [self._references.key(module, key) for key in some]
                if theirs:
                    yield from self._service.fetch(module, theirs)

        return self._stream(module, known, pages())

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        module = self._module(entity.name)
        return self._service.content(module, self._references.key(module, tuple(str(part) for part in key)))

    def prepare(self, plan: TargetPlan) -> None:
        if plan.create or plan.rebuild or plan.drop:
            name = (*plan.create, *plan.rebuild, *plan.drop)[0]
            raise RestoreRefused(f"The structure of '{name}' is made in the service itself.")
        self._waiting = [each.stored.name for each in plan.entities]
        self._sending.only_missing, self._sending.clears = plan.only_missing, plan.clears
        self._sending.takes_back = plan.takes_back
        self._sending.coming = set(self._waiting)
        self._about, self._in_full = plan.about, plan.in_full
        self._ledger.begin(plan.about, self._waiting)

    def foresee(self, writings: Sequence[Writing]) -> Forecast:
        """As `BudgetedTarget`."""
        modules = self._structure.modules
        costs = tuple(self._cost(modules[each.entity], each) for each in writings if each.entity in modules)
        return Forecast(costs, self._service.wire.budget.facts)

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        module = self._module(plan.stored.name)
        if operation is not Operation.DELETE:
            # Entities are written in the order of the plan, so those before this one are complete.
            at = self._waiting.index(module.entity.name) if module.entity.name in self._waiting else 0
            self._sending.coming = set(self._waiting[at:])
        _, forms = self._structure.shape(module, plan.stored)
        return self._writer.apply(module, forms, plan, operation, records)

    def settle(self) -> Settlement:
        late = self._writer.finish()
        warnings = [
            f"{count} records of '{entity}' were written without '{name}': "
            "what it points to has no counterpart in this account."
            for (entity, name), count in self._sending.unknown.items()
        ]
        warnings += [
            f"{count} records of '{entity}' lack what an interrupted restore was still to write: {words}."
            for (entity, words), count in self._writer.left_over.items()
        ]
        return Settlement(warnings=warnings, late=late)

    def commit(self) -> None:
        self._ledger.end(self._about, self._in_full)

    def rollback(self) -> None:
        """What the service took stays; the ledger keeps what is known of it."""
        self._ledger.close()

    def _cost(self, module: Module, writing: Writing) -> EntityCost:
        # What comes out of a recycle bin is then brought to what the point has.
        orders = {
            Order.CREATE: writing.created,
            Order.UPDATE: writing.updated + (writing.undeleted if module.updates else 0),
            Order.UNDELETE: writing.undeleted,
            Order.DELETE: writing.deleted,
        }
        written = sum(self._service.cost(module, order, count) for order, count in orders.items() if count)
        read = 2 * self._service.cost(module, None, writing.compared) if writing.compared else 0
        entity = module.entity
        return EntityCost(entity.name, entity.label or entity.name, sum(orders.values()), written + read)

    def _module(self, name: str) -> Module:
        module = self._structure.modules.get(name)
        if module is None:
            raise RestoreRefused(f"The target has no '{name}'.")
        return module

    def _stream(self, module: Module, known: Entity | None, pages: Iterator[Page]) -> RecordStream:
        shape, forms = self._structure.shape(module, known)

        def records() -> Iterator[Records]:
            for page in pages:
                try:
                    found = list(to_records(shape, forms, page))
                except DoesNotFit as odd:
                    self._structure.settle(shape.name, odd.fields)
                    raise TypesChanged(shape.name) from odd
                for each in found:
                    shown = self._references.shown(module, shape, forms, each)
                    if self._rehearsal and len(shape.key) == 1:
                        self._references.seen(shape.name, shown.batch.column(shape.index(shape.key[0])))
                    yield shown

        return RecordStream(shape, records(), in_key_order=False, repeats=True)

    def _match(self, module: Module, olds: Sequence[str]) -> None:
        """Look for records of the point that are only pointed to, such as users, by what they are called."""
        if not module.matched_by or len(module.entity.key) != 1:
            return
        found: dict[str, Row] = {}
        for records in self._look_up(module.entity.name, [(old,) for old in olds]):
            batch = records.batch
            there = [f for f in module.entity.fields if f.name in batch.schema.names]
            shape = msgspec.structs.replace(
                module.entity, fields=tuple(f for f in there if batch.schema.field(f.name).type == arrow_type(f.type))
            )
            taken = Records(batch.select([f.name for f in shape.fields]))
            names = [f.name for f in shape.fields]
            for row in to_rows(shape, dict(module.forms), taken, names):
                found[str(row[module.entity.key[0]])] = row
        pairs = self._matching.by_meaning(module, found)
        self._ledger.learn(module.entity.name, list(pairs.items()), adopted=True)

    def _set_aside(self) -> None:
        """A point that was taken after a restore knows records by the ids that they got then: they are no others.

        Where it has a record under neither id it is taken to be as old as it is about the others.
        """
        unsaid: dict[str, list[str]] = {}
        later = False
        for name, module in self._structure.modules.items():
            pairs = dict(self._ledger.ids(name).items())
            if not pairs or len(module.entity.key) != 1:
                continue
            there = self._in_point(module, {*pairs, *pairs.values()})
            aside = [old for old, new in pairs.items() if new in there]
            later = later or bool(aside)
            neither = [old for old, new in pairs.items() if old not in there and new not in there]
            # Of several ids that a record had, the one counts that the point has.
            meant = {new for old, new in pairs.items() if old in there}
            aside += [old for old in neither if pairs[old] in meant]
            self._ledger.set_aside(name, aside)
            unsaid[name] = [old for old in neither if pairs[old] not in meant]
        for name, olds in unsaid.items() if later else ():
            self._ledger.set_aside(name, olds)

    def _in_point(self, module: Module, ids: Collection[str]) -> set[str]:
        """Which of these ids are keys of records of the point."""
        key = module.entity.key[0]
        looked = self._look_up(module.entity.name, [(each,) for each in ids])
        return {str(each) for records in looked for each in records.batch.column(key).to_pylist()}
