"""Signing in to Zoho by the browser.

After zoho.com/accounts/protocol/oauth, "Authorization code flow", "Multi DC support" and "Revoke OAuth token". The app
is one of Zoho's API console, server-based or for mobile and desktop, with the callback address of this program. The
answer names the accounts server of the data centre where the user's data is; the code is exchanged there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crmbackup_gui.errors import InvalidLocation, SourceUnreadable
from crmbackup_gui.sources.hosted.consent import (
    CLIENT_ID,
    REFRESH_TOKEN,
    AppSecret,
    Gives,
    Granted,
    Need,
    Question,
    Scope,
    lasting_permission,
    scopes_in,
)
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.server import is_this_computer
from crmbackup_gui.sources.zoho.access import DATA_CENTRES, accounts_origin


class ZohoConsent:
    """A `Consent`."""

    app_secret = AppSecret.IF_IT_HAS_ONE
    adds_up = True
    scopes = (
        Scope("ZohoCRM.modules.READ", Need.BACK_UP, Gives.READ_RECORDS),
        Scope("ZohoCRM.bulk.READ", Need.BACK_UP, Gives.READ_IN_BULK),
        Scope("ZohoCRM.coql.READ", Need.BACK_UP, Gives.READ_IN_BULK),
        Scope("ZohoCRM.settings.modules.READ", Need.BACK_UP, Gives.READ_STRUCTURE),
        Scope("ZohoCRM.settings.fields.READ", Need.BACK_UP, Gives.READ_STRUCTURE),
        Scope("ZohoCRM.users.READ", Need.BACK_UP, Gives.READ_USERS),
        Scope("ZohoCRM.org.READ", Need.BACK_UP, Gives.READ_ACCOUNT),
        Scope("ZohoCRM.modules.ALL", Need.RESTORE, Gives.WRITE_RECORDS, instead_of="ZohoCRM.modules.READ"),
        Scope("ZohoCRM.settings.recycle_bin.UPDATE", Need.RESTORE, Gives.UNDELETE),
    )

    def question(self, location: Location, scopes: Sequence[Scope]) -> Question:
        # Without `prompt` a permission that stays is given the first time only.
        parameters = {
            "scope": ",".join(scope.name for scope in scopes),
            "access_type": "offline",
            "prompt": "consent",
        }
        return Question(f"{_accounts(location)}/oauth/v2/auth", parameters)

    def token_address(self, location: Location, answer: Mapping[str, str]) -> str:
        return f"{_accounts(_moved(location, answer))}/oauth/v2/token"

    def granted(
        self, location: Location, client: str, answer: Mapping[str, str], told: Mapping[str, object]
    ) -> Granted:
        refresh = lasting_permission(told)
        if not refresh:
            raise SourceUnreadable(location.url, "the service gave no permission that stays")
        here = _moved(location, answer)
        return Granted(here, {REFRESH_TOKEN: refresh, CLIENT_ID: client}, here.host or "", scopes_in(told))

    def revocation(self, location: Location, form: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        return f"{_accounts(location)}/oauth/v2/token/revoke", {"token": form["token"]}


def _accounts(location: Location) -> str:
    if location.host is None or location.database is not None:
        raise InvalidLocation(location.url, "it must end with the name of the server, as in zoho://accounts.zoho.com")
    return accounts_origin(location.host, location.port)


def _moved(location: Location, answer: Mapping[str, str]) -> Location:
    """To the data centre that the answer names. Code and secret are shown to none but Zoho's."""
    told = answer.get("accounts-server", "")
    if not told:
        return location
    server = urlsplit(told)
    host = server.hostname or ""
    if is_this_computer(location.host or "") and is_this_computer(host):
        return replace(location, host=host, port=server.port)
    if server.scheme != "https" or server.netloc != host or host not in DATA_CENTRES:
        raise SourceUnreadable(location.url, f"the answer names '{host}', which is no server of Zoho")
    return replace(location, host=host, port=None)


CONSENT = ZohoConsent()
