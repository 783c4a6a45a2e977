"""Rules and automation of an org: described in the point, compared before a restore, and told where they may act."""

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from tests.engine.setting import back_up, new_repository, only_crm
from tests.sources.salesforce.orgs import fill, service_of, source_of

NAMES = {
    "Validation rule: Account.Needs_a_number",
    "Apex trigger: Contact.OnContact",
    "Flow: Greet",
    "Flow: Ask",
    "Duplicate rule: Contact.Same_mail",
    "Record type: Account.Customer",
    "Record type: Account.Supplier",
    "Record type: Opportunity.Deal",
}


def warnings(fake, folder, repository, **asked):
    view = repository.view(only_crm(repository), 1)
    return run_restore(repository, view, source_of(fake, folder), RestoreRequest(**asked)).warnings


def backed_up(fake, folder):
    fill(fake, accounts=1)
    repository = new_repository()
    back_up(source_of(fake, folder), repository)
    return repository


def test_a_point_says_which_rules_there_were(fake, tmp_path):
    repository = backed_up(fake, tmp_path)
    properties = repository.view(only_crm(repository), 1).catalog.properties
    assert {name.removeprefix("metadata.") for name in properties if name.startswith("metadata.")} == NAMES
    assert properties["metadata.Flow: Greet"] == (
        '{"ActiveVersionId":"301A","IsActive":true,"ProcessType":"AutoLaunchedFlow"}'
    )


def test_what_changed_since_the_point_is_told_before_a_restore(fake, tmp_path):
    repository = backed_up(fake, tmp_path)
    assert not any("changed since" in warning for warning in warnings(fake, tmp_path, repository))
    rules = fake.setup.rules
    rules["FlowDefinitionView"][0]["ActiveVersionId"] = "301C"
    rules["ValidationRule"].clear()
    rules["AssignmentRule"].append({"Name": "Web", "SobjectType": "Lead", "Active": True})
    fake.org.seed("RecordType", Name="Old", DeveloperName="Old", SobjectType="Account")
    assert (
        "Rules of the service changed since the recovery point and may act on what is restored: "
        "Assignment rule: Lead.Web, Flow: Greet, Record type: Account.Old, Validation rule: Account.Needs_a_number."
    ) in warnings(fake, tmp_path, repository)


def test_a_record_type_that_is_gone_is_said_to_be_made_by_hand(fake, tmp_path):
    repository = backed_up(fake, tmp_path)
    [gone] = [key for key, row in fake.org.rows["RecordType"].items() if row["DeveloperName"] == "Deal"]
    del fake.org.rows["RecordType"][gone]
    fake.setup.rules["ValidationRule"].clear()
    [told] = [w for w in warnings(fake, tmp_path, repository, dry_run=True) if w.startswith("A restore does not make")]
    assert told.endswith("in the service: Record type: Opportunity.Deal.")


def test_kinds_that_the_account_may_not_see_are_told_and_not_taken_for_changed(fake, tmp_path):
    repository = backed_up(fake, tmp_path)
    fake.setup.shown -= {"ValidationRule", "ApexTrigger"}
    told = warnings(fake, tmp_path, repository)
    assert not any("changed since" in warning for warning in told)
    assert (
        "This account may not see some rules of the service, so they are not compared: Apex trigger, Validation rule."
    ) in told


def test_a_rehearsal_says_what_is_switched_on_and_acts_when_records_are_saved(fake, tmp_path):
    repository = backed_up(fake, tmp_path)
    [told] = [w for w in warnings(fake, tmp_path, repository, dry_run=True) if w.startswith("Switched on")]
    assert told == (
        "Switched on in the service, and may change or refuse what is restored: "
        "Apex trigger: Contact.OnContact, Flow: Greet, Validation rule: Account.Needs_a_number."
    )
    assert not any(w.startswith("Switched on") for w in warnings(fake, tmp_path, repository))


def test_looking_at_rules_takes_a_call_for_each_kind(fake):
    service = service_of(fake)
    fake.forget_requests()
    service.describe()
    service.wire.close()
    assert fake.calls("/tooling/query") == 1
    asked = [r.query["q"] for r in fake.requests if "/query" in r.path and "tooling" not in r.path]
    assert sum("FROM " + name in query for query in asked for name in fake.setup.shown) == 4
