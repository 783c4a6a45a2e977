"""The permission that a sign-in has given, exchanged for a token that requests show (RFC 6749, 6).

A service may answer with another permission in the place of the one that was shown, which is good no longer from then
on (Salesforce calls it rotation, and demands it of new apps). So exchanging is done by one program at a time, and the
successor is kept before anything else is done with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crmbackup_gui.errors import AccessExpired
from crmbackup_gui.sources.hosted.consent import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from crmbackup_gui.sources.hosted.token_endpoint import Told, ask_token_endpoint
from crmbackup_gui.sources.secrets import FindSecret, keep_secret, renewing

Exchange = Callable[[Mapping[str, str]], Told]
"""Posts the form to the token endpoint."""


def exchange_permission(place: str, secrets: FindSecret, client: str, exchange: Exchange) -> Told:
    """Show the permission that is kept; what the service answers. `client` is the app, "" for the one that is kept.

    Raises AccessExpired where there is no permission, and what `exchange` raises.
    """
    with renewing(secrets):
        permission = secrets(REFRESH_TOKEN)
        app = client or secrets(CLIENT_ID)
        if not permission or not app:
            raise AccessExpired(place)
        form = {"grant_type": "refresh_token", REFRESH_TOKEN: permission, CLIENT_ID: app}
        secret = secrets(CLIENT_SECRET)
        told = exchange({**form, CLIENT_SECRET: secret} if secret else form)
        successor = told.content.get(REFRESH_TOKEN)
        if not told.refusal and isinstance(successor, str) and successor and successor != permission:
            keep_secret(secrets, REFRESH_TOKEN, successor)
        return told


def exchange_at(place: str, address: str) -> Exchange:
    """For services whose token endpoint counts no calls, and which let a permission be shown as often as one likes."""
    return lambda form: ask_token_endpoint(place, address, form, repeatable=True)
