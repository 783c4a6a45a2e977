"""Stores over a network: trying again, time limits, unknown outcomes, and stopping."""

import socket
import threading
import time
from itertools import pairwise

import pytest
from obstore import exceptions as refusals
from obstore.store import MemoryStore

from crmbackup_gui.errors import Cancelled, InvalidRequest, StoreFailed
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.objects import AlreadyThere
from crmbackup_gui.repository.stores import asking, remote
from crmbackup_gui.repository.stores.asking import Asking, Patience
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.repository.stores.rate import RateLimit, read_rate
from crmbackup_gui.repository.stores.refused import understand
from crmbackup_gui.repository.stores.remote import ObstoreObjects
from tests.servers.lossy_proxy import Line, lossy_proxy

LOST = refusals.GenericError("Generic S3 error: HTTP error: error sending request")
SHORT = Patience(known=0.5, unknown=0.2, pause=0.02)


class Trouble:
    """Makes calls of obstore fail: before they are sent, or after the store has carried them out."""

    def __init__(self, monkeypatch, call, failures, *, after=False):
        self.left, self.calls = failures, 0
        real = getattr(remote.obstore, call)

        async def troubled(*arguments, **named):
            self.calls += 1
            if self.left and not after:
                self.left -= 1
                raise LOST
            result = await real(*arguments, **named)
            if self.left:
                self.left -= 1
                raise LOST
            return result

        monkeypatch.setattr(remote.obstore, call, troubled)


@pytest.fixture
def store():
    return ObstoreObjects(MemoryStore(), Asking("there", Patience(5, 5, 0.02)))


@pytest.mark.parametrize("create", [False, True])
def test_a_put_that_fails_is_sent_again(monkeypatch, store, create):
    trouble = Trouble(monkeypatch, "put_async", 3)
    store.put("a", b"content", create=create)
    assert store.get("a") == b"content"
    assert trouble.calls == 4


def test_a_create_that_took_effect_though_it_seemed_to_fail_has_won(monkeypatch, store):
    Trouble(monkeypatch, "put_async", 1, after=True)
    store.put("points/1", b"ours", create=True)
    assert store.get("points/1") == b"ours"


def test_a_create_that_failed_while_somebody_else_won_has_lost(monkeypatch, store):
    store.put("points/1", b"theirs")
    Trouble(monkeypatch, "put_async", 1)
    with pytest.raises(AlreadyThere):
        store.put("points/1", b"ours", create=True)
    assert store.get("points/1") == b"theirs"


def test_a_create_that_finds_its_own_content_has_won_for_the_network_library_may_have_sent_it_twice(store):
    store.put("points/1", b"same", create=True)
    store.put("points/1", b"same", create=True)
    with pytest.raises(AlreadyThere):
        store.put("points/1", b"other", create=True)
    assert store.get("points/1") == b"same"


@pytest.mark.parametrize("call", ["get_async", "head_async", "delete_async"])
def test_other_requests_are_sent_again_too(monkeypatch, store, call):
    store.put("a", b"x")
    trouble = Trouble(monkeypatch, call, 2)
    {"get_async": lambda: store.get("a"), "head_async": lambda: store.size("a")}.get(
        call, lambda: store.delete(["a"])
    )()
    assert trouble.calls == 3


def test_a_place_that_never_answered_is_given_up_sooner_than_one_that_did(monkeypatch):
    store = ObstoreObjects(MemoryStore(), Asking("there", SHORT))
    Trouble(monkeypatch, "get_async", 10_000)
    seconds = []
    for known in (False, True):
        if known:
            store.put("a", b"x")
        began = time.monotonic()
        with pytest.raises(StoreFailed, match="cannot be reached"):
            store.get("a")
        seconds.append(time.monotonic() - began)
    assert seconds[0] <= 0.3
    assert 0.3 < seconds[1] < 2


def test_what_will_not_pass_is_not_tried_again(monkeypatch, store):
    calls = []

    async def refuse(*_arguments, **_named):
        calls.append(1)
        raise refusals.PermissionDeniedError("status: 403 Forbidden")

    monkeypatch.setattr(remote.obstore, "get_async", refuse)
    with pytest.raises(StoreFailed, match="permission"):
        store.get("a")
    assert calls == [1]


def test_cancelling_ends_the_waiting_for_a_network(monkeypatch):
    cancel = CancelToken()
    store = ObstoreObjects(MemoryStore(), Asking("there", Patience(60, 60, 30), cancel))
    Trouble(monkeypatch, "get_async", 10_000)
    threading.Timer(0.3, cancel.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        store.get("a")
    assert time.monotonic() - began < 2


def test_cancelling_ends_a_request_that_nobody_answers(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    cancel = CancelToken()
    with socket.create_server(("127.0.0.1", 0)) as hung:
        endpoint = f"endpoint=http://127.0.0.1:{hung.getsockname()[1]}"
        store = open_store("s3://bucket/x", [endpoint], cancel=cancel)
        threading.Timer(0.3, cancel.cancel).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            store.put("a", b"x" * 1_000_000)
    assert time.monotonic() - began < 2


def test_a_server_that_hangs_is_given_up_in_bounded_time(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setattr(asking, "BASE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as hung:
        store = open_store("s3://bucket/x", [f"endpoint=http://127.0.0.1:{hung.getsockname()[1]}"])
        store._asking.patience = SHORT
        began = time.monotonic()
        with pytest.raises(StoreFailed, match="does not answer"):
            store.put("a", b"x", create=True)
    assert 0.4 < time.monotonic() - began < 4


def test_what_is_sent_over_a_slow_line_gets_the_time_that_it_needs_and_a_hung_one_less(monkeypatch):
    limits = []

    async def note(request, seconds):
        request.close()
        limits.append(seconds)
        raise TimeoutError

    monkeypatch.setattr(asking.asyncio, "wait_for", note)
    store = ObstoreObjects(MemoryStore(), Asking("there", Patience(1, 1, 0.01)))
    store._asking._pause = lambda _seconds: None
    with pytest.raises(StoreFailed):
        store._asking.ask(_nothing, sent=16 << 20)
    assert limits[0] == asking.BASE_SECONDS + (16 << 20) / asking.SLOWEST
    body = [limit - asking.BASE_SECONDS for limit in limits[:4]]
    assert all(later == 2 * earlier for earlier, later in pairwise(body))


async def _nothing():
    return None


def test_a_line_that_is_down_for_a_while_costs_a_delay_and_nothing_else(monkeypatch, seaweedfs):
    for name, value in seaweedfs.environment.items():
        monkeypatch.setenv(name, value)
    line = Line()
    with lossy_proxy(seaweedfs.port, line) as port:
        store = open_store(seaweedfs.location("line-down"), [f"endpoint=http://127.0.0.1:{port}"])
        store.put("a", b"before")
        line.down = True
        threading.Timer(1.5, lambda: setattr(line, "down", False)).start()
        began = time.monotonic()
        store.put("b", b"meanwhile", create=True)
        assert store.get("b") == b"meanwhile"
        assert time.monotonic() - began > 1
    assert line.lost["refused"] + line.lost["cut"] > 0


@pytest.mark.parametrize(
    ("text", "words", "passing"),
    [
        ("status code: 403 Forbidden: <Code>RequestTimeTooSkewed</Code>", "clock of this computer is wrong", False),
        ("status code: 403 Forbidden: <Code>SignatureDoesNotMatch</Code>", "access key is not accepted", False),
        ("status code: 403 Forbidden: <Code>AccessDenied</Code>", "permission was refused", False),
        ("status code: 400 Bad Request: <Code>ExpiredToken</Code>", "no longer valid", False),
        ("status code: 404 Not Found: <Code>NoSuchBucket</Code>", "no such bucket", False),
        ("status code: 301 Moved: <Code>PermanentRedirect</Code>", "another region", False),
        ("status code: 403 Forbidden: <Code>QuotaExceeded</Code>", "no room left", False),
        ("status code: 507 Insufficient Storage", "no room left", False),
        ("status code: 503 Service Unavailable: <Code>SlowDown</Code>", "overloaded", True),
        ("status code: 500 Internal Server Error", "cannot be reached", True),
        ("status code: 429 Too Many Requests", "cannot be reached", True),
        ("status code: 400 Bad Request", "cannot be reached", False),
        ("HTTP error: error sending request", "cannot be reached", True),
    ],
)
def test_what_a_store_answers_is_told_by_its_status_and_code(text, words, passing):
    refusal = understand(refusals.GenericError(f"Generic S3 error: Server returned non-2xx {text}"))
    assert words in refusal.words
    assert refusal.passing is passing


def test_a_rate_holds_for_all_threads_together():
    rate, cancel = RateLimit(200_000), CancelToken()
    began = time.monotonic()
    threads = [
        threading.Thread(target=lambda: [rate.wait(10_000, cancel) for _ in range(10)], daemon=True) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # 400,000 bytes, of which a second's worth may go at once.
    assert 0.9 < time.monotonic() - began < 2.5


def test_waiting_for_a_rate_can_be_cancelled():
    rate, cancel = RateLimit(1_000), CancelToken()
    rate.wait(100_000, cancel)
    threading.Timer(0.2, cancel.cancel).start()
    with pytest.raises(Cancelled):
        rate.wait(1, cancel)


@pytest.mark.parametrize(("text", "rate"), [("500k", 500_000), ("2M", 2_000_000), ("1.5m", 1_500_000), ("9000", 9_000)])
def test_a_rate_is_read(text, rate):
    assert read_rate(text).bytes_a_second == rate


@pytest.mark.parametrize("text", ["", "0", "10", "fast", "-5k", "1e6", "5 k 5"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(InvalidRequest, match="limit to the rate"):
        read_rate(text)


def test_a_folder_keeps_the_rate_too(tmp_path):
    store = open_store(str(tmp_path), ["limit-rate=100k"])
    began = time.monotonic()
    for number in range(4):
        store.put(f"a/{number}", b"x" * 50_000)
    assert 0.4 < time.monotonic() - began < 3


def test_places_that_are_held_to_one_rate_share_it():
    assert read_rate("777k") is read_rate("0.777M")
    assert read_rate("777k") is not read_rate("778k")


def test_what_was_cancelled_while_it_waited_keeps_no_other_one_waiting():
    limit, cancelled = RateLimit(1_000), CancelToken()
    limit.wait(2_000, CancelToken())
    cancelled.cancel()
    with pytest.raises(Cancelled):
        limit.wait(1_000_000, cancelled)
    began = time.monotonic()
    limit.wait(1, CancelToken())
    assert time.monotonic() - began < 5
