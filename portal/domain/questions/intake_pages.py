"""Which questions stand on one page where somebody enters a request for another: as many as do not wait for each other.

Whoever fills in the form for themselves is asked one thing at a time.
"""

from portal.domain.journey import Answers, Journey, Kind, Question, Step


def entered_together(journey: Journey, answers: Answers, first: Step) -> list[Step]:
    """The pages that are entered together, from this one on.

    They are of one part of the form, and what is asked on one depends on no other of them. What may say that somebody
    is in danger ends them, so that whom to call comes before anything else is typed; so does "is there another?".
    """
    found, filled = [first], set(first.question.fills())
    if _stands_alone(first.question):
        return found
    if first.question.many:
        return [first, Step(first.question)] if first.item is not None else found
    for question in journey.questions[journey.questions.index(first.question) + 1 :]:
        if question.kind is Kind.EXIT:
            continue  # who comes there is led away from all that follows
        if _ends(found[-1].question) or question.section != first.question.section or _depends(question) & filled:
            break
        if not question.when.holds(answers):
            continue
        if _stands_alone(question) or answers.get(question.key):
            break
        found += [Step(question, 0), Step(question)] if question.many else [Step(question)]
        filled |= set(question.fills())
    return found


def _stands_alone(question: Question) -> bool:
    return question.kind in (Kind.NOTE, Kind.EXIT) or bool(question.page)


def _ends(question: Question) -> bool:
    asked = (question, *question.parts) if question.kind is Kind.GROUP else (question,)
    return question.many is not None or any(choice.danger for each in asked for choice in each.choices)


def _depends(question: Question) -> frozenset[str]:
    """The answers by which it is asked, or a part of it."""
    own = question.when.keys() | ({question.goes_by} if question.goes_by else set())
    return own.union(*(_depends(part) for part in question.inner()))
