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
    "change_asked": _("Asked for a change that a second person must confirm"),
    "change_turned_down": _("A change was turned down"),
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

CHANGES = {
    "post": _("What they do here"),
    "invitation": _("Choose a new password"),
    "codes": _("Set up codes and passkeys again"),
    "unbind": _("Take away their work sign-in"),
    "enable": _("Enable the account"),
    "disable": _("Disable the account"),
}
"""What a second person is asked to confirm."""
