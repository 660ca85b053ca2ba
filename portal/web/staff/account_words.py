"""The words about accounts of staff. Data only."""

from portal.domain.words import _

ACCOUNT_STATES = {
    "invited": (_("Invited"), "govuk-tag--yellow"),
    "active": (_("Active"), "govuk-tag--green"),
    "disabled": (_("Disabled"), "govuk-tag--grey"),
}

ACCOUNT_DEEDS = {
    "added": _("Account made"),
    "invited": _("Invited to choose a password"),
    "password_chosen": _("Chose a password"),
    "roles_changed": _("Roles changed"),
    "disabled": _("Disabled"),
    "enabled": _("Enabled"),
    "codes_reset": _("Codes to be set up again"),
    "login_unbound": _("Work sign-in taken away"),
    "session_ended": _("Signed out by hand"),
    "recovery_made": _("Made new recovery codes"),
    "recovery_used": _("Used a recovery code"),
    "passkey_added": _("Added a passkey"),
    "passkey_removed": _("Removed a passkey"),
}
"""What was done with an account."""
