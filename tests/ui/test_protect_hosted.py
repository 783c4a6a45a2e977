"""First run for a CRM on the internet: from its account to a CRM that is protected."""

import re
import threading
from contextlib import suppress
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from crmbackup_gui.services.callback import callback_address
from crmbackup_gui.services.crm_keyring import address_of, stored_for
from crmbackup_gui.services.hosted_addresses import SignIn
from crmbackup_gui.services.signing_in import SignInRequest, sign_in_form
from crmbackup_gui.ui.dialogs import sign_in
from crmbackup_gui.ui.dialogs.permissions import PermissionsDialog
from crmbackup_gui.ui.dialogs.readable import ReadableDialog
from crmbackup_gui.ui.dialogs.sign_in import SignInDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.viewmodels.protect_state import Step
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.ui.guiding import Guide
from tests.ui.hosted_crms import ALL, Hub, Salesforce, Zoho, browse, callback_in, opened


@pytest.fixture(params=ALL, ids=lambda make: make.__name__)
def crm(request, monkeypatch, tmp_path):
    with opened(request.param, monkeypatch, tmp_path) as crm:
        yield crm


@pytest.fixture
def salesforce(monkeypatch, tmp_path):
    with opened(Salesforce, monkeypatch, tmp_path) as crm:
        yield crm


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with opened(Hub, monkeypatch, tmp_path) as crm:
        yield crm


@pytest.fixture
def guide(qtbot, session):
    guide = Guide(qtbot, session)
    guide.next(until=Step.CRM)
    return guide


def fill(guide, crm):
    guide.click(guide.page.kinds[crm.kind])
    crm.write(guide.page.hosted)


def looked(guide):
    guide.click(guide.page.test)
    guide.settled()
    return guide.page.notice


def foreseen_calls(page):
    (calls,) = re.findall(r"(?:about|at least) ([\d,]+) call", page.notice.text)
    return int(calls.replace(",", ""))


def shown(guide, kind):
    guide.qtbot.waitUntil(lambda: any(d.isVisible() for d in guide.wizard.findChildren(kind)))
    return next(dialog for dialog in guide.wizard.findChildren(kind) if dialog.isVisible())


def test_the_whole_way_ends_with_a_first_recovery_point(qtbot, session, guide, crm, tmp_path):
    fill(guide, crm)
    notice = looked(guide)
    assert notice.tone is not Tone.BAD, notice.text
    assert crm.product in notice.text
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=60_000) as ended:
        guide.finish()
    assert ended.args[0].error == ""
    (connection,) = session.connections()
    assert connection.source.startswith(crm.kind.value)
    assert len(guide.wizard.visitedIds()) <= 7


def contents_below(folder):
    """What is in each file; a database takes files away that belong to it whenever it is closed."""
    contents = {}
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):
            contents[path] = path.read_bytes()
    return contents


def test_its_secrets_are_in_the_keyring_alone(qtbot, session, guide, crm, tmp_path):
    fill(guide, crm)
    looked(guide)
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=60_000):
        guide.finish()
    written = contents_below(tmp_path)
    assert len(written) > 3
    texts = [edit.text() for edit in guide.wizard.findChildren(QLineEdit) if edit.echoMode() is edit.EchoMode.Normal]
    for secret in crm.secrets:
        assert not [path for path, content in written.items() if secret.encode() in content]
        assert secret not in repr(guide.state)
        assert secret not in texts
    assert session.program.is_there(session.connections()[0].source)


def test_what_somebody_typed_for_one_service_is_not_asked_of_another(guide, crm):
    fill(guide, crm)
    url = guide.state.source_url
    for kind in guide.page.kinds:
        guide.click(guide.page.kinds[kind])
        if kind is not crm.kind:
            assert guide.state.source_url != url
    guide.click(guide.page.kinds[crm.kind])
    assert guide.state.source_url == url
    assert set(guide.page.hosted.given.values()) >= set(crm.secrets)


def test_a_wrong_secret_is_told_in_the_words_of_the_service_and_the_guide_stays(guide, crm):
    fill(guide, crm)
    form = guide.page.hosted
    asked = [each.name for each in form.address.secrets]
    form.secrets[asked[0] if asked[0] != "client_id" else asked[-1]].setText("wrong")
    notice = looked(guide)
    assert notice.tone is Tone.BAD
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM


def test_the_parts_to_choose_from_have_the_names_of_the_service_and_their_records(qtbot, guide, crm):
    fill(guide, crm)
    looked(guide)
    guide.next(until=Step.SCOPE)
    page = guide.page
    qtbot.waitUntil(lambda: page._forecast is not None)
    model = page.entities
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    row = names.index(crm.part)
    assert model.index(row, 1).data() not in ("", "0")
    before = foreseen_calls(page)
    assert before > 0
    guide.click(page.parts)
    model.setData(model.index(row, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert foreseen_calls(page) < before


def test_what_the_account_may_not_read_is_said_and_listed(guide, hub):
    fill(guide, hub)
    scopes = ALL_SCOPES - {"crm.objects.deals.read"}
    guide.page.hosted.secrets["token"].setText(hub.fake.tokens.private_app(scopes))
    notice = looked(guide)
    assert notice.tone is Tone.WARN
    assert "may not read" in notice.text
    assert "calls are used" in notice.text
    guide.click(guide.page.readable)
    dialog = shown(guide, ReadableDialog)
    rows = [[dialog.model.index(row, column).data() for column in range(3)] for row in range(dialog.model.rowCount())]
    assert "crm.objects.deals.read" in next(row for row in rows if row[1] == "no")[2]
    assert any(row[0] == "Contacts" and row[2] == "\N{EN DASH}" for row in rows)
    dialog.reject()


def test_the_share_that_stays_free_is_chosen_under_more(guide, hub):
    fill(guide, hub)
    guide.page.hosted.free.setValue(35)
    assert "free=35" in guide.state.source_url
    assert "leaves 35 % free" in looked(guide).text


def test_permissions_are_listed_by_the_names_of_the_service_and_can_be_copied(guide):
    guide.click(guide.page.kinds[Zoho.kind])
    guide.click(guide.page.hosted.permissions)
    dialog = shown(guide, PermissionsDialog)
    listed = [dialog.model.index(row, 0).data() for row in range(dialog.model.rowCount())]
    assert listed == [scope.name for scope in sign_in_form("zoho").scopes]
    guide.click(dialog.copy_all)
    assert QGuiApplication.clipboard().text() == ",".join(listed)
    guide.click(dialog.copy_callback)
    assert QGuiApplication.clipboard().text() == callback_address()
    dialog.reject()


def test_a_key_of_hubspot_needs_no_permission_to_stay_signed_in(guide):
    guide.click(guide.page.kinds[Hub.kind])
    guide.click(guide.page.hosted.permissions)
    dialog = shown(guide, PermissionsDialog)
    listed = {dialog.model.index(row, 0).data() for row in range(dialog.model.rowCount())}
    assert "crm.objects.contacts.read" in listed
    assert "oauth" not in listed
    assert not dialog.copy_callback.isVisible()
    dialog.reject()


def test_spaces_around_a_copied_key_do_not_count_but_in_a_password_they_do(guide):
    guide.click(guide.page.kinds[Salesforce.kind])
    form = guide.page.hosted
    form.way.setCurrentIndex(form.way.findData(SignIn.PASSWORD))
    form.secrets["password"].setText(" open sesame ")
    form.secrets["security_token"].setText(" TOKEN9\t")
    assert form.given == {"password": " open sesame ", "security_token": "TOKEN9"}


# In the browser


@pytest.fixture
def browser(session, monkeypatch):
    """Somebody in front of a browser, and a port that no other program of this computer has."""
    monkeypatch.setattr(sign_in, "SignInRequest", partial(SignInRequest, port=0))
    return Browser(session, monkeypatch)


class Browser:
    """The addresses that were `opened`; whoever `goes_to` a service decides there at once."""

    def __init__(self, session, monkeypatch):
        self.opened, self._threads, self._crm = [], [], None
        monkeypatch.setattr(session, "open_in_browser", self._open)

    def goes_to(self, crm):
        self._crm = crm

    def _open(self, address):
        self.opened.append(address)
        if self._crm is not None:
            self._crm.register(callback_in(address))
            self._threads.append(threading.Thread(target=browse, args=(address,)))
            self._threads[-1].start()
        return True

    def close(self):
        for thread in self._threads:
            thread.join(10)


def test_who_signs_in_in_the_browser_types_no_secret_of_an_account(qtbot, session, guide, browser, crm, tmp_path):
    browser.goes_to(crm)
    guide.click(guide.page.kinds[crm.kind])
    form = guide.page.hosted
    assert not (form.sign_in.isVisible() and form.sign_in.isEnabled())
    crm.write_app(form)
    guide.click(form.sign_in)
    qtbot.waitUntil(lambda: guide.state.tested, timeout=30_000)
    browser.close()
    assert "Signed in" in form.status.text()
    assert crm.product in guide.page.notice.text
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=60_000) as ended:
        guide.finish()
    assert ended.args[0].error == ""
    assert stored_for(address_of(session.connections()[0].source), "refresh_token")


def test_a_sign_in_to_which_nobody_comes_can_be_cancelled_and_begun_again(guide, browser, salesforce):
    guide.click(guide.page.kinds[salesforce.kind])
    salesforce.write_app(guide.page.hosted)
    for _ in range(2):
        guide.click(guide.page.hosted.sign_in)
        dialog = shown(guide, SignInDialog)
        guide.qtbot.waitUntil(lambda: bool(browser.opened))
        assert dialog.asking.busy
        guide.click(dialog.copy)
        assert QGuiApplication.clipboard().text() == browser.opened.pop()
        guide.click(dialog.cancel)
        guide.qtbot.waitUntil(lambda: not guide.wizard.findChildren(SignInDialog))
        guide.qtbot.waitUntil(lambda: not guide.wizard._session.jobs._waiting)


def test_somebody_who_says_no_in_the_browser_is_told_and_may_try_again(guide, browser, salesforce):
    browser.goes_to(salesforce)
    salesforce.fake.oauth.denies = True
    guide.click(guide.page.kinds[salesforce.kind])
    salesforce.write_app(guide.page.hosted)
    guide.click(guide.page.hosted.sign_in)
    dialog = shown(guide, SignInDialog)
    guide.qtbot.waitUntil(lambda: dialog.notice.tone is Tone.BAD, timeout=30_000)
    assert "denied" in dialog.notice.text
    salesforce.fake.oauth.denies = False
    guide.click(dialog.reopen)
    guide.qtbot.waitUntil(lambda: guide.state.tested, timeout=30_000)
    browser.close()


@pytest.mark.usefixtures("browser")
def test_a_browser_that_does_not_open_is_told_with_the_way_round(guide, session, monkeypatch, salesforce):
    monkeypatch.setattr(session, "open_in_browser", lambda _: False)
    guide.click(guide.page.kinds[salesforce.kind])
    salesforce.write_app(guide.page.hosted)
    guide.click(guide.page.hosted.sign_in)
    dialog = shown(guide, SignInDialog)
    guide.qtbot.waitUntil(lambda: dialog.notice.tone is Tone.WARN)
    assert "Copy the address" in dialog.notice.text
    guide.click(dialog.cancel)
    guide.qtbot.waitUntil(lambda: not guide.wizard._session.jobs._waiting)


def test_a_guide_that_is_closed_forgets_the_access_that_somebody_gave(qtbot, session, guide, browser, salesforce):
    browser.goes_to(salesforce)
    guide.click(guide.page.kinds[salesforce.kind])
    salesforce.write_app(guide.page.hosted)
    guide.click(guide.page.hosted.sign_in)
    qtbot.waitUntil(lambda: guide.state.tested, timeout=30_000)
    browser.close()
    url = guide.state.source_url
    assert session.program.secrets_known(url) == {"refresh_token"}
    guide.wizard.reject()
    qtbot.waitUntil(lambda: not session.program.secrets_known(url))
    qtbot.waitUntil(lambda: not session.jobs._quick)


def test_an_app_of_hubspot_is_asked_for_by_its_id_and_secret(guide):
    guide.click(guide.page.kinds[Hub.kind])
    form = guide.page.hosted
    form.way.setCurrentIndex(form.way.findData(SignIn.BROWSER))
    form.account.setText(str(PORTAL))
    form.client.setText("aaaa-bbbb")
    form.secrets["client_secret"].setText("hush")
    assert form.sign_in.isEnabled()
    assert guide.state.source_url == f"hubspot://{PORTAL}?client=aaaa-bbbb"
