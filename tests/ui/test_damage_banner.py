"""What the timeline says and offers once a check has found damage."""

from pathlib import Path

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from tests.ui.opening import WAIT, timeline_page


@pytest.fixture
def page(qtbot, demo):
    return timeline_page(qtbot, demo)


def ended(qtbot, demo, begin):
    with qtbot.waitSignal(demo.run_ended, timeout=WAIT) as got, qtbot.waitSignal(demo.overview_changed, timeout=WAIT):
        begin()
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    return got.args[0]


def harm(demo, sequence):
    """Zeros where the records of a point were."""
    crm = demo.overview(demo.only.id).crm
    view = demo.program.unlock(demo.only.repository).view(crm, sequence)
    pack = next(state.upserts[0].place.pack.hex() for state in view.manifest.entities if state.upserts)
    (file,) = Path(demo.only.repository).rglob(f"{pack}*")
    file.write_bytes(bytes(file.stat().st_size))


def test_without_damage_there_is_no_banner_also_after_a_check(qtbot, demo, page):
    assert not page.damage.isVisible()
    ended(qtbot, demo, lambda: demo.check(demo.only.id))
    assert not page.damage.isVisible()


def test_the_newest_good_point_is_named_and_a_full_backup_protects_again(qtbot, demo, page):
    harm(demo, 5)
    assert ended(qtbot, demo, lambda: demo.check(demo.only.id)).outcome is Outcome.FAILED
    assert page.damage.isVisible()
    assert "later changes are only in the CRM itself" in page.damage.notice.text
    assert "A check has read all of it" in page.damage.notice.text
    assert ended(qtbot, demo, page.damage.full.click).outcome is Outcome.WARNINGS
    assert demo.overview(demo.only.id).points[-1].strategy is Strategy.FULL
    assert "is not among them" in page.damage.notice.text
    assert "not checked yet" in page.damage.notice.text
    ended(qtbot, demo, page.damage.check.click)
    assert "A check has read all of it" in page.damage.notice.text


def test_the_banner_restores_from_the_newest_intact_point(qtbot, demo, page):
    harm(demo, 5)
    ended(qtbot, demo, lambda: demo.check(demo.only.id))
    with qtbot.waitSignal(page.restore_wanted) as got:
        page.damage.restore.click()
    assert got.args == [demo.only.id, None]


def test_where_no_point_is_good_nothing_is_offered_to_be_restored(qtbot, demo, page):
    for sequence in range(1, 6):
        harm(demo, sequence)
    ended(qtbot, demo, lambda: demo.check(demo.only.id))
    assert "None is left" in page.damage.notice.text
    assert not page.damage.restore.isVisible()
    assert page.damage.full.isEnabled()
