"""The wire against real HTTP on loopback: what it tries again, what it must not, and what it tells of it."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from crmbackup_gui.errors import (
    BudgetSpent,
    Cancelled,
    InvalidRequest,
    LoginRefused,
    SourceUnreachable,
    SourceUnreadable,
)
from crmbackup_gui.model.budget import Usage
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.sources.hosted import wire as wire_module
from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.budget import Budget
from crmbackup_gui.sources.hosted.wire import AnswerLost, Meaning, Verdict, Wire, retry_after
from tests.fakes.serving import FakeService, Response, Trouble, answer_json


class Shop(FakeService):
    def __init__(self):
        super().__init__()
        self.token = "first"
        self.made = 0
        self.used = 0
        self.limit = 100
        for method in ("GET", "POST"):
            self.route(method, "/things", self.things)

    def things(self, request):
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return answer_json({"message": "who are you"}, 401)
        self.used += 1
        self.made += request.method == "POST"
        return answer_json({"made": self.made}, headers={"X-Used": f"{self.used}/{self.limit}"})


@pytest.fixture
def shop():
    with Shop() as service:
        yield service


@pytest.fixture
def slept():
    return []


@pytest.fixture
def wire(shop, slept):
    keys = iter(["first", "second", "second"])
    opened = Wire(
        "shop://here",
        shop.url,
        KeyAccess("shop://here", lambda _: next(keys), bearer),
        measure=used,
        sleep=slept.append,
    )
    yield opened
    opened.close()


def used(response):
    told = response.headers.get("x-used")
    return Usage(*map(int, told.split("/"))) if told else None


def test_an_answer_is_handed_over_whole_with_what_it_says_of_the_budget(wire):
    assert wire.send("GET", "/things").json() == {"made": 0}
    assert wire.budget.usage == Usage(1, 100)
    assert wire.budget.calls == 1


@pytest.mark.parametrize("trouble", [Trouble.NOT_RECEIVED, Trouble.ANSWER_LOST, Trouble.ANSWER_CUT, Response(503)])
def test_what_may_be_repeated_is_tried_again_whatever_went_wrong(wire, shop, trouble):
    shop.faults.plan(trouble, times=3)
    assert wire.send("GET", "/things").status_code == 200


@pytest.mark.parametrize("trouble", [Trouble.ANSWER_LOST, Trouble.ANSWER_CUT, Response(502)])
def test_what_creates_is_never_sent_twice_when_its_answer_is_lost(wire, shop, trouble):
    shop.faults.plan(trouble)
    with pytest.raises(AnswerLost):
        wire.send("POST", "/things", content=b"{}", repeatable=False)
    assert shop.calls(method="POST") == 1


def test_what_creates_is_sent_again_when_it_was_turned_away_for_being_too_fast(wire, shop, slept):
    shop.faults.plan(Response(429, headers={"Retry-After": "7"}))
    assert wire.send("POST", "/things", content=b"{}", repeatable=False).json() == {"made": 1}
    assert slept, "it did not wait"


@pytest.mark.parametrize("status", [401, 429])
def test_content_that_is_read_from_somewhere_is_read_anew_when_the_request_was_turned_away(wire, shop, status):
    got = []

    def take(request):
        got.append(request.body)
        return answer_json({}, 200 if len(got) > 1 else status)

    def content():
        yield b"head "
        yield b"and content"

    shop.route("POST", "/files", take)
    assert wire.send("POST", "/files", content=content, repeatable=False).status_code == 200
    assert got == [b"head and content"] * 2


@pytest.mark.parametrize("meaning", [Meaning.THROTTLED, Meaning.SPENT])
def test_a_service_that_says_again_at_once_is_asked_more_and_more_seldom_and_not_for_ever(wire, shop, meaning):
    wire.judge = lambda response: Verdict(meaning, wait=0.0) if response.status_code == 429 else None
    wire.patience = timedelta(minutes=20)
    shop.faults.plan(Response(429), times=10_000)
    with pytest.raises(BudgetSpent):
        wire.send("GET", "/things")
    assert shop.calls() < 40


def test_a_pause_for_a_service_that_is_asked_too_fast_is_told(wire, shop):
    pauses = []
    wire.attend(pauses.append, CancelToken())
    shop.faults.plan(Response(429, headers={"Retry-After": "7"}))
    wire.send("GET", "/things")
    [pause] = pauses
    assert not pause.spent
    assert timedelta(seconds=5) < pause.until - datetime.now(UTC) < timedelta(seconds=8)


def test_a_refused_token_is_renewed_and_the_request_sent_again(wire, shop):
    shop.token = "second"
    assert wire.send("POST", "/things", content=b"{}", repeatable=False).json() == {"made": 1}


def test_a_token_that_is_refused_when_it_is_fresh_is_refused_for_good(wire, shop):
    shop.token = "third"
    with pytest.raises(LoginRefused):
        wire.send("GET", "/things")
    assert shop.calls() == 2


def test_a_service_that_keeps_failing_is_not_asked_for_ever(wire, shop):
    shop.faults.plan(Response(500), times=100)
    with pytest.raises(SourceUnreachable, match="status 500"):
        wire.send("GET", "/things")
    assert shop.calls() == 8


def test_a_refusal_is_an_answer_and_is_not_tried_again(wire, shop):
    shop.faults.plan(answer_json({"message": "no"}, 400), times=2)
    assert wire.send("GET", "/things").status_code == 400
    assert shop.calls() == 1


def test_the_share_that_stays_free_is_not_touched(wire, shop):
    wire.budget.free = 50
    wire.patience = timedelta(minutes=40)
    shop.used = 48
    for _ in range(4):
        wire.send("GET", "/things")
    with pytest.raises(BudgetSpent, match="52 of 100"):
        wire.send("GET", "/things")
    # The budget rolls, so one call after each pause asks how it stands.
    assert shop.used == 52


def test_a_budget_that_was_spent_is_used_again_when_the_service_renews_it(wire, shop):
    pauses = []
    wire.attend(pauses.append, CancelToken())
    wire.budget.free = 50
    shop.used = 49
    wire.send("GET", "/things")

    def renewed(_):
        shop.used = 0

    wire.sleep = renewed
    wire.send("GET", "/things")
    wire.send("GET", "/things")
    assert [pause.spent for pause in pauses] == [True]
    assert wire.budget.usage == Usage(2, 100)


def test_cancelling_ends_a_long_pause(wire, shop):
    token = CancelToken()
    wire.attend(lambda _: token.cancel(), token)
    shop.faults.plan(Response(429, headers={"Retry-After": "3600"}))
    with pytest.raises(Cancelled):
        wire.send("GET", "/things")


def test_a_judge_tells_a_spent_budget_behind_any_status(wire, shop):
    def judge(response):
        return Verdict(Meaning.SPENT, wait=99_999) if response.status_code == 403 else None

    wire.judge = judge
    shop.faults.plan(Response(403))
    with pytest.raises(BudgetSpent):
        wire.send("GET", "/things")


def test_a_token_never_goes_unencrypted_to_another_computer(wire):
    with pytest.raises(InvalidRequest, match="https"):
        wire.send("GET", "http://example.com/things")


def test_an_address_that_brings_its_own_permission_does_not_see_the_token(wire, shop):
    assert wire.send("GET", "/things", authorised=False).status_code == 401
    assert shop.requests[0].headers["Authorization"] is None


def test_an_answer_without_end_is_refused(wire, monkeypatch):
    monkeypatch.setattr(wire_module, "LARGEST_ANSWER", 5)
    with pytest.raises(SourceUnreadable, match="larger"):
        wire.send("GET", "/things")


def test_a_large_answer_is_streamed_and_a_refused_token_renewed_before(wire, shop):
    shop.token = "second"
    with wire.stream("/things") as response:
        assert b"".join(response.iter_bytes()) == b'{"made": 0}'


def test_a_stream_that_breaks_off_says_so_to_whoever_reads_it(wire, shop):
    shop.faults.plan(Trouble.ANSWER_CUT)
    with pytest.raises(SourceUnreachable), wire.stream("/things") as response:
        b"".join(response.iter_bytes())


@pytest.mark.parametrize(
    ("told", "seconds"), [("3", 3.0), ("0.25", 0.25), ("inf", None), ("-4", None), ("", None), ("soon", None)]
)
def test_only_a_sensible_time_to_wait_is_believed(told, seconds):
    assert retry_after(httpx.Response(429, headers={"retry-after": told})) == seconds


def test_calls_since_the_service_spoke_of_its_budget_are_counted_too():
    budget = Budget(free=10)
    budget.note(Usage(70, 100))
    budget.count(15)
    assert (budget.usage.used, budget.facts.left) == (85, 5)
    assert budget.allows(5)
    assert not budget.allows(6)


def test_an_answer_that_overtakes_another_does_not_make_the_budget_larger():
    budget = Budget()
    budget.note(Usage(50, 100))
    budget.count(2)
    budget.note(Usage(49, 100))
    assert budget.usage.used == 52
