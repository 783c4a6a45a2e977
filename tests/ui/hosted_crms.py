"""The three services on the internet as tests of the window use them: a fake each, and what a person does there."""

from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import httpx

from crmbackup_gui.services.hosted_addresses import SignIn
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot
from tests.fakes.salesforce.service import FakeSalesforce
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.hubspot import accounts
from tests.sources.hubspot.test_hubspot_journey import ruin as ruin_hubspot
from tests.sources.salesforce import orgs
from tests.sources.salesforce.test_salesforce_journey import ruin as ruin_salesforce
from tests.sources.zoho import organisation
from tests.sources.zoho.test_zoho_journey import ruin as ruin_zoho


class Salesforce:
    """An org, and a user with a password."""

    kind = SourceKind.SALESFORCE
    product = "Salesforce"
    part = "Account"

    def __init__(self):
        clock = orgs.new_fake().clock
        clock.advance(minutes=-5)
        self.fake = FakeSalesforce(clock)

    def fill(self):
        self.firm = orgs.fill(self.fake)

    def write(self, form):
        """Fill the form in by hand, without a browser."""
        form.way.setCurrentIndex(form.way.findData(SignIn.PASSWORD))
        self.choose_server(form)
        form.user.setText(self.fake.username)
        form.secrets["password"].setText(self.fake.password)
        form.secrets["security_token"].setText(self.fake.security_token)

    def choose_server(self, form):
        form.where.setCurrentIndex(form.where.count() - 1)
        form.server.setText(self.fake.host)

    def write_app(self, form):
        form.way.setCurrentIndex(form.way.findData(SignIn.BROWSER))
        self.choose_server(form)
        form.client.setText(self.fake.client_id)

    def register(self, callback):
        """Put a callback address into the settings of the app."""
        self.fake.oauth.callbacks.add(callback)

    @property
    def secrets(self):
        return (self.fake.password, self.fake.security_token)

    def natural(self):
        held = orgs.natural(self.fake)
        # What was empty in the point is emptied only for who asks.
        held.get(("Account", "Account 2 æøå 中文"), {}).pop("Rating", None)
        return held

    def ruin(self):
        ruin_salesforce(self.fake, *self.firm)


class Zoho:
    """An organisation, and a permission that stays."""

    kind = SourceKind.ZOHO
    product = "Zoho CRM"
    part = "Contacts"

    def __init__(self):
        clock = organisation.clock_of_today()
        clock.advance(minutes=-5)
        self.fake = FakeZoho(clock)

    def fill(self):
        self.firm = organisation.fill(self.fake)
        self.refresh = self.fake.grant()

    def write(self, form):
        form.way.setCurrentIndex(form.way.findData(SignIn.KEY))
        self.choose_server(form)
        form.account.setText("zylker")
        form.secrets["client_id"].setText(self.fake.client_id)
        form.secrets["client_secret"].setText(self.fake.client_secret)
        form.secrets["refresh_token"].setText(self.refresh)

    def choose_server(self, form):
        form.where.setCurrentIndex(form.where.count() - 1)
        form.server.setText(self.fake.host)

    def write_app(self, form):
        form.way.setCurrentIndex(form.way.findData(SignIn.BROWSER))
        self.choose_server(form)
        form.account.setText("zylker")
        form.secrets["client_id"].setText(self.fake.client_id)
        form.secrets["client_secret"].setText(self.fake.client_secret)

    def register(self, callback):
        self.fake.accounts.callbacks.add(callback)

    @property
    def secrets(self):
        return (self.fake.client_secret, self.refresh)

    def natural(self):
        return organisation.natural(self.fake)

    def ruin(self):
        ruin_zoho(self.fake, self.firm)


class Hub:
    """An account of HubSpot, and a private app."""

    kind = SourceKind.HUBSPOT
    product = "HubSpot"
    part = "Contacts"

    def __init__(self):
        clock = accounts.clock()
        clock.advance(minutes=-5)
        self.fake = HubSpot(clock)

    def fill(self):
        self.firm = accounts.fill(self.fake)
        self.token = self.fake.tokens.private_app(ALL_SCOPES)
        self.fake.tokens.app("the-app", "the-secret")
        self.fake.tokens.included = ALL_SCOPES

    def write(self, form):
        form.way.setCurrentIndex(form.way.findData(SignIn.KEY))
        self.choose_server(form)
        form.account.setText(str(PORTAL))
        form.secrets["token"].setText(self.token)

    def write_app(self, form):
        form.way.setCurrentIndex(form.way.findData(SignIn.BROWSER))
        self.choose_server(form)
        form.client.setText("the-app")
        form.secrets["client_secret"].setText("the-secret")

    def register(self, callback):
        self.fake.tokens.send_back_to("the-app", callback)

    def choose_server(self, form):
        form.more.click()
        form.where.setCurrentIndex(form.where.count() - 1)
        form.server.setText(self.fake.host)

    @property
    def secrets(self):
        return (self.token,)

    def natural(self):
        return accounts.natural(self.fake)

    def ruin(self):
        ruin_hubspot(self.fake, *self.firm)


ALL = (Salesforce, Zoho, Hub)


@contextmanager
def opened(make, monkeypatch, tmp_path):
    """One of them with some of everything in it. Nobody really waits: the service's clock goes on instead."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "ledgers"))
    crm = make()
    with crm.fake:
        crm.fill()
        monkeypatch.setattr(Wire, "wait", lambda _, seconds: crm.fake.clock.advance(seconds=seconds))
        yield crm


def browse(address):
    """What a browser does with the address of a sign-in, for a person who decides at once."""
    with httpx.Client(follow_redirects=True, trust_env=False) as client:
        client.get(address)


def callback_in(address):
    """Where the service is to send the browser back to."""
    return parse_qs(urlsplit(address).query)["redirect_uri"][0]
