"""A keyring that lives as long as a test and never asks anybody."""

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in a dictionary. Each instance is empty at first."""

    priority = 0

    def __init__(self):
        super().__init__()
        self._secrets = {}

    def get_password(self, service, username):
        return self._secrets.get((service, username))

    def set_password(self, service, username, password):
        self._secrets[service, username] = password

    def delete_password(self, service, username):
        if self._secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(f"no secret of {service} for {username}")
