"""The permissions that this program needs at a service, by the service's own names."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.services.hosted_addresses import HostedKind, SignIn
from crmbackup_gui.services.signing_in import SignInForm, sign_in_form
from crmbackup_gui.sources.hosted.consent import Need, Scope
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.scopes import gives_name, need_name


class PermissionTable(RowTable):
    """Columns: the scope, what it lets the program do, and for what that is needed."""

    def headings(self) -> tuple[str, ...]:
        return (self.tr("Permission (scope)"), self.tr("What the program may do"), self.tr("Why"))

    def cell(self, row: Scope, column: int) -> str:
        need = need_name(row.need)
        if row.optional:
            need = self.tr("{need}, if your account has it").format(need=need)
        return (row.name, gives_name(row.gives), need)[column]


def form_of(kind: HostedKind) -> SignInForm:
    """What has to be registered and allowed at a service."""
    form = sign_in_form(kind.value)
    assert form is not None
    return form


def scopes_of(kind: HostedKind, way: SignIn) -> Sequence[Scope]:
    """What an app or a key needs; a key that stays by itself needs nothing for that. Empty where rights of users count.

    A user of Salesforce who comes with a password has no scopes: what the user may do is what the program may do.
    """
    if way is SignIn.PASSWORD:
        return ()
    scopes = form_of(kind).scopes
    return [scope for scope in scopes if way is SignIn.BROWSER or scope.need is not Need.STAY]


def scopes_text(kind: HostedKind, scopes: Sequence[Scope]) -> str:
    """All names in one line, as the service takes them."""
    return ("," if kind is HostedKind.ZOHO else " ").join(scope.name for scope in scopes)
