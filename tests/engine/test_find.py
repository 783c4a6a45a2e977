"""Finding records of a point by what they hold."""

import threading

import pytest

from crmbackup_gui.engine.find import find_records
from crmbackup_gui.errors import Cancelled, EntityNotFound
from crmbackup_gui.model.outcome import CancelToken
from tests.engine.setting import EMPTY, FAMILY, view_of

PEOPLE = (
    "CREATE TABLE person (id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, age INTEGER, note)",
    "INSERT INTO person VALUES (1, 'Ana', 'Müller', 41, NULL), (2, 'Bo', 'Li', 7, 41.5)",
    "INSERT INTO person VALUES (3, 'Cy', '100% (sure)', 8, x'00ff')",
    "INSERT INTO person VALUES (4, '李', '娜', 9, CAST(x'ff4d41524bff' AS TEXT))",
)


def found(made, text, **options):
    return find_records(view_of(made.repository, 1), text, **options)


def keys(result):
    return [(row.entity, row.key) for row in result.rows]


@pytest.fixture
def people(crm):
    made = crm(*PEOPLE)
    made.back_up()
    return made


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("MÜLLER", ["1"]),
        ("  li ", ["2"]),
        ("41", ["1", "2"]),
        ("41.5", ["2"]),
        ("% (S", ["3"]),
        ("娜", ["4"]),
        ("mark", ["4"]),
        ("nobody", []),
        ("   ", []),
    ],
)
def test_records_are_found_by_any_part_of_any_field_whatever_its_case(people, text, ids):
    assert [row.key for row in found(people, text).rows] == ids


def test_a_record_is_called_by_the_names_it_has(people):
    (row,) = found(people, "Müller").rows
    assert row.title == "Ana Müller"
    assert row.fields == {"id": "1", "first_name": "Ana", "last_name": "Müller", "age": "41"}


def test_a_long_value_is_shown_by_its_beginning_on_one_line(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, body)", ("INSERT INTO t VALUES (1, ?)", ("wide\n" * 900,)))
    made.back_up()
    (row,) = found(made, "wide").rows
    assert len(row.fields["body"]) == 120
    assert row.fields["body"].endswith("wide…")


def test_only_the_entities_that_are_named_are_searched(crm):
    made = crm(*FAMILY)
    made.back_up()
    assert keys(found(made, "c", entities=("contact",))) == [("contact", "c")]
    assert keys(found(made, "child")) == [("account", "2"), ("account", "3")]
    with pytest.raises(EntityNotFound):
        found(made, "c", entities=("nowhere",))


def test_the_search_ends_with_as_many_as_are_wanted_and_says_that_there_are_more(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, name)")
    made.run(*((f"INSERT INTO t VALUES ({n}, 'same')", ()) for n in range(50)))
    made.back_up()
    some = found(made, "same", most=20)
    assert (len(some.rows), some.truncated) == (20, True)
    assert found(made, "same", most=50).truncated is False
    assert not [t for t in threading.enumerate() if t.name == "read-segments"]


def test_what_a_point_changed_is_found_as_it_was_then(people):
    people.run("UPDATE person SET last_name = 'Meier' WHERE id = 1", "DELETE FROM person WHERE id = 2")
    people.back_up()
    later = view_of(people.repository, 2)
    assert not find_records(later, "müller").rows
    assert keys(find_records(later, "meier")) == [("person", "1")]
    assert not find_records(later, "bo").rows


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TABLE t (body)", "INSERT INTO t VALUES ('wanted'), ('other')"),
        ("CREATE TABLE t (a, b, body, PRIMARY KEY (a, b))", "INSERT INTO t VALUES (1, 'x\"y', 'wanted'), (1, 2, 'o')"),
        ("CREATE TABLE t (k BLOB PRIMARY KEY, body)", "INSERT INTO t VALUES (x'fe00', 'wanted'), (x'fe01', 'other')"),
    ],
    ids=["without a key", "with a key of two fields", "with bytes for a key"],
)
def test_the_key_of_what_was_found_names_the_record_in_a_restore(crm, statements):
    made = crm(*statements)
    made.back_up()
    (row,) = found(made, "wanted").rows
    made.run("DELETE FROM t")
    made.restore(records={row.entity: (row.key,)})
    assert made.rows("SELECT body FROM t") == [(b"wanted",)]


def test_a_search_that_is_cancelled_ends(crm):
    made = crm(*FAMILY, *EMPTY[:1])
    made.back_up()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        found(made, "c", cancel=cancel)
