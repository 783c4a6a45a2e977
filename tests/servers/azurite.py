"""An Azurite server of the tests' own: Azure's blobs as Microsoft emulates them."""

import base64
import hashlib
import hmac
import os
import shutil
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.servers.local_server import free_port, listens, missing, running

BUCKET = "bkt"
ACCOUNT = "devstoreaccount1"
KEY = base64.b64encode(hashlib.sha512(b"a key for tests").digest()).decode()

MAIN = (
    Path(__file__).parents[2] / "build" / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
)
"""Where the Makefile installs it."""


@dataclass(frozen=True)
class AzureServer:
    """A running server. `environment` lets the program in."""

    port: int

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}/{ACCOUNT}"

    @property
    def environment(self):
        return {"AZURE_STORAGE_KEY": KEY}

    @property
    def options(self):
        return (f"endpoint={self.endpoint}", f"account={ACCOUNT}")

    def location(self, prefix):
        return f"az://{BUCKET}/{prefix}"


@pytest.fixture(scope="session")
def azurite(tmp_path_factory):
    """The server of this test run, or of this worker of it."""
    node = shutil.which("node")
    if node is None or not MAIN.exists():
        missing("Azure: Azurite")
    with running_azurite(node, tmp_path_factory.mktemp("azurite")) as server:
        yield server


@contextmanager
def running_azurite(node, folder):
    """A server whose data are in a folder."""
    port = free_port()
    command = [node, MAIN, "--blobHost", "127.0.0.1", "--blobPort", port, "--location", folder]
    command += ["--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    accounts = {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}", "HOME": str(folder), "PATH": os.environ["PATH"]}
    with running(command, folder / "log", lambda: listens(port), accounts):
        server = AzureServer(port)
        _create_container(server)
        yield server


def _create_container(server):
    """The stores make no buckets, so the tests do: a request signed with the shared key (Azure's own rules)."""
    headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    signed = "PUT\n\n\n\n\n\n\n\n\n\n\n\n" + "".join(f"{name}:{value}\n" for name, value in sorted(headers.items()))
    signed += f"/{ACCOUNT}/{ACCOUNT}/{BUCKET}\nrestype:container"
    signature = base64.b64encode(hmac.digest(base64.b64decode(KEY), signed.encode(), "sha256")).decode()
    headers |= {"Authorization": f"SharedKey {ACCOUNT}:{signature}", "Content-Length": "0"}
    url = f"{server.endpoint}/{BUCKET}?restype=container"
    request = urllib.request.Request(url, method="PUT", headers=headers)  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
        assert answer.status == 201
