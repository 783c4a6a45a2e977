"""Asking a service's token endpoint (RFC 6749, 3.2): what is asked stands in the body, never in the address."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from crmbackup_gui.errors import InvalidRequest, SourceUnreachable
from crmbackup_gui.sources.hosted.rows import decode_object
from crmbackup_gui.sources.server import is_this_computer

_TIMEOUT = httpx.Timeout(60.0, connect=20.0)
_TRIES = 3
_PAUSE = 1.0
_LARGEST = 1 << 20


@dataclass(frozen=True)
class Told:
    """An answer. `refusal` is the service's own code for saying no, as `invalid_grant`, and empty for a yes."""

    content: Mapping[str, object] = field(repr=False)
    refusal: str = ""

    @property
    def words(self) -> str:
        """What the service says of its refusal."""
        described = self.content.get("error_description") or self.content.get("message")
        return str(described or self.refusal)


def ask_token_endpoint(place: str, address: str, form: Mapping[str, str]) -> Told:
    """Post a form. `place` names the CRM in errors.

    Tries again where no connection came about, for then nothing was done. Raises SourceUnreachable where nobody
    answers or the answer is lost, SourceUnreadable for one that makes no sense, InvalidRequest for an address that
    others could read along with.
    """
    target = urlsplit(address)
    if target.scheme != "https" and not is_this_computer(target.hostname or ""):
        raise InvalidRequest(f"'{place}' must be spoken to through https.")
    with httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers={"User-Agent": "crmbackup"}) as client:
        for left in reversed(range(_TRIES)):
            try:
                answer = client.post(address, data=dict(form), headers={"Accept": "application/json"})
                break
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if not left:
                    raise SourceUnreachable(place, str(error) or type(error).__name__) from error
                time.sleep(_PAUSE)
            except httpx.TransportError as error:
                raise SourceUnreachable(place, str(error) or type(error).__name__) from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise SourceUnreachable(place, f"it answers with status {answer.status_code}")
    content = decode_object(answer.content[:_LARGEST], place) if answer.content or not answer.is_success else {}
    refusal = str(content.get("error") or content.get("status") or "")
    # Zoho says no with status 200; a yes may have a `status` of its own.
    if answer.is_success:
        refusal = str(content.get("error") or "")
    return Told(content, refusal or ("" if answer.is_success else f"it answers with status {answer.status_code}"))
