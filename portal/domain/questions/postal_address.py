"""Where a letter to a raiser may go, and a letter that holds our answer: only where they said that it is safe."""

from portal.domain.answer_holdings import Holds
from portal.domain.contact_details import addressee
from portal.domain.journey import Answers
from portal.domain.questions.answer_index import INDEX


def address_of(answers: Answers) -> list[str]:
    """Where a letter may go, line by line; nowhere unless the raiser said that letters are safe."""
    if "letter" not in answers.get("safe", ()):
        return []
    keys = INDEX.keys(Holds.STREET, Holds.TOWN, Holds.POSTCODE)
    return [line for line in (addressee(answers.get("name", "")), *(answers.get(key) for key in keys)) if line]


def reply_address(answers: Answers) -> list[str]:
    """Where our answer itself may be posted: nowhere where a letter may not say who we are, for it says what we did."""
    return address_of(answers) if answers.get("say_who") == "yes" else []
