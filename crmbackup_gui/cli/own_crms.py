"""CRMs that the user's own list, which the window keeps, ties to a timeline of a repository.

Several computers may keep CRMs of one address in a repository. Whoever has said in the window which is which is not
asked again, and a command line about such a CRM never means another one.
"""

from __future__ import annotations

from crmbackup_gui.cli.command import Call
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.errors import CrmNotFound
from crmbackup_gui.repository.repository import CrmInfo, Repository
from crmbackup_gui.services.connections import Connection, protecting
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.overview import crm_of


def own_crm(call: Call, repo: str, url: str) -> Connection | None:
    """The connection of the CRM at that URL (in its canonical form) with that repository; None when there is none.

    Raises CrmNotFound when the list ties it to several timelines there.
    """
    place = open_place(repo, call.options_of(repo)).location
    listed = call.settings.read().connections
    tied = [connection for connection in protecting(listed, place, url) if connection.crm is not None]
    if len({connection.crm for connection in tied}) > 1:
        raise CrmNotFound(url, [connection.name for connection in tied])
    return tied[0] if tied else None


def find_crm_at(call: Call, repo: str, repository: Repository, url: str, *, name: str | None = None) -> CrmInfo:
    """The CRM of that name or id; without a name the one that the user's list ties to the URL, else as `find_crm`.

    Raises CrmNotFound, also for a CRM of the list that has no recovery point yet.
    """
    own = own_crm(call, repo, url) if name is None else None
    if own is None:
        return find_crm(repository, name=name, url=url)
    info = crm_of(own, repository)
    if info is None:
        raise CrmNotFound(own.name, [known.name for known in repository.crms()])
    return info
