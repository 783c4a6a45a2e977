"""The window is there before the engine is."""

import json
import subprocess
import sys

HEAVY = ("pyarrow", "adbc_driver_sqlite", "crmbackup_gui.engine")


def test_nothing_of_the_engine_is_loaded_for_the_window_to_be_shown():
    script = "import json, sys, crmbackup_gui.ui.app; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    loaded = json.loads(found.stdout)
    assert "crmbackup_gui.ui.main_window" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
