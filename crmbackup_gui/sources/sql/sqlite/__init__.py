"""SQLite databases as CRMs: read as of one moment, written in one transaction."""

from crmbackup_gui.sources.sql.sqlite.source import SqliteSource, open_sqlite

__all__ = ["SqliteSource", "open_sqlite"]
