"""The ground that the fakes of hosted services stand on."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.fakes.serving import FakeService, Response, Trouble, answer_json, on_path


class Shop(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self.stock = 0
        self.route("GET", "/shelves/{shelf}/items", self.list_items)
        self.route("POST", "/stock", self.add)
        self.route("GET", "/files/{name:rest}", lambda _, name: Response(200, name.encode()))
        self.route("GET", "/broken", lambda _: {}["nothing"])

    def list_items(self, request, shelf):
        return answer_json({"shelf": shelf, "page": request.query.get("page")})

    def add(self, request):
        self.stock += 1
        return answer_json({"stock": self.stock, "sent": request.json, "form": request.form}, 201)


@pytest.fixture
def shop():
    with Shop() as shop:
        yield shop


@pytest.fixture
def client(shop):
    with httpx.Client(base_url=shop.url) as client:
        yield client


def test_a_handler_gets_the_decoded_parts_of_the_path_and_the_query(client):
    assert client.get("/shelves/left%20one/items?page=2").json() == {"shelf": "left one", "page": "2"}
    assert client.get("/files/a/b").text == "a/b"


def test_unknown_paths_and_methods_are_told_apart(client):
    assert client.get("/nowhere").status_code == 404
    assert client.get("/stock").status_code == 405


def test_one_connection_serves_many_requests_with_and_without_a_body(client, shop):
    assert client.post("/stock", json={"é": 1}).json()["sent"] == {"é": 1}
    assert client.post("/stock", data={"a": "ü b"}).json()["form"] == {"a": "ü b"}
    assert client.post("/stock", content=iter([b'{"a"', b":2}"])).json()["sent"] == {"a": 2}
    assert shop.calls("^/stock$", "POST") == 3


def test_planned_faults_happen_in_their_turn_and_then_no_more(client, shop):
    shop.faults.plan(Response(503), on_path("^/stock"), skip=1, times=2)
    assert [client.post("/stock").status_code for _ in range(4)] == [201, 503, 503, 201]
    assert shop.stock == 2


def test_a_lost_answer_had_its_effect_and_a_request_that_never_came_had_none(client, shop):
    shop.faults.plan(Trouble.ANSWER_LOST)
    shop.faults.plan(Trouble.NOT_RECEIVED)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/stock")
    assert shop.stock == 1


def test_a_cut_answer_is_noticed_by_the_client(client, shop):
    shop.faults.plan(Trouble.ANSWER_CUT)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/files/abcdef")
    assert client.get("/files/abcdef").text == "abcdef"


def test_dice_with_the_same_seed_fall_the_same_and_never_too_often_in_a_row(shop, client):
    def throw():
        shop.faults.clear()
        shop.faults.at_random(7, 0.6, [Response(503), Response(500)], most_in_a_row=2)
        return [client.get("/files/a").status_code for _ in range(60)]

    first, second = throw(), throw()
    assert first == second
    assert {200, 500, 503} == set(first)
    assert all(200 in first[at : at + 3] for at in range(len(first) - 3))


def test_a_handler_that_breaks_fails_the_test_that_used_it():
    with pytest.raises(KeyError, match="nothing"), Shop() as shop:
        httpx.get(shop.url + "/broken")


def test_handlers_run_one_at_a_time_however_many_ask(shop):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: httpx.post(shop.url + "/stock"), range(40)))
    assert shop.stock == 40


def test_nobody_listens_after_the_end():
    with Shop() as shop:
        port = int(shop.host.split(":")[1])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 1)


def test_answers_tell_the_time_of_the_fake(client, shop):
    shop.clock.advance(days=400)
    assert parsedate_to_datetime(client.get("/nowhere").headers["date"]) == shop.clock.now()
