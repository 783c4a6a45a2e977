"""What screens say about an error: what is wrong, and what to do next, in the user's language.

The words are made from the data that an error carries. A run in the history has only the English sentence left: the
data is read back from it with the template that the leaf made it from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import CrmBackupError, KeyringTrouble
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.error_table import (
    ADVICE,
    ADVICE_OF_LEAF,
    KEYRING,
    MESSAGES,
    NO_POINT,
    NO_SUCH_KEY,
    PASSWORD_KEYRING,
    WHAT,
    WRONG_KEY,
)
from crmbackup_gui.ui.words.notes import path_of, pattern_of, translated

_SENTENCES = frozenset({"problem", "reason"})
_KEYRINGS = {"KeyringUnavailable": KEYRING, "PasswordUnavailable": PASSWORD_KEYRING}


@dataclass(frozen=True)
class Said:
    """Two texts for users: a sentence of what is wrong, and one of what to do next."""

    what: str
    advice: str


def said(error: BaseException) -> Said:
    """The words for any exception; those that nobody foresaw get an honest sentence."""
    if not isinstance(error, CrmBackupError):
        return Said(
            QCoreApplication.translate("Errors", "Something happened that the program was not prepared for."),
            QCoreApplication.translate("Errors", "Try again. If it happens again, please report it with the details."),
        )
    name = type(error).__name__
    advice = _advice(name, error.action)
    typing_error = error.__cause__
    if name == "WrongKey" and isinstance(typing_error, CrmBackupError):
        return Said(translated(typing_error.user_message), advice)
    if name not in WHAT:
        return Said(translated(error.user_message), advice)
    return Said(_what(name, vars(error)), advice)


def said_by_name(class_name: str, message: str, action: str) -> Said:
    """The same for a run in the history: the leaf's name, its English sentence, and the name of its action."""
    advice = _advice(class_name, Action.__members__.get(action, Action.RUN_AGAIN))
    for template in MESSAGES.get(class_name, ()):
        found = pattern_of(template).fullmatch(message)
        if found is not None:
            return Said(_what(class_name, found.groupdict()), advice)
    if not message:
        return Said(QCoreApplication.translate("Errors", "It failed, and nothing is known about why."), advice)
    return Said(translated(message), advice)


def _what(name: str, data: Mapping[str, object]) -> str:
    template = QCoreApplication.translate("Errors", _template(name, data))
    return template.format(**{key: _told(key, value) for key, value in data.items()})


def _template(name: str, data: Mapping[str, object]) -> str:
    """Which of a leaf's sentences fits the data."""
    alone, with_choice = WHAT[name]
    if name in _KEYRINGS:
        trouble = data.get("trouble")
        told = trouble if isinstance(trouble, KeyringTrouble) else _trouble_by_reason(str(data["reason"]))
        return _KEYRINGS[name][told]
    if name == "WrongKey":
        return WRONG_KEY.get(str(data["kind"]), alone)
    if name == "NoSuchKey":
        return NO_SUCH_KEY.get(str(data["kind"]), alone)
    if name == "PointNotFound":
        for beginning, template in NO_POINT.items():
            if str(data["wanted"]).startswith(beginning):
                return template
    return with_choice if any(data.get(key) for key in ("candidates", "close", "known", "named")) else alone


def _trouble_by_reason(reason: str) -> KeyringTrouble:
    known = {"it is locked": KeyringTrouble.LOCKED, "there is none": KeyringTrouble.MISSING}
    return known.get(reason, KeyringTrouble.EMPTY if "entry" in reason else KeyringTrouble.REFUSED)


def _told(key: str, value: object) -> str:
    if isinstance(value, bool | Enum):
        return str(value)
    if isinstance(value, int):
        return telling.number(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        named = (f"'{part}'" if key in ("known", "hidden") else str(part) for part in value)
        return telling.listed(named)
    if key == "location":
        return path_of(str(value))
    return translated(str(value)) if key in _SENTENCES else str(value)


def _advice(name: str, action: Action) -> str:
    return QCoreApplication.translate("Errors", ADVICE_OF_LEAF.get((name, action)) or ADVICE[action])
