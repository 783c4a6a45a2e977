"""A CRM on a server: its password, and what a run says when the server does not take it."""

import keyring
import pytest
from msgspec.structs import replace

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.errors import JobRunning, KeyringTrouble, LoginRefused, PasswordMissing, PasswordUnavailable
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.health import Concern, HealthState
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.engine_lock import engine_lock
from crmbackup_gui.services.history import Trigger
from crmbackup_gui.services.keyring_secrets import SERVICE
from crmbackup_gui.services.point_contents import read_contents
from crmbackup_gui.services.program import Program
from tests.fake_server import PASSWORD, STATE, stand_in
from tests.ui.failing_keyring import LockedKeyring

URL = "postgresql://crm@db.example.com/sales?sslmode=require"
ADDRESS = "postgresql://crm@db.example.com/sales"


@pytest.fixture
def program(monkeypatch, tmp_path):
    database = create_demo_crm(tmp_path / "crm", contacts=20)
    stand_in(monkeypatch, sales=database, copy=tmp_path / "copy.db")
    program = Program(tmp_path / "settings", tmp_path / "state")
    program.create_repository(str(tmp_path / "backups"), "correct horse battery staple", use_keyring=True)
    return program


@pytest.fixture
def connection(program, tmp_path):
    made = new_connection("Sales", URL, str(tmp_path / "backups"))
    program.settings.change(lambda settings: replace(settings, connections=(made,)))
    return made


def scheduled(program, connection):
    return program.back_up(connection, trigger=Trigger.SCHEDULE)


def test_a_password_that_is_remembered_lets_later_programs_in(program, connection, tmp_path):
    program.take_password(URL, PASSWORD, remember=True)
    later = Program(tmp_path / "settings", tmp_path / "state")

    assert scheduled(later, connection).outcome is Outcome.OK


def test_one_that_is_not_remembered_counts_until_the_program_ends(program, connection, tmp_path):
    program.take_password(URL, PASSWORD, remember=False)
    later = Program(tmp_path / "settings", tmp_path / "state")

    assert scheduled(program, connection).outcome is Outcome.OK
    assert scheduled(later, connection).error == "PasswordMissing"


def test_one_that_the_keyring_does_not_take_counts_until_the_program_ends(program, connection):
    program.unlock(connection.repository)
    keyring.set_keyring(LockedKeyring())

    with pytest.raises(PasswordUnavailable) as raised:
        program.take_password(URL, PASSWORD, remember=True)

    assert raised.value.trouble is KeyringTrouble.LOCKED
    assert scheduled(program, connection).outcome is Outcome.OK


def test_one_that_shall_not_be_remembered_takes_an_older_one_out_of_the_keyring(program, connection):
    program.take_password(URL, "from before", remember=True)
    program.take_password(URL, PASSWORD, remember=False)

    assert scheduled(program, connection).outcome is Outcome.OK
    assert keyring.get_password(SERVICE, ADDRESS) is None


def test_a_password_that_a_crm_needs_is_kept_until_that_is_forgotten(program, connection):
    program.take_password(URL, PASSWORD, remember=True)
    program.forget_password(URL)
    needed = program.has_password(URL)
    program.settings.change(lambda settings: replace(settings, connections=()))
    program.forget_password(URL)

    assert needed
    assert not program.has_password(URL)
    assert scheduled(program, connection).error == "PasswordMissing"


def test_whether_there_is_a_password_nobody_can_tell_of_a_locked_keyring(program):
    keyring.set_keyring(LockedKeyring())

    with pytest.raises(PasswordUnavailable):
        program.has_password(URL)


def test_a_look_with_a_password_keeps_nothing_of_it(program):
    facts = program.look_at_source(URL, {"password": PASSWORD})

    assert facts.kind == "postgresql"
    assert sum(entity.records or 0 for entity in facts.entities) > 20
    assert keyring.get_password(SERVICE, ADDRESS) is None
    with pytest.raises(PasswordMissing):
        program.look_at_source(URL)
    with pytest.raises(LoginRefused):
        program.look_at_source(URL, {"password": "wrong"})


def test_a_look_says_what_server_it_is_and_as_what_its_crm_is_known(program, tmp_path):
    STATE.crm, STATE.transient = "Acme CRM", frozenset({"audit"})
    STATE.business = (BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "note")),)
    files = tmp_path / "files"
    files.mkdir()
    (files / "offer.txt").write_text("offer")
    alone = program.look_at_source(URL, {"password": PASSWORD})
    with_files = program.look_at_source(f"{URL}&files={files}", {"password": PASSWORD})

    assert (alone.server.product, alone.server.version, alone.server.encrypted) == ("PostgreSQL", "15.8", True)
    assert alone.size_bytes == alone.server.size_bytes
    assert with_files.size_bytes == alone.size_bytes + len("offer")
    assert (alone.crm, alone.business) == ("Acme CRM", STATE.business)
    assert [entity.name for entity in alone.entities if entity.transient] == ["audit"]
    assert with_files.server == alone.server


def test_a_file_has_no_server(program, tmp_path):
    database = create_demo_crm(tmp_path / "other", contacts=5)

    assert program.look_at_source(f"sqlite:///{database}").server is None


def test_a_point_says_what_of_the_business_it_holds(program, connection):
    STATE.crm = "Acme CRM"
    STATE.business = (
        BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "note")),
        BusinessEntity(id="deals", english="Deals", chinese="商机", entities=("deal",)),
    )
    program.take_password(URL, PASSWORD, remember=True)
    some = replace(connection, scope=RecoveryScope(entities=("contact",)))
    scheduled(program, some)
    contents = read_contents(program, connection, 1)

    assert [(b.id, b.entities) for b in contents.business] == [("people", ("contact",))]


def test_without_a_password_a_scheduled_run_and_the_health_say_so(program, connection):
    run = scheduled(program, connection)

    assert (run.outcome, run.error, run.action) == (Outcome.FAILED, "PasswordMissing", "GIVE_PASSWORD")
    assert program.overview(connection).health.concerns[:2] == (Concern.NEVER_BACKED_UP, Concern.PASSWORD)


def test_a_refused_password_is_a_concern_until_a_run_goes_well(program, connection):
    program.take_password(URL, PASSWORD, remember=True)
    scheduled(program, connection)
    program.take_password(URL, "changed on the server", remember=True)
    run = scheduled(program, connection)
    refused = program.overview(connection).health

    program.take_password(URL, PASSWORD, remember=True)
    scheduled(program, connection)

    assert run.error == "LoginRefused"
    assert (refused.state, refused.concerns[0]) == (HealthState.ATTENTION, Concern.PASSWORD)
    assert Concern.PASSWORD not in program.overview(connection).health.concerns


def test_a_server_that_does_not_answer_is_not_reachable(program, connection):
    gone = replace(connection, source="postgresql://crm@gone.example.com/sales")

    assert scheduled(program, gone).error == "SourceUnreachable"
    assert Concern.NOT_REACHABLE in program.overview(connection).health.concerns


def test_what_was_backed_up_comes_back_into_another_database_of_the_server(program, connection):
    program.take_password(URL, PASSWORD, remember=True)
    program.take_password("postgresql://crm@db.example.com/copy", PASSWORD, remember=False)
    point = program.overview(connection)
    assert not point.points
    scheduled(program, connection)
    (point,) = program.overview(connection).points

    target = "postgresql://crm@db.example.com/copy"
    restored = program.restore(connection, point.sequence, target, RestoreRequest(create_schema=True))

    assert restored.run.outcome is Outcome.OK
    assert restored.report.verified
    assert restored.report.total("verified") == point.records


def test_one_database_is_worked_on_by_one_job_whatever_the_addresses_say(program, connection, tmp_path):
    program.take_password(URL, PASSWORD, remember=True)
    other = "postgresql://crm@db.example.com:5432/sales"
    with engine_lock(tmp_path / "state" / "locks", "other", connection.repository, [other]):
        run = program.back_up(connection)

    assert run.error == JobRunning.__name__


def test_the_password_is_in_no_file_of_the_program(program, connection, tmp_path):
    program.take_password(URL, PASSWORD, remember=True)
    scheduled(program, connection)
    program.take_password(URL, f"{PASSWORD} once", remember=True)
    scheduled(program, connection)
    kept = [path for name in ("settings", "state", "backups") for path in (tmp_path / name).rglob("*")]

    assert kept
    assert not [path for path in kept if path.is_file() and PASSWORD.encode() in path.read_bytes()]
