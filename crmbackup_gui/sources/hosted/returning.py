"""Bringing records back from the recycle bin of a service, under the ids that they had."""

from __future__ import annotations

from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.sources.base import Refusal
from crmbackup_gui.sources.hosted.sending import NO_ANSWER, Sending, Task
from crmbackup_gui.sources.hosted.service import Fate, KeysBy, Module, Order
from crmbackup_gui.sources.hosted.updating import Updating


class Returning:
    """Brings records back, then writes what the point has of them. One thread."""

    def __init__(self, sending: Sending, updating: Updating) -> None:
        self._sending, self._updating = sending, updating
        self._brought: set[str] = set()
        """Records, by the ids that the point has, that this restore brought back."""

    def come_back(self, module: Module, tasks: list[Task], notes: list[Refusal]) -> list[Task]:
        """What came back with a record that it belongs to when that was brought back.

        That goes for modules as well that do not say so: what a service deletes along it may bring back along.
        """
        if not self._brought or not self._sending.references.same or module.keys_by is not KeysBy.SERVICE:
            return tasks
        if self._sending.rehearsal:
            back = [task for task in tasks if str(task.row.get(module.comes_back_with)) in self._brought]
        else:
            there = self._sending.references.present(module, [task.old for task in tasks])
            back = [task for task in tasks if task.old in there]
        self._brought.update(task.old for task in back)
        self._sending.references.created(module.entity.name, [task.old for task in back])
        refused = {note.row: note for note in self._updating.update(module, back)} if module.updates else {}
        notes += [refused.get(t.number) or Refusal(t.number, "", RecordOutcome.UNDELETED) for t in back]
        done = {task.number for task in back}
        return [task for task in tasks if task.number not in done]

    def undeleted(self, module: Module, tasks: list[Task], notes: list[Refusal]) -> list[Task]:
        """Bring back from the recycle bin, then write what the point has."""
        brought = self.undeletable(module, tasks)
        if not self._sending.rehearsal and brought:
            brought, unknown = self._undelete(module, brought)
            notes += [Refusal(task.number, NO_ANSWER) for task in unknown]
            tasks = [task for task in tasks if task not in unknown]
        self._brought.update(task.old for task in brought)
        self._sending.references.created(module.entity.name, [task.old for task in brought])
        refused = {note.row: note for note in self._updating.update(module, brought)} if module.updates else {}
        notes += [refused.get(t.number) or Refusal(t.number, "", RecordOutcome.UNDELETED) for t in brought]
        done = {task.number for task in brought}
        return [task for task in tasks if task.number not in done]

    def _undelete(self, module: Module, tasks: list[Task]) -> tuple[list[Task], list[Task]]:
        """Those that came back, and those of which nobody knows whether they will: to create these would be wrong.

        What is there has come back, whatever was said of it: a lost answer's second try is refused, as is what came
        back with the record that it belongs to.
        """
        rows = [self._sending.keyed(module, task.key) for task in tasks]
        results = self._sending.write(module, Order.UNDELETE, [self._sending.key_row(module, row) for row in rows])
        done = [result.fate is Fate.DONE for result in results]
        doubtful = [task.old for task, was in zip(tasks, done, strict=True) if not was]
        there = self._sending.references.present(module, doubtful) if doubtful else set()
        brought = [task for task, was in zip(tasks, done, strict=True) if was or task.old in there]
        lost = [task for task, result in zip(tasks, results, strict=True) if result.fate is Fate.UNKNOWN]
        return brought, [task for task in lost if task.old not in there]

    def undeletable(self, module: Module, tasks: list[Task]) -> list[Task]:
        mapped = self._sending.ledger.ids(module.entity.name)
        possible = tasks if self._sending.references.same else [task for task in tasks if mapped.knows(task.old)]
        if not module.undeletes or not possible:
            return []
        keys = {self._sending.references.key(module, task.key): task for task in possible}
        back = self._sending.service.undeletable(module, list(keys))
        return [task for key, task in keys.items() if key in back]
