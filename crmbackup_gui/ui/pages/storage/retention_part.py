"""How long recovery points stay: the rules, what they would do and why, and doing it."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QSpinBox

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.retention import RetentionPlan, RetentionPolicy
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.retention_words import RetentionPreview
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.panel import line, text_label
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.telling import sentences

SUGGESTED = RetentionPolicy(last=10, daily=14, weekly=8, monthly=24, yearly=10)
"""What stands in the fields before anybody has set rules: enough to go back years, without keeping everything."""

_MOST = 9_999
_COLUMNS = 3
_HEIGHT = 236


class RetentionPart(StoragePart):
    """Nothing goes before somebody has seen what, or said that rules shall be followed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("How long they stay"))
        self._filling = False
        self._plan: RetentionPlan | None = None
        self.fields: dict[str, QSpinBox] = {}
        names = {
            "last": self.tr("Newest points"),
            "hourly": self.tr("One for each hour"),
            "daily": self.tr("One for each day"),
            "weekly": self.tr("One for each week"),
            "monthly": self.tr("One for each month"),
            "yearly": self.tr("One for each year"),
            "within": self.tr("All of the last days"),
            "minimum_age": self.tr("Nothing younger goes (days)"),
            "other_kinds": self.tr("Safety points (days)"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for place, (rule, name) in enumerate(names.items()):
            field = QSpinBox()
            field.setRange(0, _MOST)
            field.setAccessibleName(name)
            field.valueChanged.connect(self._edited)
            label = QLabel(name)
            label.setBuddy(field)
            row, column = divmod(place, _COLUMNS)
            grid.addWidget(label, row, 3 * column)
            grid.addWidget(field, row, 3 * column + 1)
            self.fields[rule] = field
        for column in range(_COLUMNS):
            # The room that is left stands behind each field, so that every field stands beside its name.
            grid.setColumnStretch(3 * column + 2, 1)
        self.words = text_label(
            self.tr("A point stays while any of these wants it. Pinned points and those under legal hold always stay."),
            quiet=True,
        )
        self.automatic = QCheckBox(self.tr("Tidy up by these rules after each backup into this place"))
        self.automatic.setAccessibleName(self.automatic.text())
        self.preview = QPushButton(icon("eye"), self.tr("Show what would go"))
        self.save = QPushButton(icon("save"), self.tr("Save the rules"))
        self.apply = QPushButton(icon("trash"), self.tr("Tidy up now…"))
        self.consolidate = QPushButton(icon("add"), self.tr("Make a fresh full point"))
        self.consolidate.setToolTip(
            self.tr("From what is kept, without asking the CRM. The next points then need fewer others.")
        )
        for button in (self.preview, self.save, self.apply, self.consolidate):
            button.setAccessibleName(button.text())
        self.summary = text_label()
        self.model = RetentionPreview(self)
        self.table = FittedTable(self.model, 3)
        self.table.setAccessibleName(self.tr("What would become of each recovery point"))
        self.table.setFixedHeight(_HEIGHT)
        for at, part in enumerate((self.words, self.automatic, self.summary, self.table)):
            self.column.insertWidget(at, part)
        self.column.insertLayout(1, grid)
        self.column.insertLayout(3, line(self.preview, self.save, self.apply, self.consolidate))
        self.automatic.toggled.connect(self.show_ready)
        self.preview.clicked.connect(self._preview)
        self.save.clicked.connect(self._save)
        self.apply.clicked.connect(self._preview_and_ask)
        self.consolidate.clicked.connect(self._consolidate)
        session.settings_changed.connect(self._saved_elsewhere)
        self._show_plan(None)

    @property
    def policy(self) -> RetentionPolicy | InvalidRequest:
        """What stands in the fields, or why it cannot be."""
        try:
            return RetentionPolicy(**{rule: field.value() for rule, field in self.fields.items()})
        except InvalidRequest as error:
            return error

    # Showing

    def forget(self) -> None:
        self._show_plan(None)
        self._fill()

    def read(self) -> None:
        """The rules are in the settings; what they would do is looked up when somebody asks."""

    @Slot()
    def show_ready(self) -> None:
        valid = isinstance(self.policy, RetentionPolicy)
        for button in (self.preview, self.apply):
            button.setEnabled(self.free and valid)
        self.consolidate.setEnabled(self.free)
        self.save.setEnabled(valid and self.connection is not None and self._wanted() != self._kept())

    def _fill(self) -> None:
        self._filling = True
        kept = self._kept()
        rules = msgspec.structs.asdict(kept or SUGGESTED)
        for rule, field in self.fields.items():
            field.setValue(int(rules[rule]))
        self.automatic.setChecked(kept is not None)
        self._filling = False
        self.show_ready()

    def _kept(self) -> RetentionPolicy | None:
        """The rules that are followed after backups."""
        if self.connection is None:
            return None
        return self.session.settings().retention.get(self.connection.repository)

    def _wanted(self) -> RetentionPolicy | InvalidRequest | None:
        return self.policy if self.automatic.isChecked() else None

    @Slot()
    def _saved_elsewhere(self) -> None:
        if self.connection is not None and self._wanted() != self._kept():
            self.show_ready()

    @Slot()
    def _edited(self) -> None:
        if self._filling:
            return
        self._show_plan(None)
        policy = self.policy
        if isinstance(policy, InvalidRequest):
            words = said(policy)
            self.notice.say(Tone.WARN, words.what)
        else:
            self.notice.clear()
        self.show_ready()

    def _show_plan(self, plan: RetentionPlan | None) -> None:
        self._plan = plan
        self.model.show(plan)
        self.table.setVisible(plan is not None)
        self.summary.setVisible(plan is not None)
        if plan is None:
            return
        if plan.dropped:
            going = self.tr("%Ln recovery point(s) would go", "", len(plan.dropped))
            staying = self.tr("%Ln would stay.", "", len(plan.kept))
            text = self.tr("{going}, {staying}").format(going=going, staying=staying)
        else:
            text = self.tr("Nothing would go: all recovery points stay.")
        if plan.rebases:
            anew = self.tr("%Ln that stay(s) is stored anew first, because what it needs goes.", "", len(plan.rebases))
            text = sentences((text, anew))
        self.summary.setText(text)

    # What people do

    @Slot()
    def _preview(self) -> None:
        self._look(self._show_plan)

    @Slot()
    def _preview_and_ask(self) -> None:
        self._look(self._ask)

    def _look(self, then: object) -> None:
        policy = self.policy
        if self.connection is None or not isinstance(policy, RetentionPolicy):
            return
        work = partial(self.session.program.plan_retention, self.connection, policy)
        self.asking.ask(work, then, self.say_error)  # type: ignore[arg-type]

    def _ask(self, plan: RetentionPlan) -> None:
        self._show_plan(plan)
        policy = self.policy
        if self.connection is None or not isinstance(policy, RetentionPolicy):
            return
        if not plan.dropped:
            self._apply(policy)
            return
        ask(
            self,
            self.tr("Let %Ln recovery point(s) go?", "", len(plan.dropped)),
            self.tr(
                "They are listed on the page. They leave the timeline now and are deleted for good after 72 hours; "
                "until then pinning one brings it back."
            ),
            self.tr("Tidy up"),
            partial(self._apply, policy),
            self.tr("Keep them"),
        )

    def _apply(self, policy: RetentionPolicy) -> None:
        if self.connection is not None:
            self._show_plan(None)
            self.session.apply_retention(self.connection.id, policy)

    @Slot()
    def _consolidate(self) -> None:
        if self.connection is not None:
            self.session.consolidate(self.connection.id)

    @Slot()
    def _save(self) -> None:
        wanted = self._wanted()
        if self.connection is not None and not isinstance(wanted, InvalidRequest):
            self.save.setEnabled(False)
            self.session.change_settings(partial(_with_rules, self.connection.repository, wanted), self._saved)

    def _saved(self, _settings: Settings) -> None:
        if self._kept() is None:
            self.notice.say(Tone.QUIET, self.tr("Nothing goes by itself from now on."))
        else:
            self.notice.say(Tone.GOOD, self.tr("Saved. These rules are followed after each backup from now on."))
        self.show_ready()


def _with_rules(location: str, rules: RetentionPolicy | None, settings: Settings) -> Settings:
    kept = {place: policy for place, policy in settings.retention.items() if place != location}
    if rules is not None:
        kept[location] = rules
    return msgspec.structs.replace(settings, retention=kept)
