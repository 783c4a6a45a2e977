"""What a person in front of a browser does in the tests of signing in, and the three services that are signed in to."""

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import httpx

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.signing_in import SignIn, SignInRequest
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot
from tests.fakes.salesforce.service import FakeSalesforce
from tests.fakes.serving import Response
from tests.fakes.zoho.zoho import FakeZoho

SOON = timedelta(seconds=20)


@dataclass
class Office:
    """A service with its app, and what is kept on this computer."""

    fake: Any
    request: SignInRequest
    url: str
    """The CRM's address once somebody has signed in."""
    register: Any
    """Takes a callback address into the settings of the app."""
    secrets: CrmSecrets = field(default_factory=CrmSecrets)

    def begin(self, **changes):
        """Begin a sign-in at a free port, whose callback the app knows."""
        wanted = {**vars(self.request), "port": 0, **changes}
        sign_in = SignIn(SignInRequest(**wanted), self.secrets)
        self.register(sign_in.callback)
        return sign_in

    def sign_in(self, **changes):
        """Sign in as a person does."""
        sign_in = self.begin(**changes)
        with browsing(sign_in.address):
            return sign_in.wait(limit=SOON)

    @property
    def permission(self):
        """The one that is kept."""
        return self.secrets.of(self.url)("refresh_token")

    def grant(self):
        """Another permission, as if somebody had signed in elsewhere."""
        return _GRANTS[type(self.fake)](self.fake)

    def revoke(self):
        """Somebody takes back the permission that is kept."""
        _REVOKES[type(self.fake)](self.fake, self.permission)

    def deny(self):
        """Who is asked says no from now on."""
        _DENIERS[type(self.fake)](self.fake).denies = True


_GRANTS = {FakeSalesforce: lambda fake: fake.oauth.grant(), FakeZoho: lambda fake: fake.grant()}
_REVOKES = {
    FakeSalesforce: lambda fake, permission: fake.oauth.end(permission),
    FakeZoho: lambda fake, permission: fake.revoke(permission),
    HubSpot: lambda fake, permission: fake.tokens.revoke(permission),
}
_DENIERS = {
    FakeSalesforce: lambda fake: fake.oauth,
    FakeZoho: lambda fake: fake.accounts,
    HubSpot: lambda fake: fake.tokens,
}


def salesforce(fake):
    request = SignInRequest(f"salesforce://{fake.host}", fake.client_id, fake.client_secret)
    return Office(fake, request, f"salesforce://{fake.host}?client={fake.client_id}", fake.oauth.callbacks.add)


def zoho(fake):
    url = f"zoho://zylker@{fake.host}"
    return Office(fake, SignInRequest(url, fake.client_id, fake.client_secret), url, fake.accounts.callbacks.add)


def hubspot(fake):
    fake.tokens.app("the-app", "the-secret")
    fake.tokens.included = ALL_SCOPES
    request = SignInRequest(f"hubspot://?server={fake.host}", "the-app", "the-secret")
    url = f"hubspot://{PORTAL}?client=the-app&server={fake.host}"
    return Office(fake, request, url, partial(fake.tokens.send_back_to, "the-app"))


OFFICES = {"salesforce": (FakeSalesforce, salesforce), "zoho": (FakeZoho, zoho), "hubspot": (HubSpot, hubspot)}


def begun(request):
    """A sign-in that nobody waits for."""
    return SignIn(request, CrmSecrets())


def response(status):
    """An answer without content."""
    return Response(status, b"")


@contextmanager
def browsing(*addresses):
    """Somebody opens these in a browser, one after the other; gives the answers that the pages end with."""
    seen = []

    def browse():
        with httpx.Client(follow_redirects=True, trust_env=False) as client:
            seen.extend(client.get(address) for address in addresses)

    person = threading.Thread(target=browse, name="a person with a browser")
    person.start()
    try:
        yield seen
    finally:
        person.join()


@contextmanager
def awaited(sign_in):
    """The program waits for an answer that never comes, until the context is left."""
    cancel = CancelToken()

    def wait():
        with suppress(Cancelled):
            sign_in.wait(cancel, limit=SOON)

    program = threading.Thread(target=wait, name="the program that waits")
    program.start()
    try:
        yield
    finally:
        cancel.cancel()
        program.join()
