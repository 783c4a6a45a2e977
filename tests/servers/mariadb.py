"""A MariaDB server of the tests' own: data in a temporary folder, reached through a socket and the loopback."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.certificates import certify
from tests.servers.local_server import missing

PATIENCE = 60.0

_PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/opt/homebrew/bin")
_LEAN = (
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--innodb-stats-persistent=0",
    "--aria-pagecache-buffer-size=8M",
    "--key-buffer-size=1M",
    "--max-connections=40",
    "--performance-schema=0",
    "--skip-log-bin",
    "--skip-name-resolve",
)


@dataclass(frozen=True)
class MariadbServer:
    """A running server. `root` enters through the socket without a password."""

    folder: Path
    port: int

    @property
    def socket(self):
        return self.folder / "socket"

    @property
    def authorities(self):
        """Certificate of whoever vouches for the server, whose own names 127.0.0.1."""
        return self.folder / "certificate.pem"

    def url(self, database):
        return f"mysql://root@localhost/{database}?socket={self.socket}"

    def network_url(self, user, database, options="ssl=off"):
        return f"mysql://{user}@127.0.0.1:{self.port}/{database}?{options}"

    def run(self, script, database=None):
        """Run SQL with the server's own client; what it prints, without headings."""
        command = [
            "mariadb",
            *self.login,
            "--batch",
            "--skip-column-names",
            "--comments",
            "--default-character-set=utf8mb4",
        ]
        done = subprocess.run(
            [*command, *([database] if database else [])],
            input=script,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, database, options="CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"):
        """An empty database, in place of one that may be there."""
        self.run(f"DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}` {options}")
        return database

    def dump(self, database, *options):
        """What the server's own dump tool prints of a database, line by line, without what names the moment."""
        command = [
            "mariadb-dump",
            *self.login,
            "--skip-dump-date",
            "--skip-comments",
            "--default-character-set=utf8mb4",
        ]
        objects = ["--routines", "--events", "--triggers", "--hex-blob", "--skip-extended-insert", "--order-by-primary"]
        done = subprocess.run([*command, *objects, *options, database], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8", "surrogateescape").splitlines()

    @property
    def login(self):
        """Options of the client programs."""
        return ["--no-defaults", f"--socket={self.socket}", "--user=root"]


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory):
    """The server of this test run, or of this worker of it."""
    with running_server(short_folder(tmp_path_factory)) as server:
        yield server


@contextmanager
def running_server(folder):
    """A server whose data are in a folder, which is removed at the end."""
    with mortal_server(folder) as server:
        yield server.server


@contextmanager
def mortal_server(folder, *options):
    """As `running_server`, of a server that can be killed and started again. `options` come after those of all."""
    programs = {name: _program(name) for name in ("mariadbd", "mariadb", "mariadb-dump", "mariadb-install-db")}
    absent = sorted(name for name, path in programs.items() if path is None)
    if absent:
        missing(f"MariaDB's {', '.join(absent)}")
    folder.mkdir(exist_ok=True)
    certify(folder)
    _install(programs["mariadb-install-db"], folder)
    mortal = MortalServer(MariadbServer(folder, _free_port()), programs["mariadbd"], options)
    mortal.start()
    try:
        yield mortal
    finally:
        mortal.stop()
        shutil.rmtree(folder, ignore_errors=True)


class MortalServer:
    """A server's process."""

    def __init__(self, server, program, options):
        self.server, self._program, self._options = server, program, options
        self._process = None

    def start(self):
        self._process = _start(self._program, self.server, *self._options)
        _wait_for(self._process, self.server)

    def kill(self):
        """At once, as when the power fails."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def stop(self):
        self._process.terminate()
        self._process.wait(PATIENCE)


def _program(name):
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_PLACES))


def short_folder(tmp_path_factory, name="mariadb"):
    """Paths of sockets must be short; pytest's own folders are not."""
    folder = tmp_path_factory.mktemp(name)
    if len(str(folder)) < 80:
        return folder
    short = Path("/tmp") / f"{name}-{os.getpid()}"  # noqa: S108 - made by us, for us alone
    short.mkdir(mode=0o700)
    return short


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _install(program, folder):
    command = [program, "--no-defaults", f"--datadir={folder / 'data'}", "--auth-root-authentication-method=normal"]
    lean = ["--innodb-log-file-size=16M", "--innodb-flush-method=nosync", "--innodb-doublewrite=0"]
    done = subprocess.run(
        [*command, "--skip-test-db", *_as_user(), *lean], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def _start(program, server, *options):
    command = [program, "--no-defaults", f"--datadir={server.folder / 'data'}", f"--socket={server.socket}"]
    network = [f"--port={server.port}", "--bind-address=127.0.0.1", f"--pid-file={server.folder / 'pid'}"]
    # A server that starts throws away the temporary tables in its folder, those of others as well.
    own = server.folder / "temporary"
    own.mkdir(exist_ok=True)
    network.append(f"--tmpdir={own}")
    secured = [f"--ssl-cert={server.authorities}", f"--ssl-key={server.folder / 'key.pem'}"]
    with (server.folder / "log").open("wb") as log:
        return subprocess.Popen([*command, *network, *secured, *_as_user(), *_LEAN, *options], stdout=log, stderr=log)


def _as_user():
    return ["--user=root"] if os.name == "posix" and os.geteuid() == 0 else []


def _wait_for(process, server):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with socket.socket(socket.AF_UNIX) as attempt:
            try:
                attempt.connect(str(server.socket))
            except OSError:
                time.sleep(0.02)
                continue
            return
    pytest.fail(f"the MariaDB server did not start:\n{(server.folder / 'log').read_text()}", pytrace=False)
