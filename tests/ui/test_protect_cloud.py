"""The guide with a place in a cloud, on real servers of S3 and Azure and a fake of Google."""

import secrets

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyringThere

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.store_keyring import stored_keys_of
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import Step
from tests.servers import azurite as azure
from tests.servers import fake_gcs as google
from tests.servers import seaweedfs as s3
from tests.servers.google_account import ACCOUNT
from tests.ui.conftest import end
from tests.ui.guiding import PASSPHRASE, Guide

WAIT = 30_000


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))


@pytest.fixture
def crm(tmp_path):
    return create_demo_crm(tmp_path / "crm", contacts=60)


@pytest.fixture
def guide(qtbot, session, crm, tmp_path):
    """On the page that asks for the place; `files` is a folder for what a test chooses."""
    guide = Guide(qtbot, session)
    guide.files = tmp_path
    to_cloud_page(guide, crm)
    return guide


@pytest.fixture
def folder():
    """A folder in the bucket that is the test's own."""
    return f"guide-{secrets.token_hex(6)}"


def choose(guide, cloud):
    guide.click(guide.page.form.kinds[cloud])
    return guide.page.form.cloud


def fill_s3(guide, server, folder, key=s3.KEY, secret=s3.SECRET):
    form = choose(guide, Cloud.S3)
    for edit, text in (
        (form.bucket, s3.BUCKET),
        (form.folder, folder),
        (form.server, server.endpoint),
        (form.key_id, key),
        (form.secret.edit, secret),
    ):
        edit.setText(text)
    return form


def fill_azure(guide, server, folder, secret=azure.KEY):
    form = choose(guide, Cloud.AZURE)
    form.more.click()
    for edit, text in (
        (form.account, azure.ACCOUNT),
        (form.bucket, azure.BUCKET),
        (form.folder, folder),
        (form.server, server.endpoint),
        (form.secret.edit, secret),
    ):
        edit.setText(text)
    return form


def fill_google(guide, server, folder):
    form = choose(guide, Cloud.GOOGLE)
    form.more.click()
    for edit, text in (
        (form.bucket, google.BUCKET),
        (form.folder, folder),
        (form.server, server.endpoint),
        (form.token.edit, google.TOKEN),
    ):
        edit.setText(text)
    return form


def fill_google_account(guide, server, folder):
    """By the key file of a service account, which stays where it is."""
    form = fill_google(guide, server, folder)
    form.token.edit.clear()
    file = guide.files / "account.json"
    file.write_text(ACCOUNT.key_file)
    file.chmod(0o600)
    form.key_file.set_path(str(file))
    return form


def notice_after_test(guide):
    guide.click(guide.page.form.test)
    guide.qtbot.waitUntil(lambda: not guide.page.asking.busy, timeout=WAIT)
    return guide.page.notice


def to_cloud_page(guide, crm):
    guide.to_crm(crm)
    guide.next(until=Step.SCOPE)
    guide.next(until=Step.PLACE)


def on(guide, until):
    guide.press_next()
    guide.qtbot.waitUntil(lambda: guide.step is until, timeout=WAIT)


def finish(guide, session):
    """From the page of the passphrase to the first recovery point."""
    guide.page.first.edit.setText(PASSPHRASE)
    guide.page.second.edit.setText(PASSPHRASE)
    on(guide, Step.CODE)
    guide.page.kept.click()
    on(guide, Step.RHYTHM)
    with guide.qtbot.waitSignal(session.run_ended, timeout=WAIT) as ended:
        guide.finish()
    guide.qtbot.waitUntil(lambda: not session.jobs.active, timeout=WAIT)
    return ended.args[0]


@pytest.mark.parametrize(
    ("server", "fill", "scheme"),
    [
        ("seaweedfs", fill_s3, "s3"),
        ("azurite", fill_azure, "az"),
        ("fake_gcs", fill_google, "gs"),
        ("fake_gcs", fill_google_account, "gs"),
    ],
)
def test_the_whole_way_ends_with_a_recovery_point_in_the_cloud_and_no_key_in_a_file(
    request, guide, folder, server, fill, scheme
):
    server, session = request.getfixturevalue(server), request.getfixturevalue("session")
    program = session.program
    fill(guide, server, folder)
    assert notice_after_test(guide).tone is Tone.GOOD
    assert "nothing is kept there yet" in guide.page.notice.text
    assert not program.settings.path.exists()
    on(guide, Step.PASSPHRASE)
    run = finish(guide, session)
    assert run.outcome is Outcome.OK
    (connection,) = session.connections()
    assert connection.repository == f"{scheme}://bkt/{folder}"
    assert connection.schedule.need_network
    assert len(program.overview(connection).points) == 1
    written = program.settings.path.read_text()
    assert server.endpoint in written
    for secret in (s3.SECRET, azure.KEY, google.TOKEN, ACCOUNT.email, "PRIVATE KEY"):
        assert secret not in written


def test_a_wrong_key_is_told_and_leads_to_its_field(session, guide, folder, seaweedfs):
    form = fill_s3(guide, seaweedfs, folder, secret="wrong")
    assert notice_after_test(guide).tone is Tone.BAD
    assert "permission was refused" in guide.page.notice.text
    assert "access key" in guide.page.notice.text
    assert form.secret.edit.hasFocus()
    guide.press_next()
    guide.qtbot.waitUntil(lambda: not guide.page.asking.busy, timeout=WAIT)
    assert guide.step is Step.PLACE
    assert session.settings().stores == {}
    assert stored_keys_of("s3://bkt")("secret-access-key") is None


def test_a_bucket_that_is_not_there_and_one_that_cannot_be_are_told(guide, folder, azurite):
    form = fill_azure(guide, azurite, folder)
    form.bucket.setText("another")
    assert "no such bucket" in notice_after_test(guide).text
    form.bucket.setText("no bucket")
    assert "cannot be the name of a bucket" in guide.page.notice.text
    assert not guide.page.ready()


def test_without_a_server_at_the_address_the_test_ends_and_says_so(guide, folder):
    form = fill_s3(guide, type("Nobody", (), {"endpoint": "http://127.0.0.1:9"}), folder)
    assert "cannot be reached" in notice_after_test(guide).text
    form.server.setText("http://s3.example.com")
    assert "https" in notice_after_test(guide).text


def test_a_place_with_other_things_offers_a_folder_in_it(session, guide, folder, seaweedfs):
    options = seaweedfs.options
    keyring.set_password("crmbackup", "s3://bkt#access-key-id", s3.KEY)
    keyring.set_password("crmbackup", "s3://bkt#secret-access-key", s3.SECRET)
    open_place(seaweedfs.location(folder), options).put("letter", b"x")
    fill_s3(guide, seaweedfs, folder)
    assert "other things" in notice_after_test(guide).text
    guide.qtbot.waitUntil(guide.page.inside.isVisible, timeout=WAIT)
    guide.click(guide.page.inside)
    guide.qtbot.waitUntil(lambda: guide.state.placed, timeout=WAIT)
    assert guide.state.location == f"s3://bkt/{folder}/crm-backups"
    on(guide, Step.PASSPHRASE)
    assert session.settings().stores["s3://bkt"]["endpoint"] == seaweedfs.endpoint


def test_without_a_keyring_the_way_ends_there_and_the_reason_is_told(guide, folder, seaweedfs):
    keyring.set_keyring(NoKeyringThere())
    fill_s3(guide, seaweedfs, folder)
    assert notice_after_test(guide).tone is Tone.GOOD
    guide.press_next()
    guide.qtbot.waitUntil(lambda: not guide.page.asking.busy, timeout=WAIT)
    assert guide.step is Step.PLACE
    assert "no keyring" in guide.page.notice.text


def test_an_address_that_is_pasted_is_taken_apart(guide):
    form = choose(guide, Cloud.S3)
    form.bucket.setFocus()
    form.bucket.setText("s3://shop/crm/sales")
    form.folder.setFocus()
    assert (form.bucket.text(), form.folder.text()) == ("shop", "crm/sales")
    assert guide.state.location == "s3://shop/crm/sales"


def test_what_was_entered_is_there_again_after_another_kind_was_shown_and_after_going_back(guide, folder, azurite):
    fill_azure(guide, azurite, folder)
    choose(guide, Cloud.S3).bucket.setText("shop")
    form = choose(guide, Cloud.AZURE)
    assert (form.account.text(), form.bucket.text(), form.secret.text) == (azure.ACCOUNT, azure.BUCKET, azure.KEY)
    assert choose(guide, Cloud.S3).bucket.text() == "shop"
    choose(guide, Cloud.AZURE)
    guide.back()
    guide.next(until=Step.PLACE)
    assert guide.page.form.kind is Cloud.AZURE
    on(guide, Step.PASSPHRASE)


def test_another_computer_opens_a_repository_in_a_cloud_with_nothing_but_what_is_typed(
    session, guide, folder, seaweedfs, tmp_path
):
    fill_s3(guide, seaweedfs, folder)
    on(guide, Step.PASSPHRASE)
    finish(guide, session)
    guide.wizard.close()
    for name in ("access-key-id", "secret-access-key"):
        keyring.delete_password("crmbackup", f"s3://bkt#{name}")
    elsewhere = Session(Program(tmp_path / "elsewhere" / "settings", tmp_path / "elsewhere" / "state"))
    other = Guide(guide.qtbot, elsewhere)
    other.click(other.page.existing)
    other.next(until=Step.PLACE)
    form = fill_s3(other, seaweedfs, f"{folder}-not")
    assert "no repository at this place" in notice_after_test(other).text
    form.folder.setText(folder)
    assert "There is a repository here" in notice_after_test(other).text
    other.press_next()
    other.qtbot.waitUntil(lambda: other.step in (Step.UNLOCK, Step.CRMS), timeout=WAIT)
    if other.step is Step.UNLOCK:
        other.page.form.secret.edit.setText(PASSPHRASE)
        on(other, Step.CRMS)
    other.qtbot.waitUntil(lambda: bool(other.state.found), timeout=WAIT)
    assert [found.name for found in other.state.found] == [session.connections()[0].name]
    other.wizard.reject()
    end(elsewhere)


def test_a_place_that_has_not_the_repository_that_is_looked_for_is_not_kept(qtbot, session, folder, seaweedfs):
    guide = Guide(qtbot, session)
    guide.click(guide.page.existing)
    guide.next(until=Step.PLACE)
    fill_s3(guide, seaweedfs, folder)
    guide.press_next()
    qtbot.waitUntil(lambda: not guide.page.asking.busy, timeout=WAIT)
    assert "no repository at this place" in guide.page.notice.text
    assert guide.step is Step.PLACE
    assert session.settings().stores == {}
    assert stored_keys_of("s3://bkt")("secret-access-key") is None
    guide.wizard.reject()


def test_a_bucket_that_this_computer_knows_asks_for_no_key_again(session, guide, crm, folder, seaweedfs):
    fill_s3(guide, seaweedfs, folder)
    on(guide, Step.PASSPHRASE)
    guide.wizard.reject()
    again = Guide(guide.qtbot, session)
    to_cloud_page(again, crm)
    form = choose(again, Cloud.S3)
    form.bucket.setFocus()
    form.bucket.setText(s3.BUCKET)
    form.folder.setFocus()
    again.qtbot.waitUntil(lambda: form.server.text() == seaweedfs.endpoint, timeout=WAIT)
    assert form.secret.edit.placeholderText() == "as it is kept on this computer"
    form.folder.setText(f"{folder}-2")
    assert notice_after_test(again).tone is Tone.GOOD
    on(again, Step.PASSPHRASE)
