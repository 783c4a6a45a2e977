"""`crmbackup sign-in` and `sign-out`: the permission of a hosted CRM, given in the browser and kept in the keyring."""

from __future__ import annotations

import os
import webbrowser
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, command
from crmbackup_gui.errors import InvalidRequest, UnsupportedLocation
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.callback import CALLBACK_PORT
from crmbackup_gui.services.signing_in import (
    SignedIn,
    SignIn,
    SignInForm,
    SignInRequest,
    sign_in_form,
    sign_out,
    take_back,
)
from crmbackup_gui.sources.hosted.consent import AppSecret
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import sign_in_schemes

CLIENT_SECRET_VARIABLE = "CRMBACKUP_CLIENT_SECRET"  # noqa: S105 - a name, not a secret

Crm = Annotated[str, typer.Argument(metavar="SOURCE", help="The CRM: salesforce://…, zoho://… or hubspot://….")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "sign-in", opens_crm=True)(sign_in)
    command(app, "sign-out", opens_crm=True)(leave)


def sign_in(
    call: Call,
    crm: Crm,
    *,
    client: Annotated[
        str | None, typer.Option("--client", metavar="ID", help="The id of your app at the service.")
    ] = None,
    backup_only: Annotated[
        bool, typer.Option("--backup-only", help="Ask for no more than a backup needs: a restore is refused then.")
    ] = False,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="NAME", help="Ask for this scope only; may be repeated."),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=1, max=65_535, help="Where the browser brings the answer.")
    ] = CALLBACK_PORT,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address and open no browser.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Only print what the app must be registered with.")] = False,
) -> Answer:
    """Sign in to a hosted CRM in the browser; an app's secret comes from CRMBACKUP_CLIENT_SECRET, or is asked for."""
    location = parse_location(crm)
    form = sign_in_form(location.scheme, restore=not backup_only, port=port)
    if form is None:
        raise UnsupportedLocation(location.scheme, sign_in_schemes())
    if show:
        return _registration(form)
    known = client or location.options.get("client", "")
    if not known:
        raise InvalidRequest("Name the app with --client; --show prints what it must be registered with.")
    secret = _app_secret(call, form)
    request = SignInRequest(
        crm, known, secret, restore=not backup_only, scopes=tuple(scope or ()), port=port, remember=True
    )
    with SignIn(request, call.crm_secrets) as begun, call.working() as work:
        _lead_to(call, begun, opens=not no_browser and not call.output.json)
        signed_in = begun.wait(work.cancel)
    if signed_in.not_kept is not None:
        # What only this run knows is lost with it: the service shall not keep it for anybody either.
        take_back(signed_in, call.crm_secrets)
        raise signed_in.not_kept
    return _signed_in(signed_in)


def leave(call: Call, crm: Crm) -> Answer:
    """Give the permission of a hosted CRM back, and forget every secret of it."""
    ended = sign_out(crm, call.crm_secrets)
    data: dict[str, object] = {"given_back": ended.given_back}
    if ended.problem is not None:
        warning = f"This machine forgot the access, but the service may not know: {ended.problem.user_message}"
        return Answer(Outcome.WARNINGS, data, warnings=(warning,))
    if ended.given_back:
        return Answer(Outcome.OK, data, ("The permission is given back, and this machine knows it no longer.",))
    return Answer(Outcome.OK, data, ("Nobody was signed in; this machine knows no secret of that CRM.",))


def _app_secret(call: Call, form: SignInForm) -> str:
    given = os.environ.get(CLIENT_SECRET_VARIABLE) or call.crm_secrets.given("client_secret")
    if given is not None or call.secrets.ask is None:
        return given or ""
    optional = "" if form.app_secret is AppSecret.NEEDED else " (empty if it has none)"
    return call.secrets.ask(f"Secret of the app{optional}: ")


def _lead_to(call: Call, begun: SignIn, *, opens: bool) -> None:
    call.output.event({"event": "sign-in", "address": begun.address, "callback": begun.callback})
    opened = opens and webbrowser.open(begun.address)
    lead = "The browser opens this address" if opened else "Open this address in a browser on this computer"
    call.output.say(f"{lead}:\n{begun.address}")


def _registration(form: SignInForm) -> Answer:
    scopes = [
        {"name": s.name, "need": s.need.value, "gives": s.gives.value, "optional": s.optional} for s in form.scopes
    ]
    secret = "needs" if form.app_secret is AppSecret.NEEDED else "may have"
    lines = (
        f"The app {secret} a secret. Register this callback with it: {form.callback}",
        "It must be allowed these scopes:",
        *(
            f"  {s.name}  {s.gives.value}, to {s.need.value}" + (", where the account has it" if s.optional else "")
            for s in form.scopes
        ),
    )
    return Answer(Outcome.OK, {"callback": form.callback, "secret": form.app_secret.value, "scopes": scopes}, lines)


def _signed_in(signed_in: SignedIn) -> Answer:
    data: dict[str, object] = {"url": signed_in.url, "account": signed_in.account, "missing": list(signed_in.missing)}
    account = f" ({signed_in.account})" if signed_in.account else ""
    lines = (f"Signed in{account}. The address of this CRM is now: {signed_in.url}",)
    if not signed_in.missing:
        return Answer(Outcome.OK, data, lines)
    warning = f"The service did not grant everything that was asked for: {', '.join(signed_in.missing)}."
    return Answer(Outcome.WARNINGS, data, lines, warnings=(warning,))
