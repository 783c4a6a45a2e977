"""Pictures of the window are told apart by their names."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QLabel, QWidget

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


class Unsettled(QWidget):
    """Its child finds its place only in the third turn of the event loop."""

    def __init__(self):
        super().__init__()
        self.resize(40, 40)
        self.field = QWidget(self)
        self.field.setAutoFillBackground(True)
        self.field.setBackgroundRole(QPalette.ColorRole.Highlight)
        self.field.setGeometry(0, 0, 1, 1)
        self.turns = 0
        QTimer.singleShot(0, self, self.turn)

    def turn(self):
        self.turns += 1
        self.field.resize(self.turns * 10, 40)
        if self.turns < 4:
            QTimer.singleShot(0, self, self.turn)


def unsettled(_stage):
    widget = Unsettled()
    widget.show()
    yield "unsettled", widget
    widget.close()
    widget.deleteLater()


@pytest.mark.usefixtures("language_kept")
def test_a_picture_is_taken_when_everything_has_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(screenshots, "Stage", Stage)
    monkeypatch.setattr(screenshots, "SCENES", (unsettled,))
    screenshots.take(tmp_path)
    picture = QImage(str(tmp_path / "unsettled-en-light.png"))
    assert picture.pixelColor(38, 20) == picture.pixelColor(2, 20)


@pytest.mark.usefixtures("language_kept")
def test_each_scene_is_taken_in_both_languages_light_and_dark(tmp_path, monkeypatch):
    monkeypatch.setattr(screenshots, "Stage", Stage)
    monkeypatch.setattr(screenshots, "SCENES", (page,))
    monkeypatch.setattr(Stage, "ended", 0)
    assert screenshots.take(tmp_path / "pictures") == 0
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {
        f"{name}-{language}-{shade}.png"
        for name in ("first", "second")
        for language in ("en", "zh")
        for shade in ("light", "dark")
    }
    assert Stage.ended == 4
