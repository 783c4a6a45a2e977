"""How a source gets what it must not find in its address."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, runtime_checkable

FindSecret = Callable[[str], str | None]
"""Gives a secret of one CRM by its name, such as `password`, or None when there is none.

It is asked when the source connects, from the thread that does, and each time anew, so that one that was changed
counts. What it gives is kept no longer than connecting takes, and shown nowhere.
"""


def no_secrets(_name: str) -> str | None:
    """For CRMs that need none."""
    return None


@runtime_checkable
class KeepsSecrets(Protocol):
    """A `FindSecret` that can take a new secret, too."""

    def keep(self, name: str, secret: str) -> None:
        """What this gives from now on, and after the program has ended as far as the machine can keep it."""

    def renewing(self) -> AbstractContextManager[None]:
        """Around finding a secret, exchanging it and keeping its successor: one at a time, of all programs."""


def keep_secret(secrets: object, name: str, secret: str) -> None:
    """Tell whoever finds secrets of a new one, if that can be done."""
    if isinstance(secrets, KeepsSecrets):
        secrets.keep(name, secret)


def renewing(secrets: object) -> AbstractContextManager[None]:
    """The same for any."""
    return secrets.renewing() if isinstance(secrets, KeepsSecrets) else nullcontext()
