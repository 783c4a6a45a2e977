"""One job at a time writes to a CRM or to its recovery points, whichever programs of this user are running."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crmbackup_gui.errors import JobRunning, SettingsFailed
from crmbackup_gui.repository.durable import plain_words
from crmbackup_gui.services.server_addresses import database_of


@contextmanager
def engine_lock(folder: Path, crm_name: str, repository: str, sources: Sequence[str]) -> Iterator[None]:
    """Hold the CRMs at these URLs, in the repository at that location, until the context is left.

    The system lets go of them when a program dies. The folder holds an empty file for each; their names say nothing.
    Raises JobRunning at once when another job, of this program too, holds one of them, and SettingsFailed.
    """
    with ExitStack() as held:
        for name in sorted({_name(repository, database_of(source)) for source in sources}):
            lock = FileLock(folder / name, timeout=0)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                lock.acquire()
            except Timeout as error:
                raise JobRunning(crm_name) from error
            except OSError as error:
                raise SettingsFailed(str(folder), plain_words(error)) from error
            held.callback(lock.release)
        yield


def _name(repository: str, source: str) -> str:
    digest = hashlib.sha256(f"{repository}\n{source}".encode("utf-8", "surrogateescape"))
    return f"{digest.hexdigest()[:32]}.lock"
