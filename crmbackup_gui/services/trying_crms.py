"""Trying a way to a CRM, and keeping its password once it is known to be right."""

from __future__ import annotations

from dataclasses import dataclass, field

from crmbackup_gui.errors import PasswordUnavailable
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.source_facts import SourceFacts


@dataclass(frozen=True)
class Attempt:
    """What is tried. An empty password is none, or the one that is kept; `known` is what an earlier attempt found.

    `like` is a CRM whose password does for this one, too, where both are on one server and read by one user.
    """

    url: str
    password: str = field(default="", repr=False)
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
    return Tried(attempt.known or program.look_at_source(attempt.url, _password(program, attempt)))


def take_crm(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same, and the program uses its password from now on, or for good if this machine shall `remember` it."""
    facts = try_crm(program, attempt).facts
    return Tried(facts, not_kept=_taken(program, attempt, remember=remember))


def take_password(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same for a database that may have nothing in it yet: only its server must let the program in."""
    there = program.is_there(attempt.url, _password(program, attempt))
    return Tried(None, there, _taken(program, attempt, remember=remember))


def _password(program: Program, attempt: Attempt) -> str | None:
    """The one that was typed, or that of another database of the same user on the same server."""
    if attempt.password or not attempt.like:
        return attempt.password or None
    return program.password_like(attempt.url, attempt.like)


def _taken(program: Program, attempt: Attempt, *, remember: bool) -> PasswordUnavailable | None:
    password = _password(program, attempt)
    if not password:
        return None
    try:
        program.take_password(attempt.url, password, remember=remember)
    except PasswordUnavailable as error:
        return error
    return None
