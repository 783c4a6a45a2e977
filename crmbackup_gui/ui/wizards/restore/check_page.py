"""A rehearsal on a private copy: exact counts, what is refused and why, before the button that writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWizard, QWizardPage

from crmbackup_gui.actions import Action
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
from crmbackup_gui.errors import Cancelled, RestoreRefused
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.server_addresses import is_on_server
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.jobs import Ended
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.restore_counts import counted, refusals_of
from crmbackup_gui.ui.viewmodels.restore_state import (
    Obstacle,
    Where,
    mode_of,
    records_written,
    request_of,
    target_of,
)
from crmbackup_gui.ui.widgets.outcome_tabs import OutcomeTabs
from crmbackup_gui.ui.widgets.trouble import Asked, Trouble
from crmbackup_gui.ui.wizards.restore.obstacle_words import obstacle_said
from crmbackup_gui.ui.wizards.restore.working import Working
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.budget import foreseen
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.notes import translated

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard

_REFUSALS_HEIGHT = 96


@dataclass(frozen=True)
class _Asked:
    """What a rehearsal was of: the restore that follows must be the same."""

    sequence: int
    target: str
    request: RestoreRequest
    left: Left | None


class CheckPage(QWizardPage):
    """The last step. It rehearses whenever it is shown, and what was rehearsed is what is then done."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self._session = wizard.session
        self._asked: _Asked | None = None
        self.report: RestoreReport | None = None
        """What the rehearsal counted; None before it has ended well."""
        self.setTitle(self.tr("What will happen"))
        self._say_how()
        self.setFinalPage(True)
        self.working = Working(wizard.session.jobs, partial(wizard.session.part_names.name, wizard.connection.id))
        self.trouble = Trouble(wizard.session, wizard.connection.repository)
        self.summary = QLabel()
        self.facts = QLabel()
        self.outcomes = OutcomeTabs(done=False)
        self.refusals = QStringListModel(self)
        self.refused = QListView()
        self._lay_out()
        self.working.ended.connect(self._rehearsed)

    def _lay_out(self) -> None:
        font = self.summary.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setBold(True)
        self.summary.setFont(font)
        for label in (self.summary, self.facts):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.refused.setModel(self.refusals)
        self.refused.setAccessibleName(self.tr("Records that are refused, and why"))
        self.refused.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.refused.setUniformItemSizes(True)
        self.refused.setMaximumHeight(_REFUSALS_HEIGHT)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        for widget in (self.working, self.summary, self.facts, self.trouble, self.refused):
            column.addWidget(widget)
        column.addWidget(self.outcomes, 1)

    # What the wizard asks

    def initializePage(self) -> None:
        self._say_how()
        self._rehearse()

    def cleanupPage(self) -> None:
        self.stop()

    def isComplete(self) -> bool:
        return self.report is not None and records_written(self.report) > 0

    def validatePage(self) -> bool:
        """Start what was rehearsed; the wizard closes, and the job panel has it."""
        asked = self._asked
        if asked is None or self.report is None:
            return False
        job = self._session.restore(self._wizard.connection.id, asked.sequence, asked.target, asked.request, asked.left)
        if job is None:
            self.trouble.say(Tone.BAD, self.tr("This CRM is no longer in the list. Nothing was restored."))
        return job is not None

    def stop(self) -> None:
        """Want nothing more."""
        self.working.drop()

    # The rehearsal

    def _say_how(self) -> None:
        if self._wizard.state.where is Where.FILES:
            self.setSubTitle(self.tr("Counted in the recovery point. Nothing has been written yet."))
        elif is_hosted(self._wizard.connection.source):
            self.setSubTitle(self.tr("Compared with what the CRM has now. Nothing has been changed yet."))
        elif is_on_server(self._wizard.connection.source):
            self.setSubTitle(self.tr("Rehearsed on the server, and taken back at once. Nothing has been changed yet."))
        else:
            self.setSubTitle(self.tr("Rehearsed on a private copy. Nothing has been changed yet."))

    def _rehearse(self) -> None:
        state, point = self._wizard.state, self._wizard.point
        target = target_of(state)
        request, rehearsal = request_of(state, dry_run=False), request_of(state, dry_run=True)
        self._forget()
        for answer in (point, target, request):
            if isinstance(answer, Obstacle):
                self.trouble.say(Tone.WARN, obstacle_said(answer))
                return
        assert isinstance(point, RecoveryPoint)
        assert isinstance(target, str)
        assert isinstance(request, RestoreRequest)
        assert isinstance(rehearsal, RestoreRequest)
        self._asked = _Asked(point.sequence, target, request, state.left)
        connection = self._wizard.connection
        work = partial(
            _rehearse, self._session.program, connection, state.where, replace(self._asked, request=rehearsal)
        )
        self.working.begin(self.tr("Rehearsing the restore of {crm}").format(crm=connection.name), work)

    def _forget(self) -> None:
        self.report = None
        self.trouble.clear()
        self.outcomes.show_report(None)
        self.refusals.setStringList([])
        for widget in (self.summary, self.facts, self.refused, self.outcomes):
            widget.setVisible(widget is self.outcomes)
        self._name_button()
        self.completeChanged.emit()

    @Slot(object)
    def _rehearsed(self, ended: Ended) -> None:
        error = ended.error
        if isinstance(ended.result, Obstacle):
            self.trouble.say(Tone.WARN, obstacle_said(ended.result))
        elif isinstance(error, Cancelled):
            self.trouble.offer(
                Tone.QUIET,
                self.tr("Stopped. Nothing was changed."),
                self.tr("Without the check nothing is restored."),
                self.tr("Check again"),
                self._rehearse,
            )
        elif isinstance(error, RestoreRefused) and error.action is Action.CREATE_SCHEMA:
            self._offer_structure(error)
        elif error is not None:
            assert self._asked is not None
            target = self._asked.target
            own = target == self._wizard.connection.source
            self.trouble.show_error(error, self._rehearse, Asked(self._wizard.connection.name, target, own))
        else:
            self._show(ended.result)
        self.completeChanged.emit()

    def _offer_structure(self, error: RestoreRefused) -> None:
        """Parts that the target lacks altogether are created only when somebody says so, and in services by hand."""
        assert self._asked is not None
        if is_hosted(self._asked.target):
            advice = self.tr("Make them in the CRM itself, or go back and choose only parts that it has.")
            self.trouble.say(Tone.WARN, said(error).what, advice)
            return
        if mode_of(self._wizard.state) is RestoreMode.EXACT:
            advice = self.tr("They can be created too. Parts that the recovery point does not have would be removed.")
        else:
            advice = self.tr("They can be created too.")
        self.trouble.offer(Tone.WARN, said(error).what, advice, self.tr("Create them too"), self._with_structure)

    def _with_structure(self) -> None:
        self._wizard.change(create_structure=True)
        self._rehearse()

    # Words

    def _show(self, report: RestoreReport) -> None:
        self.report = report
        self.outcomes.show_report(report)
        self.refusals.setStringList(refusals_of(report))
        self.summary.setText(self._summarised(report))
        self.facts.setText("\n".join(self._facts(report)))
        for widget in (self.summary, self.facts, self.outcomes):
            widget.show()
        # Where records are told one by one, the tab of them has the refused ones, with what people call them.
        self.refused.setVisible(bool(report.total("failed")) and not self.outcomes.tells_records)
        warnings = [translated(warning) for warning in report.warnings]
        if report.total("failed"):
            text = self.tr("%Ln record(s) will be refused by the CRM:", "", report.total("failed"))
            if self.outcomes.tells_records:
                refused = report.total("failed")
                text = self.tr("%Ln record(s) will be refused by the CRM; “Records” says why.", "", refused)
            self.trouble.say(Tone.WARN, text, "\n".join(warnings))
        elif warnings:
            self.trouble.say(Tone.WARN, "\n".join(warnings))
        self._name_button()

    def _summarised(self, report: RestoreReport) -> str:
        if not records_written(report):
            if report.total("failed"):
                return self.tr("Nothing can be restored.")
            return self.tr("Nothing to do: everything is as it was.")
        parts = []
        if self._wizard.state.where is Where.FILES:
            return self.tr("%Ln record(s) will be written into files.", "", counted(report, "created"))
        if counted(report, "created"):
            parts.append(self.tr("%Ln record(s) will be created", "", counted(report, "created")))
        if counted(report, "undeleted"):
            back = counted(report, "undeleted")
            parts.append(self.tr("%Ln record(s) will come out of the recycle bin", "", back))
        if counted(report, "updated"):
            parts.append(self.tr("%Ln record(s) will be put back", "", counted(report, "updated")))
        if counted(report, "deleted"):
            parts.append(self.tr("%Ln record(s) will be removed", "", counted(report, "deleted")))
        if not parts:
            return self.tr("Only the search index of the CRM will be put back.")
        #: Stands between the parts of a list.
        return self.tr("{list}.").format(list=self.tr(", ").join(parts))

    def _facts(self, report: RestoreReport) -> list[str]:
        assert self._asked is not None
        place = place_of(self._asked.target)
        lines = [self.tr("Written to: {place}").format(place=place.path)]
        if place.files:
            lines.append(self.tr("Attachments: {place}").format(place=place.files))
        if not records_written(report):
            return lines
        if self._wizard.state.where is Where.FILES:
            lines.append(self.tr("Every record is read back from the files and compared before they get their names."))
            return lines
        if report.forecast is not None:
            lines.append(foreseen(report.forecast, restoring=True))
        else:
            lines.append(
                self.tr("It will take about as long as the check: {time}.").format(
                    time=telling.duration(report.seconds)
                )
            )
        if self._wizard.state.where is Where.NEW:
            lines.append(self.tr("There is nothing at that place yet, so nothing is replaced."))
        else:
            lines.append(self.tr("What is replaced is first kept in a safety point, so that you can undo the restore."))
        return lines

    def _name_button(self) -> None:
        report = self.report
        restored = sum(counted(report, what) for what in ("created", "undeleted", "updated")) if report else 0
        removed = counted(report, "deleted") if report else 0
        if restored:
            name = self.tr("Restore %Ln record(s)", "", restored)
        elif removed:
            name = self.tr("Remove %Ln record(s)", "", removed)
        else:
            name = self.tr("Restore")
        self.setButtonText(QWizard.WizardButton.FinishButton, name)
        wizard = self.wizard()
        if wizard is not None:
            wizard.button(QWizard.WizardButton.FinishButton).setAccessibleName(name)


def _rehearse(
    program: Program,
    connection: Connection,
    where: Where,
    asked: _Asked,
    progress: ProgressSink,
    cancel: CancelToken,
) -> RestoreReport | Obstacle:
    """What the restore would do; on a thread of its own."""
    if where in (Where.OTHER, Where.NEW):
        there = program.is_there(asked.target)
        if there and where is Where.NEW:
            return Obstacle.PLACE_TAKEN
        if not there and where is Where.OTHER:
            return Obstacle.NOTHING_THERE
    report = program.restore(
        connection, asked.sequence, asked.target, asked.request, progress, cancel, left=asked.left
    ).report
    assert report is not None
    return report
