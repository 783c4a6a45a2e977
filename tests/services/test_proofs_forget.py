"""A program that runs for weeks remembers what it read. What it proves does not rest on that."""

from pathlib import Path

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.demo_home import open_demo


@pytest.fixture
def harmed(tmp_path):
    """A program that has read its newest point, whose records are zeros on the disk since."""
    (tmp_path / "demo").mkdir()
    program = open_demo(tmp_path / "demo", contacts=50)
    (connection,) = program.settings.read().connections
    assert program.drill(connection).outcome is Outcome.OK
    overview = program.overview(connection)
    view = program.unlock(connection.repository).view(overview.crm, overview.points[-1].sequence)
    pack = next(state.upserts[0].place.pack.hex() for state in view.manifest.entities if state.upserts)
    (file,) = Path(connection.repository).rglob(f"{pack}*")
    file.write_bytes(bytes(file.stat().st_size))
    return program, connection


def test_a_check_names_the_point_whose_records_are_damaged_though_they_were_read_before(harmed):
    program, connection = harmed
    assert program.check(connection).outcome is Outcome.FAILED
    assert program.overview(connection).verdicts[5] is False


def test_a_drill_fails_on_damage_that_came_after_the_records_were_read(harmed):
    program, connection = harmed
    run = program.drill(connection)
    assert (run.outcome, run.error) == (Outcome.FAILED, "ObjectDamaged")
