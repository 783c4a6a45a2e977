"""Scenes of CRMs on the internet. There is no service: what it would say is said here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from crmbackup_gui.model.budget import BudgetFacts, EntityCost, Forecast, Usage
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.crm_secrets import NOTHING, Given
from crmbackup_gui.services.hosted_addresses import HostedKind
from crmbackup_gui.services.hosted_addresses import SignIn as Way
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.signing_in import SignIn, SignInRequest
from crmbackup_gui.services.source_facts import EntityFacts, SourceFacts
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.sources.server import ServerFacts
from crmbackup_gui.ui.dialogs.permissions import PermissionsDialog
from crmbackup_gui.ui.dialogs.readable import ReadableDialog
from crmbackup_gui.ui.dialogs.sign_in import SignInDialog
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, end_session, next_page, open_dialog, settle
from crmbackup_gui.ui.viewmodels.permissions import form_of
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.scope_page import ScopePage

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

NAMES = (
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
