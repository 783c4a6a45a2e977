"""Cloud stores keep what every store promises, and say in words what is wrong."""

import secrets
import socket

import pytest

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import InvalidLocation, InvalidRequest, PasswordInLocation, StoreFailed
from crmbackup_gui.repository.objects import ObjectInfo
from crmbackup_gui.repository.stores.opening import open_store, place_at
from tests.repository.store_contract import StoreContract, names
from tests.servers import azurite as azure_server
from tests.servers.fake_gcs import TOKEN

SERVERS = ["seaweedfs", "azurite", "fake_gcs"]


@pytest.fixture(params=SERVERS)
def server(request, monkeypatch):
    running = request.getfixturevalue(request.param)
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture
def opened(server):
    """Opens stores in a prefix of the test's own."""
    prefix = secrets.token_hex(8)

    def open_below(inner="repo", **more):
        return open_store(server.location(f"{prefix}/{inner}"), server.options, **more)

    return open_below


class TestClouds(StoreContract):
    @pytest.fixture
    def store(self, opened):
        return opened()


def test_a_store_sees_nothing_beside_its_prefix(opened):
    opened("one").put("a", b"1")
    opened("one2").put("b", b"2")
    assert list(opened("one").list()) == [ObjectInfo("a", 1)]


def test_a_listing_of_many_pages_is_whole(opened):
    store = opened()
    put = [f"marks/{number:032x}" for number in range(230)]
    for name in put:
        store.put(name, b"x")
    assert names(store.list("marks")) == put
    store.delete(put)
    assert names(store.list()) == []


def test_a_name_in_another_writing_of_the_prefix_reads_back(opened):
    store = opened("Meine Sicherung (2) = ü")
    store.put("a/b", b"x")
    assert names(store.list()) == ["a/b"]
    assert store.get("a/b") == b"x"


def wrong_keys(monkeypatch, server):
    wrong = {
        "AWS_SECRET_ACCESS_KEY": "wrong",
        "AZURE_STORAGE_KEY": azure_server.base64.b64encode(b"wrong" * 12).decode(),
        "GOOGLE_BEARER_TOKEN": "wrong",
    }
    for name in server.environment.keys() & wrong.keys():
        monkeypatch.setenv(name, wrong[name])


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.put("a", b"x", create=True),
        lambda store: store.get("a"),
        lambda store: list(store.list()),
        lambda store: store.size("a"),
    ],
    ids=["put", "get", "list", "size"],
)
def test_a_wrong_key_is_said_at_once_and_what_to_do_about_it(monkeypatch, server, opened, ask):
    wrong_keys(monkeypatch, server)
    with pytest.raises(StoreFailed, match=r"access key|permission") as raised:
        ask(opened())
    assert raised.value.action is Action.GIVE_STORE_KEY


def test_without_a_key_nothing_is_sent(monkeypatch, server):
    for name in server.environment:
        monkeypatch.delenv(name)
    with pytest.raises(StoreFailed, match="no access key") as raised:
        open_store(server.location("x"), server.options)
    assert raised.value.action is Action.GIVE_STORE_KEY


def test_keys_that_the_environment_lacks_are_asked_for_by_the_bucket(monkeypatch, server):
    given = {
        "access-key-id": server.environment.get("AWS_ACCESS_KEY_ID"),
        "secret-access-key": server.environment.get("AWS_SECRET_ACCESS_KEY"),
        "account-key": server.environment.get("AZURE_STORAGE_KEY"),
        "bearer-token": server.environment.get("GOOGLE_BEARER_TOKEN"),
    }
    for name in server.environment:
        monkeypatch.delenv(name)
    asked = []

    def secrets_of(bucket):
        asked.append(bucket)
        return given.get

    store = open_store(server.location("by-keyring"), server.options, secrets_of=secrets_of)
    store.put("a", b"x")
    assert store.get("a") == b"x"
    assert asked == [server.location("x").removesuffix("/x")]


@pytest.mark.parametrize("server", ["azurite", "fake_gcs"], indirect=True)  # SeaweedFS makes the bucket
def test_a_bucket_that_is_not_there_is_said(server):
    location = server.location("x").replace("bkt", "no-such-bucket")
    store = open_store(location, server.options)
    for ask in (lambda: store.get("a"), lambda: list(store.list()), lambda: store.put("a", b"x")):
        with pytest.raises(StoreFailed, match="no such bucket") as raised:
            ask()
        assert raised.value.action is Action.CORRECT_LOCATION


@pytest.mark.parametrize(
    ("location", "canonical"),
    [
        ("s3://bucket", "s3://bucket"),
        ("S3://bucket/", "s3://bucket"),
        ("az://container/a/b/", "az://container/a/b"),
        ("gs://bucket/中文", "gs://bucket/中文"),
    ],
)
def test_a_place_has_one_form(location, canonical):
    assert place_at(location) == canonical
    assert place_at(canonical) == canonical


@pytest.mark.parametrize(
    "location",
    [
        "s3://",
        "s3://a",
        "s3://bucket/a//b",
        "s3://bucket/../b",
        "s3://bu cket/a",
        "s3://bucket/a?region=x",
        "s3://bucket/a*b",
        "s3://bucket/a%2Fb",
        "s3://bucket/" + "é" * 301,
        "s3://bucket/ a/b",
        "s3://bucket/a\x00",
    ],
)
def test_what_stores_write_in_different_ways_is_no_place(location):
    with pytest.raises(InvalidLocation):
        place_at(location)


@pytest.mark.parametrize("location", ["s3://key:SECRET@bucket/a", "az://c/a?sv=1&sig=SECRET"])
def test_a_secret_in_a_location_is_refused_and_not_repeated(location):
    with pytest.raises(PasswordInLocation) as raised:
        place_at(location)
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize("option", ["secret-access-key=SECRET", "AWS_SESSION_TOKEN=SECRET", "sas_key=SECRET"])
def test_a_secret_among_the_options_is_refused_and_not_repeated(option):
    with pytest.raises(InvalidRequest, match="is a secret") as raised:
        open_store("s3://bucket/a", [option])
    assert "SECRET" not in str(raised.value)


def test_an_option_that_the_store_does_not_have_is_refused_with_those_that_it_has(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with pytest.raises(InvalidRequest, match="no store option 'speed'; it has: endpoint, region"):
        open_store("s3://bucket/a", ["speed=9"])
    with pytest.raises(InvalidRequest, match=r"folder has no store option 'region'"):
        open_store("/folder", ["region=x"])


@pytest.mark.parametrize("where", ["option", "environment"])
@pytest.mark.parametrize("host", ["example.com", "10.0.0.1", "127.0.0.1.example.com", "localhost.example.com"])
def test_plain_http_is_for_this_computer_alone(monkeypatch, where, host):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    if where == "environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:9000")
    with pytest.raises(InvalidRequest, match="https://"):
        open_store("s3://bucket/a", [f"endpoint=http://{host}:9000"] if where == "option" else [])


def test_no_repr_of_a_store_has_a_secret(server, opened):
    store = opened()
    shown = repr(store) + repr(vars(store)) + store.location
    assert not [value for value in server.environment.values() if value in shown and value != "AKTEST"]


def test_the_fake_of_google_stores_nothing_that_was_cut_off_on_its_way(fake_gcs):
    name = f"cut-{secrets.token_hex(8)}"
    request = f"PUT /bkt/{name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: 8\r\n\r\nhalf"
    with socket.create_connection(("127.0.0.1", fake_gcs.port)) as line:
        line.sendall(request.encode())
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    assert name not in fake_gcs.objects
