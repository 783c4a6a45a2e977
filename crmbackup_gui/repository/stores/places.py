"""Locations of cloud stores: `s3://bucket/prefix`, `az://container/prefix`, `gs://bucket/prefix`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from crmbackup_gui.errors import InvalidLocation, PasswordInLocation

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,220}[A-Za-z0-9]")
_PART = re.compile(r"[^\x00-\x1f\x7f/\\?#%*\"<>|^`{}\[\]~]+")
_MAX_PREFIX = 600
"""Bytes; with a name of ours behind it, a key stays below the 1,024 of all three stores."""


class Cloud(Enum):
    """A kind of cloud store, by the scheme of its locations."""

    S3 = "s3"
    AZURE = "az"
    GOOGLE = "gs"


@dataclass(frozen=True)
class CloudPlace:
    """Where in a cloud a repository is."""

    cloud: Cloud
    bucket: str
    prefix: str = ""
    """Parts divided by slashes, without one at either end."""

    @property
    def location(self) -> str:
        """The one form of its location."""
        return f"{self.account}/{self.prefix}" if self.prefix else self.account

    @property
    def account(self) -> str:
        """The bucket alone, to which secrets belong."""
        return f"{self.cloud.value}://{self.bucket}"


def parse_cloud_place(location: str) -> CloudPlace:
    """Read a location that begins with the scheme of a cloud store.

    Raises InvalidLocation, and PasswordInLocation without repeating anything of the text.
    """
    scheme, _, rest = location.partition("://")
    bucket, _, prefix = rest.partition("/")
    if "@" in bucket or re.search(r"[?&](sig|x-amz-signature|x-goog-signature)=", rest, re.IGNORECASE):
        raise PasswordInLocation
    if "?" in rest or "#" in rest:
        raise InvalidLocation(location, "options go into --store-option, not behind the address")
    if not _BUCKET.fullmatch(bucket):
        raise InvalidLocation(location, f"'{bucket}' cannot be the name of a bucket")
    parts = prefix.strip("/").split("/") if prefix.strip("/") else []
    if any(part in (".", "..") or part != part.strip() or not _PART.fullmatch(part) for part in parts):
        raise InvalidLocation(location, "the part behind the bucket has names that stores write in different ways")
    if len(prefix.encode()) > _MAX_PREFIX:
        raise InvalidLocation(location, "the part behind the bucket is too long")
    return CloudPlace(Cloud(scheme.lower()), bucket, "/".join(parts))
