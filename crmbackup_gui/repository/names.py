"""Names of objects (FORMAT.md, "Objects"): which are ours, and what they say. Whatever else lies there is ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.repository.objects import ObjectInfo

_CRM = "[0-9a-z]+"
_NOTE = "[0-9]{19}[0-9a-f]{8}"
_BY_TIME = "checks|restores|log|erasures|exports|holds|ids"

_OURS = re.compile(
    "|".join(
        (
            "repository|readme",
            f"(?:points|summaries)/{_CRM}/[0-9]{{10}}",
            "packs/([0-9a-f]{2})/\\1[0-9a-f]{30}",
            f"(?:{_BY_TIME})/{_CRM}/{_NOTE}",
            f"(?:copies|places)/{_NOTE}",
            "marks/(?:[0-9a-f]{32}|[0-9a-f]{16})",
            "(?:keys|log/keys)/[0-9a-f]{16}",
            f"claims/{_CRM}/[0-9a-f]{{32}}[0-9]{{3}}",
            "probes/[0-9a-f]{32}",
        )
    )
)


def is_ours(name: str) -> bool:
    """Whether programs give that name to an object; of all others nothing is believed, and none is deleted."""
    return _OURS.fullmatch(name) is not None


def ours(listed: Iterable[ObjectInfo]) -> Iterator[ObjectInfo]:
    """What of a listing is ours."""
    return (info for info in listed if is_ours(info.name))


def claim_name(crm: str, digest: bytes, number: int = 0) -> str:
    """The object name of the claim, one after another, to replace the manifest of that digest."""
    return f"claims/{crm}/{digest.hex()[:32]}{number:03d}"


def point_name(crm: str, sequence: int) -> str:
    """The object name of a point's manifest."""
    return f"points/{crm}/{sequence:010d}"


def new_point_name(crm: str, sequence: int) -> str:
    """The same for a point that is not there yet. Raises CommitRefused where nobody would find it."""
    name = point_name(crm, sequence)
    if not is_ours(name):
        raise CommitRefused("something in the repository's place bears the highest number that a point can have")
    return name


def point_of(name: str) -> tuple[str, int] | None:
    """CRM and sequence of the point whose manifest an object of that name is; None for what is not ours."""
    parts = re.fullmatch(f"points/({_CRM})/([0-9]{{10}})", name)
    return None if parts is None else (parts[1], int(parts[2]))
