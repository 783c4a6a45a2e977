"""CRMs in PostgreSQL databases."""
