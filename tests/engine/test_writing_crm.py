"""A CRM that never stops writing: every recovery point shows one moment of it.

A load generator inside the server books amounts from one account to another in transactions, and folds old bookings
into what the accounts opened with. So at every moment each balance is what the account opened with and all bookings
since, the balances add up to the same, and a counter knows how many bookings there were.
"""

import subprocess
import time
from contextlib import contextmanager

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import back_up, new_repository, only_crm

ACCOUNTS, BALANCE = 40, 1000
TABLES = f"""
CREATE TABLE account (id int PRIMARY KEY, opening int NOT NULL, balance int NOT NULL);
CREATE TABLE booking (id int PRIMARY KEY, giver int NOT NULL, taker int NOT NULL, amount int NOT NULL);
CREATE TABLE counter (id int PRIMARY KEY, bookings int NOT NULL, folded int NOT NULL);
INSERT INTO counter VALUES (1, 0, 0);
INSERT INTO account VALUES {", ".join(f"({n}, {BALANCE}, {BALANCE})" for n in range(ACCOUNTS))};
"""

POSTGRESQL = """
CREATE PROCEDURE trade() LANGUAGE plpgsql AS $$
DECLARE number int; old booking; a int; b int; sum int;
BEGIN
    LOOP
        a := floor(random() * 40); b := (a + 1 + floor(random() * 39)::int) % 40; sum := floor(random() * 50);
        UPDATE counter SET bookings = bookings + 1 RETURNING bookings INTO number;
        INSERT INTO booking VALUES (number, a, b, sum);
        UPDATE account SET balance = balance - sum WHERE id = a;
        UPDATE account SET balance = balance + sum WHERE id = b;
        IF number % 3 > 0 THEN
            SELECT * INTO old FROM booking ORDER BY id LIMIT 1;
            DELETE FROM booking WHERE id = old.id;
            UPDATE account SET opening = opening - old.amount WHERE id = old.giver;
            UPDATE account SET opening = opening + old.amount WHERE id = old.taker;
            UPDATE counter SET folded = folded + 1;
        END IF;
        COMMIT;
        PERFORM pg_sleep(0.001);
    END LOOP;
END $$;
"""

MARIADB = """
DELIMITER //
CREATE PROCEDURE trade()
BEGIN
    DECLARE number, a, b, total, gone, gave, took, amounted int;
    LOOP
        START TRANSACTION;
        SET a = floor(rand() * 40), b = (a + 1 + floor(rand() * 39)) % 40, total = floor(rand() * 50);
        UPDATE counter SET bookings = bookings + 1;
        SELECT bookings INTO number FROM counter;
        INSERT INTO booking VALUES (number, a, b, total);
        UPDATE account SET balance = balance - total WHERE id = a;
        UPDATE account SET balance = balance + total WHERE id = b;
        IF number % 3 > 0 THEN
            SELECT id, giver, taker, amount INTO gone, gave, took, amounted FROM booking ORDER BY id LIMIT 1;
            DELETE FROM booking WHERE id = gone;
            UPDATE account SET opening = opening - amounted WHERE id = gave;
            UPDATE account SET opening = opening + amounted WHERE id = took;
            UPDATE counter SET folded = folded + 1;
        END IF;
        COMMIT;
        DO sleep(0.001);
    END LOOP;
END //
DELIMITER ;
"""

BROKEN = f"""
SELECT
    (SELECT count(*) FROM account WHERE balance <> opening
        + coalesce((SELECT sum(amount) FROM booking WHERE taker = account.id), 0)
        - coalesce((SELECT sum(amount) FROM booking WHERE giver = account.id), 0))
    + (SELECT abs(sum(balance) - {ACCOUNTS * BALANCE}) FROM account)
    + (SELECT abs(bookings - folded - (SELECT count(*) FROM booking)) FROM counter)
"""
"""Zero at every moment."""


class OnPostgres:
    def __init__(self, server):
        self.server, self.database = server, server.new_database(TABLES, POSTGRESQL)
        self.url = self.database.url()
        conninfo = server.conninfo(self.database.name)
        self.load = [server.programs / "psql", "-X", "-q", "-d", conninfo, "-c", "CALL trade()"]

    def ask(self, sql, database=None):
        return int((database or self.database).query(sql)[0][0])

    def broken_in_copy(self, restore):
        copy = self.server.new_database()
        try:
            restore(copy.url())
            return self.ask(BROKEN, copy)
        finally:
            copy.drop()

    def close(self):
        self.database.drop()


class OnMariadb:
    def __init__(self, server):
        self.server, self.database = server, server.create("trading")
        server.run(TABLES + MARIADB, self.database)
        self.url = server.url(self.database)
        self.load = ["mariadb", *server.login, self.database, "-e", "CALL trade()"]

    def ask(self, sql, database=None):
        return int(self.server.run(sql, database or self.database))

    def broken_in_copy(self, restore):
        copy = self.server.create("trading_copy", "")
        restore(self.server.url(copy))
        broken = self.ask(BROKEN, copy)
        self.server.run(f"DROP DATABASE {copy}")
        return broken

    def close(self):
        self.server.run(f"DROP DATABASE {self.database}")


@pytest.fixture(params=[("postgres", OnPostgres), ("mariadb", OnMariadb)], ids=lambda param: param[0])
def trading(request):
    name, kind = request.param
    made = kind(request.getfixturevalue(name))
    yield made
    made.close()


@contextmanager
def writing(crm):
    """The CRM books and books while the context lasts."""
    load = subprocess.Popen(crm.load, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        assert load.poll() is None
    finally:
        load.kill()
        load.wait()


def take_points(crm, repository, count):
    strategies = [Strategy.FULL, *[Strategy.INCREMENTAL] * 3, Strategy.DIFFERENTIAL]
    source = open_source(crm.url)
    with writing(crm):
        until = time.monotonic() + 30
        while crm.ask("SELECT bookings FROM counter") < 10 and time.monotonic() < until:
            time.sleep(0.05)
        for number in range(count):
            back_up(source, repository, strategies[number % len(strategies)])
    return source


def keeps_its_invariant(crm, count):
    repository = new_repository()
    take_points(crm, repository, count)
    bookings = []
    for sequence in range(1, count + 1):
        view = repository.view(only_crm(repository), sequence)
        (run,) = view.read("counter")
        bookings.append(run.batch.column(1)[0].as_py())

        def restore(url, view=view):
            report = run_restore(repository, view, open_source(url), RestoreRequest(create_schema=True))
            assert report.verified

        assert crm.broken_in_copy(restore) == 0
    assert bookings == sorted(set(bookings)), "the CRM went on between any two points"


def test_each_point_of_a_crm_that_keeps_writing_shows_one_moment(trading):
    keeps_its_invariant(trading, 6)


@pytest.mark.soak
def test_fifty_points_of_a_crm_that_keeps_writing_show_one_moment_each(trading):
    keeps_its_invariant(trading, 50)
