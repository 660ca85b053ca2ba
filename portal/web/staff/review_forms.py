"""The forms of looking again, of its dates, and of recording. Data only."""

from collections.abc import Mapping

from portal.domain.challenge import closure
from portal.domain.challenge.action_rule import AnyAction
from portal.domain.challenge.clock import EXTEND
from portal.domain.challenge.closure import CLOSE
from portal.domain.challenge.earlier_date import BRING_FORWARD
from portal.domain.challenge.exchange import RECORD_EXCHANGE
from portal.domain.challenge.new_date import GIVE_NEW_DATE
from portal.domain.challenge.notification_duties import LEAVE_OUT_NOTIFICATION, RECORD_NOTIFIED
from portal.domain.challenge.panel import RECORD_PANEL
from portal.domain.challenge.pauses import PAUSE, RESUME
from portal.domain.challenge.promises import KEEP_PROMISE, PROMISE
from portal.domain.challenge.review import END_REVIEW, RELEASE, SEND_BACK, WRITE_REPLY
from portal.domain.challenge.routes import CHOOSE_ROUTE
from portal.domain.challenge.staff_questions import ASK
from portal.domain.challenge.steps import RECORD_STEP
from portal.domain.i18n import _
from portal.domain.journey import Choice, Kind, Question
from portal.web.staff.decision_forms import INDEPENDENT
from portal.web.staff.form_parts import (
    LATE_REASONS,
    OUR_REASONS,
    TELL,
    WAYS,
    YES_NO,
    ActionForm,
    asks,
    day,
    line,
    one,
    words,
)

# fmt: off
CLOCK: Mapping[AnyAction, ActionForm] = {
    ASK: ActionForm(
        asks(
            _("Ask them a question"), _("They read it when they come back with their code."),
            words(
                _("Your question"), _("Write the question"),
                _("One question, in short, plain words. Give no names and nothing about the decision."),
            ),
            Question(
                "by", Kind.DATE, _("Answer by"), optional=True, wrong=_("Enter a real date"),
                hint=_("The timescale is paused until then, and goes on with their answer or after that day. Leave it "
                       "blank if the time goes on."),
            ),
        ),
        _("Continue"), _("They were asked."), "messages", refused="by",
    ),
    PAUSE: ActionForm(
        asks(
            _("Pause the timescale"),
            _("The policy does not say that the time may stop, so a manager decides it, with a reason. It goes on by "
              "itself after the last day. 90 days are the most."),
            one("paused_for", _("What for?"), _("Select what it is paused for")),
            day(
                "until", _("Last day of the pause"), _("Enter the last day of the pause"), _("For example, 27 3 2027")
            ),
            TELL, OUR_REASONS,
        ),
        _("Continue"), _("The timescale is paused."), "messages", refused="until",
    ),
    RESUME: ActionForm(
        asks(_("Resume the timescale"), _("It goes on today."), TELL),
        _("Continue"), _("The timescale runs again."), "messages",
    ),
    BRING_FORWARD: ActionForm(
        asks(
            _("Set an earlier date"),
            _("The policy wants it sooner if the child's safety asks for it. They hear that we plan to finish sooner."),
            day("by", _("By which day?"), _("Enter the earlier day"), _("For example, 27 3 2027")),
            words(_("Why?"), _("Write your reasons"), _("The person challenging does not see this.")),
        ),
        _("Continue"), _("The date is earlier now."), refused="by",
    ),
    EXTEND: ActionForm(
        asks(
            _("Extend the timescale"), "",
            line("amount", _("How much more time?"), _("Enter how much more time"), longest=3),
            TELL, OUR_REASONS,
        ),
        _("Continue"), _("This stage has more time."), "messages", refused="amount",
    ),
    GIVE_NEW_DATE: ActionForm(
        asks(
            _("Tell them a new date"),
            _("The date of this stage has passed, and by the policy it stays late. They read why it is late and by "
              "when you now plan to finish. If that day passes too, they are told so."),
            one("sort", _("Why is it late?"), _("Select why it is late"), LATE_REASONS),
            day("by", _("By which day will it be finished?"), _("Enter the new day"), _("For example, 27 3 2027")),
        ),
        _("Continue"), _("They have been told the new date."), "messages", refused="by", sends=_("Tell them"),
    ),
}
REVIEW: Mapping[AnyAction, ActionForm] = {
    RECORD_EXCHANGE: ActionForm(
        asks(
            _("Write down what the two sides exchanged"),
            _("The policy has you work on this with the other side. The person challenging does not see it."),
            one("side", _("What is their role?"), _("Select their role")),
            line("whom", _("Who was it?"), _("Write who it was"), _("A name, and where they work.")),
            line("reach", _("How are they reached?"), _("Write how they are reached"), _("A work number or address.")),
            Question(
                "on", Kind.DATE, _("On which day?"), _("For example, 27 3 2026"),
                empty=_("Enter the day on which it was"), wrong=_("Enter a real date that is not in the future"),
            ),
            words(
                _("What did each side say and give?"), _("Write what each side said"),
                _("The reasons of both, the evidence, what each wants, and what you agreed."),
            ),
        ),
        _("Save"), _("The exchange was written down."), refused="on",
    ),
    RECORD_PANEL: ActionForm(
        asks(
            _("Write down what the panel decided"),
            _("The policy has a panel decide this stage. Leave the name and the decision of a seat blank if nobody "
              "took it. The person challenging does not see this."),
            Question(
                "on", Kind.DATE, _("On which day did they sit?"), _("For example, 27 3 2027"),
                empty=_("Enter the day on which they sat"), wrong=_("Enter a real date that is not in the future"),
            ),
            line("sat", _("Who sat?"), _("Write who sat"), _("A name, and where they work.")),
            one("vote", _("Which decision were they for?"), _("Select what they were for")),
            one(
                "part", _("Did any of them have a part in the original decision?"),
                _("Say whether any of them had a part in it"), YES_NO,
            ),
            words(
                _("What did the panel say?"), _("Write what the panel said"),
                _("Their reasons, and who saw it otherwise and why."),
            ),
        ),
        _("Save"), _("What the panel decided was written down."), refused="part",
    ),
    CHOOSE_ROUTE: ActionForm(
        asks(
            _("Take it another way"),
            _("The policy has other ways from here. The stage that you choose begins at once, and those in between "
              "do not happen. The person challenging hears that it went to another step."),
            one("route", _("Which way?"), _("Select the way")),
            words(_("Why?"), _("Write your reasons"), _("The person challenging does not see this.")),
        ),
        _("Continue"), _("It went another way."), refused="route",
    ),
    RECORD_NOTIFIED: ActionForm(
        asks(
            _("Write down that somebody was told"),
            _("The policy has them told because this stage was reached. Tell them first, in a secure way."),
            one("entry", _("Who was it?"), _("Select who was told")),
            line("whom", _("Who heard of it?"), _("Write who was told"), _("A name, or a role and where they work.")),
            one("how", _("How were they told?"), _("Select how they were told"), WAYS),
            Question(
                "on", Kind.DATE, _("On which day?"), _("For example, 27 3 2026"),
                empty=_("Enter the day on which they were told"),
                wrong=_("Enter a real date that is not in the future"),
            ),
            words(
                _("What were they told?"), _("Write what they were told"),
                _("Say which form or papers they got. The person challenging does not see this."),
            ),
        ),
        _("Save"), _("It was written down that they were told."), "record", refused="on",
    ),
    LEAVE_OUT_NOTIFICATION: ActionForm(
        asks(
            _("Write down that somebody need not be told"),
            _("Only where the condition of the policy does not hold."),
            one("entry", _("Who is it?"), _("Select who need not be told")),
            words(_("Why does the condition not hold?"), _("Write why they need not be told")),
        ),
        _("Save"), _("It was written down that they need not be told."), "record", refused="entry",
    ),
    RECORD_STEP: ActionForm(
        asks(
            _("Write down a step of this stage"),
            _("What the policy counts from this step is counted from the day on which it was done."),
            one("step", _("Which step was done?"), _("Select the step that was done")),
            Question(
                "on", Kind.DATE, _("On which day?"), _("For example, 27 3 2026"),
                empty=_("Enter the day on which it was done"), wrong=_("Enter a real date that is not in the future"),
            ),
            words(
                _("How was it done?"), _("Write how it was done"),
                _("Say who took part, by role, and what came of it. The person challenging does not see this."),
            ),
        ),
        _("Save"), _("The step was written down."), refused="on",
    ),
    PROMISE: ActionForm(
        asks(
            _("Agree an action"), _("It stays on the list until somebody says that it is done."),
            words(_("What will be done?"), _("Write what will be done")),
            line("owner", _("Who does it?"), _("Say who does it"), _("A role, not a name.")),
            day("by", _("By when?"), _("Enter the day by which it is done"), _("For example, 27 3 2027")),
            one(
                "tell", _("May the person challenging be told?"),
                _("Select yes if the person challenging may be told"), YES_NO,
                _("If so, it is released with the reply, as far as the policy allows."),
            ),
        ),
        _("Save the action"), _("The action was saved."), "decision", refused="by",
    ),
    KEEP_PROMISE: ActionForm(
        asks(
            _("Mark action complete"), _("If the person challenging knows of it, we tell them."),
            one("promise", _("Which action is done?"), _("Select the action that is done")),
            words(
                _("What was done?"), _("Write what was done"),
                _("Say what was done, when, by whom, and where that can be seen. The person challenging does not see "
                  "this."), key="did",
            ),
        ),
        _("Continue"), _("The action is done."), "decision", refused="promise", sends=_("Mark it complete"),
    ),
    WRITE_REPLY: ActionForm(
        asks(
            _("Write the reply"),
            _("The reply is made of your answers, under what you found on each ground. A colleague reads it and "
              "approves it. Until then nobody is told."),
            words(
                _("What the young person reads"), _("Write the reply in plain words"),
                _("Their own words: short, warm and plain. Start with what we decided."), key="plain",
            ),
            words(
                _("Your answer"), _("Write your answer to this ground"),
                _("Short, plain words: say why, and what you will do. Give no names, addresses or dates of birth of "
                  "anybody else."), key="answers",
            ),
            Question(
                "closing", Kind.WORDS, _("What happens next"), optional=True,
                hint=_("For example, the new decision as far as they may know it."),
            ),
            Question("phrases", Kind.SOME, _("Sentences to add at the end"), optional=True),
        ),
        _("Continue"), _("The reply was written. A colleague has to approve it."), "decision",
        sends=_("Submit for approval"),
    ),
    SEND_BACK: ActionForm(
        asks(
            _("Send the reply back to the writer"), _("What they wrote is kept, for them to change."),
            words(_("What should they change?"), _("Write what to change")),
        ),
        _("Send it back"), _("The reply was sent back."), "decision",
    ),
    RELEASE: ActionForm(
        asks(
            _("Approve and send the reply"), "",
            one(
                "harm", _("Could telling them seriously harm the child or anybody else?"),
                _("Select yes if telling them could seriously harm somebody"), YES_NO,
            ),
            words(_("Why do you think so?"), _("Write the reason for your answer")),
            one(
                "letter", _("Post the reply to them as a letter?"), _("Select whether the reply is posted as a letter"),
                (
                    Choice("yes", _("Yes: I checked with them that nobody else opens their post at this address")),
                    Choice("no", _("No: they read it with their code")),
                ),
                _("They said that a letter from us is safe. This one holds the answer itself. It would go to:"),
            ),
            INDEPENDENT,
        ),
        _("Continue"), _("The reply was approved and sent."), "decision", refused="harm", sends=_("Approve and send"),
    ),
    END_REVIEW: ActionForm(
        asks(
            _("Send neutral outcome"),
            _("This person may not be told what you decided. They are told only that you have finished."),
        ),
        _("Continue"), _("They were told that we have finished."), "decision",
    ),
}
RECORD: Mapping[AnyAction, ActionForm] = {
    closure.RECORD: ActionForm(
        asks(
            _("Record it in the case system"),
            _("Copy the entry into the case system first. Then say here where it is."),
            one("kind", _("What is it recorded as?"), _("Select what it is recorded as")),
            line("id", _("Number of the record"), _("Enter the number of the record"), longest=60),
            Question(
                "on", Kind.DATE, _("Day of the record"), _("For example, 27 3 2026"),
                empty=_("Enter the day of the record"), wrong=_("Enter a real date that is not in the future"),
            ),
            one("close", _("Close the challenge as well?"), _("Select whether it is closed as well"), YES_NO),
        ),
        _("Save"), _("It is recorded."), "record", refused="on",
    ),
    CLOSE: ActionForm(
        asks(_("Close this challenge"), _("Nothing more is done with it.")),
        _("Close it"), _("It is closed."), "record",
    ),
}
# fmt: on
