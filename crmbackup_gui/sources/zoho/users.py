"""The organisation's users: read, so that owners can be told apart and found again in another organisation."""

from __future__ import annotations

from collections.abc import Iterator

from crmbackup_gui.sources.hosted.service import Page
from crmbackup_gui.sources.zoho.api import CRM, Api, Refusal, unreadable
from crmbackup_gui.sources.zoho.structure import USERS


def all_users(api: Api) -> Iterator[Page]:
    """All of them, former ones too."""
    try:
        for rows in api.pages(f"{CRM}/users", "users", {"type": "AllUsers"}):
            yield Page(rows)
    except Refusal as refused:
        raise unreadable(api.wire.place, USERS, refused) from refused


def users_with(api: Api, name: str, values: set[str]) -> Iterator[Page]:
    """Those who have one of these values in a field."""
    for page in all_users(api):
        yield Page([row for row in page.rows if str(row.get(name)) in values])
