"""Where recovery points are kept, asked: a folder or drive, or one of the clouds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services.cloud_places import CloudAnswers, keeps_key, kept_answers
from crmbackup_gui.services.place_answers import PlaceAnswers
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.cloud_form import CloudForm, cloud_name, cloud_words
from crmbackup_gui.ui.widgets.fitting_area import FittingArea
from crmbackup_gui.ui.widgets.panel import line, text_label
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind
from crmbackup_gui.ui.widgets.tile import Tile
from crmbackup_gui.ui.words.telling import sentences

_TALLEST = 480
"""The form of a cloud with all that it has for experts."""

_DRAWINGS = {Cloud.S3: "bucket", Cloud.AZURE: "cloud", Cloud.GOOGLE: "cloud"}


class PlaceForm(QWidget):
    """`answers` is what stands there. What is known of a bucket is filled in when somebody names it.

    Signals:
        changed(): something else stands there.
        test_wanted(): somebody wants to know whether the place in a cloud can be used.
    """

    changed = Signal()
    test_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asking = Asking(session.jobs, self)
        self.kinds: dict[Cloud | None, Tile] = {}
        self._words = text_label(quiet=True)
        self.folder = PathField(self.tr("Folder for the recovery points"), PathKind.FOLDER)
        self.cloud = CloudForm()
        self.test = QPushButton(icon("search"), self.tr("Test"))
        self.test.setAccessibleName(self.tr("Test"))
        self.test.setToolTip(self.tr("Look at the place and say what is there. Nothing stays there."))
        self.test.setAutoDefault(False)
        self._make_tiles()
        self._lay_out()
        self.folder.changed.connect(self._edited)
        self.cloud.changed.connect(self._edited)
        self.cloud.place_entered.connect(self._look_up)
        self.test.clicked.connect(self.test_wanted)
        self._show_kind()

    def _make_tiles(self) -> None:
        group = QButtonGroup(self)
        folder = Tile(
            "folder",
            self.tr("Folder or drive"),
            self.tr("A folder of this computer, on a drive, or shared by another computer."),
        )
        self.kinds[None] = folder
        for cloud in Cloud:
            self.kinds[cloud] = Tile(_DRAWINGS[cloud], cloud_name(cloud), cloud_words(cloud))
        for tile in self.kinds.values():
            group.addButton(tile)
        folder.setChecked(True)
        group.buttonClicked.connect(self._kind_chosen)

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(SPACE)
        for tile in self.kinds.values():
            tiles.addWidget(tile, 1)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE + 2)
        self._form.addRow(self.tr("&Folder"), self.folder)
        self._area = FittingArea(self.cloud, _TALLEST, gives_way=True)
        self.cloud.more.clicked.connect(self._area.show_end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        column.addLayout(tiles)
        column.addWidget(self._words)
        column.addLayout(self._form)
        column.addWidget(self._area)
        column.addLayout(line(self.test))

    @property
    def kind(self) -> Cloud | None:
        """The cloud that was chosen; None for a folder."""
        return next(kind for kind, tile in self.kinds.items() if tile.isChecked())

    @property
    def answers(self) -> PlaceAnswers:
        """As they stand there."""
        return PlaceAnswers(self.folder.path, None if self.kind is None else self.cloud.answers)

    def show_answers(self, answers: PlaceAnswers) -> None:
        """Show these."""
        if answers != self.answers:
            self.folder.set_path(answers.folder)
            if answers.cloud is not None:
                self.cloud.show_answers(answers.cloud)
            self.kinds[None if answers.cloud is None else answers.cloud.cloud].setChecked(True)
            self._show_kind()
            self._look_up()
            self._edited()

    def fix_place(self) -> None:
        """Let everything be changed but which place it is."""
        self.folder.setEnabled(False)
        self.cloud.fix_place()
        for kind, tile in self.kinds.items():
            tile.setVisible(kind is self.kind)

    def focus_key(self) -> None:
        """Lead somebody to where a key is missing or wrong."""
        if self.kind is not None:
            self.cloud.wanting_key.setFocus()

    def show_free(self, *, free: bool) -> None:
        """Whether a test can be asked for at the moment."""
        self.test.setEnabled(free and self.kind is not None and self.cloud.answers.complete)

    @Slot(QAbstractButton)
    def _kind_chosen(self, _tile: QAbstractButton) -> None:
        if self.kind is not None:
            self.cloud.show_cloud(self.kind)
        self._show_kind()
        self._edited()

    def _show_kind(self) -> None:
        cloud = self.kind is not None
        words = self.kinds[self.kind].accessibleDescription()
        if cloud:
            keyring = self.tr("Its key is kept in the keyring of this computer and nowhere else.")
            words = sentences((words, keyring))
        self._words.setText(words)
        self._form.setRowVisible(self.folder, not cloud)
        self._area.setVisible(cloud)
        self.test.setVisible(cloud)
        self.test.setEnabled(self.cloud.answers.complete)

    @Slot()
    def _edited(self) -> None:
        self.test.setEnabled(self.cloud.answers.complete)
        self.changed.emit()

    @Slot()
    def _look_up(self) -> None:
        """Whether the bucket is one that this computer knows."""
        answers = self.answers
        if answers.cloud is not None and answers.cloud.complete:
            look = partial(_known, self._session.program, answers)
            self._asking.ask(look, partial(self._known, answers.cloud.bucket), self._session.explain)

    def _known(self, bucket: str, known: tuple[CloudAnswers, bool] | None) -> None:
        if known is None:
            return
        answers, kept = known
        if self.cloud.cloud is answers.cloud and self.cloud.answers.bucket == bucket:
            self.cloud.take_known(answers, kept=kept)


def _known(program: Program, answers: PlaceAnswers) -> tuple[CloudAnswers, bool] | None:
    """None for what cannot be a place; a test tells what is wrong with it."""
    try:
        location = answers.location
    except InvalidRequest:
        return None
    return kept_answers(program.settings.read(), location), keeps_key(location)
