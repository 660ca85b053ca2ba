"""What is true of a whole type of a pack, for who writes one. Data only."""

from collections.abc import Mapping

from portal.domain.disclosure.table import Cell
from portal.domain.policy import model
from portal.domain.policy.retention import Retention, RetentionPeriod
from portal.domain.policy.second_requests import SecondRequests

MEANINGS: Mapping[type, str] = {
    model.Document: "Where the policy prints only the month, it is due for review, or expires, at the end of it.",
    model.Exclusion: (
        "It stands on the start page, before the form of those whom it concerns, where somebody is sent who cannot use "
        "the form, and beside the staff's form to decline. Nobody is stopped by it: staff sort out what comes all the "
        "same. Young people are not shown it."
    ),
    model.DisagreementKinds: (
        "Professionals are asked which of these it is, or something else. Staff see it, and it is in the record."
    ),
    model.MashDecisions: "Reports count by these what decisions were before a review and after it.",
    model.Stage: "One rung of a ladder.",
    model.Panel: (
        "Whoever reviews writes down who sat, that none of them had a part in the decision, and what each of them was "
        "for. Until then nothing is decided, nor anything that has not the votes which `agreement` asks for. Public "
        "pages speak of a panel."
    ),
    model.Ladder: (
        "Stages in order. A challenge goes by a ladder, and leaves a stage out, only by what is known when it begins: "
        "`urgent`, `new referral`, `open case`, `out of hours`, `child protection plan`, `looked after`, "
        "`child in need plan`, `home educated`, `court proceedings`, `parents disagree`, or one of `circumstances`.\n\n"
        "`like: main` gives a ladder the steps, stages, caps, notifications, routes and escalation of `main`, where it "
        "does not write its own. Of a stage with the same key write only what differs. The stages get keys with the "
        "ladder before them: `families-1`."
    ),
    model.Notification: (
        "Once the stage is reached (the first with the acceptance for review), it is a duty on the list and on the "
        "challenge, with the form filled in from it, until somebody writes down who heard of it, when and how. "
        "Colleagues are reminded each working day, and nothing is closed before; that it was settled meanwhile changes "
        "nothing. Where the contact has an email address, and it is certain that the condition holds, they are sent an "
        "email at once that says which stage was reached and our reference, and nothing of anybody. Where the "
        "condition is not known, staff may write down why it does not hold."
    ),
    model.Route: (
        "Whoever has the challenge, or a manager, may choose it while the stage is under way or once its review is "
        "over, with a reason that stays with us. The stage that it leads to begins at once; those in between do not "
        "happen, and the raiser hears that it went to another step."
    ),
    model.PreStage: (
        "An informal step before the first stage, or before a later `stage`: staff read that one with the stage, and "
        "the public on the page of the policy. People who work with the child read it in the form where they have "
        "not talked to anybody yet; families read it there where `audiences` names them."
    ),
    model.Circumstance: (
        "The question stands in the form of those who are asked, as it is written here: it is not translated. What "
        "nobody said, or is not sure of, does not hold."
    ),
    Retention: (
        "That of the policy in force today counts, for challenges of an earlier one too. The worker deletes drafts, "
        "messages, sign-ins and feedback by itself. Challenges and junk stand on the managers' page of what is due: "
        "one manager proposes, another confirms, then the worker erases; what is held is left out. The numbers "
        "of the reports stay. The pages about privacy print these times."
    ),
    RetentionPeriod: "How long one kind of thing is kept.",
    SecondRequests: (
        "The form asks them whether they asked before, and what is new; everybody can send all the same. Who decides "
        "at triage ends a request for want of anything new only where they said that they asked before, or another "
        "challenge is linked; and no other that was looked at before. Young people are never asked."
    ),
    model.AudienceRule: "One audience.",
    model.Learning: (
        "One report: due when a whole month, quarter, half or year of the calendar is over. Managers see it on their "
        "first screen and are written to each week until somebody writes down that it was sent. It counts the "
        "challenges received in that time: by stage, in time or late, what was decided before and after, what they "
        "were about and what was promised and done; as a page, PDF and CSV."
    ),
    model.PauseReason: (
        "A manager who pauses the time of a stage chooses one of these, and says until when; it goes on by itself "
        "after that day, or before it when somebody resumes it."
    ),
    model.CaseworkTimes: (
        "What the policy gives for what is not a stage, in working days, school days, days, weeks or months; hours "
        "too, but not for `answer`."
    ),
    model.Deadline: (
        "A clock. A stage has as many as its policy says, each with its own start. The raiser is promised the last end "
        "of those that bring them an answer (`decide`, `reply`, `meet`, `discuss`). All that comes before that is a "
        "step: staff see its date, are reminded of it, and write down the day on which it was done. Until then what "
        "counts from a step counts from the day on which it is due, so what is done sooner brings the promised date "
        "forward, and what is done late does not put it back. `extend_by` is read of the last one.\n\n"
        "In a stage a clock starts with `request`, `disagreement` (whatever stage it has reached), `taken`, `meeting` "
        "(a clock of this stage that comes before, with `meet` or `discuss`, was done), `reply` (one with `reply`), "
        "`notice` (one with `notify`) or `step before` (the clock just before). Elsewhere with `contact` or `decision`."
    ),
    Cell: (
        "One cell of `disclosure`. The table has every fact for everything that staff may have established about a "
        "raiser (both are listed below, under Words).\n\n"
        "`stranger` and `identified` may be told how the request goes, and may read what they themselves sent "
        "(`own_words`), for which they need the reference and the code; all else is withheld from them. "
        "`first_raised_by` and `other_challengers` are withheld from everyone. From whom `contact_exists` is withheld, "
        "they hear the same whether the child is known or not: staff can then write to them only in fixed sentences, "
        "and everything about the child is withheld too, but for the gist of `review_result`. What nobody would ever "
        "be told is not promised: `gist` of `contact_exists` and `decision_made` goes to a `…_made_contact` "
        "column only, and all else about the child is said in the reply, so it is withheld where `review_result` is "
        "not released."
    ),
}
"""What is true of a whole type, for who writes a pack."""
