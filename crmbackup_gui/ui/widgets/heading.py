"""The name of a page, or of a part of one."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def heading(text: str) -> QLabel:
    """In bold."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def page_title(text: str) -> QLabel:
    """Of a page that has no other head, as large as the name of a CRM."""
    label = heading(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    label.setFont(font)
    return label
