"""PySide6 6.12.0 loses a reference to None and True with each call on Python 3.11; pyproject.toml keeps it away."""

import sys

from PySide6.QtCore import QTimer


def test_calls_of_qt_leave_the_counts_of_none_and_true_alone(qapp):
    timer = QTimer(qapp)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(10_000):
        timer.setInterval(10)
        timer.setSingleShot(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert all(abs(now - then) < 1000 for now, then in zip(after, before, strict=True))
    timer.setParent(None)
