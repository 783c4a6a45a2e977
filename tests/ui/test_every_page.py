"""Every page, dialog and step, as small as the window may be, in both languages: named, whole and translated."""

import re
from collections import defaultdict
from functools import singledispatch
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
    QWizard,
)

from crmbackup_gui.services.settings import Language
from crmbackup_gui.sources.files.entity import FILES
from crmbackup_gui.ui import hosted_scenes, server_scenes
from crmbackup_gui.ui.scenes import SCENES
from crmbackup_gui.ui.stage import Stage, keep_still
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.viewmodels.field_choice import FieldChoice
from crmbackup_gui.ui.viewmodels.found_records import FoundRecords
from crmbackup_gui.ui.widgets.job_row import Elided
from crmbackup_gui.ui.words.parts import part_name

# A walk takes a minute, and three where others work on the machine.
pytestmark = [pytest.mark.usefixtures("language_kept"), pytest.mark.timeout(400)]

SMALLEST = QSize(820, 560)
PLACES = 3
"""So many of what is wrong are told; the walk finds the rest when these are mended."""

NAMES = re.compile(
    r"localhost|(?:db|s3)\.example\.com|Amazon|Azure|Google|Microsoft|Blob|\bID\b|\bS3\b|\bSAS\b|us-east-1|PostgreSQL|MySQL|MariaDB|Odoo|Tryton|SuiteCRM|EspoCRM|vtiger|Dolibarr|"
    r"\b[0-9a-f]{8,}\b|crmbackup|repository|CRMs?|SQLite|PDF|HTML|CSV|Parquet|“files”|Ctrl\+\w|bytes|[kMGT]B|CRMB|"
    r"\b[0-9A-Z]{5}\b|English|JSON|Salesforce|Zoho|HubSpot|\bAPI\b|[\w.-]+\.(?:salesforce|hubapi)\.com|"
    r"\bzoho(?:cloud)?(?:\.\w+)+|\w+@acme\.\w+|"
    r"points|packs|\*\.\w+|\S*/\S*|\S*\\\S*|\b[\w-]+\.(?:db|pdf|html|json)\b|\(?&\w\)?"
)
"""What is not translated: names of products and things, units, paths, ids, and the letters of shortcuts."""

DATA = (FoundRecords, FieldChoice)
"""Models that hold nothing but what the CRM holds."""

LATIN = re.compile(r"[A-Za-z]{2,}")

WALKS = pytest.mark.timeout(300)
"""A walk through all pages takes seventeen seconds of processor time, which on a busy machine may be minutes."""


def walk(language):
    """What is wrong, by the kind of fault, with each place where it was seen; and how many things were looked at."""
    app = QApplication.instance()
    install(app, language)
    faults = defaultdict(set)
    seen = 0
    with TemporaryDirectory() as folder:
        stage = Stage(Path(folder), contacts=60)
        known = data_words(stage)
        for scene in SCENES:
            for name, widget in scene(stage):
                shrink(widget)
                stage.draw()
                keep_still(widget)
                seen += 1
                for fault, what in look_at(widget, known):
                    faults[fault].add(f"{name}: {what}")
        stage.end()
    return faults, seen


def data_words(stage):
    """Names that the CRM gave, which no translator knows."""
    detail = stage.session.program.point_detail(stage.connection, stage.points[0].sequence)
    own = [(entity.name, entity.label) for entity in detail.entities if entity.label != FILES.label]
    tables = [(name, name) for name in (*server_scenes.TABLES, *hosted_scenes.NAMES)]
    words = {word for name, label in (*own, *tables) for word in LATIN.findall(f"{name} {part_name(label)}")}
    return words | set(re.findall(r"[A-Za-z]+", stage.connection.name))


def shrink(window):
    """To the smallest main window; dialogs are as large as they open, and not larger than that."""
    window.resize(SMALLEST if isinstance(window, QMainWindow | QWizard) else window.size().boundedTo(SMALLEST))


def look_at(window, known):
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.window() is not window or widget.objectName().startswith("qt_"):
            continue
        if widget is not window and not widget.isVisible():
            continue
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and not name_of(widget):
            yield "unnamed", described(widget)
        yield from (("cut", f"{described(widget)}: {what}") for what in cut(widget))
        for text in texts(widget):
            strange = set(LATIN.findall(NAMES.sub("", text))) - known
            if strange:
                yield "english", f"{described(widget)}: {text!r}"


def name_of(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface is None or interface.text(QAccessible.Text.Name)


def described(widget):
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget.parentWidget()).__name__} > {type(widget).__name__} {text!r:.60}"


@singledispatch
def cut(_widget):
    """What of its words a widget does not show."""
    return ()


@cut.register
def _(widget: QLabel):
    if not widget.text() or not widget.pixmap().isNull():
        return
    if isinstance(widget, Elided):
        if widget.text() != widget.whole():
            yield f"{widget.width()} pixels for {widget.whole()!r}"
    elif widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height() + 1:
            yield f"{widget.height()} of {widget.heightForWidth(widget.width())} pixels high"
    elif widget.sizePolicy().horizontalPolicy() is not QSizePolicy.Policy.Ignored:
        yield from smaller_than(widget, widget.sizeHint())
    yield from hidden(widget)


@cut.register
def _(widget: QAbstractButton):
    if widget.text():
        yield from smaller_than(widget, widget.minimumSizeHint())
    yield from hidden(widget)


@cut.register
def _(widget: QComboBox):
    if widget.fontMetrics().horizontalAdvance(widget.currentText()) > widget.width() - 24:
        yield f"{widget.width()} pixels for {widget.currentText()!r}"
    yield from hidden(widget)


@cut.register(QLineEdit)
@cut.register(QProgressBar)
def _(widget):
    yield from hidden(widget)


@cut.register
def _(widget: QTabBar):
    if any(button.isVisible() for button in widget.findChildren(QToolButton)):
        yield "the tabs do not fit"


@cut.register
def _(widget: QHeaderView):
    if widget.orientation() is not Qt.Orientation.Horizontal:
        return
    for section in range(widget.count()):
        text = str(widget.model().headerData(section, widget.orientation()) or "")
        room = widget.sectionSize(section)
        if not widget.isSectionHidden(section) and widget.fontMetrics().horizontalAdvance(text) > room:
            yield f"{room} pixels for {text!r}"


def hidden(widget):
    """What lies outside of what it stands in."""
    shown = widget.visibleRegion().boundingRect()
    if not shown.contains(widget.rect().adjusted(2, 2, -2, -2)) and not scrolls(widget) and not covered(widget):
        yield f"only {shown.width()}x{shown.height()} of {widget.width()}x{widget.height()} pixels can be seen"


def smaller_than(widget, wanted):
    there = widget.size()
    if wanted.width() > there.width() + 1 or wanted.height() > there.height() + 1:
        yield f"{there.width()}x{there.height()} of {wanted.width()}x{wanted.height()} pixels"


def scrolls(widget):
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea | QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return False


def covered(widget):
    """Whether a sibling stands before it on purpose, such as the button that clears a field."""
    return widget.window().childAt(widget.mapTo(widget.window(), QPoint(2, 2))) is not widget


def texts(widget):
    """Everything that a widget says."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield re.sub(r"<[^>]*>", " ", widget.text())
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QProgressBar):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(number) for number in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from cells(widget)


def cells(view):
    model = view.model()
    columns = model.columnCount() if isinstance(view, QTableView) else 1
    if isinstance(view, QTableView):
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    if not isinstance(model, DATA):
        for row in range(min(model.rowCount(), 20)):
            for column in range(columns):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                    yield str(model.index(row, column).data(role) or "")


def told(faults):
    return "\n".join(sorted(faults)[:PLACES])


# One test for each language, because each walk takes a while, and tests may be spread over processes.


@WALKS
def test_every_page_in_english_is_named_for_screen_readers_and_whole_in_the_smallest_window():
    faults, seen = walk(Language.ENGLISH)
    assert seen >= 25
    assert not faults["unnamed"], told(faults["unnamed"])
    assert not faults["cut"], told(faults["cut"])


@WALKS
def test_every_page_in_chinese_is_named_and_whole_too_and_has_nothing_in_english():
    faults, seen = walk(Language.CHINESE)
    assert seen >= 25
    assert not faults["unnamed"], told(faults["unnamed"])
    assert not faults["cut"], told(faults["cut"])
    assert not faults["english"], told(faults["english"])
