"""How hard a passphrase is to guess, in words that a person can act on.

An estimate from its length, the kinds of characters in it and what repeats. It knows no dictionary: a text of words is
counted by its words, because that is how it would be guessed.
"""

from __future__ import annotations

import math
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

SHORTEST = 8
"""Characters that a new passphrase must have."""

_WORD_BITS = 13.0
"""What a word adds that somebody picks from those that people use (some 8,000)."""

_FAIR, _GOOD, _STRONG = 36.0, 50.0, 70.0

_LETTERS, _DIGITS, _SIGNS, _OTHER = 26, 10, 33, 2_000

_COMMON = ("password", "passwort", "qwerty", "qwertz", "letmein", "welcome", "admin", "iloveyou", "crmbackup", "backup")


class Strength(Enum):
    """From unusable to enough."""

    EMPTY = 0
    TOO_SHORT = 1
    WEAK = 2
    FAIR = 3
    GOOD = 4
    STRONG = 5


def strength(passphrase: str) -> Strength:
    """How hard it is to guess."""
    if not passphrase.strip():
        return Strength.EMPTY
    if len(passphrase) < SHORTEST:
        return Strength.TOO_SHORT
    bits = _bits(passphrase)
    if bits < _FAIR:
        return Strength.WEAK
    if bits < _GOOD:
        return Strength.FAIR
    return Strength.GOOD if bits < _STRONG else Strength.STRONG


def hint(of: Strength) -> str:
    """What to tell the person who types it."""
    return {
        Strength.EMPTY: QCoreApplication.translate(
            "Passphrase", "Four or more unrelated words are easy to remember and hard to guess."
        ),
        Strength.TOO_SHORT: QCoreApplication.translate("Passphrase", "Too short: use at least 8 characters."),
        Strength.WEAK: QCoreApplication.translate("Passphrase", "Easy to guess. Add some unrelated words."),
        Strength.FAIR: QCoreApplication.translate("Passphrase", "Fair. One or two more words would make it good."),
        Strength.GOOD: QCoreApplication.translate("Passphrase", "Good: hard to guess."),
        Strength.STRONG: QCoreApplication.translate("Passphrase", "Strong: practically impossible to guess."),
    }[of]


def _bits(text: str) -> float:
    lowered = text.lower()
    for common in _COMMON:
        lowered = lowered.replace(common, common[0])
    kinds = (
        (_LETTERS, any("a" <= c <= "z" for c in lowered)),
        (_LETTERS, any("A" <= c <= "Z" for c in text)),
        (_DIGITS, any("0" <= c <= "9" for c in text)),
        (_SIGNS, any(c.isascii() and not c.isalnum() for c in text)),
        (_OTHER, any(not c.isascii() for c in text)),
    )
    by_characters = _new_characters(lowered) * math.log2(max(2, sum(count for count, used in kinds if used)))
    words = set(lowered.split())
    if len(words) > 1 and all(word.isalpha() and word.isascii() for word in words):
        return min(by_characters, len(words) * _WORD_BITS)
    return by_characters


def _new_characters(text: str) -> float:
    """Characters, those counting little that repeat or follow the one before (aaaa, 1234, dcba)."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return 1 + sum(0.2 if abs(step) <= 1 else 1.0 for step in steps)
