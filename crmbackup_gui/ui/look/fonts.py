"""The font of Chinese text: one character has several shapes, and systems outside of China draw the Japanese ones."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

_SIMPLIFIED = (
    "PingFang SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
)
"""What systems come with, the better ones first."""


def write_simplified(*, wanted: bool) -> None:
    """Draw Chinese in the shapes of simplified characters from now on, where there is a font with them; or as before.

    All else is drawn in the font of the system.
    """
    font = QFont(QApplication.font())
    own = [family for family in font.families() if family not in _SIMPLIFIED]
    there = set(QFontDatabase.families()) if wanted else set()
    chinese = next((family for family in _SIMPLIFIED if family in there), None)
    if chinese is not None:
        # A name such as "Sans Serif" stands for a font; before another one it would stand for none.
        font.setFamilies(own)
        own = [QFontInfo(font).family(), chinese]
    if own and own != QApplication.font().families():
        font.setFamilies(own)
        QApplication.setFont(font)
