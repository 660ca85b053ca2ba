"""The words about accounts of staff. Data only."""

from portal.domain.i18n import _

ACCOUNT_STATES = {
    "new": (_("Not signed in yet"), "govuk-tag--yellow"),
    "active": (_("Active"), "govuk-tag--green"),
    "disabled": (_("Disabled"), "govuk-tag--grey"),
}

ACCOUNT_DEEDS = {
    "added": _("Account made"),
    "change_asked": _("Asked for a change that a second person must confirm"),
    "change_turned_down": _("A change was turned down"),
    "roles_changed": _("Roles changed"),
    "disabled": _("Disabled"),
    "enabled": _("Enabled"),
    "login_unbound": _("Work sign-in taken away"),
    "session_ended": _("Signed out by hand"),
    "case_restricted": _("Restricted who may open a case"),
    "restriction_lifted": _("Took the restriction off a case"),
    "erasure_proposed": _("Proposed to erase a challenge"),
    "erasure_confirmed": _("Confirmed that a challenge is to be erased"),
    "erasure_turned_down": _("Turned down that a challenge is to be erased"),
    "erasure_held": _("Held a challenge, so that it is not erased"),
    "erasure_hold_ended": _("Took the hold off a challenge"),
    "leave_recorded": _("Recorded leave"),
    "leave_removed": _("Removed leave"),
    "office_closure_proposed": _("Proposed that the office is closed on a day"),
    "office_closure_confirmed": _("Confirmed that the office is closed on a day"),
    "office_closure_ended": _("Withdrew a day on which the office is closed"),
    "site_notice_proposed": _("Wrote a notice for the public pages"),
    "site_notice_confirmed": _("Confirmed a notice for the public pages"),
    "site_notice_ended": _("Withdrew a notice for the public pages"),
    "list_downloaded": _("Downloaded a list of cases"),
    "link_made": _("An address was made on the server that signs them in once"),
    "link_used": _("Signed in by that address"),
}
"""What was done with an account."""

FORMER_DEED = _("Something about how they signed in before they signed in at work")
"""What the record of earlier days holds besides."""

CHANGES = {
    "post": _("What they do here"),
    "unbind": _("Take away their work sign-in"),
    "enable": _("Enable the account"),
    "disable": _("Disable the account"),
}
"""What a second person is asked to confirm."""
