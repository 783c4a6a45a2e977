"""Scenes of places in clouds, and of rebuilding elsewhere. There is no cloud: what it would say is said here."""

from __future__ import annotations

from collections.abc import Iterator

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services.cloud_places import CloudAnswers
from crmbackup_gui.services.demo_crm import DATABASE, create_demo_crm
from crmbackup_gui.services.place_answers import PlaceAnswers
from crmbackup_gui.ui.dialogs.place import PlaceDialog
from crmbackup_gui.ui.dialogs.salvage import SalvagedDialog, SalvageDialog
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, next_page, open_dialog
from crmbackup_gui.ui.viewmodels.protect_state import Step
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.place_page import PlacePage

_S3 = CloudAnswers(
    Cloud.S3, "acme-backups", "crm", "https://s3.example.com", "eu-central-1", secrets=("A234567890", "a secret")
)
_AZURE = CloudAnswers(Cloud.AZURE, "backups", "crm", account="acme", secrets=("a secret",))
_GOOGLE = CloudAnswers(Cloud.GOOGLE, "acme-backups", "crm")
_REFUSED = StoreFailed(_S3.location, "the access key is not accepted", action=Action.GIVE_STORE_KEY)


def salvage(stage: Stage) -> Iterator[Shown]:
    """Where what is left of a repository is to be rebuilt, and the proof of it."""
    dialog = SalvageDialog(stage.session, stage.connection, stage.window)
    open_dialog(stage.session, dialog)
    dialog.form.folder.set_path(str(stage.folder / "rebuilt"))
    stage.settle()
    yield "salvage-1-place", dialog
    close_dialog(stage.session, dialog)
    stage.session.salvage(stage.connection.id, str(stage.folder / "rebuilt"))
    stage.settle()
    (proof,) = stage.window.findChildren(SalvagedDialog)
    yield "salvage-2-proof", proof
    close_dialog(stage.session, proof)


def clouds(stage: Stage) -> Iterator[Shown]:
    """The guide and the page Storage & keys where a place in a cloud is asked for."""
    crm = stage.folder / "cloud" / DATABASE
    create_demo_crm(crm.parent, contacts=20)
    wizard = ProtectWizard(stage.session, stage.window)
    open_dialog(stage.session, wizard)
    next_page(stage.session, wizard)
    page, place = wizard.step_page(Step.CRM), wizard.step_page(Step.PLACE)
    assert isinstance(page, CrmPage)
    assert isinstance(place, PlacePage)
    page.database.edit.setText(str(crm))
    while wizard.currentPage() is not place:
        next_page(stage.session, wizard)
    for name, answers in (("s3", _S3), ("azure", _AZURE), ("google", _GOOGLE)):
        place.form.show_answers(PlaceAnswers(cloud=answers))
        if name == "azure":
            place.form.cloud.more.click()
        stage.settle()
        yield f"cloud-1-{name}", wizard
    close_dialog(stage.session, wizard)
    stage.window.tabs.setCurrentWidget(stage.window.storage)
    stage.settle()
    stage.window.storage.copies.add.click()
    (dialog,) = stage.window.storage.copies.findChildren(PlaceDialog)
    yield "cloud-2-copy-folder", dialog
    dialog.form.show_answers(PlaceAnswers(cloud=_S3))
    stage.settle()
    dialog.say(_REFUSED)
    stage.draw()
    yield "cloud-2-copy-refused", dialog
    close_dialog(stage.session, dialog)
