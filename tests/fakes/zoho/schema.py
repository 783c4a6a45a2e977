"""What modules and fields an organisation has, and how the settings API describes them.

From the public documentation of Zoho CRM's API v8 (Modules, Fields, Subforms, Linking modules), as read in November
2026. Ids of modules and fields are made from their names, so that they are the same in every run.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

JSON_TYPES = {
    "address": "jsonobject",
    "autonumber": "string",
    "bigint": "string",
    "boolean": "boolean",
    "currency": "double",
    "date": "string",
    "datetime": "string",
    "double": "double",
    "email": "string",
    "fileupload": "jsonarray",
    "integer": "integer",
    "lookup": "jsonobject",
    "multiselectlookup": "jsonarray",
    "multiselectpicklist": "jsonarray",
    "ownerlookup": "jsonobject",
    "percent": "double",
    "phone": "string",
    "picklist": "string",
    "profileimage": "string",
    "subform": "jsonarray",
    "tag": "jsonarray",
    "text": "string",
    "textarea": "string",
    "website": "string",
}

NOT_IN_BULK = {"address", "subform", "multiselectlookup", "fileupload", "profileimage"}
"""Types that the settings API lists and Bulk Read refuses."""

NOT_IN_LISTS = {"subform", "multiselectlookup"}
"""Types that only the reading of a single record gives."""


@dataclass(frozen=True)
class FieldSpec:
    """One field. `formula` computes a read-only value from the record's values."""

    name: str
    type: str = "text"
    label: str = ""
    length: int = 255
    mandatory: bool = False
    read_only: bool = False
    unique: bool = False
    duplicate_check: bool = False
    """A system-defined duplicate check field: upsert looks at it, insert does not refuse it."""
    picklist: tuple[str, ...] = ()
    lookup: str = ""
    """The module that a lookup points to."""
    any_of: tuple[str, ...] = ()
    """The modules that a lookup may point to, where it may point to several."""
    decimals: int = 2
    subform: str = ""
    """The module of a subform's rows."""
    custom: bool = False
    formula: object = None
    hidden_from: frozenset[str] = frozenset()
    """Profiles that may not see it."""
    withheld: bool = False
    """It is listed, but as one that is not visible."""

    def described(self, module: str) -> dict:
        """As `GET /settings/fields` gives it."""
        writable = not self.read_only
        return {
            "id": spec_id(f"{module}.{self.name}"),
            "api_name": self.name,
            "field_label": self.label or self.name.replace("_", " "),
            "display_label": self.label or self.name.replace("_", " "),
            "data_type": "text" if self.type == "tag" else self.type,
            "json_type": JSON_TYPES[self.type],
            "length": self.length,
            "custom_field": self.custom,
            "visible": not self.withheld,
            "read_only": False,
            "field_read_only": self.read_only,
            "system_mandatory": self.mandatory,
            "virtual_field": self.type == "address",
            "operation_type": {
                "web_update": writable,
                "api_create": writable,
                "web_create": writable,
                "api_update": writable,
            },
            "unique": {"casesensitive": False} if self.unique else {},
            "pick_list_values": [
                {"display_value": value, "actual_value": value, "type": "used", "id": spec_id(f"{module}.{value}")}
                for value in self.picklist
            ],
            "lookup": self._lookup(),
            "multi_module_lookup": (
                {"api_name": self.name, "modules": [{"api_name": name, "id": spec_id(name)} for name in self.any_of]}
                if self.any_of
                else {}
            ),
            "multiselectlookup": {},
            "associated_module": {"module": self.subform, "id": spec_id(self.subform)} if self.subform else None,
            "subform": {"module": self.subform, "id": spec_id(self.subform)} if self.subform else None,
            "formula": {"return_type": "currency"} if self.formula else {},
            "auto_number": {"prefix": "", "start_number": "1"} if self.type == "autonumber" else {},
            "decimal_place": self.decimals if self.type in ("double", "currency", "percent") else None,
            "currency": {"precision": self.decimals, "rounding_option": "normal"} if self.type == "currency" else {},
            "type": "used",
        }

    def _lookup(self) -> dict:
        if not self.lookup:
            return {}
        return {
            "display_label": self.label or self.name,
            "api_name": None,
            "module": {"api_name": self.lookup, "id": spec_id(self.lookup)},
            "id": spec_id(f"lookup.{self.name}"),
        }


@dataclass(frozen=True)
class ModuleSpec:
    """One module. `parent` is what a subform or a linking module belongs to."""

    name: str
    fields: tuple[FieldSpec, ...]
    label: str = ""
    generated: str = "default"
    parent: str = ""
    api_supported: bool = True
    bulk: bool = True
    deleted_feed: bool = True
    listed: bool = True
    """Whether Get Records takes the module."""
    display: str = "Name"
    hidden_from: frozenset[str] = frozenset()

    def field(self, name: str) -> FieldSpec | None:
        return next((spec for spec in self.fields if spec.name == name), None)

    def described(self) -> dict:
        """As `GET /settings/modules` gives it."""
        own = self.api_supported and self.generated in ("default", "custom")
        return {
            "id": spec_id(self.name),
            "api_name": self.name,
            "module_name": self.name,
            "singular_label": self.label or self.name,
            "plural_label": self.label or self.name,
            "generated_type": self.generated,
            "api_supported": self.api_supported,
            "creatable": self.api_supported,
            "editable": self.api_supported,
            "deletable": self.api_supported,
            "viewable": self.api_supported,
            "visible": own,
            "recycle_bin_on_delete": own,
            "convertable": self.name == "Leads",
            "parent_module": {"api_name": self.parent, "id": spec_id(self.parent)} if self.parent else {},
            "profiles": [{"name": "Administrator", "id": spec_id("Administrator")}],
            "status": "visible",
        }


def spec_id(name: str) -> str:
    """An id that looks like Zoho's, always the same for a name."""
    return f"5725767{zlib.crc32(name.encode()):012d}"


def with_system_fields(module: ModuleSpec) -> ModuleSpec:
    """The module with the fields that each one has."""
    own = {spec.name for spec in module.fields}
    system = (
        FieldSpec("id", "bigint", "Record Id", read_only=True),
        FieldSpec("Owner", "ownerlookup", f"{module.label or module.name} Owner"),
        FieldSpec("Created_By", "ownerlookup", read_only=True),
        FieldSpec("Modified_By", "ownerlookup", read_only=True),
        FieldSpec("Created_Time", "datetime", read_only=True),
        FieldSpec("Modified_Time", "datetime", read_only=True),
    )
    rows = module.generated in ("subform", "linking")
    left_out = {"Owner", "Created_By", "Modified_By"} if rows else set()
    added = tuple(spec for spec in system if spec.name not in own | left_out)
    return replace(module, fields=(*module.fields, *added))


def _contact_name(values: dict) -> str:
    return " ".join(part for part in (values.get("First_Name"), values.get("Last_Name")) if part)


def _expected(values: dict) -> float | None:
    if values.get("Amount") is None or values.get("Probability") is None:
        return None
    return round(values["Amount"] * values["Probability"] / 100, 2)


def _line_total(values: dict) -> float | None:
    if values.get("Quantity") is None or values.get("List_Price") is None:
        return None
    return round(values["Quantity"] * values["List_Price"], 2)


_TAG = FieldSpec("Tag", "tag", "Tag", length=2000)

DEFAULT_MODULES: tuple[ModuleSpec, ...] = tuple(
    with_system_fields(module)
    for module in (
        ModuleSpec(
            "Accounts",
            (
                FieldSpec("Account_Name", length=200, mandatory=True, duplicate_check=True),
                FieldSpec("Phone", "phone", length=30),
                FieldSpec("Website", "website", length=450),
                FieldSpec("Industry", "picklist", picklist=("Technology", "Retail", "Farming")),
                FieldSpec("Annual_Revenue", "currency"),
                FieldSpec("Employees", "integer", length=9),
                FieldSpec("Parent_Account", "lookup", lookup="Accounts"),
                FieldSpec("Description", "textarea", length=32_000),
                FieldSpec("Account_Number", length=40, unique=True, custom=True),
                FieldSpec("Record_Image", "profileimage", "Account Image", read_only=True),
                FieldSpec("Billing_Address", "address", read_only=True),
                _TAG,
            ),
            display="Account_Name",
        ),
        ModuleSpec(
            "Contacts",
            (
                FieldSpec("First_Name", length=40),
                FieldSpec("Last_Name", length=80, mandatory=True),
                FieldSpec("Full_Name", length=80, read_only=True, formula=_contact_name),
                FieldSpec("Email", "email", length=100, duplicate_check=True),
                FieldSpec("Account_Name", "lookup", "Account Name", lookup="Accounts"),
                FieldSpec("Reporting_To", "lookup", lookup="Contacts"),
                FieldSpec("Date_of_Birth", "date"),
                FieldSpec("Email_Opt_Out", "boolean"),
                FieldSpec(
                    "Languages", "multiselectpicklist", picklist=("English", "中文", "Français; Québec"), custom=True
                ),
                FieldSpec("Score", "double", decimals=9, custom=True),
                FieldSpec("Legacy_Id", "bigint", length=18, custom=True),
                FieldSpec("Last_Activity_Time", "datetime", read_only=True),
                FieldSpec("Description", "textarea", length=32_000),
                _TAG,
            ),
            display="Full_Name",
        ),
        ModuleSpec(
            "Leads",
            (
                FieldSpec("First_Name", length=40),
                FieldSpec("Last_Name", length=80, mandatory=True),
                FieldSpec("Company", length=200, mandatory=True),
                FieldSpec("Email", "email", length=100, duplicate_check=True),
                FieldSpec("Lead_Status", "picklist", picklist=("Not Contacted", "Contacted", "Lost Lead")),
                FieldSpec("No_of_Employees", "integer", length=9),
                _TAG,
            ),
            display="Last_Name",
        ),
        ModuleSpec(
            "Deals",
            (
                FieldSpec("Deal_Name", length=120, mandatory=True),
                FieldSpec("Stage", "picklist", mandatory=True, picklist=("Qualification", "Proposal", "Closed Won")),
                FieldSpec("Amount", "currency"),
                FieldSpec("Probability", "integer", length=3),
                FieldSpec("Expected_Revenue", "currency", read_only=True, formula=_expected),
                FieldSpec("Closing_Date", "date"),
                FieldSpec("Next_Call", "datetime", custom=True),
                FieldSpec("Account_Name", "lookup", "Account Name", lookup="Accounts"),
                FieldSpec("Contact_Name", "lookup", "Contact Name", lookup="Contacts"),
                _TAG,
            ),
            display="Deal_Name",
        ),
        ModuleSpec(
            "Quotes",
            (
                FieldSpec("Subject", length=120, mandatory=True),
                FieldSpec("Quote_Number", "autonumber", read_only=True),
                FieldSpec("Deal_Name", "lookup", "Deal Name", lookup="Deals"),
                FieldSpec("Account_Name", "lookup", "Account Name", lookup="Accounts"),
                FieldSpec("Quoted_Items", "subform", subform="Quoted_Items"),
            ),
            display="Subject",
        ),
        ModuleSpec(
            "Quoted_Items",
            (
                FieldSpec("Parent_Id", "lookup", lookup="Quotes"),
                FieldSpec("Item", length=200, mandatory=True),
                FieldSpec("Quantity", "double"),
                FieldSpec("List_Price", "currency"),
                FieldSpec("Total", "currency", read_only=True, formula=_line_total),
            ),
            label="Quoted Items",
            generated="subform",
            parent="Quotes",
            deleted_feed=False,
            display="Item",
        ),
        ModuleSpec(
            "Projects",
            (
                FieldSpec("Name", length=120, mandatory=True),
                FieldSpec("Project_Code", length=40, unique=True, custom=True),
                FieldSpec("Members", "multiselectlookup", custom=True),
                FieldSpec("Plan", "fileupload", custom=True),
            ),
            generated="custom",
        ),
        ModuleSpec(
            "Projects_X_Contacts",
            (
                FieldSpec("Project", "lookup", lookup="Projects", mandatory=True),
                FieldSpec("Member", "lookup", lookup="Contacts", mandatory=True),
            ),
            label="Projects X Contacts",
            generated="linking",
            deleted_feed=False,
        ),
        ModuleSpec(
            "Tasks",
            (
                FieldSpec("Subject", length=255, mandatory=True),
                FieldSpec("Due_Date", "date"),
                FieldSpec("Status", "picklist", picklist=("Not Started", "In Progress", "Completed")),
                FieldSpec("Who_Id", "lookup", "Contact Name", lookup="Contacts"),
                FieldSpec("What_Id", "lookup", "Related To", any_of=("Accounts", "Deals", "Quotes", "Projects")),
                _TAG,
            ),
            display="Subject",
        ),
        ModuleSpec(
            "Notes",
            (
                FieldSpec("Note_Title", length=120),
                FieldSpec("Note_Content", "textarea", length=65_535),
                FieldSpec(
                    "Parent_Id",
                    "lookup",
                    "Parent ID",
                    mandatory=True,
                    any_of=("Accounts", "Contacts", "Leads", "Deals", "Quotes", "Projects", "Tasks"),
                ),
            ),
            bulk=False,
            display="Note_Title",
        ),
        ModuleSpec(
            "Attachments",
            (
                FieldSpec("File_Name", length=255, mandatory=True),
                FieldSpec("Size", "bigint", read_only=True),
                FieldSpec("Parent_Id", "lookup", "Parent ID", mandatory=True, any_of=("Accounts", "Contacts")),
            ),
            bulk=False,
            listed=False,
            deleted_feed=False,
            display="File_Name",
        ),
        ModuleSpec("Home", (), api_supported=False),
        ModuleSpec("Feeds", (), api_supported=False),
    )
)


@dataclass
class User:
    """A user of the organisation."""

    id: str
    name: str
    email: str
    status: str = "active"
    profile: str = "Administrator"

    def reference(self, *, with_email: bool = True) -> dict:
        """How records name a user."""
        short = {"name": self.name, "id": self.id}
        return {**short, "email": self.email} if with_email else short

    def described(self) -> dict:
        """As `GET /users` gives it."""
        return {
            "id": self.id,
            "full_name": self.name,
            "last_name": self.name,
            "email": self.email,
            "status": self.status,
            "confirm": True,
            "profile": {"name": self.profile, "id": spec_id(self.profile)},
            "role": {"name": "CEO", "id": spec_id("CEO")},
        }
