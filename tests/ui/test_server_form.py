"""The form that asks for a CRM on a server."""

import pytest
from PySide6.QtWidgets import QLineEdit

from crmbackup_gui.services.server_addresses import Encryption, ServerAddress, ServerKind
from crmbackup_gui.ui.widgets.server_form import ServerForm


@pytest.fixture
def form(qtbot):
    form = ServerForm()
    qtbot.addWidget(form)
    form.show()
    return form


@pytest.mark.parametrize(
    "address",
    [
        ServerAddress(ServerKind.POSTGRESQL, host="db.example.com", database="sales", user="crm"),
        ServerAddress(ServerKind.MYSQL, host="db", port=3307, database="sales", user="crm", files="/srv/files"),
        ServerAddress(ServerKind.POSTGRESQL, socket="/run/pg", database="sales", user="crm"),
        ServerAddress(ServerKind.MYSQL, socket="/run/mysqld.sock", database="sales", user="crm"),
        ServerAddress(
            ServerKind.POSTGRESQL,
            host="db",
            database="sales",
            user="crm",
            encryption=Encryption.VERIFIED,
            authorities="/etc/ca.pem",
        ),
    ],
)
def test_an_address_that_is_shown_stands_there(form, address):
    form.show_address(address)
    assert form.address == address


def test_the_password_is_hidden_and_no_part_of_the_address(qtbot, form):
    form.show_address(ServerAddress(ServerKind.MYSQL, host="db", database="sales", user="crm"))
    with qtbot.waitSignal(form.changed):
        form.password.edit.setText("hunter2")
    assert form.password.edit.echoMode() is QLineEdit.EchoMode.Password
    assert "hunter2" not in repr(form.address)
    assert "hunter2" not in form.address.url


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("db.example.com:5433", "db.example.com", 5433),
        ("[::1]:5433", "::1", 5433),
        ("[::1]", "::1", None),
        ("db.example.com", "db.example.com", None),
    ],
)
def test_a_port_behind_the_server_goes_where_ports_go(qtbot, form, typed, host, port):
    form.host.clear()
    qtbot.keyClicks(form.host, typed)
    form.host.editingFinished.emit()
    assert (form.address.host, form.address.port) == (host, port)


def test_an_impossible_port_is_none(form):
    form.port.setText("70000")
    assert form.address.port is None


def test_what_few_need_is_shown_when_somebody_wants_it(form):
    assert not form.encryption.isVisible()
    form.more.click()
    assert form.encryption.isVisible()
    assert not form.authorities.isVisible()
    form.encryption.setCurrentIndex(form.encryption.findData(Encryption.VERIFIED))
    assert form.authorities.isVisible()
    form.more.click()
    assert not form.encryption.isVisible()


def test_what_few_need_is_shown_where_somebody_has_used_it(form):
    form.show_address(ServerAddress(ServerKind.MYSQL, host="db", encryption=Encryption.NEVER))
    assert form.encryption.isVisible()


def test_a_socket_takes_the_place_of_the_server(form):
    form.show_address(ServerAddress(ServerKind.MYSQL, host="db", database="sales", user="crm"))
    form.more.click()
    form.sockets[ServerKind.MYSQL].edit.setText("/run/mysqld.sock")
    assert not form.host.isEnabled()
    assert form.address.url == "mysql://crm@/sales?socket=/run/mysqld.sock"


def test_each_kind_has_its_own_port_and_socket(form):
    for kind, port in ((ServerKind.POSTGRESQL, "5432"), (ServerKind.MYSQL, "3306")):
        form.show_address(ServerAddress(kind, socket="/run/x"))
        assert form.port.placeholderText() == port
        assert [k for k, field in form.sockets.items() if field.isVisible()] == [kind]


def test_where_only_the_password_is_wanted_nothing_else_can_be_changed(form):
    form.show_address(ServerAddress(ServerKind.MYSQL, host="db", database="sales", user="crm"))
    form.fix_address()
    form.password.edit.setText("hunter2")
    enabled = [edit for edit in form.findChildren(QLineEdit) if edit.isVisible() and edit.isEnabled()]
    assert enabled == [form.password.edit]
