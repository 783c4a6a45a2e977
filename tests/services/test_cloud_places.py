"""A place in a cloud is tried with what was typed, and kept: options in the settings, secrets in the keyring alone."""

import secrets
from dataclasses import replace

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyringThere
from msgspec.structs import replace as changed

from crmbackup_gui.errors import InvalidLocation, InvalidRequest, KeyringUnavailable, RepositoryExists, StoreFailed
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services.cloud_places import CloudAnswers, keep_cloud, kept_answers, try_cloud
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.place_answers import PlaceAnswers, take_place
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.store_keyring import store_key, stored_keys_of
from tests.servers.seaweedfs import BUCKET, KEY, SECRET

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    return Program(tmp_path / "config", tmp_path / "state")


@pytest.fixture
def answers(seaweedfs):
    """Those that lead to a place of the test's own."""
    return CloudAnswers(
        bucket=BUCKET,
        folder=f"place-{secrets.token_hex(6)}",
        endpoint=seaweedfs.endpoint,
        region="eu-1",
        secrets=(KEY, SECRET),
    )


def test_answers_make_one_location_and_the_options_that_such_a_store_has():
    told = {"bucket": " shop ", "folder": "/crm/sales/ ", "endpoint": "https://x.example ", "region": "eu"}
    spoken = {cloud: CloudAnswers(cloud, account="acme", **told) for cloud in Cloud}
    locations = [answer.location for answer in spoken.values()]
    assert locations == ["s3://shop/crm/sales", "az://shop/crm/sales", "gs://shop/crm/sales"]
    assert spoken[Cloud.S3].options == ("endpoint=https://x.example", "region=eu")
    assert spoken[Cloud.AZURE].options == ("endpoint=https://x.example", "account=acme")
    assert spoken[Cloud.GOOGLE].options == ("endpoint=https://x.example",)


def test_a_bucket_that_cannot_be_one_is_refused():
    with pytest.raises(InvalidLocation):
        _ = CloudAnswers(bucket="no bucket").location


def test_secrets_show_in_no_representation(answers):
    assert SECRET not in repr(answers)


def test_a_place_is_tried_with_what_was_typed_and_nothing_of_it_is_kept(program, answers):
    assert not try_cloud(answers).is_repository
    assert not program.settings.path.exists()
    assert stored_keys_of(f"s3://{BUCKET}")("secret-access-key") is None


def test_a_wrong_secret_is_told_also_where_the_right_one_is_kept(answers):
    store_key(f"s3://{BUCKET}", "access-key-id", KEY)
    store_key(f"s3://{BUCKET}", "secret-access-key", SECRET)
    with pytest.raises(StoreFailed, match="permission was refused"):
        try_cloud(replace(answers, secrets=(KEY, "wrong")))
    assert not try_cloud(replace(answers, secrets=())).is_repository


def test_other_things_in_the_place_are_told(program, answers):
    keep_cloud(program, answers)
    open_place(answers.location, program.options_of(answers.location)).put("letter", b"x")
    with pytest.raises(RepositoryExists):
        try_cloud(answers)


def test_what_was_kept_opens_the_place_and_no_secret_is_in_the_settings(program, answers):
    keep_cloud(program, answers)
    program.create_repository(answers.location, PASSPHRASE, use_keyring=False)
    assert program.look_at_place(answers.location).is_repository
    assert try_cloud(replace(answers, secrets=())).is_repository
    written = program.settings.path.read_text()
    assert KEY not in written
    assert SECRET not in written
    assert kept_answers(program.settings.read(), answers.location) == replace(answers, secrets=())


def test_answering_again_leaves_of_before_only_the_options_that_nobody_asks_for(program, answers):
    bucket = f"s3://{BUCKET}"
    program.settings.change(
        lambda known: changed(known, stores={bucket: {"region": "old", "server-side-encryption": "AES256"}})
    )
    store_key(bucket, "session-token", "OLD")
    keep_cloud(program, replace(answers, region=""))
    assert program.settings.read().stores == {
        bucket: {"server-side-encryption": "AES256", "endpoint": answers.endpoint}
    }
    assert stored_keys_of(bucket)("session-token") is None


def test_a_repository_that_is_open_is_reached_by_the_new_answers(program, answers):
    keep_cloud(program, answers)
    program.create_repository(answers.location, PASSPHRASE, use_keyring=False)
    before = program.unlock(answers.location)
    store_key(f"s3://{BUCKET}", "secret-access-key", "wrong")
    program.reopen_bucket(f"s3://{BUCKET}")
    with pytest.raises(StoreFailed):
        program.unlock(answers.location)
    keep_cloud(program, answers)
    assert program.is_unlocked(answers.location)
    assert program.unlock(answers.location) is not before
    assert program.crms(answers.location) == ()


def test_without_a_keyring_that_is_told_and_the_options_stay(program, answers):
    keyring.set_keyring(NoKeyringThere())
    with pytest.raises(KeyringUnavailable):
        keep_cloud(program, answers)
    assert program.options_of(answers.location) == answers.options


def test_an_address_over_an_open_network_is_kept_nowhere(program, answers):
    with pytest.raises(InvalidRequest, match="https"):
        keep_cloud(program, replace(answers, endpoint="http://s3.example.com"))
    assert not program.settings.path.exists()
    assert stored_keys_of(f"s3://{BUCKET}")("secret-access-key") is None


def test_answers_about_a_place_that_is_not_wanted_as_it_was_found_are_kept_nowhere(program, answers):
    told, seen = PlaceAnswers(cloud=answers), []
    assert take_place(program, told, lambda place: bool(seen.append(place))) == seen[0]
    assert not program.settings.path.exists()
    assert stored_keys_of(f"s3://{BUCKET}")("secret-access-key") is None
    assert take_place(program, told, lambda place: not place.is_repository).location == answers.location
    assert kept_answers(program.settings.read(), answers.location) == replace(answers, secrets=())
