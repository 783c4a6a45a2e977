"""The endpoints of CRM objects v3: list, get, create, update, archive, their batches and the search."""

import json
from bisect import bisect_right

from tests.fakes.hubspot.refusals import Refused, bad_json, invalid, not_found
from tests.fakes.hubspot.searching import search
from tests.fakes.hubspot.values import stamp
from tests.fakes.serving import Response, answer_json

PAGE = 100
BATCH = 100
EMAIL_CONTENT = ("hs_email_text", "hs_email_subject")


class Objects:
    """`need` refuses a token that has none of the scopes, `holds` says whether it has one."""

    def __init__(self, account, need, holds):
        self._account, self._need, self._holds = account, need, holds

    # One at a time

    def list(self, request, kind):
        found = self._kind(kind, "read_scopes")
        query = request.query
        limit = _number(query.get("limit", "10"), "limit")
        if not 1 <= limit <= PAGE:
            raise invalid(f"limit must be between 1 and {PAGE}")
        after = _number(query.get("after") or "0", "after")
        archived = query.get("archived", "false") == "true"
        page = []
        for place in range(bisect_right(found.order, after), len(found.order)):
            record = self._account.record(found, str(found.order[place]), archived=archived)
            if record is not None:
                page.append(record)
            if len(page) > limit:
                break
        names = _named(request.queries.get("properties", ()))
        answer = {"results": [self._described(found, record, names) for record in page[:limit]]}
        if len(page) > limit:
            link = f"https://api.hubapi.com{request.path}?limit={limit}&after={page[limit - 1].id}"
            answer["paging"] = {"next": {"after": page[limit - 1].id, "link": link}}
        return answer_json(answer)

    def get(self, request, kind, record_id):
        found = self._kind(kind, "read_scopes")
        by = request.query.get("idProperty")
        archived = request.query.get("archived", "false") == "true"
        record = self._by(found, by, record_id) if by else self._account.record(found, record_id, archived=archived)
        if record is None:
            raise not_found()
        return answer_json(self._described(found, record, _named(request.queries.get("properties", ()))))

    def create(self, request, kind):
        found = self._kind(kind, "write_scopes")
        body = _object(request)
        record = self._account.create(found, body.get("properties"), body.get("associations"))
        return answer_json(self._described(found, record, tuple(record.properties)), 201)

    def update(self, request, kind, record_id):
        found = self._kind(kind, "write_scopes")
        record = self._account.record(found, record_id)
        if record is None:
            raise not_found()
        changed = _object(request).get("properties")
        self._account.update(found, record, changed)
        return answer_json(self._described(found, record, tuple(changed)))

    def archive(self, _, kind, record_id):
        self._account.archive(self._kind(kind, "write_scopes"), record_id)
        return Response(204)

    def search(self, request, kind):
        found = self._kind(kind, "read_scopes")
        return answer_json(search(self._account, found, request.json, len(request.body.decode())))

    # Batches

    def batch_read(self, request, kind):
        found = self._kind(kind, "read_scopes")
        body = _object(request)
        names, by = tuple(body.get("properties") or ()), body.get("idProperty")
        archived = request.query.get("archived", "false") == "true"
        results, missing = {}, []
        for each in _inputs(body):
            key = _id(each)
            record = self._by(found, by, key) if by else self._account.record(found, key, archived=archived)
            if record is None:
                missing.append(key)
            else:
                results[record.id] = record
        described = [self._described(found, record, names) for record in results.values()]
        return self._batch(described, [_lost(found, missing)] if missing else [])

    def batch_create(self, request, kind):
        found = self._kind(kind, "write_scopes")
        inputs = _inputs(_object(request))
        traces = [each.get("objectWriteTraceId") for each in inputs]
        if not all(traces):
            records = self._all_or_none(found, inputs)
            return self._batch([self._described(found, r, tuple(r.properties)) for r in records], [], 201)
        if len(set(traces)) != len(traces):
            raise invalid("objectWriteTraceId must be unique within the request")
        results, errors = [], []
        for each, trace in zip(inputs, traces, strict=True):
            try:
                record = self._account.create(found, each.get("properties"), each.get("associations"))
            except Refused as refused:
                errors.append(refused.in_batch(trace))
            else:
                described = self._described(found, record, tuple(record.properties))
                results.append({**described, "objectWriteTraceId": trace})
        return self._batch(results, errors, 201)

    def batch_update(self, request, kind):
        found = self._kind(kind, "write_scopes")
        results, missing, inputs = [], [], _inputs(_object(request))
        with _Undo(found, [_id(each) for each in inputs]):
            for each in inputs:
                key, by = _id(each), each.get("idProperty")
                record = self._by(found, by, key) if by else self._account.record(found, key)
                if record is None:
                    missing.append(key)
                    continue
                changed = each.get("properties")
                self._account.update(found, record, changed)
                results.append(self._described(found, record, tuple(changed)))
        return self._batch(results, [_lost(found, missing)] if missing else [])

    def batch_archive(self, request, kind):
        found = self._kind(kind, "write_scopes")
        for each in _inputs(_object(request)):
            self._account.archive(found, _id(each))
        return Response(204)

    # Inside

    def _all_or_none(self, kind, inputs):
        made = []
        try:
            for each in inputs:
                record = self._account.create(kind, each.get("properties"), each.get("associations"))
                made.append(record)
        except Refused:
            for record in made:
                self._account.erase(kind, record.id)
            raise
        return made

    def _kind(self, name, scopes):
        found = self._account.kind(name)
        self._need(getattr(found, scopes))
        return found

    def _by(self, kind, name, value):
        known = kind.properties.get(name)
        if known is None or not known.unique:
            raise invalid(f"{name} is not a unique property of {kind.name}")
        return self._account.unique(kind, name, value)

    def _described(self, kind, record, names):
        """A record with the named properties, or the default ones, always with its id and its stamps."""
        wanted = dict.fromkeys((*names, kind.created, kind.modified, "hs_object_id") if names else kind.defaults)
        told = {
            "id": record.id,
            "properties": {n: self._shown(kind, record, n) for n in wanted if n in kind.properties},
            "createdAt": record.properties.get(kind.created) or stamp(record.created_at),
            "updatedAt": stamp(record.updated_at),
            "archived": bool(record.archived_at),
        }
        return {**told, "archivedAt": stamp(record.archived_at)} if record.archived_at else told

    def _shown(self, kind, record, name):
        """What e-mails say is for those that may read e-mails; to others it is as if nothing was written."""
        if kind.name == "emails" and name in EMAIL_CONTENT and not self._holds("sales-email-read"):
            return None
        return record.properties.get(name)

    def _batch(self, results, errors, status=200):
        now = stamp(self._account.clock.now())
        answer = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        if errors:
            answer |= {"numErrors": len(errors), "errors": errors}
        return answer_json(answer, 207 if errors else status)


class _Undo:
    """A batch update with a wrong value is refused as a whole: what its first inputs did is taken back."""

    def __init__(self, kind, ids):
        self._records = [kind.records[key] for key in dict.fromkeys(ids) if key in kind.records]
        self._before = []

    def __enter__(self):
        self._before = [(dict(r.properties), r.updated_at, list(r.history)) for r in self._records]

    def __exit__(self, error, *_):
        if error is not None:
            for record, before in zip(self._records, self._before, strict=True):
                record.properties, record.updated_at, record.history = before


def _object(request):
    body = request.json
    if not isinstance(body, dict):
        raise bad_json("an object is needed")
    return body


def _inputs(body):
    inputs = body.get("inputs")
    if not isinstance(inputs, list):
        raise bad_json("Some required fields were not set: [inputs]")
    if len(inputs) > BATCH:
        raise invalid(f"The maximum batch size is {BATCH}, but {len(inputs)} inputs were given")
    return inputs


def _id(each):
    if not isinstance(each, dict) or not isinstance(each.get("id"), str):
        raise bad_json("Some required fields were not set: [id]")
    return each["id"]


def _number(text, name):
    if not text.isdigit():
        raise invalid(f"Invalid {name} value: {text}")
    return int(text)


def _named(lists):
    return tuple(name for names in lists for name in names.split(",") if name)


def _lost(kind, ids):
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": f"Could not get some {kind.singular.upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid.",
        "context": {"ids": json.loads(json.dumps(ids))},
    }
