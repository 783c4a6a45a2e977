"""Asking a service's token endpoint (RFC 6749, 3.2): what is asked stands in the body, never in the address."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import tenacity

from crmbackup_gui.errors import InvalidRequest, SourceUnreachable, SourceUnreadable
from crmbackup_gui.sources.hosted.rows import decode_object
from crmbackup_gui.sources.server import is_this_computer

_TIMEOUT = httpx.Timeout(60.0, connect=20.0)
_TRIES = 4
_NOTHING_DONE = (httpx.ConnectError, httpx.ConnectTimeout)
_LARGEST = 1 << 20
"""Bytes of an answer; tokens are a few thousand long."""


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


def ask_token_endpoint(place: str, address: str, form: Mapping[str, str], *, repeatable: bool = False) -> Told:
    """Post a form. `place` names the CRM in errors.

    Tries again where no connection came about, for then nothing was done, and where it is `repeatable` also when the
    answer was lost or the service in trouble. Raises SourceUnreachable where that does not help, SourceUnreadable for
    an answer that makes no sense, InvalidRequest for an address that others could read along with.
    """
    target = urlsplit(address)
    if target.scheme != "https" and not is_this_computer(target.hostname or ""):
        raise InvalidRequest(f"'{place}' must be spoken to through https.")
    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, _Trouble) and error.passes),
        stop=tenacity.stop_after_attempt(_TRIES),
        wait=tenacity.wait_exponential(),
        sleep=time.sleep,
        reraise=True,
    )
    try:
        status, body = again(_post, place, address, form, repeatable=repeatable)
    except _Trouble as trouble:
        raise SourceUnreachable(place, trouble.reason) from trouble
    content = decode_object(body, place) if body or status >= 400 else {}
    if status < 400:
        # Zoho says no with status 200, and has a `status` of its own in a yes.
        return Told(content, str(content.get("error") or ""))
    return Told(content, str(content.get("error") or content.get("status") or f"it answers with status {status}"))


class _Trouble(Exception):
    """No answer that counts. `passes`: another try may bring one, and does no harm."""

    def __init__(self, reason: str, *, passes: bool) -> None:
        super().__init__(reason)
        self.reason, self.passes = reason, passes


def _post(place: str, address: str, form: Mapping[str, str], *, repeatable: bool) -> tuple[int, bytes]:
    """Status and content of the answer, which has a limit: a stranger may answer instead."""
    headers = {"User-Agent": "crmbackup", "Accept": "application/json"}
    body = b""
    try:
        with (
            httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers=headers) as client,
            client.stream("POST", address, data=dict(form)) as answer,
        ):
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    raise SourceUnreadable(place, f"an answer is larger than {_LARGEST >> 20} MiB")
    except httpx.TransportError as error:
        passes = repeatable or isinstance(error, _NOTHING_DONE)
        raise _Trouble(str(error) or type(error).__name__, passes=passes) from error
    except httpx.DecodingError as error:
        raise SourceUnreadable(place, "an answer is not compressed as it says") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise _Trouble(f"it answers with status {answer.status_code}", passes=repeatable)
    return answer.status_code, body
