"""How a person lets this program into a hosted CRM by a browser: what is asked of the service, and what it grants.

The steps are those of OAuth 2.0 with an authorization code (RFC 6749, RFC 7636 for the proof, RFC 8252 for programs on
a desktop): an address is opened in the browser, the service sends the browser back to this computer with a code, and
the code is exchanged for a permission that stays, the refresh token. A service says by a `Consent` what is its own in
that; `sources/registry.py` finds it by the scheme of the CRM's address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from crmbackup_gui.sources.location import Location

REFRESH_TOKEN, CLIENT_ID, CLIENT_SECRET = "refresh_token", "client_id", "client_secret"
"""Names of secrets (sources/secrets.py): the permission, and the app that it was given to."""


class Need(Enum):
    """What a scope is needed for."""

    BACK_UP = "back up"
    RESTORE = "restore"
    """Only for writing back; a permission without it backs up all the same."""
    STAY = "stay"
    """So that the permission outlasts the hour, for backups that run by themselves."""


class Gives(Enum):
    """What a scope lets a program do. The value is that in English."""

    READ_RECORDS = "Read records"
    WRITE_RECORDS = "Read, create, change and delete records"
    READ_STRUCTURE = "Read which objects and fields there are"
    READ_IN_BULK = "Read many records at once"
    UNDELETE = "Bring records back from the recycle bin"
    READ_USERS = "Read who the users and owners are"
    READ_ACCOUNT = "Read what the account is"
    ALL_BY_API = "Do, as a program, what the user who signs in may do"
    STAY = "Stay signed in"


@dataclass(frozen=True)
class Scope:
    """One scope, by the service's own name.

    `optional`: some accounts do not have what it is about, and go without. `instead_of` is a narrower one that is not
    asked for beside it.
    """

    name: str
    need: Need
    gives: Gives
    optional: bool = False
    instead_of: str = ""


class AppSecret(Enum):
    """Whether the service wants a secret of the app beside its id."""

    NEEDED = "needed"
    IF_IT_HAS_ONE = "if it has one"


@dataclass(frozen=True)
class Question:
    """What the browser opens: an address of the service, and the parameters that only this service wants."""

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Granted:
    """What the service gave.

    `location` is the CRM's from now on; it may name the account or its data centre more exactly than the one that was
    asked for. `secrets` are to be kept for it, by name. `account` is whom the service let in, as far as it says so.
    `scopes` are what it says that it has granted, None where it says nothing.
    """

    location: Location
    secrets: Mapping[str, str] = field(repr=False)
    account: str = ""
    scopes: frozenset[str] | None = None


class Consent(Protocol):
    """One service's sign-in. Nothing here goes over the network. Any thread."""

    @property
    def scopes(self) -> Sequence[Scope]:
        """The fewest that do, in the order in which people read them."""

    @property
    def app_secret(self) -> AppSecret:
        """Whether the app must have a secret."""

    @property
    def adds_up(self) -> bool:
        """Whether each sign-in gives a permission of its own, and the service ends the oldest when there are many."""

    def question(self, location: Location, scopes: Sequence[Scope]) -> Question:
        """What to open for the CRM at a location. Raises InvalidLocation for one that cannot be signed in to."""

    def token_address(self, location: Location, answer: Mapping[str, str]) -> str:
        """Where the code is exchanged; `answer` is what the browser brought back, which anybody may have written.

        Raises SourceUnreadable for an answer that leads to a stranger.
        """

    def granted(
        self, location: Location, client: str, answer: Mapping[str, str], told: Mapping[str, object]
    ) -> Granted:
        """What the exchange has given; `told` is the JSON of the answer. Raises SourceUnreadable for one without."""

    def revocation(self, location: Location, form: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        """Where and with what form a permission is given back.

        `form` has all that is known: `token`, and CLIENT_ID and CLIENT_SECRET as far as there are any.
        """


def lasting_permission(told: Mapping[str, object]) -> str:
    """The permission in what the exchange has given; nothing where it is not there, or no text."""
    found = told.get(REFRESH_TOKEN)
    return found if isinstance(found, str) else ""


def scopes_in(told: Mapping[str, object]) -> frozenset[str] | None:
    """What the answer says that it has granted, with spaces or commas between; None where it says nothing."""
    found = told.get("scope")
    return frozenset(found.replace(",", " ").split()) if isinstance(found, str) else None
