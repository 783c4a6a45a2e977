"""Each way in which a repository stays closed has its own words, and a way on."""

import keyring
import pytest

from crmbackup_gui.errors import KeyMissing, KeyringTrouble, KeyringUnavailable, NoSuchKey, WrongKey
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.viewmodels.key_trouble import KeyCase, key_case, key_words
from tests.memory_keyring import MemoryKeyring
from tests.ui.failing_keyring import EmptyKeyring, LockedKeyring, NoKeyring, RefusingKeyring

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def made(tmp_path):
    return create_repository(str(tmp_path / "r"), PASSPHRASE, use_keyring=False)


@pytest.fixture
def dialog(qtbot, session, made):
    def open_(error=None):
        dialog = UnlockDialog(session, made.unlocked.store.location, error)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.form.asking.busy)
        return dialog

    return open_


def type_(qtbot, dialog, text):
    dialog.form.secret.edit.setText(text)
    dialog.unlock.click()
    qtbot.waitUntil(lambda: not dialog.form.asking.busy)


def test_the_cases_are_told_apart_in_different_words():
    errors = [
        KeyMissing(),
        WrongKey("passphrase"),
        WrongKey("recovery code"),
        WrongKey("key stored on this machine"),
        NoSuchKey("passphrase"),
        NoSuchKey("recovery code"),
        *(KeyringUnavailable("x", trouble) for trouble in KeyringTrouble),
    ]
    assert {key_case(error) for error in errors} == set(KeyCase)
    assert len({key_words(error).what for error in errors}) == len(KeyCase)
    assert key_words(OSError()) is None


def test_the_passphrase_opens_and_is_remembered(qtbot, session, dialog, made):
    opened = dialog(KeyMissing())
    type_(qtbot, opened, PASSPHRASE)
    assert opened.result() == opened.DialogCode.Accepted
    session.program.lock(made.unlocked.store.location)
    session.program.unlock(made.unlocked.store.location)


def test_the_recovery_code_opens_too_and_need_not_be_remembered(qtbot, session, dialog, made):
    opened = dialog(KeyMissing())
    opened.form.remember.setChecked(False)
    type_(qtbot, opened, made.recovery_code.lower())
    assert opened.result() == opened.DialogCode.Accepted
    session.program.lock(made.unlocked.store.location)
    with pytest.raises(KeyMissing):
        session.program.unlock(made.unlocked.store.location)


def test_a_wrong_passphrase_leaves_the_dialog_open_with_the_reason(qtbot, dialog):
    opened = dialog(KeyMissing())
    type_(qtbot, opened, "wrong")
    assert opened.isVisible()
    assert opened.form.notice.text.startswith("This passphrase does not open")
    type_(qtbot, opened, PASSPHRASE)
    assert opened.result() == opened.DialogCode.Accepted


def test_a_typing_error_in_the_recovery_code_is_told_with_its_group(qtbot, dialog, made):
    code = made.recovery_code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    opened = dialog(KeyMissing())
    type_(qtbot, opened, wrong)
    assert "typing error" in opened.form.notice.text
    assert opened.isVisible()


def test_a_locked_keyring_is_tried_again_when_somebody_unlocked_it(qtbot, session, dialog, made):
    ring = LockedKeyring()
    ring.trouble = None
    keyring.set_keyring(ring)
    session.program.unlock(made.unlocked.store.location, PASSPHRASE, remember=True)
    session.program.lock(made.unlocked.store.location)
    ring.trouble = LockedKeyring.trouble
    opened = dialog()
    assert "locked" in opened.form.notice.text
    ring.trouble = None
    opened.form.again.click()
    qtbot.waitUntil(lambda: not opened.isVisible())
    assert opened.result() == opened.DialogCode.Accepted


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (MemoryKeyring, "keeps no key"),
        (NoKeyring, "keeps no key"),
        (LockedKeyring, "is locked"),
        (RefusingKeyring, "refuses access"),
        (EmptyKeyring, "no usable key"),
    ],
)
def test_without_an_error_the_keyring_is_asked_and_its_trouble_told(dialog, ring, words):
    keyring.set_keyring(ring())
    assert words in dialog().form.notice.text


@pytest.mark.parametrize("ring", [NoKeyring, LockedKeyring, RefusingKeyring])
def test_a_key_that_cannot_be_kept_opens_nevertheless_and_says_so(qtbot, session, dialog, made, ring):
    keyring.set_keyring(ring())
    opened = dialog(KeyMissing())
    type_(qtbot, opened, PASSPHRASE)
    assert opened.isVisible()
    assert opened.form.notice.tone is Tone.WARN
    assert session.program.is_unlocked(made.unlocked.store.location)
    opened.unlock.click()
    assert opened.result() == opened.DialogCode.Accepted


def test_without_a_keyring_nothing_is_promised_to_be_remembered(dialog):
    opened = dialog(KeyringUnavailable("there is none", KeyringTrouble.MISSING))
    assert not opened.form.remember.isVisible()
    assert not opened.form.remember.isChecked()
    locked = dialog(KeyringUnavailable("it is locked", KeyringTrouble.LOCKED))
    assert locked.form.remember.isVisible()


def test_an_empty_entry_is_replaced(qtbot, session, dialog, made):
    keyring.set_keyring(EmptyKeyring())
    opened = dialog()
    type_(qtbot, opened, PASSPHRASE)
    assert opened.result() == opened.DialogCode.Accepted
    session.program.lock(made.unlocked.store.location)
    session.program.unlock(made.unlocked.store.location)


def test_what_is_typed_can_be_shown(dialog):
    opened = dialog(KeyMissing())
    field = opened.form.secret
    assert field.edit.echoMode() is field.edit.EchoMode.Password
    field.eye.click()
    assert field.edit.echoMode() is field.edit.EchoMode.Normal


def test_nothing_typed_is_nothing_to_try(dialog):
    assert not dialog(KeyMissing()).unlock.isEnabled()


def test_an_unplugged_repository_is_no_trouble_of_keys(qtbot, dialog, tmp_path):
    opened = dialog(KeyMissing())
    (tmp_path / "r").rename(tmp_path / "unplugged")
    type_(qtbot, opened, PASSPHRASE)
    assert opened.isVisible()
    assert opened.form.notice.tone is Tone.BAD
