"""Requests that obstore has no call for. They go to the server of the store alone, and are small.

Addresses and headers may hold signatures and tokens, so that no error says anything of them.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from crmbackup_gui.repository.objects import Keeping, Obstacle

_SECONDS = 20.0
_LARGEST = 1 << 18
"""Bytes of an answer; honest ones have a few hundred."""

UNKNOWN = (Obstacle(Keeping.UNKNOWN),)


class Rules(Protocol):
    """Asks a place what its rules are. Any thread may; both raise OSError where there is no answer."""

    def of_place(self) -> tuple[Obstacle, ...]:
        """What holds for everything there."""

    def of_object(self, name: str) -> tuple[Obstacle, ...]:
        """What holds for one object; nothing where it is not there."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def refused(self) -> bool:
        """Whether the server did not answer what it was asked, as it may to those who lack a right."""
        return self.status != http.HTTPStatus.OK


class Web:
    """A client without memory. Any thread may use it. `certificate` is PEM of whoever vouches for the server."""

    def __init__(self, certificate: bytes | None = None) -> None:
        context = ssl.create_default_context()
        if certificate is not None:
            context.load_verify_locations(cadata=certificate.decode())
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPSHandler(context=context))

    def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request without a body. Raises OSError when no answer comes; any status is one."""
        request = urllib.request.Request(url, method=method, headers=dict(headers or {}))  # noqa: S310 - a store's own
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return Answer(answer.status, _lower(answer.headers.items()), answer.read(_LARGEST))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _lower(error.headers.items()))
        except http.client.HTTPException as error:
            raise ConnectionError("no answer of HTTP") from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is signed for one server goes to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}
