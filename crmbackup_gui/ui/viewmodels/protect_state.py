"""What somebody has decided so far on the way to a protected CRM, and which steps that way has.

No page keeps anything of its own that matters: whoever goes back finds what was entered, and is asked nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from itertools import permutations
from pathlib import Path

import msgspec

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.schedule import Schedule
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.services.connections import Connection, free_name, new_connection
from crmbackup_gui.services.crm_addresses import database_url, folder_url
from crmbackup_gui.services.crm_forms import FormAddress
from crmbackup_gui.services.crm_secrets import NOTHING, Given
from crmbackup_gui.services.found_crms import AtAddress, FoundCrm
from crmbackup_gui.services.hosted_addresses import HostedAddress, HostedKind, new_hosted_address
from crmbackup_gui.services.place_answers import PlaceAnswers
from crmbackup_gui.services.places import same_place
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.services.server_addresses import ServerAddress, ServerKind
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
    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    FOLDER = "folder"
    SALESFORCE = "salesforce"
    ZOHO = "zoho"
    HUBSPOT = "hubspot"

    @property
    def hosted(self) -> HostedKind | None:
        """The service that it is at; None for what is not on the internet."""
        return next((kind for kind in HostedKind if kind.value == self.value), None)

    @property
    def server(self) -> ServerKind | None:
        """The kind of server that it is on; None for what is on a disk."""
        return {SourceKind.POSTGRESQL: ServerKind.POSTGRESQL, SourceKind.MYSQL: ServerKind.MYSQL}.get(self)


def _servers() -> dict[ServerKind, ServerAddress]:
    """Most CRMs are on a server of their own computer."""
    return {kind: ServerAddress(kind, host="localhost") for kind in ServerKind}


def _services() -> dict[HostedKind, HostedAddress]:
    return {kind: new_hosted_address(kind) for kind in HostedKind}


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
    SAME = 8
    """Whether the CRM at an address is the one that the repository knows by that address."""
    RHYTHM = 9


@dataclass(frozen=True)
class MadeRepository:
    """A repository that the guide has made, and the only copy of its recovery code."""

    repository_id: str
    code: str = field(repr=False)
    kept_here: bool
    """Whether this computer opens it by itself."""
    wanted_here: bool
    """Whether somebody asked for that."""


@dataclass(frozen=True)
class Question:
    """Whether the CRM at an address of this computer is one of those that were backed up from such an address."""

    url: str
    crms: tuple[FoundCrm, ...]
    own_name: str
    """What it is called if it is none of them."""
    records: int | None = None
    """How many it has now; None where nobody has counted them."""


ANOTHER = ""
"""The answer that it is none of them, which stands beside their ids."""


@dataclass
class ProtectState:
    """All decisions. `unlocked` are locations whose repositories are open."""

    way: Way = Way.NEW
    kind: SourceKind = SourceKind.DATABASE
    database: str = ""
    attachments: str = ""
    folder: str = ""
    servers: dict[ServerKind, ServerAddress] = field(default_factory=_servers)
    services: dict[HostedKind, HostedAddress] = field(default_factory=_services)
    typed: dict[SourceKind, Given] = field(default_factory=dict, repr=False)
    """What was typed. Empty or missing: as it is kept on this computer, or none."""
    remember_password: bool = True
    tested_with: Given = field(default_factory=dict, repr=False)
    """The secrets with which the facts were found."""
    taken: dict[str, Given] = field(default_factory=dict, repr=False)
    """Secrets that the program uses since the guide has tried them, by the address of their CRM."""
    connected: set[str] = field(default_factory=set)
    """All addresses with such secrets."""
    facts: SourceFacts | None = None
    """What was found at `facts.url`; out of date when that is not `source_url`."""
    name: str = ""
    chosen: tuple[str, ...] | None = None
    """Names as a scope has them, or None for the whole CRM."""
    where: PlaceAnswers = field(default_factory=PlaceAnswers)
    """The place as it was told of."""
    location: str = ""
    """The same in its one form; empty while it leads nowhere."""
    kept: PlaceAnswers | None = None
    """The answers about a cloud with which the program opens it since the guide has tried them."""
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
    beside: dict[tuple[str, str], AtAddress] = field(default_factory=dict)
    """What open repositories hold, by their location and the address of the CRM that is to be kept there."""
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    """By location and address: the id of the CRM that is the same, or `ANOTHER`."""
    preset: Preset = Preset.DAILY
    back_up_now: bool = True

    @property
    def source_url(self) -> str:
        """The address of the CRM; empty while it leads nowhere. Raises leaves of InvalidRequest."""
        address = self.address
        if address is not None:
            return address.url if address.complete else ""
        if self.kind is SourceKind.FOLDER:
            return folder_url(Path(self.folder)) if self.folder else ""
        if not self.database:
            return ""
        return database_url(Path(self.database), Path(self.attachments) if self.attachments else None)

    @property
    def address(self) -> FormAddress | None:
        """What a form says of the CRM that is chosen now; None for what is on a disk."""
        if self.kind.server is not None:
            return self.servers[self.kind.server]
        return None if self.kind.hosted is None else self.services[self.kind.hosted]

    @property
    def given(self) -> Given:
        """The secrets that were typed for the CRM that is chosen now."""
        return self.typed.get(self.kind, NOTHING)

    @property
    def tested(self) -> bool:
        """Whether what was found belongs to what is chosen now."""
        found = self.facts is not None and self.facts.url == self.source_url
        return found and self.tested_with == self.given

    @property
    def secrets_taken(self) -> bool:
        """Whether the program uses the secrets that were typed, if any were."""
        return not self.given or self.taken.get(self.source_url) == self.given

    @property
    def placed(self) -> bool:
        """Whether the place that is chosen now was looked at."""
        return self.place is not None and self.place.location == self.location

    @property
    def place_taken(self) -> bool:
        """Whether the program opens the place as it was told of; a folder needs nothing for that."""
        return self.where.cloud is None or self.kept == self.where

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
        return RecoveryScope() if self.chosen is None else RecoveryScope(entities=self.chosen)

    @property
    def compared(self) -> bool:
        """Whether it is known which CRMs of the open repository may be the one that is chosen now."""
        return self.repository_made is not None or (self.location, self._address) in self.beside

    @property
    def questions(self) -> tuple[Question, ...]:
        """What nobody but a person can tell, one for each address."""
        if self.way is Way.NEW:
            beside = self.beside.get((self.location, self._address), AtAddress())
            if not beside.crms:
                return ()
            own_name = free_name(self.name, beside.names)
            return (Question(self.source_url, beside.crms, own_name, self._records),)
        names = [crm.name for crm in self.found]
        questions: list[Question] = []
        for crm in self.found:
            if self._address_alone(crm) and not any(same_place(known.url, crm.url) for known in questions):
                same = tuple(c for c in self.found if self._address_alone(c) and same_place(c.url, crm.url))
                questions.append(Question(crm.url, same, free_name(crm.name, names)))
        return tuple(questions)

    def answer(self, question: Question) -> str | None:
        """The id of one of its CRMs, or `ANOTHER`; None while nobody has answered it."""
        given = self.answers.get((self.location, question.url))
        return given if given == ANOTHER or given in {crm.id for crm in question.crms} else None

    def same_as(self, question: Question) -> FoundCrm | None:
        """The CRM that was said to be the same; None when it is another, and before there is an answer."""
        return next((crm for crm in question.crms if crm.id == self.answer(question)), None)

    def give(self, url: str, answer: str) -> None:
        """Keep the answer to the question about an address."""
        self.answers[self.location, url] = answer

    @property
    def plain(self) -> tuple[FoundCrm, ...]:
        """The CRMs of the repository that were picked and about which there is no question."""
        return tuple(crm for crm in self.found if crm.id in self.picked and not self._address_alone(crm))

    @property
    def answered(self) -> bool:
        """Whether every question is."""
        return all(self.answer(question) is not None for question in self.questions)

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
            Step.CRMS: self._before_rhythm,
            Step.SAME: Step.RHYTHM,
        }.get(step)

    @property
    def has_parts(self) -> bool:
        """Whether there is anything to choose from; also while nobody knows."""
        return self.facts is None or len(self.facts.entities) > 1

    @property
    def _after_opening(self) -> Step:
        return self._before_rhythm if self.way is Way.NEW else Step.CRMS

    @property
    def _address(self) -> str:
        """As `source_url`; empty also for what cannot be one, of which nothing is known. The way asks at every key."""
        try:
            return self.source_url
        except InvalidRequest:
            return ""

    @property
    def _before_rhythm(self) -> Step:
        return Step.SAME if self.questions else Step.RHYTHM

    @property
    def _records(self) -> int | None:
        counts = [] if self.facts is None else [entity.records for entity in self.facts.entities]
        known = [count for count in counts if count is not None]
        return sum(known) if known and len(known) == len(counts) else None

    def _address_alone(self, crm: FoundCrm) -> bool:
        """Whether nothing but its address says that a CRM that was picked is the one on this computer."""
        return crm.id in self.picked and crm.here and crm.id not in self.moved

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

    def can_pick(self, crm: FoundCrm) -> bool:
        """Whether it may come into the list: once, and not with the place of another CRM."""
        return not crm.known and (not crm.taken or crm.id in self.moved)

    @property
    def clash(self) -> tuple[FoundCrm, FoundCrm] | None:
        """Two CRMs that were picked, the first of them with a new place that is the place of the second one."""
        picked = [crm for crm in self.found if crm.id in self.picked]
        for crm, other in permutations(picked, 2):
            if crm.id in self.moved and same_place(self.moved[crm.id], self.source_of(other)):
                return crm, other
        return None

    def connections(self) -> tuple[Connection, ...]:
        """What the decisions come to. Raises leaves of InvalidRequest."""
        made = [self._as_answered(question) for question in self.questions]
        if self.way is Way.EXISTING:
            return (*map(self._as_found, self.plain), *made)
        return tuple(made) or (self._connection(self.name, self.source_url, None, self.scope),)

    def _as_found(self, crm: FoundCrm) -> Connection:
        return self._connection(crm.name, self.source_of(crm), crm.id, runs=self.can_back_up(crm))

    def _as_answered(self, question: Question) -> Connection:
        """Of a CRM of this computer, with the timeline that it was said to have."""
        assert self.answer(question) is not None
        scope = self.scope if self.way is Way.NEW else None
        same = self.same_as(question)
        if same is None:
            return self._connection(question.own_name, question.url, None, scope)
        if self.way is Way.NEW:
            return self._connection(self.name, question.url, same.id, scope)
        return self._connection(same.name, same.url, same.id)

    def _connection(
        self, name: str, source: str, crm: str | None, scope: RecoveryScope | None = None, *, runs: bool = True
    ) -> Connection:
        schedule = preset_schedule(self.preset) if runs else Schedule()
        if is_cloud(self.location):
            schedule = msgspec.structs.replace(schedule, need_network=True)
        return new_connection(name, source, self.location, scope=scope, schedule=schedule, crm=crm)
