"""The settings: kept whole, shared by programs, never lost silently, and without secrets."""

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from threading import Thread

import pytest
from filelock import FileLock
from msgspec.structs import replace

from crmbackup_gui.errors import InvalidLocation, PasswordInLocation, SettingsFailed
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services import settings as module
from crmbackup_gui.services.connections import Connection, new_connection
from crmbackup_gui.services.settings import Language, Notify, Settings, SettingsFile

DAILY = Schedule((Rule(at=("18:00",)),))


def connection(id_="0123456789abcdef", **more):
    return Connection(id=id_, name="Sales", source="sqlite:////crm/sales.db", repository="/backups", **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


@pytest.fixture
def file(path):
    return SettingsFile(path)


def adding(added):
    return lambda settings: replace(settings, connections=(*settings.connections, added))


def aside(path):
    return sorted(found for found in path.parent.iterdir() if ".aside-" in found.name)


def test_without_a_file_everything_is_as_delivered(file, path):
    assert file.read() == Settings()
    assert file.problem is None
    assert not path.parent.exists()


def test_what_was_set_is_read_again(file, path):
    full = connection(
        scope=RecoveryScope(exclude=("audit",)),
        schedule=Schedule(
            (Rule(Strategy.FULL, (6,), ("12:00",)), Rule(every_minutes=60)),
            need_network=True,
            avoid_battery_below=30,
            paused_until=datetime(2026, 6, 1, tzinfo=UTC),
        ),
        crm="c" * 32,
    )
    changed = file.change(
        lambda settings: replace(
            settings, connections=(full,), language=Language.CHINESE, notify=Notify.ALL, keep_running=False
        )
    )
    assert file.read() == changed == SettingsFile(path).read()
    assert changed.connections == (full,)


def test_a_change_builds_on_what_another_program_wrote(file, path):
    file.read()
    SettingsFile(path).change(adding(connection("a" * 16)))
    file.change(adding(connection("b" * 16)))
    assert [c.id[0] for c in SettingsFile(path).read().connections] == ["a", "b"]


def test_changes_from_many_threads_are_all_kept(path):
    files = [SettingsFile(path) for _ in range(4)]

    def add(number):
        for round_ in range(5):
            files[number].change(adding(connection(f"{number}{round_}".ljust(16, "0"))))

    threads = [Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({c.id for c in SettingsFile(path).read().connections}) == 20


def test_a_change_that_fails_changes_nothing(file, path):
    file.change(adding(connection()))
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        file.change(lambda _: 1 // 0)
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir() if found.suffix == ".json"] == ["settings.json"]


def test_rules_that_are_changed_hold_from_now_on(file):
    before = datetime.now(UTC)
    file.change(adding(connection(schedule=DAILY)))
    assert file.read().connections[0].schedule.since is None
    renamed = file.change(lambda s: replace(s, connections=(replace(s.connections[0], name="Shop"),)))
    assert renamed.connections[0].schedule.since is None
    hourly = Schedule((Rule(every_minutes=60),))
    changed = file.change(lambda s: replace(s, connections=(replace(s.connections[0], schedule=hourly),)))
    assert before <= changed.connections[0].schedule.since <= datetime.now(UTC)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"connections": 7}', b"\xff\xfe", b'{"format": "x"}'])
def test_a_damaged_file_is_put_aside_and_said_so(path, content, caplog):
    path.parent.mkdir()
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.read().connections == ()
    (kept,) = aside(path)
    assert kept.read_bytes() == content
    assert str(kept) in file.problem
    assert file.problem in caplog.text


def test_one_damaged_crm_costs_no_other_and_nothing_else(path):
    SettingsFile(path).change(
        lambda s: replace(s, connections=(connection("a" * 16), connection("b" * 16)), language=Language.ENGLISH)
    )
    stored = json.loads(path.read_bytes())
    stored["connections"][0]["schedule"]["rules"] = [{"at": ["25:00"]}]
    path.write_text(json.dumps(stored))
    file = SettingsFile(path)
    assert [c.id for c in file.read().connections] == ["b" * 16]
    assert file.read().language is Language.ENGLISH
    assert len(aside(path)) == 1
    again = SettingsFile(path)
    assert again.read() == file.read()
    assert again.problem is None


def test_one_damaged_setting_costs_no_crm(path):
    SettingsFile(path).change(adding(connection()))
    stored = json.loads(path.read_bytes())
    stored["language"] = "klingon"
    path.write_text(json.dumps(stored))
    assert SettingsFile(path).read() == Settings(connections=(connection(),))
    assert len(aside(path)) == 1


def test_a_file_of_a_newer_version_is_kept_as_it_was(path):
    path.parent.mkdir()
    path.write_text('{"format": 2, "language": "en", "colour": "red"}')
    file = SettingsFile(path)
    assert file.read().language is Language.ENGLISH
    assert "newer version" in file.problem
    assert "colour" in aside(path)[0].read_text()


def test_a_file_that_cannot_be_read_is_left_alone(path):
    path.mkdir(parents=True)
    file = SettingsFile(path)
    assert file.read() == Settings()
    assert "cannot be used" in file.problem
    with pytest.raises(SettingsFailed):
        file.change(adding(connection()))


def test_a_program_that_keeps_them_locked_is_not_waited_for_without_end(file, path, monkeypatch):
    monkeypatch.setattr(module, "_LOCK_SECONDS", 0.05)
    path.parent.mkdir()
    with FileLock(f"{path}.lock"), pytest.raises(SettingsFailed, match="another program"):
        file.change(adding(connection()))


def test_a_disk_that_is_full_leaves_the_old_settings(file, path, monkeypatch):
    file.change(adding(connection()))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_whole", full)
    with pytest.raises(SettingsFailed, match="no room"):
        file.change(lambda s: replace(s, keep_running=False))
    assert file.read().keep_running
    assert SettingsFile(path).read() == file.read()


def test_a_password_never_gets_into_the_settings():
    with pytest.raises(PasswordInLocation):
        Connection(id="0" * 16, name="x", source="postgresql://me:hunter2@host/db", repository="/backups")


def test_a_stored_password_is_not_repeated_in_a_log(path, caplog):
    SettingsFile(path).change(adding(connection()))
    path.write_text(path.read_text().replace("sqlite:////crm/sales.db", "postgresql://me:hunter2@host/db"))
    with caplog.at_level(logging.DEBUG):
        assert SettingsFile(path).read().connections == ()
    assert "hunter2" not in caplog.text


def test_a_new_connection_has_absolute_addresses_and_an_id_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one, two = (new_connection("", "sqlite:///sales.db", "backups") for _ in range(2))
    assert one.source == f"sqlite:///{tmp_path}/sales.db"
    assert one.repository == f"{tmp_path}/backups"
    assert one.name == "sales"
    assert len(one.id) == 16
    assert one.id != two.id
    with pytest.raises(InvalidLocation):
        new_connection("x", "sales.db", "backups")


def test_threads_that_read_settings_first_at_the_same_time_do_not_crash(path):
    SettingsFile(path).change(adding(connection(schedule=DAILY)))
    program = (
        "import sys, threading, pathlib; from crmbackup_gui.services.settings import SettingsFile\n"
        "files = [SettingsFile(pathlib.Path(sys.argv[1])) for _ in range(8)]\n"
        "threads = [threading.Thread(target=file.read) for file in files]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        "assert all(len(file.read().connections) == 1 for file in files)"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", program, str(path)], check=True)


def test_a_time_without_a_zone_costs_no_other_crm_its_backups(path):
    SettingsFile(path).change(lambda _: Settings(connections=(connection("a"), connection("b"))))
    stored = json.loads(path.read_text())
    for found, until in zip(stored["connections"], ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00"), strict=True):
        found["schedule"]["paused_until"] = until
    path.write_text(json.dumps(stored))
    assert [connection.id for connection in SettingsFile(path).read().connections] == ["a"]
    assert len(aside(path)) == 1
