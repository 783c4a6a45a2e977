"""A place in which recovery points are kept, asked in a dialog, and tried before it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from crmbackup_gui.errors import InvalidRequest, RepositoryNotFound
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.place_answers import PlaceAnswers, answers_of, take_place, try_place
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.cloud_trouble import cloud_trouble, is_about_store_key
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.widgets.place_form import PlaceForm
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.telling import size

_SIZE = QSize(660, 600)
_BAR = 6


class Misfit(Enum):
    """Why a place that could be used is not the one that was asked for."""

    ITSELF = auto()
    NOT_EMPTY = auto()
    NO_REPOSITORY = auto()


@dataclass(frozen=True)
class PlaceErrand:
    """What somebody is asked about a place.

    `go` stands on the button. `location` is the place whose answers are given anew, and no other; empty for one that is
    chosen here. `source` is the CRM that the place must not lie in, `repository` the place that it must not be.
    `empty` wants a place in which there is no repository yet.
    """

    title: str
    words: str
    go: str
    location: str = ""
    source: str = ""
    repository: str = ""
    empty: bool = False

    def misfit(self, place: RepositoryPlace) -> Misfit | None:
        """Why the place does not do; None where it does."""
        if place.location == self.repository:
            return Misfit.ITSELF
        if self.empty and place.is_repository:
            return Misfit.NOT_EMPTY
        if self.location and not place.is_repository:
            return Misfit.NO_REPOSITORY
        return None


class PlaceDialog(QDialog):
    """Accepted when the place can be used, and the program opens it with the answers from then on; `place` is it.

    A place that is refused, or looked at while somebody cancels, changes nothing of how the program opens its bucket.
    """

    def __init__(self, session: Session, errand: PlaceErrand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._errand = session, errand
        self.place: RepositoryPlace | None = None
        self.asking = Asking(session.jobs, self)
        self._given_up = CancelToken()
        self.setWindowTitle(errand.title)
        self.resize(_SIZE)
        self.form = PlaceForm(session)
        self.notice = Notice()
        self._doing = QLabel(self.tr("Looking at the place…"))
        self._bar = QProgressBar()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.use = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.use.setText(errand.go)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(self.tr("Cancel"))
        for button in (self.use, cancel):
            button.setAccessibleName(button.text())
        self._lay_out()
        self.form.changed.connect(self._edited)
        self.form.test_wanted.connect(self._test)
        self.buttons.accepted.connect(self._use)
        self.buttons.rejected.connect(self.reject)
        self.rejected.connect(self._given_up.cancel)
        self.asking.busy_changed.connect(self._show_busy)
        self._begin()

    def _lay_out(self) -> None:
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self.column.setSpacing(SPACE + 4)
        for part in (text_label(self._errand.words), self.form, self.notice, self._doing, self._bar):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.buttons)

    def _begin(self) -> None:
        location = self._errand.location
        if location:
            self.form.show_answers(answers_of(self._session.settings(), location))
            self.form.fix_place()
        self._show_busy()

    @property
    def answers(self) -> PlaceAnswers:
        """What stands there."""
        return self.form.answers

    def ready(self) -> bool:
        """Whether enough was answered to go on."""
        return bool(self._location())

    def taking(self) -> Callable[[], RepositoryPlace]:
        """What makes the program use the place if it fits, with what stands there now; it raises as `take_place`.

        It is for a thread of its own, and so must hold no widget.
        """
        wanted = partial(_is_wanted, self._errand, self._given_up)
        return partial(take_place, self._session.program, self.answers, wanted, self._errand.source or None)

    @Slot()
    def _edited(self) -> None:
        self.asking.drop()
        self.notice.clear()
        self._show_busy()

    @Slot()
    def _test(self) -> None:
        self.notice.clear()
        work = partial(try_place, self._session.program, self.answers, self._errand.source or None)
        self.asking.ask(work, self._tested, self.say)

    @Slot()
    def _use(self) -> None:
        self.notice.clear()
        self.asking.ask(self.taking(), self._taken, self.say)

    def _tested(self, place: RepositoryPlace) -> None:
        if self._fits(place):
            self.notice.say(Tone.GOOD, self._found(place))

    def _taken(self, place: RepositoryPlace) -> None:
        if self._fits(place):
            self.place = place
            self.accept()

    def _fits(self, place: RepositoryPlace) -> bool:
        misfit = self._errand.misfit(place)
        if misfit is Misfit.ITSELF:
            self.notice.say(Tone.WARN, self.tr("This is the repository itself."), self.tr("Choose another place."))
        elif misfit is Misfit.NOT_EMPTY:
            self.notice.say(
                Tone.WARN,
                self.tr("There is a repository at this place already."),
                self.tr("Choose an empty place, so that nothing is mixed up."),
            )
        elif misfit is Misfit.NO_REPOSITORY:
            self.say(RepositoryNotFound(place.location))
        return misfit is None

    def _found(self, place: RepositoryPlace) -> str:
        if place.is_repository:
            return self.tr("There is a repository at this place.")
        if place.free_bytes is not None:
            return self.tr("{size} are free here.").format(size=size(place.free_bytes))
        return self.tr("The place can be used; nothing is kept there yet.")

    def say(self, error: BaseException) -> None:
        """What is wrong, and what to do."""
        words = said(error) if self.form.kind is None else cloud_trouble(error)
        self.notice.say(Tone.BAD, words.what, words.advice)
        if is_about_store_key(error):
            self.form.focus_key()

    def _location(self) -> str:
        try:
            return self.answers.location
        except InvalidRequest as error:
            self.say(error)
            return ""

    @Slot()
    def _show_busy(self) -> None:
        busy = self.asking.busy
        self._bar.setVisible(busy)
        self._doing.setVisible(busy)
        self.form.show_free(free=not busy)
        self.use.setEnabled(not busy and self.ready())


def _is_wanted(errand: PlaceErrand, given_up: CancelToken, place: RepositoryPlace) -> bool:
    return not given_up.cancelled and errand.misfit(place) is None
