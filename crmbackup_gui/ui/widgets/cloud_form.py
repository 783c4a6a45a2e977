"""Where in a cloud a repository is, and with which key: one form for the three kinds of store."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.repository.stores.places import Cloud, parse_cloud_place
from crmbackup_gui.services.cloud_places import CloudAnswers
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind
from crmbackup_gui.ui.widgets.secret_field import SecretField


@dataclass(frozen=True)
class _Names:
    """What such a store calls what it asks for; the letter behind an ampersand is the shortcut."""

    bucket: str
    server: str
    """What stands in the field while nothing else is meant."""
    secret: str
    token: str


class CloudForm(QWidget):
    """`answers` is what stands there. A key that this computer keeps already is never shown.

    Signals:
        changed(): something else stands there, keys included.
        place_entered(): somebody has left the fields that say which place it is.
    """

    changed = Signal()
    place_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cloud = Cloud.S3
        self._others: dict[Cloud, CloudAnswers] = {}
        """What was answered about the kinds that are not shown."""
        self._kept = self._fixed = self._more_wanted = False
        self.bucket, self.folder, self.account = QLineEdit(), QLineEdit(), QLineEdit()
        self.server, self.region, self.key_id = QLineEdit(), QLineEdit(), QLineEdit()
        self.secret, self.token = SecretField(""), SecretField("")
        files = self.tr("Key files (*.json)") + ";;" + self.tr("All files (*)")
        self.key_file = PathField(self.tr("Key file"), PathKind.FILE, files)
        self.certificate = PathField(self.tr("File of certificates"), PathKind.FILE)
        self.more = QPushButton(icon("chevron-right"), self.tr("&More"))
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("Other servers, and keys for a short time"))
        self.more.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._show_kind()

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(SPACE + 2)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._labels: dict[QWidget, QLabel] = {}
        more = QHBoxLayout()
        more.addWidget(self.more)
        more.addStretch(1)
        for edit in (self.account, self.bucket, self.folder, self.server, self.region, self.key_id):
            self._add_row(edit)
        self._add_row(self.secret)
        self._add_row(self.key_file)
        self._form.addRow("", more)
        self._add_row(self.token)
        self._add_row(self.certificate)
        self.folder.setPlaceholderText(self.tr("none"))
        self.region.setPlaceholderText("us-east-1")
        self.certificate.edit.setPlaceholderText(self.tr("those that this computer trusts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._form)

    def _add_row(self, field: QWidget) -> None:
        label = QLabel()
        label.setBuddy(field)
        self._labels[field] = label
        self._form.addRow(label, field)

    def _connect(self) -> None:
        for edit in (self.bucket, self.folder, self.account, self.server, self.region, self.key_id):
            edit.textChanged.connect(self.changed)
        for field in (self.secret, self.token, self.key_file, self.certificate):
            field.changed.connect(self.changed)
        self.bucket.editingFinished.connect(self._split_address)
        for edit in (self.bucket, self.account):
            edit.editingFinished.connect(self.place_entered)
        self.more.clicked.connect(self._more_clicked)

    @property
    def cloud(self) -> Cloud:
        """The kind that is asked about."""
        return self._cloud

    @property
    def answers(self) -> CloudAnswers:
        """As they stand there."""
        s3, google = self._cloud is Cloud.S3, self._cloud is Cloud.GOOGLE
        secrets = {
            Cloud.S3: (self.key_id.text(), self.secret.text, self.token.text),
            Cloud.AZURE: (self.secret.text, self.token.text),
            Cloud.GOOGLE: ("", self.token.text),
        }[self._cloud]
        return CloudAnswers(
            self._cloud,
            self.bucket.text().strip(),
            self.folder.text().strip(),
            self.server.text().strip(),
            self.region.text().strip() if s3 else "",
            self.account.text().strip() if self._cloud is Cloud.AZURE else "",
            self.certificate.path,
            secrets if any(secrets) else (),
            self.key_file.path if google else "",
        )

    def show_cloud(self, cloud: Cloud) -> None:
        """Ask about another kind; what was answered about this one is there again when somebody comes back."""
        if cloud is not self._cloud:
            self._others[self._cloud] = self.answers
            self.show_answers(self._others.get(cloud, CloudAnswers(cloud)))

    def show_answers(self, answers: CloudAnswers) -> None:
        """Show these, of whatever kind they are."""
        self._cloud = answers.cloud
        first, second, third = (*answers.secrets, "", "", "")[:3]
        key_id, secret, token = {
            Cloud.S3: (first, second, third),
            Cloud.AZURE: ("", first, second),
            Cloud.GOOGLE: ("", "", second),
        }[answers.cloud]
        for edit, text in (
            (self.bucket, answers.bucket),
            (self.folder, answers.folder),
            (self.account, answers.account),
            (self.server, answers.endpoint),
            (self.region, answers.region),
            (self.key_id, key_id),
            (self.secret.edit, secret),
            (self.token.edit, token),
        ):
            edit.setText(text)
        self.key_file.set_path(answers.key_file)
        self.certificate.set_path(answers.certificate)
        self._kept = False
        self._more_wanted = bool(token or answers.certificate)
        self._show_kind()

    def take_known(self, known: CloudAnswers, *, kept: bool) -> None:
        """Fill what is empty with what is known of the place, and say whether this computer keeps its key."""
        for edit, text in (
            (self.server, known.endpoint),
            (self.region, known.region),
            (self.account, known.account),
        ):
            if not edit.text().strip():
                edit.setText(text)
        if not self.certificate.path:
            self.certificate.set_path(known.certificate)
        self._kept = kept
        self._tell_kept()

    def fix_place(self) -> None:
        """Let everything be changed but which place it is."""
        self._fixed = True
        for edit in (self.bucket, self.folder):
            edit.setEnabled(False)

    @property
    def wanting_key(self) -> QWidget:
        """The field in which a key is missing or wrong."""
        if self._cloud is Cloud.GOOGLE:
            return self.key_file
        return self.key_id if self._cloud is Cloud.S3 and not self.key_id.text() else self.secret

    @Slot()
    def _split_address(self) -> None:
        """Who pastes `s3://bucket/folder`, or a bucket with a folder behind it, means just that."""
        text = self.bucket.text().strip()
        if "/" not in text:
            return
        address = text if is_cloud(text) else f"{self._cloud.value}://{text}"
        try:
            place = parse_cloud_place(address)
        except InvalidRequest:
            return
        if place.cloud is self._cloud:
            self.bucket.setText(place.bucket)
            if place.prefix:
                self.folder.setText(place.prefix)

    @Slot()
    def _more_clicked(self) -> None:
        self._more_wanted = not self._more_wanted
        self._show_rows()

    def _show_kind(self) -> None:
        names = self._names()
        for field, text in (
            (self.account, self.tr("Storage &account")),
            (self.bucket, names.bucket),
            (self.folder, self.tr("&Folder in it")),
            (self.server, self.tr("&Server")),
            (self.region, self.tr("&Region")),
            (self.key_id, self.tr("&Key id")),
            (self.secret, names.secret),
            (self.key_file, self.tr("&Key file")),
            (self.token, names.token),
            (self.certificate, self.tr("C&ertificates")),
        ):
            self._labels[field].setText(text)
            named = field.edit if isinstance(field, SecretField | PathField) else field
            named.setAccessibleName(_without_mark(text))
        self.server.setPlaceholderText(names.server)
        self._tell_kept()
        self._show_rows()

    def _show_rows(self) -> None:
        cloud, more = self._cloud, self._more_wanted
        self.more.setIcon(icon("chevron-down" if more else "chevron-right"))
        for field, wanted in (
            (self.account, cloud is Cloud.AZURE),
            (self.server, cloud is Cloud.S3 or more),
            (self.region, cloud is Cloud.S3),
            (self.key_id, cloud is Cloud.S3),
            (self.secret, cloud is not Cloud.GOOGLE),
            (self.key_file, cloud is Cloud.GOOGLE),
            (self.token, more),
            (self.certificate, more),
        ):
            self._form.setRowVisible(field, wanted)

    def _tell_kept(self) -> None:
        kept = self.tr("as it is kept on this computer") if self._kept else ""
        for edit in (self.key_id, self.secret.edit, self.key_file.edit):
            edit.setPlaceholderText(kept)

    def _names(self) -> _Names:
        if self._cloud is Cloud.AZURE:
            return _Names(
                self.tr("&Container"), self.tr("Microsoft's own"), self.tr("Access ke&y"), self.tr("SAS &token")
            )
        if self._cloud is Cloud.GOOGLE:
            return _Names(self.tr("&Bucket"), self.tr("Google's own"), "", self.tr("Access &token"))
        server = self.tr("Amazon's own, or another: s3.example.com")
        return _Names(self.tr("&Bucket"), server, self.tr("Secret ke&y"), self.tr("Session &token"))


def cloud_name(cloud: Cloud) -> str:
    """What people call it."""
    return {
        Cloud.S3: QCoreApplication.translate("CloudForm", "Amazon S3"),
        Cloud.AZURE: QCoreApplication.translate("CloudForm", "Azure Blob"),
        Cloud.GOOGLE: QCoreApplication.translate("CloudForm", "Google Cloud"),
    }[cloud]


def cloud_words(cloud: Cloud) -> str:
    """What is meant by it."""
    return {
        Cloud.S3: QCoreApplication.translate(
            "CloudForm", "A bucket at Amazon, or at any other provider or device that speaks S3."
        ),
        Cloud.AZURE: QCoreApplication.translate("CloudForm", "A container in a storage account at Microsoft Azure."),
        Cloud.GOOGLE: QCoreApplication.translate("CloudForm", "A bucket in Google Cloud Storage."),
    }[cloud]


def _without_mark(text: str) -> str:
    """The name without its shortcut: `Server`, and `服务器` for `服务器(&S)`."""
    head, mark, tail = text.partition("(&")
    return head if mark and tail.endswith(")") else text.replace("&", "")
