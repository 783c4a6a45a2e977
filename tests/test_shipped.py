from crmbackup_gui import shipped
from crmbackup_gui.shipped import resource


def test_a_checkout_has_its_resources_beside_the_package():
    assert resource("README.md").read_text().startswith("# Resources")


def test_a_wheel_has_them_in_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "crmbackup_gui")
    (tmp_path / "crmbackup_gui" / "resources").mkdir(parents=True)
    assert resource("icons/x.svg") == tmp_path / "crmbackup_gui" / "resources" / "icons" / "x.svg"
