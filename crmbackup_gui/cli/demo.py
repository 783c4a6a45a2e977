"""`crmbackup demo`: the main job end to end, to look at."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer, Problem
from crmbackup_gui.cli.command import Call, command
from crmbackup_gui.cli.wording import counted, duration, size
from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.demo_tour import Step, Tour, run_tour


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(demo)


def demo(
    call: Call,
    *,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep the files there, to look at them.")
    ] = None,
) -> Answer:
    """Back up, lose and restore an invented CRM, and prove that every record came back."""
    steps: list[dict[str, object]] = []

    def tell(step: Step) -> None:
        steps.append(_fields(step))
        call.output.event({"event": "step", **_fields(step)})
        call.output.say(_line(step))

    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise InvalidRequest(f"'{keep}' is not an empty folder.")
    with tempfile.TemporaryDirectory(prefix="crmbackup-demo-") as folder, call.working() as work:
        tour = run_tour(keep.absolute() if keep else Path(folder), tell, work.progress, work.cancel)
    return _answer(tour, steps, keep)


def _answer(tour: Tour, steps: list[dict[str, object]], keep: Path | None) -> Answer:
    kept = (
        (f"The files are in {keep}; the repository opens with the recovery code {tour.recovery_code}",) if keep else ()
    )
    data: dict[str, object] = {"records": tour.wanted, "records_verified": tour.verified, "steps": steps}
    if keep is not None:
        data |= {"folder": str(keep), "recovery_code": tour.recovery_code}
    lines = (*kept, f"verified {tour.verified} of {tour.wanted} records")
    if tour.verified == tour.wanted:
        return Answer(Outcome.OK, data, lines)
    wrong = counted(tour.wanted - tour.verified, "record")
    problem = Problem(
        f"{wrong} did not come back as it should.", "Run it again with --keep FOLDER and report what it prints.", 1
    )
    return Answer(Outcome.FAILED, data, lines, problem=problem)


def _line(step: Step) -> str:
    stored = "" if step.bytes_stored is None else f", {size(step.bytes_stored)} stored"
    proof = "" if step.proof is None else f"; {step.proof.verified:,} of {step.proof.wanted:,} records are as they were"
    return f"{step.sentence}{stored}, in {duration(step.seconds)}{proof}."


def _fields(step: Step) -> dict[str, object]:
    fields: dict[str, object] = {"step": step.sentence, "seconds": step.seconds}
    if step.bytes_stored is not None:
        fields["bytes_stored"] = step.bytes_stored
    if step.proof is not None:
        fields |= {"records": step.proof.wanted, "records_verified": step.proof.verified}
    return fields
