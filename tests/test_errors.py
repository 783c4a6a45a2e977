"""The exception tree: drawn as it is, and every leaf able to speak to a user."""

import inspect
import re

import pytest

from crmbackup_gui import errors
from crmbackup_gui.actions import Action
from crmbackup_gui.errors import CrmBackupError

SAMPLES = {
    "InvalidLocation": {"location": "sqlite:///a b.db", "problem": "the path is empty"},
    "PasswordInLocation": {},
    "UnsupportedLocation": {"scheme": "ftp", "known": ("folder", "sqlite")},
    "RepositoryNotFound": {"location": "/media/usb/backup"},
    "CrmNotFound": {"wanted": "sales", "known": ("support", "shop")},
    "ConnectionNotFound": {"wanted": "3f2a"},
    "PointNotFound": {"wanted": "ab", "candidates": ("abc", "abd")},
    "EntityNotFound": {"entity": "contct", "close": ("contact", "contract")},
    "RecordNotFound": {"entity": "contact", "key": "17"},
    "WrongKey": {"kind": "passphrase"},
    "NoSuchKey": {"kind": "recovery code"},
    "NoKeyLeft": {},
    "KeyMissing": {},
    "KeyringUnavailable": {"reason": "it is locked"},
    "LastKey": {"slot": "3f2a"},
    "ObjectMissing": {"name": "packs/3f"},
    "ObjectDamaged": {"name": "packs/3f", "problem": "the seal does not fit"},
    "HistoryBroken": {"crm": "sales", "problem": "point 7 is gone"},
    "RepositoryExists": {"location": "/media/usb/backup"},
    "OtherRepository": {"location": "/media/usb/backup"},
    "CopyGone": {"location": "/media/usb/backup"},
    "EraseRefused": {"entity": "contact"},
    "FormatNotSupported": {"found": 9, "supported": 1},
    "StoreFailed": {"location": "s3://bucket/prefix", "problem": "access is denied"},
    "PointBusy": {"point": "3f2a"},
    "CommitRefused": {"reason": "it began more than 24 hours ago"},
    "SourceMissing": {"location": "sqlite:///crm.db"},
    "SourceBusy": {"location": "sqlite:///crm.db"},
    "SourceUnreadable": {"location": "sqlite:///crm.db", "problem": "it is no database"},
    "SourceUnreachable": {"location": "postgresql://crm@db/crm", "reason": "connection refused"},
    "AccessExpired": {"location": "salesforce://login.salesforce.com"},
    "AccessRevoked": {"location": "salesforce://login.salesforce.com", "reason": "the user has disconnected it"},
    "SignInRefused": {"location": "zoho://accounts.zoho.eu", "reason": "access_denied"},
    "SignInTimedOut": {"location": "zoho://accounts.zoho.eu", "minutes": 10},
    "OtherAccount": {"location": "hubspot://12345678", "account": "87654321"},
    "CallbackTaken": {"address": "http://localhost:17825/crmbackup"},
    "BudgetSpent": {
        "location": "salesforce://login.salesforce.com",
        "spent": "80000 of 100000",
        "until": "2026-11-25 12:00 UTC",
    },
    "LoginRefused": {"location": "postgresql://crm@db/crm", "reason": "no such user"},
    "PasswordMissing": {"location": "postgresql://crm@db/crm"},
    "PasswordUnavailable": {"location": "postgresql://crm@db/crm", "reason": "it is locked"},
    "SourceIncomplete": {
        "location": "postgresql://crm@db/crm",
        "hidden": ("contact", "note"),
        "reason": "row security hides rows",
    },
    "ToolMissing": {"tool": "pg_dump", "version": "16"},
    "SourceChanged": {"what": "The table 'contact'"},
    "RestoreRefused": {"problem": "A contact would lose its company."},
    "ReadBackDiffers": {"entity": "contact", "differences": 3},
    "RestoreUnfinished": {"location": "mysql://crm@db/crm", "reason": "the account may not drop tables"},
    "OutcomeUnknown": {"location": "postgresql://crm@db/crm", "reason": "the server closed the connection"},
    "JobRunning": {"crm": "sales"},
    "SettingsFailed": {"location": "/home/ada/.config/crmbackup/settings.json", "problem": "permission denied"},
    "Cancelled": {},
}
"""One call of each leaf, by its arguments."""

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, CrmBackupError)]
LEAVES = [c for c in CLASSES if not set(c.__subclasses__()) & set(CLASSES)]


def make(leaf):
    return leaf(**SAMPLES[leaf.__name__])


def drawn_tree():
    """What the docstring draws: class name to the name of its parent and the exit code beside it, if any."""
    drawn, ancestors = {}, []
    for line in errors.__doc__.splitlines():
        found = re.match(r"^    (?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+)(?P<rest>.*)$", line)
        if found is None:
            continue
        depth = len(found["branch"]) // 4
        code = re.search(r"\(exit (\d+)\)$", found["rest"])
        ancestors[depth:] = [found["name"]]
        drawn[found["name"]] = (ancestors[depth - 1] if depth else None, int(code[1]) if code else None)
    return drawn


def test_the_drawn_tree_is_the_class_hierarchy():
    real = {c.__name__: None if c is CrmBackupError else c.__base__.__name__ for c in CLASSES}
    assert {name: parent for name, (parent, _) in drawn_tree().items()} == real


def test_the_drawn_exit_codes_are_those_of_the_classes():
    drawn = {name: code for name, (_, code) in drawn_tree().items() if code is not None}
    assert drawn == {c.__name__: c.exit_code for c in CrmBackupError.__subclasses__()}


def test_a_leaf_exits_as_its_branch_does():
    for branch in CrmBackupError.__subclasses__():
        assert {leaf.exit_code for leaf in branch.__subclasses__()} <= {branch.exit_code}


def test_exit_codes_are_those_of_the_command_line_contract():
    assert {c.exit_code for c in CLASSES} == {1, 2, 4, 5, 6, 130}


def test_every_leaf_has_a_sample_here():
    assert {leaf.__name__ for leaf in LEAVES} == SAMPLES.keys()


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_a_leaf_keeps_its_data_as_attributes(leaf):
    error = make(leaf)
    assert {name: getattr(error, name) for name in SAMPLES[leaf.__name__]} == SAMPLES[leaf.__name__]


@pytest.mark.parametrize(
    "leaf", [leaf for leaf in LEAVES if leaf is not errors.RestoreRefused], ids=lambda c: c.__name__
)
def test_a_message_is_one_sentence_that_ends_with_a_period(leaf):
    message = make(leaf).user_message
    assert re.fullmatch(r"['A-Z0-9].*\.", message)
    assert not re.search(r"[.?!]\s", message)


def test_a_refused_restore_adds_that_nothing_was_changed():
    assert make(errors.RestoreRefused).user_message == "A contact would lose its company. Nothing was changed."


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_the_message_is_what_the_exception_prints(leaf):
    error = make(leaf)
    assert str(error) == error.user_message


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_the_message_names_what_it_is_about(leaf):
    error = make(leaf)
    for value in SAMPLES[leaf.__name__].values():
        for part in value if isinstance(value, tuple) else (value,):
            assert str(part) in error.user_message


@pytest.mark.parametrize("kind", CLASSES, ids=lambda c: c.__name__)
def test_every_class_has_an_action(kind):
    assert isinstance(kind.action, Action)


@pytest.mark.parametrize("action", Action, ids=lambda action: action.name)
def test_advice_is_an_english_sentence(action):
    assert re.fullmatch(r"[A-Z].+\.", action.value)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_advice_says_something_else_than_the_message(leaf):
    error = make(leaf)
    assert error.advice == leaf.action.value
    assert error.advice != error.user_message


def test_an_action_given_to_one_error_does_not_touch_the_others():
    given = errors.RestoreRefused("The table is missing.", action=Action.CREATE_SCHEMA)
    assert given.advice == Action.CREATE_SCHEMA.value
    assert errors.RestoreRefused("The table is missing.").action is Action.WIDEN_SCOPE


def test_lists_are_kept_as_tuples():
    known = ["sqlite"]
    error = errors.UnsupportedLocation("ftp", known)
    known.append("ftp")
    assert error.known == ("sqlite",)


def test_an_empty_repository_says_that_it_holds_no_crm():
    assert (
        errors.CrmNotFound("sales", ()).user_message == "The repository has no single CRM 'sales'; it holds: none yet."
    )


def test_a_point_without_candidates_is_simply_not_there():
    assert errors.PointNotFound("zz").user_message == "There is no recovery point 'zz'."


def test_an_entity_without_close_names_is_simply_not_there():
    assert errors.EntityNotFound("zz").user_message == "There is no entity 'zz'."
