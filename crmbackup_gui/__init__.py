"""crmbackup: a desktop backup manager for CRM data."""
