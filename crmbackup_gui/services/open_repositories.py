"""The repositories that were unlocked while the program runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable, NoSuchKey, WrongKey
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.identity import authenticate_config, read_config
from crmbackup_gui.repository.keys import unlock
from crmbackup_gui.repository.stores.opening import is_cloud, place_at
from crmbackup_gui.services.keyring_secrets import NoKeyring, stored_secret
from crmbackup_gui.services.opening import (
    Unlocked,
    keep_on_this_machine,
    open_place,
    strengthen,
    unlock_damaged,
    unlock_with,
)
from crmbackup_gui.services.place_options import OptionsOf, no_options
from crmbackup_gui.services.secrets import SecretSource, find_secret, typed_secret

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import Repository


@dataclass(frozen=True)
class _Open:
    unlocked: Unlocked
    repository: Repository


class OpenRepositories:
    """Unlocks repositories and remembers them by their location. Any thread may use it.

    Another repository at a location, because a drive was exchanged for another, is unlocked by itself.
    """

    def __init__(self, secrets: SecretSource, heads: Path, options_of: OptionsOf = no_options) -> None:
        self._secrets, self._heads = secrets, heads
        self.options_of = options_of
        self._guard = threading.Lock()
        self._open: dict[str, _Open] = {}

    def unlock(
        self,
        location: str,
        secret: str | None = None,
        *,
        remember: bool = False,
        cancel: CancelToken | None = None,
    ) -> Repository:
        """The repository at a location, ready for work.

        `secret` is a passphrase or recovery code; without one, what is stored or remembered is used. `remember` lets
        this machine open it by itself from now on: KeyringUnavailable when the keyring cannot, and the repository is
        unlocked nevertheless. `cancel` ends what waits for a network, for this caller alone: other jobs go on. Raises
        as `unlock_repository`, and Cancelled.
        """
        if cancel is None or not is_cloud(location):
            return self._opened(location, secret, remember=remember).repository
        known = self._opened(location, secret, remember=remember, cancel=cancel)
        store = open_place(location, self.options_of(location), cancel)
        return replace(known.unlocked, store=store).repository(self._heads)

    def unlock_copy(self, location: str, original: str, cancel: CancelToken | None = None) -> Repository:
        """The copy at a location, also with the keys of the original if that is unlocked. Raises as `unlock`."""
        store = open_place(location, self.options_of(location), cancel)
        config = read_config(store)
        known, unlocked = self._known(store.location), self._known(self.place(original))
        if known is None and unlocked is not None and unlocked.unlocked.id == config.id:
            authenticate_config(config, unlocked.unlocked.master)
            self._keep(replace(unlocked.unlocked, store=open_place(location, self.options_of(location))))
        return self.unlock(location, cancel=cancel)

    def damaged(self, location: str, secret: str | None = None, cancel: CancelToken | None = None) -> Unlocked:
        """What is left at a location, also where nothing says any more that it is a repository.

        Keys that are known are used unless a `secret` is given. Raises as `unlock_damaged`.
        """
        options = self.options_of(location)
        known = self._known(self.place(location))
        if known is not None and secret is None:
            return replace(known.unlocked, store=open_place(location, options, cancel))
        return unlock_damaged(location, self._secrets, options, typed=secret, cancel=cancel)

    def unlocked(self, location: str) -> Unlocked:
        """The same with its keys, for whoever sees to them. Raises as `unlock`."""
        return self._opened(location).unlocked

    def _opened(
        self, location: str, secret: str | None = None, *, remember: bool = False, cancel: CancelToken | None = None
    ) -> _Open:
        store = open_place(location, self.options_of(location), cancel)
        config = read_config(store)
        known = self._known(store.location)
        if known is None or known.unlocked.id != config.id or secret is not None:
            wanted = find_secret(config.id, self._secrets) if secret is None else typed_secret(secret)
            unlocked = strengthen(unlock_with(store, config, wanted), wanted)
            if cancel is not None:
                # What is kept outlives the job, which must not stop others when it is cancelled.
                unlocked = replace(unlocked, store=open_place(location, self.options_of(location)))
            known = self._keep(unlocked)
        if remember:
            _remember(known.unlocked)
        return known

    @property
    def heads(self) -> Path:
        """The file in which this machine keeps the newest points that it has seen."""
        return self._heads

    def add(self, unlocked: Unlocked) -> None:
        """Take over what somebody else has unlocked or created."""
        self._keep(unlocked)

    def place(self, location: str) -> str:
        """The location in the one form in which it is compared. Raises leaves of InvalidRequest."""
        return place_at(location)

    def is_unlocked(self, location: str) -> bool:
        """Whether the repository at that location needs no key at the moment. Raises leaves of InvalidRequest."""
        return self._known(self.place(location)) is not None

    def lock(self, location: str) -> None:
        """Forget its keys, also those of its copies. Jobs that use it go on. Raises leaves of InvalidRequest."""
        with self._guard:
            known = self._open.pop(self.place(location), None)
            if known is not None:
                self._open = {place: o for place, o in self._open.items() if o.unlocked.id != known.unlocked.id}

    def reopen_bucket(self, bucket: str) -> None:
        """Open the stores in that bucket anew, with options and secrets of now; the keys are known. Jobs go on.

        Raises leaves of InvalidRequest, StoreFailed and KeyringUnavailable.
        """
        with self._guard:
            inside = {at: one for at, one in self._open.items() if at == bucket or at.startswith(f"{bucket}/")}
        for location, known in inside.items():
            unlocked = replace(known.unlocked, store=open_place(location, self.options_of(location)))
            with self._guard:
                if self._open.get(location) is known:
                    self._open[location] = _Open(unlocked, unlocked.repository(self._heads))

    def _known(self, location: str) -> _Open | None:
        with self._guard:
            return self._open.get(location)

    def _keep(self, unlocked: Unlocked) -> _Open:
        """What is known of the same repository stays, for jobs share what it has read."""
        with self._guard:
            known = self._open.get(unlocked.store.location)
            if known is None or known.unlocked.id != unlocked.id:
                known = _Open(unlocked, unlocked.repository(self._heads))
                self._open[unlocked.store.location] = known
            return known


def _remember(unlocked: Unlocked) -> None:
    """Raises KeyringUnavailable. An entry that opens the repository stays; one that does not is worth nothing."""
    try:
        if not _has_key(unlocked):
            keep_on_this_machine(unlocked)
    except NoKeyring as error:
        raise KeyringUnavailable("there is none", KeyringTrouble.MISSING) from error


def _has_key(unlocked: Unlocked) -> bool:
    try:
        stored = stored_secret(unlocked.id)
    except KeyringUnavailable as error:
        if error.trouble is KeyringTrouble.EMPTY:
            return False
        raise
    try:
        return stored is not None and unlock(unlocked.store, unlocked.id, stored) == unlocked.master
    except (WrongKey, NoSuchKey):
        return False
