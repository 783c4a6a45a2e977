"""What people do with a CRM on the internet through the main window: protect it, lose something, and get it back."""

import pytest
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.dialogs.connect import ConnectDialog
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.proof import Verdict
from crmbackup_gui.ui.viewmodels.proof_report import html_report
from crmbackup_gui.ui.wizards.restore.wizard import Step
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.ui.conftest import end
from tests.ui.hosted_crms import ALL, Hub, Salesforce, opened
from tests.ui.test_journeys import WAIT, Desk, protect

ENDS = ("created", "updated", "undeleted", "unchanged", "skipped", "failed")


@pytest.fixture(params=ALL, ids=lambda make: make.__name__)
def crm(request, monkeypatch, tmp_path):
    with opened(request.param, monkeypatch, tmp_path) as crm:
        yield crm


@pytest.fixture
def desk(qtbot, tmp_path, crm):
    """A person whose CRM is protected since a moment ago."""
    session = Session(Program(tmp_path / "settings", tmp_path / "state"))
    desk = Desk(qtbot, session)

    def fill(page):
        desk.click(page.kinds[crm.kind])
        crm.write(page.hosted)
        desk.click(page.test)
        qtbot.waitUntil(lambda: not page.asking.busy, timeout=WAIT)
        assert page.notice.tone is not Tone.BAD, page.notice.text

    protect(desk, tmp_path, fill)
    yield desk
    desk.leave()
    end(session)


def to_check(guide, *, clears=False):
    guide.to_what()
    guide.next(Step.WHERE)
    if clears:
        guide.wizard.where.clears.click()
    guide.next(Step.CHECK)
    guide.desk.bot.waitUntil(lambda: not guide.wizard.check.working.busy, timeout=WAIT)
    return guide.wizard.check


def told(tabs):
    """The records that are told one by one: what each is called, and what happens to it."""
    ends = tabs.ends
    return [(ends.index(row, 0).data(), ends.index(row, 2).data()) for row in range(ends.rowCount())]


def test_what_was_ruined_comes_back_with_a_proof(desk, crm):
    before = crm.natural()
    crm.ruin()
    assert crm.natural() != before
    guide = desk.restore()
    check = to_check(guide, clears=True)
    assert "call" in check.facts.text()
    assert "recycle bin" in check.summary.text() or crm.kind is Hub.kind
    foreseen = told(check.outcomes)
    assert foreseen
    proof = guide.finish()
    assert crm.natural() == before
    assert proof.proof.verdict in (Verdict.MATCHES, Verdict.SOME_LEFT), proof.notes.stringList()
    report = proof.proof.report
    assert [title for title, _ in told(proof.outcomes)] == [title for title, _ in foreseen]
    for entity in report.entities:
        ends = [each.what for each in entity.records]
        assert all(ends.count(what) == getattr(entity, what) for what in ENDS if what != "unchanged")
    html = html_report(proof.proof)
    assert all(each.title.partition("&")[0] in html for entity in report.entities for each in entity.records[:1])
    desk.at_rest()


def test_a_backup_after_that_and_one_more_restore_find_nothing_to_do(desk, crm):
    crm.ruin()
    guide = desk.restore()
    to_check(guide, clears=True)
    guide.finish().reject()
    desk.at_rest()
    crm.fake.clock.advance(minutes=30)
    desk.back_up()
    guide = desk.restore()
    check = to_check(guide)
    assert "Nothing to do" in check.summary.text(), told(check.outcomes)
    guide.wizard.reject()
    desk.at_rest()


@pytest.mark.parametrize("crm", [Salesforce], indirect=True)
def test_a_restore_is_undone_from_its_proof(desk, crm):
    crm.ruin()
    ruined = crm.natural()
    guide = desk.restore()
    to_check(guide)
    proof = guide.finish()
    assert crm.natural() != ruined
    desk.click(proof.undo)
    box = proof.findChild(QMessageBox)
    desk.click(next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole))
    desk.bot.waitUntil(lambda: desk.opened(ProofDialog).proof.is_undo, timeout=WAIT)
    assert crm.natural() == ruined
    desk.at_rest()


@pytest.mark.parametrize("crm", [Salesforce], indirect=True)
def test_what_a_rule_of_the_service_refuses_is_told_in_its_words_in_the_proof(desk, crm):
    crm.ruin()
    crm.fake.org.validation["Contact"].append(("People need a birthday", lambda row: row["LastName"] == "Person 1"))
    guide = desk.restore()
    to_check(guide)
    proof = guide.finish()
    assert proof.proof.verdict is Verdict.SOME_REFUSED
    ends = proof.outcomes.ends
    first = [ends.index(0, column).data() for column in range(4)]
    assert first[0] == "Person 1"
    assert first[2] == "failed"
    assert "People need a birthday" in first[3]
    desk.at_rest()


@pytest.mark.parametrize("crm", [Salesforce], indirect=True)
def test_what_is_empty_in_the_point_is_emptied_only_for_who_asks(desk, crm):
    org = crm.fake.org
    account = crm.firm[0][2]
    assert org.rows["Account"][account].get("Rating") is None
    crm.ruin()
    guide = desk.restore()
    guide.to_what()
    guide.next(Step.WHERE)
    assert guide.wizard.where.clears.isVisible()
    assert not guide.wizard.where.new.isVisible()
    guide.wizard.where.clears.click()
    guide.next(Step.CHECK)
    guide.finish()
    assert org.rows["Account"][account].get("Rating") is None
    desk.at_rest()


@pytest.mark.parametrize("crm", [Hub], indirect=True)
def test_an_access_that_was_taken_back_is_asked_for_again_and_the_backup_goes_on(desk, crm, qtbot):
    crm.fake.tokens.revoke(crm.token)
    with qtbot.waitSignal(desk.session.run_ended, timeout=WAIT) as ended:
        desk.click(desk.window.head.back_up)
    assert ended.args[0].error in ("LoginRefused", "AccessExpired", "AccessRevoked")
    dialog = desk.opened(ConnectDialog)
    assert dialog.form.account.text() == desk.connection.source.partition("//")[2].partition("?")[0]
    crm.token = crm.fake.tokens.private_app(ALL_SCOPES)
    dialog.form.secrets["token"].setText(crm.token)
    before = len(desk.overview.points)
    desk.click(dialog.use)
    qtbot.waitUntil(lambda: len(desk.overview.points) == before + 1, timeout=WAIT)
    desk.at_rest()
