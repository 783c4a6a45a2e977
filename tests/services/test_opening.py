import json

import pytest

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import ObjectDamaged, RepositoryExists, StoreFailed
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.objects import AlreadyThere
from crmbackup_gui.repository.stores.opening_remote import open_memory
from crmbackup_gui.services import opening
from crmbackup_gui.services.opening import create_repository, unlock_repository
from crmbackup_gui.services.secrets import SecretSource


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", "open")
    return tmp_path / "repository"


def test_what_was_created_can_be_opened(place):
    created = create_repository(str(place), "open", use_keyring=False)

    assert unlock_repository(str(place), SecretSource()).master == created.unlocked.master


def test_no_secret_is_part_of_how_they_are_shown(place):
    created = create_repository(str(place), "open", use_keyring=False)

    assert created.recovery_code not in repr(created)
    assert repr(created.unlocked.master) not in repr(created)


def test_whoever_loses_a_race_leaves_the_winner_as_it_was(place, monkeypatch):
    def late(store, repository_id, master):
        monkeypatch.setattr(opening, "write_config", write_config)
        monkeypatch.setattr(opening, "check_empty", lambda _: None)
        create_repository(str(place), "open", use_keyring=False)
        return write_config(store, repository_id, master)

    monkeypatch.setattr(opening, "write_config", late)
    with pytest.raises(RepositoryExists):
        create_repository(str(place), "other", use_keyring=False)

    unlocked = unlock_repository(str(place), SecretSource())
    assert len(keys.list_slots(unlocked.store, unlocked.id)) == 2


def test_a_file_in_place_of_the_folder_is_refused(place):
    place.touch()

    with pytest.raises(RepositoryExists):
        create_repository(str(place), "open", use_keyring=False)


def test_an_exchanged_config_is_damage(place):
    create_repository(str(place), "open", use_keyring=False)
    config = json.loads((place / "repository").read_bytes())
    config["created"] = "2001-01-01T00:00:00Z"
    (place / "repository").write_text(json.dumps(config, sort_keys=True, separators=(",", ":")))

    with pytest.raises(ObjectDamaged):
        unlock_repository(str(place), SecretSource())


def test_a_folder_that_cannot_be_listed_is_told_as_a_place(place, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(opening.Path, "iterdir", refuse)

    with pytest.raises(StoreFailed, match="permission"):
        create_repository(str(place), "open", use_keyring=False)


class Careless:
    """A store that lets the second of two writers of one name win, too."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def put(self, name, data, *, create=False):  # noqa: ARG002 - that is what is wrong with it
        self._store.put(name, data)


class Lying(Careless):
    """One that says that the second lost, and keeps what it wrote."""

    def put(self, name, data, *, create=False):
        try:
            self._store.put(name, data, create=create)
        except AlreadyThere:
            self._store.put(name, data)
            raise


@pytest.mark.parametrize("kind", [Careless, Lying])
def test_no_repository_is_made_where_two_writers_of_one_name_are_not_kept_apart(monkeypatch, kind):
    store = open_memory()
    monkeypatch.setattr("crmbackup_gui.services.opening.open_store", lambda *_args, **_named: kind(store))
    with pytest.raises(StoreFailed, match="two programs from writing the same name") as raised:
        create_repository("memory:", "a passphrase", use_keyring=False)
    assert raised.value.action is Action.CHOOSE_OTHER_STORE
    assert list(store.list()) == []


def test_a_look_that_was_killed_does_not_stand_in_the_way_of_the_next(monkeypatch):
    store = open_memory()
    store.put("probes/0123", b"left behind")
    monkeypatch.setattr("crmbackup_gui.services.opening.open_store", lambda *_args, **_named: store)
    assert create_repository("memory:", "a passphrase", use_keyring=False).recovery_code
