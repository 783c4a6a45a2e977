"""What the tests of the fake use."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.zoho.zoho import FakeZoho


@pytest.fixture
def zoho():
    with FakeZoho() as zoho:
        yield zoho


@pytest.fixture
def client(zoho):
    headers = {"Authorization": f"Zoho-oauthtoken {zoho.access()}"}
    with httpx.Client(base_url=f"{zoho.url}/crm/v8/", headers=headers) as client:
        yield client
