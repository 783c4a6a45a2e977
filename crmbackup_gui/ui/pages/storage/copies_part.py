"""Further places in which the recovery points are kept, and how old each copy is."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from crmbackup_gui.services.copies import PlaceOfCopy, with_further_place
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.dialogs.place import PlaceDialog, PlaceErrand
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.copy_list import CopyList
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.panel import line, text_label

_ROWS = 3


class CopiesPart(StoragePart):
    """A copy is a whole repository, which the same keys open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Copies in other places"))
        self.words = text_label(
            self.tr(
                "Three copies in two kinds of places, one of them in another building, survive nearly everything. "
                "After each backup what is new is copied there; the same passphrase and recovery code open a copy."
            ),
            quiet=True,
        )
        self.model = CopyList(self)
        self.table = FittedTable(self.model, 0)
        self.table.setAccessibleName(self.tr("Copies of the repository"))
        rows = self.table.verticalHeader().defaultSectionSize() * _ROWS
        self.table.setFixedHeight(rows + self.table.horizontalHeader().height() + 2 * self.table.frameWidth())
        self.add = QPushButton(icon("add"), self.tr("Add a place…"))
        self.now = QPushButton(icon("copy"), self.tr("Copy now"))
        self.stop = QPushButton(icon("cancel"), self.tr("Copy there no longer"))
        for button in (self.add, self.now, self.stop):
            button.setAccessibleName(button.text())
        for at, part in enumerate((self.words, self.table)):
            self.column.insertWidget(at, part)
        self.column.addLayout(line(self.add, self.now, self.stop))
        self.table.selectionModel().currentRowChanged.connect(self.show_ready)
        self.add.clicked.connect(self._choose)
        self.now.clicked.connect(self._copy)
        self.stop.clicked.connect(self._stop)

    def forget(self) -> None:
        self.model.show_rows(())

    def read(self) -> None:
        if self.connection is not None and not self.asking.busy:
            look = partial(self.session.program.copies, self.connection, self._places)
            self.asking.ask(look, self._seen, self._not_seen)

    @Slot()
    def show_ready(self) -> None:
        self.add.setEnabled(self.free)
        self.now.setEnabled(self.free and bool(self._places))
        chosen = self.model.copy(self.table.currentIndex().row())
        self.stop.setEnabled(self.free and chosen is not None and chosen.location in self._places)
        self.table.setVisible(self.model.rowCount() > 0)

    @property
    def _places(self) -> tuple[str, ...]:
        if self.connection is None:
            return ()
        return self.session.settings().copies.get(self.connection.repository, ())

    def _seen(self, copies: tuple[PlaceOfCopy, ...]) -> None:
        self.model.show_rows(copies)
        if not copies:
            self.notice.say(Tone.WARN, self.tr("There is no copy: if this place is lost, so are the recovery points."))
        elif any(copy.points_behind for copy in copies if copy.location in self._places):
            self.notice.say(Tone.QUIET, self.tr("A copy lacks recovery points. Connect its drive, then copy now."))
        else:
            self.notice.clear()
        self.show_ready()

    def _not_seen(self, error: BaseException) -> None:
        self.forget()
        self.say_error(error)
        self.show_ready()

    @Slot()
    def _choose(self) -> None:
        connection = self.connection
        if connection is None:
            return
        errand = PlaceErrand(
            self.tr("A place for a copy"),
            self.tr("An empty place becomes a copy. One that holds a copy of this repository already goes on."),
            self.tr("Copy there"),
            source=connection.source,
            repository=connection.repository,
        )
        dialog = PlaceDialog(self.session, errand, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(partial(self._chosen, dialog, connection.repository))
        dialog.open()

    def _chosen(self, dialog: PlaceDialog, repository: str) -> None:
        """Keep a copy there from now on."""
        assert dialog.place is not None
        self.session.change_settings(partial(_with_place, repository, dialog.place.location), self._copy_first)

    def _copy_first(self, _settings: Settings) -> None:
        self._copy()

    @Slot()
    def _copy(self) -> None:
        if self.connection is not None:
            self.notice.clear()
            self.session.copy_everywhere(self.connection.id)

    @Slot()
    def _stop(self) -> None:
        """What is there stays there."""
        chosen = self.model.copy(self.table.currentIndex().row())
        if chosen is not None and self.connection is not None:
            change = partial(_without_place, self.connection.repository, chosen.location)
            self.session.change_settings(change, self._stopped)

    def _stopped(self, _settings: Settings) -> None:
        self.read()


def _with_place(repository: str, place: str, settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, copies=with_further_place(settings, repository, place))


def _without_place(repository: str, place: str, settings: Settings) -> Settings:
    left = tuple(known for known in settings.copies.get(repository, ()) if known != place)
    others = {location: places for location, places in settings.copies.items() if location != repository}
    return msgspec.structs.replace(settings, copies={**others, repository: left} if left else others)
