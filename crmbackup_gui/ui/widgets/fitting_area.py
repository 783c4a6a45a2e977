"""A scroll area that is as tall as what is in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget


class FittingArea(QScrollArea):
    """Up to `tallest` pixels. With `gives_way` it gets lower where there is no room, and scrolls; else never."""

    def __init__(self, inside: QWidget, tallest: int, *, gives_way: bool = False) -> None:
        super().__init__()
        self._inside, self._tallest, self._gives_way = inside, tallest, gives_way
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidget(inside)
        self._to_end = False
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)

    @Slot()
    def show_end(self) -> None:
        """Scroll to what stands last, as soon as what was added just now has its place."""
        self._to_end = True

    @Slot()
    def _range_changed(self) -> None:
        if self._to_end:
            self._to_end = False
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def sizeHint(self) -> QSize:
        wanted = self._inside.sizeHint()
        return QSize(wanted.width(), min(wanted.height(), self._tallest))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0 if self._gives_way else self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def stacked(*widgets: QWidget) -> QWidget:
    """These below each other, for an area that shows one of them at a time."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        column.addWidget(widget)
    return both
