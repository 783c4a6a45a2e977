"""A repository in a cloud whose key was exchanged: what Storage & keys says of it, and how the new one is entered."""

import secrets
import threading

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services import place_answers
from crmbackup_gui.services.cloud_places import CloudAnswers, keep_cloud, try_cloud
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.services.store_keyring import store_key, stored_keys_of
from crmbackup_gui.ui.dialogs.place import PlaceDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.storage import StoragePage
from tests.servers.seaweedfs import BUCKET, KEY, SECRET
from tests.ui.conftest import PASSPHRASE
from tests.ui.opening import WAIT, settled

_STORE = f"s3://{BUCKET}"


@pytest.fixture
def page(qtbot, session, seaweedfs, tmp_path, monkeypatch):
    """On a CRM that is kept in a cloud."""
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    program = session.program
    where = CloudAnswers(
        bucket=BUCKET, folder=f"access-{secrets.token_hex(6)}", endpoint=seaweedfs.endpoint, secrets=(KEY, SECRET)
    )
    keep_cloud(program, where)
    program.create_repository(where.location, PASSPHRASE, use_keyring=False)
    crm = create_demo_crm(tmp_path / "crm", contacts=20)
    session.only = new_connection("Acme", database_url(crm), where.location)
    program.settings.change(lambda known: Settings(connections=(session.only,), stores=known.stores))
    assert program.back_up(session.only).outcome is Outcome.OK
    page = StoragePage(session)
    qtbot.addWidget(page)
    page.resize(880, 1600)
    page.show_connection(session.only.id)
    page.show()
    settled(qtbot, page)
    return page


def test_a_repository_that_is_reached_says_so(page):
    assert "can be read" in page.place.notice.text
    assert page.place.reach.isVisible()


def test_a_key_that_no_longer_counts_is_told_and_a_new_one_is_entered_for_this_place_alone(qtbot, session, page):
    store_key(_STORE, "secret-access-key", "exchanged")
    session.program.reopen_bucket(_STORE)
    page.place.again.click()
    settled(qtbot, page)
    assert "permission was refused" in page.place.notice.text
    page.place.reach.click()
    (dialog,) = page.place.findChildren(PlaceDialog)
    form = dialog.form.cloud
    assert (form.bucket.text(), form.bucket.isEnabled(), form.folder.isEnabled()) == (BUCKET, False, False)
    qtbot.waitUntil(lambda: bool(form.secret.edit.placeholderText()), timeout=WAIT)
    form.key_id.setText(KEY)
    form.secret.edit.setText("wrong as well")
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
    assert "permission was refused" in dialog.notice.text
    form.secret.edit.setText(SECRET)
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT):
        dialog.use.click()
    settled(qtbot, page)
    assert "can be read" in page.place.notice.text
    assert session.program.back_up(session.only).outcome is Outcome.OK


def looked(qtbot, dialog):
    """Click, and wait until the place was looked at."""
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)


def known(program):
    """How the bucket is opened: its options, and its secrets."""
    find = stored_keys_of(_STORE)
    return program.settings.read().stores, [find(name) for name in ("access-key-id", "secret-access-key")]


def test_where_the_repository_is_not_what_was_entered_is_refused_and_the_access_of_before_stays(qtbot, session, page):
    before = known(session.program)
    store = open_place(session.only.repository, session.program.options_of(session.only.repository))
    store.delete([info.name for info in store.list()])
    page.place.reach.click()
    (dialog,) = page.place.findChildren(PlaceDialog)
    dialog.form.cloud.region.setText("elsewhere")
    looked(qtbot, dialog)
    assert (dialog.isVisible(), dialog.place) == (True, None)
    assert dialog.notice.tone is Tone.BAD
    assert known(session.program) == before
    dialog.reject()


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_place_that_is_refused_for_a_copy_or_for_what_is_left_leaves_the_access_as_it_was(
    qtbot, session, page, seaweedfs, rebuild
):
    before = known(session.program)
    other = f"{session.only.repository}-other"
    session.program.create_repository(other, PASSPHRASE, use_keyring=False)
    page.place.salvage.show()  # as where damage was found
    qtbot.waitUntil(page.place.salvage.isEnabled, timeout=WAIT)
    (page.place.salvage if rebuild else page.copies.add).click()
    (dialog,) = (page.place if rebuild else page.copies).findChildren(PlaceDialog)
    dialog.form.kinds[Cloud.S3].click()
    form = dialog.form.cloud
    for edit, text in ((form.bucket, BUCKET), (form.server, seaweedfs.endpoint), (form.region, "elsewhere")):
        edit.setText(text)
    for place in (session.only.repository, other) if rebuild else (session.only.repository,):
        form.folder.setText(place.removeprefix(f"{_STORE}/"))
        looked(qtbot, dialog)
        assert (dialog.isVisible(), dialog.notice.tone) == (True, Tone.WARN)
        assert known(session.program) == before
    dialog.reject()


def test_who_cancels_while_the_place_is_looked_at_has_changed_nothing(qtbot, session, page, monkeypatch):
    before = known(session.program)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*asked):
        begun.set()
        assert go_on.wait(WAIT / 1000)
        return try_cloud(*asked)

    monkeypatch.setattr(place_answers, "try_cloud", slow)
    page.place.reach.click()
    (dialog,) = page.place.findChildren(PlaceDialog)
    dialog.form.cloud.region.setText("elsewhere")
    dialog.use.click()
    qtbot.waitUntil(begun.is_set, timeout=WAIT)
    dialog.reject()
    go_on.set()
    qtbot.waitUntil(lambda: not session.jobs._quick, timeout=WAIT)
    assert known(session.program) == before
