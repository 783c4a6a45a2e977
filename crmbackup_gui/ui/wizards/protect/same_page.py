"""Whether a CRM is the one that the repository knows by its address, which no program can tell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from crmbackup_gui.services.found_crms import FoundCrm
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ANOTHER, ProtectState, Question, Step
from crmbackup_gui.ui.widgets.card import Card
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.telling import exact, told


class SamePage(ProtectPage):
    """For each address a card for every CRM that it may be, and one for none of them; no card is chosen beforehand."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.SAME, fills=True)
        self.setTitle(self.tr("Is it the same CRM?"))
        self.setSubTitle(self.tr("This repository already holds recovery points of a CRM at the same address."))
        words = QLabel(
            self.tr(
                "Two computers can have the same address for different CRMs. Only you can tell: what belongs to two "
                "companies must not get into one timeline."
            )
        )
        words.setWordWrap(True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(words)
        self.body.addWidget(self._area, 1)
        self.cards: dict[tuple[str, str], Card] = {}
        """By address and answer."""

    def initializePage(self) -> None:
        self.cards.clear()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for question in self.state.questions:
            column.addWidget(self._heading(question))
            group = QButtonGroup(inside)
            group.buttonClicked.connect(self._chosen)
            for answer, card in self._choices(question):
                self.cards[question.url, answer] = card
                group.addButton(card)
                column.addWidget(card)
                card.setChecked(answer == self.state.answer(question))
            column.addSpacing(SPACE)
        column.addStretch(1)
        self._area.setWidget(inside)

    def ready(self) -> bool:
        return self.state.answered

    def _heading(self, question: Question) -> QLabel:
        """Where the CRM of this computer is, and how many records it has there."""
        path = place_of(question.url).path
        if question.records is None:
            text = self.tr("On this computer: {place}").format(place=path)
        else:
            records = self.tr("%Ln record(s)", "", question.records)
            text = self.tr("On this computer: {place}, {records}").format(place=path, records=records)
        return _plain(QLabel(text))

    def _choices(self, question: Question) -> list[tuple[str, Card]]:
        yes = self.tr("Yes, go on with its timeline")
        no = self.tr("No, it is another CRM: start a new timeline")
        known = [(crm.id, Card("clock", yes, self._known(crm))) for crm in question.crms]
        for crm, (_, card) in zip(question.crms, known, strict=True):
            card.setToolTip("" if crm.last is None else exact(crm.last))
        name = self.tr("It is kept beside the other one, as “{name}”, and begins with a full backup.")
        other = Card("add", no, name.format(name=question.own_name))
        choices = [*known, (ANOTHER, other)]
        for _, card in choices:
            for label in card.findChildren(QLabel):
                _plain(label)
        return choices

    def _known(self, crm: FoundCrm) -> str:
        if crm.last is None:
            return self.tr("It is “{name}”, with no recovery point that can be read.").format(name=crm.name)
        if crm.records is None:
            return self.tr("It is “{name}”. Its newest recovery point: {when}.").format(
                name=crm.name, when=told(crm.last)
            )
        records = self.tr("%Ln record(s)", "", crm.records)
        words = self.tr("It is “{name}”. Its newest recovery point: {when}, {records}.")
        return words.format(name=crm.name, when=told(crm.last), records=records)

    @Slot(QAbstractButton)
    def _chosen(self, card: QAbstractButton) -> None:
        url, answer = next(choice for choice, known in self.cards.items() if known is card)
        self.state.give(url, answer)
        self.completeChanged.emit()


def _plain(label: QLabel) -> QLabel:
    """Names and paths are shown as they are."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
