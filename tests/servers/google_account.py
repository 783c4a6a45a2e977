"""A service account of Google for tests: its key file, and whether a token was signed by it.

What holds such a key asks nobody for a token: it signs one itself, which Google's interfaces take as it is
(https://developers.google.com/identity/protocols/oauth2/service-account#jwt-auth). So no token endpoint is asked.
"""

import base64
import binascii
import json
import time
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_SCOPES = ("https://www.googleapis.com/auth/devstorage.", "https://www.googleapis.com/auth/cloud-platform")
_MOST_SECONDS = 3600


class ServiceAccount:
    """`key_file` is what Google hands out; nobody is asked at its `token_uri`."""

    email = "backup@shop.iam.gserviceaccount.com"
    key_id = "0123456789abcdef"

    @cached_property
    def _key(self):
        return rsa.generate_private_key(65537, 2048)

    @property
    def key_file(self):
        pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "shop",
                "private_key_id": self.key_id,
                "private_key": pem,
                "client_email": self.email,
                "client_id": "17",
                "token_uri": "http://127.0.0.1:9/token",
            }
        )

    def signed(self, token):
        """Whether it is a token of this account for storage that counts at the moment."""
        try:
            header, claims, signature = token.split(".")
            self._key.public_key().verify(_bytes(signature), f"{header}.{claims}".encode(), PKCS1v15(), SHA256())
            head, told = json.loads(_bytes(header)), json.loads(_bytes(claims))
        except (ValueError, binascii.Error, InvalidSignature):
            return False
        now = time.time()
        return (
            (head["alg"], head["kid"], told["iss"], told["sub"]) == ("RS256", self.key_id, self.email, self.email)
            and told["scope"].startswith(_SCOPES)
            and told["iat"] - 60 <= now < told["exp"] <= told["iat"] + _MOST_SECONDS
        )


def _bytes(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


ACCOUNT = ServiceAccount()
"""The one that the fake knows."""
