"""The services that somebody signs in to: fakes, on the loopback."""

import pytest

from tests.fakes.zoho.zoho import FakeZoho
from tests.services import sign_ins
from tests.services.sign_ins import OFFICES


@pytest.fixture(params=OFFICES)
def office(request):
    fake, made = OFFICES[request.param]
    with fake() as running:
        yield made(running)


@pytest.fixture
def salesforce():
    with OFFICES["salesforce"][0]() as fake:
        yield sign_ins.salesforce(fake)


@pytest.fixture
def zoho():
    with FakeZoho() as fake:
        yield sign_ins.zoho(fake)


@pytest.fixture
def hubspot():
    with OFFICES["hubspot"][0]() as fake:
        yield sign_ins.hubspot(fake)
