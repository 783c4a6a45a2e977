"""Creating, updating and deleting records of a service, so that each of them has an end that somebody knows.

Records that mean the same as one that is gone are recognised before anything is written, so that they count as records
that are there, and their values are saved. What points to records that are not there yet is written at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.base import EntityPlan, LateRefusal, Operation, Records, Refusal
from crmbackup_gui.sources.hosted.columns import Forms, keys_in, to_rows
from crmbackup_gui.sources.hosted.creating import Creating
from crmbackup_gui.sources.hosted.ledger import Debts
from crmbackup_gui.sources.hosted.rehearsing import Rehearsal
from crmbackup_gui.sources.hosted.returning import Returning
from crmbackup_gui.sources.hosted.sending import Sending, Task, words
from crmbackup_gui.sources.hosted.service import Fate, KeysBy, Module, Order
from crmbackup_gui.sources.hosted.updating import Updating


class Writer:
    """Writes one restore. One thread."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._rehearsal = Rehearsal(sending)
        self._updating = Updating(sending, self._rehearsal)
        self._returning = Returning(sending, self._updating)
        self._creating = Creating(sending, self._updating, self._returning, self._rehearsal)
        self.left_over: dict[tuple[str, str], int] = {}
        """By entity and words, how many records of an interrupted restore still lack what they point to."""

    def recognise(self, module: Module, forms: Forms, stored: Entity, records: Records) -> bool:
        """Learn which of these records, which are to be created, are there under another id; whether there are any.

        What can be brought back under its own id is, and what an interrupted restore may have created is looked for
        when it is to be created.
        """
        if not module.matched_by or module.keys_by is not KeysBy.SERVICE:
            return False
        told = {name for fields in module.matched_by for name in fields}
        told |= {
            r.type_field for name in told for r in self._sending.references.of(module).get(name, ()) if r.type_field
        }
        rows = to_rows(stored, forms, records, [field.name for field in stored.fields if field.name in told])
        unsettled = self._sending.ledger.unsettled(module.entity.name)
        keyed = zip(keys_in(stored, records.batch), rows, strict=True)
        tasks = [Task(number, key, dict(row)) for number, (key, row) in enumerate(keyed) if key[0] not in unsettled]
        found = self._sending.matching.by_meaning(module, self._sending.sent(module, tasks))
        back = {task.old for task in self._returning.undeletable(module, [task for task in tasks if task.old in found])}
        self._creating.looked_for.setdefault(module.entity.name, set()).update(
            t.old for t in tasks if t.old not in back
        )
        found = {old: new for old, new in found.items() if old not in back}
        self._sending.learn(module, list(found.items()), adopted=True)
        return bool(found)

    def apply(
        self, module: Module, forms: Forms, plan: EntityPlan, operation: Operation, records: Records
    ) -> list[Refusal]:
        """Do it; what became otherwise of which row. In a rehearsal, what would."""
        keys = keys_in(plan.stored, records.batch)
        if operation is Operation.DELETE:
            return self._updating.delete(module, keys)
        taken = self._fields(module, plan, operation)
        rows = to_rows(plan.stored, forms, records, taken)
        tasks = [Task(number, key, dict(row)) for number, (key, row) in enumerate(zip(keys, rows, strict=True))]
        notes = (
            self._creating.create(module, tasks)
            if operation is Operation.CREATE
            else self._updating.update(module, tasks)
        )
        return sorted(notes, key=lambda note: note.row)

    def finish(self) -> list[LateRefusal]:
        """Write the references that had to wait, those of an interrupted restore as well.

        What is refused now was taken but for that. A rehearsal tells what would be.
        """
        if self._sending.rehearsal:
            return list(self._rehearsal.finish())
        self._sending.coming = set()
        late: list[LateRefusal] = []
        for entity, debts in self._sending.ledger.owed().items():
            module = self._sending.references.module(entity)
            if module is not None:
                late += self._pay(module, debts)
        return late

    def _pay(self, module: Module, debts: Debts) -> Iterator[LateRefusal]:
        entity = module.entity.name
        debts = self._of_references(module, debts)
        sent = self._sending.out(module, [self._sending.keyed(module, key) | values for key, values in debts.items()])
        due = [(key, out.row) for key, out in zip(debts, sent, strict=True) if set(out.row) & set(debts[key])]
        results = self._sending.write(module, Order.UPDATE, [row for _, row in due])
        self._sending.ledger.pay(entity, debts)
        for (key, _), result in zip(due, results, strict=True):
            if result.fate is Fate.DONE:
                continue
            if (entity, key) in self._sending.later:
                yield LateRefusal(entity, key, self._sending.later[entity, key], words(result))
            else:
                place = entity, words(result)
                self.left_over[place] = self.left_over.get(place, 0) + 1

    def _of_references(self, module: Module, debts: Debts) -> Debts:
        """What records point to, and nothing else: whoever made a repository may have written into its ledger."""
        references = self._sending.references.of(module)
        kinds = {each.type_field for possible in references.values() for each in possible if each.type_field}
        return {
            key: {name: value for name, value in values.items() if name in references or name in kinds}
            for key, values in debts.items()
            if len(key) == len(module.entity.key)
        }

    def _fields(self, module: Module, plan: EntityPlan, operation: Operation) -> list[str]:
        """What is written of a record: neither what the service keeps by itself nor what it takes but once."""
        described = {each.name: each for each in module.entity.fields}
        creating = operation is Operation.CREATE
        issued = module.entity.key if module.keys_by is not KeysBy.VALUES else ()
        return [
            name
            for name in plan.fields
            if name in described
            and name not in issued
            and not described[name].generated
            and (creating or not described[name].create_only)
        ]
