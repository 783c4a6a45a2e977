"""A HubSpot account over real HTTP: CRM objects v3, associations v4, properties, schemas, owners, pipelines, usage.

with HubSpot() as hubspot:
    token = hubspot.tokens.private_app(ALL_SCOPES)
    hubspot.account.add("contacts", email="ada@example.org")
    httpx.get(hubspot.url + "/crm/v3/objects/contacts", headers={"Authorization": f"Bearer {token}"})
"""

from datetime import timedelta

from tests.fakes.hubspot.account import Account
from tests.fakes.hubspot.limits import Limits
from tests.fakes.hubspot.objects import Objects
from tests.fakes.hubspot.pairs import Pairs
from tests.fakes.hubspot.refusals import Refused, invalid, missing_scopes, not_found
from tests.fakes.hubspot.signing_in import SigningIn
from tests.fakes.hubspot.values import stamp
from tests.fakes.serving import FakeService, answer_json

LONGEST_URL = 8_192

READ_SCOPES = frozenset(
    {
        "crm.objects.owners.read",
        "crm.objects.custom.read",
        "crm.schemas.custom.read",
        "e-commerce",
        "tickets",
        "sales-email-read",
        *(
            f"crm.{what}.{name}.read"
            for what in ("objects", "schemas")
            for name in ("contacts", "companies", "deals", "products", "line_items")
        ),
    }
    - {"crm.schemas.products.read"}
)
"""There is no scope for the properties of products but the one for all of commerce."""
WRITE_SCOPES = frozenset(
    f"crm.objects.{name}.write" for name in ("contacts", "companies", "deals", "products", "line_items", "custom")
)
ALL_SCOPES = READ_SCOPES | WRITE_SCOPES


class HubSpot(FakeService):
    """See the module."""

    def __init__(self, clock=None, *, index_lag=timedelta(seconds=10), burst=None, daily=250_000, searches=None):
        super().__init__(clock)
        self.account = Account(self.clock, index_lag)
        self.tokens = SigningIn(self.clock, self.account.portal)
        self.limits = Limits(self.clock, burst, daily, searches)
        self._token = None
        objects, pairs = Objects(self.account, self._need, self._holds), Pairs(self.account, self._need)
        at = "/crm/v3/objects/{kind}"
        for method, path, handler in (
            ("GET", at, objects.list),
            ("POST", at, objects.create),
            ("POST", f"{at}/search", objects.search),
            ("POST", f"{at}/batch/read", objects.batch_read),
            ("POST", f"{at}/batch/create", objects.batch_create),
            ("POST", f"{at}/batch/update", objects.batch_update),
            ("POST", f"{at}/batch/archive", objects.batch_archive),
            ("GET", f"{at}/{{record_id}}", objects.get),
            ("PATCH", f"{at}/{{record_id}}", objects.update),
            ("DELETE", f"{at}/{{record_id}}", objects.archive),
            ("POST", "/crm/v4/associations/{one}/{other}/batch/read", pairs.read),
            ("POST", "/crm/v4/associations/{one}/{other}/batch/create", pairs.create),
            ("POST", "/crm/v4/associations/{one}/{other}/batch/archive", pairs.archive),
            ("POST", "/crm/v4/associations/{one}/{other}/batch/labels/archive", pairs.archive_labels),
            ("GET", "/crm/v4/associations/{one}/{other}/labels", pairs.labels),
            ("GET", "/crm/v3/properties/{kind}", self._properties),
            ("GET", "/crm/v3/schemas", self._schemas),
            ("GET", "/crm-object-schemas/v3/schemas", self._schemas),
            ("GET", "/crm/v3/owners", self._owners),
            ("GET", "/crm/v3/owners/", self._owners),
            ("GET", "/crm/v3/pipelines/{kind}", self._pipelines),
            ("GET", "/account-info/v3/details", self._details),
            ("GET", "/account-info/v3/api-usage/daily/private-apps", self._usage),
        ):
            self.route(method, path, handler)
        self.route("GET", "/oauth/authorize", self.tokens.authorize)
        self.route("POST", "/oauth/v1/token", self.tokens.give_token)
        self.route("POST", "/oauth/2026-03/token", self.tokens.give_token)
        self.route("POST", "/oauth/2026-03/token/revoke", self.tokens.give_back)
        self.route("POST", "/oauth/v2/private-apps/get/access-token-info", self._token_info)

    def handle(self, request):
        """Answer, or refuse for want of a token, of a scope, or of calls that are left."""
        self._token = None
        try:
            if request.path.startswith("/oauth/"):
                return super().handle(request)
            self._admit(request)
            answer = super().handle(request)
        except Refused as refused:
            answer = answer_json(refused.body, refused.status, refused.headers)
        if request.path.endswith("/search") or self._token is None:
            return answer
        told = self.limits.headers(private=self._token.private)
        return type(answer)(answer.status, answer.body, {**answer.headers, **told})

    def _admit(self, request):
        self._token = self.tokens.token_of(request)
        self.limits.count(search=request.path.endswith("/search"))
        if len(request.path) + sum(len(n) + len(v) + 2 for n, v in request.query.items()) > LONGEST_URL:
            raise Refused(414, "URI_TOO_LONG", "The request URI is too long")

    def no_route(self, _, *, known_path):
        refused = not_found() if not known_path else Refused(405, "METHOD_NOT_ALLOWED", "HTTP 405 Method Not Allowed")
        return answer_json(refused.body, refused.status)

    def _need(self, scopes):
        if not self._token.scopes & set(scopes):
            raise missing_scopes(scopes)

    def _holds(self, scope):
        return scope in self._token.scopes

    def _token_info(self, request):
        """What a private app's token may do; public apps have no such page."""
        token = self.tokens.token_of(request)
        if not token.private or not isinstance((request.json or {}).get("tokenKey"), str):
            raise invalid("tokenKey is not the token of a private app")
        told = {"userId": 1, "hubId": self.account.portal, "appId": 2, "scopes": sorted(token.scopes)}
        return answer_json(told)

    # What is described

    def _properties(self, request, kind):
        found = self.account.kind(kind)
        self._need(found.schema_scopes if found.name == "products" else (*found.schema_scopes, *found.read_scopes))
        archived = request.query.get("archived") == "true"
        return answer_json({"results": [p.described() for p in found.properties.values() if p.archived == archived]})

    def _schemas(self, _):
        self._need(("crm.schemas.custom.read",))
        return answer_json({"results": [self._schema(k) for k in self.account.kinds.values() if k.custom]})

    def _schema(self, kind):
        return {
            "id": kind.type_id.partition("-")[2],
            "objectTypeId": kind.type_id,
            "name": kind.singular,
            "fullyQualifiedName": f"p{self.account.portal}_{kind.singular}",
            "labels": {"singular": kind.labels[0], "plural": kind.labels[1]},
            "primaryDisplayProperty": kind.primary,
            "secondaryDisplayProperties": [],
            "searchableProperties": list(kind.required),
            "requiredProperties": list(kind.required),
            "properties": [p.described() for p in kind.properties.values()],
            "associations": [],
            "archived": False,
            "createdAt": "2024-01-01T00:00:00.000Z",
            "updatedAt": "2024-01-01T00:00:00.000Z",
        }

    def _owners(self, request):
        self._need(("crm.objects.owners.read",))
        limit = int(request.query.get("limit", "100"))
        if not 1 <= limit <= 500:
            raise invalid("limit must be between 1 and 500")
        archived = request.query.get("archived") == "true"
        after = int(request.query.get("after", "0"))
        owners = [o for o in self.account.owners if o["archived"] == archived and int(o["id"]) > after]
        answer = {"results": owners[:limit]}
        if len(owners) > limit:
            answer["paging"] = {"next": {"after": owners[limit - 1]["id"]}}
        return answer_json(answer)

    def _pipelines(self, _, kind):
        found = self.account.kind(kind)
        self._need((*found.schema_scopes, *found.read_scopes))
        return answer_json({"results": list(self.account.pipelines.get(found.name, {}).values())})

    def _details(self, _):
        return answer_json(
            {
                "portalId": self.account.portal,
                "accountType": "STANDARD",
                "timeZone": "UTC",
                "companyCurrency": "EUR",
                "additionalCurrencies": [],
                "utcOffset": "+00:00",
                "utcOffsetMilliseconds": 0,
                "uiDomain": "app.hubspot.com",
                "dataHostingLocation": "eu1",
            }
        )

    def _usage(self, _):
        now = self.clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return answer_json(
            {
                "results": [
                    {
                        "name": "private-apps-api-calls-daily",
                        "usageLimit": self.limits.daily,
                        "currentUsage": self.limits.used_today,
                        "collectedAt": stamp(now),
                        "fetchStatus": "SUCCESS",
                        "resetsAt": stamp(midnight),
                    }
                ]
            }
        )
