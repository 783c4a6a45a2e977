"""Restores that are killed: `python -m tests.engine.dying_postgresql URL REPOSITORY`.

For each number on standard input a process of its own restores the first point of a copy of the repository exactly, and
kills itself at its act of that number; one line tells the exit code. Acts are what it asks of the server.
"""

import os
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql import connection as driver
from crmbackup_gui.sources.sql.postgresql.source import open_postgresql
from tests.engine.setting import new_repository, view_of

MASTER = b"m" * 32
ACTS = ("rows", "batch", "run", "run_script", "ingest", "stream")


def restore(url, folder):
    repository = new_repository(folder, MASTER)
    request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)
    return run_restore(repository, view_of(repository, 1), open_postgresql(parse_location(url)), request)


def before_each_act(act):
    """Have something called with the connection before each thing that is asked of a server."""
    for name in ACTS:
        _before(driver.Connection, name, act)


def _before(owner, name, act):
    original = getattr(owner, name)

    def acted(self, *arguments, **options):
        act(self)
        return original(self, *arguments, **options)

    setattr(owner, name, acted)


def main(url, repository):
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(copy) / "repository"
            shutil.copytree(repository, folder)
            child = os.fork()
            if child == 0:
                try:
                    _die_at(int(line))
                    restore(url, folder)
                    os._exit(0)
                finally:
                    traceback.print_exc()
                    os._exit(1)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def _die_at(number):
    left = number

    def act(_):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    before_each_act(act)


if __name__ == "__main__":
    main(*sys.argv[1:])
