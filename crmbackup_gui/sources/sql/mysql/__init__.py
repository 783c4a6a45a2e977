"""MySQL and MariaDB databases as a source and a target."""
