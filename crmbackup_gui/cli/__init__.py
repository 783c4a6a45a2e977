"""The headless face: `crmbackup`."""
