"""Programs under measurement: how long they took, how much memory they held, and what they printed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NO_CACHES = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, a program compiles itself anew at each start, which no installed one does."""


@dataclass(frozen=True)
class Run:
    """One finished program: wall-clock seconds, peak resident bytes, standard output."""

    seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], **environment: str) -> Run:
    """Run a program to its end; raises when it fails."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=_environment(environment))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Run(seconds, usage.ru_maxrss * 1024, output.read().decode())


def piped(source: Sequence[str], sink: Sequence[str], **environment: str) -> Run:
    """Two programs, the second one fed by the first; the time and the peak are those of both together."""
    began = time.perf_counter()
    with subprocess.Popen(source, stdout=subprocess.PIPE) as first:
        second = subprocess.Popen(sink, stdin=first.stdout, stdout=subprocess.DEVNULL, env=_environment(environment))
        assert first.stdout is not None
        first.stdout.close()
        _, status, usage = os.wait4(second.pid, 0)
        second.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
    for process, command in ((first, source), (second, sink)):
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, usage.ru_maxrss * 1024, "")


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != _NO_CACHES} | dict(more)


def module(name: str, *arguments: str) -> list[str]:
    """A command that runs a module of this project or its tests with this interpreter."""
    return [sys.executable, "-m", name, *arguments]


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
