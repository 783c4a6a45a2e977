"""simple-salesforce, led through the wire: its calls wait, are counted and are tried again like all others.

The library makes addresses and reads answers; it is given a session that sends nothing by itself. Its own sign-in is
used for user name and password only (signing_in.py), since the wire renews tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
from requests.structures import CaseInsensitiveDict
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError

from crmbackup_gui.sources.hosted.rows import decode_json
from crmbackup_gui.sources.hosted.wire import Wire

VERSION = "62.0"
"""Of the API. Salesforce keeps versions for years; a newer one may describe types that nobody here has seen."""

DATA = f"/services/data/v{VERSION}/"


class Refused(Exception):
    """The service says no to a whole request. `code` is its own (`MALFORMED_QUERY`), `words` are for users."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.status, self.code, self.words = status, code, words


class WireSession(requests.Session):
    """What the library takes for its way to the network. Redirects, cookies and retries are the wire's business.

    With `authorised` false the token is not shown: signing in comes before there is one.
    """

    def __init__(self, wire: Wire, *, authorised: bool = True) -> None:
        super().__init__()
        self._wire, self._authorised = wire, authorised
        self.newest = ""
        """The text of the newest answer."""

    def request(  # type: ignore[override]
        self,
        method: str | bytes,
        url: str | bytes,
        **options: Any,  # noqa: ANN401 - the library's options are those of requests
    ) -> requests.Response:
        target = urlsplit(url if isinstance(url, str) else url.decode())
        place = f"{target.path}?{target.query}" if target.query else target.path
        data = options.get("data")
        headers = {
            name: str(value) for name, value in (options.get("headers") or {}).items() if name != "Authorization"
        }
        answer = self._wire.send(
            method if isinstance(method, str) else method.decode(),
            place,
            params=options.get("params"),
            content=data.encode() if isinstance(data, str) else data,
            headers=headers,
            authorised=self._authorised,
        )
        self.newest = answer.text
        return _as_of_requests(answer)


def library(wire: Wire) -> Salesforce:
    """The library's client. The token and the host that it names are replaced on the way."""
    return Salesforce(
        session_id="-",
        instance="salesforce",
        version=VERSION,
        session=WireSession(wire),
        parse_float=Decimal,
        object_pairs_hook=None,
    )


@contextmanager
def refusals() -> Iterator[None]:
    """What the library raises becomes `Refused`."""
    try:
        yield
    except SalesforceError as error:
        found: object = error.content
        if isinstance(found, (bytes, str)):
            raise Refused(error.status, "", str(found)) from error
        raise refused(error.status, found) from error


def refused(status: int, body: object) -> Refused:
    """The refusal that the body of an answer tells of."""
    first = body[0] if isinstance(body, list) and body else body
    if isinstance(first, Mapping):
        code = first.get("errorCode") or first.get("statusCode") or ""
        return Refused(status, str(code), str(first.get("message") or code))
    return Refused(status, "", f"it answers with status {status}")


def checked(answer: httpx.Response, place: str) -> Any:  # noqa: ANN401 - JSON
    """The JSON of an answer, or None where it has no content. Raises Refused and SourceUnreadable."""
    if answer.is_success:
        return decode_json(answer.content, place) if answer.content else None
    kind = answer.headers.get("content-type", "")
    raise refused(answer.status_code, decode_json(answer.content, place) if "json" in kind else None)


def _as_of_requests(answer: httpx.Response) -> requests.Response:
    made = requests.Response()
    made.status_code = answer.status_code
    made.headers = CaseInsensitiveDict(answer.headers.items())
    made.url = str(answer.request.url)
    made.encoding = "utf-8"
    made._content = answer.content  # noqa: SLF001 - adapters of the library fill it in the same way
    return made
