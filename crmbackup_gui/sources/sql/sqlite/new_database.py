"""A database file that is built under another name and gets its own when it is complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.sql.sqlite.private_copy import companions

_COMPANIONS = ("", "-journal", "-wal", "-shm")


@dataclass(frozen=True)
class NewDatabase:
    """`working_path` is the file that is written; `publish` gives it the name `path`, unless `keep` is false."""

    path: Path
    working_path: Path
    location: str
    keep: bool

    @classmethod
    @contextmanager
    def begun(cls, path: Path, location: str, *, keep: bool) -> Iterator[NewDatabase]:
        """An empty file to begin with. On leaving, nothing of it is left under the working name.

        Raises RestoreRefused where it cannot be made, or where companion files of a lost database would become part
        of it.
        """
        if companions(path):
            problem = f"Beside '{location}' lies the journal of a database that is no longer there."
            raise RestoreRefused(problem, action=Action.CHECK_PLACE)
        new = cls(path, path.with_name(f".{path.name}.crmbackup-new"), location, keep)
        new.discard()
        try:
            new.working_path.touch(exist_ok=False)
        except OSError as error:
            problem = f"'{location}' cannot be created: {error.strerror}."
            raise RestoreRefused(problem, action=Action.CHECK_PLACE) from error
        try:
            yield new
        finally:
            new.discard()

    def publish(self) -> None:
        """Give the closed file its name, durably. Raises RestoreRefused when somebody else took the name meanwhile."""
        if not self.keep:
            return
        with self.working_path.open("rb+") as file:
            os.fsync(file.fileno())
        if self.path.exists():
            raise RestoreRefused(f"'{self.location}' was created by somebody else meanwhile.")
        self.working_path.rename(self.path)
        if os.name == "posix":
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def discard(self) -> None:
        """Remove the working file and its companions, also those of a restore that was interrupted."""
        for suffix in _COMPANIONS:
            self.working_path.with_name(self.working_path.name + suffix).unlink(missing_ok=True)
