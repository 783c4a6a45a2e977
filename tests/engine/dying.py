"""Jobs that are killed: `python -m tests.engine.dying JOB TEMPLATE WORK STEP`.

For n = 0, STEP, 2 * STEP, ... a copy of the folder TEMPLATE is made as WORK/n, and a process of its own carries the job
out in it and kills itself at its n-th act. That goes on until a job lives to its end. For each, one line tells n and
the exit code. Acts are what the process does to files below the folder (docs.python.org/3/library/audit_events.html),
and the statements of SQLite's driver, which opens files unseen.
"""

import os
import shutil
import signal
import sys
import traceback
from itertools import count
from pathlib import Path

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.combined import CombinedSource
from crmbackup_gui.sources.files.source import FolderSource
from crmbackup_gui.sources.sql.sqlite import connection as driver
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import new_repository, view_of

MASTER = b"m" * 32
EVENTS = ("open", "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.scandir", "os.symlink", "os.utime")


def source_in(folder):
    """The CRM of a template: a database, and a folder of files where there is one."""
    database = SqliteSource(folder / "crm.db")
    return CombinedSource(database, FolderSource(folder / "files")) if (folder / "files").is_dir() else database


def repository_in(folder):
    return new_repository(folder / "repo", MASTER)


def backup(folder):
    run_backup(source_in(folder), repository_in(folder), BackupRequest(Strategy.INCREMENTAL, crm_name="crm"))


def restore(folder):
    """The first point over what is there."""
    repository = repository_in(folder)
    request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)
    run_restore(repository, view_of(repository, 1), source_in(folder), request)


def restore_new(folder):
    """The first point into a database that is not there yet."""
    repository = repository_in(folder)
    target = SqliteSource(folder / "new" / "crm.db")
    run_restore(repository, view_of(repository, 1), target, RestoreRequest(create_schema=True))


JOBS = {job.__name__: job for job in (backup, restore, restore_new)}


def die_at(number, folder):
    """Kill this process at an act, counted from now on."""
    left = number

    def act():
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    def heard(event, arguments):
        if event in EVENTS and any(_below(argument, folder) for argument in arguments[:2]):
            act()

    sys.addaudithook(heard)
    for name in ("run", "run_batch"):
        _before(driver.Connection, name, act)


def _below(argument, folder):
    """Whether it is a path below the folder; relative ones are, for they are relative to what was opened there."""
    if not isinstance(argument, str | bytes) or not argument:
        return False
    path = Path(os.fsdecode(argument))
    return not path.is_absolute() or path.is_relative_to(folder)


def _before(owner, name, act):
    original = getattr(owner, name)

    def acted(*arguments, **options):
        act()
        return original(*arguments, **options)

    setattr(owner, name, acted)


def main(job, template, work, step):
    for number in count(step=int(step)):
        folder = Path(work, str(number))
        shutil.copytree(template, folder, symlinks=True)
        child = os.fork()
        if child == 0:
            try:
                die_at(number, folder)
                JOBS[job](folder)
                os._exit(0)
            finally:
                traceback.print_exc()
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{number} {code}\n")
        sys.stdout.flush()
        if code >= 0:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
