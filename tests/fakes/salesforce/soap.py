"""The calls of the partner SOAP API that REST has not: signing in by password, and undeleting."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.fakes.salesforce.refusals import Refused
from tests.fakes.serving import Request, Response

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce

_PARTNER = "{urn:partner.soap.sforce.com}"


class Soap:
    """Handlers of one service."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        service.route("POST", "/services/Soap/u/{version}", self.call)
        service.route("POST", "/services/Soap/u/{version}/{org}", self.call)

    def call(self, request: Request, version: str, org: str = "") -> Response:
        if not re.fullmatch(r"\d\d\.0", version) or (org and org != self._service.org.id[:15]):
            return _fault("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
        if "SOAPAction" not in request.headers or b"<!DOCTYPE" in request.body:
            return _fault("UNKNOWN_EXCEPTION", "SOAPAction HTTP header missing")
        try:
            envelope = ET.fromstring(request.body)  # noqa: S314 - it comes from a test, and has no DTD
        except ET.ParseError as error:
            return _fault("UNKNOWN_EXCEPTION", f"error while parsing the request: {error}")
        login, undelete = envelope.find(f".//{_PARTNER}login"), envelope.find(f".//{_PARTNER}undelete")
        if login is not None:
            return self._login(login, version)
        if undelete is not None:
            token = envelope.findtext(f".//{_PARTNER}sessionId") or ""
            if not self._service.accepts(token):
                return _fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
            if self._service.used_up():
                return _fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
            return self._undelete([found.text or "" for found in undelete.findall(f"{_PARTNER}ids")])
        return _fault("UNKNOWN_EXCEPTION", "No operation available for request")

    def _login(self, login: ET.Element, version: str) -> Response:
        name, password = login.findtext(f"{_PARTNER}username"), login.findtext(f"{_PARTNER}password")
        if (name, password) != (self._service.username, self._service.password + self._service.security_token):
            return _fault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
        session = self._service.issue()
        url = f"{self._service.url}/services/Soap/u/{version}/{self._service.org.id[:15]}"
        return _result(
            f"<loginResponse><result><serverUrl>{url}</serverUrl><sessionId>{session}</sessionId>"
            f"<userId>{self._service.org.me}</userId></result></loginResponse>"
        )

    def _undelete(self, keys: list[str]) -> Response:
        if len(keys) > 200:
            return _fault(
                "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records into this call"
            )
        results = ""
        for key in keys:
            try:
                made = self._service.org.undelete(key)
                results += f"<result><id>{made}</id><success>true</success></result>"
            except Refused as refused:
                results += (
                    f"<result><errors><message>{escape(refused.message)}</message><statusCode>{refused.code}</statusCode>"
                    f'</errors><id xsi:nil="true"/><success>false</success></result>'
                )
        return _result(f"<undeleteResponse>{results}</undeleteResponse>")


def _result(content: str) -> Response:
    return _envelope(200, content)


def _fault(code: str, message: str) -> Response:
    detail = f"<sf:exceptionCode>{code}</sf:exceptionCode><sf:exceptionMessage>{escape(message)}</sf:exceptionMessage>"
    return _envelope(
        500,
        f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {escape(message)}</faultstring>"
        f"<detail><sf:fault>{detail}</sf:fault></detail></soapenv:Fault>",
    )


def _envelope(status: int, content: str) -> Response:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>{content}</soapenv:Body></soapenv:Envelope>'
    )
    return Response(status, text.encode(), {"Content-Type": "text/xml; charset=utf-8"})
