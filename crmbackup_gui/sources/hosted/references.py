"""What records point to, under the ids of the recovery point and under those of the target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Entity, Reference
from crmbackup_gui.sources.base import Records
from crmbackup_gui.sources.hosted.columns import Forms
from crmbackup_gui.sources.hosted.ledger import Ledger
from crmbackup_gui.sources.hosted.rows import canonical_json, decode_json
from crmbackup_gui.sources.hosted.service import Form, KeysBy, Module, Row, Service
from crmbackup_gui.sources.hosted.structure import Structure


@dataclass
class Outbound:
    """A row in the target's ids.

    `later` are references (field to the value that the point has) to what is not there yet; `unknown` names fields that
    were left out, since what they point to has no counterpart in the target.
    """

    row: dict[str, object]
    later: dict[str, object] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


class References:
    """Translates between both sides, by the ledger. One thread.

    `same` says that point and target are of one account, so that an id without an entry in the ledger means the same.
    """

    def __init__(self, service: Service, structure: Structure, ledger: Ledger) -> None:
        self._service, self._structure, self._ledger = service, structure, ledger
        self.same = True
        self.match: Callable[[Module, Sequence[str]], None] = lambda _, __: None
        """Called with records of the point that another account may know by a natural key: finds and learns them."""
        self._there: dict[str, dict[str, bool]] = defaultdict(dict)
        self._seen: dict[str, list[pa.Array]] = defaultdict(list)

    def module(self, entity: str) -> Module | None:
        """The module of that name, if the target has it."""
        return self._structure.modules.get(entity)

    def of(self, module: Module) -> dict[str, list[Reference]]:
        """The references of a module to entities with ids, by their one field."""
        found: dict[str, list[Reference]] = {}
        for reference in (*module.entity.references, *module.entity.implied):
            if len(reference.fields) == 1 and reference.target in self._structure.modules:
                found.setdefault(reference.fields[0], []).append(reference)
        return found

    # To the point's ids

    def shown(self, module: Module, shape: Entity, forms: Forms, records: Records) -> Records:
        """Records of the target under the ids of the point. Without `same`, only those that were restored."""
        batch, large = records.batch, records.large
        if not self.same:
            mask = self._restored(module, shape, batch)
            places = {row: place for place, row in enumerate(pc.indices_nonzero(mask).to_pylist())}
            large = tuple(replace(value, row=places[value.row]) for value in large if value.row in places)
            batch = batch.filter(mask)
        columns = list(batch.columns)
        references = self.of(module)
        for position, each in enumerate(shape.fields):
            if each.name in references:
                columns[position] = self._to_old(references[each.name], shape, forms.get(each.name), position, batch)
            elif shape.key == (each.name,) and module.keys_by is not KeysBy.VALUES:
                columns[position] = self._ledger.ids(shape.name).to_old(columns[position])
        return Records(pa.RecordBatch.from_arrays(columns, schema=batch.schema), large)

    def _restored(self, module: Module, shape: Entity, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Which records were restored into this account: those in the ledger, and what joins such records."""
        if module.keys_by is not KeysBy.VALUES:
            return self._ledger.ids(shape.name).among_new(batch.column(shape.index(shape.key[0])))
        references = self.of(module)
        known = pa.repeat(pa.scalar(True), batch.num_rows)
        for name in shape.key:
            for reference in references.get(name, ()):
                ids = self._ledger.ids(reference.target)
                known = pc.and_(known, ids.among_new(batch.column(shape.index(name))))
        return known

    def _to_old(
        self, references: Sequence[Reference], shape: Entity, form: Form | None, position: int, batch: pa.RecordBatch
    ) -> pa.Array:
        column = batch.column(position)
        for reference in references:
            ids = self._ledger.ids(reference.target)
            if not len(ids):
                continue
            back = {new: old for old, new in ids.items()} if form is Form.IDS else {}
            translated = _in_lists(column, back) if form is Form.IDS else ids.to_old(column)
            if reference.type_field:
                kinds = batch.column(shape.index(reference.type_field)).cast(pa.string())
                fits = pc.is_in(kinds, value_set=pa.array(reference.type_values, pa.string()))
                translated = pc.if_else(fits, translated, column)
            column = translated
        return column

    # To the target's ids

    def key(self, module: Module, key: tuple[str, ...]) -> tuple[str, ...]:
        """A key of the point in the target's ids."""
        if module.keys_by is not KeysBy.VALUES:
            return (self._ledger.ids(module.entity.name).new(key[0]),)
        references = self.of(module)
        return tuple(
            self._new(references.get(name, ()), part) for name, part in zip(module.entity.key, key, strict=True)
        )

    def outbound(self, module: Module, rows: Sequence[Row], coming: Collection[str]) -> list[Outbound]:
        """Rows in the target's ids. `coming` are entities of which records may still be created by this restore."""
        references = self.of(module)
        self._look_for(self._unknown(references, rows, coming), coming)
        return [self._outbound(references, row, coming) for row in rows]

    def created(self, entity: str, olds: Iterable[str]) -> None:
        """Records of the point that are there now."""
        self._there[entity].update(dict.fromkeys(olds, True))

    def seen(self, entity: str, olds: pa.Array) -> None:
        """Records of the point that the target has shown."""
        self._seen[entity].append(olds)

    def lost(self, module: Module, rows: Sequence[Row], coming: Collection[str]) -> list[set[str]]:
        """For each row of the point the fields that point to a record that is not there, and will not come.

        That is for the same account, where the service refuses such a row; in another one they are left out. A field
        that may point to one entity or another is not looked at.
        """
        found: list[set[str]] = [set() for _ in rows]
        if not self.same:
            return found
        for name, possible in self.of(module).items():
            pointing = [(place, str(row[name])) for place, row in enumerate(rows) if isinstance(row.get(name), str)]
            if len(possible) != 1 or not possible[0].belongs or possible[0].target in coming or not pointing:
                continue
            there = self._all_there(possible[0].target, {old for _, old in pointing})
            for place, old in pointing:
                if old not in there:
                    found[place].add(name)
        return found

    def _all_there(self, target: str, olds: set[str]) -> set[str]:
        """Which records of the point are in the target: that were created or shown, or are there when it is asked."""
        known = self._there[target]
        there = {old for old in olds if known.get(old)}
        for some in self._seen[target]:
            there.update(some.filter(pc.is_in(some, value_set=pa.array(olds, some.type))).to_pylist())
        left = sorted(olds - there)
        return there | (self.present(self._structure.modules[target], left) if left else set())

    def present(self, module: Module, olds: Sequence[str]) -> set[str]:
        """Which records of the point are in the target, as far as their ids are known there."""
        keys = {self.key(module, (old,)): old for old in olds}
        name = module.entity.key[0]
        return {
            keys[str(key),]
            for page in self._service.fetch(module, list(keys))
            for key in (
                page.rows.column(name).to_pylist()
                if isinstance(page.rows, pa.Table)
                else [row.get(name) for row in page.rows]
            )
            if (str(key),) in keys
        }

    def _outbound(self, references: dict[str, list[Reference]], row: Row, coming: Collection[str]) -> Outbound:
        result = Outbound(dict(row))
        for name, possible in references.items():
            value = row.get(name)
            if value is None:
                continue
            fitting = [r for r in possible if not r.type_field or row.get(r.type_field) in r.type_values]
            if not fitting:
                continue
            parts = [str(part) for part in value] if isinstance(value, list) else [str(value)]
            state = [self._state(fitting, part, coming) for part in parts]
            if "coming" in state:
                result.later[name] = result.row.pop(name)
                kinds = {each.type_field for each in fitting if each.type_field}
                result.later.update((kind, row.get(kind)) for kind in kinds)
            elif "unknown" in state and not isinstance(value, list):
                result.unknown.append(name)
                del result.row[name]
            else:
                there = [self._new(fitting, part) for part, s in zip(parts, state, strict=True) if s != "unknown"]
                result.row[name] = there if isinstance(value, list) else there[0]
        return result

    def _state(self, references: Sequence[Reference], old: str, coming: Collection[str]) -> str:
        """`there`, `coming` when it may be created later, `unknown` when it has no counterpart in another account.

        That the ledger knows a record does not say that it is still there.
        """
        if any(self._there[r.target].get(old) for r in references):
            return "there"
        if any(r.target in coming for r in references):
            return "coming"
        known = any(self._ledger.ids(r.target).knows(old) for r in references)
        return "there" if self.same or known else "unknown"

    def _new(self, references: Sequence[Reference], old: str) -> str:
        for reference in references:
            ids = self._ledger.ids(reference.target)
            if ids.knows(old):
                return ids.new(old)
        return old

    def _unknown(
        self, references: dict[str, list[Reference]], rows: Sequence[Row], coming: Collection[str]
    ) -> dict[str, list[str]]:
        """Ids of which nobody has asked yet whether they are there.

        Of entities that are still being written that is asked where the record may have an id in the target, and of
        all others in another account where it has none.
        """
        wanted: dict[str, dict[str, None]] = {}
        for name, possible in references.items():
            for reference in possible:
                written = reference.target in coming
                if self.same and not written:
                    continue
                ids, there = self._ledger.ids(reference.target), self._there[reference.target]
                for row in rows:
                    value = row.get(name)
                    for part in value if isinstance(value, list) else () if value is None else (value,):
                        asked = self.same or ids.knows(str(part)) if written else not ids.knows(str(part))
                        if asked and str(part) not in there:
                            wanted.setdefault(reference.target, {})[str(part)] = None
        return {target: list(olds) for target, olds in wanted.items()}

    def _look_for(self, wanted: dict[str, list[str]], coming: Collection[str]) -> None:
        for target, olds in wanted.items():
            module = self._structure.modules[target]
            if target not in coming:
                self.match(module, olds)
                self._there[target].update(dict.fromkeys(olds, False))
                continue
            found = self._all_there(target, set(olds))
            self._there[target].update({old: old in found for old in olds})


def _in_lists(column: pa.Array, back: dict[str, str]) -> pa.Array:
    """Lists of ids in JSON; a field of such lists is rare, and its values are looked at one by one."""
    told: list[str | None] = []
    for text in column.to_pylist():
        ids = None if text is None else decode_json(text.encode(), "")
        told.append(canonical_json(sorted(back.get(str(i), str(i)) for i in ids)) if isinstance(ids, list) else text)
    return pa.array(told, pa.string())
