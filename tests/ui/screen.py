"""A screen of a test's own: an X server that nobody else reaches, a window manager, and the program as a process."""

import os
import secrets
import select
import shutil
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("Xvfb", "jwm", "xdotool")
PROGRAM = Path(sys.executable).with_name("crmbackup-gui")
TITLE = "crmbackup"
SIZE = "1280x800x24"
HEIGHT = 800
BAR = 32
"""Pixels of the bar at the lower edge; the tray is at its left end."""

_PATIENCE = 40
_PAUSE = 0.02
_WILD = 0xFFFF
"""A cookie for whatever display."""


def missing():
    """What this machine lacks for a screen of one's own."""
    return [name for name in NEEDED if shutil.which(name) is None]


def until(look, what, patience=_PATIENCE):
    """The first answer of `look` that is true."""
    end = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < end, f"waited {patience} s for {what}"
        time.sleep(_PAUSE)
    return found


class Screen:
    """What a person at that screen does and sees."""

    def __init__(self, environment):
        self.environment = environment

    def do(self, *words):
        """Have xdotool do that; what it prints, or None when it could not."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],  # noqa: S607 - wherever it is
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    def windows(self, process, *named):
        """Whatever the process shows: windows, menus, its icon in the tray."""
        return (self.do("search", "--onlyvisible", "--all", "--pid", process.pid, *named) or "").split()

    def main_windows(self, process=None):
        """The main windows of the process, or of all."""
        named = ("--name", f"^{TITLE}$")
        if process is not None:
            return self.windows(process, *named)
        return (self.do("search", "--onlyvisible", *named) or "").split()

    def main_window(self, process=None, patience=_PATIENCE):
        """The main window, once it is shown and has the keyboard."""
        (window,) = until(lambda: self.main_windows(process), "the window", patience)
        until(lambda: self.do("getactivewindow") == window, "the keyboard")
        return window

    def press(self, *keys):
        assert self.do("key", "--clearmodifiers", *keys) is not None

    def click(self, x, y, button=1):
        assert self.do("mousemove", x, y, "click", button) is not None


@contextmanager
def screen(folder, *, tray):
    """A screen with a window manager, and with a tray or without one."""
    folder.mkdir()
    cookie = folder / "cookie"
    cookie.write_bytes(_cookie())
    with _server(folder, cookie) as display:
        own = {
            "DISPLAY": f":{display}",
            "XAUTHORITY": str(cookie),
            "QT_QPA_PLATFORM": "xcb",
            # Neither the tray nor the keyring of the person at this machine.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "LC_ALL": "C.UTF-8",
        }
        strange = ("WAYLAND_DISPLAY", "SESSION_MANAGER")
        environment = {name: value for name, value in os.environ.items() if name not in strange} | own
        settings = folder / "jwmrc"
        settings.write_text(_window_manager(tray=tray))
        with _process(["jwm", "-f", str(settings)], folder / "jwm.log", env=environment):
            shown = Screen(environment)
            until(lambda: shown.do("get_num_desktops"), "the window manager")
            yield shown


@contextmanager
def started(shown, folder, *arguments):
    """The program on that screen; whatever a test does, nothing of it is left. `said()` is what it wrote."""
    log = folder / "program.log"
    with _process([str(PROGRAM), *map(str, arguments)], log, env=shown.environment, start_new_session=True) as process:
        process.said = log.read_text
        yield process


def ended(process):
    """Its exit code, once neither the program nor a child of it is left."""
    code = process.wait(_PATIENCE)
    until(lambda: not _group_lives(process.pid), "the children to end")
    return code


def _group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def _process(command, log, **how):
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **how)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _server(folder, cookie):
    """An X server at a free display; its number."""
    read, write = os.pipe()
    where = ["-displayfd", str(write), "-auth", str(cookie), "-nolisten", "tcp", "-noreset"]
    try:
        with _process(["Xvfb", *where, "-screen", "0", SIZE], folder / "server.log", pass_fds=[write]) as server:
            ready, _, _ = select.select([read], [], [], _PATIENCE)
            assert ready, (folder / "server.log").read_text()
            yield int(os.read(read, 16))
            # Told to end, it takes its socket away.
            server.terminate()
            server.wait(_PATIENCE)
    finally:
        os.close(read)
        os.close(write)


def _cookie():
    """A file of X11's keys (Xauthority): family, address, display, name, data, each with its length before it."""
    parts = (b"", b"", b"MIT-MAGIC-COOKIE-1", secrets.token_bytes(16))
    return struct.pack(">H", _WILD) + b"".join(struct.pack(">H", len(part)) + part for part in parts)


def _window_manager(*, tray):
    bar = f'<Tray x="0" y="-1" height="{BAR}"><Dock width="{BAR}"/><TaskList/></Tray>' if tray else ""
    return f'<?xml version="1.0"?><JWM>{bar}<Key mask="A" key="F4">close</Key></JWM>'
