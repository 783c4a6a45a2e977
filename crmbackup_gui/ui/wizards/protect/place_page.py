"""Where the recovery points are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from crmbackup_gui.errors import InvalidRequest, KeyProblem, RepositoryExists
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.found_crms import AtAddress, find_crms_at, protected_at
from crmbackup_gui.services.place_answers import PlaceAnswers, answers_of, take_place, try_place
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.repository_places import RepositoryPlace, inner_folder, repository_inside
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.cloud_trouble import cloud_trouble, is_about_store_key
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step, Way
from crmbackup_gui.ui.widgets.place_form import PlaceForm
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.telling import size

_PAUSE_MS = 500
"""After the last key stroke, before a folder is looked at; a cloud is only looked at when somebody says so."""

_IN_CLOUD = "crm-backups"

_Found = tuple[RepositoryPlace, bool, AtAddress | None]
"""The place, whether its repository is open, and what that holds at the address of the CRM, if there is one."""


class PlacePage(ProtectPage):
    """A folder or a cloud. A repository in it is recognised, and opened at once where this computer keeps its key.

    Signals:
        protected_wanted(str): somebody wants to see the connection that keeps the CRM there already, by its id.
    """

    protected_wanted = Signal(str)

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.PLACE)
        self.form = PlaceForm(session)
        self.place = self.form.folder
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.inside = QPushButton(icon("folder"), "")
        self.inside.setAutoDefault(False)
        self.inside.hide()
        self.there = QPushButton(icon("crm"), "")
        self.there.setAutoDefault(False)
        self.there.hide()
        self._inside = ""
        self._going = False
        row = QHBoxLayout()
        row.addWidget(self.inside)
        row.addWidget(self.there)
        row.addStretch(1)
        self.body.addWidget(self.words)
        self.body.addWidget(self.form)
        # What can be done about what the notice says stands below it.
        self.below.addLayout(row)
        self.doing(self.tr("Looking at the place…"))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._look)
        self.form.changed.connect(self._edited)
        self.form.test_wanted.connect(self._test)
        self.inside.clicked.connect(self._use_inside)
        self.there.clicked.connect(self._show_protected)

    def initializePage(self) -> None:
        if self.state.way is Way.NEW:
            self.setTitle(self.tr("Where shall the recovery points be kept?"))
            self.setSubTitle(self.tr("They are encrypted before they leave this computer."))
            self.words.setText(
                self.tr(
                    "Best is another drive, another computer or a cloud: then they survive when this one does not. "
                    "A repository that is there already can take this CRM, too."
                )
            )
        else:
            self.setTitle(self.tr("Where is the repository?"))
            self.setSubTitle(self.tr("Choose the folder, drive or cloud in which the recovery points are."))
            self.words.setText(
                self.tr("It contains a file named “repository” and folders such as “points” and “packs”.")
            )
        self.form.show_answers(self.state.where)
        self.there.hide()
        if self.settled():
            self._tell()
        elif self.state.location and self.state.where.cloud is None:
            self._later.start()

    def ready(self) -> bool:
        return bool(self.state.location) and self._protected() is None

    def settled(self) -> bool:
        state = self.state
        if not state.placed or state.place is None or not state.place_taken:
            return False
        if state.way is Way.NEW:
            return not state.open or state.compared
        return state.place.is_repository

    def _protected(self) -> Connection | None:
        """What keeps the CRM in this place already: a second time it would be the same."""
        state = self.state
        if state.way is Way.EXISTING:
            return None
        return protected_at(self.session.connections(), state.location, state.source_url)

    def settle(self) -> None:
        self._going = True
        self._look()

    @Slot()
    def _edited(self) -> None:
        state = self.state
        state.where, state.place = self.form.answers, None
        self.asking.drop()
        self._going = False
        self.notice.clear()
        self.inside.hide()
        self.there.hide()
        try:
            state.location = state.where.location
        except InvalidRequest as error:
            state.location = ""
            self.say(error)
        if state.location and state.where.cloud is None:
            self._later.start()
        self.completeChanged.emit()

    @Slot()
    def _test(self) -> None:
        self._going = False
        self._look()

    @Slot()
    def _look(self) -> None:
        self._later.stop()
        if self.asking.busy or not self.state.location:
            return
        self.notice.clear()
        self.inside.hide()
        self.there.hide()
        where, location = self.state.where, self.state.location
        source = self.state.source_url if self.state.way is Way.NEW else ""
        wanted = partial(_is_wanted, self.state.way)
        if where.cloud is None:
            look = partial(_look_and_open, self.session.program, PlaceAnswers(location), wanted, source)
        elif self._going:
            look = partial(_look_and_open, self.session.program, where, wanted, source)
        else:
            look = partial(_look_only, self.session.program, where, source)
        taking = where if self._going else None
        self.asking.ask(look, partial(self._found, source, taking), partial(self._not_usable, location))

    def _found(self, source: str, taken: PlaceAnswers | None, found: _Found) -> None:
        place, is_open, beside = found
        state = self.state
        state.place, state.location = place, place.location
        if taken is not None and _is_wanted(state.way, place):
            state.kept = taken
        if beside is not None:
            state.beside[place.location, source] = beside
        if is_open:
            state.unlocked.add(place.location)
        else:
            state.unlocked.discard(place.location)
        self._tell()
        if self._going and self.settled() and self.ready():
            self.go_on()
            return
        if state.way is Way.EXISTING and not place.is_repository:
            self._offer(partial(_repository_below, place.location))
        self.completeChanged.emit()

    def _not_usable(self, location: str, error: BaseException) -> None:
        self._going = False
        if self.state.where.cloud is not None:
            self._not_usable_cloud(location, error)
            return
        if not isinstance(error, RepositoryExists):
            self.say(error)
            return
        if self.state.way is Way.NEW:
            self.notice.say(
                Tone.WARN,
                self.tr("There are other files in this folder, so the recovery points need one of their own."),
            )
            self._offer(partial(_folder_inside, location, self.tr("CRM backups")))
        else:
            self._no_repository()
            self._offer(partial(_repository_below, location))

    def _not_usable_cloud(self, location: str, error: BaseException) -> None:
        words = cloud_trouble(error)
        self.notice.say(Tone.BAD, words.what, words.advice)
        if is_about_store_key(error):
            self.form.focus_key()
        elif isinstance(error, RepositoryExists) and self.state.way is Way.NEW:
            self._offer(partial(_folder_inside, location, _IN_CLOUD))

    def _tell(self) -> None:
        state, place = self.state, self.state.place
        assert place is not None
        protected = self._protected()
        if protected is not None:
            self._tell_protected(protected)
        elif place.is_repository:
            text = (
                self.tr("There is a repository here, and this computer has its key.")
                if state.open
                else self.tr("There is a repository here. Its passphrase is asked for next.")
            )
            if state.repository_made is not None:
                text = self.tr("The repository has been made here.")
            self.notice.say(Tone.GOOD, text)
        elif state.way is Way.EXISTING:
            self._no_repository()
        elif place.beside_crm:
            self.notice.say(
                Tone.WARN,
                self.tr("This is the disk that the CRM is on: if it breaks, both are lost."),
                self.tr("You may go on, but another drive is better."),
            )
        elif place.free_bytes is not None:
            self.notice.say(Tone.GOOD, self.tr("{size} are free here.").format(size=size(place.free_bytes)))
        elif state.where.cloud is not None:
            self.notice.say(Tone.GOOD, self.tr("The place can be used; nothing is kept there yet."))

    def _tell_protected(self, connection: Connection) -> None:
        self.notice.say(
            Tone.WARN,
            self.tr("This CRM is in your list already, and is kept here: “{name}”.").format(name=connection.name),
            self.tr("Choose another folder to keep it in a second place, too."),
        )
        text = self.tr("Show “{name}”").format(name=connection.name)
        self.there.setText(text.replace("&", "&&"))
        self.there.setAccessibleName(text)
        self.there.show()

    @Slot()
    def _show_protected(self) -> None:
        protected = self._protected()
        if protected is not None:
            self.protected_wanted.emit(protected.id)

    def _no_repository(self) -> None:
        if self.state.where.cloud is not None:
            self.notice.say(
                Tone.BAD,
                self.tr("There is no repository at this place."),
                self.tr("Look at the name of the bucket and of the folder in it."),
            )
            return
        self.notice.say(
            Tone.BAD,
            self.tr("There is no repository in this folder."),
            self.tr("Choose the folder that holds it, or go back to protect a CRM in a new one."),
        )

    def _offer(self, find: partial[str | None]) -> None:
        self.asking.ask(find, self._offered, self.say)

    def _offered(self, folder: str | None) -> None:
        if folder is None:
            return
        self._inside = folder
        text = self.tr("Use “{folder}”").format(folder=folder)
        self.inside.setText(text)
        self.inside.setAccessibleName(text)
        self.inside.show()

    @Slot()
    def _use_inside(self) -> None:
        cloud = self.state.where.cloud
        if cloud is None:
            self.form.show_answers(PlaceAnswers(self._inside))
        else:
            inner = answers_of(self.session.settings(), self._inside).cloud
            assert inner is not None
            self.form.cloud.folder.setText(inner.folder)
        self._look()


def _look_only(program: Program, where: PlaceAnswers, source_url: str) -> _Found:
    """As `_look_and_open`; what was answered about the place is not kept, and its repository not opened."""
    place = try_place(program, where, source_url or None)
    return place, program.is_unlocked(place.location), None


def _look_and_open(
    program: Program, where: PlaceAnswers, wanted: Callable[[RepositoryPlace], bool], source_url: str
) -> _Found:
    """A key of the repository that does not fit is asked for on the next page."""
    place = take_place(program, where, wanted, source_url or None)
    if not place.is_repository:
        return place, False, None
    try:
        program.unlock(place.location)
        return place, True, find_crms_at(program, place.location, source_url) if source_url else None
    except KeyProblem:
        return place, False, None


def _is_wanted(way: Way, place: RepositoryPlace) -> bool:
    """Whoever looks for a repository wants none but a place that has one."""
    return way is Way.NEW or place.is_repository


def _folder_inside(location: str, name: str) -> str | None:
    return inner_folder(location, name)


def _repository_below(location: str) -> str | None:
    return repository_inside(location)
