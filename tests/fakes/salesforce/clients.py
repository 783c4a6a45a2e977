"""Clients for tests: plain httpx with a session, and simple-salesforce led to the fake."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import requests
from requests.adapters import HTTPAdapter

from tests.fakes.salesforce.service import FakeSalesforce


def signed_in(fake: FakeSalesforce) -> httpx.Client:
    """Its base is the data API of one version."""
    headers = {"Authorization": f"Bearer {fake.issue()}"}
    return httpx.Client(base_url=f"{fake.url}/services/data/v62.0/", headers=headers)


class _ToLoopback(HTTPAdapter):
    def __init__(self, fake: FakeSalesforce) -> None:
        super().__init__()
        self._fake = fake

    def send(self, request, **options):
        target = urlsplit(request.url)
        request.url = f"{self._fake.url}{target.path}" + (f"?{target.query}" if target.query else "")
        return super().send(request, **options)


def led_to(fake: FakeSalesforce) -> requests.Session:
    """A session for simple-salesforce, which speaks https to hosts of Salesforce alone."""
    session = requests.Session()
    session.mount("https://", _ToLoopback(fake))
    return session
