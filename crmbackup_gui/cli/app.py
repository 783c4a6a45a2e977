"""`crmbackup`, the headless face of the program.

Every failure is one sentence of what is wrong and one of what to do; the exit codes are those of errors.py.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from crmbackup_gui.actions import Action
from crmbackup_gui.cli import (
    backup,
    compare,
    copy,
    demo,
    erase,
    hold,
    keys,
    plan,
    points,
    restore,
    retention,
    run_due,
    salvage,
    store_keys,
    verify,
)
from crmbackup_gui.cli.answer import Answer, Problem, failure
from crmbackup_gui.cli.output import Output
from crmbackup_gui.errors import Cancelled, CrmBackupError
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.core_dumps import forbid_core_dumps
from crmbackup_gui.services.memory import give_memory_back

_REPORT = "Run it again with --debug and report what it prints."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process by default); its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = given[: given.index("--")] if "--" in given else given
    output = Output(json="--json" in options)
    debug = "--debug" in options
    give_memory_back()
    forbid_core_dumps()
    with _logged_to_people(debug=debug):
        try:
            program = typer.main.get_command(_app())
            returned = program.main(args=given or ["--help"], prog_name="crmbackup", standalone_mode=False, obj=output)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - here errors become sentences
            if debug:
                traceback.print_exc()
            returned = _explained(error)
    if not isinstance(returned, Answer):
        return int(returned or 0)
    output.answer(returned)
    return returned.exit_code


def _app() -> typer.Typer:
    app = typer.Typer(
        help="Back up a CRM, check it, and bring back a whole CRM or one record as it was at any recovery point.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for module in (
        demo,
        keys,
        backup,
        points,
        restore,
        verify,
        compare,
        plan,
        retention,
        hold,
        copy,
        erase,
        salvage,
        store_keys,
        run_due,
    ):
        module.register(app)
    return app


def _explained(error: BaseException) -> Answer:
    """What went wrong, in the words of errors.py where the error is one of ours."""
    if isinstance(error, CrmBackupError):
        return failure(error)
    if isinstance(error, KeyboardInterrupt | typer.Abort | EOFError):
        return failure(Cancelled())
    if isinstance(error, typer.TyperException):
        sentence = error.format_message()
        ended = sentence if sentence.endswith((".", "?")) else f"{sentence}."
        problem = Problem(ended, Action.CORRECT_REQUEST.value, 2)
        return Answer(Outcome.FAILED, {}, problem=problem)
    sentence = f"The program met something that it was not made for ({type(error).__name__}: {error})."
    return Answer(Outcome.FAILED, {}, problem=Problem(sentence, _REPORT, 1))


@contextmanager
def _logged_to_people(*, debug: bool) -> Iterator[None]:
    """Warnings of the program go to standard error; with `debug` everything does."""
    logger = logging.getLogger("crmbackup_gui")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if debug else logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
