"""Scenes of CRMs on database servers. There is no server: what it would say is said here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from PySide6.QtCore import Qt

from crmbackup_gui.errors import PasswordMissing
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.connections import Connection, new_connection
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.crm_secrets import NOTHING, Given
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.services.source_facts import EntityFacts, SourceFacts
from crmbackup_gui.sources.server import ServerFacts
from crmbackup_gui.ui.dialogs.connect import ConnectDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, end, end_session, next_page, open_dialog, settle
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.scope_page import ScopePage
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from crmbackup_gui.ui.wizards.restore.server_choice import ServerChoice

_HOST, _DATABASE, _USER = "db.example.com", "suitecrm", "suitecrm"
_URL = f"mysql://{_USER}@{_HOST}/{_DATABASE}"
_WORDS = "correct horse battery staple"

_PARTS = (
    ("accounts", "Customers", "客户", {"accounts": 12_408, "accounts_cstm": 12_408, "accounts_audit": 30_121}),
    ("contacts", "Contacts", "联系人", {"contacts": 48_932, "contacts_cstm": 48_932, "accounts_contacts": 47_015}),
    ("opportunities", "Opportunities", "商机", {"opportunities": 9_317, "opportunities_contacts": 11_204}),
    ("calls", "Calls", "电话", {"calls": 81_530, "calls_contacts": 79_201, "calls_users": 81_530}),
    ("meetings", "Meetings", "会议", {"meetings": 15_220, "meetings_users": 16_043}),
    ("notes", "Notes", "备注", {"notes": 102_377}),
    ("users", "Users", "用户", {"users": 64, "user_preferences": 512}),
)
_REFERENCES = {
    "contacts": ("users",),
    "accounts": ("users",),
    "accounts_contacts": ("accounts", "contacts"),
    "opportunities": ("accounts", "users"),
    "opportunities_contacts": ("contacts",),
    "calls": ("accounts", "users"),
    "calls_contacts": ("contacts",),
    "meetings": ("accounts", "users"),
    "notes": ("contacts",),
}


TABLES = (*(name for _, _, _, tables in _PARTS for name in tables), "sessions")
"""Names that only who made the CRM can have translated."""


class _ProgramWithServer(Program):
    """Reaches a server that is always there."""

    def look_at_source(self, url: str, given: Given = NOTHING) -> SourceFacts:
        del given
        entities = [
            EntityFacts(name, name, records, _REFERENCES.get(name, ()))
            for _, _, _, tables in _PARTS
            for name, records in tables.items()
        ]
        return SourceFacts(
            url=url,
            name=_DATABASE,
            kind="mysql",
            entities=(*entities, EntityFacts(TABLES[-1], TABLES[-1], 7_011, ("users",), transient=True)),
            size_bytes=412_000_000,
            crm="SuiteCRM",
            business=tuple(
                BusinessEntity(id=name, english=english, chinese=chinese, entities=tuple(tables))
                for name, english, chinese, tables in _PARTS
            ),
            server=ServerFacts("MariaDB", "10.11.6", 412_000_000, encrypted=True),
        )

    def is_there(self, url: str, given: Given = NOTHING) -> bool:
        del url, given
        return False


def protect_server(stage: Stage) -> Iterator[Shown]:
    """The guide for a CRM on a server."""
    session = Session(_program(stage, "server"))
    wizard = ProtectWizard(session)
    open_dialog(session, wizard)
    next_page(session, wizard)
    page, scope = wizard.step_page(Step.CRM), wizard.step_page(Step.SCOPE)
    assert isinstance(page, CrmPage)
    assert isinstance(scope, ScopePage)
    page.kinds[SourceKind.MYSQL].click()
    for edit, text in ((page.server.host, _HOST), (page.server.database, _DATABASE), (page.server.user, _USER)):
        edit.setText(text)
    page.server.password.edit.setText(_WORDS)
    page.server.remember.setChecked(False)
    page.test.click()
    settle(session)
    yield "server-1-crm", wizard
    page.server.more.click()
    settle(session)
    yield "server-1-crm-more", wizard
    next_page(session, wizard)
    scope.parts.click()
    model = scope.entities
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    settle(session)
    yield "server-2-scope", wizard
    scope.list.tables.click()
    settle(session)
    yield "server-2-scope-tables", wizard
    close_dialog(session, wizard)
    end_session(session)


def refused_server(stage: Stage) -> Iterator[Shown]:
    """A CRM whose server no longer lets the program in, and the ways on from there."""
    program = _program(stage, "refused")
    connection = _backed_up(stage, program)
    session = Session(program)
    window = MainWindow(session)
    window.show()
    settle(session)
    # What a point holds is asked for only after a moment.
    stage.until(lambda: window.timeline.detail.entities.rowCount() > 0)
    stage.draw()
    yield "refused-1-window", window
    window.head.enter_password.click()
    settle(session)
    (dialog,) = window.findChildren(ConnectDialog)
    yield "refused-2-connect", dialog
    close_dialog(session, dialog)
    window.settings.click()
    settle(session)
    yield "refused-3-settings", window
    wizard = RestoreWizard(session, connection.id, 1, window)
    open_dialog(session, wizard)
    next_page(session, wizard)
    next_page(session, wizard)
    wizard.where.new.setChecked(True)
    settle(session)
    yield "server-3-where", wizard
    choice = wizard.where.new_place
    assert isinstance(choice, ServerChoice)
    choice.choose.click()
    settle(session)
    (new,) = wizard.findChildren(ConnectDialog)
    yield "server-4-new-database", new
    close_dialog(session, new)
    close_dialog(session, wizard)
    window.may_close = True
    end(window, session)


def _program(stage: Stage, name: str) -> Program:
    folder = stage.folder / name
    return _ProgramWithServer(folder / "settings", folder / "state")


def _backed_up(stage: Stage, program: Program) -> Connection:
    """A CRM with a recovery point, and a schedule whose last run was refused."""
    repository = str(stage.folder / "refused" / "backups")
    crm = create_demo_crm(stage.folder / "refused" / "crm", contacts=20)
    program.create_repository(repository, _WORDS, use_keyring=False)
    made = new_connection("SuiteCRM", database_url(crm), repository, schedule=stage.connection.schedule)
    program.back_up(made)
    connection = msgspec.structs.replace(made, source=_URL)
    program.settings.change(lambda _: Settings(connections=(connection,)))
    error = PasswordMissing(_URL)
    refused = Run(
        connection=connection.id,
        crm_name=connection.name,
        task=Task.BACKUP,
        trigger=Trigger.SCHEDULE,
        started_at=datetime.now(UTC),
        outcome=Outcome.FAILED,
        error=type(error).__name__,
        message=error.user_message,
        action=error.action.name,
    )
    program.history.add(refused)
    return connection
