"""Calls of Zoho's API through the wire, with what each takes from the budget of credits.

Credits as the documentation of API v8 counts them ("API limits"): one for a call, one for ten written rows, two for a
page of deletions, fifty for a bulk job. Zoho says how many are left only past half of a day's credits, and never how
many there were: the first number that is told is taken for half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import httpx

from crmbackup_gui.errors import SourceIncomplete, SourceUnreadable
from crmbackup_gui.model.budget import Usage
from crmbackup_gui.sources.hosted.rows import decode_object, encode_json
from crmbackup_gui.sources.hosted.wire import Meaning, Verdict, Wire

CRM = "/crm/v8"
BULK = "/crm/bulk/v8/read"
BULK_CREDITS = 50
DELETED_CREDITS = 2
ROWS_FOR_A_CREDIT = 10
LEFT = "x-api-credits-remaining"

Json = Mapping[str, object]


class Refusal(Exception):
    """What Zoho says when it does not do what it was asked: its code and its words."""

    def __init__(self, status: int, code: str, words: str, details: Json) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.details = status, code, words, details


class Api:
    """Calls that give JSON. Raises what the wire raises, and `Refusal` for a word of the service."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        calls: int = 1,
    ) -> Json:
        """The answer; empty where there is nothing (204), or nothing new (304)."""
        response = self.wire.send("GET", path, params=params, headers=headers, calls=calls)
        return {} if response.status_code in (204, 304) else self.told(response)

    def post(self, path: str, body: object, *, repeatable: bool, calls: int = 1) -> httpx.Response:
        """The answer as it came: writing has a result for each row whatever the status."""
        content = encode_json(body)
        return self.wire.send("POST", path, content=content, repeatable=repeatable, calls=calls)

    def put(self, path: str, body: object, *, repeatable: bool = True, calls: int = 1) -> httpx.Response:
        """As `post`."""
        content = encode_json(body)
        return self.wire.send("PUT", path, content=content, repeatable=repeatable, calls=calls)

    def delete(self, path: str, params: Mapping[str, str] | None = None) -> httpx.Response:
        """As `post`. What was deleted is not found a second time, so it is tried once."""
        return self.wire.send("DELETE", path, params=params, repeatable=False)

    def told(self, response: httpx.Response) -> Json:
        """What an answer says, if it is no refusal."""
        said = decode_object(response.content, self.wire.place) if response.content else {}
        if not response.is_success:
            raise refusal(response.status_code, said)
        return said

    def pages(self, path: str, name: str, params: Mapping[str, str], calls: int = 1) -> Iterator[Sequence[Json]]:
        """All pages of a list that is numbered, of 200 each."""
        page = 1
        while True:
            told = self.get(path, {**params, "page": str(page), "per_page": "200"}, calls=calls)
            yield rows_of(told, name)
            if not more(told):
                return
            page += 1


def refusal(status: int, said: Json) -> Refusal:
    """The refusal of a whole request, which may stand in its list."""
    for name in ("data", "recycle_bin"):
        first = rows_of(said, name)[:1]
        if first:
            said = first[0]
    details = said.get("details")
    return Refusal(
        status,
        str(said.get("code") or status),
        str(said.get("message") or f"it answers with status {status}"),
        details if isinstance(details, dict) else {},
    )


def unreadable(place: str, entity: str, refused: Refusal) -> Exception:
    """What a refusal means to somebody who wanted to read an entity."""
    if refused.status == 403 or refused.code in ("NO_PERMISSION", "OAUTH_SCOPE_MISMATCH"):
        return SourceIncomplete(place, [entity], worded(refused))
    return SourceUnreadable(place, f"the service does not give '{entity}' ({worded(refused)})")


def worded(refused: Refusal) -> str:
    """A refusal in Zoho's own words, with the field that it is about."""
    name = refused.details.get("api_name")
    about = f" ({name})" if name else ""
    return f"{refused.code}: {refused.words}{about}"


def rows_of(told: Json, name: str) -> list[Json]:
    """The list under a name; empty where there is none."""
    found = told.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def more(told: Json) -> bool:
    """Whether there are more pages."""
    info = told.get("info")
    return isinstance(info, dict) and info.get("more_records") is True


def judge(response: httpx.Response) -> Verdict | None:
    """A missing scope is no matter of a new token; used-up credits and haste have the same status."""
    if response.status_code == 401 and b"OAUTH_SCOPE_MISMATCH" in response.content:
        return Verdict(Meaning.ANSWER)
    if response.status_code == 429:
        left = response.headers.get(LEFT, "")
        spent = left.isdigit() and int(left) < BULK_CREDITS
        return Verdict(Meaning.SPENT if spent else Meaning.THROTTLED)
    return None


class Meter:
    """What answers say of the credits."""

    def __init__(self) -> None:
        self._half = 0

    def __call__(self, response: httpx.Response) -> Usage | None:
        """None while Zoho says nothing."""
        told = response.headers.get(LEFT, "")
        if not (told.isascii() and told.isdigit()):
            return None
        left = int(told)
        self._half = max(self._half, left)
        return Usage(used=2 * self._half - left, limit=2 * self._half)
