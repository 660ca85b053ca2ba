"""The names of the notices that events bring about or overtake, in the order of what asks most of the raiser."""

from enum import StrEnum


class RaiserNotice(StrEnum):
    """A notice that a raiser gets after the first. Of several at once only the first of these is sent.

    What asks most of the raiser comes first, then what says most. Nothing here is done by raisers but asking for the
    next step, and of that they get their proof.
    """

    QUESTION = "question"
    QUESTION_REMINDED = "question_reminded"
    FINISHED = "finished"
    WINDOW_CLOSING = "window_closing"
    ANSWER = "answer"
    CLOSED = "closed"
    NEXT_STAGE = "next_stage"
    LATE = "late"
    DATE_CHANGED = "date_changed"
    PASSED_ON = "passed_on"
    ACCEPTED = "accepted"


FIRST_NOTICE = "received"
"""The notice that a raiser gets first. It has texts of its own."""

REPLY_LETTER = "reply"
"""The letter that holds our answer itself, for who asked for letters. It has its own text and no other channel."""

ALERTED = "safety_alert"
"""The notice to colleagues on duty that a safety alert is open: at once, and again until somebody acts."""
