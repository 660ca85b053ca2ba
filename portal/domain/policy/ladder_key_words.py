"""What each key of a ladder is called and what it means: a part of :mod:`portal.domain.policy.key_words`. Data only."""

from collections.abc import Mapping
from typing import NamedTuple

from portal.domain.i18n import _
from portal.domain.policy import model


class KeyWords(NamedTuple):
    """The label is read by staff; the meaning by who writes a pack, after "lists" and what is required."""

    label: str
    meaning: str


_FOR_SOME: Mapping[str, KeyWords] = {
    "audiences": KeyWords(_("Only for"), "those whom it concerns; empty: everybody"),
    "when": KeyWords(_("Only if"), "a condition, or a list of several: it holds only where all are known to be so"),
}
"""For whom a rule is, and when it holds."""

LADDER_KEYS: Mapping[type, Mapping[str, KeyWords]] = {
    model.Deadline: {
        "act": KeyWords(
            _("What is done"),
            "what has to be done: `raise`, `decide`, `acknowledge`, `discuss`, `meet`, `reply`, `hand on`, `notify`",
        ),
        "words": KeyWords(
            _("In its own words"),
            "of a step that is `acknowledge`, `hand on` or `notify`: what is done, as the policy calls it, after “The "
            "plan is to”",
        ),
        "within": KeyWords(_("Within"), "as the policy has it"),
        "after": KeyWords(_("Counted from"), "the event that starts it, one of the words below"),
        "sooner": KeyWords(_("Or sooner"), '"or sooner", if the child\'s safety asks for it'),
        "optional": KeyWords(
            _("Need not be done"), "true: what counts from it counts only once it was done, then instead of the rest"
        ),
        "if_missed": KeyWords(
            _("Who is told if it is late"),
            "whom the policy has told once this has passed and was not done: `who`, with `contact`, as in `notify`; it "
            "is a duty, and an email where the contact has an address",
        ),
        "extend_by": KeyWords(_("At most longer by"), "the most it may be extended by, with a reason"),
    },
    model.ReviewerRole: {
        "rank": KeyWords(_("Rank"), "1 to 99, as staff accounts have it too; a higher one may do what a lower one may"),
        "agency": KeyWords(_("Agency"), "whose role it is; blank for the council's own"),
        "hours": KeyWords(
            _("When they are there"),
            "when whoever has the role is there; staff see who of the reviewers, and of the other side, is there at "
            "this hour",
        ),
    },
    model.RaiseLimit: {
        **_FOR_SOME,
        "within": KeyWords(_("Within"), "as the policy has it"),
        "after": KeyWords(_("Counted from"), "`decision` or `contact`"),
    },
    model.Ladder: {
        "audiences": KeyWords(_("Only for"), "who goes by this ladder; empty: everybody"),
        "key": KeyWords(_("Key"), "`main`, `urgent`, …"),
        "label": KeyWords(_("Name"), "the policy's name for it"),
        "like": KeyWords(_("Like"), "another ladder, which this one is like but for what is written here"),
        "stages": KeyWords(_("Stages"), "stages, each at least as senior as the one before"),
        "escalation": KeyWords(_("Going on"), "how a challenge goes on to the next stage"),
        "when": KeyWords(_("For"), "a condition, or a list: a challenge for which all hold goes by this ladder"),
        "agency": KeyWords(
            _("For people who work for"),
            "the agency that its raiser works for: they go by this ladder; blank for everybody",
        ),
        "decided_by": KeyWords(
            _("About a decision of"),
            "the agency whose decision or action it is about: then it goes by this ladder; blank for any",
        ),
        "before": KeyWords(
            _("Steps between"), "informal steps before the first stage or a later one, not counted as stages"
        ),
        "caps": KeyWords(_("Limits over several stages"), "what several stages may take together"),
        "notify": KeyWords(_("Who is told at every stage"), "people who have to be told at every stage of it"),
        "routes": KeyWords(_("Other ways on, from every stage"), "other ways on, from every stage of it"),
    },
    model.Stage: {
        **_FOR_SOME,
        "by_route": KeyWords(
            _("Only by another way on"), "true: it follows no other stage; a challenge gets there by a route alone"
        ),
        "key": KeyWords(_("Key"), "short, unique in the pack: letters, figures, full stops, hyphens, underscores"),
        "label": KeyWords(_("Name"), '"Stage 1", "Step 1", "Level 1"'),
        "rank": KeyWords(_("Least rank"), "the least rank that may review here"),
        "reviewers": KeyWords(_("Who reviews"), "roles, each senior enough; any of them may review"),
        "or_equivalent": KeyWords(
            _("Or their equivalent"), '"or equivalent": other agencies\' names of the same job count too'
        ),
        "stand_ins": KeyWords(
            _("Instead of who had a part in it"), "roles that review where those above had a part in the decision"
        ),
        "decided_with": KeyWords(
            _("Decided together with"),
            "roles of other agencies: one of each agency has to be written down, with what was exchanged, before it "
            "can be decided",
        ),
        "panel": KeyWords(
            _("Decided by a panel"),
            "several people who decide it together: one of the reviewers puts it to them, and writes down who sat and "
            "what each of them was for",
        ),
        "answer_within": KeyWords(
            _("To say that they are still worried"),
            "how long its raiser has after this stage, in working days, days, weeks or months, instead of `answer` of "
            "`times`",
        ),
        "other_side": KeyWords(
            _("With, on the other side"), "roles of the other half, where the policy pairs managers"
        ),
        "deadlines": KeyWords(_("Times"), "what has to be done by when; empty where the policy gives no time"),
        "exchange": KeyWords(_("What is exchanged"), "what both sides give each other, in the policy's words"),
        "prompts": KeyWords(
            _("To be borne in mind"),
            "what the policy asks whoever reviews to bear in mind, such as the views of carers; it stands beside the "
            "forms of the review",
        ),
        "escalation": KeyWords(_("Going on from here"), "where it differs from the ladder's"),
        "skip_when": KeyWords(_("Left out"), "a condition under which this stage is left out"),
        "notify": KeyWords(_("Who is told"), "people who have to be told that this stage was reached"),
        "routes": KeyWords(
            _("Other ways on, of which the reviewer chooses"),
            "other ways on than the next stage, of which whoever has the challenge may choose one",
        ),
    },
    model.Panel: {
        "chair": KeyWords(_("Chair"), "role of who takes the chair; blank where nobody does"),
        "members": KeyWords(_("Members"), "roles, one for each seat besides the chair's"),
        "at_least": KeyWords(_("At least so many sit"), "how many have to sit, the chair among them; 0: all of them"),
        "agreement": KeyWords(_("What they need to agree"), "which of those who sat have to be for the decision"),
    },
    model.Escalation: {
        "by": KeyWords(
            _("Who may take it on"),
            "who may take it on: `raiser`; `reviewer` (who has it); `manager` (the raiser's own, for "
            "whom a manager here does it). Where the raiser is not among them, their button asks for it",
        ),
        "required": KeyWords(
            _("It has to go on"), "they must, if it is not settled: once the raiser has asked, it cannot be closed here"
        ),
        "by_itself": KeyWords(
            _("By itself"),
            "true: it goes on without anybody once the date has passed and nothing was decided; not while a safety "
            "alert waits",
        ),
        "no_answer": KeyWords(
            _("Also without an answer in time"), "they also may when a deadline passes without an answer"
        ),
    },
    model.Notification: {
        "audiences": KeyWords(_("Only for"), "of whose challenges they are told; empty: everybody's"),
        "who": KeyWords(_("Who is told"), "the role or body"),
        "contact": KeyWords(_("How to reach them"), "one of the contacts"),
        "form": KeyWords(
            _("Form"),
            "the name of the form, such as a notification, a formal notice, or a written confirmation of the outcome "
            "and of what is outstanding; made as PDF and text",
        ),
        "fields": KeyWords(_("What the form asks besides"), "lines of the form that are filled in by hand"),
        "when": KeyWords(_("When"), "under which they are told; `decided` for what goes out once the review is over"),
    },
    model.Route: {
        "label": KeyWords(_("Way"), "what whoever has the challenge chooses"),
        "stage": KeyWords(_("Leads to"), "the stage it leads to, of whichever ladder"),
        "chosen_by": KeyWords(
            _("Who chooses"),
            "`reviewer`, `manager`, or `raiser`: staff choose it for them, once they asked to go on; empty: whoever "
            "has the challenge, or a manager",
        ),
        "when": KeyWords(
            _("When"),
            "a condition; it is not offered where that is known not to hold. With `policy issue` choosing it says that "
            "there is one",
        ),
    },
    model.PreStage: {
        **_FOR_SOME,
        "label": KeyWords(_("Name"), "the policy's name for it"),
        "who": KeyWords(_("Who"), "who talks to whom"),
        "stage": KeyWords(_("Before the stage"), "the later stage that it comes before; blank: the first"),
        "deadlines": KeyWords(_("Times"), "counted from `decision`, `contact` or `step before`"),
        "skip_when": KeyWords(_("Left out"), "a condition under which it is left out"),
    },
    model.Cap: {
        "first": KeyWords(_("From"), "one of the stages"),
        "last": KeyWords(_("To"), "a stage; from `first` to `last` takes together no longer than"),
        "within": KeyWords(_("Together within"), "as the policy has it"),
    },
}
