"""How the password of a CRM is found: entered or given, kept in the keyring, or asked for, in that order.

The first that is there decides. One that is given and wrong never falls through to the next.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import msgspec

from crmbackup_gui.errors import InvalidRequest, PasswordUnavailable
from crmbackup_gui.repository.durable import plain_words
from crmbackup_gui.services import paths
from crmbackup_gui.services.crm_keyring import PASSWORD, address_of, forget_for, store_for, stored_for
from crmbackup_gui.services.hosted_addresses import secret_names
from crmbackup_gui.services.keyring_secrets import NoKeyring
from crmbackup_gui.services.secret_files import read_secret_file
from crmbackup_gui.services.secrets import AskSecret
from crmbackup_gui.services.whole_file import write_whole

SOURCE_PASSWORD_VARIABLE = "CRMBACKUP_SOURCE_PASSWORD"  # noqa: S105 - a name, not a secret

Given = Mapping[str, str]
"""Secrets of one CRM by their names, as somebody has typed them. Nothing of it may be shown."""

NOTHING: Given = MappingProxyType({})

_KIND = "file of secrets"

_RENEWED = frozenset({"refresh_token"})
"""Any program of this user may exchange these for others, so that the keyring, where it has them, knows best."""

_OF_SIGN_IN = frozenset({"refresh_token", "client_id"})
"""No person knows these by heart."""

_LONGEST_RENEWAL = 120.0
"""Seconds that another program may take to exchange one."""

_LOG = logging.getLogger(__name__)


class CrmSecrets:
    """The secrets of all CRMs that one run of the program opens. Any thread may use it.

    `file` is a JSON object of names and secrets. `ask` asks a person; None when nobody sits at a terminal. Neither what
    is given nor what is entered is ever part of a message or a repr.
    """

    def __init__(self, file: Path | None = None, ask: AskSecret | None = None) -> None:
        self._file, self._ask = file, ask
        self._guard = threading.Lock()
        self._entered: dict[tuple[str, str], str] = {}
        self._unkept: set[tuple[str, str]] = set()
        """What is known until the program ends because nothing took it: it is tried again with its successor."""
        self._behind: tuple[CrmSecrets, frozenset[tuple[str, str]]] | None = None
        """Those that these were made of, and what counts for these alone."""

    def of(self, url: str) -> SecretsOfCrm:
        """Those of the CRM at a URL. Raises leaves of InvalidRequest."""
        return SecretsOfCrm(self, address_of(url))

    def enter(self, url: str, given: Given) -> None:
        """Take what a person has typed, until the program ends. Raises leaves of InvalidRequest."""
        address = address_of(url)
        with self._guard:
            self._entered.update({(address, name): secret for name, secret in given.items()})
            self._unkept.difference_update((address, name) for name in given)

    def keep(self, url: str, given: Given) -> None:
        """The same, and give it to the keyring, so that backups run by themselves.

        Raises PasswordUnavailable when the keyring cannot keep it; it is known until the program ends nevertheless.
        """
        self.enter(url, given)
        address = address_of(url)
        for name, secret in given.items():
            store_for(address, secret, name)
        with self._guard:
            for name in _RENEWED & given.keys():
                self._entered.pop((address, name), None)

    def forget(self, url: str, names: Collection[str] | None = None) -> None:
        """Know these no longer, and take them out of the keyring; None for all that such a CRM may have.

        Raises PasswordUnavailable when the keyring refuses.
        """
        address = address_of(url)
        wanted = secret_names(url) or (PASSWORD,) if names is None else names
        with self._guard:
            for name in wanted:
                self._entered.pop((address, name), None)
        for name in wanted:
            forget_for(address, name)

    def trying(self, url: str, given: Given) -> CrmSecrets:
        """These, and some that count for nothing but what is opened with them."""
        tried = CrmSecrets(self._file, self._ask)
        with self._guard:
            tried._entered.update(self._entered)
        tried.enter(url, given)
        tried._behind = (self, frozenset((address_of(url), name) for name in given))
        return tried

    def check(self) -> None:
        """Raise InvalidRequest for an unusable file, also where no secret is wanted of it."""
        if self._file is not None:
            _read(self._file)

    def given(self, name: str) -> str | None:
        """What stands in the file, else in the environment. Raises InvalidRequest for an unusable file."""
        found = {} if self._file is None else _read(self._file)
        if name in found:
            return found[name]
        return os.environ.get(SOURCE_PASSWORD_VARIABLE) if name == PASSWORD else None

    def replace(self, address: str, name: str, secret: str) -> None:
        """Put a secret in the place of the one that `SecretsOfCrm` finds.

        Raises PasswordUnavailable when the keyring and InvalidRequest when the file does not take it; it is known until
        the program ends nevertheless.
        """
        key = (address, name)
        with self._guard:
            typed = key in self._entered and key not in self._unkept
            self._entered[key] = secret
            if not typed:
                self._unkept.add(key)
        if typed:
            if self._behind is not None and key not in self._behind[1]:
                self._behind[0].replace(address, name, secret)
            return
        if self._file is not None and name in (found := _read(self._file)):
            _write(self._file, {**found, name: secret})
        else:
            store_for(address, secret, name)
        with self._guard:
            self._entered.pop(key, None)
            self._unkept.discard(key)

    def entered(self, address: str, name: str) -> str | None:
        """What a person has typed since the program began."""
        with self._guard:
            return self._entered.get((address, name))

    def ask_once(self, address: str, name: str) -> str | None:
        """What a person at the terminal types, who is asked once for each; None where nobody sits there."""
        if self._ask is None:
            return None
        with self._guard:
            if (address, name) not in self._entered:
                self._entered[address, name] = self._ask(f"{name.capitalize()} of {address}: ")
            return self._entered[address, name]


class SecretsOfCrm:
    """Finds the secrets of one CRM, as a `FindSecret` (sources/secrets.py). Any thread may use it.

    A keyring in trouble is no reason not to try without a password, which some servers do not want: `trouble` keeps
    it for when the server does. `missed` says that the password was asked for and not there.
    """

    def __init__(self, secrets: CrmSecrets, address: str) -> None:
        self._secrets = secrets
        self.address = address
        self.missed = False
        self.trouble: PasswordUnavailable | None = None

    def __call__(self, name: str) -> str | None:
        found = self._find(name)
        if name == PASSWORD:
            self.missed = not found
        return found or None

    def keep(self, name: str, secret: str) -> None:
        """As `KeepsSecrets`. What came from a file goes back there, anything else into the keyring.

        Where neither takes it, it is known until the program ends, which is logged: the next sign-in is a person's.
        """
        try:
            self._secrets.replace(self.address, name, secret)
        except (PasswordUnavailable, InvalidRequest) as error:
            _LOG.warning(
                "The service has renewed the access to '%s', and it cannot be kept: %s",
                self.address,
                error.user_message,
            )

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """As `KeepsSecrets`. Another program that takes too long is not waited for."""
        from filelock import FileLock, Timeout

        digest = hashlib.sha256(self.address.encode("utf-8", "surrogateescape")).hexdigest()
        folder = paths.state_folder() / "locks"
        lock = FileLock(folder / f"renewing-{digest[:32]}.lock", timeout=_LONGEST_RENEWAL)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except (Timeout, OSError) as error:
            _LOG.info("The access to '%s' is renewed without a lock: %s", self.address, error)
        try:
            yield
        finally:
            lock.release()

    def is_kept(self, name: str) -> bool:
        """Whether the keyring has the one that is found here, as far as it can be asked."""
        try:
            kept = stored_for(self.address, name)
        except (NoKeyring, PasswordUnavailable):
            return False
        return kept is not None and kept == self(name)

    def _find(self, name: str) -> str | None:
        for found in (self._secrets.entered(self.address, name), self._secrets.given(name)):
            if found is not None:
                return found
        self.trouble = None
        try:
            stored = stored_for(self.address, name)
        except NoKeyring:
            stored = None
        except PasswordUnavailable as error:
            self.trouble, stored = error, None
        return stored if stored is not None or not self._is_typed(name) else self._secrets.ask_once(self.address, name)

    def _is_typed(self, name: str) -> bool:
        """Whether a person can be asked for it. Who has signed in has said whether the app has a secret."""
        if name != "client_secret":
            return name not in _OF_SIGN_IN
        known = self._secrets.entered(self.address, "refresh_token") or self._secrets.given("refresh_token")
        return not known and not self._kept("refresh_token")

    def _kept(self, name: str) -> bool:
        try:
            return stored_for(self.address, name) is not None
        except (NoKeyring, PasswordUnavailable):
            return False


def _read(path: Path) -> dict[str, str]:
    text = read_secret_file(path, _KIND)
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.MsgspecError:
        # What the decoder says may quote the file.
        raise InvalidRequest(f"The {_KIND} '{path}' is no JSON object of names and secrets.") from None


def _write(path: Path, secrets: Mapping[str, str]) -> None:
    """Only its user may read the new file, whoever could read the old one."""
    try:
        write_whole(path, msgspec.json.format(msgspec.json.encode(secrets)), private=True)
    except OSError as error:
        raise InvalidRequest(f"The {_KIND} '{path}' cannot be written: {plain_words(error)}.") from error
