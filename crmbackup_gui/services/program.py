"""The program without its window: the CRMs that are protected, and everything that can be done with them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from crmbackup_gui.errors import (
    ConnectionNotFound,
    CrmNotFound,
    KeyProblem,
    PasswordUnavailable,
    SettingsFailed,
)
from crmbackup_gui.model.health import Concern, Health, assess
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.proving import check_due, drill_due, last_drill, proof_waits
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Conditions, Due, Extent, Past, Schedule, Wait, WaitReason, decide
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.services import opening, paths, source_facts
from crmbackup_gui.services.care import Care
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.copies import further_places
from crmbackup_gui.services.crm_keyring import PASSWORD, address_of
from crmbackup_gui.services.crm_secrets import NOTHING, CrmSecrets, Given
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.history import History, Run, Trigger
from crmbackup_gui.services.hosted_addresses import secret_names
from crmbackup_gui.services.local_time import LOCAL
from crmbackup_gui.services.open_repositories import OpenRepositories
from crmbackup_gui.services.overview import GAPS_SHOWN, Overview, PointDetail, crm_of, read_detail, read_overview
from crmbackup_gui.services.place_options import PlaceOptions
from crmbackup_gui.services.recording import note_skipped
from crmbackup_gui.services.repository_places import RepositoryPlace, look_at_place
from crmbackup_gui.services.secrets import SecretSource
from crmbackup_gui.services.server_addresses import account_of
from crmbackup_gui.services.settings import Settings, SettingsFile
from crmbackup_gui.sources.location import parse_location

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import CrmInfo, Repository
    from crmbackup_gui.services.signing_in import SignedOut, SignIn, SignInRequest

_LOOKED_BACK = timedelta(days=9)
"""No rule is without a slot for longer, so what ran before decides nothing."""

_NOTED = frozenset({WaitReason.NETWORK, WaitReason.METERED, WaitReason.BATTERY})
"""Reasons to wait that the history tells; the others lie in the schedule itself."""

_LOG = logging.getLogger(__name__)


class Program(Care):
    """The settings, the history and the repositories of one user. Any thread may use it; every method blocks.

    The jobs are those of `Tasks` and `Care`.
    """

    def __init__(
        self,
        config_dir: Path,
        state_dir: Path,
        *,
        secrets: SecretSource | None = None,
        store_options: Sequence[str] = (),
        crm_secrets: CrmSecrets | None = None,
        zone: tzinfo = LOCAL,
    ) -> None:
        """`secrets` is where keys come from before anybody is asked: the environment and the keyring by default.

        `crm_secrets` is the same for passwords of CRMs.
        """
        self.settings = SettingsFile(paths.settings_file(config_dir))
        self.options_of = PlaceOptions(store_options, self.settings)
        repositories = OpenRepositories(secrets or SecretSource(), paths.heads_file(state_dir), self.options_of)
        history = History(state_dir / "history.db")
        super().__init__(history, repositories, crm_secrets or CrmSecrets(), state_dir / "locks")
        self.zone = zone

    @classmethod
    def standard(
        cls,
        secrets: SecretSource | None = None,
        store_options: Sequence[str] = (),
        crm_secrets: CrmSecrets | None = None,
    ) -> Self:
        """That of the user who runs it, in the folders that the operating system has for it."""
        config, state = paths.config_folder(), paths.state_folder()
        return cls(config, state, secrets=secrets, store_options=store_options, crm_secrets=crm_secrets)

    # CRMs and their repositories

    def connection(self, connection_id: str) -> Connection:
        """One CRM of the settings. Raises ConnectionNotFound."""
        for connection in self.settings.read().connections:
            if connection.id == connection_id:
                return connection
        raise ConnectionNotFound(connection_id)

    def unlock(self, location: str, secret: str | None = None, *, remember: bool = False) -> Repository:
        """The repository at a location, unlocked until the program ends or `lock` is called.

        `secret` is a passphrase or a recovery code; without one, what is unlocked, given or in the keyring is used.
        `remember` lets this machine open it unattended from now on; where the keyring cannot do that it raises
        KeyringUnavailable, and the repository is unlocked nevertheless. Raises RepositoryNotFound, KeyMissing,
        WrongKey, KeyringUnavailable, and leaves of InvalidRequest, DamagedRepository and RepositoryProblem.
        """
        return self._repositories.unlock(location, secret, remember=remember)

    def unlocked(self, location: str) -> opening.Unlocked:
        """The same with its keys, for `own_keys`. Raises as `unlock`."""
        return self._repositories.unlocked(location)

    def is_unlocked(self, location: str) -> bool:
        """Whether the repository at that location needs no key at the moment. Raises leaves of InvalidRequest."""
        return self._repositories.is_unlocked(location)

    def lock(self, location: str) -> None:
        """Forget the keys of a repository. Jobs that use it go on. Raises leaves of InvalidRequest."""
        self._repositories.lock(location)

    def create_repository(self, location: str, passphrase: str, *, use_keyring: bool) -> opening.Created:
        """Make a new repository; it is unlocked. Raises as `opening.create_repository`."""
        created = opening.create_repository(location, passphrase, self.options_of(location), use_keyring=use_keyring)
        self._repositories.add(created.unlocked)
        return created

    def look_at_source(self, url: str, given: Given = NOTHING) -> source_facts.SourceFacts:
        """Connect to a CRM and say what is there; secrets that are given count for this alone.

        Raises leaves of InvalidRequest and SourceProblem.
        """
        return source_facts.look_at_source(open_crm(url, self._crm_secrets.trying(url, given)))

    def is_there(self, url: str, given: Given = NOTHING) -> bool:
        """Whether there is a CRM at the address, which may take as long as its place takes to answer.

        Secrets that are given count for this alone. Raises leaves of InvalidRequest and SourceProblem.
        """
        return open_crm(url, self._crm_secrets.trying(url, given)).exists()

    def take_password(self, url: str, password: str, *, remember: bool) -> None:
        """As `take_secrets`, of the one that a database server wants."""
        self.take_secrets(url, {PASSWORD: password}, remember=remember)

    def take_secrets(self, url: str, given: Given, *, remember: bool) -> None:
        """Use these for the CRM at that address from now on, until the program ends or for good.

        `remember` lets this machine open it unattended; where the keyring cannot do that it raises PasswordUnavailable,
        and they are used nevertheless. Otherwise this machine keeps none of these, also none from before.
        """
        if remember:
            self._crm_secrets.keep(url, given)
            return
        try:
            self._crm_secrets.forget(url, given.keys())
        except PasswordUnavailable as error:
            _LOG.info("%s", error.user_message)
        self._crm_secrets.enter(url, given)

    def completed(self, url: str, given: Given, names: Collection[str]) -> dict[str, str]:
        """What was given, and what this machine has of the rest. Raises PasswordUnavailable when that is locked up."""
        found = dict(given)
        finder = self._crm_secrets.of(url)
        for name in names:
            if name not in found and (secret := finder(name)) is not None:
                found[name] = secret
            elif name not in found and finder.trouble is not None:
                raise finder.trouble
        return found

    def secrets_known(self, url: str) -> frozenset[str]:
        """Names of those that this machine has for the CRM at that address. Raises PasswordUnavailable."""
        known = set()
        for name in secret_names(url) or (PASSWORD,):
            found = self._crm_secrets.of(url)
            if found(name) is not None:
                known.add(name)
            elif found.trouble is not None:
                raise found.trouble
        return frozenset(known)

    def begin_sign_in(self, request: SignInRequest) -> SignIn:
        """As signing_in.py describes it. Raises CallbackTaken and leaves of InvalidRequest."""
        from crmbackup_gui.services.signing_in import SignIn

        return SignIn(request, self._crm_secrets)

    def sign_out(self, url: str) -> SignedOut:
        """Give back what the CRM at that address permits, and forget all of its secrets. As `signing_in.sign_out`."""
        from crmbackup_gui.services.signing_in import sign_out

        return sign_out(url, self._crm_secrets)

    def has_password(self, url: str) -> bool:
        """Whether this machine has one for the CRM at that address. Raises PasswordUnavailable."""
        return PASSWORD in self.secrets_known(url)

    def password_like(self, url: str, other: str) -> str | None:
        """That of another CRM, if that is on the same server under the same user, and this one has none of its own."""
        if account_of(url) != account_of(other) or self._crm_secrets.of(url)(PASSWORD) is not None:
            return None
        return self._crm_secrets.of(other)(PASSWORD)

    def forget_password(self, url: str) -> None:
        """Use and keep it no longer, unless a CRM of the settings needs it; files have none.

        What a sign-in gave is given back, as far as the service answers. Raises PasswordUnavailable when the keyring
        cannot let go of it.
        """
        needed = {address_of(connection.source) for connection in self.settings.read().connections}
        if parse_location(url).path is None and address_of(url) not in needed:
            ended = self.sign_out(url)
            if ended.problem is not None:
                _LOG.info("The permission of '%s' stays: %s", url, ended.problem.user_message)

    def look_at_place(self, location: str, source_url: str | None = None) -> RepositoryPlace:
        """As `repository_places.look_at_place`, with the options of the place."""
        return look_at_place(location, source_url, self.options_of(location))

    def reopen_bucket(self, bucket: str) -> None:
        """Reach what is unlocked in a bucket (`s3://bucket`) with the options and secrets that are kept by now."""
        self._repositories.reopen_bucket(bucket)

    def crms(self, location: str) -> tuple[CrmInfo, ...]:
        """The CRMs that a repository holds. Raises as `unlock`."""
        return self.unlock(location).crms()

    # Jobs

    def back_up(
        self,
        connection: Connection,
        *,
        strategy: Strategy | None = None,
        scope: RecoveryScope | None = None,
        trigger: Trigger = Trigger.MANUAL,
        slot: datetime | None = None,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
    ) -> Run:
        """As `Tasks.back_up`; after a good one the rules of retention are carried out, and then the copies follow.

        The run that is given back is the backup's; the history has all of them.
        """
        run = super().back_up(
            connection, strategy=strategy, scope=scope, trigger=trigger, slot=slot, progress=progress, cancel=cancel
        )
        if run.outcome not in (Outcome.OK, Outcome.WARNINGS):
            return run
        settings = self.settings.read()
        # By now the settings have the id of a CRM that was new.
        known = next((c for c in settings.connections if c.id == connection.id), connection)
        policy = settings.retention.get(connection.repository)
        if policy is not None and self.has_to_tidy(known, policy):
            self.apply_retention(known, policy, progress, cancel, trigger)
        places = settings.copies.get(connection.repository, ())
        if places:
            self.copy_everywhere(known, places, progress, cancel, trigger)
        return run

    # What there is of a CRM

    def overview(self, connection: Connection) -> Overview:
        """Everything that the window shows of a CRM, from a copy while the repository's place is away.

        Raises as `unlock`.
        """
        now = datetime.now(UTC)
        reading = self._reading(connection)
        schedule = self._schedule(connection)
        drilled = last_drill(self.history.drills(connection.id))
        runs = self._runs(connection, now)
        return read_overview(
            connection, reading.repository, runs, schedule, now, self.zone, drilled=drilled, copy=reading.copy
        )

    def health_without_points(self, connection: Connection, error: BaseException) -> Health:
        """The health of a CRM whose overview ended with that error, from what this machine knows."""
        now = datetime.now(UTC)
        trouble = Concern.LOCKED if isinstance(error, KeyProblem) else Concern.NOT_REACHABLE
        runs = self._runs(connection, now)
        drilled = last_drill(self.history.drills(connection.id))
        schedule = self._schedule(connection)
        return assess((), {}, None, runs, schedule, now, self.zone, trouble=trouble, drilled=drilled)

    def point_detail(self, connection: Connection, sequence: int) -> PointDetail:
        """One recovery point, from a copy while the repository's place is away. Raises as `unlock`, and CrmNotFound."""
        repository = self._reading(connection, sequence).repository
        info = crm_of(connection, repository)
        if info is None:
            raise CrmNotFound(connection.name, [known.name for known in repository.crms()])
        return read_detail(repository, info.id, sequence)

    # Schedules

    def due(self, conditions: Conditions, now: datetime) -> list[tuple[Connection, Due | Wait]]:
        """For each CRM what its schedule says at that moment (aware). That a condition keeps a run waiting is noted."""
        decided = []
        for connection in self.settings.read().connections:
            past = self.history.backups(connection.id, now - _LOOKED_BACK)
            decision = decide(self._schedule(connection), past, conditions, now, self.zone)
            if isinstance(decision, Wait) and decision.reason in _NOTED and decision.slot is not None:
                note_skipped(self.history, connection, decision.slot, decision.reason)
            decided.append((connection, decision))
        return decided

    def due_drills(self, conditions: Conditions, now: datetime) -> list[Connection]:
        """The CRMs whose schedule wants a drill at that moment (aware); none of one that was never backed up."""
        return [
            connection
            for connection in self.settings.read().connections
            if drill_due(self._schedule(connection), self.history.drills(connection.id), now)
            and proof_waits(connection.schedule, conditions) is None
            and any(run.good for run in self._runs(connection, now))
        ]

    def due_checks(self, conditions: Conditions, now: datetime) -> list[Connection]:
        """The same for checks. One that reads everything is due once for all CRMs of a repository."""
        due: list[Connection] = []
        whole: set[str] = set()
        for connection in self.settings.read().connections:
            if (
                connection.repository not in whole
                and check_due(self._schedule(connection), self._checks(connection), now)
                and proof_waits(connection.schedule, conditions) is None
                and any(run.good for run in self._runs(connection, now))
            ):
                due.append(connection)
                if connection.schedule.check_extent is Extent.ALL:
                    whole.add(connection.repository)
        return due

    def _checks(self, connection: Connection) -> list[Past]:
        """Those of the repository itself that count for its schedule.

        One that read everything does so whichever CRM it was asked for.
        """
        beside = [c for c in self.settings.read().connections if c.repository == connection.repository]
        found = [past for c in beside for past in self.history.checks(c.id, (Extent.ALL,))]
        if connection.schedule.check_extent is Extent.NEWEST:
            found += self.history.checks(connection.id, (Extent.NEWEST,))
        return found

    def _copies(self, connection: Connection) -> Sequence[str]:
        return further_places(self.settings.read(), connection.repository)

    def _schedule(self, connection: Connection) -> Schedule:
        """A pause of the whole program counts like one of its own."""
        pauses = [p for p in (connection.schedule.paused_until, self.settings.read().paused_until) if p is not None]
        return msgspec.structs.replace(connection.schedule, paused_until=max(pauses, default=None))

    def _runs(self, connection: Connection, now: datetime) -> tuple[Past, ...]:
        return self.history.backups(connection.id, now - GAPS_SHOWN)

    def _identified(self, connection: Connection) -> Connection:
        """With the id that the settings have by now, or else with a fresh one that they get: never by the address."""
        if connection.crm is not None:
            return connection
        fresh = msgspec.structs.replace(connection, crm=new_crm_id())

        def with_id(settings: Settings) -> Settings:
            changed = (
                msgspec.structs.replace(c, crm=c.crm or fresh.crm) if c.id == connection.id else c
                for c in settings.connections
            )
            return msgspec.structs.replace(settings, connections=tuple(changed))

        try:
            kept = self.settings.change(with_id).connections
        except SettingsFailed as error:
            _LOG.warning("%s", error.user_message)
            kept = ()
        crm = next((c.crm for c in kept if c.id == connection.id), fresh.crm)
        return msgspec.structs.replace(connection, crm=crm)
