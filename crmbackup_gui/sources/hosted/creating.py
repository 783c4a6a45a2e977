"""Creating records of a service that are gone, so that none is there twice.

It is tried in this order: what an interrupted restore may have created already, the recycle bin, and only then a new
one. A record that shows only then as one that is there is left as it is: nothing of it is saved.
"""

from __future__ import annotations

from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.sources.base import Operation, Refusal
from crmbackup_gui.sources.hosted.references import Outbound
from crmbackup_gui.sources.hosted.rehearsing import Rehearsal
from crmbackup_gui.sources.hosted.returning import Returning
from crmbackup_gui.sources.hosted.sending import NO_ANSWER, NOT_THERE, ROUNDS, Sending, Task, words
from crmbackup_gui.sources.hosted.service import Fate, KeysBy, Module, Order, Written
from crmbackup_gui.sources.hosted.updating import Updating

_NOT_CREATED = "the service does not let this account create such records"
_ELSEWHERE = "it is there under another id"
_SHOWN_LATE = "it is there under another id, which showed only during the restore: restore it once more"


class Creating:
    """Creates records. One thread."""

    def __init__(self, sending: Sending, updating: Updating, returning: Returning, rehearsal: Rehearsal) -> None:
        self._sending, self._updating, self._returning, self._rehearsal = sending, updating, returning, rehearsal
        self.looked_for: dict[str, set[str]] = {}
        """Records of each entity that are known not to be there under another id."""

    def create(self, module: Module, tasks: list[Task]) -> list[Refusal]:
        notes: list[Refusal] = []
        tasks = self._found_again(module, tasks, notes)
        tasks = self._returning.come_back(module, tasks, notes)
        tasks = self._returning.undeleted(module, tasks, notes)
        tasks = self._matched(module, tasks, notes)
        # These are not there, so the ids that an earlier restore gave them are nobody's any more.
        mapped = self._sending.ledger.ids(module.entity.name)
        self._sending.ledger.forget(module.entity.name, [task.old for task in tasks if mapped.knows(task.old)])
        if not module.creates:
            notes += [Refusal(task.number, _NOT_CREATED, RecordOutcome.SKIPPED) for task in tasks]
        else:
            self._create_new(module, tasks, notes)
        return notes

    def _found_again(self, module: Module, tasks: list[Task], notes: list[Refusal]) -> list[Task]:
        """What an interrupted restore was about to create may be there: it is brought to what the point has."""
        unsettled = self._sending.ledger.unsettled(module.entity.name)
        doubtful = [task for task in tasks if task.old in unsettled]
        if not doubtful or module.keys_by is not KeysBy.SERVICE:
            return tasks
        since = min(unsettled[task.old] for task in doubtful)
        found = self._sending.matching.by_content(module, self._sending.sent(module, doubtful), since)
        self._sending.learn(module, list(found.items()))
        self._sending.ledger.drop(module.entity.name, [task.old for task in doubtful if task.old not in found])
        there = [task for task in doubtful if task.old in found]
        notes += [note for note in self._updating.update(module, there) if note.outcome is RecordOutcome.FAILED]
        return [task for task in tasks if task.old not in found]

    def _matched(self, module: Module, tasks: list[Task], notes: list[Refusal]) -> list[Task]:
        """Records that are there under another id and mean the same: those that were not recognised beforehand."""
        known = self.looked_for.get(module.entity.name, set())
        doubtful = [task for task in tasks if task.old not in known]
        if not module.matched_by or module.keys_by is not KeysBy.SERVICE or not doubtful:
            return tasks
        found = self._sending.matching.by_meaning(module, self._sending.sent(module, doubtful))
        self._adopt(module, [(task, found[task.old]) for task in doubtful if task.old in found], notes)
        return [task for task in tasks if task.old not in found]

    def _adopt(self, module: Module, pairs: list[tuple[Task, str]], notes: list[Refusal]) -> None:
        """Take over records that no safety point has: nothing of them is changed, and no undo deletes them."""
        self._sending.learn(module, [(task.old, new) for task, new in pairs], adopted=True)
        if self._sending.only_missing:
            notes += [Refusal(task.number, _ELSEWHERE, RecordOutcome.SKIPPED) for task, _ in pairs]
        else:
            notes += [Refusal(task.number, _SHOWN_LATE) for task, _ in pairs]

    def _create_new(self, module: Module, tasks: list[Task], notes: list[Refusal]) -> None:
        """Level by level where a record cannot be created without the one that it points to.

        What needs one that is not there, and will not come, is refused: the ids of the point mean nothing here, or
        another record.
        """
        needed = {each.name for each in module.entity.fields if each.required}
        if module.keys_by is KeysBy.VALUES:
            needed.update(module.entity.key)
        while tasks:
            sent = self._sending.references.outbound(module, [task.row for task in tasks], self._sending.coming)
            pairs = list(zip(tasks, sent, strict=True))
            ready = [(task, out) for task, out in pairs if not needed & {*out.later, *out.unknown}]
            waiting = [task for task, out in pairs if needed & set(out.later) and not needed & set(out.unknown)]
            if not ready:
                # Nothing is left that could still be created for these.
                waiting = []
            going = {task.number for task in waiting} | {task.number for task, _ in ready}
            notes += [Refusal(task.number, NOT_THERE) for task in tasks if task.number not in going]
            self._sending.count_unknown(module, (out for _, out in ready))
            if self._sending.rehearsal:
                self._rehearsal.create(module, ready, notes)
            else:
                self._create_rows(module, ready, notes)
            tasks = waiting

    def _create_rows(self, module: Module, ready: list[tuple[Task, Outbound]], notes: list[Refusal]) -> None:
        """Create; what the service does not tell the outcome of is looked for before it is tried again."""
        name = module.entity.name
        for _ in range(ROUNDS):
            if module.keys_by is KeysBy.SERVICE:
                self._sending.ledger.intend(name, [task.old for task, _ in ready], self._sending.service.wire.now())
            rows = [{n: v for n, v in out.row.items() if v is not None} for _, out in ready]
            doubtful: list[tuple[Task, Outbound]] = []
            conflicts: list[tuple[Task, Written]] = []
            at = 0
            for results in self._sending.service.write(module, Order.CREATE, rows):
                pairs = list(zip(ready[at : at + len(results)], results, strict=True))
                at += len(results)
                self._settle(module, pairs, notes, doubtful, conflicts)
            # Of these the service said nothing at all.
            doubtful += ready[at:]
            self._take_conflicts(module, conflicts, notes)
            ready = self._not_there(module, doubtful)
            if not ready:
                return
        self._sending.ledger.drop(name, [task.old for task, _ in ready] if module.keys_by is KeysBy.SERVICE else [])
        notes += [Refusal(task.number, NO_ANSWER) for task, _ in ready]

    def _settle(
        self,
        module: Module,
        pairs: list[tuple[tuple[Task, Outbound], Written]],
        notes: list[Refusal],
        doubtful: list[tuple[Task, Outbound]],
        conflicts: list[tuple[Task, Written]],
    ) -> None:
        """Take the results of one call: the journal first."""
        done = [(task, out, result) for (task, out), result in pairs if result.fate is Fate.DONE]
        # What they lack stands in the journal before it says that they are there.
        self._sending.postpone(module, [(task, out) for task, out, _ in done], Operation.CREATE)
        if module.keys_by is not KeysBy.VALUES:
            self._sending.learn(module, [(task.old, result.key[0]) for task, _, result in done])
        dropped = []
        for (task, out), result in pairs:
            if result.fate is Fate.UNKNOWN:
                doubtful.append((task, out))
            elif result.fate is Fate.REFUSED and result.conflict and module.matched_by:
                conflicts.append((task, result))
            elif result.fate is Fate.REFUSED:
                dropped.append(task.old)
                notes.append(Refusal(task.number, words(result)))
        if module.keys_by is KeysBy.SERVICE:
            self._sending.ledger.drop(module.entity.name, dropped)

    def _take_conflicts(self, module: Module, found: list[tuple[Task, Written]], notes: list[Refusal]) -> None:
        """Records that could not be created since another one is in their way, which may be their counterpart."""
        free = self._sending.matching.free(module, [result.conflict[0] for _, result in found]) if found else set()
        counterparts: list[tuple[Task, str]] = []
        refused: list[Task] = []
        for task, result in found:
            if result.conflict[0] in free:
                free.remove(result.conflict[0])
                counterparts.append((task, result.conflict[0]))
            else:
                refused.append(task)
                notes.append(Refusal(task.number, words(result)))
        self._sending.ledger.drop(module.entity.name, [task.old for task in refused])
        self._adopt(module, counterparts, notes)

    def _not_there(self, module: Module, doubtful: list[tuple[Task, Outbound]]) -> list[tuple[Task, Outbound]]:
        """Of what may have been created, what was not. A record with a key of its own may be sent twice."""
        if not doubtful or module.keys_by is not KeysBy.SERVICE:
            return doubtful
        unsettled = self._sending.ledger.unsettled(module.entity.name)
        since = min(unsettled[task.old] for task, _ in doubtful)
        found = self._sending.matching.by_content(module, {task.old: out.row for task, out in doubtful}, since)
        self._sending.postpone(module, [pair for pair in doubtful if pair[0].old in found], Operation.CREATE)
        self._sending.learn(module, list(found.items()))
        return [pair for pair in doubtful if pair[0].old not in found]
