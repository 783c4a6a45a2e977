"""Year, month, week, day: the lengths that a strip of time is shown in."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.timeline_strip import Zoom


class ZoomButtons(QWidget):
    """One button for each length; the one that is shown is down, none where another length is.

    Signals:
        wanted(Zoom): a button was clicked.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 4)
        self.buttons: dict[Zoom, QToolButton] = {}
        for zoom, text in (
            (Zoom.YEAR, self.tr("Year")),
            (Zoom.MONTH, self.tr("Month")),
            (Zoom.WEEK, self.tr("Week")),
            (Zoom.DAY, self.tr("Day")),
        ):
            button = _ZoomButton()
            button.setText(text)
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Show a {length}").format(length=text.lower()))
            button.setMinimumHeight(28)
            button.setMinimumWidth(48)
            button.clicked.connect(partial(self._clicked, zoom))
            self.buttons[zoom] = button
            row.addWidget(button)

    @Slot(object)
    def show_zoom(self, zoom: Zoom | None) -> None:
        """Let the button of that length be down."""
        for each, button in self.buttons.items():
            button.setChecked(each is zoom)

    def _clicked(self, zoom: Zoom, _checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        self.buttons[zoom].setChecked(True)
        self.wanted.emit(zoom)


class _ZoomButton(QToolButton):
    """Flat; the length that is shown stands on a field of its own."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ink = palette.color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            ink = palette.color(QPalette.ColorRole.HighlightedText)
        elif self.underMouse():
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(field, 6, 6)
        if self.isChecked() and self.hasFocus():
            painter.setPen(QPen(ink, 1))
            painter.drawRoundedRect(field.adjusted(2, 2, -2, -2), 4, 4)
        painter.setPen(ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()
