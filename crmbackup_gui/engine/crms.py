"""Which CRM of a repository a job is about."""

from __future__ import annotations

from crmbackup_gui.errors import CrmNotFound
from crmbackup_gui.repository.repository import CrmInfo, Repository


def find_crm(repository: Repository, *, name: str | None = None, url: str | None = None) -> CrmInfo:
    """The CRM of that name or id; without a name the one read from that URL; else the only one there is.

    Raises CrmNotFound, also when several answer.
    """
    crms = repository.crms()
    if name is not None:
        matching = [crm for crm in crms if name in (crm.name, crm.id)]
    else:
        matching = [crm for crm in crms if url is not None and crm.url == url] or list(crms)
    if len(matching) != 1:
        raise CrmNotFound(name or url or "", [crm.name for crm in crms])
    return matching[0]


def crm_with_id(repository: Repository, crm: str) -> CrmInfo | None:
    """The CRM of that id; None while it has no recovery point."""
    return next((info for info in repository.crms() if info.id == crm), None)


def known_crm(repository: Repository, name: str | None, url: str) -> CrmInfo | None:
    """The CRM that a backup of that URL continues, or None for one that the repository has not seen.

    A name that is given decides; a CRM keeps its history when it moves to another place under its name. First backups
    that ran at the same moment knew nothing of each other and left several CRMs of one name and URL: every later one
    continues the same of them. Raises CrmNotFound when others answer.
    """
    crms = repository.crms()
    matching = [crm for crm in crms if (name in (crm.name, crm.id) if name is not None else crm.url == url)]
    if len({(crm.name, crm.url) for crm in matching}) > 1:
        raise CrmNotFound(name or url, [crm.name for crm in crms])
    return matching[0] if matching else None
