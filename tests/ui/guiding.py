"""Walks through the guide that protects a CRM, as a person would."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from crmbackup_gui.ui.viewmodels.protect_state import Step
from crmbackup_gui.ui.wizards.protect import ProtectWizard

PASSPHRASE = "correct horse battery staple"


class Guide:
    """The open guide. `to_...` ends on that page."""

    def __init__(self, qtbot, session):
        self.qtbot = qtbot
        self.wizard = ProtectWizard(session)
        qtbot.addWidget(self.wizard)
        self.wizard.show()

    @property
    def step(self):
        return Step(self.wizard.currentId())

    @property
    def page(self):
        return self.wizard.step_page(self.step)

    @property
    def state(self):
        return self.wizard.state

    def button(self, which):
        return self.wizard.button(which)

    def click(self, button):
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press_next(self):
        self.click(self.button(QWizard.WizardButton.NextButton))

    def next(self, *, until=None):
        before = self.step
        self.qtbot.waitUntil(self.button(QWizard.WizardButton.NextButton).isEnabled)
        self.press_next()
        self.qtbot.waitUntil(lambda: self.step is not before)
        if until is not None:
            assert self.step is until

    def back(self):
        self.click(self.button(QWizard.WizardButton.BackButton))

    def finish(self):
        self.qtbot.waitUntil(self.button(QWizard.WizardButton.FinishButton).isEnabled)
        self.click(self.button(QWizard.WizardButton.FinishButton))
        self.qtbot.waitUntil(lambda: not self.wizard.isVisible())

    def settled(self):
        self.qtbot.waitUntil(lambda: not self.page.asking.busy)

    def to_crm(self, database):
        self.next(until=Step.CRM)
        self.page.database.edit.setText(str(database))

    def to_place(self, database, place):
        self.to_crm(database)
        self.next(until=Step.SCOPE)
        self.next(until=Step.PLACE)
        self.page.place.edit.setText(str(place))

    def to_code(self, database, place, passphrase=PASSPHRASE):
        self.to_place(database, place)
        self.choose_passphrase(passphrase)

    def to_rhythm(self, place, passphrase=PASSPHRASE):
        """From the page of the CRM, which is filled in."""
        self.next(until=Step.SCOPE)
        self.next(until=Step.PLACE)
        self.page.place.edit.setText(str(place))
        self.choose_passphrase(passphrase)
        self.page.kept.click()
        self.next(until=Step.RHYTHM)

    def choose_passphrase(self, passphrase=PASSPHRASE):
        self.next(until=Step.PASSPHRASE)
        self.page.first.edit.setText(passphrase)
        self.page.second.edit.setText(passphrase)
        self.next(until=Step.CODE)

    def answer(self, answer):
        """Say which CRM the one on this computer is: an id, or ANOTHER."""
        (card,) = [card for (_, known), card in self.page.cards.items() if known == answer]
        self.click(card)

    def to_existing(self, place):
        self.click(self.page.existing)
        self.next(until=Step.PLACE)
        self.page.place.edit.setText(str(place))
