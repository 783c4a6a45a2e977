"""Another place of the same kind as the CRM's: a database file or a folder, and a folder for its attachments."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QStyle, QWidget

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.places import Place, url_like
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind

_FOLDERS = frozenset({"folder"})


class PlaceChoice(QWidget):
    """`like` is the URL of the CRM. With `new`, a place is suggested where there is nothing yet.

    Signals:
        changed(): another place stands there.
    """

    changed = Signal()

    def __init__(self, like: str, place: Place, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._like = like
        self._is_folder = place.kind in _FOLDERS
        title = self.tr("Folder") if self._is_folder else self.tr("Database")
        kind = PathKind.FOLDER if self._is_folder else PathKind.NEW_FILE if new else PathKind.FILE
        filters = "" if self._is_folder else self.tr("Databases (*.db *.sqlite *.sqlite3);;All files (*)")
        self.path = PathField(title, kind, filters)
        self.files = None if place.files is None else PathField(self.tr("Attachments"), PathKind.FOLDER)
        form = QFormLayout(self)
        measure, metric = self.style().pixelMetric, QStyle.PixelMetric
        beside = measure(metric.PM_ExclusiveIndicatorWidth) + measure(metric.PM_RadioButtonLabelSpacing)
        form.setContentsMargins(beside, 0, 0, 0)
        form.setSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, name in ((self.path, title), (self.files, self.tr("Attachments"))):
            if field is not None:
                label = QLabel(name)
                label.setBuddy(field)
                label.setTextFormat(Qt.TextFormat.PlainText)
                form.addRow(label, field)
                field.changed.connect(self.changed)
        if new and place.local:
            self._suggest(Path(place.path), None if place.files is None else Path(place.files))

    @property
    def url(self) -> str:
        """The place as a URL; empty while it is not complete."""
        if not self.path.path or (self.files is not None and not self.files.path):
            return ""
        try:
            return url_like(self._like, self.path.path, self.files.path if self.files else None)
        except InvalidRequest:
            return ""

    def _suggest(self, path: Path, files: Path | None) -> None:
        """Beside the CRM, under a name that says what it is."""
        name = self.tr("{name} restored").format(name=path.name if self._is_folder else path.stem)
        self.path.set_path(str(path.with_name(name if self._is_folder else name + path.suffix)))
        if files is not None and self.files is not None:
            self.files.set_path(str(files.with_name(self.tr("{name} restored").format(name=files.name))))
