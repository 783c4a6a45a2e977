"""Catalogs of CRMs as their sources and their databases have them: enough of each to be recognised and grouped."""

from crmbackup_gui.model.catalog import Catalog, Entity, Field, Reference, ValueType


def table(name, *fields, key=("id",), references=()):
    """An entity; its fields are texts, and its key is among them."""
    names = dict.fromkeys((*key, *fields))
    return Entity(
        name=name, key=key, fields=tuple(Field(name=n, type=ValueType.TEXT) for n in names), references=references
    )


def pointing(field, target, to="id"):
    return Reference(fields=(field,), target=target, target_fields=(to,))


def catalog_of(*tables, prefix=""):
    """A catalog of tables, each a name or a `table`."""
    entities = [table(one) if isinstance(one, str) else one for one in tables]
    return Catalog(entities=tuple(_prefixed(entity, prefix) for entity in entities))


def _prefixed(entity, prefix):
    return Entity(name=prefix + entity.name, key=entity.key, fields=entity.fields, references=entity.references)


SUITECRM = (
    table("accounts", "name", "date_modified", "deleted", "parent_id"),
    table("accounts_audit", "parent_id"),
    table("accounts_contacts", "account_id", "contact_id", "deleted"),
    table("accounts_cstm", "colour_c", key=("id_c",)),
    table("contacts", "first_name", "last_name", "photo", "date_modified", "deleted", "created_by"),
    table("email_addresses", "email_address", "deleted"),
    table("email_addr_bean_rel", "email_address_id", "bean_id", "bean_module", "deleted"),
    table("leads", "last_name", "deleted"), table("opportunities", "name", "sales_stage", "deleted"),
    table("cases", "case_number", "deleted"), table("calls", "parent_type", "parent_id", "deleted"),
    table("meetings", "parent_type", "parent_id", "deleted"),
    table("notes", "filename", "parent_type", "parent_id", "contact_id", "deleted"),
    table("users", "user_hash", "deleted"), table("config", "category"),
    "relationships", "user_preferences", "acl_roles", "outbound_email", "aos_quotes", "aow_workflow", "securitygroups",
    "emails", "emails_beans", "tracker", "job_queue", "abc_machines", "abc_machines_audit",
)  # fmt: skip
ESPOCRM = (
    table("account", "name", "deleted"), table("contact", "first_name", "last_name", "account_id", "deleted"),
    table("entity_email_address", "entity_type", "entity_id", "email_address_id"),
    table("email_address", "name", "lower"), "scheduled_job", "extension", "preferences", "team_user", "job",
    "auth_token", table("note", "parent_type", "parent_id"),
    table("attachment", "storage", "source_id", "storage_file_path", "parent_type", "parent_id", "deleted"), "lead",
    table("opportunity", "stage", "account_id", "deleted"), "case", "role_team", "entity_team", "entity_phone_number",
    "portal", "campaign", "target_list", "next_number", "c_machine",
)  # fmt: skip
ODOO = (
    "ir_model_fields", "ir_module_module", "ir_model_data", "ir_ui_view", "ir_config_parameter", "ir_cron",
    table("res_partner", "name", "active", "write_uid", references=(pointing("write_uid", "res_users"),)),
    table("res_users", "login", "partner_id", references=(pointing("partner_id", "res_partner"),)),
    table("ir_attachment", "store_fname", "res_model", "res_id"), "ir_act_window", "res_company", "res_groups",
    "res_currency", "ir_sequence", "ir_rule", table("mail_message", "model", "res_id"), "base_registry_signaling",
    table("crm_lead", "name", "active"), "crm_stage", "sale_order", "sale_order_line", "bus_bus",
    "mail_compose_message", "x_machine",
)  # fmt: skip
VTIGER = (
    table("vtiger_crmentity", "setype", "deleted", "label", "modifiedtime", key=("crmid",)), "vtiger_tab",
    "vtiger_field", "vtiger_users", table("vtiger_account", "accountname", key=("accountid",)),
    table("vtiger_contactdetails", "firstname", "lastname", "accountid", key=("contactid",)),
    table("vtiger_contactscf", "cf_701", key=("contactid",)), "vtiger_leaddetails", "vtiger_potential",
    "vtiger_troubletickets", "vtiger_activity", "vtiger_notes",
    table("vtiger_attachments", "name", "path", "storedname", key=("attachmentsid",)), "vtiger_crmentity_seq",
    "vtiger_profile", "vtiger_role", "com_vtiger_workflows", "vtiger_version", "vtiger_tracker", "vtiger_machines",
)  # fmt: skip
DOLIBARR = (
    table("societe", "nom", "tms", key=("rowid",)), table("societe_extrafields", "fk_object", key=("rowid",)),
    table("socpeople", "firstname", "lastname", "fk_soc", "tms", key=("rowid",)), "const",
    table("user", "login", key=("rowid",)), "rights_def", "propal", "propaldet", "commande", "facture", "facturedet",
    "facture_extrafields", "product", table("actioncomm", "fk_element", "elementtype", key=("rowid",)), "projet",
    "c_country", "extrafields", "menu", table("element_element", "fk_source", "sourcetype", key=("rowid",)),
    table("ecm_files", "filepath", "filename", key=("rowid",)), "mymodule_machine", "session",
)  # fmt: skip
TRYTON = (
    "ir_model_field", "ir_model", "ir_module", "ir_ui_view", "ir_sequence_strict", table("res_user", "login"),
    "ir_cache", "ir_session", "ir_cron", "ir_action_wizard", "ir_translation", "ir_rule_group", "ir_model_access",
    table("party_party", "name", "active"), table("party_address", "party"),
    table("party_contact_mechanism", "party", "value"), "party_party-party_category", "company_company",
    "currency_currency", table("sale_opportunity", "party", "number"), "sale_opportunity__history",
    table("ir_attachment", "resource", "file_id"),
)  # fmt: skip
BOTTLECRM = (
    table("django_content_type", "app_label", "model"), "django_migrations", "django_session",
    table("organization", "api_key"), table("profile", "org_id"), table("accounts", "name", "org_id"),
    table("contacts", "first_name", "last_name", "org_id"), table("lead", "org_id"), "opportunity", "case", "task",
    "invoice", "invoice_line_item", "commentFiles", "accounts_contacts", "lead_assigned_to", "teams", "tags",
    table("attachments", "content_type_id", "object_id", "attachment"),
    table("comment", "content_type_id", "object_id"),
)  # fmt: skip
DJANGOCRM = (
    table("django_content_type", "app_label", "model"), "django_migrations", "django_session",
    table("crm_company", "full_name"), table("crm_contact", "company_id"), table("crm_deal", "ticket"), "crm_request",
    "crm_lead", "crm_crmemail", "crm_stage", table("common_thefile", "file", "content_type_id", "object_id"),
    "tasks_memo", "massmail_mailingout", "chat_chatmessage", "crm_output",
)  # fmt: skip

KNOWN = {
    "SuiteCRM": SUITECRM,
    "EspoCRM": ESPOCRM,
    "Odoo": ODOO,
    "vtiger": VTIGER,
    "Dolibarr": DOLIBARR,
    "Tryton": TRYTON,
    "Django CRM": BOTTLECRM,
    "Django CRM (DjangoCRM)": DJANGOCRM,
}
