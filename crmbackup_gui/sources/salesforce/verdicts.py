"""What Salesforce's answers mean for the way, and what they say of the budget."""

from __future__ import annotations

import re

import httpx
import msgspec

from crmbackup_gui.model.budget import Usage
from crmbackup_gui.sources.hosted.wire import Meaning, Verdict

_USED = re.compile(r"\bapi-usage=(\d{1,12})/(\d{1,12})")
_FAULT = re.compile(rb"<(?:\w+:)?exceptionCode>(?:\w+:)?(\w+)</")
_MEANINGS = {
    "REQUEST_LIMIT_EXCEEDED": Meaning.SPENT,
    "INVALID_SESSION_ID": Meaning.NOT_LET_IN,
    "SERVER_UNAVAILABLE": Meaning.FAILED,
    "UNKNOWN_EXCEPTION": Meaning.FAILED,
}


class _Said(msgspec.Struct):
    errorCode: str = ""  # noqa: N815 - the service's name
    message: str = ""


_DECODER = msgspec.json.Decoder(list[_Said])


def judge(answer: httpx.Response) -> Verdict | None:
    """Limits come as 403, and SOAP tells every refusal as 500: the status alone does not say it."""
    if answer.is_success:
        return None
    if answer.headers.get("content-type", "").startswith("text/xml"):
        return _judge_fault(answer.content)
    try:
        said = _DECODER.decode(answer.content)[0]
    except (msgspec.MsgspecError, IndexError):
        return None
    meaning = _MEANINGS.get(said.errorCode)
    if meaning is Meaning.SPENT and said.message.startswith("Concurrent"):
        meaning = Meaning.THROTTLED  # too many at the same time, rather than on one day
    return Verdict(meaning, words=said.message) if meaning is not None else None


def measure(answer: httpx.Response) -> Usage | None:
    """The calls of the last 24 hours; that window rolls, so there is no moment at which all are granted anew."""
    found = _USED.search(answer.headers.get("sforce-limit-info", ""))
    return Usage(int(found[1]), int(found[2])) if found else None


def _judge_fault(content: bytes) -> Verdict | None:
    found = _FAULT.search(content)
    if found is None:
        return None
    code = found[1].decode()
    return Verdict(_MEANINGS.get(code, Meaning.ANSWER), words=code)
