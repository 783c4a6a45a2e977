"""What every source promises, promised by HubSpot."""

from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.errors import LoginRefused
from tests.engine.setting import back_up
from tests.fakes.hubspot.server import HubSpot
from tests.fakes.serving import Clock
from tests.sources.hosted_contract import HostedContract, HostedCrm
from tests.sources.hubspot.accounts import fill, natural, source_of


class HubSpotCrm(HostedCrm):
    main = "companies"
    refusal = LoginRefused

    def state(self):
        return natural(self.fake)

    def source_in(self, folder):
        return source_of(self.fake, folder)

    def elsewhere(self):
        return source_of(self.fake, self.folder, token="nobody's")

    def pass_time(self):
        self.fake.clock.advance(minutes=5)

    def alone(self):
        there = self.fake.account.kinds["companies"].records.values()
        return [one for one in there if not one.archived_at and one.properties["name"].startswith("Alone")]

    def add(self, name):
        self.fake.account.add("companies", name=name)

    def change(self, record, number):
        self.fake.account.update(self.fake.account.kinds["companies"], record, {"city": f"Bergen {number}"})

    def delete(self, record):
        self.fake.account.archive(self.fake.account.kinds["companies"], record.id)

    def change_another(self):
        contacts = self.fake.account.kinds["contacts"]
        self.fake.account.update(contacts, next(iter(contacts.records.values())), {"city": "Elsewhere"})


class TestHubSpot(HostedContract):
    @pytest.fixture
    def hubspot(self):
        with HubSpot(Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10))) as hubspot:
            yield hubspot

    @pytest.fixture
    def crm(self, hubspot, tmp_path):
        fill(hubspot)
        return HubSpotCrm(hubspot, tmp_path)

    def come_to_rest(self, crm, repository):
        """What was edited a short while before a point may be told of once more in the next one."""
        crm.fake.clock.advance(minutes=15)
        again = back_up(crm.source, repository)
        assert (again.records_added, again.records_deleted) == (0, 0)
        crm.fake.clock.advance(minutes=15)
