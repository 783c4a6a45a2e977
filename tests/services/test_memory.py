"""Memory is taken from the system's allocator, and goes back."""

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


_MEASURE = """
import ctypes
from pathlib import Path
from crmbackup_gui.services.memory import give_memory_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if {give}:
    give_memory_back()
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
c.free(c.malloc(30 << 20))  # from now on glibc thinks that pieces of this size come and go
before = resident()
pieces = []
for _ in range(40):
    piece = c.malloc(3 << 20)
    ctypes.memset(piece, 1, 3 << 20)
    pieces.append((piece, c.malloc(1000)))
for piece, _ in pieces:
    c.free(piece)
print(resident() - before)
"""


def _kept(*, give):
    measure = [sys.executable, "-c", _MEASURE.format(give=give)]
    return int(subprocess.run(measure, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of glibc")
def test_large_pieces_go_back_to_the_system_although_small_ones_lie_between_them():
    assert _kept(give=True) < 8 << 20 < 64 << 20 < _kept(give=False)
