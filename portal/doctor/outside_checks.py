"""What lies beyond this machine: the proxy before the doors, GOV.UK Notify, the sign-in service."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import requests

from portal.doctor import Check, Patient, Skip, unless
from portal.notify import Misconfigured, TryLater
from portal.services import notice_texts
from portal.settings import NOTICES

SECONDS = 10
SKEW = timedelta(seconds=25)  # Notify refuses more than 30
LASTS = timedelta(days=14)
TOO_MUCH = 300_000  # bytes; no page takes so many
NOBODY_S = "00000000-0000-4000-8000-000000000000"  # a reference that no message has


def _get(address: str) -> requests.Response:
    return requests.get(address, timeout=SECONDS, allow_redirects=False)


def _public(patient: Patient) -> str:
    patient.given("PORTAL_PUBLIC_URL")
    return patient.context.public_address


def _staff(patient: Patient) -> str:
    patient.given("PORTAL_STAFF_URL")
    return patient.context.staff_address


def _https(address: str) -> str:
    if urlsplit(address).scheme != "https":
        raise Skip("the demo speaks plain HTTP")
    return address


def _answers(address: str, path: str, what: str) -> str:
    try:
        status = _get(address + path).status_code
    except requests.RequestException as error:
        return f"{address} does not answer ({type(error).__name__}): are the name, the proxy and the door right?"
    return (
        ""
        if status == HTTPStatus.OK
        else f"{address}{path} answers {status}, not with {what}: see the proxy's and the door's log."
    )


def _public_answers(patient: Patient) -> str:
    return _answers(_public(patient), "/", "the first page")


def _staff_answers(patient: Patient) -> str:
    return _answers(_staff(patient), "/sign-in", "the page to sign in")


def _lasts(address: str) -> str:
    place = urlsplit(_https(address))
    where = (place.hostname or "", place.port or 443)
    with (
        socket.create_connection(where, SECONDS) as line,
        ssl.create_default_context().wrap_socket(line, server_hostname=where[0]) as safe,
    ):
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str((safe.getpeercert() or {})["notAfter"])), UTC)
    left = ends - datetime.now(UTC)
    return unless(not (left < LASTS), f"The certificate of {where[0]} ends on {ends:%-d %B %Y}: renew it.")


def _public_certificate(patient: Patient) -> str:
    return _lasts(_public(patient))


def _staff_certificate(patient: Patient) -> str:
    return _lasts(_staff(patient))


def _hsts(patient: Patient) -> str:
    there = "Strict-Transport-Security" in _get(_https(_public(patient))).headers
    return unless(there, "The proxy takes Strict-Transport-Security away: let the door's headers pass.")


def _hidden(path: str) -> Callable[[Patient], str]:
    def look(patient: Patient) -> str:
        shown = _get(_https(_public(patient)) + path).status_code != HTTPStatus.NOT_FOUND
        return unless(not (shown), f"The world can read {path}: let the proxy answer it with 404 (docs/proxy.md).")

    return look


def _compressed(patient: Patient) -> str:
    answer = requests.get(_https(_public(patient)), timeout=SECONDS, headers={"Accept-Encoding": "gzip, br, zstd"})
    there = "Content-Encoding" in answer.headers
    return unless(not (there), "The proxy compresses pages with form tokens: turn that off for pages.")


def _body(patient: Patient) -> str:
    status = requests.post(_public(patient) + "/return", data=b"x" * TOO_MUCH, timeout=SECONDS).status_code
    wrong = status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return (
        f"A body of 300 kB is answered with {status}, not 413: limit it in the proxy (docs/proxy.md)." if wrong else ""
    )


def _callback(patient: Patient) -> str:
    """As GOV.UK Notify would call us, about a message that does not exist: it changes nothing."""
    patient.given("PORTAL_NOTIFY_CALLBACK_TOKEN")
    told = {"reference": NOBODY_S, "status": "delivered"}
    allowed = {"Authorization": f"Bearer {patient.context.callback_secret}"}
    answer = requests.post(_public(patient) + "/notify/receipts", json=told, headers=allowed, timeout=SECONDS)
    why = f"A receipt is answered with {answer.status_code}, not 204: let the proxy pass /notify/receipts"
    return (
        ""
        if answer.status_code == HTTPStatus.NO_CONTENT
        else f"{why}, and give this process the token of the public door."
    )


def _forged(patient: Patient) -> str:
    answer = requests.post(
        _public(patient) + "/notify/receipts", json={}, headers={"Authorization": "Bearer no"}, timeout=SECONDS
    )
    well = answer.status_code == HTTPStatus.FORBIDDEN
    return (
        ""
        if well
        else f"A receipt with a wrong token is answered with {answer.status_code}, not 403: what answers there?"
    )


def _notify(patient: Patient) -> str:
    patient.given("PORTAL_NOTIFY_URL")
    try:
        requests.get(patient.settings.notify_address, timeout=SECONDS)
    except requests.RequestException as error:
        return f"GOV.UK Notify does not answer ({type(error).__name__}): let this machine reach it."
    return ""


def _notify_clock(patient: Patient) -> str:
    patient.given("PORTAL_NOTIFY_URL")
    said = requests.get(patient.settings.notify_address, timeout=SECONDS).headers.get("Date")
    if not said:
        raise Skip("GOV.UK Notify says no time")
    apart = abs(datetime.now(UTC) - parsedate_to_datetime(said))
    return (
        f"This clock is {apart.total_seconds():.0f} s off, and Notify refuses more than 30: run NTP."
        if apart > SKEW
        else ""
    )


def _notify_key(patient: Patient) -> str:
    patient.given("PORTAL_NOTIFY_KEY")
    try:
        patient.context.notify.texts(())
    except Misconfigured as reason:
        return f"{reason} Make a live key in GOV.UK Notify, and set PORTAL_NOTIFY_KEY."
    return ""


def _notify_texts(patient: Patient) -> str:
    patient.given("PORTAL_NOTIFY_KEY", "PORTAL_NOTIFY_TEMPLATES")
    found = list(notice_texts.differences(patient.context.notify, NOTICES, patient.context.pack.council.languages))
    return (
        f"{len(found)} texts differ from those in Notify: `portal notify-templates --check` says which."
        if found
        else ""
    )


def _metadata(patient: Patient) -> dict[str, object]:
    patient.given("PORTAL_OIDC_ISSUER")
    address = patient.settings.oidc_address.rstrip("/") + "/.well-known/openid-configuration"
    answer = _get(address)
    answer.raise_for_status()
    return dict(answer.json())


def _sign_in(patient: Patient) -> str:
    said = _metadata(patient).get("issuer")
    fits = said == patient.settings.oidc_address
    return unless(fits, f"The sign-in service calls itself {said}: set PORTAL_OIDC_ISSUER to exactly that.")


def _pkce(patient: Patient) -> str:
    methods = _metadata(patient).get("code_challenge_methods_supported")
    if methods is None:
        raise Skip("the sign-in service does not say whether it knows PKCE")
    return (
        ""
        if isinstance(methods, list) and "S256" in methods
        else "The sign-in service knows no PKCE with S256: turn it on."
    )


def _signing_keys(patient: Patient) -> str:
    keys = _get(str(_metadata(patient)["jwks_uri"])).json().get("keys")
    return unless(keys, "The sign-in service publishes no keys to verify what it signs: see its own documentation.")


def _where_it_answers(look: Callable[[Patient], str]) -> Callable[[Patient], str]:
    """The same, but nothing is known of who does not answer, which another check says."""

    def looked(patient: Patient) -> str:
        try:
            return look(patient)
        except (requests.RequestException, OSError, TryLater) as error:
            if isinstance(error, Misconfigured):
                raise
            raise Skip(f"there was no answer ({type(error).__name__})") from None

    return looked


def _sign_in_answers(patient: Patient) -> str:
    patient.given("PORTAL_OIDC_ISSUER")
    try:
        _metadata(patient)
    except requests.RequestException as error:
        where = patient.settings.oidc_address
        return f"{where} does not answer ({type(error).__name__}): is PORTAL_OIDC_ISSUER right, and reached from here?"
    return ""


CHECKS = (
    Check("The public address answers", _public_answers),
    Check("The staff's address answers", _staff_answers),
    Check("The public certificate lasts", _where_it_answers(_public_certificate)),
    Check("The staff's certificate lasts", _where_it_answers(_staff_certificate)),
    Check("Browsers are told to use https", _where_it_answers(_hsts)),
    Check("/health is not for the world", _where_it_answers(_hidden("/health"))),
    Check("/ready is not for the world", _where_it_answers(_hidden("/ready"))),
    Check("Pages with form tokens are not compressed", _where_it_answers(_compressed)),
    Check("What is too long is refused", _where_it_answers(_body)),
    Check("A receipt of GOV.UK Notify arrives", _where_it_answers(_callback)),
    Check("A forged receipt does not", _where_it_answers(_forged)),
    Check("GOV.UK Notify answers", _notify),
    Check("Notify has the same time as we", _where_it_answers(_notify_clock)),
    Check("It takes our key", _where_it_answers(_notify_key)),
    Check("It holds our texts", _where_it_answers(_notify_texts)),
    Check("The sign-in service answers", _sign_in_answers),
    Check("The sign-in service is the one that is set", _where_it_answers(_sign_in)),
    Check("It knows PKCE", _where_it_answers(_pkce)),
    Check("It publishes its keys", _where_it_answers(_signing_keys)),
)
