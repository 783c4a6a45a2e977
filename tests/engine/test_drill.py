"""A drill proves by a throw-away CRM that a point comes back, and leaves nothing of it behind."""

import tempfile

import pyarrow.compute as pc
import pytest

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.drill import run_drill
from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.packs import pack_name
from crmbackup_gui.sources.registry import open_source
from tests.engine.postgresql_crm import OBJECTS, RECORDS, PostgresCrm
from tests.engine.setting import FAMILY, EditedCrm, new_repository


@pytest.fixture(autouse=True)
def throw_away(tmp_path, monkeypatch):
    folder = tmp_path / "throw-away"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def damage(repository, point):
    """Flips a bit of every pack that the point wrote."""
    for pack in repository.manifest(point.crm, point.sequence).packs:
        content = bytearray(repository.store.get(pack_name(pack)))
        content[60] ^= 1
        repository.store.put(pack_name(pack), bytes(content))


def records_of(repository, point):
    """How many records the CRM had in each entity, equal ones of those without a key counted each."""
    view = repository.view(point.crm, point.sequence)
    found = {}
    for entity in view.entities():
        copies = entity.index("crmbackup:copies") if entity.key == ("crmbackup:digest",) else None
        runs = [run.batch for run in view.read(entity.name)]
        found[entity.name] = sum(b.num_rows if copies is None else pc.sum(b.column(copies)).as_py() for b in runs)
    return found


def test_every_record_of_a_file_database_is_restored_and_compared(tmp_path):
    crm = EditedCrm(tmp_path / "crm.db", *FAMILY)
    point = crm.back_up()
    report = run_drill(crm.repository, point)
    assert (report.outcome, report.verified, report.total("verified")) == (Outcome.OK, True, point.records)


def test_a_point_that_cannot_be_read_fails_the_drill(tmp_path):
    crm = EditedCrm(tmp_path / "crm.db", *FAMILY)
    point = crm.back_up()
    damage(crm.repository, point)
    with pytest.raises(DamagedRepository):
        run_drill(crm.repository, crm.repository.manifest(point.crm, point.sequence).point)


def test_of_a_server_every_record_is_written_into_files_and_read_back(pg):
    crm = PostgresCrm(pg(OBJECTS, RECORDS))
    point = crm.back_up()
    report = run_drill(crm.repository, point)
    assert report.verified
    assert {entity.name: entity.verified for entity in report.entities} == records_of(crm.repository, point)


def test_files_beside_a_server_database_are_restored_too(pg, tmp_path):
    (tmp_path / "attached" / "offers").mkdir(parents=True)
    (tmp_path / "attached" / "offers" / "1.pdf").write_bytes(bytes(100_000))
    repository = new_repository()
    source = open_source(f"{pg(OBJECTS, RECORDS).url('postgres')}&files={tmp_path / 'attached'}")
    point = run_backup(source, repository).point
    report = run_drill(repository, point)
    assert report.verified
    assert {entity.name: entity.verified for entity in report.entities} == records_of(repository, point)
    assert {"files"} < {entity.name for entity in report.entities}


def test_a_point_of_a_server_that_cannot_be_read_fails_the_drill(pg):
    crm = PostgresCrm(pg(OBJECTS, RECORDS))
    point = crm.back_up()
    damage(crm.repository, point)
    with pytest.raises(DamagedRepository):
        run_drill(crm.repository, point)
