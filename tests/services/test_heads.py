import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmbackup_gui.repository.repository import Head
from crmbackup_gui.services.heads import FileHeadMemory
from crmbackup_gui.services.paths import heads_file


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "heads.json"


def head(sequence):
    return Head(sequence, bytes([sequence]) * 32)


def test_nothing_is_known_at_first(path):
    assert FileHeadMemory(path).recall("r", "c") is None


def test_a_head_is_remembered_by_the_next_program_too(path):
    FileHeadMemory(path).remember("r", "c", head(3))

    assert FileHeadMemory(path).recall("r", "c") == head(3)


def test_an_older_head_does_not_replace_a_newer_one(path):
    memory = FileHeadMemory(path)
    memory.remember("r", "c", head(3))
    memory.remember("r", "c", head(2))

    assert memory.recall("r", "c") == head(3)


def test_crms_and_repositories_are_told_apart(path):
    memory = FileHeadMemory(path)
    memory.remember("r", "c", head(1))
    memory.remember("r", "d", head(2))
    memory.remember("s", "c", head(3))

    assert [memory.recall(*key) for key in (("r", "c"), ("r", "d"), ("s", "c"))] == [head(1), head(2), head(3)]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"r": {"c": {"sequence": "x"}}}', b"\xff"])
def test_a_broken_file_is_begun_anew_and_logged(path, content, caplog):
    path.parent.mkdir()
    path.write_bytes(content)
    memory = FileHeadMemory(path)

    with caplog.at_level(logging.WARNING):
        assert memory.recall("r", "c") is None
    memory.remember("r", "c", head(1))

    assert "begun anew" in caplog.text
    assert memory.recall("r", "c") == head(1)


def test_a_place_that_cannot_be_written_is_logged_and_no_error(tmp_path, caplog):
    (tmp_path / "file").touch()

    with caplog.at_level(logging.WARNING):
        FileHeadMemory(tmp_path / "file" / "heads.json").remember("r", "c", head(1))

    assert "cannot be written" in caplog.text


def test_threads_lose_no_head(path):
    memory = FileHeadMemory(path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: memory.remember("r", f"crm {n}", head(1)), range(20)))

    assert len(json.loads(path.read_bytes())["r"]) == 20


def test_no_temporary_is_left(path):
    FileHeadMemory(path).remember("r", "c", head(1))

    assert [p.name for p in path.parent.iterdir()] == ["heads.json"]


def test_the_file_is_kept_with_the_state_of_this_user(own_home):
    assert own_home in heads_file().parents
