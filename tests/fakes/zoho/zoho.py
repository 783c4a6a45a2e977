"""A fake Zoho CRM, API v8: stateful, strict, over HTTP on loopback.

Accounts server and API stand under one address. Written from the public documentation (zoho.com/crm/developer and
Zoho's own OpenAPI files) as read in November 2026. What that documentation leaves open is made as awkward as it may be:
pages shift when records are deleted meanwhile, an empty text is no value, times have whole seconds and the
organisation's offset.

Left out: criteria, layouts, blueprints, approvals, territories, e-mail, field history.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from tests.fakes.serving import Clock, FakeService, Request, Response, answer_json
from tests.fakes.zoho.accounts import CLIENT_ID, CLIENT_SECRET, Accounts
from tests.fakes.zoho.bulk import Bulk
from tests.fakes.zoho.files import Files
from tests.fakes.zoho.query import Query
from tests.fakes.zoho.reading import Reading
from tests.fakes.zoho.state import Org
from tests.fakes.zoho.words import Refused, refusal, too_many_requests
from tests.fakes.zoho.writing import Writing

WINDOW = timedelta(hours=24)
ALL_SCOPES = (
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.users.READ",
    "ZohoCRM.org.READ",
    "ZohoCRM.bulk.READ",
    "ZohoCRM.coql.READ",
)


class FakeZoho(FakeService):
    """Zoho CRM with one organisation, `org`. `credits` are what may be used in 24 hours."""

    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET

    def __init__(self, clock: Clock | None = None, credit_limit: int = 100_000) -> None:
        super().__init__(clock)
        self.org = Org(self.clock)
        self.reading = Reading(self.org)
        self.writing = Writing(self.org, self.reading)
        self.bulk = Bulk(self.org, self.reading)
        self.files = Files(self.org, self.reading)
        self.query = Query(self.org, self.reading)
        self.credits = credit_limit
        self._spent: deque[tuple[datetime, int]] = deque()
        self.accounts = Accounts(self)
        self._routes_of_api()

    def grant(self, *scopes: str) -> str:
        """A refresh token with these scopes, all by default."""
        return self.accounts.grant(*scopes or ALL_SCOPES)

    def access(self, refresh: str | None = None) -> str:
        """An access token, as if the token endpoint had just given it."""
        return self.accounts.access(refresh or self.grant())

    def revoke(self, refresh: str) -> None:
        """The customer takes the permission back."""
        self.accounts.revoke(refresh)

    def end_sessions(self) -> None:
        """All access tokens expire now."""
        self.accounts.end_sessions()

    @property
    def spent(self) -> int:
        """Credits of the last 24 hours."""
        while self._spent and self.clock.now() - self._spent[0][0] >= WINDOW:
            self._spent.popleft()
        return sum(cost for _, cost in self._spent)

    def spend(self, credit: int) -> None:
        """Somebody else uses up some of the budget."""
        self._spent.append((self.clock.now(), credit))

    def handle(self, request: Request) -> Response:
        try:
            if not request.path.startswith("/crm/"):
                return super().handle(request)
            self._signed_in(request)
            cost = _cost(request)
            if self.spent + cost > self.credits:
                return too_many_requests()
            self.spend(cost)
            self.writing.go_on()
            response = super().handle(request)
        except Refused as refused:
            response = refused.response
        if self.spent * 2 < self.credits:
            return response
        left = {"X-API-CREDITS-REMAINING": str(max(0, self.credits - self.spent))}
        return Response(response.status, response.body, {**response.headers, **left})

    def no_route(self, request: Request, *, known_path: bool) -> Response:
        """Zoho answers a wrong method with status 400."""
        del request
        if known_path:
            return refusal(400, "INVALID_REQUEST_METHOD")
        return refusal(404, "INVALID_URL_PATTERN")

    def _routes_of_api(self) -> None:
        crm = "/crm/v8"
        self.route("GET", f"{crm}/org", self._organisation)
        self.route("GET", f"{crm}/users", self._users)
        self.route("POST", f"{crm}/coql", self.query.answer)
        self.route("GET", f"{crm}/settings/modules", self._modules)
        self.route("GET", f"{crm}/settings/fields", self._fields)
        self.route("GET", f"{crm}/settings/recycle_bin", self.writing.list_bin)
        self.route("POST", f"{crm}/settings/recycle_bin/actions/restore", self.writing.restore)
        self.route("POST", "/crm/bulk/v8/read", self.bulk.make)
        self.route("GET", "/crm/bulk/v8/read/{job}", self.bulk.ask)
        self.route("GET", "/crm/bulk/v8/read/{job}/result", self.bulk.download)
        self.route("GET", f"{crm}/{{module}}/actions/count", self.reading.count)
        self.route("GET", f"{crm}/{{module}}/deleted", self.reading.list_deleted)
        self.route("POST", f"{crm}/{{module}}/upsert", self.writing.upsert)
        self.route("GET", f"{crm}/{{module}}", self.reading.list_records)
        self.route("POST", f"{crm}/{{module}}", self.writing.insert)
        self.route("PUT", f"{crm}/{{module}}", self.writing.update)
        self.route("DELETE", f"{crm}/{{module}}", self.writing.delete)
        self.route("GET", f"{crm}/{{module}}/{{record}}", self.reading.one_record)
        self.route("GET", f"{crm}/{{module}}/{{record}}/Attachments", self.files.list_files)
        self.route("POST", f"{crm}/{{module}}/{{record}}/Attachments", self.files.upload)
        self.route("GET", f"{crm}/{{module}}/{{record}}/Attachments/{{file}}", self.files.download)
        self.route("DELETE", f"{crm}/{{module}}/{{record}}/Attachments/{{file}}", self.files.delete)

    def _signed_in(self, request: Request) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Zoho-oauthtoken":
            raise Refused(401, "AUTHENTICATION_FAILURE", "Authentication failed")
        scopes = self.accounts.scopes_of(token)
        if scopes is None:
            raise Refused(401, "INVALID_TOKEN")
        if not _within(scopes, _needed(request)):
            raise Refused(401, "OAUTH_SCOPE_MISMATCH")

    # What the organisation is

    def _organisation(self, _request: Request) -> Response:
        described = {
            "id": self.org.number,
            "zgid": self.org.number,
            "company_name": self.org.company,
            "domain_name": self.org.company.lower(),
            "time_zone": "Asia/Kolkata",
            "iso_code": "USD",
            "max_per_page": 200,
            "license_details": {"paid_type": "enterprise", "users_license_purchased": len(self.org.users)},
        }
        return answer_json({"org": [described]})

    def _users(self, request: Request) -> Response:
        page, size = int(request.query.get("page", "1")), int(request.query.get("per_page", "200"))
        users = list(self.org.users.values())
        if request.query.get("type") == "ActiveUsers":
            users = [user for user in users if user.status == "active"]
        chosen = users[(page - 1) * size : page * size]
        if not chosen:
            return Response(204)
        info = {"per_page": size, "count": len(chosen), "page": page, "more_records": len(users) > page * size}
        return answer_json({"users": [user.described() for user in chosen], "info": info})

    def _modules(self, _request: Request) -> Response:
        return answer_json(
            {"modules": [spec.described() for spec in self.org.modules.values() if self.org.may_see(spec)]}
        )

    def _fields(self, request: Request) -> Response:
        if "module" not in request.query:
            raise Refused(400, "REQUIRED_PARAM_MISSING", param_name="module")
        spec = self.reading.module(request.query["module"])
        return answer_json({"fields": [one.described(spec.name) for one in self.org.visible(spec)]})


def _cost(request: Request) -> int:
    """Credits of a call (API limits): most cost one."""
    if request.path == "/crm/bulk/v8/read":
        return 50
    if request.path.endswith("/deleted"):
        return 2
    if request.method in ("POST", "PUT") and isinstance(request.json, dict) and "data" in request.json:
        rows = request.json["data"]
        return max(1, -(-len(rows) // 10)) if isinstance(rows, list) else 1
    return 1


_OPERATION = {"GET": "READ", "POST": "CREATE", "PUT": "UPDATE", "DELETE": "DELETE"}


def _needed(request: Request) -> tuple[str, ...]:
    """Scopes of which one is enough, from the widest."""
    parts = request.path.split("/")[3:]
    operation = _OPERATION.get(request.method, "READ")
    if request.path.startswith("/crm/bulk/"):
        return ("ZohoCRM.bulk.ALL", "ZohoCRM.bulk.READ")
    if parts[0] == "settings":
        operation = "UPDATE" if parts[-1] == "restore" else operation
        area = f"ZohoCRM.settings.{parts[1]}"
        return ("ZohoCRM.settings.ALL", f"{area}.ALL", f"{area}.{operation}")
    if parts[0] == "coql":
        return ("ZohoCRM.coql.ALL", "ZohoCRM.coql.READ")
    if parts[0] in ("users", "org"):
        return (f"ZohoCRM.{parts[0]}.ALL", f"ZohoCRM.{parts[0]}.{operation}")
    area = "attachments" if "Attachments" in parts else parts[0]
    one = f"ZohoCRM.modules.{area}"
    return ("ZohoCRM.modules.ALL", f"ZohoCRM.modules.{operation}", f"{one}.ALL", f"{one}.{operation}")


def _within(granted: tuple[str, ...], needed: tuple[str, ...]) -> bool:
    folded = {scope.casefold() for scope in granted}
    return any(scope.casefold() in folded for scope in needed)
