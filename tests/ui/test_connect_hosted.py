"""Connections to CRMs on the internet that are mended, moved to this computer, or restored into another account."""

import re

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.crm_keyring import address_of, stored_for
from crmbackup_gui.services.hosted_addresses import SignIn, hosted_address
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand, Purpose
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.viewmodels.protect_state import Step
from crmbackup_gui.ui.viewmodels.restore_state import Where
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot
from tests.ui.guiding import PASSPHRASE, Guide
from tests.ui.hosted_crms import Hub, Zoho, opened

WAIT = 30_000


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with opened(Hub, monkeypatch, tmp_path) as crm:
        crm.url = f"hubspot://{PORTAL}?server={crm.fake.host.replace(':', '%3A')}"
        yield crm


@pytest.fixture
def zoho(monkeypatch, tmp_path):
    with opened(Zoho, monkeypatch, tmp_path) as crm:
        crm.url = f"zoho://zylker@{crm.fake.host}"
        yield crm


@pytest.fixture
def backed_up(session, hub, tmp_path):
    """An account of the list with one recovery point."""
    session.program.create_repository(str(tmp_path / "backups"), PASSPHRASE, use_keyring=True)
    session.program.take_secrets(hub.url, {"token": hub.token}, remember=True)
    made = new_connection("Sales", hub.url, str(tmp_path / "backups"))
    session.program.settings.change(lambda settings: replace(settings, connections=(made,)))
    assert session.program.back_up(made).error == ""
    session.refresh(made.id)
    return made


def dialog_on(qtbot, session, url, **more):
    dialog = ConnectDialog(session, Errand("Sales", hosted_address(url), url, **more))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog._keyring.busy)
    return dialog


def tried(qtbot, dialog, button):
    button.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)


def opened_above(qtbot, parent):
    qtbot.waitUntil(lambda: any(d.isVisible() for d in parent.findChildren(ConnectDialog)))
    dialog = next(d for d in parent.findChildren(ConnectDialog) if d.isVisible())
    qtbot.waitUntil(lambda: not dialog._keyring.busy)
    return dialog


def test_a_key_that_is_kept_need_not_be_typed(qtbot, session, hub):
    session.program.take_secrets(hub.url, {"token": hub.token}, remember=True)
    dialog = dialog_on(qtbot, session, hub.url)
    assert dialog.form.secrets["token"].placeholderText() == "as it is kept on this computer"
    assert dialog.form.secrets["token"].text() == ""
    tried(qtbot, dialog, dialog.test)
    assert "HubSpot" in dialog.notice.text
    assert dialog.readable.isVisible()
    tried(qtbot, dialog, dialog.use)
    assert dialog.result() == dialog.DialogCode.Accepted


def test_a_new_key_takes_the_place_of_the_one_that_was_taken_back(qtbot, session, hub):
    session.program.take_secrets(hub.url, {"token": hub.token}, remember=True)
    hub.fake.tokens.revoke(hub.token)
    dialog = dialog_on(qtbot, session, hub.url)
    tried(qtbot, dialog, dialog.use)
    assert dialog.notice.tone is Tone.BAD
    fresh = hub.fake.tokens.private_app(ALL_SCOPES)
    dialog.form.secrets["token"].setText(fresh)
    tried(qtbot, dialog, dialog.use)
    assert dialog.result() == dialog.DialogCode.Accepted
    assert stored_for(address_of(hub.url), "token") == fresh


def test_where_only_the_secret_is_wanted_nothing_else_can_be_changed(qtbot, session, zoho):
    dialog = dialog_on(qtbot, session, zoho.url, purpose=Purpose.PASSWORD)
    form = dialog.form
    assert not form.account.isEnabled()
    assert not form.where.isEnabled()
    assert form.secrets["client_id"].isEnabled()


def test_a_change_of_the_share_that_stays_free_keeps_the_account(qtbot, session, backed_up):
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.may_close = True
    window.show()
    window.connecting.edit(backed_up.id)
    dialog = opened_above(qtbot, window)
    dialog.form.free.setValue(45)
    tried(qtbot, dialog, dialog.use)
    qtbot.waitUntil(lambda: "free=45" in session.connections()[0].source)
    qtbot.waitUntil(lambda: not session.jobs.active)
    assert session.program.is_there(session.connections()[0].source)
    assert stored_for(address_of(backed_up.source), "token")


def test_an_account_of_a_repository_is_connected_to_with_its_key(qtbot, session, hub, tmp_path):
    place = str(tmp_path / "backups")
    other = Program(tmp_path / "other settings", tmp_path / "other state")
    other.create_repository(place, PASSPHRASE, use_keyring=True)
    other.take_secrets(hub.url, {"token": hub.token}, remember=False)
    assert other.back_up(new_connection("Sales", hub.url, place)).error == ""
    guide = Guide(qtbot, session)
    guide.to_existing(place)
    guide.next(until=Step.CRMS)
    guide.settled()
    guide.click(guide.page.reach)
    dialog = opened_above(qtbot, guide.page)
    assert dialog.form.account.text() == str(PORTAL)
    dialog.form.secrets["token"].setText(hub.token)
    guide.click(dialog.use)
    qtbot.waitUntil(lambda: bool(guide.state.moved), timeout=WAIT)
    guide.next(until=Step.RHYTHM)
    with qtbot.waitSignal(session.run_ended, timeout=WAIT) as ended:
        guide.finish()
    assert ended.args[0].error == ""


@pytest.fixture
def elsewhere(hub):
    """Another account, in which nothing is yet."""
    with HubSpot(hub.fake.clock) as elsewhere:
        elsewhere.account.portal = PORTAL + 1
        yield elsewhere


@pytest.fixture
def into_elsewhere(qtbot, session, backed_up, elsewhere):
    """The wizard's check of a restore into it."""

    def checked():
        wizard = RestoreWizard(session, backed_up.id, 1)
        qtbot.addWidget(wizard)
        wizard.show()
        qtbot.waitUntil(lambda: session.overview(backed_up.id) is not None)
        wizard.next()
        qtbot.waitUntil(lambda: wizard.contents is not None, timeout=WAIT)
        qtbot.waitUntil(wizard.what.isComplete)
        wizard.next()
        wizard.where.other.click()
        assert wizard.state.where is Where.OTHER
        wizard.where.other_place.choose.click()
        dialog = opened_above(qtbot, wizard)
        form = dialog.form
        form.more.click()
        form.where.setCurrentIndex(form.where.count() - 1)
        form.server.setText(elsewhere.host)
        form.account.setText(str(PORTAL + 1))
        form.secrets["token"].setText(elsewhere.tokens.private_app(ALL_SCOPES))
        assert form.secrets["token"].placeholderText() == ""
        tried(qtbot, dialog, dialog.use)
        qtbot.waitUntil(lambda: bool(wizard.state.other_url))
        wizard.next()
        qtbot.waitUntil(lambda: not wizard.check.working.busy, timeout=WAIT)
        return wizard

    return checked


def test_a_restore_into_another_account_creates_what_is_not_there(qtbot, session, hub, elsewhere, into_elsewhere):
    cars = [Property("vin", unique=True), Property("seats", "number")]
    elsewhere.account.add_custom("car", ("Car", "Cars"), cars, ("vin",))
    wizard = into_elsewhere()
    assert "another account" in wizard.check.trouble.text
    with qtbot.waitSignal(session.restored, timeout=WAIT) as restored:
        wizard.accept()
    report = restored.args[1].report
    assert report.total("created") > 0
    assert len(elsewhere.account.kinds["contacts"].records) == len(hub.fake.account.kinds["contacts"].records)
    assert stored_for(address_of(wizard.state.other_url), "token") is None


def test_objects_that_the_other_account_does_not_have_are_made_there_by_hand(into_elsewhere):
    wizard = into_elsewhere()
    assert "'car'" in wizard.check.trouble.text
    assert "Make them in the CRM itself" in wizard.check.trouble.text
    assert not wizard.check.trouble.button.isVisible()
    assert not wizard.check.isComplete()


@pytest.mark.parametrize("way", [SignIn.KEY, SignIn.BROWSER])
def test_what_is_typed_for_one_way_is_not_given_for_another(qtbot, session, hub, way):
    dialog = dialog_on(qtbot, session, hub.url)
    form = dialog.form
    form.secrets["token"].setText("a key")
    form.secrets["client_secret"].setText("a secret")
    form.way.setCurrentIndex(form.way.findData(way))
    assert set(form.given) == {"token" if way is SignIn.KEY else "client_secret"}


# What a backup of some parts takes


def test_a_backup_of_some_parts_says_what_it_takes_of_the_calls(qtbot, session, backed_up):
    dialog = ChooseBackupDialog(session, backed_up.id)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "call" in dialog.cost.text, timeout=WAIT)

    def calls():
        qtbot.waitUntil(lambda: not dialog._foreseeing.busy, timeout=WAIT)
        (told,) = re.findall(r"(?:about|at least) ([\d,]+) call", dialog.cost.text)
        return int(told.replace(",", ""))

    changes = calls()
    dialog.strategy.setCurrentIndex(dialog.strategy.findData(Strategy.FULL))
    everything = calls()
    assert everything > 0
    parts = dialog.entities
    row = [parts.index(each, 0).data() for each in range(parts.rowCount())].index("Contacts")
    assert parts.index(row, 1).data() == "12"
    parts.choose_all(wanted=False)
    parts.setData(parts.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert 0 < calls() < everything
    assert changes > 0
    with qtbot.waitSignal(session.run_ended, timeout=WAIT) as ended:
        dialog.accept()
    assert ended.args[0].error == ""
