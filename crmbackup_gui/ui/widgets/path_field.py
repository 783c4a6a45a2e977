"""A file or a folder: typed, or chosen from the disk."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE


class PathKind(Enum):
    """What is chosen."""

    FILE = "file"
    FOLDER = "folder"
    NEW_FILE = "new file"


class PathField(QWidget):
    """`filters` are those of QFileDialog.

    Signals:
        changed(): another path stands there.
    """

    changed = Signal()

    def __init__(self, name: str, kind: PathKind, filters: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._kind, self._filters = name, kind, filters
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setClearButtonEnabled(True)
        self.browse = QPushButton(icon("folder" if kind is PathKind.FOLDER else "file"), self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("Choose: {name}").format(name=name))
        self.browse.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.edit, 1)
        row.addWidget(self.browse)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._choose)

    @property
    def path(self) -> str:
        """As an absolute path with `~` put in full; empty while nothing is chosen."""
        text = self.edit.text().strip()
        return str(Path(os.path.expandvars(text)).expanduser().absolute()) if text else ""

    def set_path(self, path: str) -> None:
        """Show another one."""
        if path != self.path:
            self.edit.setText(path)

    @Slot()
    def _choose(self) -> None:
        dialog = QFileDialog(self, self._name, self.path or str(Path.home()), self._filters)
        if self._kind is PathKind.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        elif self._kind is PathKind.NEW_FILE:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.edit.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
