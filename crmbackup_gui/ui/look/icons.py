"""Icons: SVG drawings in resources/icons that take the colour of the text around them, whatever the palette is then."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from crmbackup_gui.shipped import resource
from crmbackup_gui.ui.look.theme import Tone, tone

_CURRENT = "currentColor"


def icon(name: str, meaning: Tone | None = None) -> QIcon:
    """The drawing `resources/icons/<name>.svg` in the colour of text, or in that of what it means."""
    return QIcon(_Engine(name, meaning))


def pixmap(name: str, size: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """The drawing in one colour, `size` logical pixels wide and high."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter, QRectF(0, 0, size, size), name, colour)
    painter.end()
    return picture


def draw(painter: QPainter, where: QRectF, name: str, colour: QColor) -> None:
    """Paint the drawing into a square."""
    _renderer(name, colour.name()).render(painter, where)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(_CURRENT, colour).encode()))


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


class _Engine(QIconEngine):
    """Draws on demand, so that an icon follows a change of the palette by itself."""

    def __init__(self, name: str, meaning: Tone | None) -> None:
        super().__init__()
        self._name, self._meaning = name, meaning

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRect(QPoint(0, 0), QSize(side, side))
        square.moveCenter(rect.center())
        draw(painter, QRectF(square), self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._meaning)

    def _colour(self, mode: QIcon.Mode) -> QColor:
        palette = QApplication.palette()
        if mode is QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        if mode is QIcon.Mode.Selected:
            return palette.color(QPalette.ColorRole.HighlightedText)
        if self._meaning is not None:
            return tone(self._meaning, palette)
        return palette.color(QPalette.ColorRole.ButtonText)
