"""`crmbackup`, the headless face of the program.

Every failure is one sentence of what is wrong and one of what to do; the exit codes are those of errors.py.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

import typer

from crmbackup_gui.actions import Action
from crmbackup_gui.cli.answer import Answer, Problem, failure
from crmbackup_gui.cli.output import Output
from crmbackup_gui.errors import Cancelled, CrmBackupError
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.core_dumps import forbid_core_dumps
from crmbackup_gui.services.memory import give_memory_back

COMMANDS = {
    "demo": ("demo",),
    "keys": ("init", "keys"),
    "backup": ("backup",),
    "points": ("points", "show"),
    "restore": ("restore", "undo"),
    "verify": ("verify",),
    "compare": ("compare",),
    "plan": ("plan",),
    "retention": ("retention", "consolidate"),
    "hold": ("hold",),
    "copy": ("copy",),
    "erase": ("erase",),
    "salvage": ("salvage",),
    "sign_in": ("sign-in", "sign-out"),
    "store_keys": ("store-key",),
    "run_due": ("run-due",),
}
"""By the module that declares them, in the order of the help. Only the module of the command that runs is loaded: all
of them take as long as an incremental backup of a million records does without."""

_REPORT = "Run it again with --debug and report what it prints."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process by default); its exit code."""
    if arguments is not None:
        return _run(list(arguments))
    # Threads for linear algebra, which nothing here does, take longer to start than a table takes to be looked at.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # While modules are loaded nothing becomes garbage, and looking for it takes a sixth of the time of a start.
    gc.disable()
    try:
        return _run(sys.argv[1:], when_loaded=_look_for_garbage)
    finally:
        gc.freeze()  # the process ends: what it still has is looked through no more


def _look_for_garbage() -> None:
    """From now on, and only among what comes from now on."""
    gc.freeze()
    gc.enable()


def _run(given: list[str], when_loaded: Callable[[], None] = lambda: None) -> int:
    options = given[: given.index("--")] if "--" in given else given
    output = Output(json="--json" in options)
    debug = "--debug" in options
    give_memory_back()
    forbid_core_dumps()
    with _logged_to_people(debug=debug):
        try:
            program = typer.main.get_command(_app(given[:1]))
            when_loaded()
            returned = program.main(args=given or ["--help"], prog_name="crmbackup", standalone_mode=False, obj=output)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - here errors become sentences
            if debug:
                traceback.print_exc()
            returned = _explained(error)
    if not isinstance(returned, Answer):
        return int(returned or 0)
    output.answer(returned)
    return returned.exit_code


def _app(command: Sequence[str] = ()) -> typer.Typer:
    """All commands; or those of the module that declares `command`, which stand for all if there is none."""
    app = typer.Typer(
        help="Back up a CRM, check it, and bring back a whole CRM or one record as it was at any recovery point.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_no_options)  # a program of one command would be that command
    declaring = [module for module, commands in COMMANDS.items() if set(command) & set(commands)]
    for module in declaring or COMMANDS:
        import_module(f"crmbackup_gui.cli.{module}").register(app)
    return app


def _no_options() -> None:
    pass


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
