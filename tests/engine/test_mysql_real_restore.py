"""SuiteCRM, a real CRM on MariaDB, comes back so that mariadb-dump sees no difference."""

import pytest
import zstandard

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.mysql_crm import MysqlCrm, counts, same, state

EDIT = """
UPDATE contacts SET last_name = CONCAT(last_name, ' é'), date_modified = NOW() WHERE id LIKE 'a%';
DELETE FROM opportunities WHERE id LIKE 'b%'; INSERT INTO users_feeds (user_id, feed_id) VALUES ('a', 'b'), ('a', 'b');
INSERT INTO accounts (id, name) VALUES (UUID(), 'new');
CREATE TABLE accounts_cstm (id_c char(36) NOT NULL PRIMARY KEY, colour_c varchar(50)) ENGINE=InnoDB;
"""


@pytest.fixture
def suitecrm(mariadb, crm_data):
    packed = crm_data / "suitecrm-mariadb.sql.zst"
    if not packed.exists():
        pytest.skip(f"tests on SuiteCRM: there is no {packed}")
    with packed.open("rb") as stream:
        script = zstandard.ZstdDecompressor().stream_reader(stream).read().decode()
    yield MysqlCrm(mariadb, "suitecrm", script)
    mariadb.run("DROP DATABASE IF EXISTS suitecrm; DROP DATABASE IF EXISTS suitecrm_made")


@pytest.mark.timeout(300)
def test_suitecrm_comes_back_exactly_into_an_empty_database_and_into_the_living_one(suitecrm, mariadb):
    then = suitecrm.state()
    suitecrm.back_up(Strategy.FULL)
    suitecrm.run(EDIT)
    now = suitecrm.state()
    suitecrm.back_up(Strategy.INCREMENTAL)
    report = suitecrm.restore(2, target="suitecrm_made", create_schema=True)
    assert (report.outcome, report.verified, report.total("failed")) == (Outcome.OK, True, 0)
    same(state(mariadb, "suitecrm_made"), now)
    dry = suitecrm.restore(1, mode=RestoreMode.EXACT, create_schema=True, dry_run=True)
    report = suitecrm.restore(1, mode=RestoreMode.EXACT, create_schema=True)
    assert counts(dry) == counts(report)
    same(suitecrm.state(), then)
    suitecrm.undo(report)
    same(suitecrm.state(), now)
