"""The CRMs: where records come from and where they go back to. Nothing here knows the repository."""
