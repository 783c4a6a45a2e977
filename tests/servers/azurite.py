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

    def ask(self, method, path, query, body=b"", headers=None):
        """A request that the store has no call for, signed with the shared key (Azure's own rules); its status."""
        sent = {**(headers or {}), "x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
        length = str(len(body)) if body else ""
        type_ = "application/xml" if body else ""
        signed = f"{method}\n\n\n{length}\n\n{type_}\n\n\n\n\n\n\n"
        signed += "".join(f"{name}:{value}\n" for name, value in sorted(sent.items()))
        signed += f"/{ACCOUNT}/{ACCOUNT}{path}"
        signed += "".join(f"\n{name}:{value}" for name, value in sorted(query.items()))
        signature = base64.b64encode(hmac.digest(base64.b64decode(KEY), signed.encode(), "sha256")).decode()
        sent |= {"Authorization": f"SharedKey {ACCOUNT}:{signature}", "Content-Length": str(len(body))}
        sent |= {"Content-Type": type_} if body else {}
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        url = f"{self.endpoint}{path}?{asked}"
        request = urllib.request.Request(url, body or None, sent, method=method)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
            return answer.status

    def keep_deleted(self, days):
        """What is deleted can be brought back for so many days; with None it cannot."""
        policy = f"<Enabled>true</Enabled><Days>{days}</Days>" if days else "<Enabled>false</Enabled>"
        body = f"<StorageServiceProperties><DeleteRetentionPolicy>{policy}</DeleteRetentionPolicy>"
        body = f"<?xml version='1.0' encoding='utf-8'?>{body}</StorageServiceProperties>"
        self.ask("PUT", "/", {"comp": "properties", "restype": "service"}, body.encode())


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
    """The stores make no buckets, so the tests do."""
    assert server.ask("PUT", f"/{BUCKET}", {"restype": "container"}) == 201
