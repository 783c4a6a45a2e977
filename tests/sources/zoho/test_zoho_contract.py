"""What every source promises, promised by Zoho CRM."""

from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.errors import AccessRevoked
from tests.fakes.serving import Clock
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.hosted_contract import HostedContract, HostedCrm
from tests.sources.zoho.organisation import fill, natural, source_of


class ZohoCrm(HostedCrm):
    main = "Leads"
    refusal = AccessRevoked

    def state(self):
        return natural(self.fake)

    def source_in(self, folder):
        return source_of(self.fake, folder)

    def elsewhere(self):
        refresh = self.fake.grant()
        self.fake.revoke(refresh)
        return source_of(self.fake, self.folder, refresh=refresh)

    def pass_time(self):
        self.fake.clock.advance(minutes=1)

    def alone(self):
        return [
            lead for lead in self.fake.org.records["Leads"].values() if lead.values["Last_Name"].startswith("Alone")
        ]

    def add(self, name):
        self.fake.org.add("Leads", Last_Name=name, Company="Zylker")

    def change(self, record, number):
        self.fake.org.edit(record, Email=f"b{number}@example.com")

    def delete(self, record):
        """It does not come back out of the recycle bin, which is emptied."""
        self.fake.org.delete(record)
        self.fake.org.erase("Leads", record.id)

    def change_another(self):
        self.fake.org.edit(next(iter(self.fake.org.records["Contacts"].values())), Description="Elsewhere")


class TestZoho(HostedContract):
    @pytest.fixture
    def zoho(self):
        clock = Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1))
        with FakeZoho(clock) as zoho:
            yield zoho

    @pytest.fixture
    def crm(self, zoho, tmp_path):
        fill(zoho)
        return ZohoCrm(zoho, tmp_path)
