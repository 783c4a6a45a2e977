"""Every decoder is fuzzed for about a minute, where atheris can be installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.hostile import DECODERS

SECONDS = 60


@pytest.mark.soak
@pytest.mark.parametrize("decoder", DECODERS)
def test_a_minute_of_fuzzing_finds_nothing_that_does_not_end_in_an_error_of_ours(decoder, tmp_path):
    pytest.importorskip("atheris", reason="there is no atheris for this Python on this system")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.repository.fuzz", decoder, str(SECONDS)],
        cwd=Path(__file__).parents[2],
        env={"PATH": "", "TMPDIR": str(tmp_path), "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=10 * SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4_000:]
    assert "Done" in ended.stderr
