"""The JSON of the objects that are read before there is a key, and so are not sealed.

Bytes are base64, times RFC 3339 in UTC with a Z. "Canonical" is the form that is authenticated: keys sorted, no blanks,
UTF-8 with no escapes but those that JSON asks for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.repository.objects import ObjectStore

Bytes12 = Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Bytes48 = Annotated[bytes, msgspec.Meta(min_length=48, max_length=48)]
Hex16 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\Z")]
Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Time = Annotated[datetime, msgspec.Meta(tz=True)]

MAX_BYTES = 16 << 10
"""No such object is larger."""

_Content = TypeVar("_Content")


def read_bounded(store: ObjectStore, name: str) -> bytes:
    """The bytes of an object, whoever made it. Raises ObjectMissing, and ObjectDamaged above `MAX_BYTES`."""
    content = store.get_range(name, 0, MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ObjectDamaged(name, "it is far too large")
    return content


def decode(name: str, content: bytes, type_: type[_Content]) -> _Content:
    """The content as that type, every constraint checked. Raises ObjectDamaged."""
    try:
        return msgspec.json.decode(content, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ObjectDamaged(name, "it is not the JSON that it should be") from error


def canonical(value: object) -> bytes:
    """The one form of a value that is authenticated, and written."""
    return msgspec.json.encode(value, order="sorted")


def now() -> datetime:
    """The time by this machine's clock, in whole seconds of UTC."""
    return datetime.now(UTC).replace(microsecond=0)
