import logging

import keyring
import pytest
from keyring.errors import InitError, KeyringLocked, NoKeyringError

from crmbackup_gui.errors import InvalidRequest, KeyMissing, KeyringUnavailable, WrongKey
from crmbackup_gui.repository.keys import DeviceSecret, Passphrase, RecoveryCode
from crmbackup_gui.repository.recovery_code import format_code
from crmbackup_gui.services.keyring_secrets import SERVICE, NoKeyring, forget_secret, store_secret, stored_secret
from crmbackup_gui.services.secrets import SecretSource, find_secret, new_passphrase

REPOSITORY = "0123456789abcdef" * 2
DEVICE = DeviceSecret(b"\x07" * 32, "fedcba9876543210")
ALONE = SecretSource()


@pytest.fixture
def in_a_file(tmp_path):
    def write(content):
        path = tmp_path / "passphrase"
        path.write_bytes(content)
        path.chmod(0o600)
        return SecretSource(path)

    return write


def refusing(error):
    def refuse(*_):
        raise error

    return refuse


def test_the_environment_gives_the_passphrase(monkeypatch):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", " spaces count ")

    assert find_secret(REPOSITORY, ALONE) == Passphrase(" spaces count ")


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"open\n", "open"),
        (b"open\r\n", "open"),
        (b"open\n\n", "open\n"),
        (b"open", "open"),
        (b"\xef\xbb\xbfopen", "open"),
    ],
)
def test_one_line_ending_at_the_end_of_a_file_does_not_count(in_a_file, content, passphrase):
    assert find_secret(REPOSITORY, in_a_file(content)) == Passphrase(passphrase)


def test_a_file_goes_before_the_environment(in_a_file, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", "other")

    assert find_secret(REPOSITORY, in_a_file(b"open")) == Passphrase("open")


def test_a_file_that_others_may_read_is_warned_of(in_a_file, caplog):
    source = in_a_file(b"open")
    source.passphrase_file.chmod(0o644)

    with caplog.at_level(logging.WARNING):
        find_secret(REPOSITORY, source)

    assert "can be used by others" in caplog.text
    assert "open" not in caplog.text.replace(str(source.passphrase_file), "")


def test_a_private_file_is_not_warned_of(in_a_file, caplog):
    find_secret(REPOSITORY, in_a_file(b"open"))

    assert not caplog.records


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 70_000])
def test_a_file_that_holds_no_passphrase_is_refused(in_a_file, content):
    with pytest.raises(InvalidRequest):
        find_secret(REPOSITORY, in_a_file(content))


def test_a_recovery_code_is_known_by_its_form(monkeypatch):
    code = format_code(bytes(range(20)))
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code)

    assert find_secret(REPOSITORY, ALONE) == RecoveryCode(code)


def test_a_mistyped_recovery_code_is_a_wrong_key_and_no_passphrase(monkeypatch):
    code = format_code(bytes(range(20)))
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code[:-1] + ("0" if code[-1] != "0" else "1"))

    with pytest.raises(WrongKey) as raised:
        find_secret(REPOSITORY, ALONE)

    assert "group" in raised.value.user_message


def test_what_is_given_and_empty_is_wrong_and_falls_through_to_nothing(monkeypatch):
    store_secret(REPOSITORY, DEVICE)
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", "")

    with pytest.raises(WrongKey):
        find_secret(REPOSITORY, ALONE)


def test_the_keyring_comes_before_a_question():
    store_secret(REPOSITORY, DEVICE)

    assert find_secret(REPOSITORY, SecretSource(ask=refusing(AssertionError("asked")))) == DEVICE


def test_a_person_is_asked_when_nothing_is_stored():
    assert find_secret(REPOSITORY, SecretSource(ask=lambda _: "typed")) == Passphrase("typed")


def test_nobody_to_ask_and_nothing_stored_is_a_missing_key():
    with pytest.raises(KeyMissing):
        find_secret(REPOSITORY, ALONE)


def test_a_machine_without_keyring_has_nothing_stored(monkeypatch):
    monkeypatch.setattr(keyring, "get_password", refusing(NoKeyringError()))

    with pytest.raises(KeyMissing):
        find_secret(REPOSITORY, ALONE)


@pytest.mark.parametrize(
    ("error", "words"),
    [(KeyringLocked(), "locked"), (InitError(), "locked"), (OSError("bus"), "refuses"), (ValueError("x"), "refuses")],
)
def test_a_keyring_that_cannot_be_used_says_why(monkeypatch, error, words):
    monkeypatch.setattr(keyring, "get_password", refusing(error))

    with pytest.raises(KeyringUnavailable, match=words):
        find_secret(REPOSITORY, ALONE)


@pytest.mark.parametrize(("value", "words"), [("", "empty"), ("nonsense", "no key"), ("fedcba9876543210:A", "no key")])
def test_an_entry_that_is_no_key_says_so(value, words):
    keyring.set_password(SERVICE, REPOSITORY, value)

    with pytest.raises(KeyringUnavailable, match=words):
        stored_secret(REPOSITORY)


def test_a_keyring_that_forgets_at_once_counts_as_none(monkeypatch):
    monkeypatch.setattr(keyring, "set_password", lambda *_: None)

    with pytest.raises(NoKeyring):
        store_secret(REPOSITORY, DEVICE)


def test_only_the_entry_of_that_slot_is_forgotten():
    store_secret(REPOSITORY, DEVICE)

    forget_secret(REPOSITORY, "0000000000000000")
    assert stored_secret(REPOSITORY) == DEVICE
    forget_secret(REPOSITORY, DEVICE.slot_id)
    assert stored_secret(REPOSITORY) is None


def test_a_new_passphrase_is_asked_for_twice():
    answers = iter(["typed", "typed"])

    assert new_passphrase(SecretSource(ask=lambda _: next(answers))) == "typed"


def test_two_different_answers_make_no_passphrase():
    answers = iter(["typed", "tpyed"])

    with pytest.raises(InvalidRequest):
        new_passphrase(SecretSource(ask=lambda _: next(answers)))
