"""References that a restore would leave without their target."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.compute as pc

from crmbackup_gui.engine.restore_entity import EntityResult
from crmbackup_gui.engine.selection import comparable, referenced
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import Violation

_NAMED = 3


def check_violations(
    violations: Sequence[Violation], view: PointView, refused: Sequence[EntityResult], *, whole: bool
) -> None:
    """Raise RestoreRefused for records that would lack what they refer to, unless the point lacks it as well.

    `violations` are those that the target did not have before; records that it `refused` may be why. When the whole
    target equals the point, whatever it violates the point violates too.
    """
    if whole:
        return
    worse = [v for v in violations if v.count > _violations_of_point(view, v.entity, v.parent)]
    if worse:
        listed = "; ".join(f"{v.count} of '{v.entity}' would refer to '{v.parent}' that are not there" for v in worse)
        raise RestoreRefused(f"The records do not fit together without others: {listed}.{_reasons(refused)}")


def _reasons(results: Sequence[EntityResult]) -> str:
    reasons = [f"{result.name}={key} ({reason})" for result in results for key, reason in result.refused]
    more = f" and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
    return f" The target did not take {', '.join(reasons[:_NAMED])}{more}." if reasons else ""


def _violations_of_point(view: PointView, child: str, parent: str) -> int:
    names = {entity.name for entity in view.entities()}
    if child not in names or parent not in names:
        return 0
    count = 0
    entity = view.entity(child)
    for reference in entity.references:
        if reference.target != parent:
            continue
        there = referenced(view, parent, reference.target_fields)
        for run in view.read(child):
            columns = [run.batch.column(entity.index(name)) for name in reference.fields]
            complete = columns[0].is_valid()
            for column in columns[1:]:
                complete = pc.and_(complete, column.is_valid())
            lacking = pc.and_(complete, pc.invert(pc.is_in(comparable(columns), value_set=there)))
            count += int(pc.sum(lacking).as_py() or 0)
    return count
