"""A folder for files that other programs open, and of which kind they are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QStyle, QWidget

from crmbackup_gui.services.file_targets import files_url
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind


class FilesChoice(QWidget):
    """A folder of its own is suggested, in the home folder.

    Signals:
        changed(): another folder or kind stands there.
    """

    changed = Signal()

    def __init__(self, crm: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = PathField(self.tr("Folder"), PathKind.FOLDER)
        self.kind = QComboBox()
        for named in (self.kind, self.kind.view()):
            named.setAccessibleName(self.tr("Kind of files"))
        self.kind.addItem(self.tr("CSV: opens in every spreadsheet"), "csv")
        self.kind.addItem(self.tr("Parquet: for data analysis, keeps the types"), "parquet")
        form = QFormLayout(self)
        measure, metric = self.style().pixelMetric, QStyle.PixelMetric
        beside = measure(metric.PM_ExclusiveIndicatorWidth) + measure(metric.PM_RadioButtonLabelSpacing)
        form.setContentsMargins(beside, 0, 0, 0)
        form.setSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, name in ((self.folder, self.tr("Folder")), (self.kind, self.tr("Kind of files"))):
            label = QLabel(name)
            label.setBuddy(field)
            form.addRow(label, field)
        self.folder.set_path(str(Path.home() / self.tr("{crm} files").format(crm=_plain(crm))))
        self.folder.changed.connect(self.changed)
        self.kind.currentIndexChanged.connect(self.changed)

    @property
    def url(self) -> str:
        """The target as a URL; empty while no folder stands there."""
        return files_url(self.kind.currentData(), self.folder.path) if self.folder.path else ""


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
