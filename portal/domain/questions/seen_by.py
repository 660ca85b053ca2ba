"""Who will see each part of what somebody sends, as check answers says it beside the part."""

from collections.abc import Mapping

from portal.domain.i18n import _
from portal.domain.questions import young
from portal.domain.questions.adult import YOUR_GROUNDS
from portal.domain.questions.contact_questions import SECTION

SEEN_BY: Mapping[str, str] = {
    YOUR_GROUNDS: _("The people who look again will read this."),
    SECTION: _("Our team will see this. We will not give it to anyone in the family."),
    young.PEOPLE: _("Only our team will see this."),
}
"""By the part's title; a part that is not here speaks for itself."""
