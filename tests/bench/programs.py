"""The programs that are measured beside each other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.bench.processes import Run, folder_bytes, piped, run

_PROGRAM = str(Path(sys.executable).with_name("crmbackup"))


class Own:
    """This program's command line on a repository of its own. CRMs are URLs."""

    def __init__(self, repository: Path) -> None:
        self._repository, self._size = repository, 0
        self._run("init", str(repository), "--no-keyring")
        self.added()

    def backup(self, crm: str, strategy: str) -> Run:
        """One recovery point."""
        return self._run("backup", crm, "--repo", str(self._repository), "--strategy", strategy)

    def restore(self, target: str, *options: str) -> Run:
        """The newest recovery point, or a part of it."""
        return self._run("restore", target, "--repo", str(self._repository), *options)

    def added(self) -> int:
        """Bytes that came since the last call."""
        before, self._size = self._size, folder_bytes(self._repository)
        return self._size - before

    def _run(self, *arguments: str) -> Run:
        return run([_PROGRAM, *arguments, "--json"], CRMBACKUP_PASSPHRASE="bench")


class Rival(Protocol):
    """A program that backs up files and streams, on a repository of its own."""

    def stream(self, dump: Sequence[str]) -> Run:
        """What a command prints."""

    def added(self) -> int:
        """Bytes that came since the last call."""


class Restic:
    """restic."""

    def __init__(self, repository: Path) -> None:
        self._repository, self._size = repository, 0
        self._run("init")
        self.added()

    def backup(self, database: Path) -> Run:
        """One snapshot of the database file."""
        return self._run("backup", str(database))

    def stream(self, dump: Sequence[str]) -> Run:
        return piped(dump, [*self._command, "backup", "--stdin"], RESTIC_PASSWORD="bench")

    def added(self) -> int:
        """Bytes that came since the last call."""
        before, self._size = self._size, folder_bytes(self._repository)
        return self._size - before

    def _run(self, *arguments: str) -> Run:
        return run([*self._command, *arguments], RESTIC_PASSWORD="bench")

    @property
    def _command(self) -> list[str]:
        return ["restic", "-q", "-r", str(self._repository)]


class Borg:
    """borg, encrypting as the others do."""

    def __init__(self, repository: Path) -> None:
        self._repository, self._size, self._archives = repository, 0, 0
        run(["borg", "init", "--encryption", "repokey-blake2", str(repository)], **_BORG)
        self.added()

    def stream(self, dump: Sequence[str]) -> Run:
        self._archives += 1
        archive = f"{self._repository}::archive{self._archives}"
        return piped(dump, ["borg", "create", "--compression", "lz4", archive, "-"], **_BORG)

    def added(self) -> int:
        before, self._size = self._size, folder_bytes(self._repository)
        return self._size - before


_BORG = {"BORG_PASSPHRASE": "bench", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}
