"""`crmbackup plan`: what the three strategies store and how long they take to recover, and which to use."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Repo, command
from crmbackup_gui.cli.wording import duration, size, table
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.engine.measure import measure
from crmbackup_gui.model.advice import Wish, advise
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.planner import Measurements, recovery_time, sizes, stored, times
from crmbackup_gui.model.recovery import Strategy

_UNKNOWN = "not measured"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(plan)


def plan(
    call: Call,
    *,
    repo: Repo,
    crm: Crm = None,
    recovery_time: Annotated[
        float | None, typer.Option("--recovery-time", metavar="SECONDS", help="A recovery may take so long.")
    ] = None,
    newest_age: Annotated[
        float | None, typer.Option("--newest-age", metavar="SECONDS", help="The newest point may be so old.")
    ] = None,
    storage: Annotated[
        int | None, typer.Option("--storage", metavar="BYTES", help="The recovery points may take so much.")
    ] = None,
    keep_days: Annotated[float, typer.Option("--keep-days", metavar="N", help="For so long points are kept.")] = 30,
) -> Answer:
    """Reckon sizes and recovery times of the three strategies, and advise one."""
    wish = Wish(recovery_time, newest_age, storage, keep_days)
    repository = call.readable(repo)
    found = find_crm(repository, name=crm)
    with call.working() as work:
        measured = measure(repository, found.id, work.cancel)
    advice = advise(measured, wish)
    return Answer(
        Outcome.OK,
        {
            "crm": found.name,
            "measured": _measured(measured),
            "sizes": sizes(measured).__dict__,
            "times": times(measured).__dict__,
            "stored": {s: {"model": stored(s, measured), "really": measured.stored.get(s)} for s in Strategy},
            "restores": [restore.__dict__ for restore in measured.restores],
            "advice": advice.sentences(),
            "feasible": advice.feasible,
        },
        (*_formulas(measured), "", *_model(measured), "", *_restores(measured), *advice.sentences()),
    )


def _measured(m: Measurements) -> dict[str, object]:
    return {
        "D": m.full_bytes,
        "R": m.scope_bytes,
        "d": m.changes,
        "d_cumulative": m.cumulative,
        "s1": m.s1,
        "s2": m.s2,
        "s3": m.s3,
        "interval_seconds": m.interval_seconds,
    }


def _formulas(m: Measurements) -> list[str]:
    planned, waiting = sizes(m), times(m)
    rows = [
        ("full", "F1 = D", size(planned.F1), "T1 = R / s1", _time(waiting.T1), _speed(m.s1)),
        ("incremental", "F2 = Σ d", size(planned.F2), "T2 = Σ d / s2", _time(waiting.T2), _speed(m.s2)),
        ("differential", "F3 = Σ (d - d before)", size(planned.F3), "T3 = F3 / s3", _time(waiting.T3), _speed(m.s3)),
    ]
    return table(("Formula for", "Size", "", "Recovery time", "", "Speed"), rows, right=(2, 4, 5))


def _model(m: Measurements) -> list[str]:
    """What a full and all measured change sets keep, beside what the points of the strategy really stored."""
    rows = []
    for strategy in Strategy:
        kept, really = stored(strategy, m), m.stored.get(strategy, 0)
        rows.append((strategy.value, _size(kept), _time(recovery_time(strategy, m)), size(really)))
    return table(("With the fulls", "Kept", "Recovery", "Really stored"), rows, right=(1, 2, 3))


def _restores(m: Measurements) -> list[str]:
    return [f"Restoring {r.point} really read {size(r.bytes)} and took {duration(r.seconds)}." for r in m.restores[-5:]]


def _size(value: int | None) -> str:
    return _UNKNOWN if value is None else size(value)


def _time(value: float | None) -> str:
    return _UNKNOWN if value is None else duration(value)


def _speed(value: float | None) -> str:
    return _UNKNOWN if value is None else f"{size(value)}/s"
