"""What every test stands on: nothing of this machine reaches it, and it leaves nothing running."""

import os
import threading
from pathlib import Path

import keyring
import pytest
from hypothesis import settings

from tests.memory_keyring import MemoryKeyring
from tests.servers.azurite import azurite
from tests.servers.fake_gcs import fake_gcs
from tests.servers.mariadb import mariadb
from tests.servers.postgresql import full_postgres, older_postgres, pg, postgres
from tests.servers.seaweedfs import seaweedfs

__all__ = [
    "azurite",
    "fake_gcs",
    "full_postgres",
    "mariadb",
    "older_postgres",
    "pg",
    "postgres",
    "seaweedfs",
]

PROJECT = Path(__file__).resolve().parent.parent
DATA_VARIABLE = "CRMBACKUP_TEST_DATA"

# What a test must not find in its environment.
FOREIGN = ("CRMBACKUP_", "PG", "AWS_", "AZURE_", "GOOGLE_")

# Seconds that a thread which was already told to end gets to do so.
GRACE = 1.0

# Windows are drawn into memory; nobody's screen is needed.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A loaded machine is slow for reasons that no test is about, so no example has a deadline.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "developer")


@pytest.fixture(scope="session")
def crm_data():
    """The folder of data of real CRMs, which is no part of the project. Tests that need it are skipped without it."""
    folder = Path(os.environ.get(DATA_VARIABLE) or PROJECT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"tests on data of real CRMs: there is no folder {folder}; {DATA_VARIABLE} names another one")
    return folder


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """A home, settings and a keyring of the test's own, also for programs that it starts."""
    home = tmp_path_factory.mktemp("home")
    for name in [n for n in os.environ if n.startswith(FOREIGN) and n != DATA_VARIABLE]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name, place in {
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
        "XDG_CACHE_HOME": ".cache",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_RUNTIME_DIR": ".run",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        monkeypatch.setenv(name, str(home / place))
    # A program that a test starts cannot see this process's memory: its keyring keeps nothing and asks nobody.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    keyring.set_keyring(MemoryKeyring())
    return home


@pytest.fixture(autouse=True)
def no_thread_left():
    """Fails a test that leaves a thread which would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    started = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in started:
        thread.join(GRACE)
    left = sorted(t.name for t in started if t.is_alive())
    if left:
        pytest.fail(f"still running when the test ended: {', '.join(left)}", pytrace=False)
