"""What became of restored records, kept in the repository: so that another computer does not create them once more."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from crmbackup_gui.errors import DamagedRepository, RepositoryProblem
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.sources.base import KeptIds, LastingTarget

_SECONDS = 60.0
"""Between two savings while records are written: what is lost with a computer that dies is found anew by what the
records say."""

_LOG = logging.getLogger(__name__)


@dataclass
class IdKeeper:
    """Keeps what one restore learns. One thread. A `rehearsal` reads only."""

    repository: Repository
    target: LastingTarget
    rehearsal: bool
    warnings: list[str] = field(default_factory=list)
    _names: frozenset[str] = frozenset()
    _saved: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        """Tell the target what is known. What cannot be read is told, and not missed otherwise."""
        try:
            parts, self._names = self.repository.ids(self._account)
        except DamagedRepository as error:
            self.warnings.append(
                "What is known of records that another computer restored cannot be read, so some may be created again: "
                f"{error.user_message}"
            )
            return
        newest = max(parts, default="")
        self.target.remember(KeptIds(self.repository.id, tuple(parts.values()), self._names, newest))

    def save_now_and_then(self) -> None:
        """Keep the news when some time has gone by."""
        if time.monotonic() - self._saved >= _SECONDS:
            self.save()

    def save(self) -> None:
        """Keep the news. What cannot be kept now is kept later, and this computer knows it anyway."""
        self._saved = time.monotonic()
        if self.rehearsal or not self.target.news:
            return
        try:
            self._keep([self.target.news], whole=False)
        except RepositoryProblem as error:
            _LOG.warning("what became of restored records could not be kept in the repository yet: %s", error)

    def finish(self) -> None:
        """Keep everything in the place of all that was kept before."""
        if self.rehearsal:
            return
        try:
            self._keep(self.target.everything, whole=True)
        except RepositoryProblem as error:
            self.warnings.append(
                "What became of restored records could not be kept in the repository, so only this computer knows it: "
                f"{error.user_message}"
            )

    @property
    def _account(self) -> bytes:
        return self.target.account.encode()

    def _keep(self, parts: Iterable[bytes], *, whole: bool) -> None:
        name = self.repository.record_ids(self._account, parts, self._names if whole else ())
        if name:
            self._names |= {name}
            self.target.kept(self.repository.id, name, whole=whole)
