"""Where the password of a CRM comes from, and what is said when it does not."""

import errno
import json
import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import keyring
import pytest

from crmbackup_gui.errors import (
    InvalidRequest,
    KeyringTrouble,
    LoginRefused,
    PasswordMissing,
    PasswordUnavailable,
    SourceProblem,
)
from crmbackup_gui.services.crm_keyring import forget_for, store_for, stored_for
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.keyring_secrets import SERVICE
from tests.fake_server import PASSWORD, stand_in
from tests.memory_keyring import MemoryKeyring
from tests.ui.failing_keyring import EmptyKeyring, LockedKeyring, NoKeyring, RefusingKeyring

URL = "postgresql://crm@db.example.com/sales?sslmode=require"
ADDRESS = "postgresql://crm@db.example.com/sales"


@pytest.fixture
def in_a_file(tmp_path):
    def write(content):
        path = tmp_path / "secrets.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        path.chmod(0o600)
        return path

    return write


@pytest.fixture
def server(monkeypatch, tmp_path):
    return stand_in(monkeypatch, sales=tmp_path / "sales.db")


def password_of(secrets, url=URL):
    return secrets.of(url)("password")


def refused(secrets, url=URL):
    with pytest.raises(SourceProblem) as raised:
        open_crm(url, secrets).catalog()
    return raised.value


def test_the_environment_gives_the_password(monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", " spaces count ")

    assert password_of(CrmSecrets()) == " spaces count "


def test_a_file_goes_before_the_environment(in_a_file, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", "other")

    assert password_of(CrmSecrets(in_a_file({"password": "open"}))) == "open"


def test_a_file_may_hold_other_secrets_which_the_environment_does_not_give(in_a_file, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", "open")
    secrets = CrmSecrets(in_a_file({"token": "abc"})).of(URL)

    assert (secrets("token"), secrets("password"), secrets("other")) == ("abc", "open", None)


def test_a_changed_file_counts_the_next_time(in_a_file):
    secrets = CrmSecrets(in_a_file({"password": "old"}))
    before = password_of(secrets)
    in_a_file({"password": "new"})

    assert (before, password_of(secrets)) == ("old", "new")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"x" * 70_000, b"hunter2", ["hunter2"], {"password": 5}, {"password": ["hunter2"]}]
)
def test_a_file_that_holds_no_secrets_is_refused_without_repeating_it(in_a_file, content):
    secrets = CrmSecrets(in_a_file(content))

    with pytest.raises(InvalidRequest) as raised:
        open_crm(URL, secrets)

    assert "hunter2" not in raised.value.user_message
    assert raised.value.__cause__ is None or "hunter2" not in str(raised.value.__cause__)


def test_a_file_that_is_not_there_is_refused_also_where_no_password_is_wanted(tmp_path):
    with pytest.raises(InvalidRequest, match=r"nowhere\.json"):
        open_crm(f"sqlite:///{tmp_path}/crm.db", CrmSecrets(tmp_path / "nowhere.json"))


def test_a_file_that_others_may_read_is_warned_of(in_a_file, caplog):
    path = in_a_file({"password": "open-sesame"})
    path.chmod(0o644)

    with caplog.at_level(logging.WARNING):
        password_of(CrmSecrets(path))

    assert "can be used by others" in caplog.text
    assert "open-sesame" not in caplog.text


def test_the_keyring_keeps_it_under_the_address_without_options():
    CrmSecrets().keep(URL, {"password": "open"})

    assert keyring.get_password(SERVICE, ADDRESS) == "open"
    assert password_of(CrmSecrets(), f"{ADDRESS}?sslmode=verify-full") == "open"
    assert password_of(CrmSecrets(), "postgresql://crm@db.example.com/other") is None


@pytest.mark.parametrize(
    ("url", "other_way", "stranger"),
    [
        ("hubspot://12345678", "free=10", "server=stranger.example"),
        (ADDRESS, "sslmode=require", "host=stranger.example"),
        ("mysql://crm@db.example.com/sales", "ssl=require", "socket=/tmp/stranger"),
    ],
)
def test_what_is_kept_for_a_server_is_shown_to_no_other(url, other_way, stranger):
    CrmSecrets().keep(url, {"token": "pat-1"})

    assert CrmSecrets().of(f"{url}?{other_way}")("token") == "pat-1"
    assert CrmSecrets().of(f"{url}?{stranger}")("token") is None


def test_nobody_is_asked_for_the_secret_of_an_app_whose_permission_stands_in_a_file(in_a_file):
    asked = []
    secrets = CrmSecrets(in_a_file({"refresh_token": "r", "client_id": "c"}), ask=asked.append)

    assert secrets.of("zoho://accounts.zoho.eu")("client_secret") is None
    assert asked == []


def test_what_is_given_goes_before_the_keyring(monkeypatch):
    CrmSecrets().keep(URL, {"password": "kept"})
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", "given")

    assert password_of(CrmSecrets()) == "given"


def test_what_is_entered_goes_before_everything_and_is_kept_nowhere(monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", "given")
    secrets = CrmSecrets()
    secrets.enter(URL, {"password": "typed"})

    assert password_of(secrets) == "typed"
    assert keyring.get_password(SERVICE, ADDRESS) is None


def test_a_password_that_is_tried_counts_for_nothing_else():
    secrets = CrmSecrets()
    tried = secrets.trying(URL, {"password": "typed"})

    assert (password_of(tried), password_of(secrets)) == ("typed", None)


def test_the_keyring_comes_before_a_question():
    def ask(_):
        raise AssertionError

    CrmSecrets().keep(URL, {"password": "kept"})

    assert password_of(CrmSecrets(ask=ask)) == "kept"


def test_a_person_is_asked_once_however_many_readers_connect():
    asked = []
    ready = threading.Barrier(4)

    def ask(words):
        asked.append(words)
        return "typed"

    secrets = CrmSecrets(ask=ask)

    def connect(_):
        ready.wait()
        return password_of(secrets)

    with ThreadPoolExecutor(4) as readers:
        assert set(readers.map(connect, range(4))) == {"typed"}
    assert asked == [f"Password of {ADDRESS}: "]


def test_the_right_password_lets_in(server):
    secrets = CrmSecrets()
    secrets.keep(URL, {"password": PASSWORD})

    assert open_crm(URL, secrets).name == "sales"
    assert not open_crm(URL, secrets).exists()
    assert server.asked == [PASSWORD]


@pytest.mark.usefixtures("server")
def test_no_password_anywhere_is_missing():
    assert isinstance(refused(CrmSecrets()), PasswordMissing)


@pytest.mark.usefixtures("server")
def test_a_wrong_password_is_refused_in_the_words_of_the_server():
    secrets = CrmSecrets()
    secrets.keep(URL, {"password": "wrong"})
    error = refused(secrets)

    assert isinstance(error, LoginRefused)
    assert "authentication failed" in error.user_message


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("ring", "trouble"),
    [
        (LockedKeyring, KeyringTrouble.LOCKED),
        (RefusingKeyring, KeyringTrouble.REFUSED),
        (EmptyKeyring, KeyringTrouble.EMPTY),
    ],
)
def test_a_keyring_in_trouble_is_told_when_the_server_wants_the_password(ring, trouble):
    keyring.set_keyring(ring())
    error = refused(CrmSecrets())

    assert isinstance(error, PasswordUnavailable)
    assert error.trouble is trouble


def test_a_keyring_in_trouble_is_no_matter_where_the_server_wants_no_password(server):
    server.password = None
    keyring.set_keyring(LockedKeyring())

    assert not open_crm(URL, CrmSecrets()).exists()


@pytest.mark.usefixtures("server")
def test_a_computer_without_keyring_has_no_password():
    keyring.set_keyring(NoKeyring())

    assert isinstance(refused(CrmSecrets()), PasswordMissing)


@pytest.mark.parametrize(
    ("ring", "trouble"),
    [
        (NoKeyring, KeyringTrouble.MISSING),
        (LockedKeyring, KeyringTrouble.LOCKED),
        (RefusingKeyring, KeyringTrouble.REFUSED),
    ],
)
def test_a_password_that_cannot_be_kept_says_why_and_is_known_until_the_program_ends(ring, trouble):
    keyring.set_keyring(ring())
    secrets = CrmSecrets()

    with pytest.raises(PasswordUnavailable) as raised:
        secrets.keep(URL, {"password": "typed"})

    assert raised.value.trouble is trouble
    assert password_of(secrets) == "typed"


def test_a_keyring_that_forgets_at_once_counts_as_none(monkeypatch):
    monkeypatch.setattr(MemoryKeyring, "set_password", lambda *_: None)

    with pytest.raises(PasswordUnavailable) as raised:
        store_for(ADDRESS, "typed")

    assert raised.value.trouble is KeyringTrouble.MISSING


def test_a_password_is_forgotten_when_it_is_asked_for():
    store_for(ADDRESS, "kept")

    assert forget_for(ADDRESS)
    assert stored_for(ADDRESS) is None
    assert not forget_for(ADDRESS)


def test_nothing_that_is_printed_of_them_holds_a_secret(in_a_file):
    secrets = CrmSecrets(in_a_file({"password": "open-sesame"}))
    secrets.enter(URL, {"password": "open-sesame"})

    assert "open-sesame" not in f"{secrets!r} {secrets.of(URL)!r} {vars(secrets.of(URL))!r}"


# CRMs on the internet have secrets of several names

HUB = "hubspot://12345678?free=40"
ORGANISATION = "zoho://zylker@accounts.zoho.eu"
GRANT = {"client_id": "1000.A", "client_secret": "hush", "refresh_token": "1000.fresh"}


def test_every_secret_is_kept_under_its_own_name():
    CrmSecrets().keep(ORGANISATION, GRANT)
    later = CrmSecrets().of(ORGANISATION)
    assert {name: later(name) for name in GRANT} == GRANT
    assert later("password") is None


def test_forgetting_a_crm_forgets_all_that_such_a_crm_may_have():
    secrets = CrmSecrets()
    secrets.keep(ORGANISATION, GRANT)
    secrets.forget(ORGANISATION)
    for known in (secrets, CrmSecrets()):
        assert [known.of(ORGANISATION)(name) for name in GRANT] == [None, None, None]


def test_forgetting_some_leaves_the_others():
    secrets = CrmSecrets()
    secrets.keep(ORGANISATION, GRANT)
    secrets.forget(ORGANISATION, ["client_secret"])
    assert CrmSecrets().of(ORGANISATION)("refresh_token") == "1000.fresh"
    assert CrmSecrets().of(ORGANISATION)("client_secret") is None


@pytest.mark.parametrize("url", [HUB, ORGANISATION, "salesforce://login.salesforce.com?client=3MVG9"])
def test_a_locked_keyring_is_told_instead_of_a_token_that_seems_to_be_missing(url):
    keyring.set_keyring(LockedKeyring())
    assert isinstance(refused(CrmSecrets(), url), PasswordUnavailable)


def test_a_security_token_that_nobody_needs_does_not_make_a_wrong_password_a_missing_one():
    secrets = CrmSecrets().of("salesforce://ada%40acme.example@login.salesforce.com")
    secrets._secrets.enter("salesforce://ada%40acme.example@login.salesforce.com", {"password": "wrong"})
    assert secrets("password") == "wrong"
    assert secrets("security_token") is None
    assert not secrets.missed


# Secrets that a service exchanges for others


HOSTED = "salesforce://acme.my.salesforce.com?client=app"


def test_what_replaces_a_secret_of_a_file_goes_into_the_file_which_only_its_user_may_read(in_a_file):
    path = in_a_file({"refresh_token": "first", "client_secret": "stays"})
    secrets = CrmSecrets(path)
    path.chmod(0o640)

    secrets.of(HOSTED).keep("refresh_token", "second")

    assert json.loads(path.read_text()) == {"refresh_token": "second", "client_secret": "stays"}
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    assert CrmSecrets(path).of(HOSTED)("refresh_token") == "second"
    assert stored_for("salesforce://acme.my.salesforce.com", "refresh_token") is None
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_file_that_cannot_be_written_is_warned_of_and_the_secret_known_until_the_program_ends(
    in_a_file, monkeypatch, caplog
):
    path = in_a_file({"refresh_token": "first"})
    secrets = CrmSecrets(path)

    def full(*_args, **_options):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("crmbackup_gui.services.crm_secrets.write_whole", full)
    secrets.of(HOSTED).keep("refresh_token", "second")

    assert secrets.of(HOSTED)("refresh_token") == "second"
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "second" not in record.getMessage()
    assert str(path) in record.getMessage()


def test_what_replaces_a_secret_of_the_keyring_goes_there_and_counts_in_every_program():
    CrmSecrets().keep(HOSTED, {"refresh_token": "first"})
    one, other = CrmSecrets(), CrmSecrets()

    one.of(HOSTED).keep("refresh_token", "second")

    assert other.of(HOSTED)("refresh_token") == one.of(HOSTED)("refresh_token") == "second"
    other.of(HOSTED).keep("refresh_token", "third")
    assert one.of(HOSTED)("refresh_token") == "third"


def test_a_keyring_that_is_locked_meanwhile_is_warned_of_and_tried_again(caplog):
    ring, secrets = keyring.get_keyring(), CrmSecrets()
    secrets.keep(HOSTED, {"refresh_token": "first"})
    keyring.set_keyring(LockedKeyring())

    secrets.of(HOSTED).keep("refresh_token", "second")

    assert secrets.of(HOSTED)("refresh_token") == "second"
    assert "locked" in caplog.text
    assert "second" not in caplog.text

    keyring.set_keyring(ring)
    secrets.of(HOSTED).keep("refresh_token", "third")

    assert CrmSecrets().of(HOSTED)("refresh_token") == secrets.of(HOSTED)("refresh_token") == "third"


def test_a_sign_in_that_the_keyring_does_not_show_is_told_of_the_keyring():
    keyring.set_keyring(LockedKeyring())

    assert isinstance(refused(CrmSecrets(), HOSTED), PasswordUnavailable)


def test_only_one_renews_at_a_time_and_another_crm_waits_for_nobody():
    first, inside, order = CrmSecrets().of(HOSTED), threading.Event(), []

    def renew():
        with CrmSecrets().of(HOSTED).renewing():
            order.append("second")

    with first.renewing():
        second = threading.Thread(target=renew)
        second.start()
        with CrmSecrets().of("zoho://accounts.zoho.eu").renewing():
            order.append("another")
        inside.wait(0.3)
        order.append("first")
    second.join()

    assert order == ["another", "first", "second"]


def test_renewing_goes_on_where_no_lock_can_be_made(monkeypatch, tmp_path):
    (tmp_path / "state").write_text("a file where a folder should be")
    monkeypatch.setattr("crmbackup_gui.services.paths.state_folder", lambda: tmp_path / "state")

    with CrmSecrets().of(HOSTED).renewing():
        assert (tmp_path / "state").is_file()
