"""Tables that give columns up where there is no room for them."""

from PySide6.QtGui import QFontMetrics, QStandardItem, QStandardItemModel

from crmbackup_gui.ui.widgets.yielding_table import YieldingTable


def test_a_column_grows_when_a_cell_says_something_longer(qtbot):
    model = QStandardItemModel(1, 2)
    for column, text in enumerate(["just now", "yes"]):
        model.setItem(0, column, QStandardItem(text))
    table = YieldingTable(model, 0, ())
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    model.item(0, 1).setText("damaged, and more than that")
    assert table.columnWidth(1) > QFontMetrics(table.font()).horizontalAdvance("damaged, and more than that")
