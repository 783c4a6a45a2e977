"""Every decoder is fuzzed for about a minute, where atheris can be installed."""

import platform
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.repository.hostile import DECODERS

SECONDS = 60

IS_INSTALLED_WITH_US = sys.platform == "linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14)
"""As pyproject.toml says of it: then a missing one is a fault, and no reason to pass the test over."""


@pytest.mark.soak
@pytest.mark.parametrize("decoder", DECODERS)
def test_a_minute_of_fuzzing_finds_nothing_that_does_not_end_in_an_error_of_ours(decoder, tmp_path):
    if find_spec("atheris") is None:
        assert not IS_INSTALLED_WITH_US, "atheris is not installed"
        pytest.skip("there is no atheris for this Python on this system")
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
