"""The staff's door: sign in, the list, a page to read each challenge, and the people who may come in."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from flask import Blueprint, Flask

from portal.domain.deadlines import local
from portal.domain.policy import Audience
from portal.domain.taken import Way
from portal.domain.words import _
from portal.services import Office
from portal.services.accounts import Locks
from portal.web import pdf, told
from portal.web.language import speaking
from portal.web.lines import written
from portal.web.staff import (
    access,
    account,
    act,
    challenge,
    confirm,
    forms,
    kept,
    openid,
    passkeys,
    people,
    queue,
    sign_in,
    take,
    words,
)
from portal.web.staff.openid import Provider

__all__ = ["Provider", "install"]

AUDIENCES = {
    Audience.PARENT: _("Parent or carer"),
    Audience.FAMILY: _("Wider family"),
    Audience.NEIGHBOUR: _("Friend or neighbour"),
    Audience.YOUNG_PERSON: _("Child or young person"),
    Audience.SPEAKING_FOR: _("Someone speaking for a young person"),
    Audience.PROFESSIONAL: _("Professional"),
}

FLAGS = {
    "danger": (_("Danger"), "govuk-tag--red"),
    "urgent": (_("Urgent"), "govuk-tag--red"),
    "pressure": (_("May be under pressure"), "govuk-tag--red"),
    "advocate": (_("Wants an advocate"), "govuk-tag--purple"),
    "new_information": (_("Something new"), "govuk-tag--orange"),
    "escalation_asked": (_("Next reviewer asked for"), "govuk-tag--orange"),
    "answered": (_("Answered us"), "govuk-tag--yellow"),
    "message": (_("Told us more"), "govuk-tag--yellow"),
    "contact_changed": (_("Contact changed"), "govuk-tag--yellow"),
}

STATUSES = {
    "reviewed": (_("Waits for the raiser"), "govuk-tag--grey"),
    "withdrawn": (_("Withdrawn"), "govuk-tag--grey"),
    "finished": (_("To record and close"), "govuk-tag--blue"),
    "closed": (_("Closed"), "govuk-tag--grey"),
}
"""Those where it is not our turn."""

HAPPENED = {
    "received": _("They sent it"),
    "code_kept": _("They checked that they have their code"),
    "added": _("They told us more"),
    "asked": _("We asked them"),
    "answered": _("They answered"),
    "released": _("We released a message to them"),
    "contact_changed": _("They changed how we may contact them"),
    "escalation_asked": _("They asked for the next reviewer, because we are late"),
    "review_ended": _("The review ended"),
    "still_worried": _("They are still worried"),
    "accepted": _("They accept this"),
    "withdrawn": _("They withdrew"),
    "reopened": _("They opened it again"),
    "advocate_answered": _("We answered them about an advocate"),
    "advocate_chased": _("We reminded the team that they wait for an advocate"),
    "moved_on": _("It went to the next stage"),
    "assigned": _("It was assigned"),
    "handed_back": _("It was handed back"),
    "stepped_aside": _("The reviewer stepped aside"),
    "noted": _("A note was written"),
    "mention_seen": _("A colleague saw the note that mentions them"),
    "triaged": _("Triage was finished"),
    "acted": _("We acted on something new about safety"),
    "complaint_passed": _("We passed on a complaint about how we treated them"),
    "information_passed": _("We passed on a complaint about information"),
    "linked": _("It was linked with another challenge"),
    "identity_checked": _("Identity was checked"),
    "standing_checked": _("Standing was checked"),
    "involved": _("Somebody was said to have been involved in the decision"),
    "flags_seen": _("Somebody saw to the flags"),
    "paused": _("The clock was paused"),
    "resumed": _("The clock goes on"),
    "extended": _("The time was extended"),
    "point_decided": _("A point was decided"),
    "found": _("What was looked at was written down"),
    "decided": _("The review was decided"),
    "promised": _("An action was promised"),
    "promise_kept": _("A promised action was done"),
    "reply_written": _("A reply was written"),
    "sent_back": _("The reply was sent back to the writer"),
    "reminded": _("We reminded colleagues of the date"),
    "late": _("We told them that we are late"),
    "recorded": _("It was recorded in the case system"),
    "exported": _("A copy was taken out"),
    "closed": _("It was closed"),
    "read": _("It was read"),
    "code_given": _("We gave them their code"),
    "code_not_given": _("We had no safe way to give them their code"),
}

TAKEN = {
    Way.TELEPHONE: _("We took it by telephone and entered it"),
    Way.LETTER: _("We entered it from a letter"),
    Way.FACE_TO_FACE: _("We took it face to face and entered it"),
}
"""What happened instead of "They sent it"."""
STATES = {
    "invited": (_("Invited"), "govuk-tag--yellow"),
    "active": (_("Active"), "govuk-tag--green"),
    "disabled": (_("Disabled"), "govuk-tag--grey"),
}

DEEDS = {
    "added": _("Account made"),
    "invited": _("Invited to choose a password"),
    "password_chosen": _("Chose a password"),
    "roles_changed": _("Roles changed"),
    "disabled": _("Disabled"),
    "enabled": _("Enabled"),
    "codes_reset": _("Codes to be set up again"),
    "session_ended": _("Signed out by hand"),
    "recovery_made": _("Made new recovery codes"),
    "recovery_used": _("Used a recovery code"),
    "passkey_added": _("Added a passkey"),
    "passkey_removed": _("Removed a passkey"),
}
"""What was done with an account."""

VERDICTS = {
    "changed": _("The decision changes"),
    "partly": _("Part of the decision changes"),
    "unchanged": _("The decision stays"),
    "unknown": _("We cannot say"),
}
"""By outcome of a point, or of all of them together."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What staff should know of the policy that is in force."""

    confirmed: bool
    expired: date | None  # the day since which it is out of date


def standing(office: Office) -> Standing:
    expiry = office.pack.document.expiry
    over = expiry if isinstance(expiry, date) and expiry < local(office.now()).date() else None
    return Standing(office.pack.confirmed, over)


def install(
    app: Flask, office: Office, *, totp_secret: bytes, password_salt: bytes, provider: Provider | None = None
) -> None:
    """Make ``app``, as :func:`portal.web.base.create` gives it, the staff's door.

    ``totp_secret`` encrypts what makes the codes, ``password_salt`` goes into the hash of every password;
    neither is in the database. ``provider`` is the council's own sign-in service.
    """
    locks = Locks(password=password_salt, codes=totp_secret)
    app.extensions |= {"office": office, "locks": locks}
    sign_in.install(app, office.pack.council.name, locks.wallet)
    kept.install(app)
    access.guard(app)
    openid.install(app, provider)
    _teach(app, office)
    pages = Blueprint("staff", __name__)
    pages.add_url_rule("/", "queue", queue.queue)
    take.install(pages)
    pages.add_url_rule("/challenges/<reference>/do/<action>", "act", act.act, methods=["GET", "POST"])
    challenge.install(pages)
    app.register_blueprint(pages)
    app.register_blueprint(take.entered.pages)
    for room in (confirm, people, passkeys, account):
        room.install(app)


def _teach(app: Flask, office: Office) -> None:
    """What the templates may call."""
    app.jinja_env.globals |= {
        "layout": "staff/layout.html",
        "signed_in": access.someone,
        "allowed": access.may,
        "standing": lambda: standing(office),
        "audiences": AUDIENCES,
        "flag_words": FLAGS,
        "status_words": STATUSES,
        "happened_words": HAPPENED,
        "taken_words": TAKEN,
        "role_words": forms.ROLES,
        "state_words": STATES,
        "deed_words": DEEDS,
        "told_words": told.HAPPENED,
        "verdict_words": VERDICTS,
        "done": act.done,
        **words.WORDS,
    }
    app.config["PDF"] = not pdf.missing()
    app.jinja_env.filters |= {
        "written": written,
        "words": lambda line: written(line._replace(label="")),
        "language_name": lambda code: Locale.parse(code, sep="-").get_display_name(speaking().code),
    }
