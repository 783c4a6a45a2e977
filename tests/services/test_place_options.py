"""What opens a cloud place is remembered by bucket in the settings, never a secret, and every part finds it there."""

import secrets
import socket
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from msgspec.structs import replace

from crmbackup_gui.errors import Cancelled, InvalidLocation, InvalidRequest
from crmbackup_gui.model.outcome import CancelToken, Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.copies import CopyState
from crmbackup_gui.services.place_options import PlaceOptions, remembered_options, with_options
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.secrets import SecretSource
from crmbackup_gui.services.settings import Settings, SettingsFile
from crmbackup_gui.services.store_keyring import store_key
from tests.servers.seaweedfs import BUCKET, KEY, SECRET

PASSPHRASE = "correct horse battery staple"


def remembering(settings, location, *options):
    settings.change(lambda known: replace(known, stores=with_options(known, location, options)))


@pytest.fixture
def file(tmp_path):
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def keys_in_keyring():
    store_key(f"s3://{BUCKET}", "access-key-id", KEY)
    store_key(f"s3://{BUCKET}", "secret-access-key", SECRET)


@pytest.fixture
def program(tmp_path, monkeypatch, seaweedfs, keys_in_keyring):  # noqa: ARG001 - the keys are there
    """One that knows the server from its settings alone."""
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    made = Program(tmp_path / "config", tmp_path / "state")
    remembering(made.settings, f"s3://{BUCKET}", *seaweedfs.options)
    return made


@pytest.fixture
def place(seaweedfs):
    return seaweedfs.location(f"options-{secrets.token_hex(6)}")


@pytest.fixture
def crm(tmp_path):
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        connection.execute("CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO company VALUES (1, 'Amber')")
        connection.commit()
    return f"sqlite:///{tmp_path / 'crm.db'}"


def test_they_are_found_for_every_place_in_the_bucket_and_for_no_other(file):
    remembering(file, "s3://bucket/a", "endpoint=https://s3.example.com/", "region=eu")
    options_of = PlaceOptions((), SettingsFile(file.path))
    for location in ("s3://bucket", "s3://bucket/a", "S3://bucket/b/c/"):
        assert sorted(options_of(location)) == ["endpoint=https://s3.example.com", "region=eu"]
    for location in ("s3://other/a", "gs://bucket/a", "/s3/bucket", "memory:"):
        assert options_of(location) == ()


def test_what_is_given_counts_before_what_is_remembered(file):
    remembering(file, "s3://bucket", "endpoint=https://s3.example.com", "region=eu", "virtual-hosted=yes")
    options_of = PlaceOptions(("Region=us", "limit-rate=1M", "virtual_hosted=no"), file)
    assert options_of("s3://bucket/x") == (
        "Region=us",
        "limit-rate=1M",
        "virtual_hosted=no",
        "endpoint=https://s3.example.com",
    )
    assert options_of("/folder") == ("Region=us", "limit-rate=1M", "virtual_hosted=no")


def test_new_ones_take_the_place_of_all_that_were_there(file):
    remembering(file, "s3://bucket", "endpoint=https://s3.example.com")
    remembering(file, "s3://other", "region=us")
    remembering(file, "s3://bucket", "region=eu", "endpoint=")
    assert file.read().stores == {"s3://bucket": {"region": "eu"}, "s3://other": {"region": "us"}}
    remembering(file, "s3://bucket")
    assert file.read().stores == {"s3://other": {"region": "us"}}


@pytest.mark.parametrize(
    "option",
    [
        "secret-access-key=S3CRET",
        "account-key=S3CRET",
        "sas_token=S3CRET",
        "endpoint=https://user:S3CRET@s3.example.com",
        "endpoint=http://s3.example.com",
        "account=shop",
        "limit-rate=1M",
        "S3CRET",
    ],
)
def test_secrets_and_what_such_a_store_does_not_have_are_never_remembered(file, option):
    with pytest.raises(InvalidRequest) as refused:
        remembering(file, "s3://bucket", option)
    assert "S3CRET" not in refused.value.user_message
    assert not file.path.exists() or "S3CRET" not in file.path.read_text()
    assert file.read() == Settings()


def test_a_location_that_leads_nowhere_is_refused(file):
    with pytest.raises(InvalidLocation):
        remembered_options(file.read(), "s3://b")


def test_a_program_works_in_a_cloud_with_what_settings_and_keyring_have(program, place, crm, tmp_path):
    assert not program.look_at_place(place).is_repository
    program.create_repository(place, PASSPHRASE, use_keyring=True)
    sales = new_connection("Sales", crm, place)
    program.settings.change(lambda known: replace(known, connections=(sales,)))
    assert program.back_up(sales).outcome is Outcome.OK
    later = Program(tmp_path / "config", tmp_path / "state")
    assert later.look_at_place(place).is_repository
    (kept,) = later.settings.read().connections
    cancel = CancelToken()
    assert later.back_up(kept, cancel=cancel).outcome is Outcome.OK
    assert later.check(kept, cancel=cancel).outcome is Outcome.OK
    assert len(later.overview(kept).points) == 2
    for secret in (KEY, SECRET):
        assert secret not in program.settings.path.read_text()


def test_a_copy_in_a_folder_and_one_in_the_cloud_each_get_their_own_options(program, place, crm, tmp_path):
    program.create_repository(place, PASSPHRASE, use_keyring=True)
    sales = new_connection("Sales", crm, place)
    program.settings.change(lambda known: replace(known, connections=(sales,)))
    assert program.back_up(sales).outcome is Outcome.OK
    (kept,) = program.settings.read().connections
    places = (str(tmp_path / "copy"), f"{place}-copy")
    assert program.copy_everywhere(kept, places).outcome is Outcome.OK
    copies = program.copies(kept, places)
    assert {copy.location for copy in copies} == set(places)
    assert {(copy.state, copy.points_behind) for copy in copies} == {(CopyState.THERE, 0)}


def test_the_command_line_finds_what_the_window_has_remembered(place, seaweedfs, keys_in_keyring):  # noqa: ARG001
    from crmbackup_gui.cli.command import Call  # noqa: PLC0415
    from crmbackup_gui.services.paths import settings_file  # noqa: PLC0415

    remembering(SettingsFile(settings_file()), place, *seaweedfs.options)
    call = Call(output=None, secrets=SecretSource(), crm_secrets=None, store_options=())
    assert call.options_of(place) == seaweedfs.options


def test_cancelling_a_job_ends_its_waiting_for_a_cloud_that_does_not_answer_and_no_other_job(program, place, crm):
    program.create_repository(place, PASSPHRASE, use_keyring=True)
    sales = new_connection("Sales", crm, place)
    program.settings.change(lambda known: replace(known, connections=(sales,)))
    assert program.back_up(sales).outcome is Outcome.OK
    (kept,) = program.settings.read().connections
    working = program.settings.read().stores
    with socket.create_server(("127.0.0.1", 0)) as hung:
        remembering(program.settings, place, f"endpoint=http://127.0.0.1:{hung.getsockname()[1]}")
        cancel = CancelToken()
        threading.Timer(0.3, cancel.cancel).start()
        began = time.monotonic()
        assert program.check(kept, cancel=cancel).outcome is Outcome.CANCELLED
        assert time.monotonic() - began < 5
        with pytest.raises(Cancelled):
            program.newest_intact(kept, cancel=cancel)
    program.settings.change(lambda known: replace(known, stores=working))
    assert program.check(kept).outcome is Outcome.OK


def test_what_one_cancelled_job_has_unlocked_serves_the_next(program, place, tmp_path):
    program.create_repository(place, PASSPHRASE, use_keyring=True)
    later = Program(tmp_path / "config", tmp_path / "state")
    cancel = CancelToken()
    later._repositories.unlock(place, cancel=cancel)
    cancel.cancel()
    assert later.crms(place) == ()
    assert later.unlock(place).crm_ids() == []


def test_while_a_folder_is_away_its_copy_in_the_cloud_is_read_with_the_options_of_the_cloud(
    program, place, crm, tmp_path
):
    program.create_repository(str(tmp_path / "drive"), PASSPHRASE, use_keyring=False)
    sales = new_connection("Sales", crm, str(tmp_path / "drive"))
    program.settings.change(lambda known: replace(known, connections=(sales,), copies={sales.repository: (place,)}))
    assert program.back_up(sales).outcome is Outcome.OK
    (kept,) = program.settings.read().connections
    (tmp_path / "drive").rename(tmp_path / "away")
    cancel = CancelToken()
    assert program.check(kept, cancel=cancel).outcome is Outcome.WARNINGS
    cancel.cancel()
    assert program.overview(kept).copy == place
    assert program.check(kept).outcome is Outcome.WARNINGS


def test_the_limit_of_the_settings_holds_for_clouds_and_gives_way_to_others(file, tmp_path, monkeypatch):
    file.change(lambda known: replace(known, cloud_rate=500_000))
    assert PlaceOptions((), file)("s3://shop/crm") == ("limit-rate=500000",)
    assert PlaceOptions((), file)(str(tmp_path)) == ()
    assert PlaceOptions(("limit-rate=2M",), file)("s3://shop/crm") == ("limit-rate=2M",)
    monkeypatch.setenv("CRMBACKUP_LIMIT_RATE", "1M")
    assert PlaceOptions((), file)("s3://shop/crm") == ()


def test_a_limit_that_lets_nothing_through_is_refused():
    with pytest.raises(InvalidRequest, match="at least 1k"):
        Settings(cloud_rate=10)


def test_a_backup_into_a_cloud_keeps_to_the_limit_of_the_settings(tmp_path, seaweedfs, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    folder = f"slow-{secrets.token_hex(6)}"
    program = Program(tmp_path / "config", tmp_path / "state")
    for name, secret in (("access-key-id", KEY), ("secret-access-key", SECRET)):
        store_key(f"s3://{BUCKET}", name, secret)
    remembering(program.settings, f"s3://{BUCKET}", f"endpoint={seaweedfs.endpoint}")
    program.create_repository(f"s3://{BUCKET}/{folder}", PASSPHRASE, use_keyring=False)
    with closing(sqlite3.connect(tmp_path / "crm.db")) as database, database:
        database.execute("CREATE TABLE letter (id INTEGER PRIMARY KEY, text TEXT)")
        rows = [(secrets.token_hex(1_000),) for _ in range(200)]
        database.executemany("INSERT INTO letter (text) VALUES (?)", rows)
    connection = new_connection("CRM", f"sqlite:///{tmp_path}/crm.db", f"s3://{BUCKET}/{folder}")
    program.settings.change(lambda known: replace(known, connections=(connection,), cloud_rate=60_000))
    run = program.back_up(connection, cancel=CancelToken())
    assert run.outcome is Outcome.OK
    # One second's worth goes at once, and the last object on credit.
    assert run.seconds > (run.bytes_stored - 60_000) / 60_000 / 2 > 0.5
