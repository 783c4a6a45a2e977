"""Trying a way to a CRM, and keeping its password once it is known to be right."""

from __future__ import annotations

from dataclasses import dataclass, field

from crmbackup_gui.errors import PasswordUnavailable
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.source_facts import SourceFacts


@dataclass(frozen=True)
class Attempt:
    """What is tried. An empty password is none, or the one that is kept; `known` is what an earlier attempt found."""

    url: str
    password: str = field(default="", repr=False)
    known: SourceFacts | None = None


@dataclass(frozen=True)
class Tried:
    """It works, and that is there; None where nobody looked.

    `not_kept` says why this machine could not keep the password, if it should have.
    """

    facts: SourceFacts | None
    not_kept: PasswordUnavailable | None = None


def try_crm(program: Program, attempt: Attempt) -> Tried:
    """Look at the CRM, and nothing else. Raises as `Program.look_at_source`."""
    return Tried(attempt.known or program.look_at_source(attempt.url, attempt.password or None))


def take_crm(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same, and the program uses its password from now on, or for good if this machine shall `remember` it."""
    return Tried(try_crm(program, attempt).facts, _taken(program, attempt, remember=remember))


def take_password(program: Program, attempt: Attempt, *, remember: bool) -> Tried:
    """The same for a database that may have nothing in it yet: only its server must let the program in."""
    program.is_there(attempt.url, attempt.password or None)
    return Tried(None, _taken(program, attempt, remember=remember))


def _taken(program: Program, attempt: Attempt, *, remember: bool) -> PasswordUnavailable | None:
    if not attempt.password:
        return None
    try:
        program.take_password(attempt.url, attempt.password, remember=remember)
    except PasswordUnavailable as error:
        return error
    return None
