"""What a command loads before it begins."""

import gc
import os
import subprocess
import sys

import pytest
import typer

from crmbackup_gui.cli import app as program

_UNWANTED = ("asyncio", "filelock", "rich", "tenacity", "crmbackup_gui.cli.restore")


@pytest.mark.parametrize("command", [name for names in program.COMMANDS.values() for name in names])
def test_each_command_is_declared_by_the_module_that_is_loaded_for_it(command):
    group = typer.main.get_command(program._app([command]))

    assert command in group.commands


def test_modules_declare_no_command_that_is_not_listed():
    group = typer.main.get_command(program._app())

    assert sorted(group.commands) == sorted(name for names in program.COMMANDS.values() for name in names)


def test_a_command_loads_nothing_that_only_others_or_people_or_clouds_need(repo, crm):
    script = (
        "import sys; from crmbackup_gui.cli.app import main; code = main(); "
        f"print(*(name for name in {_UNWANTED} if name in sys.modules), file=sys.stderr); sys.exit(code)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script, "backup", str(crm), "--repo", str(repo)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (ended.returncode, ended.stderr.strip()) == (0, "")


def test_garbage_is_looked_for_while_a_command_runs_and_not_while_it_is_loaded(monkeypatch):
    looked_for = []
    make = program._app
    monkeypatch.setattr(sys, "argv", ["crmbackup", "points", "--help"])
    monkeypatch.setattr(program, "_app", lambda command: looked_for.append(gc.isenabled()) or make(command))
    before = gc.get_freeze_count()

    try:
        program.main()

        assert (looked_for, gc.isenabled()) == ([False], True)
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
        gc.enable()
    assert os.environ["OPENBLAS_NUM_THREADS"]
