"""How late the event loop is while a CRM of a million records is backed up, with the window shown.

A timer that wants to fire every millisecond notes when it does; a gap is the time between two of its ticks. Prints
JSON: `ticks`, `p999` and `longest` in milliseconds, `seconds` of the backup, once for a full and once for an
incremental behind it. The settings and state of the program stay in the folder.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.session import Session
from tests.bench.crm import change_crm, make_crm


class Heartbeat(QObject):
    """Ticks as often as the event loop lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)

    def run_during(self, job: object) -> dict[str, float]:
        """Gaps in milliseconds until the job has ended."""
        self.at = []
        self._timer.start()
        began = time.perf_counter()
        while job.ended is None:
            QApplication.processEvents()
            time.sleep(0.0002)
        seconds = time.perf_counter() - began
        self._timer.stop()
        assert job.ended.outcome is Outcome.OK, job.ended
        gaps = np.diff(np.array(self.at)) * 1000
        return {
            "ticks": len(gaps),
            "p999": float(np.percentile(gaps, 99.9)),
            "longest": float(gaps.max()),
            "seconds": seconds,
        }

    @Slot()
    def _tick(self) -> None:
        self.at.append(time.perf_counter())


def measure(folder: Path, contacts: int) -> dict[str, dict[str, float]]:
    """A full and an incremental of a CRM of that size, through the window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.setswitchinterval(0.001)
    database = folder / "crm.db"
    make_crm(database, contacts)
    program = Program(folder / "settings", folder / "state")
    program.create_repository(str(folder / "repository"), "a passphrase of the benchmark", use_keyring=False)
    connection = new_connection("Benchmark", f"sqlite:///{database}", str(folder / "repository"))
    program.settings.change(lambda _: Settings(connections=(connection,)))
    app = QApplication(["crmbackup-gui"])
    theme.apply(app)
    session = Session(program)
    window = MainWindow(session)
    window.show()
    app.processEvents()
    beat = Heartbeat()
    full = beat.run_during(session.back_up(connection.id, Strategy.FULL))
    change_crm(database, 100, 1)
    incremental = beat.run_during(session.back_up(connection.id, Strategy.INCREMENTAL))
    session.jobs.shut_down()
    while session.jobs.heavy or session.jobs._quick:
        app.processEvents()
    window.may_close = True
    window.close()
    return {"full": full, "incremental": incremental}


if __name__ == "__main__":
    give_memory_back()
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
