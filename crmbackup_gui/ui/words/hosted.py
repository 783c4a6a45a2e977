"""What is said of CRMs on the internet: how they let the program in, their servers, and what they call their keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.services.hosted_addresses import HostedKind, SignIn


def service_name(kind: HostedKind) -> str:
    """What the service calls itself."""
    return {HostedKind.SALESFORCE: "Salesforce", HostedKind.ZOHO: "Zoho CRM", HostedKind.HUBSPOT: "HubSpot"}[kind]


def service_words(kind: HostedKind) -> str:
    """What is meant by it."""
    return {
        HostedKind.SALESFORCE: QCoreApplication.translate(
            "Hosted", "An organisation at Salesforce, with everything that its user may read."
        ),
        HostedKind.ZOHO: QCoreApplication.translate("Hosted", "An organisation at Zoho CRM, with its attachments."),
        HostedKind.HUBSPOT: QCoreApplication.translate(
            "Hosted", "An account at HubSpot, with its own objects and what links its records."
        ),
    }[kind]


def way_name(way: SignIn) -> str:
    """How the program is let in, as one of several ways."""
    return {
        SignIn.BROWSER: QCoreApplication.translate("Hosted", "in the browser"),
        SignIn.PASSWORD: QCoreApplication.translate("Hosted", "with a user name and a password"),
        SignIn.APP: QCoreApplication.translate("Hosted", "with an app of your own (client credentials)"),
        SignIn.KEY: QCoreApplication.translate("Hosted", "with a key that you have made there"),
    }[way]


def how_to(kind: HostedKind, way: SignIn) -> str:
    """Where somebody gets what the form asks for."""
    if way is SignIn.BROWSER:
        return {
            HostedKind.SALESFORCE: QCoreApplication.translate(
                "Hosted",
                "Make an external client app in the setup of Salesforce once; “Permissions…” says what it needs. "
                "Its consumer key goes here.",
            ),
            HostedKind.ZOHO: QCoreApplication.translate(
                "Hosted",
                "Add a client in the API console of Zoho once; “Permissions…” says what it needs. Its id goes here.",
            ),
            HostedKind.HUBSPOT: QCoreApplication.translate(
                "Hosted",
                "Make an app in HubSpot once; “Permissions…” says what it needs. Its client id and secret go here. "
                "A private app with a key is simpler.",
            ),
        }[kind]
    if kind is HostedKind.HUBSPOT:
        return QCoreApplication.translate(
            "Hosted",
            "In HubSpot, make a private app in the settings under Integrations; “Permissions…” lists its scopes. "
            "Then copy its access token to here.",
        )
    if kind is HostedKind.ZOHO:
        return QCoreApplication.translate(
            "Hosted",
            "For experts: add a self client in the API console of Zoho, make a code with the scopes that "
            "“Permissions…” lists, and exchange it for a refresh token.",
        )
    if way is SignIn.PASSWORD:
        return QCoreApplication.translate(
            "Hosted",
            "Salesforce sends the security token by e-mail when somebody resets it in the personal settings. "
            "None is needed from addresses that your company trusts.",
        )
    return QCoreApplication.translate(
        "Hosted",
        "In the setup of Salesforce, make an app with the client credentials flow, and choose the user for whom it "
        "reads.",
    )


def secret_name(kind: HostedKind, name: str) -> str:
    """What the service calls it; the letter behind an ampersand is the shortcut."""
    if name == "client_secret" and kind is HostedKind.SALESFORCE:
        return QCoreApplication.translate("Hosted", "Consumer se&cret")
    return {
        "client_id": QCoreApplication.translate("Hosted", "Client &id"),
        "client_secret": QCoreApplication.translate("Hosted", "Client se&cret"),
        "password": QCoreApplication.translate("Hosted", "&Password"),
        "security_token": QCoreApplication.translate("Hosted", "Security &token"),
        "refresh_token": QCoreApplication.translate("Hosted", "Refresh &token"),
        "token": QCoreApplication.translate("Hosted", "Access &token"),
    }[name]


def server_name(server: str) -> str:
    """What people know a server by, with its address."""
    known = {
        "login.salesforce.com": "Salesforce (login.salesforce.com)",
        "test.salesforce.com": QCoreApplication.translate("Hosted", "a sandbox (test.salesforce.com)"),
        "accounts.zoho.com": QCoreApplication.translate("Hosted", "United States (zoho.com)"),
        "accounts.zoho.eu": QCoreApplication.translate("Hosted", "Europe (zoho.eu)"),
        "accounts.zoho.in": QCoreApplication.translate("Hosted", "India (zoho.in)"),
        "accounts.zoho.com.au": QCoreApplication.translate("Hosted", "Australia (zoho.com.au)"),
        "accounts.zoho.com.cn": QCoreApplication.translate("Hosted", "China (zoho.com.cn)"),
        "accounts.zoho.jp": QCoreApplication.translate("Hosted", "Japan (zoho.jp)"),
        "accounts.zoho.sa": QCoreApplication.translate("Hosted", "Saudi Arabia (zoho.sa)"),
        "accounts.zohocloud.ca": QCoreApplication.translate("Hosted", "Canada (zohocloud.ca)"),
        "api.hubapi.com": "HubSpot (api.hubapi.com)",
    }
    return known.get(server, server)
