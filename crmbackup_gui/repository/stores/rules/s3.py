"""The rules of S3, as the answer about an object tells them: a lock by the bucket's default shows there, too.

The headers are those of
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html. Who may not see locks is not told of them, but a
lock needs versions, and these show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus

from crmbackup_gui.repository.objects import Keeping, Obstacle
from crmbackup_gui.repository.stores.rules.signing import Sign
from crmbackup_gui.repository.stores.rules.web import UNKNOWN, Answer, Web

_NO_VERSION = "null"
"""Stands for the version of what a bucket without versions, or one that no longer keeps any, has."""


class S3Rules:
    """Asks with addresses that obstore signs. As `Rules`."""

    def __init__(self, sign: Sign, web: Web) -> None:
        self._sign, self._web = sign, web

    def of_place(self) -> tuple[Obstacle, ...]:
        return ()

    def of_object(self, name: str) -> tuple[Obstacle, ...]:
        answer = self._web.ask("HEAD", self._sign("HEAD", name))
        if answer.status == HTTPStatus.NOT_FOUND:
            return ()
        return UNKNOWN if answer.refused else tuple(_read(answer))


def _read(answer: Answer) -> Iterator[Obstacle]:
    until = answer.headers.get("x-amz-object-lock-retain-until-date")
    if until:
        ends = _moment(until)
        if ends is None or ends > datetime.now(UTC):
            yield Obstacle(Keeping.LOCKED, ends)
    if answer.headers.get("x-amz-object-lock-legal-hold", "").upper() == "ON":
        yield Obstacle(Keeping.HELD)
    if answer.headers.get("x-amz-version-id", _NO_VERSION) != _NO_VERSION:
        yield Obstacle(Keeping.VERSIONS)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
