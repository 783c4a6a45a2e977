"""A real CRM of 250 tables with its folder of attachments: every strategy, every point, exactly."""

import hashlib

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.check import check
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import back_up, new_repository, view_of
from tests.engine.sqlite_state import opened, state_of
from tests.real_crm import unpack_tryton


@pytest.fixture(scope="module")
def tryton(crm_data, tmp_path_factory):
    """The folder with the database and `files` of the CRM."""
    folder = tmp_path_factory.mktemp("tryton")
    unpack_tryton(crm_data, folder)
    return folder


def tree(folder):
    """Every file, folder and link below a folder, with what a restore promises of it."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else None
        target = path.readlink() if path.is_symlink() else None
        found[path.relative_to(folder)] = (content, target, status.st_mode, status.st_mtime_ns)
    return found


def whole(folder):
    return state_of(folder / "crm.db"), tree(folder / "files")


def source_in(folder):
    return open_source(f"sqlite:///{folder / 'crm.db'}?files={folder / 'files'}")


def edit(folder, round_):
    with opened(folder / "crm.db") as connection:
        connection.execute("UPDATE party_party SET name = name || ? WHERE id % 50 = ?", (f" {round_}", round_))
        connection.execute("DELETE FROM party_contact_mechanism WHERE id % 80 = ?", (round_,))
        new = "INSERT INTO party_party (name, code, active) VALUES ('new é', ?, 2.5)"
        connection.execute(new, (b"code %d" % round_,))
        connection.execute(f"CREATE TABLE extra_{round_} (a, b)")
        connection.execute(f"INSERT INTO extra_{round_} VALUES (1, 'x'), (NULL, x'ff'), (CAST(x'ff' AS TEXT), 2.5)")
    files = sorted(path for path in (folder / "files").rglob("*") if path.is_file())
    files[round_].unlink()
    files[-round_].write_bytes(b"changed in round %d" % round_)
    (folder / "files" / f"new {round_}.bin").write_bytes(b"n" * round_ * 100_000)


def test_every_point_of_a_real_crm_restores_exactly_with_its_files(tryton, tmp_path):
    repository, source = new_repository(tmp_path / "repo"), source_in(tryton)
    moments = {}
    for round_, strategy in enumerate((Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL), start=1):
        point = back_up(source, repository, strategy)
        moments[point.sequence] = whole(tryton)
        assert point.strategy is strategy
        assert len(moments[point.sequence][0].tables) >= 250
        edit(tryton, round_)
    for sequence, (state, files) in moments.items():
        folder = tmp_path / f"point {sequence}"
        (folder / "files").mkdir(parents=True)
        report = run_restore(
            repository, view_of(repository, sequence), source_in(folder), RestoreRequest(create_schema=True)
        )
        assert report.total("failed") == 0
        assert report.total("verified") == view_of(repository, sequence).point.records
        found = whole(folder)
        assert found[0] == state, found[0].difference(state)
        assert found[1] == files
    assert check(repository).sound
    # Over the living CRM, and back.
    now = whole(tryton)
    request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)
    report = run_restore(repository, view_of(repository, 1), source, request)
    assert whole(tryton) == moments[1]
    run_undo(repository, view_of(repository, report.safety_point.sequence), source)
    assert whole(tryton) == now
