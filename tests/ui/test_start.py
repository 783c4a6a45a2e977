"""The window is there before the engine is."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from crmbackup_gui.ui import app

HEAVY = (
    "pyarrow",
    "adbc_driver_sqlite",
    "adbc_driver_postgresql",
    "asyncmy",
    "httpx",
    "hubspot",
    "simple_salesforce",
    "crmbackup_gui.engine",
)


def test_nothing_of_the_engine_is_loaded_for_the_window_to_be_shown():
    script = "import json, sys, crmbackup_gui.ui.app; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    loaded = json.loads(found.stdout)
    assert "crmbackup_gui.ui.main_window" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a program to end")
@pytest.mark.parametrize("late", [0.0, 0.5, 1.5])
def test_a_demo_that_is_asked_to_end_while_it_is_built_leaves_nothing_behind(tmp_path, late):
    environment = os.environ | {"TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", "import sys; from crmbackup_gui.ui.app import main; sys.exit(main(['--demo']))"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as program:
        over = time.monotonic() + 60
        while not list(tmp_path.glob("crmbackup-demo-*")):
            assert time.monotonic() < over
            time.sleep(0.01)
        time.sleep(late)
        assert program.poll() is None
        program.send_signal(signal.SIGTERM)
        _, said = program.communicate(timeout=60)
    assert list(tmp_path.glob("crmbackup-demo-*")) == []
    assert b"Traceback" not in said
    assert program.returncode in (0, 128 + signal.SIGTERM)


def test_what_a_thread_makes_anew_after_the_demo_was_asked_to_end_is_taken_away_too(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    remove, removed = shutil.rmtree, []

    def made_anew(folder, *arguments, **options):
        remove(folder, *arguments, **options)
        removed.append(folder)
        if len(removed) == 1:
            Path(folder, "repository", "points").mkdir(parents=True)

    monkeypatch.setattr(shutil, "rmtree", made_anew)
    with app._thrown_away():
        pass
    assert len(removed) > 1
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_is_asked_to_end_while_its_folder_is_made_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make = tempfile.mkdtemp

    def asked_meanwhile(*arguments, **options):
        made = make(*arguments, **options)
        signal.raise_signal(signal.SIGTERM)
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", asked_meanwhile)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended, app._thrown_away():
        pytest.fail("it goes on")
    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before
