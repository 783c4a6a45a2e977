"""Keyrings that give trouble, each in its own way."""

from keyring.errors import KeyringLocked, NoKeyringError

from tests.memory_keyring import MemoryKeyring


class TroubledKeyring(MemoryKeyring):
    """Raises `trouble` whenever it is asked, until that is None."""

    trouble: Exception | None = None

    def get_password(self, service, username):
        self._check()
        return super().get_password(service, username)

    def set_password(self, service, username, password):
        self._check()
        super().set_password(service, username, password)

    def _check(self):
        if self.trouble is not None:
            raise self.trouble


class LockedKeyring(TroubledKeyring):
    """Nobody has unlocked it."""

    trouble = KeyringLocked("it is locked")


class RefusingKeyring(TroubledKeyring):
    """Raises what no manual says."""

    trouble = OSError("access denied")


class NoKeyring(TroubledKeyring):
    """A computer without one."""

    trouble = NoKeyringError("there is none")


class EmptyKeyring(MemoryKeyring):
    """Has an entry for everything, and nothing in it until something is stored."""

    def get_password(self, service, username):
        return super().get_password(service, username) or ""
