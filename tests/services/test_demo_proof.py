import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.demo_proof import Proof, contents, prove


@pytest.fixture
def crm(tmp_path):
    return create_demo_crm(tmp_path, contacts=20)


def change(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_records_that_are_as_they_should_be_are_verified():
    held = Counter({("a", "1"): 1, ("a", "2"): 2})

    assert prove(Counter(), held, held) == Proof(3, 3)


def test_only_what_had_to_be_restored_counts():
    before, wanted = Counter({("a", "1"): 1}), Counter({("a", "1"): 1, ("a", "2"): 1})

    assert prove(before, wanted, wanted) == Proof(1, 1)


@pytest.mark.parametrize(
    "found",
    [
        Counter({("a", "1"): 1}),
        Counter({("a", "1"): 1, ("a", "2"): 1, ("a", "3"): 1}),
        Counter({("a", "2"): 1}),
        Counter({("a", "1"): 1, ("a", "two"): 1}),
    ],
)
def test_a_record_too_few_too_many_or_spoilt_shows(found):
    before, wanted = Counter({("a", "1"): 1}), Counter({("a", "1"): 1, ("a", "2"): 1})

    proof = prove(before, wanted, found)

    assert proof.verified < proof.wanted


def test_a_number_that_became_a_text_is_another_record(crm):
    before = contents(crm)
    change(crm, "UPDATE setting SET value = '1' WHERE name = (SELECT min(name) FROM setting)")
    text = contents(crm)
    change(crm, "UPDATE setting SET value = x'31' WHERE name = (SELECT min(name) FROM setting)")

    assert before != text != contents(crm)


def test_attachments_count_with_their_bytes_and_times(crm):
    before = contents(crm)
    (crm.parent / "files" / "empty.txt").write_bytes(b"x")

    assert len(before - contents(crm)) == 1
