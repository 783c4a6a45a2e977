"""Pins and legal holds on the point that the timeline shows."""

import pytest
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.model.retention import Reason, RetentionPolicy
from tests.ui.opening import WAIT, timeline_page


@pytest.fixture
def page(qtbot, demo):
    page = timeline_page(qtbot, demo)
    page.table.choose(1)
    qtbot.waitUntil(page.detail.keep.isEnabled, timeout=WAIT)
    return page


def held(demo, sequence=1):
    return set(demo.program.point_detail(demo.only, sequence).held)


def trigger(qtbot, page, action):
    action.trigger()
    qtbot.waitUntil(lambda: page.detail.keep.isEnabled() and not page.detail._asking.busy, timeout=WAIT)


def test_a_pin_keeps_the_point_from_the_rules_until_it_is_taken_back(qtbot, demo, page):
    trigger(qtbot, page, page.detail.keep.pin)
    assert held(demo) == {Reason.PINNED}
    assert page.detail._held.text() == "Pinned: no rule lets it go."
    kept = [
        decision.point.sequence for decision in demo.program.plan_retention(demo.only, RetentionPolicy(last=1)).kept
    ]
    assert kept == [1, 5]
    trigger(qtbot, page, page.detail.keep.pin)
    assert held(demo) == set()
    assert not page.detail._held.isVisible()


def test_a_legal_hold_is_only_taken_back_by_who_answers_the_question(qtbot, demo, page):
    trigger(qtbot, page, page.detail.keep.legal)
    assert held(demo) == {Reason.LEGAL_HOLD}
    for button, left in ((1, {Reason.LEGAL_HOLD}), (0, set())):
        page.detail.keep.legal.trigger()
        (box,) = (box for box in page.findChildren(QMessageBox) if box.isVisible())
        box.buttons()[button].click()
        qtbot.waitUntil(lambda: page.detail.keep.isEnabled() and not page.detail._asking.busy, timeout=WAIT)
        assert held(demo) == left
        assert page.detail.keep.legal.isChecked() is bool(left)


def test_another_point_is_held_by_what_is_its_own(qtbot, page):
    trigger(qtbot, page, page.detail.keep.pin)
    page.table.choose(2)
    qtbot.waitUntil(page.detail.keep.isEnabled, timeout=WAIT)
    assert not page.detail.keep.pin.isChecked()
    assert not page.detail._held.isVisible()
