import httpx
import pytest

from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot


@pytest.fixture
def hubspot():
    with HubSpot() as hubspot:
        yield hubspot


@pytest.fixture
def client(hubspot):
    token = hubspot.tokens.private_app(ALL_SCOPES)
    with httpx.Client(base_url=hubspot.url, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client
