"""Marks texts for translators that are translated later, where they are shown."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """The text. Qt's own function is the same, but its type says `object`."""
    del context
    return text
