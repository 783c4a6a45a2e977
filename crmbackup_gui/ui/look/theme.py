"""How the program looks: Fusion, light or dark as the system is, and the few colours that mean something.

No other module names a colour.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from crmbackup_gui.ui.look.style import Style

SPACE = 8
"""Pixels of the rhythm that every margin and gap is a multiple of."""

_Role = QPalette.ColorRole

_LIGHT = {
    _Role.Window: "#f5f6f8",
    _Role.WindowText: "#1c2330",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f0f2f6",
    _Role.ToolTipBase: "#1c2330",
    _Role.ToolTipText: "#f5f6f8",
    _Role.Text: "#1c2330",
    _Role.PlaceholderText: "#5f6b7c",
    _Role.Button: "#ffffff",
    _Role.ButtonText: "#1c2330",
    _Role.BrightText: "#ffffff",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e9ecf1",
    _Role.Mid: "#c9d0da",
    _Role.Dark: "#8d97a6",
    _Role.Shadow: "#5c6675",
    _Role.Highlight: "#2962c9",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#2962c9",
    _Role.Link: "#1f56b8",
    _Role.LinkVisited: "#5b3ea8",
}

_DARK = {
    _Role.Window: "#1b1f27",
    _Role.WindowText: "#e7eaf0",
    _Role.Base: "#232833",
    _Role.AlternateBase: "#282e3a",
    _Role.ToolTipBase: "#e7eaf0",
    _Role.ToolTipText: "#1b1f27",
    _Role.Text: "#e7eaf0",
    _Role.PlaceholderText: "#a3adbd",
    _Role.Button: "#2c3340",
    _Role.ButtonText: "#e7eaf0",
    _Role.BrightText: "#ffffff",
    _Role.Light: "#4a5364",
    _Role.Midlight: "#3a4250",
    _Role.Mid: "#454e5e",
    _Role.Dark: "#14171d",
    _Role.Shadow: "#0c0e12",
    _Role.Highlight: "#3a72d8",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#6a9cf3",
    _Role.Link: "#82adf7",
    _Role.LinkVisited: "#b79df2",
}

_FAINT = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


class Tone(Enum):
    """What a colour says. Never the only sign: a word or a shape says it too."""

    GOOD = ("#187a40", "#5fcf8b")
    WARN = ("#9a5b00", "#f0b455")
    BAD = ("#b3261e", "#ff8a80")
    QUIET = ("#5f6b7c", "#9aa5b6")
    ACCENT = ("#2962c9", "#6a9cf3")
    ON_ACCENT = ("#ffffff", "#ffffff")


def apply(app: QApplication, scheme: Qt.ColorScheme | None = None) -> None:
    """Dress the program in the given scheme, or in the system's and every one that the system changes to."""
    if app.style().metaObject().className() != Style.__name__:
        app.setStyle(Style())
    hints = app.styleHints()
    if scheme is None:
        hints.colorSchemeChanged.connect(_follow)
    _dress(app, scheme or hints.colorScheme())


def tone(which: Tone, palette: QPalette) -> QColor:
    """The colour for the background that the palette has."""
    return QColor(which.value[1 if is_dark(palette) else 0])


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than what it stands on."""
    return palette.color(_Role.WindowText).lightness() > palette.color(_Role.Window).lightness()


def _follow(scheme: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _dress(app, scheme)


def _dress(app: QApplication, scheme: Qt.ColorScheme) -> None:
    colours = _DARK if scheme is Qt.ColorScheme.Dark else _LIGHT
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in _FAINT:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours[_Role.PlaceholderText]))
    palette.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor(colours[_Role.Mid]))
    app.setPalette(palette)
