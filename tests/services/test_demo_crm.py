import sqlite3
from contextlib import closing
from random import Random

import pytest

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services import demo_crm, demo_rows
from crmbackup_gui.services.demo_crm import ATTACHMENTS, change_demo_crm, create_demo_crm

TABLES = ("account", "activity", "audit", "contact", "deal", "deal_contact", "note", "setting", "tag")


def ask(path, question, *values):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question, values).fetchall()


def records(path):
    return {table: ask(path, f'SELECT * FROM "{table}"') for table in TABLES}


def attachments(path):
    folder = path.parent / ATTACHMENTS
    return {
        str(f.relative_to(folder)): (f.read_bytes(), f.stat().st_mtime_ns) for f in folder.rglob("*") if f.is_file()
    }


@pytest.fixture
def crm(tmp_path):
    return create_demo_crm(tmp_path / "demo", contacts=600)


def test_a_demo_crm_has_the_contacts_asked_for(tmp_path):
    path = create_demo_crm(tmp_path, contacts=137)

    assert ask(path, "SELECT count(*) FROM contact") == [(137,)]


def test_the_same_seed_makes_the_same_records_and_attachments(tmp_path):
    first, second = (create_demo_crm(tmp_path / name, contacts=50, seed=3) for name in "ab")

    assert records(first) == records(second)
    assert attachments(first) == attachments(second)


def test_another_seed_makes_other_records(tmp_path):
    first, second = (create_demo_crm(tmp_path / str(seed), contacts=50, seed=seed) for seed in (3, 4))

    assert records(first)["contact"] != records(second)["contact"]


def test_every_reference_leads_to_a_record(crm):
    assert ask(crm, "PRAGMA foreign_key_check") == []


def test_sqlite_finds_the_database_intact(crm):
    assert ask(crm, "PRAGMA integrity_check") == [("ok",)]


def test_the_database_is_closed_and_writes_ahead(crm):
    assert sorted(p.name for p in crm.parent.iterdir()) == ["crm.db", "files"]
    assert ask(crm, "PRAGMA journal_mode") == [("wal",)]


@pytest.mark.parametrize(("table", "field"), [("deal", "amount"), ("contact", "credit_limit"), ("account", "revenue")])
def test_decimals_mix_integers_and_reals(crm, table, field):
    assert ask(crm, f"SELECT DISTINCT typeof({field}) FROM {table} ORDER BY 1") == [("integer",), ("real",)]


def test_some_notes_are_too_large_for_a_batch(crm):
    assert len(ask(crm, "SELECT id FROM note WHERE length(CAST(body AS BLOB)) > 65536")) == len(demo_rows.LARGE_NOTES)


def test_a_tag_is_the_same_in_any_case(crm):
    with closing(sqlite3.connect(crm)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO tag (name) VALUES ('vip')")


def test_participants_of_a_deal_have_a_composite_key_and_no_row_id(crm):
    assert ask(crm, "SELECT name FROM pragma_table_info('deal_contact') WHERE pk ORDER BY pk") == [
        ("deal_id",),
        ("contact_id",),
    ]
    assert ask(crm, "SELECT wr FROM pragma_table_list WHERE name = 'deal_contact'") == [(1,)]


def test_settings_have_no_key_hold_every_type_and_one_row_twice(crm):
    assert ask(crm, "SELECT name FROM pragma_table_info('setting') WHERE pk") == []
    assert {kind for (kind,) in ask(crm, "SELECT typeof(value) FROM setting")} == {
        "blob",
        "integer",
        "null",
        "real",
        "text",
    }
    assert ask(crm, "SELECT name, value FROM setting GROUP BY name, value HAVING count(*) = 2") == [
        ("sync.minutes", 15)
    ]


def test_people_come_from_several_countries_and_scripts(crm):
    assert len(ask(crm, "SELECT DISTINCT country FROM contact")) == 6
    assert ask(crm, "SELECT count(*) > 0 FROM contact WHERE last_name = ?", "欧阳") == [(1,)]


def test_mail_addresses_are_ascii_and_belong_to_nobody(crm):
    addresses = [address for (address,) in ask(crm, "SELECT email FROM contact")]

    assert all(a.isascii() and a.rsplit("@")[1] in ("example.com", "example.net", "example.org") for a in addresses)


def test_the_search_finds_a_note(crm):
    (found,) = ask(crm, "SELECT count(*) FROM note_search WHERE note_search MATCH 'warranty'")
    (there,) = ask(crm, "SELECT count(*) FROM note WHERE body LIKE '%warranty%'")

    assert found == there != (0,)


def test_without_the_full_text_index_the_rest_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_crm, "_can_search", lambda _: False)

    path = create_demo_crm(tmp_path, contacts=20)
    change_demo_crm(path, round=1)

    assert ask(path, "SELECT name FROM sqlite_schema WHERE name LIKE 'note_search%'") == []
    assert ask(path, "SELECT count(*) FROM contact") == [(20,)]


def test_a_changed_address_is_audited(crm):
    (before,) = ask(crm, "SELECT email FROM contact WHERE id = 1")
    with closing(sqlite3.connect(crm)) as connection, connection:
        connection.execute("UPDATE contact SET email = 'x@example.com' WHERE id = 1")

    assert ask(crm, "SELECT contact_id, old_email, new_email FROM audit") == [(1, *before, "x@example.com")]


def test_attachments_lie_in_folders_and_one_is_above_a_mebibyte(crm):
    found = attachments(crm)

    assert sum(len(content) > 1 << 20 for content, _ in found.values()) == 1
    assert sum(not content for content, _ in found.values()) == 1
    assert {"图片", "offers"} <= {p.name for p in (crm.parent / ATTACHMENTS).iterdir() if p.is_dir()}


def test_a_crm_that_is_there_is_never_overwritten(crm):
    before = crm.read_bytes()

    with pytest.raises(InvalidRequest, match="is there already"):
        create_demo_crm(crm.parent)

    assert crm.read_bytes() == before


def test_a_crm_without_contacts_is_refused(tmp_path):
    with pytest.raises(InvalidRequest, match="at least one contact"):
        create_demo_crm(tmp_path / "demo", contacts=0)

    assert not (tmp_path / "demo").exists()


def test_rows_are_made_one_at_a_time():
    people = demo_rows.contacts(Random(1), range(1, 10**12), range(1, 10**12))

    assert [next(people)[0] for _ in range(3)] == [1, 2, 3]


def test_a_round_adds_changes_and_deletes_about_one_per_cent(tmp_path):
    path = create_demo_crm(tmp_path, contacts=3_000)
    before = {row[0]: row for row in records(path)["contact"]}
    change_demo_crm(path, round=1)
    after = {row[0]: row for row in records(path)["contact"]}

    kept = before.keys() & after.keys()
    moved = [id_ for id_ in kept if before[id_][5] != after[id_][5]]  # the manager of a deleted contact changes too
    assert len(after.keys() - before.keys()) == 10
    assert len(before.keys() - after.keys()) == 10
    assert len(moved) == 10


@pytest.mark.parametrize("table", TABLES)
def test_a_round_changes_every_table_but_accounts(crm, table):
    before = records(crm)[table]
    change_demo_crm(crm, round=1)

    assert (records(crm)[table] == before) == (table == "account")


def test_a_round_is_the_same_wherever_it_is_made(tmp_path):
    first, second = (create_demo_crm(tmp_path / name, contacts=50) for name in "ab")
    change_demo_crm(first, round=4)
    change_demo_crm(second, round=4)

    assert records(first) == records(second)
    assert attachments(first) == attachments(second)


def test_rounds_differ(tmp_path):
    first, second = (create_demo_crm(tmp_path / name, contacts=50) for name in "ab")
    change_demo_crm(first, round=1)
    change_demo_crm(second, round=2)

    assert records(first)["contact"] != records(second)["contact"]


@pytest.mark.parametrize("contacts", [1, 5, 600])
def test_the_crm_stays_sound_through_many_rounds(tmp_path, contacts):
    path = create_demo_crm(tmp_path, contacts=contacts)
    for number in range(1, 13):
        change_demo_crm(path, round=number)

    assert ask(path, "PRAGMA foreign_key_check") == []
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "SELECT count(*) FROM contact") == [(contacts,)]


def test_the_search_follows_the_edits(crm):
    change_demo_crm(crm, round=1)

    with closing(sqlite3.connect(crm)) as connection, connection:
        # Fails with "database disk image is malformed" when the index and the notes differ.
        connection.execute("INSERT INTO note_search (note_search, rank) VALUES ('integrity-check', 1)")


def test_a_round_renames_one_attachment_and_changes_another(crm):
    before = attachments(crm)
    change_demo_crm(crm, round=1)
    after = attachments(crm)

    (gone,) = before.keys() - after.keys()
    (came,) = after.keys() - before.keys()
    assert before[gone] == after[came]
    assert [name for name in before.keys() & after.keys() if before[name] != after[name]] == ["notes/minutes.md"]


def test_every_round_renames_the_same_attachment_again(crm):
    for number in (1, 2, 3):
        change_demo_crm(crm, round=number)

    assert sorted(p.name for p in (crm.parent / ATTACHMENTS / "offers").iterdir()) == [
        "2025",
        "Angebot Entwurf 3.txt",
    ]
