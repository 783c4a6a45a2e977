"""Creating, updating and deleting records of a service, so that each of them has an end that somebody knows.

Records that mean the same as one that is gone are recognised before anything is written, so that they count as records
that are there, and their values are saved. Creating one that is gone tries, in this order: what an interrupted restore
may have created already, the recycle bin, and only then a new one. A record that shows as the same only then is left as
it is: nothing of it is saved. What points to records that are not there yet is written at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.sources.base import EntityPlan, LateRefusal, Operation, Records, Refusal
from crmbackup_gui.sources.hosted.checking import refusals
from crmbackup_gui.sources.hosted.columns import Forms, keys_in, to_rows
from crmbackup_gui.sources.hosted.ledger import Debts, Ledger
from crmbackup_gui.sources.hosted.matching import Matching
from crmbackup_gui.sources.hosted.references import Outbound, References
from crmbackup_gui.sources.hosted.service import Fate, KeysBy, Module, Order, Row, Service, Written

_ROUNDS = 3
"""So often is tried to create what the service did not say of whether it did."""

NO_ANSWER = "the service did not say whether it was done"
_NOT_CREATED = "the service does not let this account create such records"
_NOT_CHANGED = "the service does not let this account change such records"
_NOT_DELETED = "the service does not let this account delete such records"
_ELSEWHERE = "it is there under another id"
_NOT_THERE = "what it belongs to is not there"
_NOT_OURS = "it was there before the restore"
_SHOWN_LATE = "it is there under another id, which showed only during the restore: restore it once more"


@dataclass
class _Task:
    """One record on its way. `row` is in the point's ids, without the key that the service issues."""

    number: int
    key: tuple[str, ...]
    row: dict[str, object]

    @property
    def old(self) -> str:
        return self.key[0]


@dataclass
class Writer:
    """Writes one restore. One thread. `coming` are entities of which records may still be created."""

    service: Service
    ledger: Ledger
    references: References
    matching: Matching
    rehearsal: bool
    only_missing: bool = False
    clears: bool = True
    takes_back: bool = False
    """It takes back what a restore did: what that restore did not create is not deleted."""
    coming: set[str] = field(default_factory=set)
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many records were written without a field, since what it points to is not in this account."""
    left_over: dict[tuple[str, str], int] = field(default_factory=dict)
    """By entity and words, how many records of an interrupted restore still lack what they point to."""
    _later: dict[tuple[str, tuple[str, ...]], Operation] = field(default_factory=dict)
    """How this restore wrote records, by entity and key, whose references have to wait for the end."""
    _brought: set[str] = field(default_factory=set)
    """Records, by the ids that the point has, that this restore brought back from a recycle bin."""
    _looked_for: dict[str, set[str]] = field(default_factory=dict)
    """Records of each entity that are known not to be there under another id."""

    def recognise(self, module: Module, forms: Forms, stored: Entity, records: Records) -> bool:
        """Learn which of these records, which are to be created, are there under another id; whether there are any.

        What can be brought back under its own id is, and what an interrupted restore may have created is looked for
        when it is to be created.
        """
        if not module.matched_by or module.keys_by is not KeysBy.SERVICE:
            return False
        told = {name for fields in module.matched_by for name in fields}
        told |= {r.type_field for name in told for r in self.references.of(module).get(name, ()) if r.type_field}
        rows = to_rows(stored, forms, records, [field.name for field in stored.fields if field.name in told])
        unsettled = self.ledger.unsettled(module.entity.name)
        keyed = zip(keys_in(stored, records.batch), rows, strict=True)
        tasks = [_Task(number, key, dict(row)) for number, (key, row) in enumerate(keyed) if key[0] not in unsettled]
        found = self.matching.by_meaning(module, self._sent(module, tasks))
        back = {task.old for task in self._undeletable(module, [task for task in tasks if task.old in found])}
        self._looked_for.setdefault(module.entity.name, set()).update(t.old for t in tasks if t.old not in back)
        found = {old: new for old, new in found.items() if old not in back}
        self._learn(module, list(found.items()), adopted=True)
        return bool(found)

    def apply(
        self, module: Module, forms: Forms, plan: EntityPlan, operation: Operation, records: Records
    ) -> list[Refusal]:
        """Do it; what became otherwise of which row. In a rehearsal, what would."""
        keys = keys_in(plan.stored, records.batch)
        if operation is Operation.DELETE:
            return self._delete(module, keys)
        taken = self._fields(module, plan, operation)
        rows = to_rows(plan.stored, forms, records, taken)
        tasks = [_Task(number, key, dict(row)) for number, (key, row) in enumerate(zip(keys, rows, strict=True))]
        notes = self._create(module, tasks) if operation is Operation.CREATE else self._update(module, tasks)
        return sorted(notes, key=lambda note: note.row)

    def finish(self) -> list[LateRefusal]:
        """Write the references that had to wait, those of an interrupted restore as well.

        What is refused now was taken but for that.
        """
        self.coming = set()
        late: list[LateRefusal] = []
        for entity, debts in self.ledger.owed().items():
            module = self.references.module(entity)
            if module is not None:
                late += self._pay(module, debts)
        return late

    def _pay(self, module: Module, debts: Debts) -> Iterator[LateRefusal]:
        entity = module.entity.name
        sent = self._out(module, [self._keyed(module, key) | values for key, values in debts.items()])
        due = [(key, out.row) for key, out in zip(debts, sent, strict=True) if set(out.row) & set(debts[key])]
        results = self._write(module, Order.UPDATE, [row for _, row in due])
        self.ledger.pay(entity, debts)
        for (key, _), result in zip(due, results, strict=True):
            if result.fate is Fate.DONE:
                continue
            if (entity, key) in self._later:
                yield LateRefusal(entity, key, self._later[entity, key], _words(result))
            else:
                place = entity, _words(result)
                self.left_over[place] = self.left_over.get(place, 0) + 1

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

    # Create

    def _create(self, module: Module, tasks: list[_Task]) -> list[Refusal]:
        notes: list[Refusal] = []
        tasks = self._found_again(module, tasks, notes)
        tasks = self._come_back(module, tasks, notes)
        tasks = self._undeleted(module, tasks, notes)
        tasks = self._matched(module, tasks, notes)
        # These are not there, so the ids that an earlier restore gave them are nobody's any more.
        mapped = self.ledger.ids(module.entity.name)
        self.ledger.forget(module.entity.name, [task.old for task in tasks if mapped.knows(task.old)])
        if not module.creates:
            notes += [Refusal(task.number, _NOT_CREATED, RecordOutcome.SKIPPED) for task in tasks]
        elif self.rehearsal:
            rows = [task.row for task in tasks]
            notes += [Refusal(tasks[r.row].number, r.reason) for r in refusals(module, rows, creating=True)]
            self.references.created(module.entity.name, [task.old for task in tasks])
        else:
            self._create_new(module, tasks, notes)
        return notes

    def _found_again(self, module: Module, tasks: list[_Task], notes: list[Refusal]) -> list[_Task]:
        """What an interrupted restore was about to create may be there: it is brought to what the point has."""
        unsettled = self.ledger.unsettled(module.entity.name)
        doubtful = [task for task in tasks if task.old in unsettled]
        if not doubtful or module.keys_by is not KeysBy.SERVICE:
            return tasks
        since = min(unsettled[task.old] for task in doubtful)
        found = self.matching.by_content(module, self._sent(module, doubtful), since)
        self._learn(module, list(found.items()))
        self.ledger.drop(module.entity.name, [task.old for task in doubtful if task.old not in found])
        there = [task for task in doubtful if task.old in found]
        notes += [note for note in self._update(module, there) if note.outcome is RecordOutcome.FAILED]
        return [task for task in tasks if task.old not in found]

    def _come_back(self, module: Module, tasks: list[_Task], notes: list[Refusal]) -> list[_Task]:
        """What came back with a record that it belongs to when that was brought back.

        That goes for modules as well that do not say so: what a service deletes along it may bring back along.
        """
        if not self._brought or not self.references.same or module.keys_by is not KeysBy.SERVICE:
            return tasks
        if self.rehearsal:
            back = [task for task in tasks if str(task.row.get(module.comes_back_with)) in self._brought]
        else:
            there = self.references.present(module, [task.old for task in tasks])
            back = [task for task in tasks if task.old in there]
        self._brought.update(task.old for task in back)
        self.references.created(module.entity.name, [task.old for task in back])
        refused = {note.row: note for note in self._update(module, back)} if module.updates else {}
        notes += [refused.get(t.number) or Refusal(t.number, "", RecordOutcome.UNDELETED) for t in back]
        done = {task.number for task in back}
        return [task for task in tasks if task.number not in done]

    def _undeleted(self, module: Module, tasks: list[_Task], notes: list[Refusal]) -> list[_Task]:
        """Bring back from the recycle bin, then write what the point has."""
        brought = self._undeletable(module, tasks)
        if not self.rehearsal and brought:
            brought, unknown = self._undelete(module, brought)
            notes += [Refusal(task.number, NO_ANSWER) for task in unknown]
            tasks = [task for task in tasks if task not in unknown]
        self._brought.update(task.old for task in brought)
        self.references.created(module.entity.name, [task.old for task in brought])
        refused = {note.row: note for note in self._update(module, brought)} if module.updates else {}
        notes += [refused.get(t.number) or Refusal(t.number, "", RecordOutcome.UNDELETED) for t in brought]
        done = {task.number for task in brought}
        return [task for task in tasks if task.number not in done]

    def _undelete(self, module: Module, tasks: list[_Task]) -> tuple[list[_Task], list[_Task]]:
        """Those that came back, and those of which nobody knows whether they will: to create these would be wrong.

        What is there has come back, whatever was said of it: a lost answer's second try is refused, as is what came
        back with the record that it belongs to.
        """
        rows = [self._keyed(module, task.key) for task in tasks]
        results = self._write(module, Order.UNDELETE, [self._key_row(module, row) for row in rows])
        done = [result.fate is Fate.DONE for result in results]
        doubtful = [task.old for task, was in zip(tasks, done, strict=True) if not was]
        there = self.references.present(module, doubtful) if doubtful else set()
        brought = [task for task, was in zip(tasks, done, strict=True) if was or task.old in there]
        lost = [task for task, result in zip(tasks, results, strict=True) if result.fate is Fate.UNKNOWN]
        return brought, [task for task in lost if task.old not in there]

    def _undeletable(self, module: Module, tasks: list[_Task]) -> list[_Task]:
        mapped = self.ledger.ids(module.entity.name)
        possible = tasks if self.references.same else [task for task in tasks if mapped.knows(task.old)]
        if not module.undeletes or not possible:
            return []
        keys = {self.references.key(module, task.key): task for task in possible}
        back = self.service.undeletable(module, list(keys))
        return [task for key, task in keys.items() if key in back]

    def _matched(self, module: Module, tasks: list[_Task], notes: list[Refusal]) -> list[_Task]:
        """Records that are there under another id and mean the same: those that were not recognised beforehand."""
        known = self._looked_for.get(module.entity.name, set())
        doubtful = [task for task in tasks if task.old not in known]
        if not module.matched_by or module.keys_by is not KeysBy.SERVICE or not doubtful:
            return tasks
        found = self.matching.by_meaning(module, self._sent(module, doubtful))
        self._adopt(module, [(task, found[task.old]) for task in doubtful if task.old in found], notes)
        return [task for task in tasks if task.old not in found]

    def _adopt(self, module: Module, pairs: list[tuple[_Task, str]], notes: list[Refusal]) -> None:
        """Take over records that no safety point has: nothing of them is changed, and no undo deletes them."""
        self._learn(module, [(task.old, new) for task, new in pairs], adopted=True)
        if self.only_missing:
            notes += [Refusal(task.number, _ELSEWHERE, RecordOutcome.SKIPPED) for task, _ in pairs]
        else:
            notes += [Refusal(task.number, _SHOWN_LATE) for task, _ in pairs]

    def _create_new(self, module: Module, tasks: list[_Task], notes: list[Refusal]) -> None:
        """Level by level where a record cannot be created without the one that it points to.

        What needs one that is not there, and will not come, is refused: the ids of the point mean nothing here, or
        another record.
        """
        needed = {each.name for each in module.entity.fields if each.required}
        if module.keys_by is KeysBy.VALUES:
            needed.update(module.entity.key)
        while tasks:
            sent = self.references.outbound(module, [task.row for task in tasks], self.coming)
            pairs = list(zip(tasks, sent, strict=True))
            ready = [(task, out) for task, out in pairs if not needed & {*out.later, *out.unknown}]
            waiting = [task for task, out in pairs if needed & set(out.later) and not needed & set(out.unknown)]
            if not ready:
                # Nothing is left that could still be created for these.
                waiting = []
            going = {task.number for task in waiting} | {task.number for task, _ in ready}
            notes += [Refusal(task.number, _NOT_THERE) for task in tasks if task.number not in going]
            self._count_unknown(module, (out for _, out in ready))
            self._create_rows(module, ready, notes)
            tasks = waiting

    def _create_rows(self, module: Module, ready: list[tuple[_Task, Outbound]], notes: list[Refusal]) -> None:
        """Create; what the service does not tell the outcome of is looked for before it is tried again."""
        name = module.entity.name
        for _ in range(_ROUNDS):
            if module.keys_by is KeysBy.SERVICE:
                self.ledger.intend(name, [task.old for task, _ in ready], self.service.wire.now())
            rows = [{n: v for n, v in out.row.items() if v is not None} for _, out in ready]
            doubtful: list[tuple[_Task, Outbound]] = []
            conflicts: list[tuple[_Task, Written]] = []
            at = 0
            for results in self.service.write(module, Order.CREATE, rows):
                pairs = list(zip(ready[at : at + len(results)], results, strict=True))
                at += len(results)
                self._settle(module, pairs, notes, doubtful, conflicts)
            # Of these the service said nothing at all.
            doubtful += ready[at:]
            self._take_conflicts(module, conflicts, notes)
            ready = self._not_there(module, doubtful)
            if not ready:
                return
        self.ledger.drop(name, [task.old for task, _ in ready] if module.keys_by is KeysBy.SERVICE else [])
        notes += [Refusal(task.number, NO_ANSWER) for task, _ in ready]

    def _settle(
        self,
        module: Module,
        pairs: list[tuple[tuple[_Task, Outbound], Written]],
        notes: list[Refusal],
        doubtful: list[tuple[_Task, Outbound]],
        conflicts: list[tuple[_Task, Written]],
    ) -> None:
        """Take the results of one call: the journal first."""
        done = [(task, out, result) for (task, out), result in pairs if result.fate is Fate.DONE]
        # What they lack stands in the journal before it says that they are there.
        self._postpone(module, [(task, out) for task, out, _ in done], Operation.CREATE)
        if module.keys_by is not KeysBy.VALUES:
            self._learn(module, [(task.old, result.key[0]) for task, _, result in done])
        dropped = []
        for (task, out), result in pairs:
            if result.fate is Fate.UNKNOWN:
                doubtful.append((task, out))
            elif result.fate is Fate.REFUSED and result.conflict and module.matched_by:
                conflicts.append((task, result))
            elif result.fate is Fate.REFUSED:
                dropped.append(task.old)
                notes.append(Refusal(task.number, _words(result)))
        if module.keys_by is KeysBy.SERVICE:
            self.ledger.drop(module.entity.name, dropped)

    def _take_conflicts(self, module: Module, found: list[tuple[_Task, Written]], notes: list[Refusal]) -> None:
        """Records that could not be created since another one is in their way, which may be their counterpart."""
        free = self.matching.free(module, [result.conflict[0] for _, result in found]) if found else set()
        counterparts: list[tuple[_Task, str]] = []
        refused: list[_Task] = []
        for task, result in found:
            if result.conflict[0] in free:
                free.remove(result.conflict[0])
                counterparts.append((task, result.conflict[0]))
            else:
                refused.append(task)
                notes.append(Refusal(task.number, _words(result)))
        self.ledger.drop(module.entity.name, [task.old for task in refused])
        self._adopt(module, counterparts, notes)

    def _not_there(self, module: Module, doubtful: list[tuple[_Task, Outbound]]) -> list[tuple[_Task, Outbound]]:
        """Of what may have been created, what was not. A record with a key of its own may be sent twice."""
        if not doubtful or module.keys_by is not KeysBy.SERVICE:
            return doubtful
        unsettled = self.ledger.unsettled(module.entity.name)
        since = min(unsettled[task.old] for task, _ in doubtful)
        found = self.matching.by_content(module, {task.old: out.row for task, out in doubtful}, since)
        self._postpone(module, [pair for pair in doubtful if pair[0].old in found], Operation.CREATE)
        self._learn(module, list(found.items()))
        return [pair for pair in doubtful if pair[0].old not in found]

    # Update and delete

    def _update(self, module: Module, tasks: list[_Task]) -> list[Refusal]:
        if not module.updates:
            return [Refusal(task.number, _NOT_CHANGED, RecordOutcome.SKIPPED) for task in tasks]
        if self.rehearsal:
            found = refusals(module, [task.row for task in tasks], creating=False)
            return [Refusal(tasks[refusal.row].number, refusal.reason) for refusal in found]
        once = {each.name for each in module.entity.fields if each.create_only}
        rows = [
            self._keyed(module, task.key)
            | {n: v for n, v in task.row.items() if n not in once and (v is not None or self.clears)}
            for task in tasks
        ]
        sent = self._out(module, rows)
        keys = set(module.entity.key)
        notes = [Refusal(t.number, _NOT_THERE) for t, out in zip(tasks, sent, strict=True) if not keys <= set(out.row)]
        kept = [(task, out) for task, out in zip(tasks, sent, strict=True) if keys <= set(out.row)]
        tasks, sent = [task for task, _ in kept], [out for _, out in kept]
        results = self._write(module, Order.UPDATE, [out.row for out in sent])
        notes += [
            Refusal(task.number, _words(result))
            for task, result in zip(tasks, results, strict=True)
            if result.fate is not Fate.DONE
        ]
        refused = {note.row for note in notes}
        pairs = [(task, out) for task, out in zip(tasks, sent, strict=True) if task.number not in refused]
        self._postpone(module, pairs, Operation.UPDATE)
        return notes

    def _delete(self, module: Module, keys: Sequence[tuple[str, ...]]) -> list[Refusal]:
        if not module.deletes:
            return [Refusal(number, _NOT_DELETED) for number in range(len(keys))]
        if self.rehearsal:
            return []
        name = module.entity.name
        stay = {n for n, key in enumerate(keys) if self.takes_back and self.ledger.adopted(name, key[0])}
        notes = [Refusal(number, _NOT_OURS, RecordOutcome.SKIPPED) for number in stay]
        self.ledger.forget(name, [keys[number][0] for number in stay])
        going = [number for number in range(len(keys)) if number not in stay]
        rows = [self._key_row(module, self._keyed(module, keys[number])) for number in going]
        self.ledger.pay(name, keys)
        results = self._write(module, Order.DELETE, rows)
        notes += [Refusal(n, _words(r)) for n, r in zip(going, results, strict=True) if r.fate is not Fate.DONE]
        return sorted(notes, key=lambda note: note.row)

    def _write(self, module: Module, order: Order, rows: list[dict[str, object]]) -> list[Written]:
        """What may be done twice without harm: rows of which nobody said whether it was done are sent again."""
        results: list[Written | None] = [None] * len(rows)
        left = list(range(len(rows)))
        for _ in range(_ROUNDS):
            if not left:
                break
            told = [each for call in self.service.write(module, order, [rows[n] for n in left]) for each in call]
            told += [Written(Fate.UNKNOWN)] * (len(left) - len(told))
            for number, result in zip(left, told, strict=True):
                results[number] = result
            left = [n for n, result in zip(left, told, strict=True) if result.fate is Fate.UNKNOWN]
        return [result for result in results if result is not None]

    # Ids

    def _keyed(self, module: Module, key: tuple[str, ...]) -> dict[str, object]:
        """The key fields of a row: in the target's ids, but for keys of references, which `_out` translates."""
        if module.keys_by is KeysBy.VALUES:
            return dict(zip(module.entity.key, key, strict=True))
        return dict(zip(module.entity.key, self.references.key(module, key), strict=True))

    def _key_row(self, module: Module, row: dict[str, object]) -> dict[str, object]:
        if module.keys_by is not KeysBy.VALUES:
            return row
        told = tuple(str(row[name]) for name in module.entity.key)
        return dict(zip(module.entity.key, self.references.key(module, told), strict=True))

    def _sent(self, module: Module, tasks: Iterable[_Task]) -> dict[str, Row]:
        """Rows by their old ids, in the target's ids as far as these are known."""
        listed = list(tasks)
        rows = self.references.outbound(module, [task.row for task in listed], self.coming)
        return {task.old: out.row for task, out in zip(listed, rows, strict=True)}

    def _out(self, module: Module, rows: Sequence[Row]) -> list[Outbound]:
        sent = self.references.outbound(module, rows, self.coming)
        self._count_unknown(module, sent)
        return sent

    def _count_unknown(self, module: Module, sent: Iterable[Outbound]) -> None:
        for out in sent:
            for name in out.unknown:
                place = module.entity.name, name
                self.unknown[place] = self.unknown.get(place, 0) + 1

    def _learn(self, module: Module, pairs: list[tuple[str, str]], *, adopted: bool = False) -> None:
        self.ledger.learn(module.entity.name, pairs, adopted=adopted)
        self.references.created(module.entity.name, [old for old, _ in pairs])

    def _postpone(self, module: Module, pairs: Iterable[tuple[_Task, Outbound]], operation: Operation) -> None:
        """What these still lack is owed from now on, and nothing that an earlier restore owed them."""
        name, known = module.entity.name, list(pairs)
        self.ledger.pay(name, [task.key for task, out in known if not out.later])
        debts = {task.key: out.later for task, out in known if out.later}
        self._later.update(dict.fromkeys(((name, key) for key in debts), operation))
        self.ledger.owe(name, debts)


def _words(result: Written) -> str:
    return NO_ANSWER if result.fate is Fate.UNKNOWN else result.words or result.code or "the service gave no reason"
