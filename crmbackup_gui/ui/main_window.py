"""The main window: the CRMs on the left, the pages of the chosen one on the right, jobs below.

Guides and dialogs are loaded when they are opened: the window is there a tenth of a second sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMainWindow,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.errors import KeyProblem
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.care import SalvageRun
from crmbackup_gui.services.history import Run
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.tasks import Left, RestoreRun
from crmbackup_gui.ui.connecting import Connecting
from crmbackup_gui.ui.dialogs.message import show_problem
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.pages.activity import ActivityPage
from crmbackup_gui.ui.pages.schedule import SchedulePage
from crmbackup_gui.ui.pages.settings import SettingsPage
from crmbackup_gui.ui.pages.storage import StoragePage
from crmbackup_gui.ui.pages.timeline import TimelinePage
from crmbackup_gui.ui.pages.welcome import WelcomePage
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.crm_list import CrmList, CrmRole
from crmbackup_gui.ui.widgets.crm_delegate import CrmDelegate
from crmbackup_gui.ui.widgets.head import Head
from crmbackup_gui.ui.widgets.job_panel import JobPanel
from crmbackup_gui.ui.widgets.side_button import SideButton

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore import RestoreWizard

_SIZE = QSize(1100, 720)
_SMALLEST = QSize(820, 560)
_SIDE_WIDTH = 188


class MainWindow(QMainWindow):
    """Made once and shown again and again.

    Signals:
        close_wanted(): somebody closes the window; whether the program ends is not the window's to decide.
    """

    close_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setWindowTitle("crmbackup")
        self.setWindowIcon(icon("app"))
        self.resize(_SIZE)
        self.setMinimumSize(_SMALLEST)
        self.may_close = False
        """Set when the program ends; until then closing only asks."""
        self.crms = QListView()
        self.crms.setModel(CrmList(session, self))
        self.head = Head(session)
        self.tabs = QTabWidget()
        self.timeline = TimelinePage(session)
        self.schedule = SchedulePage(session)
        self.storage = StoragePage(session)
        self.activity = ActivityPage(session)
        self.settings_page = SettingsPage(session)
        self.welcome = WelcomePage()
        self.job_panel = JobPanel(session)
        self.connecting = Connecting(session, self)
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_first()

    def _lay_out(self) -> None:
        self.tabs.addTab(self.timeline, self.tr("Timeline"))
        self.tabs.addTab(self.schedule, self.tr("Schedule"))
        # A lone ampersand would be taken for a shortcut.
        self.tabs.addTab(self.storage, self.tr("Storage && keys"))
        self.tabs.addTab(self.activity, self.tr("Activity"))
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Pages"))
        self.crm_page = QWidget()
        column = QVBoxLayout(self.crm_page)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        for page in (self.welcome, self.crm_page, self.settings_page):
            self.pages.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.pages, 1)
        right.addWidget(self.job_panel)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setFixedWidth(_SIDE_WIDTH)
        side.setAutoFillBackground(True)
        side.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        title = QLabel(self.tr("CRMs"))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        title.setBuddy(self.crms)
        self.crms.setItemDelegate(CrmDelegate(self.crms))
        self.crms.setFrameShape(QFrame.Shape.NoFrame)
        self.crms.setAccessibleName(self.tr("CRMs"))
        self.crms.viewport().setAutoFillBackground(False)
        self.add = SideButton("add", self.tr("Add a CRM"))
        self.settings = SideButton("settings", self.tr("Settings"))
        self.settings.setCheckable(True)
        column = QVBoxLayout(side)
        column.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
        column.setSpacing(SPACE // 2)
        column.addWidget(title)
        column.addWidget(self.crms, 1)
        column.addWidget(self.add)
        column.addWidget(self.settings)
        return side

    def _connect(self) -> None:
        session = self._session
        self.crms.selectionModel().selectionChanged.connect(self._selected)
        self.crms.model().modelReset.connect(self._reselect)
        self.add.clicked.connect(self.add_crm)
        self.settings.clicked.connect(self._settings_clicked)
        self.welcome.add_wanted.connect(self.add_crm)
        self.head.restore_wanted.connect(self._restore_current)
        self.head.choose_backup_wanted.connect(self._choose_backup)
        self.head.password_wanted.connect(self.connecting.enter_password)
        self.settings_page.connection_wanted.connect(self.connecting.edit)
        self.timeline.restore_wanted.connect(self._restore_from)
        self.timeline.chance_wanted.connect(self._show_chance)
        self.timeline.undo_wanted.connect(self._undo)
        self.timeline.rebuild_wanted.connect(self._rebuild)
        self.job_panel.details_wanted.connect(self._show_run)
        session.current_changed.connect(self._show_current)
        session.connections_changed.connect(self._show_current)
        session.restored.connect(self._prove)
        session.salvaged.connect(self._prove_salvage)
        session.problem.connect(self._problem)
        session.key_wanted.connect(self._ask_key)
        self.settings.setShortcut(QKeySequence.StandardKey.Preferences)

    def _show_first(self) -> None:
        connections = self._session.connections()
        self._session.refresh_all()
        if connections and self._session.current is None:
            self._session.show(connections[0].id)
        self._show_current()

    # What people ask for

    @Slot()
    def add_crm(self) -> None:
        """Open the guide that protects another CRM."""
        from crmbackup_gui.ui.wizards.protect import ProtectWizard

        wizard = ProtectWizard(self._session, self)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.open()

    def restore(self, connection_id: str, sequence: int | None = None, left: Left | None = None) -> RestoreWizard:
        """Open the guide that restores, at a point if one is given, with `left` at a damaged one."""
        from crmbackup_gui.ui.wizards.restore import RestoreWizard

        wizard = RestoreWizard(self._session, connection_id, sequence, self, left=left)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.open()
        return wizard

    def bring_up(self) -> None:
        """Show the window in front of the others, whatever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            super().closeEvent(event)
            return
        event.ignore()
        self.close_wanted.emit()

    # Inside

    @Slot(QItemSelection, QItemSelection)
    def _selected(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        for index in selected.indexes():
            self.settings.setChecked(False)
            self._session.show(index.data(CrmRole.ID))
            self._show_current()

    @Slot()
    def _reselect(self) -> None:
        if self.settings.isChecked():
            # Who looks at the settings looks at no CRM; selecting one would lead away from them.
            return
        model = self.crms.model()
        assert isinstance(model, CrmList)
        row = model.row_of(self._session.current)
        if row >= 0:
            self.crms.setCurrentIndex(model.index(row))

    @Slot()
    def _show_current(self, _connection_id: object = None) -> None:
        connections = self._session.connections()
        current = self._session.current
        if current is None and connections:
            self._session.show(connections[0].id)
            return
        for page in (self.head, self.timeline, self.schedule, self.storage, self.activity):
            page.show_connection(current)
        self._reselect()
        if self.settings.isChecked():
            self.pages.setCurrentWidget(self.settings_page)
        else:
            self.pages.setCurrentWidget(self.crm_page if current is not None else self.welcome)

    @Slot()
    def _settings_clicked(self) -> None:
        if self.settings.isChecked():
            self.crms.clearSelection()
            self.settings_page.show_connection(self._session.current)
        self._show_current()

    @Slot()
    def _restore_current(self) -> None:
        if self._session.current is not None:
            self.restore(self._session.current)

    @Slot(object, object)
    def _restore_from(self, connection_id: object, sequence: object) -> None:
        """From the point that the timeline shows, or from the newest that is intact where that one is damaged."""
        if isinstance(sequence, int):
            self.restore(str(connection_id), sequence)
        else:
            self.restore(str(connection_id)).when.newest_intact.setChecked(True)

    @Slot(object, object)
    def _show_chance(self, connection_id: object, sequence: object) -> None:
        from crmbackup_gui.ui.dialogs.chance import ChanceDialog

        assert isinstance(sequence, int)
        dialog = ChanceDialog(self._session, str(connection_id), sequence, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restore_wanted.connect(self.restore)
        dialog.open()

    @Slot(object)
    def _rebuild(self, connection_id: object) -> None:
        from crmbackup_gui.ui.dialogs.salvage import SalvageDialog

        connection = self._session.connection(str(connection_id))
        if connection is not None:
            dialog = SalvageDialog(self._session, connection, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot()
    def _choose_backup(self) -> None:
        from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog

        if self._session.current is not None:
            dialog = ChooseBackupDialog(self._session, self._session.current, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot(object, object)
    def _undo(self, connection_id: object, sequence: object) -> None:
        connection = self._session.connection(str(connection_id))
        overview = self._session.overview(str(connection_id))
        if connection is None or overview is None:
            return
        safety = next((point for point in overview.points if point.sequence == sequence), None)
        if safety is not None:
            ask(
                self,
                self.tr("Undo that restore?"),
                self.tr(
                    "What the restore replaced is put back into {place}, and what it created is taken away. All else "
                    "stays as it is now. A safety point is kept first, so this can be undone as well."
                ).format(place=place_of(safety.url).path),
                self.tr("Undo that restore"),
                partial(self._session.undo, connection.id, safety.sequence, safety.url, overview.copy),
            )

    @Slot(object)
    def _show_run(self, run: Run) -> None:
        """What a job that has ended is about: its line in the activity of its CRM."""
        self.settings.setChecked(False)
        self._session.show(run.connection)
        self._show_current()
        self.tabs.setCurrentWidget(self.activity)
        self.activity.show_run(run)

    @Slot(object, object)
    def _prove(self, connection_id: object, restored: RestoreRun) -> None:
        from crmbackup_gui.ui.dialogs.proof import ProofDialog

        dialog = ProofDialog(self._session, str(connection_id), restored.run, restored.report, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(object, object)
    def _prove_salvage(self, connection_id: object, done: SalvageRun) -> None:
        from crmbackup_gui.ui.dialogs.salvage import SalvagedDialog

        if done.run.outcome is not Outcome.CANCELLED:
            dialog = SalvagedDialog(self._session, str(connection_id), done, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    @Slot(object, object)
    def _problem(self, error: BaseException, retry: Callable[[], object] | None) -> None:
        if isinstance(error, KeyProblem) and self._session.current is not None:
            self._ask_key(self._session.current, error, retry)
        else:
            show_problem(error, retry, self)

    @Slot(object, object, object)
    def _ask_key(self, connection_id: str, error: BaseException, retry: Callable[[], object] | None) -> None:
        """Of the repository of that CRM, whichever is shown."""
        from crmbackup_gui.ui.dialogs.unlock import UnlockDialog

        connection = self._session.connection(connection_id)
        if connection is None:
            return
        dialog = UnlockDialog(self._session, connection.repository, error, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._session.refresh_all)
        if retry is not None:
            dialog.accepted.connect(retry)
        dialog.open()
