"""The fake understands what HubSpot's own client library sends, and the library understands the fake."""

import pytest
from hubspot import HubSpot as Library
from hubspot.crm.associations.v4 import BatchInputPublicAssociationMultiPost
from hubspot.crm.objects import (
    ApiException,
    BatchInputSimplePublicObjectBatchInput,
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchReadInputSimplePublicObjectId,
    PublicObjectSearchRequest,
    SimplePublicObjectBatchInput,
    SimplePublicObjectBatchInputForCreate,
    SimplePublicObjectId,
)

from tests.fakes.hubspot.server import ALL_SCOPES


@pytest.fixture
def library(hubspot):
    return Library(access_token=hubspot.tokens.private_app(ALL_SCOPES), host=hubspot.url)


def test_objects_are_created_read_changed_listed_and_searched(hubspot, library):
    objects = library.crm.objects
    inputs = [
        SimplePublicObjectBatchInputForCreate(associations=[], properties={"name": name}, object_write_trace_id=name)
        for name in ("One", "Two")
    ]
    made = objects.batch_api.create("companies", BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))
    ids = {record.object_write_trace_id: record.id for record in made.results}
    change = SimplePublicObjectBatchInput(id=ids["One"], properties={"city": "Oslo"})
    objects.batch_api.update("companies", BatchInputSimplePublicObjectBatchInput(inputs=[change]))
    asked = BatchReadInputSimplePublicObjectId(
        properties=["name", "city"],
        properties_with_history=[],
        inputs=[SimplePublicObjectId(id=key) for key in ids.values()],
    )
    read = objects.batch_api.read("companies", asked)
    assert {r.properties["name"]: r.properties["city"] for r in read.results} == {"One": "Oslo", "Two": None}
    assert len(library.crm.objects.get_all("companies")) == 2
    hubspot.clock.advance(minutes=1)
    request = PublicObjectSearchRequest(query="", limit=10, after="0", sorts=[], properties=["name"], filter_groups=[])
    assert objects.search_api.do_search("companies", request).total == 2


def test_a_refusal_is_its_exception(library):
    with pytest.raises(ApiException) as caught:
        library.crm.objects.basic_api.get_by_id("companies", "1")
    assert caught.value.status == 404


def test_definitions_owners_and_pipelines_are_understood(hubspot, library):
    hubspot.account.add_owner("boss@example.org")
    assert {p.name for p in library.crm.properties.core_api.get_all("contacts").results} > {"email", "createdate"}
    assert library.crm.schemas.core_api.get_all().results == []
    assert [owner.email for owner in library.crm.owners.get_all()] == ["boss@example.org"]
    assert library.crm.pipelines.pipelines_api.get_all("deals").results[0].id == "default"


def test_associations_are_made_and_read(hubspot, library):
    contact, company = hubspot.account.add("contacts", lastname="Bo"), hubspot.account.add("companies", name="One")
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}
    one = {"types": [spec], "from": {"id": contact}, "to": {"id": company}}
    v4 = library.crm.associations.v4
    v4.batch_api.create("contacts", "companies", BatchInputPublicAssociationMultiPost(inputs=[one]))
    page = v4.batch_api.get_page("contacts", "companies", {"inputs": [{"id": contact}]})
    assert page.results[0].to[0].to_object_id == company
    labels = v4.schema.definitions_api.get_all("contacts", "companies").results
    assert [label.type_id for label in labels] == [279, 1]
