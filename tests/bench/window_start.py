"""How long the window takes to be shown: from the start of the process to its first paint, on a CRM with points.

Called with the folder and the moment of the start, in seconds since 1970. Prints JSON: `seconds`. The folder must hold
the settings and state of a program (tests/bench/window_loop.py makes one). No key is at hand, as on a machine whose
keyring must be unlocked first: the window must not wait for it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def measure(folder: Path, began: float) -> float:
    """Seconds from `began` to the end of the window's first paint."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - importing is part of what is measured

    from crmbackup_gui.services.program import Program  # noqa: PLC0415
    from crmbackup_gui.ui.look import theme  # noqa: PLC0415
    from crmbackup_gui.ui.main_window import MainWindow  # noqa: PLC0415
    from crmbackup_gui.ui.session import Session  # noqa: PLC0415

    app = QApplication(["crmbackup-gui"])
    theme.apply(app)
    session = Session(Program(folder / "settings", folder / "state"))
    window = MainWindow(session)
    window.show()
    app.processEvents()
    assert not window.grab().isNull()
    seconds = time.time() - began
    session.jobs.shut_down()
    while session.jobs.heavy or session.jobs._quick:
        app.processEvents()
    window.may_close = True
    window.close()
    return seconds


if __name__ == "__main__":
    print(json.dumps({"seconds": measure(Path(sys.argv[1]), float(sys.argv[2]))}))
