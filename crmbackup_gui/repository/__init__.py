"""Where recovery points live. Nothing here knows a CRM or a screen; FORMAT.md describes every byte."""
