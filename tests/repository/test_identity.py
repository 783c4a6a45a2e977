"""What makes a place a repository, and how a stranger's changes to it show."""

import hmac

import msgspec
import pytest

from crmbackup_gui.errors import FormatNotSupported, ObjectDamaged, RepositoryExists, RepositoryNotFound
from crmbackup_gui.repository.identity import authenticate_config, new_repository_id, read_config, write_config
from crmbackup_gui.repository.sealing import subkey
from crmbackup_gui.repository.stores.opening import open_store

MASTER = bytes(range(32))
ID = "0123456789abcdef" * 2


@pytest.fixture
def store():
    return open_store("memory:")


def rewrite(store, **changes):
    config = msgspec.json.decode(store.get("repository"))
    store.put("repository", msgspec.json.encode(config | changes))


def test_a_repository_says_what_it_is(store):
    written = write_config(store, ID, MASTER)
    assert read_config(store) == written
    assert (written.format, written.id, written.created.utcoffset().total_seconds()) == (1, ID, 0)
    authenticate_config(read_config(store), MASTER)


def test_the_authenticator_is_the_documented_one(store):
    written = write_config(store, ID, MASTER)
    created = written.created.strftime("%Y-%m-%dT%H:%M:%SZ")
    claims = f'{{"created":"{created}","format":1,"id":"{ID}"}}'
    assert written.authenticator == hmac.digest(subkey(MASTER, "config"), claims.encode(), "sha256")


def test_ids_are_random_and_of_32_hex_digits():
    first, second = new_repository_id(), new_repository_id()
    assert first != second
    assert len(bytes.fromhex(first)) == 16


def test_a_place_becomes_a_repository_only_once(store):
    write_config(store, ID, MASTER)
    with pytest.raises(RepositoryExists):
        write_config(store, "f" * 32, MASTER)
    assert read_config(store).id == ID


def test_an_empty_place_is_no_repository(store):
    with pytest.raises(RepositoryNotFound, match="memory:"):
        read_config(store)


@pytest.mark.parametrize(
    "changes", [{"id": "f" * 32}, {"created": "2001-01-01T00:00:00Z"}, {"format": 0}, {"authenticator": "A" * 43 + "="}]
)
def test_what_a_stranger_changes_is_not_authentic(store, changes):
    write_config(store, ID, MASTER)
    rewrite(store, **changes)
    with pytest.raises(ObjectDamaged):
        authenticate_config(read_config(store), MASTER)


def test_another_master_key_does_not_authenticate_it(store):
    with pytest.raises(ObjectDamaged):
        authenticate_config(write_config(store, ID, MASTER), MASTER[::-1])


def test_a_newer_format_is_told_apart_from_damage_even_if_nothing_else_is_known(store):
    store.put("repository", b'{"format": 7, "shape": ["new"]}')
    with pytest.raises(FormatNotSupported) as raised:
        read_config(store)
    assert (raised.value.found, raised.value.supported) == (7, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": "1"}',
        b'{"format": 1}',
        b"[" * 15_000,
        b'{"format": 1' + b" " * 20_000,
    ],
)
def test_what_is_no_config_is_damage(store, content):
    store.put("repository", content)
    with pytest.raises(ObjectDamaged):
        read_config(store)


@pytest.mark.parametrize("changes", [{"id": "../../etc"}, {"id": ID + "\n"}, {"created": "2001-01-01T00:00:00"}])
def test_fields_of_another_shape_are_damage(store, changes):
    write_config(store, ID, MASTER)
    rewrite(store, **changes)
    with pytest.raises(ObjectDamaged):
        read_config(store)
