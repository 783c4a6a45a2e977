"""Restores into MariaDB that die: `python -m tests.engine.dying_mysql URL REPOSITORY`.

For each line `JOB NUMBER` that it reads, a process of its own does the job and kills itself at its n-th statement,
counted over all sessions that write; one line tells the exit code. A number below zero kills nothing: the statements go
to a file beside the repository, one a line.
"""

import os
import signal
import sys
import traceback
from pathlib import Path

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.mysql.connection import Access, Connection
from crmbackup_gui.sources.sql.mysql.source import open_mysql
from tests.engine.setting import new_repository, view_of

MASTER = b"m" * 32


def restore(url, folder):
    """The first point over what is there, with its structure."""
    repository = new_repository(folder, MASTER)
    request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True, safety_point=False)
    return run_restore(repository, view_of(repository, 1), open_mysql(parse_location(url)), request)


def look(url, _):
    """Open the database, as a backup does."""
    with open_mysql(parse_location(url)).snapshot():
        pass


JOBS = {job.__name__: job for job in (restore, look)}


def before_each_statement(act):
    """Call `act` with the session and the statement, before each that a target runs. The answer undoes it."""
    originals = {name: getattr(Connection, name) for name in ("run", "rows", "stream")}

    def acting(original):
        def acted(self, sql, *arguments):
            if self._access is Access.WRITE:
                act(self, sql)
            return original(self, sql, *arguments)

        return acted

    for name, original in originals.items():
        setattr(Connection, name, acting(original))

    def undo():
        for name, original in originals.items():
            setattr(Connection, name, original)

    return undo


def die_at(job, number, url, folder):
    left = number
    statements = []

    def act(_, sql):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        statements.append(sql.decode("utf-8", "replace") if isinstance(sql, bytes) else sql)

    before_each_statement(act)
    JOBS[job](url, folder)
    Path(f"{folder}.statements").write_text("\n".join(" ".join(s.split())[:100] for s in statements), "utf-8")


def main(url, folder):
    for line in sys.stdin:
        job, number = line.split()
        child = os.fork()
        if child == 0:
            try:
                die_at(job, int(number), url, folder)
                os._exit(0)
            finally:
                traceback.print_exc()
                os._exit(1)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
