"""What a store's refusal means: in words for users, and whether trying again may help."""

from __future__ import annotations

import re
from dataclasses import dataclass

from obstore import exceptions as refusals

from crmbackup_gui.actions import Action

_STATUS = re.compile(r"status(?: code)?:? *\(?([1-5][0-9]{2})\b", re.IGNORECASE)

UNREACHABLE = "it cannot be reached, or it refused the request"
_DENIED = "permission was refused"
_NO_BUCKET = "it has no such bucket"
_BUCKET_CODES = ("NoSuchBucket", "ContainerNotFound")
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Refusal:
    """`passing`: the same request may succeed later. `words` follow "it cannot be used:" in a message."""

    words: str
    passing: bool = False
    action: Action | None = None
    kept: bool = False
    """It is a deletion that a lock or a rule of the place forbids for now."""


_CODES = (
    (
        ("RequestTimeTooSkewed", "RequestExpired", "AuthenticationFailed: The Date header"),
        Refusal(
            "the clock of this computer is wrong, so the store does not accept what it signs", action=Action.SET_CLOCK
        ),
    ),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthenticationFailed", "InvalidAuthenticationInfo"),
        Refusal("the access key is not accepted", action=Action.GIVE_STORE_KEY),
    ),
    (
        ("ExpiredToken", "TokenRefreshRequired"),
        Refusal("the access key is no longer valid", action=Action.GIVE_STORE_KEY),
    ),
    (_BUCKET_CODES, Refusal(_NO_BUCKET, action=Action.CORRECT_LOCATION)),
    (("ContainerBeingDeleted",), Refusal("the bucket is being deleted", action=Action.CORRECT_LOCATION)),
    (
        ("QuotaExceeded", "quotaExceeded", "InsufficientStorage", "AccountLimitExceeded", "XMinioStorageFull"),
        Refusal("there is no room left"),
    ),
    (("SlowDown", "ServerBusy", "OperationTimedOut", "RequestTimeout"), Refusal("it is overloaded", passing=True)),
    (
        ("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
        Refusal("the bucket is in another region", action=Action.CORRECT_LOCATION),
    ),
    (
        ("ObjectLocked", "BlobImmutableDueToPolicy", "retentionPolicyNotMet", "ImmutabilityPolicy"),
        Refusal("objects there must not be deleted yet", kept=True),
    ),
)
"""What stands in the answers of the three kinds of stores
(docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html,
learn.microsoft.com/rest/api/storageservices/blob-service-error-codes,
cloud.google.com/storage/docs/xml-api/reference-status)."""

_STATUSES = {
    401: Refusal("the access key is not accepted", action=Action.GIVE_STORE_KEY),
    403: Refusal(_DENIED, action=Action.GIVE_STORE_KEY),
    404: Refusal(_NO_BUCKET, action=Action.CORRECT_LOCATION),
    411: Refusal(UNREACHABLE),
    413: Refusal("it does not take objects of this size"),
    507: Refusal("there is no room left"),
}


def understand(error: BaseException) -> Refusal:
    """What it means. The text of the error, which may hold signed addresses, is used for nothing else."""
    text = str(error).split("\n\nDebug source:")[0]
    for codes, refusal in _CODES:
        if any(code in text for code in codes):
            return refusal
    found = _STATUS.search(text)
    status = int(found[1]) if found else None
    if isinstance(error, refusals.UnauthenticatedError):
        return _STATUSES[401]
    if isinstance(error, refusals.PermissionDeniedError):
        return _STATUSES[403]
    if status in _STATUSES:
        return _STATUSES[status]
    if status is None:
        words = "it does not answer" if isinstance(error, TimeoutError) else UNREACHABLE
        return Refusal(words, passing=not isinstance(error, refusals.NotSupportedError))
    return Refusal(UNREACHABLE, passing=status in _PASSING or status >= 500)


def place_missing(error: BaseException) -> Refusal | None:
    """What to say when it is not the object that is missing but the whole place; None for an object."""
    refusal = understand(error)
    return refusal if refusal.words == _NO_BUCKET and _names_bucket(error) else None


def _names_bucket(error: BaseException) -> bool:
    return any(code in str(error) for code in _BUCKET_CODES)
