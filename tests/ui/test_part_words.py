"""Parts of a CRM are called as people write, and the folder of files in their language."""

import pytest

from crmbackup_gui.services.settings import Language
from crmbackup_gui.sources.files.entity import FILES
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.words.parts import exact_name, field_name, part_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("deal_contact", "Deal contact"),
        ("account", "Account"),
        ("x_studio_2", "X studio 2"),
        ("Account", "Account"),
        ("Invoice__c", "Invoice__c"),
        ("res_Partner", "res_Partner"),
        ("Kunden (alt)", "Kunden (alt)"),
        ("客户", "客户"),
        ("_private", "_private"),
        ("", ""),
    ],
)
def test_names_that_were_made_for_programs_are_written_as_people_write_and_others_are_left(name, shown):
    assert part_name(name) == shown
    assert field_name(name) == shown


def test_who_wants_to_know_is_told_the_exact_name():
    assert exact_name("deal_contact", "deal_contact") == exact_name("deal_contact", "") == "deal_contact"
    assert exact_name("res_partner", "Contacts") == "Contacts"


@pytest.mark.usefixtures("language_kept")
def test_the_folder_of_files_is_called_in_the_language_of_the_window(qapp):
    install(qapp, Language.CHINESE)
    assert part_name(FILES.label) == part_name(FILES.name) == "文件"
    assert part_name("account") == "Account"
