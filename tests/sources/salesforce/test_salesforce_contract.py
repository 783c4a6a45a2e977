"""What every source promises, promised by Salesforce."""

import pytest

from crmbackup_gui.errors import LoginRefused
from tests.sources.hosted_contract import HostedContract, HostedCrm
from tests.sources.salesforce.orgs import natural, source_of


class SalesforceCrm(HostedCrm):
    main = "Lead"
    refusal = LoginRefused
    comes_back = "undeleted"

    def state(self):
        return natural(self.fake)

    def source_in(self, folder):
        return source_of(self.fake, folder)

    def elsewhere(self):
        return source_of(self.fake, self.folder, secrets={"password": "nobody's"}.get)

    def pass_time(self):
        self.fake.clock.advance(seconds=5)

    def alone(self):
        return list(self.fake.org.records("Lead"))

    def add(self, name):
        self.fake.org.seed("Lead", LastName=name, Company="C", Status="Open")

    def change(self, record, number):
        self.fake.org.update("Lead", record["Id"], {"Company": f"Bergen {number}"})

    def delete(self, record):
        self.fake.org.delete(record["Id"])

    def change_another(self):
        contact = next(self.fake.org.records("Contact"))
        self.fake.org.update("Contact", contact["Id"], {"Email": "other@example.org"})


class TestSalesforce(HostedContract):
    @pytest.fixture
    def crm(self, fake, firm, tmp_path):
        assert firm
        fake.clock.advance(minutes=-20)
        return SalesforceCrm(fake, tmp_path)
