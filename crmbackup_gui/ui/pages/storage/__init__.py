"""The page Storage & keys: where recovery points are, how long they stay, who opens them, and proof that they work."""

from crmbackup_gui.ui.pages.storage.page import StoragePage

__all__ = ["StoragePage"]
