"""What FORMAT.md says that a repository protects, and what it does not, claim by claim where no other test has it."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.errors import NoSuchKey
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.blobs import blob_name
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.note import NOTE, note_text
from crmbackup_gui.repository.repository import Head, Repository
from crmbackup_gui.services.opening import create_repository, open_place
from crmbackup_gui.sources.registry import open_source
from tests.repository.points_by_hand import Heads

SECRETS = ("Zanzibar", "zanzibar_table", "zanzibar_field", "Quaternion", "quaternion", "zz_view")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", keys.Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    return tmp_path / "place"


@pytest.fixture
def repository(place):
    created = create_repository(str(place), "a passphrase", use_keyring=False)
    return created.unlocked.repository(place.with_name("heads"))


@pytest.fixture
def back_up(repository, tmp_path):
    """Backs up a database of telling names, with one more record each time."""
    path = tmp_path / "Zanzibar.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE zanzibar_table (id INTEGER PRIMARY KEY, zanzibar_field TEXT, large TEXT);"
            "CREATE VIEW zz_view AS SELECT * FROM zanzibar_table;"
        )

    def back_up_(strategy=None):
        with closing(sqlite3.connect(path)) as database:
            database.execute(
                "INSERT INTO zanzibar_table (zanzibar_field, large) VALUES ('Quaternion', ?)", ["q" * 70_000]
            )
            database.commit()
        return run_backup(open_source(f"sqlite:///{path}"), repository, BackupRequest(strategy)).point

    return back_up_


def objects(place):
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_a_thief_finds_no_name_of_a_crm_an_entity_or_a_field_and_no_value(place, repository, back_up):
    for strategy in (Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL):
        back_up(strategy)
    check(repository)
    for name, content in objects(place).items():
        assert [secret for secret in SECRETS if secret.encode() in content or secret in name] == [], name


def test_a_thief_learns_the_kinds_labels_and_times_of_keys_and_nothing_else_in_plain(place, repository, back_up):
    back_up()
    plain = {name for name, content in objects(place).items() if not content.startswith(b"CRMB")}
    assert {name.split("/")[0] for name in plain if not name.startswith(".tmp")} == {"repository", "keys", NOTE}
    kinds = {slot.kind for slot in keys.list_slots(repository.store, repository.id)}
    assert kinds == {keys.SlotKind.PASSPHRASE, keys.SlotKind.RECOVERY_CODE}


def test_the_note_says_the_same_in_every_repository(place, back_up):
    back_up()
    assert objects(place)[NOTE].decode() == note_text()


def test_whether_a_repository_holds_a_certain_file_cannot_be_told_from_its_name(tmp_path):
    one, other = (Repository(None, "0" * 32, master) for master in (bytes(32), bytes(range(32))))
    assert blob_name(one.blob_key, b"the file") != blob_name(other.blob_key, b"the file")
    assert tmp_path


def put_back(place, before):
    """What a writer without a key can do to all of it."""
    shutil.rmtree(place)
    for name, content in before.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def reopened(place, repository, heads=None):
    store = open_place(str(place))
    return Repository(store, repository.id, keys.unlock(store, repository.id, keys.Passphrase("a passphrase")), heads)


def test_an_older_state_of_everything_is_noticed_by_who_saw_a_later_one_and_by_nobody_else(place, repository, back_up):
    crm = back_up(Strategy.FULL).crm
    before = objects(place)
    saw = Heads()
    back_up()
    assert reopened(place, repository, saw).timeline(crm).lost_after is None
    put_back(place, before)
    assert reopened(place, repository, saw).timeline(crm).lost_after == Head(2, saw.seen[repository.id, crm].digest)
    assert check(reopened(place, repository, saw)).history
    assert check(reopened(place, repository)).sound
    assert reopened(place, repository).timeline(crm).lost_after is None


def test_a_removed_key_that_is_put_back_opens_again(place, repository):
    slot, code = keys.add_recovery_code(repository.store, repository.id, unlocked_master(place))
    copied = repository.store.get(f"keys/{slot.id}")
    for other in keys.list_slots(repository.store, repository.id):
        if other.kind is keys.SlotKind.RECOVERY_CODE:
            keys.remove_slot(repository.store, repository.id, other.id)
    with pytest.raises(NoSuchKey):
        keys.unlock(repository.store, repository.id, keys.RecoveryCode(code))
    repository.store.put(f"keys/{slot.id}", copied)
    assert keys.unlock(repository.store, repository.id, keys.RecoveryCode(code)) == unlocked_master(place)


def unlocked_master(place):
    store = open_place(str(place))
    return keys.unlock(store, read_config(store).id, keys.Passphrase("a passphrase"))


def test_an_exchanged_note_changes_nothing_that_the_program_reads(place, repository, back_up):
    crm = back_up().crm
    (place / NOTE).write_bytes(b"Send your passphrase to ...")
    assert check(repository).sound
    assert len(reopened(place, repository).timeline(crm).points) == 1


def test_removing_a_key_writes_no_other_key_and_no_point_anew(place, repository, back_up):
    """So who kept the master key still has it."""
    back_up()
    before = objects(place)
    code = next(s for s in keys.list_slots(repository.store, repository.id) if s.kind is keys.SlotKind.RECOVERY_CODE)
    keys.remove_slot(repository.store, repository.id, code.id)
    assert {name: content for name, content in before.items() if code.id not in name} == objects(place)
