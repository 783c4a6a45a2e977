"""How the fake says no: codes, sentences and HTTP statuses as the API's reference has them."""

from __future__ import annotations

from typing import Any

_STATUS = {
    "INVALID_SESSION_ID": 401,
    "REQUEST_LIMIT_EXCEEDED": 403,
    "API_DISABLED_FOR_ORG": 403,
    "INSUFFICIENT_ACCESS": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "SERVER_UNAVAILABLE": 503,
    "UNKNOWN_EXCEPTION": 500,
}


class Refused(Exception):
    """A request or a record that the service does not take."""

    def __init__(self, code: str, message: str, *fields: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fields = fields
        self.status = status or _STATUS.get(code, 400)

    def body(self) -> list[dict[str, Any]]:
        """As a whole request is refused."""
        return [
            {"message": self.message, "errorCode": self.code, **({"fields": list(self.fields)} if self.fields else {})}
        ]

    def row(self) -> dict[str, Any]:
        """As one record of a collection is refused."""
        return {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}

    def line(self) -> str:
        """As one row of a bulk job is refused."""
        return f"{self.code}:{self.message}:{' '.join(self.fields) or '--'}"
