"""What somebody has decided so far on the way to a protected CRM, and which steps that way has.

No page keeps anything of its own that matters: whoever goes back finds what was entered, and is asked nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from pathlib import Path

from crmbackup_gui.model.schedule import Schedule
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.connections import Connection, new_connection
from crmbackup_gui.services.crm_addresses import database_url, folder_url
from crmbackup_gui.services.found_crms import FoundCrm
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.viewmodels.schedule_draft import Preset, preset_schedule


class Way(Enum):
    """Where somebody begins."""

    NEW = "new"
    EXISTING = "existing"
    """There is a repository of this or another computer already."""


class SourceKind(Enum):
    """The kinds of CRM that can be chosen."""

    DATABASE = "database"
    FOLDER = "folder"


class Step(IntEnum):
    """The pages; the numbers are their ids."""

    WAY = 0
    CRM = 1
    SCOPE = 2
    PLACE = 3
    UNLOCK = 4
    """A repository that is there and locked."""
    PASSPHRASE = 5
    """For a repository that is to be made."""
    CODE = 6
    CRMS = 7
    """Which CRMs of a repository."""
    RHYTHM = 8


@dataclass(frozen=True)
class MadeRepository:
    """A repository that the guide has made, and the only copy of its recovery code."""

    code: str = field(repr=False)
    kept_here: bool
    """Whether this computer opens it by itself."""
    wanted_here: bool
    """Whether somebody asked for that."""


@dataclass
class ProtectState:
    """All decisions. `unlocked` are locations whose repositories are open."""

    way: Way = Way.NEW
    kind: SourceKind = SourceKind.DATABASE
    database: str = ""
    attachments: str = ""
    folder: str = ""
    facts: SourceFacts | None = None
    """What was found at `facts.url`; out of date when that is not `source_url`."""
    name: str = ""
    chosen: tuple[str, ...] | None = None
    """Names of entities, or None for the whole CRM."""
    location: str = ""
    place: RepositoryPlace | None = None
    unlocked: set[str] = field(default_factory=set)
    made: dict[str, MadeRepository] = field(default_factory=dict)
    """By location."""
    code_kept: set[str] = field(default_factory=set)
    """Locations whose recovery code somebody says to have."""
    found: tuple[FoundCrm, ...] = ()
    picked: set[str] = field(default_factory=set)
    """Ids of CRMs."""
    moved: dict[str, str] = field(default_factory=dict)
    """The address on this computer, by the id of the CRM, where it is another than in the repository."""
    preset: Preset = Preset.DAILY
    back_up_now: bool = True

    @property
    def source_url(self) -> str:
        """The address of the CRM; empty while no file or folder is chosen."""
        if self.kind is SourceKind.FOLDER:
            return folder_url(Path(self.folder)) if self.folder else ""
        if not self.database:
            return ""
        return database_url(Path(self.database), Path(self.attachments) if self.attachments else None)

    @property
    def tested(self) -> bool:
        """Whether what was found belongs to what is chosen now."""
        return self.facts is not None and self.facts.url == self.source_url

    @property
    def placed(self) -> bool:
        """Whether the place that is chosen now was looked at."""
        return self.place is not None and self.place.location == self.location

    @property
    def open(self) -> bool:
        """Whether the repository is there and needs no key."""
        return self.location in self.unlocked

    @property
    def repository_made(self) -> MadeRepository | None:
        """What the guide made at the chosen place."""
        return self.made.get(self.location)

    @property
    def code_waits(self) -> bool:
        """Whether a repository was made whose recovery code nobody says to have."""
        return bool(set(self.made) - self.code_kept)

    @property
    def scope(self) -> RecoveryScope:
        """As it is stored."""
        if self.chosen is None or self.facts is None:
            return RecoveryScope()
        every = [entity.name for entity in self.facts.entities]
        return RecoveryScope() if set(every) <= set(self.chosen) else RecoveryScope(entities=self.chosen)

    def next_step(self, step: Step) -> Step | None:
        """The page after one; None after the last."""
        if step is Step.PLACE:
            return self._after_place()
        new = self.way is Way.NEW
        return {
            Step.WAY: Step.CRM if new else Step.PLACE,
            Step.CRM: Step.SCOPE if self.has_parts else Step.PLACE,
            Step.SCOPE: Step.PLACE,
            Step.PASSPHRASE: Step.CODE,
            Step.CODE: self._after_opening,
            Step.UNLOCK: self._after_opening,
            Step.CRMS: Step.RHYTHM,
        }.get(step)

    @property
    def has_parts(self) -> bool:
        """Whether there is anything to choose from; also while nobody knows."""
        return self.facts is None or len(self.facts.entities) > 1

    @property
    def _after_opening(self) -> Step:
        return Step.RHYTHM if self.way is Way.NEW else Step.CRMS

    def _after_place(self) -> Step:
        if self.repository_made is not None:
            return Step.CODE
        if self.place is not None and self.place.is_repository:
            return self._after_opening if self.open else Step.UNLOCK
        return Step.PASSPHRASE if self.way is Way.NEW else Step.UNLOCK

    def source_of(self, crm: FoundCrm) -> str:
        """Where a CRM of the repository is on this computer, or was."""
        return self.moved.get(crm.id, crm.url)

    def can_back_up(self, crm: FoundCrm) -> bool:
        """Whether it is on this computer, so that more than restoring is possible."""
        return crm.here or crm.id in self.moved

    def connections(self) -> tuple[Connection, ...]:
        """What the decisions come to. Raises leaves of InvalidRequest."""
        schedule = preset_schedule(self.preset)
        if self.way is Way.NEW:
            return (new_connection(self.name, self.source_url, self.location, scope=self.scope, schedule=schedule),)
        return tuple(
            new_connection(
                crm.name,
                self.source_of(crm),
                self.location,
                schedule=schedule if self.can_back_up(crm) else Schedule(),
                crm=crm.id,
            )
            for crm in self.found
            if crm.id in self.picked
        )
