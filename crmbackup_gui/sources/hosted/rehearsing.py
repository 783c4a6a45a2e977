"""What a service would refuse, found out by reading alone, so that a rehearsal counts as the restore then does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmbackup_gui.sources.base import LateRefusal, Operation, Refusal
from crmbackup_gui.sources.hosted.checking import refusals
from crmbackup_gui.sources.hosted.references import Outbound
from crmbackup_gui.sources.hosted.sending import NOT_THERE, Sending, Task
from crmbackup_gui.sources.hosted.service import Module, Row

_Key = tuple[str, tuple[str, ...]]


class Rehearsal:
    """Takes rows as the service would. One thread."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._waiting: dict[_Key, tuple[Module, dict[str, object], Operation]] = {}

    def create(self, module: Module, ready: Sequence[tuple[Task, Outbound]], notes: list[Refusal]) -> None:
        """These would be created, but for those that are noted; what points to the others finds them from now on."""
        refused = self._refused(module, [task for task, _ in ready], creating=True)
        notes += refused
        gone = {note.row for note in refused}
        taken = [(task, out) for task, out in ready if task.number not in gone]
        self._sending.references.created(module.entity.name, [task.old for task, _ in taken])
        self._wait(module, taken, Operation.CREATE)

    def update(self, module: Module, tasks: Sequence[Task]) -> list[Refusal]:
        """Those of these that would not be updated."""
        refused = self._refused(module, tasks, creating=False)
        gone = {note.row for note in refused}
        taken = [task for task in tasks if task.number not in gone]
        sent = self._sending.out(module, [task.row for task in taken])
        self._wait(module, list(zip(taken, sent, strict=True)), Operation.UPDATE)
        return refused

    def finish(self) -> Iterator[LateRefusal]:
        """Records whose references had to wait for others that will not be there."""
        self._sending.coming = set()
        for (entity, key), (module, later, operation) in self._waiting.items():
            if self._sending.references.lost(module, [later], self._sending.coming)[0]:
                yield LateRefusal(entity, key, operation, NOT_THERE)
            else:
                self._sending.out(module, [later])

    def _refused(self, module: Module, tasks: Sequence[Task], *, creating: bool) -> list[Refusal]:
        rows: list[Row] = [task.row for task in tasks]
        notes = {each.row: each.reason for each in refusals(module, rows, creating=creating)}
        lost = self._sending.references.lost(module, rows, self._sending.coming)
        reasons = [notes.get(place) or (NOT_THERE if names else "") for place, names in enumerate(lost)]
        return [Refusal(task.number, reason) for task, reason in zip(tasks, reasons, strict=True) if reason]

    def _wait(self, module: Module, pairs: Sequence[tuple[Task, Outbound]], operation: Operation) -> None:
        for task, out in pairs:
            if out.later:
                self._waiting[module.entity.name, task.key] = module, out.later, operation
