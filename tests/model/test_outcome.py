"""How a job ends and is stopped."""

import threading
from dataclasses import FrozenInstanceError

import pytest

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, no_progress


def test_a_fresh_token_lets_the_job_go_on():
    token = CancelToken()
    token.check()
    assert not token.cancelled


def test_a_cancelled_token_stops_the_job_at_its_next_look():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        token.check()


def test_a_cancelled_token_stays_cancelled():
    token = CancelToken()
    token.cancel()
    token.cancel()
    for _ in range(2):
        with pytest.raises(Cancelled):
            token.check()


def test_another_thread_may_cancel():
    token = CancelToken()
    thread = threading.Thread(target=token.cancel)
    thread.start()
    thread.join(timeout=10)
    assert token.cancelled


def test_tokens_do_not_share_their_state():
    CancelToken().cancel()
    assert not CancelToken().cancelled


def test_outcomes_have_the_words_of_the_command_line_contract():
    assert [outcome.value for outcome in Outcome] == ["ok", "warnings", "failed", "cancelled", "skipped"]


def test_progress_cannot_change_under_its_reader():
    progress = Progress("read", "contact", done=3)
    with pytest.raises(FrozenInstanceError):
        progress.done = 4


def test_the_total_is_unknown_unless_given():
    assert Progress("read").total is None


def test_nobody_needs_to_look_at_progress():
    assert no_progress(Progress("read")) is None
