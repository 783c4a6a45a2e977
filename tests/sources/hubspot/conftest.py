import pytest

from tests.fakes.hubspot.server import HubSpot
from tests.sources.hubspot.accounts import clock, service_of


@pytest.fixture
def hubspot():
    with HubSpot(clock()) as hubspot:
        yield hubspot


@pytest.fixture
def service(hubspot):
    service = service_of(hubspot)
    yield service
    service.wire.close()
