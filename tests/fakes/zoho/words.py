"""The answers of Zoho's API to what it refuses: its envelope, its codes and its words."""

from __future__ import annotations

from tests.fakes.serving import Response, answer_json

MESSAGES = {
    "AMBIGUITY_DURING_PROCESSING": "Ambiguity while processing the request",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED": "You can only get the first 2000 records without using page_token param",
    "DUPLICATE_DATA": "duplicate data",
    "DUPLICATE_LINKING_DATA": "duplicate linking data",
    "EXPECTED_FIELD_MISSING": "Expected field(s) missing",
    "AUTHENTICATION_FAILURE": "Authentication failed",
    "EXPIRED_VALUE": "Page token expired",
    "FIELD_NOT_SUPPORTED": "the given field is not supported in bulk read",
    "INTERNAL_ERROR": "Internal Server Error",
    "INVALID_DATA": "invalid data",
    "INVALID_MODULE": "the module name given seems to be invalid",
    "INVALID_REQUEST_METHOD": "The http request method type is not a valid one",
    "INVALID_TOKEN": "invalid oauth token",
    "INVALID_URL_PATTERN": "Please check if the URL trying to access is a correct one",
    "LIMIT_EXCEEDED": "limit exceeded",
    "MANDATORY_NOT_FOUND": "required field not found",
    "MODULE_NOT_SUPPORTED": "the given module is not supported in bulk read",
    "NO_PERMISSION": "permission denied",
    "NOT_SUPPORTED": "The module does not support this operation",
    "OAUTH_SCOPE_MISMATCH": "invalid oauth scope to access this URL",
    "PAGINATION_LIMIT_EXCEEDED": "You can only get upto 100000 records using page_token param",
    "PATTERN_NOT_MATCHED": "Please check whether the input values are correct",
    "RECORD_LOCKED": "the record is locked",
    "REQUIRED_PARAM_MISSING": "One of the expected parameter is missing",
    "RESOURCE_NOT_FOUND": "The requested resource doesn't exist.",
    "TOKEN_BOUND_DATA_MISMATCH": (
        "The page_token given seems to be invalid or input param is added or altered or deleted"
    ),
    "TOO_MANY_REQUESTS": "You have reached the API limit. Please try again later.",
}


class Refused(Exception):
    """What a handler raises to refuse the whole request."""

    def __init__(self, status: int, code: str, message: str = "", **details: object) -> None:
        super().__init__(code)
        self.response = refusal(status, code, message, **details)


def error(code: str, message: str = "", **details: object) -> dict:
    """The envelope of an error, of a request or of one row."""
    return {"code": code, "details": details, "message": message or MESSAGES[code], "status": "error"}


def refusal(status: int, code: str, message: str = "", **details: object) -> Response:
    """A refusal of the whole request."""
    return answer_json(error(code, message, **details), status)


def too_many_requests() -> Response:
    """Credits or concurrency exhausted: which of them it does not say, nor when to try again."""
    return refusal(429, "TOO_MANY_REQUESTS")
