"""PostgreSQL databases as CRMs: read as of one moment, written in one transaction."""
