"""Trying a way to a CRM, and keeping its secrets once they are known to be right."""

from __future__ import annotations

from dataclasses import dataclass, field

from crmbackup_gui.errors import PasswordUnavailable
from crmbackup_gui.services.crm_keyring import PASSWORD
from crmbackup_gui.services.crm_secrets import NOTHING, Given
from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.source_facts import SourceFacts


@dataclass(frozen=True)
class Attempt:
    """What is tried. What is not given is as this computer keeps it; `known` is what an earlier attempt found.

    `like` is a CRM whose password does for this one, too, where both are on one server and read by one user.
    """

    url: str
    given: Given = field(default_factory=dict, repr=False)
    known: SourceFacts | None = None
    like: str = ""


@dataclass(frozen=True)
class Tried:
    """It works. `facts` say what is there, None where nobody looked, and `there` whether it is a CRM at all.

    `not_kept` says why this machine could not keep the password, if it should have.
    """

    facts: SourceFacts | None
    there: bool = True
    not_kept: PasswordUnavailable | None = None


def try_crm(program: Program, attempt: Attempt) -> Tried:
    """Look at the CRM, and nothing else. Raises as `Program.look_at_source`."""
    return Tried(attempt.known or program.look_at_source(attempt.url, _given(program, attempt)))


def take_crm(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same, and the program uses its secrets from now on, or for good if this machine shall `remember` them."""
    facts = try_crm(program, attempt).facts
    return Tried(facts, not_kept=_taken(program, attempt, remember=remember))


def take_password(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same for a database that may have nothing in it yet: only its server must let the program in."""
    there = program.is_there(attempt.url, _given(program, attempt))
    return Tried(None, there, _taken(program, attempt, remember=remember))


def _given(program: Program, attempt: Attempt) -> Given:
    """What was typed, or the password of another database of the same user on the same server."""
    if attempt.given or not attempt.like or is_hosted(attempt.url):
        return attempt.given
    like = program.password_like(attempt.url, attempt.like)
    return {PASSWORD: like} if like else NOTHING


def _taken(program: Program, attempt: Attempt, *, remember: bool) -> PasswordUnavailable | None:
    given = _given(program, attempt)
    if not given:
        return None
    try:
        program.take_secrets(attempt.url, given, remember=remember)
    except PasswordUnavailable as error:
        return error
    return None
