"""The forms of triage, of who has a challenge, and of what is checked about its raiser. Data only."""

from collections.abc import Mapping

from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.advocate import ANSWER_ADVOCATE
from portal.domain.challenge.allocation import HAND_BACK, HAND_OVER, STAND_IN, STEP_ASIDE, TAKE
from portal.domain.challenge.complaint_transfer import DROP_TRANSFER, PASS_COMPLAINT, PASS_INFORMATION, RECORD_SENT
from portal.domain.challenge.end_without_review import CONFIRM_END, DECLINE, RESTORE_TRIAGE, SEND_BACK_END, UPHOLD_END
from portal.domain.challenge.information_complaint import RECORD_INFORMATION
from portal.domain.challenge.involvement import SAY_INVOLVED, UNDO_INVOLVED
from portal.domain.challenge.links import LINK, UNLINK
from portal.domain.challenge.message_decisions import SEE_LOST, SEND_HELD, STOP_HELD
from portal.domain.challenge.notes import NOTE, SEE_FLAGS, SEE_MENTION
from portal.domain.challenge.outside_reviewer import NAME_OUTSIDE
from portal.domain.challenge.papers import RECORD_PAPERS
from portal.domain.challenge.raiser import MOVE_ON
from portal.domain.challenge.triage import ACCEPT_FOR_REVIEW, ACT_NOW
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.web.staff.decision_forms import INDEPENDENT
from portal.web.staff.form_parts import (
    AGREED,
    HANDED_ON,
    INFORMATION_STEPS,
    LATER,
    PAPER_SORTS,
    REASONS,
    SENT_TEXT,
    WAYS,
    ActionForm,
    asks,
    day,
    line,
    one,
    words,
)

UNSEEN = _("The person challenging does not see this.")
WHAT_DONE = words(_("What did you do?"), _("Write what you did"))

# fmt: off
TRIAGE: Mapping[AnyAction, ActionForm] = {
    TAKE: ActionForm(
        asks(
            _("Allocate to me"), _("It is then yours to work on. Colleagues see that you have it."),
            words(
                _("Why are you taking it?"), _("Write why you are taking it"),
                _("It does not wait for somebody in your role, so your reason is kept."),
            ),
            INDEPENDENT,
        ),
        _("Take it"), _("It is allocated to you now."),
    ),
    HAND_BACK: ActionForm(
        asks(
            _("Return to duty"),
            _("It goes back to those that nobody has. If you took it, read it and did nothing else with it, managers "
              "see that."), REASONS,
        ),
        _("Hand it back"), _("It was returned to duty."),
    ),
    HAND_OVER: ActionForm(
        asks(
            _("Reallocate"), _("From then on it is theirs to work on."),
            one("to", _("Who takes it over?"), _("Select who takes it over")), REASONS,
        ),
        _("Hand it over"), _("It was reallocated."), refused="to",
    ),
    STEP_ASIDE: ActionForm(
        asks(
            _("Declare a conflict of interest"),
            _("Do this if you know somebody in it, or cannot be independent. You cannot review it later."), REASONS,
        ),
        _("Declare a conflict of interest"), _("You stepped aside."),
    ),
    STAND_IN: ActionForm(
        asks(
            _("Authorise a deputy reviewer"),
            _("Do this only where nobody who is senior enough can look. It is reported."),
            one("to", _("Who stands in?"), _("Select who stands in")), REASONS,
        ),
        _("Let them stand in"), _("They stand in for this stage."), refused="to",
    ),
    NAME_OUTSIDE: ActionForm(
        asks(
            _("Name an outside reviewer"),
            _("Do this only where nobody here is left who had no part in it and is senior enough. It is reported. The "
              "outside reviewer decides. A colleague writes it down here, and a second person releases it."),
            line(
                "role", _("Who looks at it again?"), _("Enter their role and where they work"),
                _("Their role and where they work, and no name. The person challenging may be told it. For example, "
                  "Head of Service at another council"),
            ),
            one("to", _("Who writes down what they decide?"), _("Select who writes it down")), REASONS,
        ),
        _("Continue"), _("The outside reviewer was named."), refused="role", sends=_("Name them"),
    ),
    NOTE: ActionForm(
        asks(
            _("Write a note"), _("Only staff see notes."),
            words(_("Note"), _("Write the note")),
            Question("mentions", Kind.SOME, _("Who should look at it?"), optional=True),
        ),
        _("Save the note"), _("The note was saved."), "timeline",
    ),
    RECORD_PAPERS: ActionForm(
        asks(
            _("Record what came by post, by hand or by telephone"),
            _("Only once it lies with the case. They read on their page what came and on which day; your note stays "
              "with us. If it means that somebody may not be safe, act on that first."),
            one("sort", _("What came?"), _("Select what came"), PAPER_SORTS),
            day("on", _("When did it come?"), _("Enter the day on which it came"), _("For example, 27 3 2027")),
            words(_("Note for colleagues"), _("Write what it is and where it lies"),
                  _("What it is, how it came and where it lies. If they told you something, write down their words.")),
        ),
        _("Continue"), _("It was recorded, and they can see that it came."), "timeline", refused="on",
        sends=_("Record it and tell them"),
    ),
    SEE_MENTION: ActionForm(
        asks(_("Mark note as read"), _("It no longer stands on your first page.")),
        _("I have seen it"), _("The note is marked as read."), "timeline",
    ),
    ACCEPT_FOR_REVIEW: ActionForm(
        asks(
            _("Accept for review"),
            _("The decision is looked at again, by somebody who had no part in it."),
            one(
                "to", _("Who looks at it again?"), _("Select who looks at it again, or 'Unallocated'"),
                (Choice(LATER, _("Unallocated: it stays with triage")),),
            ),
            Question("words", Kind.WORDS, _("What should they know?"), optional=True),
        ),
        _("Accept it"), _("It was accepted for review."), refused="to",
    ),
    ACT_NOW: ActionForm(
        asks(
            _("Record safeguarding action"),
            _("Telephone first. Then write down what you did. The challenge goes on."),
            line("told", _("Person and team told"), _("Enter whom you told")),
            line(
                "told_at", _("Time and date"), _("Enter when you told them"),
                _("For example, 14:30, 2:30pm or 14:30 on 27 March 2026"),
            ),
            line("contact", _("Contact ID of the new contact"), _("Enter the number of the contact")),
            WHAT_DONE,
        ),
        _("Save what you did"), _("What you did was saved."), refused="told_at",
    ),
    PASS_COMPLAINT: ActionForm(
        asks(
            _("Prepare a complaint about how we treated them"),
            _("First for the team manager, then for complaints. The portal sends nothing: send it yourself, then "
              "record that you did. Until then they are told only that we will pass it on."), HANDED_ON, AGREED,
        ),
        _("Continue"), _("The complaint is ready. Now send it, then record that you did."), "record",
        sends=_("Prepare it"),
    ),
    PASS_INFORMATION: ActionForm(
        asks(
            _("Prepare a complaint about their information"),
            _("It must be acknowledged within 30 days of the day on which they sent it. The portal sends nothing: send "
              "it yourself, then record that you did. Until then they are told only that we will pass it on."),
            HANDED_ON, AGREED,
        ),
        _("Continue"), _("The complaint is ready. Now send it, then record that you did."), "record",
        sends=_("Prepare it"),
    ),
    RECORD_SENT: ActionForm(
        asks(
            _("Record that you sent the complaint"),
            _("Only once you have sent it. The person challenging is then told that it was passed on."),
            one("transfer", _("Which complaint?"), _("Select the complaint that you sent")),
            one("how", _("How did you send it?"), _("Select how you sent it"), WAYS),
            day("on", _("When did you send it?"), _("Enter the day on which you sent it"), _("For example, 27 3 2027")),
            Question(
                "theirs", Kind.LINE, _("Their reference"), _("If they gave you one."), optional=True, longest=60,
            ),
            SENT_TEXT,
        ),
        _("Continue"), _("It was recorded as sent."), "record", refused="on",
        sends=_("Tell them that it was passed on"),
    ),
    RECORD_INFORMATION: ActionForm(
        asks(
            _("Record what became of the complaint about information"),
            _("Only once the data protection team has written to them: they are told here that it did."),
            one("step", _("What have they been told?"), _("Select what they have been told"), INFORMATION_STEPS),
            day("on", _("When?"), _("Enter the day on which they were told"), _("For example, 27 3 2027")),
        ),
        _("Continue"), _("It was recorded."), "record", refused="on", sends=_("Tell them"),
    ),
    DROP_TRANSFER: ActionForm(
        asks(
            _("Record that they no longer want the complaint passed on"),
            _("They are told that we did not pass it on."),
            one("transfer", _("Which complaint?"), _("Select the complaint")),
            words(_("How did they tell you?"), _("Say how they told you")),
        ),
        _("Continue"), _("The complaint is not passed on."), "record", refused="transfer",
    ),
    DECLINE: ActionForm(
        asks(
            _("Propose to end it without a review"),
            _("Somebody else who had no part in the decision has to confirm it. Until then nobody is told. They can "
              "then ask a manager, once, to look. Your reasons stay with us."),
            one(
                "outcome", _("Why does it end without a review?"), _("Select why it ends without a review"),
                (
                    Choice("complaint", _("It is only a complaint about how we treated them")),
                    Choice("information", _("It is only a complaint about their information")),
                    Choice("not_ours", _("Another council decides this")),
                    Choice("settled", _("We have looked at this before, and it is settled")),
                    Choice("nothing_new", _("We have looked at this before, and nothing is new")),
                    Choice("court", _("A court decides this")),
                    Choice("no_decision", _("It is not about a decision of ours")),
                ),
            ),
            words(_("Your reasons"), _("Write your reasons")),
        ),
        _("Propose it"), _("A colleague has to confirm it. They have not been told."), refused="outcome",
    ),
    CONFIRM_END: ActionForm(
        asks(
            _("Confirm that it ends without a review"),
            _("You can look at it with fresh eyes: you did not propose it. A manager who confirms it cannot look at it "
              "again if they do not agree."),
            words(_("Why do you agree?"), _("Write your reasons"), UNSEEN),
        ),
        _("Continue"), _("It has ended. They were told, and how they can object."), sends=_("End it and tell them"),
    ),
    SEND_BACK_END: ActionForm(
        asks(
            _("Send it back to triage"), _("It does not end. Who proposed it is told."),
            words(_("What should they do instead?"), _("Write what to change")),
        ),
        _("Send it back"), _("It was sent back to triage."),
    ),
    UPHOLD_END: ActionForm(
        asks(
            _("Decide on the objection: it stays ended"),
            _("They are told that a manager looked, and who is independent of the council. They can object once only."),
            words(_("Why does it stay ended?"), _("Write your reasons"), UNSEEN),
        ),
        _("Continue"), _("The ending stays. They were told."), sends=_("Tell them that our answer stays"),
    ),
    RESTORE_TRIAGE: ActionForm(
        asks(
            _("Decide on the objection: start again"),
            _("It goes back before triage, with the whole of its time. They are told."),
            words(_("Why does it start again?"), _("Write your reasons"), UNSEEN),
        ),
        _("Continue"), _("It is back before triage. They were told."), sends=_("Tell them that we start again"),
    ),
    MOVE_ON: ActionForm(
        asks(
            _("Move it on to the next stage"),
            _("It goes on to the next, more senior reviewer. If we were late, that stays on the challenge."),
        ),
        _("Continue"), _("It is at the next stage."), sends=_("Move it on"),
    ),
    LINK: ActionForm(
        asks(
            _("Link it with another challenge"), _("Nobody outside ever learns of another."),
            line("reference", _("Reference of the other challenge"), _("Enter the reference"), longest=40),
            words(_("Why do they belong together?"), _("Write your reasons")),
        ),
        _("Link them"), _("They are linked."), "links", refused="reference",
    ),
    UNLINK: ActionForm(
        asks(
            _("Take a link away"), _("Do this if they were linked by mistake."),
            line("reference", _("Reference of the other challenge"), _("Enter the reference"), longest=40),
            words(_("Why do they not belong together?"), _("Write your reasons")),
        ),
        _("Take the link away"), _("The link was taken away."), "links", refused="reference",
    ),
    SAY_INVOLVED: ActionForm(
        asks(
            _("Record original decision maker and advisers"), _("They can then not look at it again."),
            one("who", _("Who?"), _("Select who it was")),
            one(
                "how", _("What did they do?"), _("Select what they did"),
                (Choice("made", _("They made the decision")), Choice("advised", _("They advised on it"))),
            ),
            REASONS,
        ),
        _("Save"), _("Their part in the decision was recorded."), refused="who",
    ),
    UNDO_INVOLVED: ActionForm(
        asks(
            _("Take back that somebody had a part in the decision"), _("Do this if the wrong person was named."),
            one("who", _("Who had no part in it?"), _("Select who had no part in it")), REASONS,
        ),
        _("Take it back"), _("They can look at it again."), refused="who",
    ),
    SEE_FLAGS: ActionForm(
        asks(
            _("Clear flags, with action"),
            _("Danger, something new and an advocate need an answer of their own, and stay."),
            WHAT_DONE,
        ),
        _("Save"), _("What you did was saved."), "timeline",
    ),
    SEE_LOST: ActionForm(
        asks(
            _("Record follow-up of a failed notification"),
            _("It then leaves the list. Tell them only in a way and at a time that their contact plan says is safe."),
            WHAT_DONE,
        ),
        _("Save"), _("What you did was saved."), "messages",
    ),
    SEND_HELD: ActionForm(
        asks(
            _("Send the messages that are held"),
            _("Look at the name and the address first: anybody can type any name, and any address."),
            words(_("Why may they go?"), _("Say why they may go")),
        ),
        _("Send them"), _("The messages go now."), "messages",
    ),
    STOP_HELD: ActionForm(
        asks(
            _("Do not send the messages that are held"),
            _("They are not sent later either. The person reads on their page that we stopped them."),
            words(_("Why do they not go?"), _("Say why they do not go")),
        ),
        _("Stop them"), _("The messages were stopped."), "messages",
    ),
    ANSWER_ADVOCATE: ActionForm(
        asks(
            _("Tell them who will help them"), "",
            one(
                "found", _("Have you found an advocate?"), _("Select yes if you have found an advocate"),
                (
                    Choice(
                        "yes", _("Yes"),
                        parts=(
                            line("advocate", _("Name of the advocate"), _("Enter the name of the advocate")),
                            line(
                                "agency", _("Agency"), _("Enter the agency"),
                                _("If they work for none, say who they are to the young person."),
                            ),
                            day(
                                "referred", _("Date of the referral"), _("Enter the date of the referral"),
                                _("The day on which they were asked. For example, 27 3 2027"),
                            ),
                            line(
                                "reach", _("How may the advocate be reached?"),
                                _("Say how the advocate may be reached"), _("A telephone number or an email address."),
                            ),
                        ),
                    ),
                    Choice("no", _("Not yet"), _("They go on waiting, and you are reminded each working day.")),
                ),
                _(
                    "Once identity and standing are checked, the young person reads the name and the agency. "
                    "Only staff see the rest."
                ),
            ),
            words(
                _("What will you tell them?"), _("Write what you have arranged"),
                _(
                    "The young person reads this when they come back with their code. Use short, plain words: who "
                    "will help them, and when and how they can meet. Say nothing about the child's family or the "
                    "decision."
                ),
            ),
        ),
        _("Continue"), _("The young person was told."), "messages", refused="words",
    ),
}
# fmt: on
