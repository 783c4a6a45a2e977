"""What all ways of writing records of a service have in common: their keys in its ids, what waits, and the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crmbackup_gui.sources.base import Operation
from crmbackup_gui.sources.hosted.ledger import Ledger
from crmbackup_gui.sources.hosted.matching import Matching
from crmbackup_gui.sources.hosted.references import Outbound, References
from crmbackup_gui.sources.hosted.service import Fate, KeysBy, Module, Order, Row, Service, Written

ROUNDS = 3
"""So often is tried to do what the service did not say of whether it did."""

NO_ANSWER = "the service did not say whether it was done"
NOT_THERE = "what it belongs to is not there"


@dataclass
class Task:
    """One record on its way. `row` is in the point's ids, without the key that the service issues."""

    number: int
    key: tuple[str, ...]
    row: dict[str, object]

    @property
    def old(self) -> str:
        """The id that the point has."""
        return self.key[0]


@dataclass
class Sending:
    """One restore. One thread. `coming` are entities of which records may still be created."""

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
    later: dict[tuple[str, tuple[str, ...]], Operation] = field(default_factory=dict)
    """How this restore wrote records, by entity and key, whose references have to wait for the end."""

    def write(self, module: Module, order: Order, rows: list[dict[str, object]]) -> list[Written]:
        """What may be done twice without harm: rows of which nobody said whether it was done are sent again."""
        results: list[Written | None] = [None] * len(rows)
        left = list(range(len(rows)))
        for _ in range(ROUNDS):
            if not left:
                break
            told = [each for call in self.service.write(module, order, [rows[n] for n in left]) for each in call]
            told += [Written(Fate.UNKNOWN)] * (len(left) - len(told))
            for number, result in zip(left, told, strict=True):
                results[number] = result
            left = [n for n, result in zip(left, told, strict=True) if result.fate is Fate.UNKNOWN]
        return [result for result in results if result is not None]

    def keyed(self, module: Module, key: tuple[str, ...]) -> dict[str, object]:
        """The key fields of a row: in the target's ids, but for keys of references, which `_out` translates."""
        if module.keys_by is KeysBy.VALUES:
            return dict(zip(module.entity.key, key, strict=True))
        return dict(zip(module.entity.key, self.references.key(module, key), strict=True))

    def key_row(self, module: Module, row: dict[str, object]) -> dict[str, object]:
        """The key fields alone, in the target's ids."""
        if module.keys_by is not KeysBy.VALUES:
            return row
        told = tuple(str(row[name]) for name in module.entity.key)
        return dict(zip(module.entity.key, self.references.key(module, told), strict=True))

    def sent(self, module: Module, tasks: Iterable[Task]) -> dict[str, Row]:
        """Rows by their old ids, in the target's ids as far as these are known."""
        listed = list(tasks)
        rows = self.references.outbound(module, [task.row for task in listed], self.coming)
        return {task.old: out.row for task, out in zip(listed, rows, strict=True)}

    def out(self, module: Module, rows: Sequence[Row]) -> list[Outbound]:
        """Rows in the target's ids; what is left out of them is counted."""
        sent = self.references.outbound(module, rows, self.coming)
        self.count_unknown(module, sent)
        return sent

    def count_unknown(self, module: Module, sent: Iterable[Outbound]) -> None:
        """Count what was left out since it has no counterpart."""
        for out in sent:
            for name in out.unknown:
                place = module.entity.name, name
                self.unknown[place] = self.unknown.get(place, 0) + 1

    def learn(self, module: Module, pairs: list[tuple[str, str]], *, adopted: bool = False) -> None:
        """Records (old id, new id) are there: in the journal, and for what points to them."""
        self.ledger.learn(module.entity.name, pairs, adopted=adopted)
        self.references.created(module.entity.name, [old for old, _ in pairs])

    def postpone(self, module: Module, pairs: Iterable[tuple[Task, Outbound]], operation: Operation) -> None:
        """What these still lack is owed from now on, and nothing that an earlier restore owed them."""
        name, known = module.entity.name, list(pairs)
        self.ledger.pay(name, [task.key for task, out in known if not out.later])
        debts = {task.key: out.later for task, out in known if out.later}
        self.later.update(dict.fromkeys(((name, key) for key in debts), operation))
        self.ledger.owe(name, debts)


def words(result: Written) -> str:
    """Why a row was not written."""
    return NO_ANSWER if result.fate is Fate.UNKNOWN else result.words or result.code or "the service gave no reason"
