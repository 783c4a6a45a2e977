"""What the job panel calls the parts of a CRM while they are read and written."""

import threading

import pytest

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import Progress
from crmbackup_gui.services.source_facts import EntityFacts
from crmbackup_gui.ui.widgets.job_panel import JobPanel

WAIT = 20_000


@pytest.fixture
def gate():
    gate = threading.Event()
    yield gate
    gate.set()


def reading(gate, entity):
    def work(progress, cancel):
        progress(Progress("read", entity, 10, 100))
        while not gate.wait(0.005):
            cancel.check()

    return work


def test_a_job_of_a_crm_with_recovery_points_says_what_its_users_call_the_part(qtbot, demo, gate, monkeypatch):
    detail = demo.program.point_detail
    part = BusinessEntity(id="people", english="People and firms", chinese="人与公司", entities=("contact",))
    monkeypatch.setattr(
        demo.program,
        "point_detail",
        lambda *asked: type(detail(*asked))(**vars(detail(*asked)) | {"business": (part,)}),
    )
    panel = JobPanel(demo)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(demo.overview_changed, timeout=WAIT):
        demo.refresh(demo.only.id)
    monkeypatch.setattr(
        demo.program, "check", lambda *_, progress, cancel, **_how: reading(gate, "contact")(progress, cancel)
    )
    demo.check(demo.only.id)
    qtbot.waitUntil(lambda: panel.rows[0]._step.whole() == "Reading People and firms", timeout=WAIT)
    gate.set()
    qtbot.waitUntil(lambda: not panel.rows, timeout=WAIT)


def test_the_first_backup_of_a_crm_says_what_was_found_when_it_was_connected_to(qtbot, session, gate):
    panel = JobPanel(session)
    qtbot.addWidget(panel)
    session.jobs.run("Backing up Acme", reading(gate, "res_partner"), "new")
    part = BusinessEntity(id="customers", english="Customers", chinese="客户", entities=("res_partner",))
    session.part_names.learn_from_source("new", [EntityFacts("res_partner", "", 3, ())], [part])
    qtbot.waitUntil(lambda: panel.rows[0]._step.whole() == "Reading Customers", timeout=WAIT)
    gate.set()
    qtbot.waitUntil(lambda: not panel.rows, timeout=WAIT)


def test_a_part_that_nobody_named_is_called_by_its_own_name(session):
    session.part_names.learn_from_source("new", [EntityFacts("deal_contact", "", 3, ())], [])
    assert session.part_names.name("new", "deal_contact") == "Deal contact"
    assert session.part_names.name("other", "deal_contact") == "Deal contact"
