"""What the public reads of a policy's words. Data only."""

from collections.abc import Mapping
from enum import StrEnum

from portal.domain.i18n import _
from portal.domain.policy.vocabulary import Act, Agreement, Matter, PolicyCondition, Start, Who

CONDITIONS: Mapping[StrEnum, str] = {
    PolicyCondition.ALWAYS: _("always"),
    PolicyCondition.URGENT: _("a child is not safe now"),
    PolicyCondition.NEW_REFERRAL: _("no social worker works with the family yet"),
    PolicyCondition.OPEN_CASE: _("a social worker works with the family"),
    PolicyCondition.OUT_OF_HOURS: _("our office is closed"),
    PolicyCondition.SCHOOL_HOLIDAYS: _("the schools are on holiday"),
    PolicyCondition.PROTECTION_PLAN: _("the child has a child protection plan"),
    PolicyCondition.DECIDED: _("the step has been decided"),
    PolicyCondition.NO_ANSWER: _("nobody answered in time"),
    PolicyCondition.STILL_WORRIED: _("they are still worried after the answer"),
    PolicyCondition.POLICY_ISSUE: _("it shows a gap in the policy itself"),
    PolicyCondition.LOOKED_AFTER: _("the council looks after the child"),
    PolicyCondition.IN_NEED: _("the child has a child in need plan"),
    PolicyCondition.HOME_EDUCATED: _("the child is taught at home"),
    PolicyCondition.COURT: _("a court is making a decision about the child"),
    PolicyCondition.PARENTS_DISAGREE: _("the child's parents disagree with each other"),
}
"""Under what a step, a ladder or a notification holds."""

AGREEMENTS: Mapping[StrEnum, str] = {
    Agreement.UNANIMOUS: _("all of them have to agree"),
    Agreement.MAJORITY: _("more than half of them have to agree"),
    Agreement.CASTING_VOTE: _("more than half of them have to agree, and where half do, the chair's vote counts"),
    Agreement.CHAIR: _("the chair decides, once the others have said what they think"),
}
"""How a panel comes to its decision."""

MATTERS: Mapping[StrEnum, str] = {
    Matter.CONDUCT: _("a worry that someone who works with children may have hurt a child, or is not safe with them"),
    Matter.ADULT: _("an adult who may not be safe"),
    Matter.ONE_AGENCY: _("a disagreement between people who work for the same organisation"),
    Matter.CONFERENCE: _("what a child protection conference decided"),
    Matter.OTHER_AREA: _("a decision of another council"),
    Matter.OTHER: _("something else"),
    Matter.PLAN: _("how a plan that helps a child is going. Say it at the next meeting about the plan"),
}
"""What a policy does not cover, after "This form is not for"."""

AUDIENCES: Mapping[str, str] = {
    "parent": _("a parent or carer of the child"),
    "family": _("someone else in the family"),
    "neighbour": _("a friend or neighbour"),
    "young_person": _("the child or young person"),
    "speaking_for": _("someone who speaks for a child or young person"),
    "professional": _("someone who works with the child"),
}

WILL_DO: Mapping[Act, str] = {
    Act.RAISE: _("ask us to look again"),
    Act.ACKNOWLEDGE: _("say that they have it, and what comes next"),
    Act.DISCUSS: _("talk to the other side"),
    Act.MEET: _("meet"),
    Act.REPLY: _("answer"),
    Act.DECIDE: _("decide"),
    Act.HAND_ON: _("pass it on"),
    Act.NOTIFY: _("tell those who have to know"),
}
"""What is done at a stage, after "They plan to"."""

STARTS: Mapping[Start, str] = {
    Start.CONTACT: _("The time starts when we first hear about the child."),
    Start.DECISION: _("The time starts when you hear of the decision."),
    Start.DISAGREEMENT: _("The time starts when you first ask us."),
    Start.REQUEST: "",
    Start.STEP: _("The time starts after the step before."),
    Start.TAKEN: _("The time starts when someone begins to look at it."),
    Start.MEETING: _("The time starts after they have met or talked."),
    Start.REPLY: _("The time starts when the other side has answered."),
    Start.NOTICE: _("The time starts when they have told those who have to know."),
}
"""From when a time counts; blank where that is plain."""

GOES_ON: Mapping[Who, str] = {
    Who.RAISER: _("you"),
    Who.REVIEWER: _("whoever looked at it"),
    Who.MANAGER: _("a manager"),
}
"""Who may take it to the next step."""
