"""Scenes of CRMs on the internet. There is no service: what it would say is said here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QWidget

from crmbackup_gui.engine.record_ends import RecordEnd
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.errors import AccessExpired
from crmbackup_gui.model.budget import BudgetFacts, EntityCost, Forecast, Usage
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Schedule
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.connections import Connection, new_connection
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.crm_secrets import NOTHING, Given
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.hosted_addresses import HostedKind, hosted_address
from crmbackup_gui.services.hosted_addresses import SignIn as Way
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.services.signing_in import SignIn, SignInRequest
from crmbackup_gui.services.source_facts import EntityFacts, SourceFacts
from crmbackup_gui.services.tasks import Left, RestoreRun
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.sources.server import ServerFacts
from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand
from crmbackup_gui.ui.dialogs.permissions import PermissionsDialog
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.dialogs.readable import ReadableDialog
from crmbackup_gui.ui.dialogs.sign_in import SignInDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, end, end_session, next_page, open_dialog, settle
from crmbackup_gui.ui.viewmodels.permissions import form_of
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from crmbackup_gui.ui.widgets.job_row import JobRow
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.scope_page import ScopePage
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from crmbackup_gui.ui.words.errors import said

_ACCOUNT = "Acme GmbH"
_KEY = "3MVG9rZjd7MXFdLhmAcmeBackup"
_PARTS = (
    ("contacts", "Contacts", 214, ("owners",)),
    ("companies", "Companies", 187, ("owners",)),
    ("deals", "Deals", 96, ("owners",)),
    ("notes", "Notes", 21, ("owners",)),
    ("products", "Products", 34, ()),
    ("owners", "Owners", 6, ()),
)
_LINKS = (
    ("contacts>companies", "Contacts and companies", "contacts"),
    ("deals>contacts", "Deals and contacts", "deals"),
)
_RECORDS = (
    ("contacts", "Contacts", 48_932),
    ("companies", "Companies", 12_408),
    ("deals", "Deals", 9_317),
    ("notes", "Notes", 102_377),
    ("products", "Products", 211),
    ("owners", "Owners", 64),
    ("contacts>companies", "Contacts and companies", 47_015),
    ("deals>contacts", "Deals and contacts", 11_204),
)

_HIDDEN = (
    Hidden("tickets", reason="the scope tickets is missing"),
    Hidden("contacts", fields=("salary", "date_of_birth")),
)

_URL = "hubspot://12345678"
_RULE = "Property values were not valid: lifecyclestage"
_ENDS = (
    (
        "contacts",
        "Contacts",
        48_925,
        (
            RecordEnd("101", "Ada Lovelace", "failed", _RULE),
            RecordEnd("102", "Grace Hopper", "created"),
            RecordEnd("103", "Mary Keller", "created"),
            RecordEnd("104", "Joan Clarke", "undeleted"),
            RecordEnd("105", "Radia Perlman", "updated"),
            RecordEnd("106", "Karen Jones", "updated"),
        ),
    ),
    ("companies", "Companies", 12_407, (RecordEnd("201", "Lovelace Engines", "created"),)),
    ("deals", "Deals", 9_315, (RecordEnd("301", "Engines 2027", "updated"), RecordEnd("302", "Service", "updated"))),
)

NAMES = (
    *(text for _, _, _, ends in _ENDS for end in ends for text in (end.title, end.reason)),
    *(label for _, label, _ in _RECORDS),
    *(name for each in _HIDDEN for name in (each.entity, each.reason, *each.fields)),
    *(scope.name for kind in HostedKind for scope in form_of(kind).scopes),
    _KEY,
    _ACCOUNT,
)
"""What only the service can have translated."""


class _ProgramWithService(Program):
    """Reaches services that are always there."""

    def look_at_source(self, url: str, given: Given = NOTHING) -> SourceFacts:
        del given
        parts = (EntityFacts(name, label, None, to, fields=fields) for name, label, fields, to in _PARTS)
        links = (EntityFacts(name, label, None, (of,), fields=4) for name, label, of in _LINKS)
        linked = {of: (name,) for name, _, of in _LINKS}
        return SourceFacts(
            url=url,
            name="HubSpot 12345678",
            kind="hubspot",
            entities=(*parts, *links),
            size_bytes=None,
            crm="HubSpot",
            business=tuple(
                BusinessEntity(id=name, english=label, chinese=label, entities=(name, *linked.get(name, ())))
                for name, label, _, _ in _PARTS
            ),
            server=ServerFacts("HubSpot", _ACCOUNT, encrypted=True),
            hidden=_HIDDEN,
            budget=BudgetFacts(Usage(112_400, 500_000), 20, 14),
        )

    def foresee_first_backup(self, url: str, scope: RecoveryScope, given: Given = NOTHING) -> Forecast:
        del url, scope, given
        costs = tuple(EntityCost(name, label, records, -(-records // 100)) for name, label, records in _RECORDS)
        return Forecast(costs, BudgetFacts(Usage(112_430, 500_000), 20, 30))

    def restore(
        self,
        connection: Connection,
        sequence: int,
        target_url: str,
        request: RestoreRequest,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        *,
        left: Left | None = None,
    ) -> RestoreRun:
        del sequence, progress, cancel, left
        report = _report(dry_run=request.dry_run)
        run = Run(
            connection=connection.id,
            crm_name=connection.name,
            task=Task.RESTORE,
            started_at=datetime.now(UTC),
            outcome=report.outcome,
            report={"target": target_url, "copy": ""},
            seconds=report.seconds,
        )
        return RestoreRun(run, report)

    def foresee_backup(
        self, connection: Connection, *, strategy: Strategy | None = None, scope: RecoveryScope | None = None
    ) -> Forecast:
        del strategy
        return self.foresee_first_backup(connection.source, scope or RecoveryScope())

    def begin_sign_in(self, request: SignInRequest) -> SignIn:
        del request
        return cast("SignIn", _NobodyThere())


class _NobodyThere:
    """A sign-in to which nobody comes."""

    address = "https://login.salesforce.com/services/oauth2/authorize"

    def wait(self, cancel: CancelToken) -> None:
        while not cancel.cancelled:
            time.sleep(0.01)
        cancel.check()


class _SessionWithBrowser(Session):
    """Has a browser that takes every address."""

    def open_in_browser(self, address: str) -> bool:
        return bool(address)


def _report(*, dry_run: bool) -> RestoreReport:
    """What a bad afternoon did to an account, and what became of it."""
    return RestoreReport(
        outcome=Outcome.WARNINGS,
        entities=tuple(
            EntityResult(
                name=name,
                label=label,
                unchanged=unchanged,
                verified=0 if dry_run else unchanged + len(ends) - _count(ends, "failed"),
                refused=[(end.key, end.reason) for end in ends if end.what == "failed"],
                records=list(ends),
                created=_count(ends, "created"),
                updated=_count(ends, "updated"),
                undeleted=_count(ends, "undeleted"),
                failed=_count(ends, "failed"),
            )
            for name, label, unchanged, ends in _ENDS
        ),
        verified=not dry_run,
        safety_point=None,
        seconds=74.0,
        dry_run=dry_run,
        forecast=Forecast((EntityCost("contacts", "Contacts", 9, 38),), BudgetFacts(Usage(112_930, 500_000), 20, 44))
        if dry_run
        else None,
    )


def _count(ends: Sequence[RecordEnd], what: str) -> int:
    return sum(end.what == what for end in ends)


def restore_hosted(stage: Stage) -> Iterator[Shown]:
    """A restore into an account at a service: what it may do there, each record's end, and the calls that it takes."""
    folder = stage.folder / "hosted restore"
    program = _ProgramWithService(folder / "settings", folder / "state")
    connection = _backed_up(program, folder, stage.connection.schedule)
    session = _SessionWithBrowser(program)
    window = MainWindow(session)
    window.show()
    settle(session)
    wizard = RestoreWizard(session, connection.id, 1, window)
    open_dialog(session, wizard)
    next_page(session, wizard)
    next_page(session, wizard)
    wizard.where.other.setChecked(True)
    settle(session)
    yield "hosted-5-where", wizard
    wizard.where.same.setChecked(True)
    next_page(session, wizard)
    yield "hosted-6-check", wizard
    wizard.check.outcomes.setCurrentIndex(1)
    settle(session)
    yield "hosted-6-check-records", wizard
    close_dialog(session, wizard)
    ended = program.restore(connection, 1, connection.source, RestoreRequest())
    dialog = ProofDialog(session, connection.id, ended.run, ended.report, window)
    open_dialog(session, dialog)
    yield "hosted-7-proof", dialog
    dialog.outcomes.setCurrentIndex(1)
    settle(session)
    yield "hosted-7-proof-records", dialog
    close_dialog(session, dialog)
    choose = ChooseBackupDialog(session, connection.id, window)
    open_dialog(session, choose)
    yield "hosted-9-some-parts", choose
    close_dialog(session, choose)
    errand = Errand(connection.name, hosted_address(_URL), "", reason=said(AccessExpired(_URL)))
    connect = ConnectDialog(session, errand, window)
    open_dialog(session, connect)
    yield "hosted-9-connect", connect
    close_dialog(session, connect)
    title = QCoreApplication.translate("Session", "Backing up {crm}").format(crm=connection.name)
    running = session.jobs.run(title, _waits)
    # The row says once a second what is done.
    (row,) = (row for row in window.job_panel.findChildren(JobRow) if row.job is running)
    stage.until(row.tells_calls)
    yield "hosted-8-waits", window
    running.cancel()
    settle(session)
    window.may_close = True
    end(window, session)


def _waits(progress: ProgressSink, cancel: CancelToken) -> None:
    """A backup that has used all calls but the share of others."""
    budget = BudgetFacts(Usage(400_000, 500_000), 20, 287_600)
    until = datetime.now(UTC) + timedelta(hours=2)
    progress(Progress("read", "contact", 40_000, 106_000, paused_until=until, budget=budget))
    while not cancel.cancelled:
        time.sleep(0.01)
    cancel.check()


def _backed_up(program: Program, folder: Path, schedule: Schedule) -> Connection:
    """An account with a recovery point."""
    repository = str(folder / "backups")
    crm = create_demo_crm(folder / "crm", contacts=20)
    program.create_repository(repository, "correct horse battery staple", use_keyring=False)
    made = new_connection("HubSpot", database_url(crm), repository, schedule=schedule)
    program.back_up(made)
    connection = msgspec.structs.replace(made, source=_URL)
    program.settings.change(lambda _: Settings(connections=(connection,)))
    return connection


def protect_hosted(stage: Stage) -> Iterator[Shown]:
    """The guide for CRMs on the internet."""
    folder = stage.folder / "hosted"
    session = _SessionWithBrowser(_ProgramWithService(folder / "settings", folder / "state"))
    wizard = ProtectWizard(session)
    open_dialog(session, wizard)
    next_page(session, wizard)
    page = wizard.step_page(Step.CRM)
    assert isinstance(page, CrmPage)
    yield from _forms(session, wizard, page)
    page.hosted.remember.setChecked(False)
    page.hosted.account.setText("12345678")
    page.hosted.secrets["token"].setText("pat-na1-0000")
    page.test.click()
    settle(session)
    yield "hosted-2-tested", wizard
    page.readable.click()
    yield from _above(session, wizard, ReadableDialog, "hosted-3-readable")
    next_page(session, wizard)
    scope = wizard.step_page(Step.SCOPE)
    assert isinstance(scope, ScopePage)
    scope.parts.click()
    model = scope.entities
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    settle(session)
    yield "hosted-4-scope", wizard
    close_dialog(session, wizard)
    end_session(session)


def _forms(session: Session, wizard: ProtectWizard, page: CrmPage) -> Iterator[Shown]:
    """What each service is asked; the last one is HubSpot's."""
    form = page.hosted
    page.kinds[SourceKind.SALESFORCE].click()
    form.client.setText(_KEY)
    settle(session)
    yield "hosted-1-browser", wizard
    form.permissions.click()
    yield from _above(session, wizard, PermissionsDialog, "hosted-1-permissions")
    form.sign_in.click()
    yield from _above(session, wizard, SignInDialog, "hosted-1-sign-in")
    form.client.clear()
    form.way.setCurrentIndex(form.way.findData(Way.PASSWORD))
    form.user.setText("ada@acme.example")
    form.secrets["password"].setText("Winter,26")
    settle(session)
    yield "hosted-1-salesforce", wizard
    page.kinds[SourceKind.ZOHO].click()
    form.where.setCurrentIndex(1)
    form.more.click()
    settle(session)
    yield "hosted-1-zoho", wizard
    form.more.click()
    page.kinds[SourceKind.HUBSPOT].click()
    settle(session)
    yield "hosted-1-hubspot", wizard
    form.permissions.click()
    yield from _above(session, wizard, PermissionsDialog, "hosted-1-scopes")


def _above(session: Session, window: QWidget, kind: type[QDialog], name: str) -> Iterator[Shown]:
    """The dialog of that kind which has opened above a window; it is closed after its picture."""
    settle(session)
    (dialog,) = window.findChildren(kind)
    yield name, dialog
    close_dialog(session, dialog)
