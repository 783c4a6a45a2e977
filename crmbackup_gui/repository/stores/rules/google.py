"""The rules of Google Cloud Storage, as its JSON interface tells them of a bucket and of its objects.

https://cloud.google.com/storage/docs/json_api/v1/buckets and /objects. The bucket's own need a right that those who
only write objects do not have.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from crmbackup_gui.repository.objects import Keeping, Obstacle
from crmbackup_gui.repository.stores.rules.web import UNKNOWN, Answer, Web

Token = Callable[[], str | None]
"""What is sent as a bearer's token, or None where there is none to be had."""

ADDRESS = "https://storage.googleapis.com"
_SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
_TOKEN_SECONDS = 600


class _Bin(msgspec.Struct, frozen=True):
    retentionDurationSeconds: str = "0"  # noqa: N815 - as the interface names it


class _Versioning(msgspec.Struct, frozen=True):
    enabled: bool = False


class _Bucket(msgspec.Struct, frozen=True):
    versioning: _Versioning = _Versioning()
    softDeletePolicy: _Bin = _Bin()  # noqa: N815 - as above


class _Retention(msgspec.Struct, frozen=True):
    retainUntilTime: datetime | None = None  # noqa: N815 - as above


class _Object(msgspec.Struct, frozen=True):
    retentionExpirationTime: datetime | None = None  # noqa: N815 - as above
    retention: _Retention = _Retention()
    temporaryHold: bool = False  # noqa: N815 - as above
    eventBasedHold: bool = False  # noqa: N815 - as above


_BUCKET, _OBJECT = msgspec.json.Decoder(_Bucket), msgspec.json.Decoder(_Object)


class GoogleRules:
    """As `Rules`. `prefix` is that of the repository, without slashes at its ends."""

    def __init__(self, address: str, bucket: str, prefix: str, token: Token, web: Web) -> None:
        self._bucket = f"{address}/storage/v1/b/{quote(bucket, safe='')}"
        self._prefix, self._token, self._web = prefix, token, web

    def of_place(self) -> tuple[Obstacle, ...]:
        answer = self._ask(f"{self._bucket}?fields=versioning,softDeletePolicy")
        return UNKNOWN if answer is None or answer.refused else _read(_of_bucket, answer)

    def of_object(self, name: str) -> tuple[Obstacle, ...]:
        key = "/".join(part for part in (self._prefix, name) if part)
        fields = "retentionExpirationTime,retention,temporaryHold,eventBasedHold"
        answer = self._ask(f"{self._bucket}/o/{quote(key, safe='')}?fields={fields}")
        if answer is not None and answer.status == HTTPStatus.NOT_FOUND:
            return ()
        return UNKNOWN if answer is None or answer.refused else _read(_of_object, answer)

    def _ask(self, url: str) -> Answer | None:
        token = self._token()
        return None if token is None else self._web.ask("GET", url, {"Authorization": f"Bearer {token}"})


def token_of_account(key: str) -> str | None:
    """A token that the key of a service account signs for itself, valid for minutes; None where it is no such key.

    https://developers.google.com/identity/protocols/oauth2/service-account#jwt-auth
    """
    try:
        account = json.loads(key)
        loaded = load_pem_private_key(account["private_key"].encode(), None)
        claims = {"iss": account["client_email"], "sub": account["client_email"], "scope": _SCOPE}
        header = {"alg": "RS256", "typ": "JWT", "kid": account["private_key_id"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(loaded, RSAPrivateKey):
        return None
    now = int(time.time())
    claims |= {"iat": now, "exp": now + _TOKEN_SECONDS}
    signed = f"{_encoded(header)}.{_encoded(claims)}"
    signature = loaded.sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{_base64(signature)}"


def _read(reading: Callable[[bytes], Iterator[Obstacle]], answer: Answer) -> tuple[Obstacle, ...]:
    try:
        return tuple(reading(answer.body))
    except (msgspec.MsgspecError, ValueError, OverflowError):
        return UNKNOWN


def _of_bucket(body: bytes) -> Iterator[Obstacle]:
    bucket = _BUCKET.decode(body)
    if bucket.versioning.enabled:
        yield Obstacle(Keeping.VERSIONS)
    seconds = int(bucket.softDeletePolicy.retentionDurationSeconds)
    if seconds:
        yield Obstacle(Keeping.BIN, after_deletion=timedelta(seconds=seconds))


def _of_object(body: bytes) -> Iterator[Obstacle]:
    found = _OBJECT.decode(body)
    for until in (found.retentionExpirationTime, found.retention.retainUntilTime):
        if until is not None and until.astimezone(UTC) > datetime.now(UTC):
            yield Obstacle(Keeping.LOCKED, until.astimezone(UTC), refuses=True)
    if found.temporaryHold or found.eventBasedHold:
        yield Obstacle(Keeping.HELD, refuses=True)


def _encoded(part: Mapping[str, object]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
