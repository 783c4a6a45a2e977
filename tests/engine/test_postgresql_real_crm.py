"""A real CRM on PostgreSQL: 249 tables, 543 references with cycles among them, large attachments."""

import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.postgresql_crm import PostgresCrm, same, state
from tests.real_crm import unpack_dump

EDITS = (
    "UPDATE public.party_party SET name = name || ' & Co', code = code || 'x' WHERE id % 7 = 0",
    "DELETE FROM public.party_contact_mechanism WHERE id % 50 = 0",
    "UPDATE public.ir_attachment SET data = data || data WHERE id IN (SELECT min(id) FROM public.ir_attachment)",
    "INSERT INTO public.party_party (active, code, name) VALUES (true, 'new', 'Somebody new')",
)


@pytest.mark.timeout(300)
def test_a_real_crm_comes_back_as_pg_dump_sees_it(pg, crm_data):
    crm = PostgresCrm(pg(unpack_dump(crm_data)))
    then = crm.state()
    crm.back_up(Strategy.FULL)
    crm.database.run(*EDITS)
    now = crm.state()
    point = crm.back_up(Strategy.INCREMENTAL)
    target = pg()
    report = crm.restore(point.sequence, target=target, create_schema=True)
    assert (report.total("failed"), report.warnings) == (0, ())
    same(state(target), now)
    report = crm.restore(1, RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)
    crm.undo(report)
    same(crm.state(), now)
