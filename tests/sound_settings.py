"""Settings with which production starts: all that an operator writes down, for every process."""

import base64

from portal.settings import PublicSettings, StaffSettings, notice_names

OFFERED = ("en", "cy", "pl", "ro", "ar", "bn", "ur")
"""The languages of that pack."""
PACK = "north-tyneside@2019-12-31"
KEYS = {
    variable: base64.b64encode(bytes(range(number, number + 32))).decode()
    for number, variable in enumerate(
        dict.fromkeys([*PublicSettings.key_variables(), *StaffSettings.key_variables()]), start=1
    )
}
SOUND = {
    "PORTAL_ENV": "production",
    "PORTAL_DATABASE_URL": "postgresql://portal@database/portal",
    "PORTAL_PUBLIC_URL": "https://request.example.com",
    "PORTAL_STAFF_URL": "https://staff.example.com",
    "PORTAL_MASH_MAILBOX": "mash@example.com",
    "PORTAL_PROXIES": "1",
    "PORTAL_NOTIFY_URL": "https://notify.example.com",
    "PORTAL_NOTIFY_KEY": "live-11111111-1111-4111-8111-111111111111-33333333-3333-4333-8333-333333333333",
    "PORTAL_NOTIFY_TEMPLATES": ", ".join(f"{name}=id-{n}" for n, name in enumerate(notice_names(OFFERED))),
    "PORTAL_NOTIFY_CALLBACK_TOKEN": "0123456789abcdef" * 2,
    "PORTAL_OIDC_ISSUER": "https://id.example.com",
    "PORTAL_OIDC_CLIENT_ID": "portal",
    "PORTAL_OIDC_CLIENT_SECRET": "kept to ourselves",
    "PORTAL_ACCEPT_UNCONFIRMED": PACK,
    **KEYS,
}
