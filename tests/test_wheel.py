"""What people install: the wheel has everything in it, and runs away from the checkout."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.soak


def pip(*arguments):
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", folder, PROJECT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture
def installed(wheel, tmp_path):
    """The words that run a module of what the wheel brought, in a folder with nothing of the checkout in it."""
    place, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    pip("install", "--no-deps", "--target", place, wheel)
    environment = os.environ | {"PYTHONPATH": str(place), "QT_QPA_PLATFORM": "offscreen"}

    def run(*arguments):
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, check=True).stdout

    assert run("-c", "import crmbackup_gui; print(crmbackup_gui.__file__)").startswith(str(place))
    return run


def test_everything_that_the_program_reads_is_in_the_wheel(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    code, resources = PROJECT / "crmbackup_gui", PROJECT / "resources"
    wanted = {path.relative_to(PROJECT).as_posix() for kind in ("py", "md") for path in code.rglob(f"*.{kind}")}
    wanted |= {
        f"crmbackup_gui/{path.relative_to(PROJECT).as_posix()}"
        for kind in ("svg", "qm")
        for path in resources.rglob(f"*.{kind}")
    }
    assert wanted <= inside
    assert "crmbackup_gui/py.typed" in inside


def test_nothing_else_is_in_the_wheel(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"crmbackup_gui"}


def test_the_demo_of_an_installed_program_proves_its_records(installed):
    said = installed("-c", "from crmbackup_gui.cli.app import main; main()", "demo")
    assert said.splitlines()[-1].startswith("verified ")


def test_an_installed_program_can_leave_its_note_in_a_repository(installed):
    look = "from crmbackup_gui.repository.note import note_text; print('# The repository format' in note_text())"
    assert installed("-X", "utf8", "-c", look) == "True\n"


def test_an_installed_program_finds_its_drawings_and_its_chinese(installed):
    look = (
        "from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from crmbackup_gui.services.settings import Language;"
        "from crmbackup_gui.ui.look.icons import icon;"
        "from crmbackup_gui.ui.translation import install;"
        "install(app, Language.CHINESE);"
        "print(app.translate('MainWindow', 'Settings'), icon('app').pixmap(16).isNull())"
    )
    assert installed("-X", "utf8", "-c", look) == "设置 False\n"
