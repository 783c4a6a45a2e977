"""HubSpot: CRM objects v3 and associations v4, spoken through HubSpot's own client library (HOSTED-CRMS.md)."""
