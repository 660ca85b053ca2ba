"""The letter that holds our answer itself: what its page says, to an address that a colleague has checked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal.domain.challenge.events.notice_names import REPLY_LETTER, RaiserNotice
from portal.domain.challenge.events.review_events import RELEASED, REVIEW_ENDED
from portal.domain.challenge.state import Challenge, Event
from portal.domain.challenge.view import View
from portal.domain.notices.catalogue import Channel, Notice, tell
from portal.domain.notices.catalogue import ContactPlan as Plan
from portal.domain.policy.model import Council
from portal.domain.questions.postal_address import reply_address

ONLY_HERE = ("words", "next")
"""What no other notice holds."""


def is_posted(events: Iterable[Event]) -> bool:
    """Whether who released the reply has it posted as well."""
    return any(event.kind == RELEASED and event.what.get("letter") for event in events)


def reply_letter(challenge: Challenge, view: View, events: Iterable[Event], council: Council) -> list[Notice]:
    """The letter about the messages that ``events`` released: as far as their page shows them, and no further."""
    events, lines = list(events), reply_address(challenge.answers)
    released = {event.at for event in events if event.kind == RELEASED}
    read = [each.said.words for each in view.happened(RELEASED) if each.said and each.at in released]
    if not lines or not read:
        return []
    plan = Plan(Channel.LETTER, {"lines": lines}, challenge.language, may_name_us=True)
    more = not any(event.kind == REVIEW_ENDED and event.what.get("over") for event in events)
    words = {"words": _printed("\n\n".join(read)), "next": "yes" if more else "no"}
    written = tell(REPLY_LETTER, view, plan, council, events[-1].at)
    return [replace(notice, words={**notice.words, **words}) for notice in written]


def _printed(words: str) -> str:
    """A number before a heading is ours: Notify would count anew from each."""
    return re.sub(r"(?m)^(\d+)\. ", r"\1) ", words)


def without_the_reply(notice: Notice) -> Notice:
    """What goes any other way, or to an address that nobody has checked: only that there is a message."""
    if notice.name != REPLY_LETTER:
        return notice
    words: Mapping[str, str] = {key: each for key, each in notice.words.items() if key not in ONLY_HERE}
    return replace(notice, name=RaiserNotice.ANSWER.value, words=words)
