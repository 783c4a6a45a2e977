"""Salesforce as a hosted CRM: REST, Bulk API 2.0 and the little of SOAP that neither of them has."""
