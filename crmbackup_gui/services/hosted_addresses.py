"""What a form asks about a CRM on the internet, as the address of the CRM, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from crmbackup_gui.errors import UnsupportedLocation
from crmbackup_gui.sources.location import Location, parse_location


class HostedKind(Enum):
    """The services that have a form. The value is the scheme of their addresses."""

    SALESFORCE = "salesforce"
    ZOHO = "zoho"
    HUBSPOT = "hubspot"


class SignIn(Enum):
    """How a service lets this program in."""

    BROWSER = "browser"
    """A person signs in at the service itself, which gives a permission that stays."""
    PASSWORD = "password"  # noqa: S105 - the name of a way
    APP = "app"
    """An app of the customer's, as the user whom the service has given it."""
    KEY = "key"
    """A key that a person has made at the service."""


@dataclass(frozen=True)
class AskedSecret:
    """A secret that a form asks for, by the name under which it is kept."""

    name: str
    needed: bool = True


_CLIENT_SECRET = AskedSecret("client_secret")

_MAYBE_CLIENT_SECRET = AskedSecret("client_secret", needed=False)

_WAYS: dict[HostedKind, dict[SignIn, tuple[AskedSecret, ...]]] = {
    HostedKind.SALESFORCE: {
        SignIn.BROWSER: (_MAYBE_CLIENT_SECRET,),
        SignIn.PASSWORD: (AskedSecret("password"), AskedSecret("security_token", needed=False)),
        SignIn.APP: (_CLIENT_SECRET,),
    },
    HostedKind.ZOHO: {
        SignIn.BROWSER: (AskedSecret("client_id"), _MAYBE_CLIENT_SECRET),
        SignIn.KEY: (AskedSecret("client_id"), _CLIENT_SECRET, AskedSecret("refresh_token")),
    },
    HostedKind.HUBSPOT: {SignIn.KEY: (AskedSecret("token"),), SignIn.BROWSER: (_CLIENT_SECRET,)},
}
"""The ways of each service, the usual one first, and what has to be typed for them."""

SERVERS: dict[HostedKind, tuple[str, ...]] = {
    HostedKind.SALESFORCE: ("login.salesforce.com", "test.salesforce.com"),
    HostedKind.ZOHO: (
        "accounts.zoho.com",
        "accounts.zoho.eu",
        "accounts.zoho.in",
        "accounts.zoho.com.au",
        "accounts.zoho.com.cn",
        "accounts.zoho.jp",
        "accounts.zoho.sa",
        "accounts.zohocloud.ca",
    ),
    HostedKind.HUBSPOT: ("api.hubapi.com",),
}
"""Where people of each service sign in, or programs call it; the first is the usual one."""

FREE = 20
"""Percent of the calls that are left to others unless somebody chooses."""
PATIENCE = 6
"""Hours to wait for a spent budget unless somebody chooses."""

_OF_SIGN_IN = ("refresh_token", "client_id", "client_secret")
"""What signing_in.py keeps."""

_SECRETS = {
    kind.value: tuple(dict.fromkeys((*_OF_SIGN_IN, *(s.name for way in ways.values() for s in way))))
    for kind, ways in _WAYS.items()
}


@dataclass(frozen=True)
class HostedAddress:
    """The answers. `server` is host and port; `more` are options that no form shows, which stay as they were.

    `account` is the number of the account at HubSpot; at Zoho a name that tells several organisations apart.
    `client` is the id of the customer's app at Salesforce, and at HubSpot where somebody signs in by the browser.
    """

    kind: HostedKind
    way: SignIn = SignIn.KEY
    server: str = ""
    account: str = ""
    user: str = ""
    client: str = ""
    free: int = FREE
    patience: int = PATIENCE
    files: bool = True
    """Whether files are backed up as well, where that can be chosen."""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def ways(self) -> tuple[SignIn, ...]:
        """How its service can let the program in."""
        return tuple(_WAYS[self.kind])

    @property
    def secrets(self) -> tuple[AskedSecret, ...]:
        """What has to be typed, unless this computer keeps it."""
        asked = _WAYS[self.kind][self.way]
        both = self.kind is HostedKind.SALESFORCE and self.way is SignIn.PASSWORD and self.client
        return (*asked, _CLIENT_SECRET) if both else asked

    @property
    def can_sign_in(self) -> bool:
        """Whether it says enough for somebody to sign in by the browser, the secrets aside."""
        app = self.kind is HostedKind.ZOHO or bool(self.client)
        return self.way is SignIn.BROWSER and app and bool(self.server)

    @property
    def complete(self) -> bool:
        """Whether it leads to an account."""
        if self.kind is HostedKind.HUBSPOT:
            return self.account.isascii() and self.account.isdigit()
        if self.kind is HostedKind.SALESFORCE:
            return bool(self.server and (self.user if self.way is SignIn.PASSWORD else self.client))
        return bool(self.server)

    @property
    def url(self) -> str:
        """The address in its canonical form. Raises leaves of InvalidRequest for what cannot be in one."""
        options = dict(self.more)
        options["free"] = str(self.free) if self.free != FREE else ""
        options["patience"] = str(self.patience) if self.patience != PATIENCE else ""
        location = _place(self, options)
        filled = {name: value for name, value in location.options.items() if value}
        return parse_location(replace(location, options=filled).url).url


def _place(address: HostedAddress, options: dict[str, str]) -> Location:
    kind, way = address.kind, address.way
    if kind is HostedKind.HUBSPOT:
        options["server"] = "" if address.server == SERVERS[kind][0] else address.server
        options["client"] = address.client if way is SignIn.BROWSER else ""
        return Location(kind.value, host=address.account, options=options)
    host, port = _host_and_port(address.server)
    if kind is HostedKind.ZOHO:
        options["attachments"] = "" if address.files else "no"
        return Location(kind.value, host=host, port=port, user=address.account or None, options=options)
    options["client"] = address.client
    options["signin"] = SignIn.APP.value if way is SignIn.APP else ""
    user = address.user if way is SignIn.PASSWORD else None
    return Location(kind.value, host=host, port=port, user=user, options=options)


def hosted_address(url: str) -> HostedAddress:
    """The answers that lead to that address. Raises UnsupportedLocation for a CRM that is at none of the services."""
    location = parse_location(url)
    if location.scheme not in _SECRETS:
        raise UnsupportedLocation(location.scheme, sorted(_SECRETS))
    kind = HostedKind(location.scheme)
    options = dict(location.options)
    free, patience = options.pop("free", ""), options.pop("patience", "")
    known = HostedAddress(
        kind,
        free=int(free) if free.isdigit() else FREE,
        patience=int(patience) if patience.isdigit() else PATIENCE,
    )
    host = location.host or SERVERS[kind][0]
    server = host if location.port is None else f"{f'[{host}]' if ':' in host else host}:{location.port}"
    if kind is HostedKind.HUBSPOT:
        server, client = options.pop("server", SERVERS[kind][0]), options.pop("client", "")
        way = SignIn.BROWSER if client else SignIn.KEY
        account = location.host or ""
        return replace(known, way=way, account=account, server=server, client=client, more=_rest(options))
    if kind is HostedKind.ZOHO:
        files = options.pop("attachments", "yes") == "yes"
        account = location.user or ""
        # However somebody came by the permission, it stays, and signing in gives another one.
        return replace(known, way=SignIn.BROWSER, server=server, account=account, files=files, more=_rest(options))
    client, told = options.pop("client", ""), options.pop("signin", "")
    way = SignIn.PASSWORD if location.user else SignIn.BROWSER
    if told in {each.value for each in (SignIn.APP, SignIn.PASSWORD, SignIn.BROWSER)}:
        way = SignIn(told)
    return replace(known, way=way, server=server, user=location.user or "", client=client, more=_rest(options))


def new_hosted_address(kind: HostedKind) -> HostedAddress:
    """What a form shows at first."""
    return HostedAddress(kind, next(iter(_WAYS[kind])), server=SERVERS[kind][0])


def is_hosted(url: str) -> bool:
    """Whether the CRM is at a service that has a form. Raises leaves of InvalidRequest."""
    return parse_location(url).scheme in _SECRETS


def same_account(one: str, other: str) -> bool:
    """Whether two such addresses lead to one account, as far as they say. Raises UnsupportedLocation."""
    first, second = hosted_address(one), hosted_address(other)
    return _account(first) == _account(second)


def account_told(address: HostedAddress) -> str:
    """The account as people know it, and the server at which they sign in."""
    who = address.account or address.user
    if address.kind is HostedKind.HUBSPOT:
        return f"HubSpot {who}"
    return f"{who} @ {address.server}" if who else address.server


def secret_names(url: str) -> tuple[str, ...]:
    """All secrets that such a CRM may have; none for a CRM that is at none of the services."""
    return _SECRETS.get(parse_location(url).scheme, ())


def _account(address: HostedAddress) -> tuple[object, ...]:
    """What tells accounts apart; how the program is let in and what it leaves free does not."""
    if address.kind is HostedKind.SALESFORCE:
        return address.kind, address.server, address.user, address.client
    return address.kind, address.account, address.server


def _rest(options: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(options.items()))


def _host_and_port(server: str) -> tuple[str, int | None]:
    """As `parse_location` reads it, so that what it refuses is refused in its words.

    Who pastes what stands in the browser means the server in it.
    """
    location = parse_location(f"https://{server.removeprefix('https://').partition('/')[0]}")
    return location.host or "", location.port
