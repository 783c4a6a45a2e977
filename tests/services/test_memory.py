"""Arrow takes memory from the system's allocator, whenever it is loaded."""

import subprocess
import sys

import pytest

CALL = "from crmbackup_gui.services.memory import give_memory_back; give_memory_back()"
LOAD = "import pyarrow"


@pytest.mark.parametrize("steps", [(CALL, LOAD), (LOAD, CALL)])
def test_arrow_allocates_through_the_system(steps):
    script = "; ".join((*steps, "print(pyarrow.default_memory_pool().backend_name)"))
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True, timeout=60)
    assert found.stdout == "system\n"
