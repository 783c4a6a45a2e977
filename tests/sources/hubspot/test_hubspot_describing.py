"""What a HubSpot account is described to have, and what of it is said to be hidden."""

import httpx
import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import LoginRefused
from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.hosted.service import Form, KeysBy
from tests.engine.setting import back_up, new_repository
from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import ALL_SCOPES, READ_SCOPES
from tests.sources.hubspot.accounts import module, service_of, source_of


def fields(service, name):
    return {field.name: field for field in module(service, name).entity.fields}


def test_all_object_types_of_the_account_are_modules_and_types_that_it_lacks_are_not(service):
    names = {each.entity.name for each in service.describe().modules}
    assert {"contacts", "companies", "deals", "tickets", "products", "line_items"} <= names
    assert {"notes", "calls", "emails", "meetings", "tasks", "owners"} <= names
    assert not {"leads", "orders"} & names
    assert service.describe().hidden == ()
    assert (service.describe().product, service.describe().account) == ("HubSpot", "891936587")


def test_a_custom_object_is_a_module_under_its_name(hubspot, service):
    hubspot.account.add_custom(
        "car", ("Car", "Cars"), [Property("vin", unique=True), Property("seats", "number")], ("vin",)
    )
    found = module(service, "car")
    assert found.entity.label == "Cars"
    assert fields(service, "car")["vin"].required
    assert found.forms == {"seats": Form.DECIMAL}
    assert found.matched_by == (("vin",),)
    assert {"car_contacts", "car_companies", "car_car"} <= {each.entity.name for each in service.describe().modules}


def test_a_custom_object_with_the_name_of_a_standard_one_has_a_name_of_its_own(hubspot, service):
    hubspot.account.add_custom("orders", ("Order", "Orders"), [Property("number")], ("number",))
    assert module(service, "custom_orders").entity.label == "Orders"


def test_fields_say_what_may_be_done_with_them(service):
    found = fields(service, "contacts")
    assert found["hs_object_id"].unique
    assert found["hs_email_domain"].generated
    assert found["lastmodifieddate"].generated
    assert found["email"].unique
    assert not found["email"].generated
    assert found["lifecyclestage"].choices == ("subscriber", "lead", "customer")
    assert found["favourite_fruit"].choices == ()
    assert found["newsletter"].type is ValueType.BOOL
    assert found["contract_ends"].type is ValueType.DATE
    assert found["last_visit"].type is ValueType.TIMESTAMP_TZ
    assert found["city"].label == "City"
    contacts = module(service, "contacts")
    assert contacts.forms["annualrevenue"] is Form.DECIMAL
    assert (contacts.modified, contacts.created) == ("lastmodifieddate", "createdate")
    assert contacts.matched_by[0] == ("email",)
    assert ("customer_number",) in contacts.matched_by
    assert (module(service, "notes").modified, module(service, "notes").created) == (
        "hs_lastmodifieddate",
        "hs_createdate",
    )


def test_a_time_of_creation_that_anybody_may_write_is_none(service):
    assert not fields(service, "deals")["createdate"].generated
    assert module(service, "deals").created is None


def test_owners_are_referred_to_and_can_be_neither_made_nor_changed(service):
    owners = module(service, "owners")
    assert [owners.creates, owners.updates, owners.deletes] == [False, False, False]
    assert owners.matched_by == (("email",),)
    [reference] = [each for each in module(service, "deals").entity.references if each.target == "owners"]
    assert reference.fields == ("hubspot_owner_id",)
    assert not reference.belongs


def test_associations_are_modules_whose_keys_are_their_values(service):
    pair = module(service, "contacts_companies")
    assert pair.entity.key == ("from_id", "to_id", "type")
    assert pair.keys_by is KeysBy.VALUES
    assert {reference.target for reference in pair.entity.references} == {"contacts", "companies"}
    assert not pair.updates


def test_pipelines_and_labels_are_kept_for_a_comparison(hubspot, service):
    hubspot.account.links.define_label("contacts", "companies", "Adviser")
    metadata = service.describe().metadata
    assert "contractsent" in metadata["pipeline of deals: default"]
    assert metadata["labels of contacts_companies"] == '["USER_DEFINED:Adviser"]'


@pytest.mark.parametrize(
    ("missing", "hidden"),
    [
        ({"crm.objects.deals.read", "crm.schemas.deals.read"}, {"deals"}),
        ({"crm.objects.deals.read"}, {"deals"}),
        ({"tickets"}, {"tickets"}),
        ({"crm.objects.owners.read"}, {"owners"}),
        ({"crm.schemas.custom.read"}, {"custom objects"}),
        (
            {"crm.objects.contacts.read", "crm.schemas.contacts.read"},
            {"contacts", "notes", "calls", "emails", "meetings", "tasks"},
        ),
    ],
)
def test_what_the_token_may_not_see_is_hidden_with_the_scope_that_lacks(hubspot, missing, hidden):
    service = service_of(hubspot, READ_SCOPES - missing)
    described = service.describe()
    service.wire.close()
    assert {each.entity for each in described.hidden} == hidden
    assert all("crm." in each.reason or "tickets" in each.reason for each in described.hidden)
    names = {each.entity.name for each in described.modules}
    assert not hidden & names
    assert not any(set(each.entity.name.split("_")) & hidden for each in described.modules)


def test_what_e_mails_say_is_hidden_and_never_taken_for_empty(hubspot):
    email = {"hs_timestamp": "2026-01-01T00:00:00Z", "hs_email_direction": "EMAIL", "hs_email_text": "secret"}
    hubspot.account.add("emails", **email)
    service = service_of(hubspot, READ_SCOPES - {"sales-email-read"})
    [hidden] = service.describe().hidden
    assert (hidden.entity, hidden.fields) == ("emails", ("hs_email_subject", "hs_email_text"))
    assert "sales-email-read" in hidden.reason
    assert "hs_email_text" not in fields(service, "emails")
    [row] = [row for page in service.read(module(service, "emails")).pages for row in page.rows]
    assert row["hs_email_direction"] == "EMAIL"
    service.wire.close()


def test_a_token_of_a_public_app_is_not_asked_what_it_may(hubspot):
    hubspot.tokens.app("app", "secret")
    code = hubspot.tokens.allow("app", READ_SCOPES)
    form = {"grant_type": "authorization_code", "code": code, "client_id": "app", "client_secret": "secret"}
    token = httpx.post(f"{hubspot.url}/oauth/v1/token", data=form).json()["access_token"]
    service = service_of(hubspot, token=token)
    assert service.describe().hidden == ()
    service.wire.close()


def test_without_owners_no_field_refers_to_them(hubspot):
    service = service_of(hubspot, ALL_SCOPES - {"crm.objects.owners.read"})
    assert module(service, "contacts").entity.references == ()
    service.wire.close()


def test_a_token_that_is_not_good_is_refused_in_hubspots_words(hubspot):
    service = service_of(hubspot, token="nobody")
    with pytest.raises(LoginRefused, match="invalid or has been revoked"):
        service.describe()
    service.wire.close()


def test_describing_takes_few_calls(hubspot, service):
    service.describe()
    assert hubspot.calls() <= 120
    service.describe()
    assert hubspot.calls() <= 120


def test_files_that_activities_have_attached_are_said_not_to_be_backed_up(hubspot, service):
    note = {"hs_timestamp": "2026-01-01T00:00:00Z", "hs_note_body": "See file"}
    hubspot.account.create(hubspot.account.kinds["notes"], note)
    assert service.describe().left_out == ()
    hubspot.account.create(hubspot.account.kinds["notes"], {**note, "hs_attachment_ids": "17;18"})
    hubspot.clock.advance(minutes=5)
    other = service_of(hubspot)
    [told] = other.describe().left_out
    assert told.startswith("Files attached to 1 records of 'Notes' are not backed up, only their ids: ")
    other.wire.close()


def test_a_pipeline_that_is_gone_is_said_to_be_made_by_hand(hubspot, tmp_path):
    source, repository = source_of(hubspot, tmp_path), new_repository()
    point = back_up(source, repository)
    view = repository.view(point.crm, point.sequence)
    gone, _ = hubspot.account.pipelines["deals"].popitem()
    warnings = run_restore(repository, view, source_of(hubspot, tmp_path), RestoreRequest(dry_run=True)).warnings
    [told] = [warning for warning in warnings if warning.startswith("A restore does not make these again")]
    assert told.endswith(f"pipeline of deals: {gone}.")
