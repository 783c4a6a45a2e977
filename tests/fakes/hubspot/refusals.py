"""How HubSpot says no: a status and a body, after developers.hubspot.com/docs/api-reference/error-handling."""

import uuid


class Refused(Exception):
    """An answer that is an error. `body` is what goes over the wire."""

    def __init__(self, status, category, message, *, headers=None, **more):
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})
        self.body = {
            "status": "error",
            "message": message,
            "correlationId": str(uuid.uuid4()),
            "category": category,
            **more,
        }

    def in_batch(self, trace):
        """The same, as one of the `errors` of a 207."""
        context = {"objectWriteTraceId": [trace], **self.body.get("context", {})}
        return {name: self.body[name] for name in ("status", "category", "message")} | {"context": context}


def invalid(message, **more):
    return Refused(400, "VALIDATION_ERROR", message, **more)


def bad_json(message):
    return invalid(f"Invalid input JSON on line 1, column 1: {message}")


def not_found(message="resource not found"):
    return Refused(404, "OBJECT_NOT_FOUND", message)


def missing_scopes(scopes):
    return Refused(
        403,
        "MISSING_SCOPES",
        "This app hasn't been granted all required scopes to make this call. "
        "Read more about required scopes here: https://developers.hubspot.com/scopes.",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": list(scopes)},
            }
        ],
        links={"scopes": "https://developers.hubspot.com/scopes"},
    )
