"""Pages that tests open on the only CRM of a session, as far as somebody can click on them."""

from crmbackup_gui.ui.pages.storage import StoragePage
from crmbackup_gui.ui.pages.timeline import TimelinePage

WAIT = 20_000


def timeline_page(qtbot, session):
    """The timeline, with its points."""
    page = TimelinePage(session)
    qtbot.addWidget(page)
    page.resize(880, 640)
    page.show_connection(session.only.id)
    _refresh(qtbot, session)
    page.show()
    return page


def storage_page(qtbot, session):
    """Where backups are kept, with everything that is asked of the place."""
    _refresh(qtbot, session)
    page = StoragePage(session)
    qtbot.addWidget(page)
    page.resize(880, 1600)
    page.show_connection(session.only.id)
    page.show()
    settled(qtbot, page)
    return page


def settled(qtbot, page):
    """Wait until all parts of the page of places have what they asked for."""
    qtbot.waitUntil(lambda: not any(part.asking.busy for part in page.parts), timeout=WAIT)


def _refresh(qtbot, session):
    with qtbot.waitSignal(session.overview_changed, timeout=WAIT):
        session.refresh(session.only.id)
