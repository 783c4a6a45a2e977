"""What the tests of Zoho share."""

from __future__ import annotations

import pytest

from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.zoho.setting import Opened


@pytest.fixture
def zoho():
    with FakeZoho() as zoho:
        yield zoho


@pytest.fixture
def opening(zoho):
    """Opens the service, as often as one likes."""
    services = []

    def opened_with(**options):
        one = Opened(zoho, **options)
        services.append(one.service)
        return one

    yield opened_with
    for service in services:
        service.wire.close()


@pytest.fixture
def opened(opening):
    return opening()
