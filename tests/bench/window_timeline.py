"""How long a frame of the timeline takes: the strip with 100,000 recovery points, painted into an image."""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.viewmodels.points import Points
from crmbackup_gui.ui.viewmodels.timeline import TimelineModel
from crmbackup_gui.ui.widgets.timeline_strip import TimelineStrip, Zoom

POINTS = 100_000
WIDTH = 1_100
FRAMES = 60
NOW = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)


def many_points(count: int) -> tuple[RecoveryPoint, ...]:
    """Hourly points up to `NOW`: a full each week, a differential each day, a safety point now and then."""
    chance = random.Random(7)
    points = []
    for sequence in range(1, count + 1):
        when = NOW - timedelta(hours=count - sequence, minutes=chance.randrange(50))
        strategy = Strategy.INCREMENTAL
        if sequence % 168 == 1:
            strategy = Strategy.FULL
        elif sequence % 24 == 1:
            strategy = Strategy.DIFFERENTIAL
        points.append(
            RecoveryPoint(
                id=f"{sequence:032x}",
                crm="bench",
                crm_name="bench",
                url="sqlite:////crm.db",
                sequence=sequence,
                kind=PointKind.SAFETY if chance.random() < 0.01 else PointKind.REGULAR,
                strategy=strategy,
                taken_at=when,
                consistent_as_of=when,
                records=1_000_000 + sequence,
            )
        )
    return tuple(points)


def measure(count: int = POINTS, width: int = WIDTH, frames: int = FRAMES) -> dict[str, float]:
    """Milliseconds: the median and the longest frame while the strip is dragged, for each length that it shows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme.apply(app)
    points = many_points(count)
    verdicts = {point.sequence: point.sequence % 997 > 0 for point in points[: -count // 4]}
    figures: dict[str, float] = {}
    begun = time.perf_counter()
    columns = Points.of(points, (count // 2,), verdicts)
    figures["columns_ms"] = _milliseconds(begun)
    model = TimelineModel(now=lambda: NOW)
    selection = QItemSelectionModel(model)
    strip = TimelineStrip(model, selection)
    strip.resize(width, strip.sizeHint().height())
    model.show_all_kinds(True)
    begun = time.perf_counter()
    model.show(columns)
    strip.show_missed([NOW - timedelta(hours=13 * n) for n in range(160)])
    image = QImage(strip.size(), QImage.Format.Format_ARGB32_Premultiplied)
    strip.render(image)
    figures["first_frame_ms"] = _milliseconds(begun)
    selection.setCurrentIndex(model.index(count // 50, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    for name, seconds in {zoom.name.lower(): zoom.value for zoom in Zoom}.items():
        figures |= _frames(strip, image, name, seconds, frames)
    figures |= _frames(strip, image, "everything", count * 3_600.0, frames)
    figures["worst_median_ms"] = max(figure for name, figure in figures.items() if name.endswith("median_ms"))
    strip.deleteLater()
    app.processEvents()
    return figures


def _frames(strip, image, name: str, seconds: float, frames: int) -> dict[str, float]:
    """Each frame looks at another part of time, so that nothing can be kept from the one before."""
    strip._zoom_by(seconds / strip.span.seconds, strip.span.width / 2)
    taken = []
    for number in range(frames):
        strip._look(strip.span.moved(strip.span.seconds * (-0.03 if number < frames // 2 else 0.03)), None)
        begun = time.perf_counter()
        strip.render(image)
        taken.append(_milliseconds(begun))
    return {f"{name}_median_ms": statistics.median(taken), f"{name}_longest_ms": max(taken)}


def _milliseconds(begun: float) -> float:
    return (time.perf_counter() - begun) * 1_000


if __name__ == "__main__":
    measured = measure(int(sys.argv[1]) if len(sys.argv) > 1 else POINTS)
    print(json.dumps({name: round(figure, 2) for name, figure in measured.items()}))
