"""CRMs that keep their records in SQL databases."""
