"""Which new records are those that were just sent, when nobody said what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crmbackup_gui.sources.hosted.service import Module, Row

_ALIKE = 0.8
"""Less of what was sent than this share is in no record that came of it."""

Score = tuple[float, int]
"""The share of what was sent that a record has, and how many values that are."""


def pair_up(module: Module, sent: Mapping[str, Row], there: Mapping[str, Row]) -> dict[str, str]:
    """For what was sent (by any name) the key of the record that came of it, where there is no doubt.

    A pair counts when each is the other's only best, the required and unique values are those that were sent, and most
    of the others: a service may change some by itself. Rows that are all alike, and records that are, are handed out
    one each.
    """
    fixed = {each.name for each in module.entity.fields if each.required or each.unique}
    names = sorted({name for row in sent.values() for name in row})
    rows, records = _alike(sent, names), _alike(there, names)
    scores: dict[tuple[int, int], Score] = {}
    for one, olds in enumerate(rows):
        for other, keys in enumerate(records):
            score = _score(sent[olds[0]], there[keys[0]], fixed)
            if score[0] >= _ALIKE:
                scores[one, other] = score
    found: dict[str, str] = {}
    while pairs := _only_bests(scores):
        for one, other in pairs:
            found.update(zip(rows[one], records[other], strict=False))
        ones, others = {one for one, _ in pairs}, {other for _, other in pairs}
        scores = {pair: s for pair, s in scores.items() if pair[0] not in ones and pair[1] not in others}
    return found


def _alike(rows: Mapping[str, Row], names: Iterable[str]) -> list[list[str]]:
    """Names of rows that hold the same in these fields, together."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, row in rows.items():
        groups[repr([row.get(name) for name in names])].append(key)
    return list(groups.values())


def _only_bests(scores: Mapping[tuple[int, int], Score]) -> list[tuple[int, int]]:
    """Pairs of which neither side has another that is as good."""
    best_of_row: dict[int, list[Score]] = defaultdict(list)
    best_of_record: dict[int, list[Score]] = defaultdict(list)
    for (one, other), score in scores.items():
        best_of_row[one].append(score)
        best_of_record[other].append(score)
    tops = {
        side: {name: (max(found), found.count(max(found))) for name, found in best.items()}
        for side, best in (("row", best_of_row), ("record", best_of_record))
    }
    return [
        (one, other)
        for (one, other), score in scores.items()
        if tops["row"][one] == (score, 1) and tops["record"][other] == (score, 1)
    ]


def _score(sent: Row, there: Row, fixed: set[str]) -> Score:
    """Nothing where a fixed value is another one."""
    told = [(name, value) for name, value in sent.items() if value is not None and name in there]
    if not told or any(there[name] != value for name, value in told if name in fixed):
        return 0.0, 0
    same = sum(there[name] == value for name, value in told)
    return same / len(told), same
