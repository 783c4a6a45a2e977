"""How often, and all decisions once more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QFormLayout, QFrame, QGridLayout, QLabel

from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Question, Step, Way
from crmbackup_gui.ui.viewmodels.schedule_draft import Preset, preset_schedule, rows_of
from crmbackup_gui.ui.viewmodels.schedule_words import preset_name, preset_reason, sentence
from crmbackup_gui.ui.widgets.card import Card
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.parts import part_name
from crmbackup_gui.ui.words.telling import locale

_DRAWINGS = {Preset.HOURLY: "clock", Preset.DAILY: "evening", Preset.WEEKLY: "calendar", Preset.BY_HAND: "backup"}


class RhythmPage(ProtectPage):
    """Four cards, the sentence that they mean, and the summary."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.RHYTHM)
        self.setTitle(self.tr("How often?"))
        self.setSubTitle(self.tr("You can change every part of this later, on the page Schedule."))
        self.cards: dict[Preset, Card] = {}
        group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        for place, (preset, drawing) in enumerate(_DRAWINGS.items()):
            card = Card(drawing, preset_name(preset), preset_reason(preset))
            self.cards[preset] = card
            group.addButton(card)
            grid.addWidget(card, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._crm, self._what, self._where, self._rhythm = (QLabel() for _ in range(4))
        panel = QFrame()
        panel.setFrameShape(QFrame.Shape.StyledPanel)
        panel.setAutoFillBackground(True)
        panel.setBackgroundRole(QPalette.ColorRole.Base)
        summary = QFormLayout(panel)
        summary.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        summary.setHorizontalSpacing(3 * SPACE)
        for name, label in (
            (self.tr("CRM"), self._crm),
            (self.tr("What"), self._what),
            (self.tr("Kept in"), self._where),
            (self.tr("Backups"), self._rhythm),
        ):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            title = QLabel(name)
            title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            summary.addRow(title, label)
        self.now = QCheckBox(self.tr("&Make the first backup now"))
        self.now.setAccessibleName(self.now.text().replace("&", ""))
        self.body.addLayout(grid)
        self.body.addWidget(panel)
        self.body.addWidget(self.now)
        self.doing(self.tr("Saving…"))
        group.buttonClicked.connect(self._chosen)
        self.now.toggled.connect(self._now_toggled)

    def initializePage(self) -> None:
        state = self.state
        self.cards[state.preset].setChecked(True)
        self.cards[state.preset].setFocus()
        self.now.setChecked(state.back_up_now)
        if state.way is Way.NEW:
            place = place_of(state.source_url)
            name = next(map(self._name, state.questions), state.name)
            self._crm.setText(self.tr("{name} ({place})").format(name=name, place=place.path))
            self._what.setText(self._scope())
        else:
            names = [crm.name for crm in state.plain]
            only = [crm.name for crm in state.plain if not state.can_back_up(crm)]
            names += [self._name(question) for question in state.questions]
            self._crm.setText(locale().createSeparatedList(names))
            restoring = self.tr("for restoring only: {names}").format(names=locale().createSeparatedList(only))
            self._what.setText(restoring if only else self.tr("the recovery points that are there, and new ones"))
            self.now.setVisible(len(only) < len(names))
        if state.way is Way.NEW:
            self.now.setText(self.tr("&Make the first backup now"))
            self.now.show()
        else:
            self.now.setText(self.tr("&Make a backup now"))
        self.now.setAccessibleName(self.now.text().replace("&", ""))
        self._where.setText("\n".join([state.location, *map(self._timeline, state.questions)]))
        self._show_rhythm()

    def _name(self, question: Question) -> str:
        """What the CRM of this computer is called in the list."""
        same = self.state.same_as(question)
        if same is None:
            return question.own_name
        return self.state.name if self.state.way is Way.NEW else same.name

    def _timeline(self, question: Question) -> str:
        same = self.state.same_as(question)
        if same is None:
            return self.tr("“{name}” starts a new timeline").format(name=question.own_name)
        return self.tr("going on with the timeline of “{name}”").format(name=same.name)

    def _scope(self) -> str:
        scope = self.state.scope
        if scope.whole:
            return self.tr("the whole CRM")
        facts = self.state.facts
        assert facts is not None
        called = {entity.name: part_name(entity.label) for entity in facts.entities}
        called |= {business.scope_name: business_name(business) for business in facts.business}
        names = [called[name] for name in scope.entities]
        return self.tr("only {names}").format(names=locale().createSeparatedList(names))

    def _show_rhythm(self) -> None:
        self._rhythm.setText(sentence(rows_of(preset_schedule(self.state.preset))))

    @Slot(QAbstractButton)
    def _chosen(self, card: QAbstractButton) -> None:
        self.state.preset = next(preset for preset, known in self.cards.items() if known is card)
        self._show_rhythm()

    @Slot(bool)
    def _now_toggled(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's argument
        self.state.back_up_now = wanted
