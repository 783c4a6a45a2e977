"""A table of what a restore does to each part of a CRM."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crmbackup_gui.ui.viewmodels.restore_counts import CountColumn, RestoreCounts
from crmbackup_gui.ui.widgets.fitted_table import FittedTable

_ONLY_IF_ANY = (CountColumn.UNDELETED, CountColumn.REMOVED, CountColumn.LEFT, CountColumn.REFUSED)


class CountsTable(FittedTable):
    """Shows a RestoreCounts. What not every restore does has a column only where there is any."""

    def __init__(self, model: RestoreCounts, parent: QWidget | None = None) -> None:
        super().__init__(model, CountColumn.PART, parent)
        self._model = model
        self.setAccessibleName(self.tr("What happens to each part of the CRM"))
        model.modelReset.connect(self._hide_empty)
        self._hide_empty()

    @Slot()
    def _hide_empty(self) -> None:
        for column in _ONLY_IF_ANY:
            self.setColumnHidden(column, self._model.is_empty(column))
