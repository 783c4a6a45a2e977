"""The objects of a small business's org: standard and custom, with every kind of reference that there is."""

from __future__ import annotations

from tests.fakes.salesforce.schema import FieldDef, ObjectDef, address, choice, money, refers, text

_NAME = {"required": True, "name_field": True}


def _full_name(row):
    return " ".join(part for part in (row.get("FirstName"), row.get("LastName")) if part)


USER = ObjectDef(
    "User",
    "005",
    (
        text("Username", 80, required=True, unique=True),
        text("FirstName", 40),
        text("LastName", 80, required=True),
        FieldDef("Name", "string", length=121, formula=_full_name, name_field=True),
        FieldDef("Email", "email", length=128, required=True),
        text("Alias", 8, required=True),
        FieldDef("IsActive", "boolean", default=True),
        refers("ManagerId", "User"),
    ),
    owned=False,
    deletable=False,
    undeletable=False,
)
GROUP = ObjectDef(
    "Group",
    "00G",
    (text("Name", 40, **_NAME), text("DeveloperName", 80), choice("Type", "Queue", "Regular", "Role")),
    owned=False,
)
RECORD_TYPE = ObjectDef(
    "RecordType",
    "012",
    (
        text("Name", 80, **_NAME),
        text("DeveloperName", 80, required=True),
        choice("SobjectType", "Account", "Opportunity"),
        FieldDef("IsActive", "boolean", default=True),
    ),
    owned=False,
    deletable=False,
    undeletable=False,
)
ACCOUNT = ObjectDef(
    "Account",
    "001",
    (
        text("Name", 255, **_NAME),
        refers("RecordTypeId", "RecordType"),
        refers("ParentId", "Account"),
        choice("Industry", "Agriculture", "Banking", "Energy", "Retail"),
        choice("Rating", "Hot", "Warm", "Cold", restricted=True),
        FieldDef("Phone", "phone", length=40),
        FieldDef("Website", "url", length=255),
        FieldDef("Description", "textarea", length=32_000),
        FieldDef("NumberOfEmployees", "int", precision=8),
        money("AnnualRevenue", scale=0),
        *address("Billing"),
        FieldDef("Customer_Number__c", "string", length=20, unique=True, external_id=True),
        money("Credit_Limit__c"),
        FieldDef("Discount__c", "percent", precision=5, scale=2),
        FieldDef("Channels__c", "multipicklist", length=4_099, picklist=("Shop", "Web", "Fair"), restricted=True),
        FieldDef("Customer_Since__c", "date"),
        FieldDef("Opens_At__c", "time"),
        FieldDef("Last_Visit__c", "datetime"),
        FieldDef("Is_Partner__c", "boolean", default=False),
        FieldDef("Notes__c", "textarea", length=131_072),
        refers("Key_Contact__c", "Contact", relationship="Key_Contact__r"),
        FieldDef("Score__c", "double", precision=18, scale=4, formula=lambda row: len(row["Name"]) * 10),
        FieldDef("Account_No__c", "string", length=30, auto_number=True),
    ),
    record_types=("Customer", "Supplier"),
)
CONTACT = ObjectDef(
    "Contact",
    "003",
    (
        text("FirstName", 40),
        text("LastName", 80, required=True),
        FieldDef("Name", "string", length=121, formula=_full_name, name_field=True),
        refers("AccountId", "Account", cascade=True),
        refers("ReportsToId", "Contact"),
        FieldDef("Email", "email", length=80),
        FieldDef("Birthdate", "date"),
        *address("Mailing"),
    ),
)
OPPORTUNITY = ObjectDef(
    "Opportunity",
    "006",
    (
        text("Name", 120, **_NAME),
        refers("AccountId", "Account", cascade=True),
        refers("RecordTypeId", "RecordType"),
        choice("StageName", "Prospecting", "Negotiation", "Closed Won", "Closed Lost", required=True),
        FieldDef("CloseDate", "date", required=True),
        money("Amount"),
        FieldDef("IsClosed", "boolean", formula=lambda row: row["StageName"].startswith("Closed")),
    ),
    record_types=("Deal",),
)
TASK = ObjectDef(
    "Task",
    "00T",
    (
        text("Subject", 255),
        FieldDef("Description", "textarea", length=32_000),
        FieldDef("ActivityDate", "date"),
        choice("Status", "Not Started", "Completed", required=True),
        choice("Priority", "High", "Normal", required=True),
        refers("WhoId", "Contact", "Lead", relationship="Who"),
        refers("WhatId", "Account", "Opportunity", "Invoice__c", relationship="What"),
    ),
)
LEAD = ObjectDef(
    "Lead",
    "00Q",
    (
        text("LastName", 80, required=True),
        text("Company", 255, required=True),
        FieldDef("Email", "email", length=80),
        choice("Status", "Open", "Working", required=True),
        FieldDef("Name", "string", length=121, formula=_full_name, name_field=True),
    ),
)
INVOICE = ObjectDef(
    "Invoice__c",
    "a00",
    (
        FieldDef("Name", "string", length=80, auto_number=True, name_field=True),
        refers("Account__c", "Account", required=True, cascade=True, updateable=False),
        money("Amount__c", required=True),
        FieldDef("Due__c", "date"),
        refers("Previous__c", "Invoice__c", relationship="Previous__r"),
    ),
    label="Invoice",
    owned=False,
)
INVOICE_LINE = ObjectDef(
    "Invoice_Line__c",
    "a01",
    (
        text("Name", 80, name_field=True),
        refers("Invoice__c", "Invoice__c", required=True, cascade=True, updateable=False),
        FieldDef("Quantity__c", "double", precision=18, scale=4),
        money("Price__c", precision=18, scale=6),
    ),
    label="Invoice Line",
    owned=False,
)
ACCOUNT_HISTORY = ObjectDef(
    "AccountHistory",
    "017",
    (
        refers("AccountId", "Account", createable=False, updateable=False, cascade=True),
        FieldDef("Field", "picklist", length=255, createable=False, updateable=False),
        FieldDef("OldValue", "anyType", createable=False, updateable=False),
        FieldDef("NewValue", "anyType", createable=False, updateable=False),
    ),
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    replicateable=False,
    stamped=False,
)
CASE_STATUS = ObjectDef(
    "CaseStatus",
    "0DC",
    (text("MasterLabel", 255), FieldDef("SortOrder", "int", precision=9), FieldDef("IsClosed", "boolean")),
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    replicateable=False,
    owned=False,
    in_bulk=False,
)
CONTENT_DOCUMENT = ObjectDef(
    "ContentDocument",
    "069",
    (
        text("Title", 255, required=True),
        refers("LatestPublishedVersionId", "ContentVersion", createable=False, updateable=False),
        FieldDef("FileExtension", "string", length=40, createable=False, updateable=False),
        FieldDef("ContentSize", "int", precision=9, createable=False, updateable=False),
    ),
    createable=False,
)
CONTENT_VERSION = ObjectDef(
    "ContentVersion",
    "068",
    (
        refers("ContentDocumentId", "ContentDocument", updateable=False, cascade=True),
        text("Title", 255, required=True),
        text("PathOnClient", 500, updateable=False),
        FieldDef("VersionData", "base64", queryable_in_bulk=False),
        FieldDef("VersionNumber", "string", length=20, createable=False, updateable=False),
        FieldDef("IsLatest", "boolean", createable=False, updateable=False),
        FieldDef("ContentSize", "int", precision=9, createable=False, updateable=False),
        FieldDef("Checksum", "string", length=50, createable=False, updateable=False),
        FieldDef("FileExtension", "string", length=40, createable=False, updateable=False),
        text("Description", 1_000),
        refers("FirstPublishLocationId", "Account", "Contact", "Invoice__c", "Opportunity", "User", updateable=False),
    ),
    deletable=False,
    undeletable=False,
)
CONTENT_DOCUMENT_LINK = ObjectDef(
    "ContentDocumentLink",
    "06A",
    (
        refers("ContentDocumentId", "ContentDocument", required=True, updateable=False, cascade=True),
        refers(
            "LinkedEntityId",
            "Account",
            "Contact",
            "Invoice__c",
            "Opportunity",
            "Task",
            "User",
            required=True,
            updateable=False,
            relationship="LinkedEntity",
            cascade=True,
        ),
        choice("ShareType", "V", "C", "I", restricted=True),
        choice("Visibility", "AllUsers", "InternalUsers", "SharedUsers", restricted=True),
        FieldDef("SystemModstamp", "datetime", createable=False, updateable=False),
    ),
    owned=False,
    stamped=False,
    undeletable=False,
    in_bulk=False,
    needs_filter=("ContentDocumentId", "LinkedEntityId", "Id"),
)
FIELD_PERMISSIONS = ObjectDef(
    "FieldPermissions",
    "01k",
    (
        refers("ParentId", "PermissionSet"),
        text("SobjectType", 40),
        text("Field", 80),
        FieldDef("PermissionsRead", "boolean"),
        FieldDef("PermissionsEdit", "boolean"),
    ),
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    replicateable=False,
    owned=False,
    in_bulk=False,
    layoutable=False,
)
ORGANIZATION = ObjectDef(
    "Organization",
    "00D",
    (text("Name", 80, **_NAME),),
    createable=False,
    deletable=False,
    undeletable=False,
    replicateable=False,
    owned=False,
    layoutable=False,
)
PERMISSION_SET = ObjectDef(
    "PermissionSet",
    "0PS",
    (text("Name", 80, **_NAME), FieldDef("PermissionsModifyAllData", "boolean")),
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    replicateable=False,
    owned=False,
    in_bulk=False,
    layoutable=False,
)
EVENT_STREAM = ObjectDef("RecordChangeEvent", "e00", (text("Payload", 255),), queryable=False, replicateable=False)
"""There are objects that cannot be queried at all."""

OBJECTS = (
    USER,
    GROUP,
    RECORD_TYPE,
    ACCOUNT,
    CONTACT,
    LEAD,
    OPPORTUNITY,
    TASK,
    INVOICE,
    INVOICE_LINE,
    ACCOUNT_HISTORY,
    CASE_STATUS,
    CONTENT_DOCUMENT,
    CONTENT_VERSION,
    CONTENT_DOCUMENT_LINK,
    FIELD_PERMISSIONS,
    ORGANIZATION,
    PERMISSION_SET,
    EVENT_STREAM,
)
