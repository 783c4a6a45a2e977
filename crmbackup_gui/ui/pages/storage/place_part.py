"""Where the recovery points are, whether that is there, and how much room it has."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from crmbackup_gui.errors import DamagedRepository, RepositoryExists, RepositoryNotFound
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.ui.dialogs.place import PlaceDialog, PlaceErrand
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.cloud_trouble import cloud_trouble
from crmbackup_gui.ui.viewmodels.damage import may_be_rebuilt
from crmbackup_gui.ui.widgets.panel import line, text_label
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said

_LITTLE = 3
"""Room for fewer recovery points like the largest one is too little."""


class PlacePart(StoragePart):
    """Unplugged is a state of it, no error. To rebuild what is left is offered where it is damaged alone."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Where the recovery points are"))
        self.place = text_label()
        self.facts = text_label(quiet=True)
        self.again = QPushButton(icon("running"), self.tr("Look again"))
        self.again.setAccessibleName(self.again.text())
        for part in (self.place, self.facts):
            self.column.insertWidget(self.column.count() - 1, part)
        self.reach = QPushButton(icon("key"), self.tr("Change how it is reached…"))
        self.reach.setAccessibleName(self.reach.text())
        self.salvage = QPushButton(icon("restore"), self.tr("Rebuild what is left elsewhere…"))
        self.salvage.setAccessibleName(self.salvage.text())
        self.salvage.setToolTip(self.tr("Everything that can still be read becomes a repository in another place."))
        self.salvage.hide()
        self.column.addLayout(line(self.again, self.reach, self.salvage))
        self.again.clicked.connect(self._look_again)
        self.reach.clicked.connect(self._change_access)
        self.salvage.clicked.connect(self._salvage)

    def forget(self) -> None:
        self.place.clear()
        self.facts.clear()
        self.salvage.hide()

    def read(self) -> None:
        assert self.connection is not None
        self.place.setText(self.connection.repository)
        self.reach.setVisible(is_cloud(self.connection.repository))
        look = partial(self.session.program.look_at_place, self.connection.repository, self.connection.source)
        self.asking.ask(look, self._seen, self._not_seen)

    @Slot()
    def show_ready(self) -> None:
        self.again.setEnabled(self.connection is not None and not self.asking.busy)
        self.salvage.setEnabled(self.free)

    @Slot()
    def _look_again(self) -> None:
        if self.connection is not None:
            self.read()
            self.session.refresh(self.connection.id)

    @Slot()
    def _salvage(self) -> None:
        from crmbackup_gui.ui.dialogs.salvage import SalvageDialog  # noqa: PLC0415 - it loads what reads packs

        if self.connection is not None:
            dialog = SalvageDialog(self.session, self.connection, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def _change_access(self) -> None:
        """A place in a cloud has got another key, or another address."""
        if self.connection is None:
            return
        errand = PlaceErrand(
            self.tr("How the repository is reached"),
            self.tr("What you enter here counts for everything that is kept in this bucket."),
            self.tr("Use this"),
            location=self.connection.repository,
        )
        dialog = PlaceDialog(self.session, errand, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(self._look_again)
        dialog.open()

    def _seen(self, place: RepositoryPlace) -> None:
        overview = None if self.connection is None else self.session.overview(self.connection.id)
        self.salvage.setVisible(place.is_repository and may_be_rebuilt(overview))
        if not place.is_repository:
            self._not_there()
            return
        points = overview.points if overview else ()
        facts = []
        if points:
            stored = telling.size(sum(point.bytes_stored for point in points))
            text = self.tr("%Ln recovery point(s) of this CRM take {size}.", "", len(points))
            facts.append(text.format(size=stored))
        if place.free_bytes is not None:
            facts.append(self.tr("{size} are free there.").format(size=telling.size(place.free_bytes)))
        self.facts.setText(telling.sentences(facts))
        largest = max((point.bytes_stored for point in points), default=0)
        if place.free_bytes is not None and place.free_bytes < _LITTLE * largest:
            self.notice.say(
                Tone.WARN, self.tr("There is little room left."), self.tr("Make room there, or keep fewer points.")
            )
        elif place.beside_crm:
            self.notice.say(
                Tone.WARN,
                self.tr("It is on the same disk as the CRM: both can be lost together."),
                self.tr("Keep the recovery points on another drive or computer."),
            )
        else:
            self.notice.say(Tone.GOOD, self.tr("It is there and can be read."))

    def _not_seen(self, error: BaseException) -> None:
        self.facts.clear()
        # Where other things are than a repository, what makes it one is gone.
        self.salvage.setVisible(isinstance(error, (DamagedRepository, RepositoryExists)))
        if isinstance(error, RepositoryNotFound):
            self._not_there()
        else:
            cloud = self.connection is not None and is_cloud(self.connection.repository)
            words = cloud_trouble(error) if cloud else said(error)
            self.notice.say(Tone.WARN, words.what, words.advice)

    def _not_there(self) -> None:
        self.facts.clear()
        self.notice.say(
            Tone.WARN,
            self.tr("It is not there at the moment."),
            self.tr("If it is on a drive, plug that in; if it is on another computer, connect to it. Nothing is lost."),
        )
