"""What becomes of each recovery point under retention rules, and why, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.model.retention import Decision, Reason, RetentionPlan
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.telling import day_and_time, exact, strategy_name


class RetentionPreview(RowTable):
    """Columns: when, strategy, what becomes of it, and why. What goes comes first, then the newest."""

    def show(self, plan: RetentionPlan | None) -> None:
        """Show what these rules make of the points."""
        self.show_rows(() if plan is None else (*reversed(plan.dropped), *reversed(plan.kept)))

    def headings(self) -> tuple[str, ...]:
        return (self.tr("Recovery point"), self.tr("Strategy"), self.tr("What becomes of it"), self.tr("Why"))

    def cell(self, row: Decision, column: int) -> str:
        return (
            day_and_time(row.point.consistent_as_of),
            strategy_name(row.point.strategy),
            self.tr("stays") if row.keep else self.tr("goes"),
            why(row.reasons),
        )[column]

    def tip(self, row: Decision, column: int) -> str:
        return exact(row.point.consistent_as_of) if column == 0 else why(row.reasons)


def why(reasons: Sequence[Reason]) -> str:
    """The reasons in a line."""
    comma = QCoreApplication.translate("RetentionPreview", ", ")
    return comma.join(reason_word(reason) for reason in reasons)


def reason_word(reason: Reason) -> str:
    """One of them."""
    return {
        Reason.NEWEST: QCoreApplication.translate("RetentionPreview", "the newest"),
        Reason.LAST: QCoreApplication.translate("RetentionPreview", "among the last"),
        Reason.HOURLY: QCoreApplication.translate("RetentionPreview", "of its hour"),
        Reason.DAILY: QCoreApplication.translate("RetentionPreview", "of its day"),
        Reason.WEEKLY: QCoreApplication.translate("RetentionPreview", "of its week"),
        Reason.MONTHLY: QCoreApplication.translate("RetentionPreview", "of its month"),
        Reason.YEARLY: QCoreApplication.translate("RetentionPreview", "of its year"),
        Reason.WITHIN: QCoreApplication.translate("RetentionPreview", "not old enough"),
        Reason.MINIMUM_AGE: QCoreApplication.translate("RetentionPreview", "too young to go"),
        Reason.OTHER_KIND: QCoreApplication.translate(
            "RetentionPreview", "a young safety point or point of some parts"
        ),
        Reason.PINNED: QCoreApplication.translate("RetentionPreview", "pinned"),
        Reason.LEGAL_HOLD: QCoreApplication.translate("RetentionPreview", "under legal hold"),
        Reason.ENTITY_HELD: QCoreApplication.translate("RetentionPreview", "has a part under legal hold"),
        Reason.NEEDED: QCoreApplication.translate("RetentionPreview", "needed by a damaged point"),
        Reason.NO_RULE: QCoreApplication.translate("RetentionPreview", "no rule keeps it"),
    }[reason]
