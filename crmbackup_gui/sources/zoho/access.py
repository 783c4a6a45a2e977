"""How Zoho lets this program in: a permission that stays gives tokens that live for an hour.

The accounts server answers what it refuses with status 200 and an `error` in its JSON (OAuth 2.0 of Zoho, "Refresh
access tokens"). It says, too, under which address the organisation's API stands, by its data centre.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crmbackup_gui.errors import AccessRevoked, LoginRefused, SourceUnreachable
from crmbackup_gui.sources.hosted.permission import exchange_at, exchange_permission
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.server import is_this_computer

DATA_CENTRES = {
    "accounts.zoho.com": "www.zohoapis.com",
    "accounts.zoho.eu": "www.zohoapis.eu",
    "accounts.zoho.in": "www.zohoapis.in",
    "accounts.zoho.com.au": "www.zohoapis.com.au",
    "accounts.zoho.com.cn": "www.zohoapis.com.cn",
    "accounts.zoho.jp": "www.zohoapis.jp",
    "accounts.zoho.sa": "www.zohoapis.sa",
    "accounts.zohocloud.ca": "www.zohoapis.ca",
}
_API_HOST = re.compile(r"(www|sandbox|developer)\.zohoapis\.[a-z]{2,3}(\.[a-z]{2})?")


def accounts_origin(host: str, port: int | None) -> str:
    """The accounts server's address without a slash at the end; only one on this computer is spoken to without TLS."""
    scheme = "http" if is_this_computer(host) else "https"
    return f"{scheme}://{host}" + (f":{port}" if port is not None else "")


class ZohoAccess:
    """An `Access` (hosted/access.py). `place` is the source's URL for messages, `accounts` the accounts server."""

    def __init__(self, place: str, accounts: str, secrets: FindSecret) -> None:
        self._place, self._accounts, self._secrets = place, accounts, secrets
        self._token: str | None = None
        host = urlsplit(accounts).hostname or ""
        self.api = f"https://{DATA_CENTRES[host]}" if host in DATA_CENTRES else accounts
        """The origin of the organisation's API; as the accounts server says once a token was given."""

    def headers(self) -> Mapping[str, str]:
        if self._token is None:
            self.renew()
        return {"Authorization": f"Zoho-oauthtoken {self._token}"}

    def renew(self) -> bool:
        address = f"{self._accounts}/oauth/v2/token"
        told = exchange_permission(self._place, self._secrets, "", exchange_at(self._place, address))
        token = told.content.get("access_token")
        if told.refusal or not isinstance(token, str) or not token:
            raise self._refused(told.refusal, str(told.content.get("error_description") or ""))
        self._token = token
        self._learn_api(told.content.get("api_domain"))
        return True

    def _refused(self, error: str, words: str) -> Exception:
        """`invalid_code` is said of a permission that was taken back, or of too many that were given since."""
        if error == "invalid_code":
            return AccessRevoked(self._place, error)
        if error == "Access Denied":
            return SourceUnreachable(self._place, words or "it was asked for access too often of late")
        return LoginRefused(
            self._place, ": ".join(part for part in (error, words) if part) or "the service gave no reason"
        )

    def _learn_api(self, told: object) -> None:
        """A token is never shown to an address that is not Zoho's, whoever names it."""
        if not isinstance(told, str):
            return
        origin = urlsplit(told)
        here = is_this_computer(urlsplit(self._accounts).hostname or "") and is_this_computer(origin.hostname or "")
        if here or (origin.scheme == "https" and not origin.port and _API_HOST.fullmatch(origin.hostname or "")):
            self.api = f"{origin.scheme}://{origin.netloc}"
