"""The endpoints of associations v4: read, create, take away, and the labels there are."""

from tests.fakes.hubspot.refusals import Refused, bad_json, invalid
from tests.fakes.hubspot.values import stamp
from tests.fakes.serving import Response, answer_json

READ, WRITE = 1_000, 2_000
PAGE = 500


class Pairs:
    """`need` refuses a token that has none of the scopes."""

    def __init__(self, account, need):
        self._account, self._need = account, need

    def labels(self, _, one, other):
        one, other = self._kinds(one, other, "read_scopes")
        return answer_json({"results": [t.described() for t in self._account.links.types(one, other)]})

    def read(self, request, one, other):
        one, other = self._kinds(one, other, "read_scopes")
        results, errors = [], []
        for each in _inputs(request, READ):
            record_id, after = _id(each), int(each.get("after") or "0")
            linked = [(i, t) for i, t in self._account.links.of(one, record_id, other) if int(i) > after]
            if not linked:
                errors.append(_none(one, record_id, other))
                continue
            result = {
                "from": {"id": record_id},
                "to": [
                    {"toObjectId": int(i), "associationTypes": [t.described() for t in types]}
                    for i, types in linked[:PAGE]
                ],
            }
            if len(linked) > PAGE:
                last = linked[PAGE - 1][0]
                result["paging"] = {"next": {"after": last, "link": f"?after={last}"}}
            results.append(result)
        return self._batch(results, errors)

    def create(self, request, one, other):
        one, other = self._kinds(one, other, "write_scopes")
        results, errors = [], []
        for each in _inputs(request, WRITE):
            one_id, other_id = _end(each, "from"), _end(each, "to")
            try:
                if not each.get("types"):
                    raise invalid("Some required fields were not set: [types]")
                types = [self._account.links.type(one, other, spec) for spec in each["types"]]
                self._account.links.add(one, one_id, other, other_id, types)
            except Refused as refused:
                context = {"fromObjectId": [one_id], "toObjectId": [other_id]}
                told = {name: refused.body[name] for name in ("status", "category", "message")}
                errors.append(told | {"context": context})
                continue
            results.append(
                {
                    "fromObjectTypeId": one.type_id,
                    "fromObjectId": int(one_id),
                    "toObjectTypeId": other.type_id,
                    "toObjectId": int(other_id),
                    "labels": [t.label for t in types if t.label],
                }
            )
        return self._batch(results, errors, 201)

    def archive(self, request, one, other):
        one, other = self._kinds(one, other, "write_scopes")
        for each in _inputs(request, WRITE):
            for target in each.get("to") or ():
                self._account.links.remove(one, _end(each, "from"), other, _id(target))
        return Response(204)

    def archive_labels(self, request, one, other):
        one, other = self._kinds(one, other, "write_scopes")
        for each in _inputs(request, WRITE):
            types = [self._account.links.type(one, other, spec) for spec in each.get("types") or ()]
            self._account.links.remove(one, _end(each, "from"), other, _end(each, "to"), types)
        return Response(204)

    def _kinds(self, one, other, scopes):
        found = self._account.kind(one), self._account.kind(other)
        for kind in found:
            self._need(getattr(kind, scopes))
        return found

    def _batch(self, results, errors, status=200):
        now = stamp(self._account.clock.now())
        answer = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        if errors:
            answer |= {"numErrors": len(errors), "errors": errors}
        return answer_json(answer, 207 if errors else status)


def _inputs(request, most):
    inputs = (request.json or {}).get("inputs") if isinstance(request.json, dict) else None
    if not isinstance(inputs, list):
        raise bad_json("Some required fields were not set: [inputs]")
    if len(inputs) > most:
        raise invalid(f"The maximum batch size is {most}, but {len(inputs)} inputs were given")
    return inputs


def _id(each):
    if not isinstance(each, dict) or not isinstance(each.get("id"), str):
        raise bad_json("Some required fields were not set: [id]")
    return each["id"]


def _end(each, name):
    return _id(each.get(name))


def _none(one, record_id, other):
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {other.singular} is associated with {one.singular} {record_id}.",
        "context": {
            "fromObjectId": [record_id],
            "fromObjectType": [one.singular],
            "toObjectType": [other.singular],
        },
    }
