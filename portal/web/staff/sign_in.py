"""Signing in: a password, then a code from an authenticator app; or a passkey alone.

Flask-Security leads the way; what it asks, what it shows and where it keeps accounts is ours.
"""

from typing import Any, cast
from urllib.parse import urlsplit

import qrcode
import qrcode.image.svg
from flask import Blueprint, Flask, abort, redirect, render_template, request, session, url_for
from flask_security import (
    LoginForm,
    RoleMixin,
    Security,
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    UserDatastore,
    UserMixin,
    login_user,
    logout_user,
)
from flask_security.forms import Form
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import validate_redirect_url
from flask_security.views import login, two_factor_setup, two_factor_token_validation
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import EmailField, Field, PasswordField, StringField
from wtforms.validators import DataRequired

from portal.domain.characters import letters_and_digits
from portal.domain.contact_details import same_email
from portal.domain.inside import Inside
from portal.domain.session_limits import STAFF
from portal.domain.words import _
from portal.services import accounts, passkeys
from portal.services.accounts import Holder
from portal.storage import Session
from portal.web.language import gettext
from portal.web.security import network
from portal.web.staff.access import here, locks, office
from portal.web.staff.invitation import invitation
from portal.web.staff.kept import signed_out_by_itself
from portal.web.staff.passkeys import answered

WRONG = _(
    "The email address or password is not right. After a few wrong tries you will have to wait, longer each time."
)
WRONG_CODE = _(
    "The code is not right, or it has been used. Wait for the next one. "
    "After a few wrong tries you will have to wait, longer each time."
)
NO_CODE = _("Enter the code from your authenticator app")


WRONG_RECOVERY_CODE = _(
    "The recovery code is not right, or it has been used. "
    "After a few wrong tries you will have to wait, longer each time."
)
NO_PASSKEY = _("The passkey did not work. Try again, or use your password.")

BY_ITSELF = _(
    "You were signed out. That happens after %(minutes)s minutes without doing anything, and after %(hours)s hours. "
    "A form that you had filled in is kept for a day. You will find it where you filled it in."
)

HALF = "half "
"""Leads what the cookie says of somebody who has given their password and no more. No token begins like this."""

KEPT = "kept"
"""Stands for what makes somebody's codes once they have set them up: no page needs to know more."""


class User(UserMixin, Inside):
    """An account, under the names that Flask-Security knows.

    ``session`` is none until both halves of signing in are done. ``fs_uniquifier`` is what the
    cookie says: the token of the session, before that only who has given their password.
    """

    fs_uniquifier = ""

    def __init__(self, known: Holder, opened: tuple[str, Session] | None = None) -> None:
        self.account = known
        self.session: Session | None = opened[1] if opened else None
        self.fs_uniquifier = opened[0] if opened else f"{HALF}{known.id}"
        self.active = known.active
        self.email = known.email
        self.tf_totp_secret = KEPT if known.has_codes else None
        self.tf_primary_method = "authenticator" if known.has_codes else None
        self.roles = []  # ours are in the table of domain.people


def known_as(cookie: str) -> User | None:
    """Whom the cookie stands for, if they may be here."""
    if cookie.startswith(HALF):
        known, opened = accounts.by_id(office(), cookie.removeprefix(HALF)), None
        if known and not known.has_codes and session.get("tf_state") == "ready":
            return None  # their codes are to be set up again: from the beginning
    else:
        found = accounts.by_session(office(), cookie)
        known, opened = (found[0], (cookie, found[1])) if found else (None, None)
    return User(known, opened) if known and known.active else None


class Directory(UserDatastore):
    """Where Flask-Security finds accounts. Every call is a unit of work of its own."""

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: ARG002  # its signature
        return known_as(by["fs_uniquifier"])

    def find_role(self, role: str) -> None:
        """None are kept here."""

    def put(self, model: User) -> None:
        """Keep the codes that have just been set up."""
        if model.tf_totp_secret not in {None, KEPT}:
            accounts.set_up_codes(office(), model.account, model.tf_totp_secret)

    def commit(self) -> None:
        """Each call has been kept already."""


class Codes(Totp):
    """Codes that work once, are counted by our clock, and are throttled."""

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:  # noqa: ARG002  # its signature
        new = "" if totp_secret == KEPT else totp_secret
        return accounts.with_code(office(), locks(), cast("User", user).account, token, network(), new)

    def get_totp_uri(self, username: str, totp_secret: str) -> str:
        """What an authenticator is shown; it names the council as it is called now."""
        uri: str = self._totp.from_source(totp_secret).to_uri(username, issuer=office().pack.council.name)
        return uri

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture as an element: an image address would have to hold the secret."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=qrcode.image.svg.SvgPathImage)
        return Markup(image.to_string(encoding="unicode"))  # noqa: S704  # drawn by us


class SignIn(LoginForm):
    email = EmailField(validators=[DataRequired(_("Enter your email address"))])
    password = PasswordField(validators=[DataRequired(_("Enter your password"))])
    remember = None  # type: ignore[assignment]  # takes the field away

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or url_for("staff.queue")

    def validate_next(self, field: Field) -> None:
        """Lead nowhere but to our own pages, and say nothing about it."""
        if not validate_redirect_url(field.data):
            field.data = url_for("staff.queue")

    def validate(self, **kwargs: Any) -> bool:
        if not Form.validate(self, **kwargs):
            return False
        email, password = same_email(self.email.data or ""), self.password.data or ""
        known = accounts.with_password(office(), locks(), email, password, network())
        self.user = User(known) if known else None
        if known is None:
            self.form_errors.append(WRONG)
        return known is not None


class EnterCode(TwoFactorVerifyCodeForm):
    code = StringField(validators=[DataRequired(NO_CODE)], filters=[lambda typed: letters_and_digits(typed or "")])

    def validate(self, **kwargs: Any) -> bool:
        fits: bool = super().validate(**kwargs)
        if fits:
            begin_session(cast("User", self.user))
        return fits


class SetUp(TwoFactorSetupForm):
    setup = StringField()  # type: ignore[assignment]  # there is one way only; nothing to choose from


class Rescue(TwoFactorRescueForm):
    help_setup = None  # type: ignore[assignment]  # the page tells whom to ask


_FORMS = {
    "staff/sign_in.html": "login_user_form",
    "staff/set_up.html": "two_factor_setup_form",
    "staff/code.html": "two_factor_verify_code_form",
}
"""Every page that Flask-Security can show, and its form."""


def _page(template: str, **given: Any) -> tuple[str, int]:
    form = given[_FORMS[template]]
    errors = [
        {"text": gettext(str(text)), "href": f"#{name or 'email'}"}
        for name, texts in form.errors.items()
        for text in texts
    ]
    page = render_template(template, form=form, errors=errors, onward=request.args.get("next"), **given)
    return page, 422 if errors else 200


def begin_session(user: User) -> None:
    """Give somebody who has proved who they are a session, for ``login_user`` to put into the cookie."""
    user.fs_uniquifier = accounts.begin_session(office(), user.account)


def let_in(known: Holder, onward: str | None) -> Response:
    """Sign in somebody who has proved who they are, and lead to the page of ours that they asked for."""
    user = User(known)
    tf_clean_session()  # type: ignore[no-untyped-call]
    begin_session(user)
    login_user(user)
    fit = onward and validate_redirect_url(onward)
    return redirect(onward if onward and fit else url_for("staff.queue"), 303)


def _no_code() -> Response | tuple[str, int]:
    """For somebody who has given their password but has no code: a recovery code, or whom to ask."""
    half = session.get("tf_state") == "ready" and session.get("tf_user_id")
    user = known_as(half) if half else None
    if user is None:
        return redirect(url_for("sign_in.login"))
    onward, errors = request.args.get("next"), []
    if request.method == "POST":
        if accounts.with_recovery_code(office(), user.account, request.form.get("code", ""), network()):
            return let_in(user.account, onward)
        errors = [{"text": gettext(WRONG_RECOVERY_CODE), "href": "#code"}]
    return render_template("staff/no_code.html", errors=errors, onward=onward), 422 if errors else 200


def _passkey() -> Response | tuple[str, int]:
    """Sign in with a passkey."""
    known = passkeys.sign_in(office(), answered(), request.form.get("credential", ""))
    if known:
        return let_in(known, request.form.get("next"))
    form = SignIn(formdata=None)
    form.next.data = request.form.get("next")
    form.validate_next(form.next)
    form.form_errors.append(NO_PASSKEY)
    return _page("staff/sign_in.html", login_user_form=form)


def _sign_out() -> Any:
    accounts.sign_out(office(), here())
    logout_user()
    session.clear()
    session["signed_out"] = True  # so that the next page says it, once
    return redirect(url_for("sign_in.login"))


def _stay() -> Response:
    """Somebody is still there: that they asked is enough."""
    return Response(status=204)


def why_signed_out() -> str:
    """What the page where one signs in says of how one came there; blank where there is nothing to say."""
    if session.pop("signed_out", False):
        return gettext(_("You are signed out."))
    if not signed_out_by_itself():
        return ""
    hours = int(STAFF.longest.total_seconds()) // 3600
    return gettext(BY_ITSELF) % {"minutes": STAFF.minutes, "hours": hours}


def _settings(wallet: dict[str, str]) -> dict[str, Any]:
    return {
        "BLUEPRINT_NAME": "sign_in",
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "FLASH_MESSAGES": False,
        "LOGIN_USER_TEMPLATE": "staff/sign_in.html",
        "POST_LOGIN_VIEW": "staff.queue",
        "TOTP_ISSUER": "MASH",  # must be there; what is shown is said by `Codes`
        "TOTP_SECRETS": wallet,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_SETUP_TEMPLATE": "staff/set_up.html",
        "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "staff/code.html",
        "MSG_TWO_FACTOR_INVALID_TOKEN": (WRONG_CODE, "error"),
    }


def _refuse_no_address() -> None:
    """Flask-Security would break on an address to go on to that is none."""
    for onward in request.values.getlist("next"):
        try:
            urlsplit(onward.replace("\\", "/"))
        except ValueError:
            abort(400)


def install(app: Flask, wallet: dict[str, str]) -> None:
    """Flask-Security, with only those of its pages that we use."""
    app.config |= {f"SECURITY_{name}": value for name, value in _settings(wallet).items()}
    security = Security(
        app,
        Directory(User, RoleMixin),
        register_blueprint=False,  # its own has pages for what we do not offer
        login_form=SignIn,
        two_factor_setup_form=SetUp,
        two_factor_rescue_form=Rescue,
        two_factor_verify_code_form=EnterCode,
        totp_cls=Codes,
        render_template=_page,  # type: ignore[arg-type]  # its views give back what we make of it
    )
    security.want_json(lambda _request: False)
    app.before_request(_refuse_no_address)
    app.template_context_processors[None] = []  # it would give the whole account to every template
    pages = Blueprint("sign_in", __name__)
    both = ["GET", "POST"]
    pages.add_url_rule("/sign-in", "login", login, methods=both)
    pages.add_url_rule("/sign-in/set-up", "two_factor_setup", two_factor_setup, methods=both)
    pages.add_url_rule("/sign-in/code", "two_factor_token_validation", two_factor_token_validation, methods=both)
    pages.add_url_rule("/sign-in/no-code", "two_factor_rescue", _no_code, methods=both)
    pages.add_url_rule("/sign-in/passkey", "passkey", _passkey, methods=["POST"])
    pages.add_url_rule("/invitation/<token>", "invitation", invitation, methods=both)
    pages.add_url_rule("/stay", "stay", _stay, methods=["POST"])
    pages.add_url_rule("/sign-out", "sign_out", _sign_out, methods=["POST"])
    app.register_blueprint(pages)
