"""What makes a place a repository: the object `repository`, in plain JSON (plain_json.py).

format         1
id             32 hex digits, random
created        when
authenticator  HMAC-SHA-256 of the canonical JSON of the other three under the sub-key "config":
               without the key nobody changes the format or the id unnoticed
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import Annotated

import msgspec

from crmbackup_gui.errors import (
    FormatNotSupported,
    ObjectDamaged,
    ObjectMissing,
    RepositoryExists,
    RepositoryNotFound,
)
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore
from crmbackup_gui.repository.plain_json import Bytes32, Hex32, Time, canonical, decode, now, read_bounded
from crmbackup_gui.repository.sealing import subkey

FORMAT = 1
"""The newest format of repositories that this program reads, and the one that it writes."""

CONFIG = "repository"
"""The name of that object."""


class RepositoryConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the object `repository` says. Believe it after `authenticate_config` only."""

    format: int
    id: Hex32
    created: Time
    authenticator: Bytes32


def new_repository_id() -> str:
    """A random id: 32 hex digits."""
    return secrets.token_hex(16)


def new_crm_id() -> str:
    """A random id for a CRM that no repository has seen: 32 hex digits."""
    return secrets.token_hex(16)


def write_config(store: ObjectStore, repository_id: str, master: bytes) -> RepositoryConfig:
    """Make the place a repository; to be called when its keys are there, so that none is ever without one.

    Raises RepositoryExists, and then leaves the repository that is there as it was.
    """
    created = now()
    authenticator = _authenticator(master, FORMAT, repository_id, created)
    config = RepositoryConfig(format=FORMAT, id=repository_id, created=created, authenticator=authenticator)
    try:
        store.put(CONFIG, canonical(config), create=True)
    except AlreadyThere as error:
        raise RepositoryExists(store.location) from error
    return config


def read_config(store: ObjectStore) -> RepositoryConfig:
    """What the place says it is. Raises RepositoryNotFound, FormatNotSupported and ObjectDamaged."""
    try:
        content = read_bounded(store, CONFIG)
    except ObjectMissing as error:
        raise RepositoryNotFound(store.location) from error
    # Of a newer format nothing but the number can be relied on.
    found = decode(CONFIG, content, _Format).format
    if found > FORMAT:
        raise FormatNotSupported(found, FORMAT)
    return decode(CONFIG, content, RepositoryConfig)


def authenticate_config(config: RepositoryConfig, master: bytes) -> None:
    """Raise ObjectDamaged unless somebody who had the master key wrote the config."""
    expected = _authenticator(master, config.format, config.id, config.created)
    if not hmac.compare_digest(expected, config.authenticator):
        raise ObjectDamaged(CONFIG, "it was not written with this repository's key")


class _Format(msgspec.Struct):
    format: Annotated[int, msgspec.Meta(ge=1)]


def _authenticator(master: bytes, format_: int, repository_id: str, created: datetime) -> bytes:
    claims = {"format": format_, "id": repository_id, "created": created}
    return hmac.digest(subkey(master, "config"), canonical(claims), "sha256")
