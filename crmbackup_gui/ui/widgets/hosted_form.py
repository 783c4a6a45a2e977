"""Which account of a CRM on the internet, and how the service lets this program in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.crm_keyring import PASSWORD
from crmbackup_gui.services.hosted_addresses import (
    SERVERS,
    HostedAddress,
    HostedKind,
    SignIn,
    hosted_address,
    new_hosted_address,
)
from crmbackup_gui.services.signing_in import SignedIn
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.hint import Hint
from crmbackup_gui.ui.widgets.secret_field import SecretField
from crmbackup_gui.ui.words.hosted import how_to, secret_name, server_name, way_name

_SECRETS = ("client_id", "client_secret", "password", "security_token", "refresh_token", "token")
"""In the order in which they are asked for."""
_PLAIN = frozenset({"client_id"})
"""What the service shows everywhere, and what people want to see while they type it."""
_MOST_FREE, _MOST_HOURS = 99, 23
_NUMBER_WIDTH = 96


class HostedForm(QWidget):
    """`address` and `given` are what stands there. A secret that this computer keeps already is never shown.

    Signals:
        changed(): something else stands there, secrets included.
        sign_in_wanted(): somebody wants to sign in by the browser with what stands there.
        permissions_wanted(): somebody wants to see what has to be allowed at the service.
    """

    changed = Signal()
    sign_in_wanted = Signal()
    permissions_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = new_hosted_address(HostedKind.SALESFORCE)
        self._more_wanted = self._fixed = self._filling = False
        self._known: frozenset[str] = frozenset()
        self.way, self.where = QComboBox(), QComboBox()
        self.server, self.account, self.user, self.client = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.secrets: dict[str, QLineEdit] = {}
        self._fields: dict[str, QWidget] = {}
        for name in _SECRETS:
            field = QLineEdit() if name in _PLAIN else SecretField("")
            self._fields[name] = field
            self.secrets[name] = field.edit if isinstance(field, SecretField) else field
        self.remember = QCheckBox(self.tr("&Remember on this computer, so that backups run by themselves"))
        self.remember.setAccessibleName(self.remember.text().replace("&", ""))
        self.remember.setChecked(True)
        self.files = QCheckBox(self.tr("Back up &attachments, which takes one call for each file"))
        self.files.setAccessibleName(self.files.text().replace("&", ""))
        self.free = _number(_MOST_FREE, self.tr(" %"), self.tr("Share of the calls that stays free"))
        self.patience = _number(_MOST_HOURS, self.tr(" h"), self.tr("Hours to wait when no calls are left"))
        self.more = QPushButton(icon("chevron-right"), self.tr("&More"))
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("How many calls stay free for your other programs"))
        self.more.setAutoDefault(False)
        self._how, self.status = Hint(), Hint()
        self.sign_in = QPushButton(icon("cloud"), self.tr("Sign in with the &browser…"))
        self.permissions = QPushButton(icon("key"), self.tr("Per&missions…"))
        for button in (self.sign_in, self.permissions):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.show_address(self._shown)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._labels: dict[QWidget, QLabel] = {}
        access = QHBoxLayout()
        access.setSpacing(SPACE)
        access.addWidget(self.sign_in)
        access.addWidget(self.permissions)
        access.addStretch(1)
        more = QHBoxLayout()
        more.addWidget(self.more)
        more.addStretch(1)
        self.form, self.more_row = form, more
        """Others may add rows of their own to it, before the one with `more`."""
        for field in (self.way, self.where, self.server, self.account, self.client, self.user, *self._fields.values()):
            self._add_row(field)
        form.addRow("", self._how)
        form.addRow("", self.remember)
        form.addRow("", access)
        form.addRow("", self.status)
        form.addRow("", more)
        form.addRow("", self.files)
        free, patience = _before(self.free, self.tr("of the calls")), _before(self.patience, self.tr("at most"))
        self._free_row, self._patience_row = free, patience
        for spin, row, text in (
            (self.free, free, self.tr("Leave &free")),
            (self.patience, patience, self.tr("&Wait for calls")),
        ):
            label = QLabel(text)
            label.setBuddy(spin)
            form.addRow(label, row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)

    def _add_row(self, field: QWidget) -> None:
        label = QLabel()
        label.setBuddy(field)
        self._labels[field] = label
        self.form.addRow(label, field)

    def _connect(self) -> None:
        for edit in (self.server, self.account, self.user, self.client, *self.secrets.values()):
            edit.textChanged.connect(self._edited)
        for choice in (self.way, self.where):
            choice.currentIndexChanged.connect(self._edited)
        for spin in (self.free, self.patience):
            spin.valueChanged.connect(self._edited)
        self.files.toggled.connect(self._edited)
        self.more.clicked.connect(self._more_clicked)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self.permissions.clicked.connect(self.permissions_wanted)

    def show_address(self, address: HostedAddress) -> None:
        """Show an address, without its secrets."""
        self._shown, self._filling = address, True
        self.way.clear()
        for way in address.ways:
            self.way.addItem(way_name(way), way)
        self.way.setCurrentIndex(max(self.way.findData(address.way), 0))
        self.where.clear()
        for server in SERVERS[address.kind]:
            self.where.addItem(server_name(server), server)
        self.where.addItem(self.tr("another server"), "")
        at = self.where.findData(address.server)
        self.where.setCurrentIndex(at if at >= 0 else self.where.count() - 1)
        self.server.setText(address.server if at < 0 else "")
        self.account.setText(address.account)
        self.user.setText(address.user)
        self.client.setText(address.client)
        self.files.setChecked(address.files)
        self.free.setValue(address.free)
        self.patience.setValue(address.patience)
        for edit in self.secrets.values():
            edit.clear()
        self._filling = False
        self.status.clear()
        self._name_fields()
        self.tell_kept(())
        self._show_rows()

    def give(self, given: Mapping[str, str]) -> None:
        """Show secrets that were typed before."""
        for name, edit in self.secrets.items():
            edit.setText(given.get(name, ""))

    def take_signed_in(self, signed_in: SignedIn) -> None:
        """Show the address that came of a sign-in; its access is known by now, so that nothing need be typed."""
        typed = self.given
        self.show_address(hosted_address(signed_in.url))
        self.tell_kept({"refresh_token", *typed, *self._known})
        told = self.tr("Signed in: {account}.").format(account=signed_in.account)
        if signed_in.missing:
            lacks = self.tr("These permissions were not given: {names}.")
            told = f"{told}\n{lacks.format(names=', '.join(signed_in.missing))}"
        self.status.setText(told)
        self._show_rows()
        self.changed.emit()

    def fix_address(self) -> None:
        """Let nothing be changed but the secrets."""
        self._fixed = True
        self._show_rows()

    def tell_kept(self, known: Collection[str]) -> None:
        """Say which secrets need not be typed, because this computer keeps them."""
        self._known = frozenset(known)
        needed = {each.name for each in self.address.secrets if each.needed}
        for name, edit in self.secrets.items():
            kept = self.tr("as it is kept on this computer") if name in self._known else ""
            edit.setPlaceholderText(kept or ("" if name in needed else self.tr("none")))

    @property
    def address(self) -> HostedAddress:
        """The answers as they stand there."""
        kind = self._shown.kind
        way = self.way.currentData()
        return replace(
            self._shown,
            way=way if isinstance(way, SignIn) else self._shown.way,
            server=self.where.currentData() or self.server.text().strip(),
            account=self.account.text().strip(),
            user=self.user.text().strip() if kind is HostedKind.SALESFORCE else "",
            client=self.client.text().strip() if kind is not HostedKind.ZOHO else "",
            files=self.files.isChecked(),
            free=self.free.value(),
            patience=self.patience.value(),
        )

    @property
    def given(self) -> dict[str, str]:
        """What was typed, by the names of the secrets."""
        typed = {each.name: self.secrets[each.name].text() for each in self.address.secrets}
        # Spaces around a key come of copying it; in a password they may be meant.
        told = {name: text if name == PASSWORD else text.strip() for name, text in typed.items()}
        return {name: text for name, text in told.items() if text}

    @property
    def wanting(self) -> QWidget:
        """The field in which a secret is missing or wrong."""
        asked = [self.secrets[each.name] for each in self.address.secrets]
        if self.address.way is SignIn.BROWSER:
            return self.sign_in
        return next((edit for edit in asked if not edit.text()), asked[0])

    @Slot()
    def _edited(self) -> None:
        if not self._filling:
            self.status.clear()
            self.tell_kept(self._known)
            self._show_rows()
            self.changed.emit()

    @Slot()
    def _more_clicked(self) -> None:
        self._more_wanted = not self._more_wanted
        self._show_rows()

    def _name_fields(self) -> None:
        kind = self._shown.kind
        server = self.tr("Data &centre") if kind is HostedKind.ZOHO else self.tr("Sign in a&t")
        account = self.tr("&Organisation") if kind is HostedKind.ZOHO else self.tr("&Account number")
        named: list[tuple[QWidget, str]] = [
            (self.way, self.tr("&Sign-in")),
            (self.where, self.tr("&Server") if kind is HostedKind.HUBSPOT else server),
            (self.server, self.tr("S&erver")),
            (self.account, account),
            (self.client, self.tr("Client &id") if kind is HostedKind.HUBSPOT else self.tr("Consumer &key")),
            (self.user, self.tr("&User name")),
            *((field, secret_name(kind, name)) for name, field in self._fields.items()),
        ]
        for field, text in named:
            self._labels[field].setText(text)
            inner = field.edit if isinstance(field, SecretField) else field
            inner.setAccessibleName(_without_mark(text))
        several = self.tr("a name of your choice, if you have several")
        self.account.setPlaceholderText(several if kind is HostedKind.ZOHO else self.tr("such as 12345678"))
        self.server.setPlaceholderText(self.tr("such as acme.my.salesforce.com"))
        self.user.setPlaceholderText(self.tr("such as ada@acme.com"))
        self.client.setPlaceholderText(self.tr("of the app that you have made there"))

    def _asks_client(self, address: HostedAddress) -> bool:
        if address.kind is HostedKind.SALESFORCE:
            return address.way is not SignIn.PASSWORD or self._more_wanted or bool(address.client)
        return address.kind is HostedKind.HUBSPOT and address.way is SignIn.BROWSER

    def _show_rows(self) -> None:
        address, more = self.address, self._more_wanted
        kind, salesforce = address.kind, address.kind is HostedKind.SALESFORCE
        by_browser = address.way is SignIn.BROWSER
        asked = {each.name for each in address.secrets}
        self.more.setIcon(icon("chevron-down" if more else "chevron-right"))
        place = more if kind is HostedKind.HUBSPOT else True
        for field, wanted in (
            (self.way, len(address.ways) > 1),
            (self.where, place),
            (self.server, place and not self.where.currentData()),
            (self.account, not salesforce),
            (self.client, self._asks_client(address)),
            (self.user, salesforce and address.way is SignIn.PASSWORD),
            *((field, name in asked) for name, field in self._fields.items()),
            (self.files, more and kind is HostedKind.ZOHO),
        ):
            self.form.setRowVisible(field, wanted)
        for row in (self._free_row, self._patience_row):
            self.form.setRowVisible(row, more)
        self.form.setRowVisible(self.status, bool(self.status.text()))
        self.sign_in.setVisible(by_browser)
        app_known = kind is not HostedKind.ZOHO or bool(self.given.get("client_id")) or "client_id" in self._known
        self.sign_in.setEnabled(address.can_sign_in and app_known)
        self._how.setText(how_to(kind, address.way))
        fixed = (self.way, self.where, self.server, self.account, self.client, self.user)
        for field in (*fixed, self.files, self.free, self.patience):
            field.setEnabled(not self._fixed)


def _without_mark(text: str) -> str:
    """The name without its shortcut: `Server`, and `服务器` for `服务器(&S)`."""
    head, mark, tail = text.partition("(&")
    return head if mark and tail.endswith(")") else text.replace("&", "")


def _number(most: int, unit: str, name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, most)
    spin.setSuffix(unit)
    spin.setAccessibleName(name)
    spin.setToolTip(name)
    spin.setFixedWidth(_NUMBER_WIDTH)
    return spin


def _before(spin: QSpinBox, words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    row.addWidget(spin)
    row.addWidget(QLabel(words), 1)
    return row
