"""Servers of the tests' own on the loopback: a free port, a process that is waited for and killed."""

import os
import socket
import subprocess
import time
from contextlib import contextmanager

import pytest

PATIENCE = 60.0


def missing(what):
    """Skip the test in words, or fail it where all of it must run."""
    reason = f"tests on {what}, which is not installed; 'make test' installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def free_port():
    """A port that nobody uses at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def running(command, log, ready, environment=None):
    """The process of a command while it is wanted; `ready` says whether it serves."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=output, stderr=output, env={**os.environ, **(environment or {})}
        )
    try:
        end = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-4000:]}", pytrace=False)
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def listens(port):
    """Whether somebody accepts connections there."""
    with socket.socket() as attempt:
        attempt.settimeout(1)
        return attempt.connect_ex(("127.0.0.1", port)) == 0
