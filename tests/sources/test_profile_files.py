import re
from pathlib import Path

import msgspec
import pytest

from crmbackup_gui.model.conventions import FilePart
from crmbackup_gui.shipped import resource
from crmbackup_gui.sources.sql.profile_files import FileRule, profiles, read_profile, vocabulary

SHIPPED = sorted(path for path in resource("profiles").glob("*.toml") if path.stem != "generic")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

shipped = pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)


def test_the_crms_that_the_program_promises_to_know_are_known():
    names = {profile.name for profile in profiles()}
    assert names >= {"SuiteCRM", "EspoCRM", "Odoo", "vtiger", "Dolibarr", "Tryton", "Django CRM"}
    assert len(names) == len(SHIPPED)


@shipped
def test_no_table_is_in_two_business_entities_or_in_one_and_transient(path):
    profile = read_profile(path)
    names = [*profile.transient, *(name for rule in profile.business for name in rule.tables)]
    assert sorted(names) == sorted(set(names))


@shipped
def test_business_entities_have_names_in_both_languages_and_no_two_are_called_alike(path):
    rules = read_profile(path).business
    for names in ([rule.id for rule in rules], [rule.english.casefold() for rule in rules], [r.chinese for r in rules]):
        assert len(names) == len(set(names))
    for rule in rules:
        assert re.fullmatch(r"[a-z]+", rule.id)
        assert rule.english
        assert CHINESE.search(rule.chinese)
        assert rule.tables
        assert "*" not in rule.tables[0]


@shipped
def test_no_transient_table_is_matched_by_a_pattern(path):
    assert not [name for name in read_profile(path).transient if "*" in name]


@shipped
def test_patterns_say_enough_to_be_safe(path):
    patterns = [name for rule in read_profile(path).business for name in rule.tables if "*" in name]
    assert all(len(name.replace("*", "").strip("_-")) >= 1 and not name.startswith("*") for name in patterns)


@shipped
def test_references_lead_to_tables_that_the_profile_knows(path):
    profile = read_profile(path)
    known = {name for rule in profile.business for name in rule.tables}
    patterns = [name[:-1] for name in known if name.endswith("*")]
    for rule in profile.references:
        targets = {*rule.targets.values(), *((rule.target,) if rule.target else ())}
        assert bool(rule.target) != bool(rule.targets)
        assert bool(rule.targets) == bool(rule.type_field or rule.separator)
        for target in targets:
            assert target in known or any(target.startswith(beginning) for beginning in patterns), target


@shipped
def test_paths_of_files_name_at_least_one_field(path):
    for rule in read_profile(path).files:
        assert any(part.field for part in rule.parts)
        assert "".join(part.text for part in rule.parts).count("{") == 0


def test_words_of_unknown_crms_are_in_both_languages():
    for english, chinese in (*vocabulary().words.values(), vocabulary().other):
        assert english[0].isupper()
        assert CHINESE.search(chinese)


@pytest.mark.parametrize("spoilt", ["surprise = 1\n", "[detect]\nanchor = 3\n", "name = 'x'\n"])
def test_a_file_of_another_shape_is_refused(tmp_path, spoilt):
    path = tmp_path / "spoilt.toml"
    path.write_text(Path(SHIPPED[0]).read_text() + spoilt if "surprise" in spoilt else spoilt)
    with pytest.raises(msgspec.DecodeError):
        read_profile(path)


def test_a_path_is_taken_apart():
    rule = FileRule(table="a", path="up/{id[0:2]}/{id}_{name}.bin")
    assert rule.parts == (
        FilePart(text="up/"),
        FilePart(field="id", start=0, stop=2),
        FilePart(text="/"),
        FilePart(field="id"),
        FilePart(text="_"),
        FilePart(field="name"),
        FilePart(text=".bin"),
    )
