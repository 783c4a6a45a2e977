"""Updating and deleting records of a service."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.sources.base import Operation, Refusal
from crmbackup_gui.sources.hosted.rehearsing import Rehearsal
from crmbackup_gui.sources.hosted.sending import NOT_THERE, Sending, Task, words
from crmbackup_gui.sources.hosted.service import Fate, Module, Order

_NOT_CHANGED = "the service does not let this account change such records"
_NOT_DELETED = "the service does not let this account delete such records"
_NOT_OURS = "it was there before the restore"


class Updating:
    """Updates and deletes records that are there. One thread."""

    def __init__(self, sending: Sending, rehearsal: Rehearsal) -> None:
        self._sending, self._rehearsal = sending, rehearsal

    def update(self, module: Module, tasks: list[Task]) -> list[Refusal]:
        if not module.updates:
            return [Refusal(task.number, _NOT_CHANGED, RecordOutcome.SKIPPED) for task in tasks]
        if self._sending.rehearsal:
            return self._rehearsal.update(module, tasks)
        once = {each.name for each in module.entity.fields if each.create_only}
        rows = [
            self._sending.keyed(module, task.key)
            | {n: v for n, v in task.row.items() if n not in once and (v is not None or self._sending.clears)}
            for task in tasks
        ]
        sent = self._sending.out(module, rows)
        keys = set(module.entity.key)
        notes = [Refusal(t.number, NOT_THERE) for t, out in zip(tasks, sent, strict=True) if not keys <= set(out.row)]
        kept = [(task, out) for task, out in zip(tasks, sent, strict=True) if keys <= set(out.row)]
        tasks, sent = [task for task, _ in kept], [out for _, out in kept]
        results = self._sending.write(module, Order.UPDATE, [out.row for out in sent])
        notes += [
            Refusal(task.number, words(result))
            for task, result in zip(tasks, results, strict=True)
            if result.fate is not Fate.DONE
        ]
        refused = {note.row for note in notes}
        pairs = [(task, out) for task, out in zip(tasks, sent, strict=True) if task.number not in refused]
        self._sending.postpone(module, pairs, Operation.UPDATE)
        return notes

    def delete(self, module: Module, keys: Sequence[tuple[str, ...]]) -> list[Refusal]:
        if not module.deletes:
            return [Refusal(number, _NOT_DELETED) for number in range(len(keys))]
        if self._sending.rehearsal:
            return []
        name = module.entity.name
        stay = {
            n for n, key in enumerate(keys) if self._sending.takes_back and self._sending.ledger.adopted(name, key[0])
        }
        notes = [Refusal(number, _NOT_OURS, RecordOutcome.SKIPPED) for number in stay]
        self._sending.ledger.forget(name, [keys[number][0] for number in stay])
        going = [number for number in range(len(keys)) if number not in stay]
        rows = [self._sending.key_row(module, self._sending.keyed(module, keys[number])) for number in going]
        self._sending.ledger.pay(name, keys)
        results = self._sending.write(module, Order.DELETE, rows)
        notes += [Refusal(n, words(r)) for n, r in zip(going, results, strict=True) if r.fate is not Fate.DONE]
        return sorted(notes, key=lambda note: note.row)
