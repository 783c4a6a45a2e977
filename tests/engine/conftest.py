import pytest

from tests.engine.setting import EditedCrm


@pytest.fixture
def crm(tmp_path):
    """Makes a database of some statements, with a repository for it."""

    def made(*statements):
        return EditedCrm(tmp_path / "crm.db", *statements)

    return made
