"""Which version of the program this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """As its package says; empty in a checkout that was never installed."""
    try:
        return version("crmbackup")
    except PackageNotFoundError:
        return ""
