"""Opens what a form of a CRM on the internet asks for: the sign-in by the browser, and the permissions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from crmbackup_gui.ui.dialogs.permissions import PermissionsDialog
from crmbackup_gui.ui.dialogs.sign_in import SignInDialog, SignInErrand
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.hosted_form import HostedForm


class SigningIn(QObject):
    """Serves one form; the dialogs open above its window.

    Signals:
        signed_in(SignedIn): somebody has; the form shows the address that came of it, and the program has the access.
    """

    signed_in = Signal(object)

    def __init__(self, session: Session, form: HostedForm, parent: QWidget, known: Callable[[], str]) -> None:
        """`known` gives the address of the CRM whose app this computer may know, or nothing."""
        super().__init__(parent)
        self._session, self._form, self._window, self._known = session, form, parent, known
        form.sign_in_wanted.connect(self._sign_in)
        form.permissions_wanted.connect(self._show_permissions)

    @Slot()
    def _sign_in(self) -> None:
        form = self._form
        errand = SignInErrand(form.address, form.given, self._known(), form.remember.isChecked())
        dialog = SignInDialog(self._session, errand, self._window.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._done, dialog))
        dialog.open()

    def _done(self, dialog: SignInDialog) -> None:
        if dialog.signed_in is not None:
            self._form.take_signed_in(dialog.signed_in)
            self.signed_in.emit(dialog.signed_in)

    @Slot()
    def _show_permissions(self) -> None:
        dialog = PermissionsDialog(self._form.address, self._window.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
