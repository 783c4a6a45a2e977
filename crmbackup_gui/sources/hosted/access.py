"""How a request shows that it may: a key that stays, or a token that is renewed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from crmbackup_gui.errors import PasswordMissing
from crmbackup_gui.sources.secrets import FindSecret


class Access(Protocol):
    """What the wire asks for before each request. One thread at a time."""

    def headers(self) -> Mapping[str, str]:
        """Headers that show who calls. May call the service's sign-in. Raises leaves of SourceProblem."""

    def renew(self) -> bool:
        """The service refuses the token: get another one. False where there is no way to.

        Raises AccessExpired and AccessRevoked, which tell apart what a person has to do.
        """


@dataclass
class KeyAccess:
    """A key that a person made at the service: a private app's token, an API key.

    `name` is the secret's, `header` makes the headers from it. Asked for anew each time it was refused.
    """

    place: str
    secrets: FindSecret
    header: Callable[[str], Mapping[str, str]]
    name: str = "token"
    _key: str | None = None

    def headers(self) -> Mapping[str, str]:
        if self._key is None:
            self._key = self.secrets(self.name)
            if not self._key:
                raise PasswordMissing(self.place)
        return self.header(self._key)

    def renew(self) -> bool:
        refused, self._key = self._key, None
        found = self.secrets(self.name)
        return bool(found) and found != refused


def bearer(token: str) -> Mapping[str, str]:
    """The header of most services."""
    return {"Authorization": f"Bearer {token}"}
