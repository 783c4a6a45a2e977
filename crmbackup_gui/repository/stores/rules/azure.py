"""The rules of Azure: a policy or hold of a blob, its versions, a policy of the container, and the account's bin.

An address that is signed for a blob tells of that alone
(https://learn.microsoft.com/rest/api/storageservices/get-blob-properties). Container and account are asked with the
key of the account, and cannot be asked without it
(https://learn.microsoft.com/rest/api/storageservices/get-container-properties and /get-blob-service-properties). How
long a policy of the container lasts, only the interface of its owner tells.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from crmbackup_gui.repository.objects import Keeping, Obstacle
from crmbackup_gui.repository.stores.rules.signing import Sign
from crmbackup_gui.repository.stores.rules.web import UNKNOWN, Answer, Web

_VERSION = "2021-08-06"
"""Of the interface: the first with all of these answers is older."""

_BIN = re.compile(
    rb"<DeleteRetentionPolicy>\s*<Enabled>true</Enabled>.{0,200}?<Days>([0-9]{1,5})</Days>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class AzureAccount:
    """What is known of it. `address` is that of its blobs, without a slash at the end; `key` in base64."""

    name: str
    address: str
    container: str
    prefix: str = ""
    key: str | None = field(default=None, repr=False)
    sas: str | None = field(default=None, repr=False)


class AzureRules:
    """As `Rules`. `sign` is not asked where a signature was given by somebody else."""

    def __init__(self, account: AzureAccount, sign: Sign, web: Web) -> None:
        self._account, self._sign, self._web = account, sign, web

    def of_place(self) -> tuple[Obstacle, ...]:
        if self._account.key is None:
            return UNKNOWN
        container = self._ask(f"/{self._account.container}", {"restype": "container"})
        service = self._ask("/", {"comp": "properties", "restype": "service"})
        found = UNKNOWN if container.refused else tuple(_of_container(container))
        return found + (UNKNOWN if service.refused else tuple(_of_service(service)))

    def of_object(self, name: str) -> tuple[Obstacle, ...]:
        # obstore signs for what reads the content alone, which the head of it is part of.
        url = self._sign("GET", name) if self._account.sas is None else self._with_sas(name, self._account.sas)
        answer = self._web.ask("HEAD", url)
        if answer.status == HTTPStatus.NOT_FOUND:
            return ()
        return UNKNOWN if answer.refused else tuple(_of_blob(answer))

    def _with_sas(self, name: str, sas: str) -> str:
        path = "/".join(part for part in (self._account.container, self._account.prefix, name) if part)
        return f"{self._account.address}/{quote(path)}?{sas.removeprefix('?')}"

    def _ask(self, path: str, query: Mapping[str, str]) -> Answer:
        """A request with the account's own signature.

        https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
        """
        assert self._account.key is not None
        url = f"{self._account.address}{path}"
        headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": _VERSION}
        lines = [
            "GET" + "\n" * 11,
            *(f"{name}:{value}" for name, value in sorted(headers.items())),
            f"/{self._account.name}{urlsplit(url).path}",
            *(f"{name}:{value}" for name, value in sorted(query.items())),
        ]
        key = base64.b64decode(self._account.key)
        signature = base64.b64encode(hmac.digest(key, "\n".join(lines).encode(), "sha256")).decode()
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        signed = {**headers, "Authorization": f"SharedKey {self._account.name}:{signature}"}
        return self._web.ask("GET", f"{url}?{asked}", signed)


def _of_blob(answer: Answer) -> Iterator[Obstacle]:
    # Where versions are kept, what is locked is the version, and another one can take its place.
    versions = bool(answer.headers.get("x-ms-version-id"))
    until = answer.headers.get("x-ms-immutability-policy-until-date")
    if until:
        ends = _moment(until)
        if ends is None or ends > datetime.now(UTC):
            yield Obstacle(Keeping.LOCKED, ends, refuses=not versions)
    if _is_true(answer, "x-ms-legal-hold"):
        yield Obstacle(Keeping.HELD, refuses=not versions)
    if versions:
        yield Obstacle(Keeping.VERSIONS)


def _of_container(answer: Answer) -> Iterator[Obstacle]:
    if _is_true(answer, "x-ms-has-immutability-policy"):
        yield Obstacle(Keeping.LOCKED, refuses=True)
    if _is_true(answer, "x-ms-has-legal-hold"):
        yield Obstacle(Keeping.HELD, refuses=True)


def _of_service(answer: Answer) -> Iterator[Obstacle]:
    found = _BIN.search(answer.body)
    if found is not None:
        yield Obstacle(Keeping.BIN, after_deletion=timedelta(days=int(found[1])))


def _is_true(answer: Answer, header: str) -> bool:
    return answer.headers.get(header, "").lower() == "true"


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
