"""The object types of an account and their properties, as developers.hubspot.com/docs/guides/crm documents them.

Each has a handful of its real properties, of every type there is and of every way to be read-only.
"""

from dataclasses import dataclass, field

STAMPS = ("createdate", "lastmodifieddate")
HS_STAMPS = ("createdate", "hs_lastmodifieddate")
ENGAGEMENT_STAMPS = ("hs_createdate", "hs_lastmodifieddate")


@dataclass
class Property:
    name: str
    type: str = "string"
    field_type: str = "text"
    label: str = ""
    options: tuple = ()
    group: str = "information"
    description: str = ""
    calculated: bool = False
    read_only: bool = False
    unique: bool = False
    hidden: bool = False
    own: bool = False
    """Made by the customer, not by HubSpot."""
    reference: str = ""
    archived: bool = False

    @property
    def external(self):
        return bool(self.reference)

    def described(self):
        """As `GET /crm/v3/properties/{objectType}` gives it."""
        return {
            "name": self.name,
            "label": self.label or self.name.replace("_", " ").capitalize(),
            "type": self.type,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": [
                {"label": label, "value": value, "displayOrder": place, "hidden": False}
                for place, (value, label) in enumerate(self.options)
            ],
            "displayOrder": -1,
            "calculated": self.calculated,
            "externalOptions": self.external,
            **({"referencedObjectType": self.reference} if self.reference else {}),
            "hasUniqueValue": self.unique,
            "hidden": self.hidden,
            "hubspotDefined": not self.own,
            "archived": self.archived,
            "modificationMetadata": {
                "archivable": self.own,
                "readOnlyDefinition": not self.own,
                "readOnlyValue": self.read_only or self.calculated,
            },
            "formField": not (self.read_only or self.calculated),
            "dataSensitivity": "non_sensitive",
        }


@dataclass
class Kind:
    """An object type: `name` is its plural in the path, `singular` what messages call it."""

    name: str
    type_id: str
    singular: str
    properties: dict
    defaults: tuple
    stamps: tuple = HS_STAMPS
    read_scopes: tuple = ()
    write_scopes: tuple = ()
    schema_scopes: tuple = ()
    required: tuple = ()
    one_of: tuple = ()
    """At least one of these must be set."""
    aliases: tuple = ()
    pipeline: tuple = ()
    """Names of the properties that hold the pipeline and the stage."""
    custom: bool = False
    labels: tuple = ("", "")
    primary: str = ""
    records: dict = field(default_factory=dict)
    order: list = field(default_factory=list)
    """All ids ever given, rising."""

    @property
    def created(self):
        return self.stamps[0]

    @property
    def modified(self):
        return self.stamps[1]

    def answers_to(self, name):
        return name.lower() in {self.name, self.singular, self.type_id, *self.aliases}


def _text(*names):
    return [Property(name) for name in names]


def _kept(*names, kind="datetime"):
    return [Property(name, kind, "date", read_only=True) for name in names]


def _choice(name, *values, field_type="select", **more):
    return Property(name, "enumeration", field_type, options=tuple((v, v.capitalize()) for v in values), **more)


def _always(stamps):
    return [
        Property("hs_object_id", "number", "number", read_only=True, label="Record ID"),
        Property("hs_object_source", "string", "text", read_only=True),
        Property("hs_merged_object_ids", "enumeration", "checkbox", read_only=True, options=()),
        Property("hubspot_owner_id", "enumeration", "select", label="Owner", reference="OWNER"),
        *_kept(*stamps),
    ]


def _properties(stamps, *lists):
    found = {p.name: p for p in _always(stamps)}
    for each in lists:
        found.update({p.name: p for p in (each if isinstance(each, list) else [each])})
    return found


def _kind(name, type_id, singular, stamps, defaults, *lists, scope="", **more):
    read = f"crm.objects.{scope or name}.read"
    return Kind(
        name,
        type_id,
        singular,
        _properties(stamps, *lists),
        (*defaults, *stamps, "hs_object_id"),
        stamps,
        read_scopes=more.pop("read_scopes", (read,)),
        write_scopes=more.pop("write_scopes", (read.replace(".read", ".write"),)),
        schema_scopes=more.pop("schema_scopes", (f"crm.schemas.{scope or name}.read",)),
        **more,
    )


def _engagement(name, type_id, singular, *lists, required=("hs_timestamp",)):
    return _kind(
        name,
        type_id,
        singular,
        ENGAGEMENT_STAMPS,
        (),
        Property("hs_timestamp", "datetime", "date", label="Activity date"),
        _text("hs_attachment_ids"),
        *lists,
        scope="contacts",
        schema_scopes=("crm.objects.contacts.read",),
        required=required,
    )


def standard_kinds():
    """Every standard object of the fake, by name."""
    kinds = [
        _kind(
            "contacts",
            "0-1",
            "contact",
            STAMPS,
            ("email", "firstname", "lastname"),
            Property("email", unique=True),
            _text("firstname", "lastname", "company", "jobtitle", "city", "website"),
            Property("phone", "phone_number", "phonenumber"),
            Property("message", "string", "textarea"),
            Property("date_of_birth", "string", "text"),
            Property("annualrevenue", "number", "number"),
            _choice("lifecyclestage", "subscriber", "lead", "customer", field_type="radio"),
            _choice("hs_lead_status", "NEW", "OPEN", "CONNECTED"),
            _choice("favourite_fruit", "apple", "pear", "plum", field_type="checkbox", own=True),
            Property("newsletter", "bool", "booleancheckbox", options=(("true", "Yes"), ("false", "No")), own=True),
            Property("contract_ends", "date", "date", own=True),
            Property("last_visit", "datetime", "date", own=True),
            Property("customer_number", "string", "text", unique=True, own=True),
            Property("hs_email_domain", "string", "text", calculated=True),
            Property("hs_full_name_or_email", "string", "calculation_equation", calculated=True),
            one_of=("email", "firstname", "lastname"),
        ),
        _kind(
            "companies",
            "0-2",
            "company",
            HS_STAMPS,
            ("name", "domain"),
            _text("name", "domain", "city", "country", "industry"),
            Property("phone", "phone_number", "phonenumber"),
            Property("description", "string", "textarea"),
            Property("annualrevenue", "number", "number"),
            Property("numberofemployees", "number", "number"),
            Property("num_associated_contacts", "number", "number", calculated=True),
            _choice("lifecyclestage", "subscriber", "lead", "customer", field_type="radio"),
            one_of=("name", "domain"),
        ),
        _kind(
            "deals",
            "0-3",
            "deal",
            HS_STAMPS,
            ("dealname", "amount", "closedate", "pipeline", "dealstage"),
            _text("dealname", "description"),
            Property("amount", "number", "number"),
            Property("closedate", "datetime", "date"),
            Property("createdate", "datetime", "date"),
            Property("pipeline", "enumeration", "select", reference="PIPELINE"),
            Property("dealstage", "enumeration", "radio", reference="STAGE"),
            _choice("dealtype", "newbusiness", "existingbusiness", field_type="radio"),
            Property("hs_is_closed", "bool", "calculation_equation", calculated=True),
            Property("num_associated_contacts", "number", "number", calculated=True),
            required=("dealname", "dealstage"),
            pipeline=("pipeline", "dealstage"),
        ),
        _kind(
            "tickets",
            "0-5",
            "ticket",
            HS_STAMPS,
            ("subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority"),
            _text("subject"),
            Property("content", "string", "textarea"),
            Property("hs_pipeline", "enumeration", "select", reference="PIPELINE"),
            Property("hs_pipeline_stage", "enumeration", "select", reference="STAGE"),
            _choice("hs_ticket_priority", "LOW", "MEDIUM", "HIGH"),
            _choice("hs_ticket_category", "PRODUCT_ISSUE", "BILLING_ISSUE", field_type="checkbox"),
            required=("hs_pipeline_stage",),
            pipeline=("hs_pipeline", "hs_pipeline_stage"),
            read_scopes=("tickets",),
            write_scopes=("tickets",),
            schema_scopes=("tickets",),
        ),
        _kind(
            "products",
            "0-7",
            "product",
            HS_STAMPS,
            ("name", "description", "price"),
            _text("name", "description", "hs_sku"),
            Property("price", "number", "number"),
            _choice("recurringbillingfrequency", "monthly", "annually"),
            required=("name",),
            read_scopes=("crm.objects.products.read", "e-commerce"),
            write_scopes=("crm.objects.products.write", "e-commerce"),
            schema_scopes=("e-commerce",),
        ),
        _kind(
            "line_items",
            "0-8",
            "line_item",
            HS_STAMPS,
            ("name", "quantity", "price", "amount"),
            _text("name"),
            Property("quantity", "number", "number"),
            Property("price", "number", "number"),
            Property("hs_product_id", "number", "number", reference="PRODUCT"),
            Property("amount", "number", "calculation_equation", calculated=True),
            aliases=("line_item",),
            read_scopes=("crm.objects.line_items.read", "e-commerce"),
            write_scopes=("crm.objects.line_items.write", "e-commerce"),
            schema_scopes=("crm.schemas.line_items.read", "e-commerce"),
        ),
        _engagement("notes", "0-46", "note", Property("hs_note_body", "string", "html")),
        _engagement(
            "calls",
            "0-48",
            "call",
            Property("hs_call_body", "string", "html"),
            _text("hs_call_title"),
            Property("hs_call_duration", "number", "number"),
            _choice("hs_call_direction", "INBOUND", "OUTBOUND"),
        ),
        _engagement(
            "emails",
            "0-49",
            "email",
            Property("hs_email_text", "string", "textarea"),
            _text("hs_email_subject"),
            _choice("hs_email_direction", "EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"),
            _choice("hs_email_status", "SENT", "FAILED", "SCHEDULED"),
            required=("hs_timestamp", "hs_email_direction"),
        ),
        _engagement(
            "meetings",
            "0-47",
            "meeting",
            _text("hs_meeting_title", "hs_meeting_location"),
            Property("hs_meeting_start_time", "datetime", "date"),
            Property("hs_meeting_end_time", "datetime", "date"),
        ),
        _engagement(
            "tasks",
            "0-27",
            "task",
            _text("hs_task_subject"),
            Property("hs_task_body", "string", "html"),
            _choice("hs_task_status", "NOT_STARTED", "IN_PROGRESS", "COMPLETED"),
            _choice("hs_task_priority", "LOW", "MEDIUM", "HIGH"),
        ),
    ]
    return {kind.name: kind for kind in kinds}


def custom_kind(number, portal, name, labels, properties, *, required=(), primary=""):
    """A custom object, as `POST /crm/v3/schemas` would make it."""
    stamps = ("hs_createdate", "hs_lastmodifieddate")
    kind = _kind(
        f"2-{number}",
        f"2-{number}",
        name,
        stamps,
        tuple(required),
        list(properties),
        scope="custom",
        required=tuple(required),
        aliases=(name, f"p{portal}_{name}"),
        custom=True,
        labels=labels,
        primary=primary or (required[0] if required else ""),
    )
    for each in properties:
        each.own = True
    return kind
