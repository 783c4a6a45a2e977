"""How an address of Salesforce is read, and what it opens."""

from urllib.parse import quote

import pytest

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.registry import open_source
from tests.sources.salesforce.orgs import secrets_of


def test_an_address_with_a_user_signs_in_by_password_and_one_with_an_app_by_its_secret(fake):
    by_user = open_source(f"salesforce://{quote(fake.username, safe='')}@{fake.host}?free=0", secrets_of(fake))
    by_app = open_source(f"salesforce://{fake.host}?client={fake.client_id}&signin=app", secrets_of(fake))
    user = quote(fake.username, safe="")
    by_both = open_source(f"salesforce://{user}@{fake.host}?client={fake.client_id}", secrets_of(fake))
    for source in (by_user, by_app, by_both):
        assert source.exists()
        assert source.catalog().crm == "Salesforce"
        assert source.server().version == "Acme"
        assert fake.password not in source.url
        assert fake.client_secret not in source.url


def test_what_opens_nothing_is_told_at_once():
    for wrong in (
        "salesforce://acme.my.salesforce.com",
        "salesforce://acme.my.salesforce.com/folder?client=1",
        "salesforce://acme.my.salesforce.com?client=1&signin=magic",
        "salesforce://acme.my.salesforce.com?client=1&colour=red",
        "salesforce://login.salesforce.com?client=1&signin=app",
        "salesforce://test.salesforce.com?client=1&signin=app",
        "salesforce://?client=1&signin=app",
    ):
        with pytest.raises(InvalidLocation):
            open_source(wrong)
