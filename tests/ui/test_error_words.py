"""Every error has words for people, whether it just happened or stands in the history."""

import inspect
import re

import pytest

from crmbackup_gui import errors
from crmbackup_gui.actions import Action
from crmbackup_gui.errors import CrmBackupError, KeyringTrouble
from crmbackup_gui.repository.recovery_code import parse_code
from crmbackup_gui.services.secrets import typed_secret
from crmbackup_gui.ui.words.error_table import ADVICE, KEYRING, MESSAGES, PASSWORD_KEYRING, WHAT
from crmbackup_gui.ui.words.errors import said, said_by_name

SAMPLES = {
    "InvalidLocation": ("sqlite:///a b.db", "it names no file"),
    "PasswordInLocation": (),
    "UnsupportedLocation": ("ftp", ("folder", "sqlite")),
    "RepositoryNotFound": ("/media/usb/backup",),
    "CrmNotFound": ("sales", ("support", "shop")),
    "ConnectionNotFound": ("3f2a",),
    "PointNotFound": ("abc",),
    "EntityNotFound": ("contct",),
    "RecordNotFound": ("contact", "17"),
    "WrongKey": ("passphrase",),
    "NoSuchKey": ("recovery code",),
    "NoKeyLeft": (),
    "KeyMissing": (),
    "KeyringUnavailable": ("it is locked", KeyringTrouble.LOCKED),
    "LastKey": ("3f2a",),
    "ObjectMissing": ("packs/3f",),
    "ObjectDamaged": ("packs/3f", "the seal does not fit"),
    "HistoryBroken": ("sales", "point 7 is gone"),
    "RepositoryExists": ("/media/usb/backup",),
    "OtherRepository": ("/media/usb/backup",),
    "CopyGone": ("/media/usb/backup",),
    "EraseRefused": ("contact",),
    "FormatNotSupported": (9, 1),
    "StoreFailed": ("/media/usb/backup", "there is no room left"),
    "PointBusy": ("3f2a",),
    "CommitRefused": ("other programs committed all the time",),
    "SourceMissing": ("sqlite:///crm.db",),
    "SourceBusy": ("sqlite:///crm.db",),
    "SourceUnreadable": ("sqlite:///crm.db", "it cannot be opened"),
    "SourceUnreachable": ("postgresql://crm@db/crm", "connection refused"),
    "AccessExpired": ("salesforce://login.salesforce.com",),
    "SignInRefused": ("zoho://accounts.zoho.eu", "access_denied"),
    "SignInTimedOut": ("zoho://accounts.zoho.eu", 10),
    "OtherAccount": ("hubspot://12345678", "87654321"),
    "CallbackTaken": ("http://localhost:17825/crmbackup",),
    "AccessRevoked": ("salesforce://login.salesforce.com", "the user has disconnected it"),
    "BudgetSpent": ("salesforce://login.salesforce.com", "80000 of 100000", "2026-11-25 12:00 UTC"),
    "LoginRefused": ("postgresql://crm@db/crm", "no such user"),
    "PasswordMissing": ("postgresql://crm@db/crm",),
    "PasswordUnavailable": ("postgresql://crm@db/crm", "it is locked", KeyringTrouble.LOCKED),
    "SourceIncomplete": ("postgresql://crm@db/crm", ["contact", "note"], "row security hides rows"),
    "ToolMissing": ("pg_dump", "16"),
    "SourceChanged": ("'contact'",),
    "RestoreRefused": ("There is no CRM yet at that place.",),
    "ReadBackDiffers": ("contact", 3),
    "RestoreUnfinished": ("mysql://crm@db/crm", "the account may not drop tables"),
    "OutcomeUnknown": ("postgresql://crm@db/crm", "the server closed the connection"),
    "JobRunning": ("sales",),
    "SettingsFailed": ("/home/ada/settings.json", "permission was refused"),
    "Cancelled": (),
}

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, CrmBackupError)]
LEAVES = [c for c in CLASSES if not set(c.__subclasses__()) & set(CLASSES)]
COMMAND_LINE = re.compile(r"--\w|crmbackup [a-z]|CRMBACKUP_|'crmbackup")


def make(leaf):
    return leaf(*SAMPLES[leaf.__name__])


def test_every_leaf_has_words_and_a_template():
    names = {leaf.__name__ for leaf in LEAVES}
    assert names == WHAT.keys() == MESSAGES.keys() == SAMPLES.keys()


def test_every_action_has_advice_without_a_command_line():
    assert ADVICE.keys() == set(Action)
    assert not [text for text in ADVICE.values() if COMMAND_LINE.search(text)]


def test_every_leaf_is_said_in_whole_sentences():
    for leaf in LEAVES:
        words = said(make(leaf))
        for text in (words.what, words.advice):
            assert re.fullmatch(r"['A-Z].*\.", text), text
            assert "{" not in text


def test_a_run_of_the_history_is_said_as_its_error_was():
    for leaf in LEAVES:
        error = make(leaf)
        assert said_by_name(leaf.__name__, error.user_message, error.action.name) == said(error)


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (errors.PointNotFound("that is intact"), "There is no recovery point that is intact."),
        (errors.SourceMissing("sqlite:////home/ada/my%20crm.db"), "There is no CRM at '/home/ada/my crm.db'."),
        (errors.PointNotFound("latest"), "There is no recovery point yet."),
        (errors.PointNotFound("at or before 2026-01-01"), "There is no recovery point from that time or before it."),
        (errors.PointNotFound("ab", candidates=("abc", "abd")), "Several recovery points begin with 'ab': abc, abd."),
        (errors.EntityNotFound("a", close=("b", "c")), "There is no 'a' here; similar names are: b, c."),
        (
            errors.RecordNotFound("a", "1", [("a", "2"), ("b", "3")]),
            "3 of the records are in no recovery point: a=1, a=2, b=3.",
        ),
        (errors.CrmNotFound("a", ()), "The repository has no CRM 'a'."),
        (errors.WrongKey("recovery code"), "This recovery code does not open the repository."),
        (errors.InvalidRequest("The passphrase is empty."), "The passphrase is empty."),
        (
            errors.RestoreRefused("SQLite says of 'x.db': database or disk is full."),
            "The database 'x.db' does not take it: there is no room left. Nothing was changed.",
        ),
    ],
    ids=str,
)
def test_the_data_chooses_the_sentence(error, what):
    assert said(error).what == what
    assert said_by_name(type(error).__name__, error.user_message, error.action.name).what == what


@pytest.mark.parametrize("trouble", KeyringTrouble)
def test_each_trouble_with_the_keyring_has_its_own_sentence(trouble):
    assert said(errors.KeyringUnavailable("whatever", trouble)).what == KEYRING[trouble]


@pytest.mark.parametrize("trouble", KeyringTrouble)
def test_each_trouble_with_the_keyring_of_a_password_has_its_own_sentence(trouble):
    error = errors.PasswordUnavailable("postgresql://crm@db/crm", "whatever", trouble)
    assert said(error).what == PASSWORD_KEYRING[trouble].format(location="db/crm")


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        ("there is none", KeyringTrouble.MISSING),
        ("it is locked", KeyringTrouble.LOCKED),
        ("its entry for this CRM is empty", KeyringTrouble.EMPTY),
        ("it refuses access", KeyringTrouble.REFUSED),
    ],
)
def test_the_history_tells_troubles_with_the_keyring_of_a_password_apart_too(reason, trouble):
    error = errors.PasswordUnavailable("postgresql://crm@db/crm", reason, trouble)
    assert said_by_name("PasswordUnavailable", error.user_message, error.action.name) == said(error)


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [
        ("it is locked", KeyringTrouble.LOCKED),
        ("its entry for this repository is empty", KeyringTrouble.EMPTY),
        ("it refuses access", KeyringTrouble.REFUSED),
    ],
)
def test_the_history_tells_troubles_with_the_keyring_apart_too(reason, trouble):
    error = errors.KeyringUnavailable(reason, trouble)
    assert said_by_name("KeyringUnavailable", error.user_message, error.action.name) == said(error)


def test_a_mistyped_recovery_code_is_said_with_the_group_that_is_wrong():
    with pytest.raises(errors.InvalidRequest) as typing:
        parse_code("CRMB-" + "U" * 40)
    assert said(typing.value).what == typing.value.user_message
    with pytest.raises(errors.WrongKey) as empty:
        typed_secret(" ")
    assert said(empty.value).what == "No passphrase was entered."


def test_what_nobody_foresaw_is_admitted():
    words = said(ZeroDivisionError("division by zero"))
    assert "not prepared" in words.what
    assert "report" in words.advice


def test_an_old_run_keeps_the_words_that_it_was_stored_with():
    assert said_by_name("GoneByNow", "Something was wrong.", "GONE").what == "Something was wrong."
    assert said_by_name("GoneByNow", "", "").what == "It failed, and nothing is known about why."
