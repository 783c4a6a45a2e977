"""Pictures of the window are told apart by their names."""

import pytest
from PySide6.QtWidgets import QLabel

from crmbackup_gui.ui import screenshots


class Stage:
    ended = 0

    def __init__(self, folder):
        assert folder.is_dir()

    def end(self):
        Stage.ended += 1


def page(_stage):
    for name in ("first", "second"):
        label = QLabel(name)
        yield name, label
        label.deleteLater()


@pytest.mark.usefixtures("language_kept")
def test_each_scene_is_taken_in_both_languages_light_and_dark(tmp_path, monkeypatch):
    monkeypatch.setattr(screenshots, "Stage", Stage)
    monkeypatch.setattr(screenshots, "SCENES", (page,))
    assert screenshots.take(tmp_path / "pictures") == 0
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {
        f"{name}-{language}-{shade}.png"
        for name in ("first", "second")
        for language in ("en", "zh")
        for shade in ("light", "dark")
    }
    assert Stage.ended == 4
