"""The demo CRM under the window: protected, so that everything can be tried at once."""

from __future__ import annotations

import secrets
from pathlib import Path

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule, Weekday
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import ATTACHMENTS, DATABASE, change_demo_crm, create_demo_crm
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.sources.location import Location

NAME = "Acme Sales"
CONTACTS = 2_000

_STRATEGIES = (
    Strategy.FULL,
    Strategy.INCREMENTAL,
    Strategy.INCREMENTAL,
    Strategy.DIFFERENTIAL,
    Strategy.INCREMENTAL,
)


_WEEKLY = Rule(Strategy.FULL, days=(Weekday.SUNDAY,), at=("02:00",))
_HOURLY = Rule(Strategy.INCREMENTAL, every_minutes=60, first="08:00", last="20:00")


def open_demo(folder: Path, contacts: int = CONTACTS) -> Program:
    """The demo with a recovery point of each strategy. Takes a second or two."""
    program = prepare_demo(folder, (_WEEKLY, _HOURLY), contacts)
    for number, strategy in enumerate(_STRATEGIES):
        (connection,) = program.settings.read().connections
        if number:
            change_demo_crm(folder / "living" / DATABASE, round=number)
        program.back_up(connection, strategy=strategy)
    return program


def prepare_demo(folder: Path, rules: tuple[Rule, ...], contacts: int) -> Program:
    """Make the demo in an empty folder: its CRM below `living`, a repository of its own, and no recovery point yet.

    Nothing of it touches the settings or the keyring of this user; the passphrase is random and known to the program
    that is returned only.
    """
    program = Program(folder / "settings", folder / "state")
    database = folder / "living" / DATABASE
    create_demo_crm(database.parent, contacts=contacts)
    repository = str(folder / "repository")
    program.create_repository(repository, secrets.token_urlsafe(), use_keyring=False)
    place = Location("sqlite", path=database, options={"files": (database.parent / ATTACHMENTS).as_posix()})
    connection = new_connection(NAME, place.url, repository, schedule=Schedule(rules=rules))
    program.settings.change(lambda _: Settings(connections=(connection,)))
    return program
