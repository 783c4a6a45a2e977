"""What the rules of a place do to deletions is asked of it, and where it does not tell, that is told.

Locks and versions are those of a real S3 server; the bin of Azure that of Azurite. Locks of Azure and the rules of
Google, which no emulator has, are answers written from their documentation.
"""

import base64
import json
import secrets
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from urllib.error import URLError

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.objects import AlreadyThere, Keeping, Obstacle, gathered
from crmbackup_gui.repository.stores.asking import Patience
from crmbackup_gui.repository.stores.exclusive import check_creates_once
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.repository.stores.opening_remote import open_memory
from crmbackup_gui.repository.stores.rules.google import token_of_account
from crmbackup_gui.repository.stores.rules.web import Answer, Web
from tests.servers import azurite as azure_server
from tests.servers.canned import canned
from tests.servers.fake_gcs import BUCKET, TOKEN

DAY = timedelta(days=1)
LATER = datetime(2200, 1, 2, 3, 4, 5, tzinfo=UTC)
EARLIER = datetime(2200, 1, 1, tzinfo=UTC)


def kinds(obstacles):
    return [obstacle.keeping for obstacle in obstacles]


@pytest.mark.parametrize("make", [open_memory, None], ids=["memory", "folder"])
def test_a_place_without_rules_has_no_obstacles(make, tmp_path):
    store = make() if make else FolderObjects(tmp_path)
    store.put("packs/a", b"x")
    assert store.obstacles(["packs/a"]) == ()


def test_of_each_kind_the_latest_time_counts_and_one_refusal_is_enough():
    found = gathered(
        [
            Obstacle(Keeping.LOCKED, LATER),
            Obstacle(Keeping.LOCKED),
            Obstacle(Keeping.LOCKED, EARLIER, refuses=True),
            Obstacle(Keeping.BIN, after_deletion=DAY),
        ]
    )
    assert found == (Obstacle(Keeping.LOCKED, LATER, refuses=True), Obstacle(Keeping.BIN, after_deletion=DAY))


# S3


@pytest.fixture
def s3(seaweedfs, monkeypatch):
    """Opens a store in a new bucket of such rules."""
    for name, value in seaweedfs.environment.items():
        monkeypatch.setenv(name, value)

    def open_new(**rules):
        name = f"b{secrets.token_hex(6)}"
        seaweedfs.make_bucket(name, **rules)
        return open_store(f"s3://{name}/repo", seaweedfs.options)

    return open_new


def test_a_bucket_of_s3_without_rules_has_no_obstacles(s3):
    store = s3()
    store.put("packs/a", b"x")
    assert store.obstacles(["packs/a", "packs/gone"]) == ()


def test_a_bucket_of_s3_that_keeps_old_versions_says_so(s3):
    store = s3(versions=True)
    store.put("packs/a", b"x")
    assert store.obstacles(["packs/a"]) == (Obstacle(Keeping.VERSIONS),)
    assert store.obstacles(["packs/gone"]) == ()


def test_a_lock_by_the_default_of_a_bucket_of_s3_is_told_with_its_end_and_objects_can_be_put_there(s3):
    store = s3(lock_days=3)
    store.put("packs/a", b"x", create=True)
    with pytest.raises(AlreadyThere):
        store.put("packs/a", b"y", create=True)
    locked, versions = store.obstacles(["packs/a"])
    assert (locked.keeping, locked.refuses, versions.keeping) == (Keeping.LOCKED, False, Keeping.VERSIONS)
    assert abs(locked.until - datetime.now(UTC) - 3 * DAY) < timedelta(minutes=5)
    check_creates_once(store)


def test_a_bucket_of_s3_that_refuses_to_tell_is_unknown(seaweedfs, monkeypatch):
    for name, value in seaweedfs.environment.items():
        monkeypatch.setenv(name, value)
    store = open_store(seaweedfs.location("repo"), seaweedfs.options)
    store.put("packs/a", b"x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    wrong = open_store(seaweedfs.location("repo"), seaweedfs.options)
    assert wrong.obstacles(["packs/a"]) == (Obstacle(Keeping.UNKNOWN),)


def test_what_is_put_into_s3_has_a_checksum_which_locked_buckets_demand(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with canned() as server:
        server.answers["/bkt/"] = (200, {"ETag": '"1"'}, b"")
        open_store("s3://bkt/repo", [f"endpoint={server.endpoint}"]).put("packs/a", b"x", create=True)
        ((method, _, headers),) = server.asked
        assert (method, headers["x-amz-checksum-sha256"]) == ("PUT", base64.b64encode(sha256(b"x").digest()).decode())


# Azure


@pytest.fixture
def azure(azurite, monkeypatch):
    for name, value in azurite.environment.items():
        monkeypatch.setenv(name, value)
    store = open_store(azurite.location(secrets.token_hex(6)), azurite.options)
    store.put("packs/a", b"x")
    return store


def test_a_container_without_rules_has_no_obstacles(azure):
    assert azure.obstacles(["packs/a", "packs/gone"]) == ()


def test_an_account_that_keeps_what_is_deleted_says_for_how_long(azure, azurite):
    azurite.keep_deleted(9)
    try:
        assert azure.obstacles(["packs/a"]) == (Obstacle(Keeping.BIN, after_deletion=9 * DAY),)
    finally:
        azurite.keep_deleted(None)
    assert azure.obstacles(["packs/a"]) == ()


@pytest.fixture
def false_azure(monkeypatch):
    """A store, and the answers that it gets."""
    monkeypatch.setenv("AZURE_STORAGE_KEY", azure_server.KEY)
    with canned() as server:
        options = [f"endpoint={server.endpoint}/acc", "account=acc"]
        server.answers = {
            "/acc/bkt/repo/packs/a?": (200, {}, b""),
            "/acc/bkt?restype=container": (200, {}, b""),
            "/acc/?comp=properties": (200, {}, b"<StorageServiceProperties/>"),
        }
        yield open_store("az://bkt/repo", options), server


def test_a_policy_and_a_hold_of_a_blob_are_told_with_the_end_of_the_policy(false_azure):
    store, server = false_azure
    headers = {"x-ms-immutability-policy-until-date": format_datetime(LATER, usegmt=True), "x-ms-legal-hold": "true"}
    server.answers["/acc/bkt/repo/packs/a?"] = (200, headers, b"")
    assert store.obstacles(["packs/a"]) == (
        Obstacle(Keeping.LOCKED, LATER, refuses=True),
        Obstacle(Keeping.HELD, refuses=True),
    )
    headers["x-ms-version-id"] = "2026-01-01T00:00:00.0000000Z"
    assert store.obstacles(["packs/a"]) == (
        Obstacle(Keeping.LOCKED, LATER),
        Obstacle(Keeping.HELD),
        Obstacle(Keeping.VERSIONS),
    )


def test_a_policy_that_has_ended_is_no_obstacle(false_azure):
    store, server = false_azure
    ended = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    server.answers["/acc/bkt/repo/packs/a?"] = (200, {"x-ms-immutability-policy-until-date": ended}, b"")
    assert store.obstacles(["packs/a"]) == ()


def test_a_policy_of_the_container_is_told_without_an_end(false_azure):
    store, server = false_azure
    headers = {"x-ms-has-immutability-policy": "true", "x-ms-has-legal-hold": "false"}
    server.answers["/acc/bkt?restype=container"] = (200, headers, b"")
    assert store.obstacles(["packs/a"]) == (Obstacle(Keeping.LOCKED, refuses=True),)


@pytest.mark.parametrize("path", ["/acc/bkt/repo/packs/a?", "/acc/bkt?restype=container", "/acc/?comp=properties"])
@pytest.mark.parametrize("answer", [(403, {}, b""), (307, {"Location": "/acc/elsewhere"}, b""), (500, {}, b"")])
def test_whatever_azure_refuses_to_tell_is_unknown(false_azure, path, answer):
    store, server = false_azure
    server.answers[path] = answer
    assert store.obstacles(["packs/a"]) == (Obstacle(Keeping.UNKNOWN),)
    assert not [asked for _, asked, _ in server.asked if "elsewhere" in asked]


def test_a_signature_that_was_given_asks_of_objects_alone_and_what_it_cannot_ask_is_unknown(monkeypatch):
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "sv=2023-11-03&sr=c&sp=rl&sig=abc%3D")
    with canned() as server:
        server.answers["/acc/bkt/repo/packs/a?"] = (200, {"x-ms-version-id": "1"}, b"")
        store = open_store("az://bkt/repo", [f"endpoint={server.endpoint}/acc", "account=acc"])
        assert kinds(store.obstacles(["packs/a"])) == [Keeping.VERSIONS, Keeping.UNKNOWN]
        ((_, path, _),) = server.asked
        assert path.endswith("sv=2023-11-03&sr=c&sp=rl&sig=abc%3D")


# Google


@pytest.fixture
def google(fake_gcs, monkeypatch):
    for name, value in fake_gcs.environment.items():
        monkeypatch.setenv(name, value)
    store = open_store(fake_gcs.location(f"a b/{secrets.token_hex(6)}"), fake_gcs.options)
    store.put("packs/a", b"x")
    yield store
    fake_gcs.rules.clear()


def test_a_bucket_of_google_without_rules_has_no_obstacles(google):
    assert google.obstacles(["packs/a", "packs/gone"]) == ()


def test_versions_and_the_bin_of_a_bucket_of_google_are_told(google, fake_gcs):
    fake_gcs.rules[BUCKET] = {
        "versioning": {"enabled": True},
        "softDeletePolicy": {"retentionDurationSeconds": "604800", "effectiveTime": "2026-01-01T00:00:00Z"},
    }
    assert google.obstacles(["packs/a"]) == (
        Obstacle(Keeping.VERSIONS),
        Obstacle(Keeping.BIN, after_deletion=7 * DAY),
    )
    fake_gcs.rules[BUCKET] = {"versioning": {"enabled": False}, "softDeletePolicy": {"retentionDurationSeconds": "0"}}
    assert google.obstacles(["packs/a"]) == ()


def test_retention_and_holds_of_an_object_of_google_are_told_with_the_latest_end(google, fake_gcs):
    fake_gcs.rules["objects"] = {
        "retentionExpirationTime": EARLIER.isoformat(),
        "retention": {"mode": "Locked", "retainUntilTime": LATER.isoformat()},
        "temporaryHold": True,
    }
    assert google.obstacles(["packs/a"]) == (
        Obstacle(Keeping.LOCKED, LATER, refuses=True),
        Obstacle(Keeping.HELD, refuses=True),
    )


def test_a_retention_that_has_ended_is_no_obstacle(google, fake_gcs):
    fake_gcs.rules["objects"] = {"retentionExpirationTime": "2020-01-01T00:00:00Z"}
    assert google.obstacles(["packs/a"]) == ()


@pytest.mark.parametrize("rules", [{"refused": True}, {BUCKET: {"versioning": "?"}}, {"objects": ["?"]}])
def test_what_google_does_not_tell_or_nobody_understands_is_unknown(google, fake_gcs, rules):
    fake_gcs.rules.update(rules)
    assert google.obstacles(["packs/a"]) == (Obstacle(Keeping.UNKNOWN),)


def account_key():
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    told = {"type": "service_account", "client_email": "a@b", "private_key_id": "k", "private_key": pem}
    return json.dumps(told), key.public_key()


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_service_account_signs_its_token_itself_for_reading_alone():
    told, public = account_key()
    token = token_of_account(told)
    header, claims, signature = token.split(".")
    public.verify(decoded(signature), f"{header}.{claims}".encode(), padding.PKCS1v15(), SHA256())
    claims = json.loads(decoded(claims))
    assert claims["iss"] == claims["sub"] == "a@b"
    assert claims["scope"].endswith("devstorage.read_only")
    assert 0 < claims["exp"] - claims["iat"] <= 3600


@pytest.mark.parametrize("key", ["", "{}", '{"private_key": 1}', '"text"', '{"private_key": "x", "client_email": "a"}'])
def test_what_is_no_key_of_a_service_account_gives_no_token(key):
    assert token_of_account(key) is None


@pytest.mark.parametrize("where", ["GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS"])
def test_google_is_asked_with_the_key_of_a_service_account_from_wherever_it_comes(monkeypatch, tmp_path, where):
    told, _ = account_key()
    if where.endswith("CREDENTIALS"):
        (tmp_path / "key.json").write_text(told)
        told = str(tmp_path / "key.json")
    monkeypatch.setenv(where, told)
    with canned() as server:
        server.answers["/storage/v1/b/bkt?"] = (200, {}, b'{"versioning": {"enabled": true}}')
        store = open_store("gs://bkt/repo", [f"endpoint={server.endpoint}"])
        assert store.obstacles(["packs/a"]) == (Obstacle(Keeping.VERSIONS),)
        assert {path.partition("?")[0] for _, path, _ in server.asked} == {
            "/storage/v1/b/bkt",
            "/storage/v1/b/bkt/o/repo%2Fpacks%2Fa",
        }
        assert all(headers["Authorization"].startswith("Bearer ey") for _, _, headers in server.asked)
        assert TOKEN not in str(server.asked)


def test_a_place_that_does_not_answer_is_unknown(monkeypatch):
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", TOKEN)
    with canned() as server:
        options = [f"endpoint={server.endpoint}"]
    store = open_store("gs://bkt/repo", options)
    monkeypatch.setattr(store._asking, "patience", Patience(0, 0, 0))
    assert store.obstacles(["packs/a"]) == (Obstacle(Keeping.UNKNOWN),)


def asked_about(store, monkeypatch, answer):
    """The addresses that the rules are asked at; `answer` gives the answer or raises."""
    asked = []

    def ask(_web, _method, url, _headers=None):
        asked.append(url)
        return answer(len(asked))

    monkeypatch.setattr(Web, "ask", ask)
    monkeypatch.setattr(store._asking, "patience", Patience(known=4, unknown=0.1, pause=0.02))
    store._asking.answered = True
    return asked


NAMES = [f"packs/{number}" for number in range(400)]


def test_a_place_that_cannot_be_asked_of_its_rules_is_given_up_at_once_for_all_objects(monkeypatch):
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", TOKEN)
    store = open_store("gs://bkt/repo", [])

    def refused(_number):
        raise URLError(ssl.SSLCertVerificationError("certificate verify failed"))

    asked = asked_about(store, monkeypatch, refused)
    began = time.monotonic()
    assert store.obstacles(NAMES) == (Obstacle(Keeping.UNKNOWN),)
    assert time.monotonic() - began < 4
    assert len(set(asked)) <= store.requests_at_once


def test_what_was_asked_before_the_place_fell_silent_is_told(monkeypatch):
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", TOKEN)
    store = open_store("gs://bkt/repo", [])

    def once(number):
        if number > 1:
            raise TimeoutError
        return Answer(200, {}, b'{"versioning": {"enabled": true}}')

    monkeypatch.setattr(store, "requests_at_once", 1)
    asked = asked_about(store, monkeypatch, once)
    assert store.obstacles(NAMES) == (Obstacle(Keeping.VERSIONS), Obstacle(Keeping.UNKNOWN))
    assert len(set(asked)) == 2


def test_a_connection_that_breaks_once_is_no_silence(monkeypatch):
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", TOKEN)
    store = open_store("gs://bkt/repo", [])

    def after_the_first(number):
        if number == 1:
            raise ConnectionResetError
        return Answer(200, {}, b"{}")

    asked = asked_about(store, monkeypatch, after_the_first)
    assert store.obstacles(NAMES) == ()
    assert len(set(asked)) == len(NAMES) + 1


def test_asking_for_rules_ends_when_the_job_is_cancelled(monkeypatch):
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", TOKEN)
    cancel = CancelToken()
    store = open_store("gs://bkt/repo", [], cancel=cancel)

    def cancelling(number):
        if number == 40:
            cancel.cancel()
        return Answer(200, {}, b"{}")

    asked = asked_about(store, monkeypatch, cancelling)
    with pytest.raises(Cancelled):
        store.obstacles(NAMES)
    assert len(asked) < 40 + store.requests_at_once
