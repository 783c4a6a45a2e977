"""CRMs whose address and secrets a form asks for: those on database servers and those on the internet."""

from __future__ import annotations

from typing import TypeAlias

from crmbackup_gui.services.hosted_addresses import HostedAddress, hosted_address, is_hosted
from crmbackup_gui.services.server_addresses import ServerAddress, is_on_server, server_address

FormAddress: TypeAlias = ServerAddress | HostedAddress
"""What such a form asks; both have `complete` and `url`."""


def has_form(url: str) -> bool:
    """Whether the CRM is one of them. Raises leaves of InvalidRequest."""
    return is_on_server(url) or is_hosted(url)


def form_address(url: str) -> FormAddress:
    """The answers that lead to that address. Raises UnsupportedLocation for a CRM without such a form."""
    return hosted_address(url) if is_hosted(url) else server_address(url)
