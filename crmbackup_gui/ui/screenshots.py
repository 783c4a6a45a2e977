"""Pictures of everything that the window shows, in both languages, light and dark: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.scenes import SCENES
from crmbackup_gui.ui.stage import Stage, keep_still
from crmbackup_gui.ui.translation import install

_NAME = "acme"
_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def take(folder: Path) -> int:
    """Write a PNG of every scene into the folder, named as in `restore-3-where-zh-dark.png`; the exit code."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    for language in (Language.ENGLISH, Language.CHINESE):
        install(app, language)
        for shade, scheme in _SCHEMES.items():
            theme.apply(app, scheme)
            with _place() as place:
                _take(Stage(place), folder, f"{language.value}-{shade}")
    return 0


@contextmanager
def _place() -> Iterator[Path]:
    """An empty folder that is gone afterwards. Its path is in the pictures, so that it is a plain one if it can be."""
    place = Path(tempfile.gettempdir()) / _NAME
    try:
        place.mkdir(mode=0o700)
    except FileExistsError:
        place = Path(tempfile.mkdtemp(prefix=f"{_NAME}-"))
    try:
        yield place
    finally:
        shutil.rmtree(place)


def _take(stage: Stage, folder: Path, kind: str) -> None:
    for scene in SCENES:
        for name, widget in scene(stage):
            keep_still(widget)
            widget.grab().save(str(folder / f"{name}-{kind}.png"))
    stage.end()
