"""The demo CRM under the window: protected, with a few recovery points, so that everything can be tried at once."""

from __future__ import annotations

import secrets
from pathlib import Path

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule, Weekday
from crmbackup_gui.services.connections import Connection, new_connection
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


def open_demo(folder: Path, contacts: int = CONTACTS) -> Program:
    """Make the demo in an empty folder: its CRM, a repository of its own, and a point of each strategy.

    Nothing of it touches the settings or the keyring of this user; the passphrase is random and known to the program
    that is returned only. Takes a few seconds.
    """
    program = Program(folder / "settings", folder / "state")
    database = folder / "living" / DATABASE
    create_demo_crm(database.parent, contacts=contacts)
    repository = folder / "repository"
    program.create_repository(str(repository), secrets.token_urlsafe(), use_keyring=False)
    place = Location("sqlite", path=database, options={"files": (database.parent / ATTACHMENTS).as_posix()})
    weekly = Rule(Strategy.FULL, days=(Weekday.SUNDAY,), at=("02:00",))
    hourly = Rule(Strategy.INCREMENTAL, every_minutes=60, first="08:00", last="20:00")
    connection = new_connection(NAME, place.url, str(repository), schedule=Schedule(rules=(weekly, hourly)))
    program.settings.change(lambda _: Settings(connections=(connection,)))
    for number, strategy in enumerate(_STRATEGIES):
        if number:
            change_demo_crm(database, round=number)
        program.back_up(_newest(program), strategy=strategy)
    return program


def _newest(program: Program) -> Connection:
    (connection,) = program.settings.read().connections
    return connection
