"""The jobs that join a CRM and a repository. No Qt, no settings."""
