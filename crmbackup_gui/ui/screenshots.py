"""Pictures of everything that the window shows, in both languages, light and dark: `make screenshots`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.scenes import SCENES, Stage
from crmbackup_gui.ui.translation import install

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
            with tempfile.TemporaryDirectory(prefix="crmbackup-pictures-") as demo:
                _take(Stage(Path(demo)), folder, f"{language.value}-{shade}")
    return 0


def _take(stage: Stage, folder: Path, kind: str) -> None:
    for scene in SCENES:
        for name, widget in scene(stage):
            widget.grab().save(str(folder / f"{name}-{kind}.png"))
    stage.end()
