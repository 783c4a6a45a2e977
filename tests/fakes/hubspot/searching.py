"""The search endpoint: what its index knows, which is a while behind, and its documented limits.

Records that are equal in what they are sorted by come in an order of their own, so that nobody relies on one.
"""

from datetime import datetime

from tests.fakes.hubspot.refusals import bad_json, invalid
from tests.fakes.hubspot.values import Wrong, _moment

PAGE = 200
MOST = 10_000
LONGEST_BODY = 3_000
GROUPS, FILTERS, ALL_FILTERS = 5, 6, 18


def search(account, kind, body, size):
    """The answer to a search. `size` is the length of the request's body in characters."""
    if size > LONGEST_BODY:
        raise invalid(f"The query is too long: {size} characters, the maximum is {LONGEST_BODY}")
    if not isinstance(body, dict):
        raise bad_json("an object is needed")
    limit, start = _paging(body)
    chosen = _filter(kind, body.get("filterGroups") or [])
    found = [seen for seen in _index(account, kind) if chosen(seen)]
    _sort(kind, found, body.get("sorts") or [])
    page = found[start : start + limit]
    answer = {
        "total": len(found),
        "results": [_described(kind, seen, body.get("properties") or ()) for seen in page],
    }
    if start + limit < len(found):
        answer["paging"] = {"next": {"after": str(start + limit)}}
    return answer


def _paging(body):
    limit, after = body.get("limit", 10), str(body.get("after") or "0")
    if not isinstance(limit, int) or not 1 <= limit <= PAGE:
        raise invalid(f"limit must be between 1 and {PAGE}")
    if not after.isdigit():
        raise invalid(f"Invalid after value: {after}")
    if int(after) + limit > MOST:
        raise invalid(f"Cannot page beyond {MOST} results: after {after} with limit {limit}")
    return limit, int(after)


class _Seen:
    """A record as the index has it."""

    def __init__(self, record, properties, updated_at):
        self.record, self.properties, self.updated_at = record, properties, updated_at


def _index(account, kind):
    visible = account.clock.now() - account.index_lag
    for record in kind.records.values():
        told = [entry for entry in record.history if entry[0] <= visible]
        if told and told[-1][1] is not None:
            yield _Seen(record, told[-1][1], told[-1][2])


def _described(kind, seen, names):
    wanted = dict.fromkeys((*names, kind.created, kind.modified, "hs_object_id") if names else kind.defaults)
    return {
        "id": seen.record.id,
        "properties": {name: seen.properties.get(name) for name in wanted if name in kind.properties},
        "createdAt": seen.properties[kind.created],
        "updatedAt": seen.properties[kind.modified],
        "archived": False,
    }


def _filter(kind, groups):
    if len(groups) > GROUPS or any(len(g.get("filters", ())) > FILTERS for g in groups):
        raise invalid(f"At most {GROUPS} filterGroups with {FILTERS} filters each")
    if sum(len(g.get("filters", ())) for g in groups) > ALL_FILTERS:
        raise invalid(f"At most {ALL_FILTERS} filters")
    tests = [[_test(kind, each) for each in group.get("filters", ())] for group in groups]
    return lambda seen: not tests or any(all(test(seen.properties) for test in group) for group in tests)


def _test(kind, condition):
    name, operator = condition.get("propertyName"), condition.get("operator")
    known = kind.properties.get(name)
    if known is None:
        raise invalid(f"There was a problem with the request. Property {name} does not exist")
    form = _form(known)
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        return lambda properties: bool(properties.get(name)) == (operator == "HAS_PROPERTY")
    compare = _OPERATORS.get(operator)
    if compare is None:
        raise invalid(f"operator {operator} is not supported")
    try:
        if operator in ("IN", "NOT_IN"):
            wanted = [form(str(value)) for value in condition["values"]]
        else:
            wanted = form(str(condition["value"]))
    except (KeyError, ValueError, Wrong):
        raise invalid(f"Invalid value of the filter on {name}") from None
    return lambda properties: bool(properties.get(name)) and compare(form(properties[name]), wanted)


_OPERATORS = {
    "EQ": lambda value, wanted: value == wanted,
    "NEQ": lambda value, wanted: value != wanted,
    "LT": lambda value, wanted: value < wanted,
    "LTE": lambda value, wanted: value <= wanted,
    "GT": lambda value, wanted: value > wanted,
    "GTE": lambda value, wanted: value >= wanted,
    "IN": lambda value, wanted: value in wanted,
    "NOT_IN": lambda value, wanted: value not in wanted,
}


def _form(known):
    if known.type == "number":
        return float
    if known.type in ("datetime", "date"):
        return lambda text: datetime.fromisoformat(_moment(known, text))
    return str.lower


def _sort(kind, found, sorts):
    if len(sorts) > 1:
        raise invalid("Only one sort can be used")
    found.sort(key=lambda seen: seen.record.id[::-1])
    for sort in sorts:
        name = sort.get("propertyName") if isinstance(sort, dict) else sort
        if name not in kind.properties:
            raise invalid(f"Property {name} does not exist")
        form = _form(kind.properties[name])
        with_value = [seen for seen in found if seen.properties.get(name)]
        without = [seen for seen in found if not seen.properties.get(name)]
        with_value.sort(
            key=lambda seen: form(seen.properties[name]),
            reverse=isinstance(sort, dict) and sort.get("direction") == "DESCENDING",
        )
        found[:] = with_value + without
