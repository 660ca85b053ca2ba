"""What each key of a pack is called and what it means: for ``portal explain``, staff pages, the reference and editors.

Data only. A key without its words fails ``tests/packs/test_readme.py``.
"""

from collections.abc import Mapping
from typing import NamedTuple

from portal.domain.disclosure.table import Cell
from portal.domain.i18n import _
from portal.domain.policy import model
from portal.domain.policy.calendar import Hours
from portal.domain.policy_rule import Rule


class KeyWords(NamedTuple):
    """The label is read by staff; the meaning by who writes a pack, after "lists" and what is required."""

    label: str
    meaning: str


_FOR_SOME: Mapping[str, KeyWords] = {
    "audiences": KeyWords(_("Only for"), "those whom it concerns; empty: everybody"),
    "when": KeyWords(_("Only if"), "a condition: it holds only where that is known to be so"),
}
"""For whom a rule is, and when it holds."""

KEYS: Mapping[type, Mapping[str, KeyWords]] = {
    Rule: {
        "cite": KeyWords(_("Clause"), "the document and clause it comes from; a bare number is a clause of the policy"),
        "assumed": KeyWords(_("Assumed"), "true: the policy does not say so, or not in full"),
        "note": KeyWords(_("Note"), "what else a reader should know"),
    },
    model.Pack: {
        "id": KeyWords(_("Version here"), "not written: made from folder and file name, `north-tyneside@2019-12-31`"),
        "council": KeyWords(_("The council"), "whose policy it is"),
        "document": KeyWords(_("Document control"), "what is printed about the policy itself"),
        "office": KeyWords(_("When challenges are read"), "when challenges are read"),
        "contacts": KeyWords(
            _("Contacts"),
            "everybody who can be reached, by key. Pages name these, so they are needed and public: "
            "`disagreement`, `front_door`, `out_of_hours` and `childline` (each with a telephone), `post` "
            "(with an address), `practice`, `complaints`, `data_complaints`, `ombudsman`, "
            "`information_commissioner`, `help_at_hand`, `domestic_abuse`, `mens_advice`. `advocate`, where there "
            "is one, stands on the page of independent help",
        ),
        "audiences": KeyWords(
            _("Who may challenge a decision"),
            "for each of `parent`, `family`, `neighbour`, `young_person`, `speaking_for`, `professional`: "
            "whether the portal takes them",
        ),
        "anonymous": KeyWords(_("Without a name"), "may the raiser leave the name blank"),
        "raise_within": KeyWords(_("Time limit to challenge a decision"), "the time limit to raise a challenge"),
        "decision_within": KeyWords(_("Time for the first decision"), "the time for the first decision of the MASH"),
        "roles": KeyWords(_("Who can review"), "who can review, by the council's own name of the role"),
        "ladders": KeyWords(_("Stages"), "ladders; one has the key `main`"),
        "exits": KeyWords(_("Bodies outside"), "ways to a body outside"),
        "complaints": KeyWords(_("Complaints, for what is not a decision"), "the roads for what is not a decision"),
        "disclosure": KeyWords(
            _("Who may be told what"), "for every fact, for every audience and `stranger`: how much is shown"
        ),
        "recording": KeyWords(_("Where it is recorded"), "where and as what it is recorded"),
        "learning": KeyWords(_("What is learnt"), "the reports that the policy asks for"),
        "times": KeyWords(
            _("Times besides those of the stages"), "how long there is for what is not the time of a stage"
        ),
        "decisions": KeyWords(
            _("What the MASH decides"), "from what a decision is chosen, the original and each new one"
        ),
        "phrases": KeyWords(_("Sentences for replies"), "sentences that staff can choose for the end of a reply"),
        "exclusions": KeyWords(_("What the policy does not cover"), "each with whom to go to instead"),
        "raise_limits": KeyWords(
            _("Time limits for some"), "time limits to raise a challenge that some have instead of `raise_within`"
        ),
        "circumstances": KeyWords(
            _("What else is asked"), "what this policy goes by that has no word of its own below, and how it is asked"
        ),
        "assurances": KeyWords(
            _("What it promises"), "sentences for whoever asks, which stand on the first page as they are written"
        ),
        "pauses": KeyWords(_("Pauses"), "how long a challenge may be paused"),
        "disagreements": KeyWords(
            _("What disagreements can be about"), "where the policy lists it: professionals are asked which it is"
        ),
    },
    model.Council: {
        "key": KeyWords(_("Folder"), "the folder's name"),
        "name": KeyWords(_("Name"), "in full"),
        "short_name": KeyWords(
            _("Sender of text messages"), "sender of a text message: neutral, at most 11 characters"
        ),
        "team": KeyWords(_("The team"), "what the council calls its MASH"),
        "team_in_full": KeyWords(_("The team in full"), "its name in full"),
        "address": KeyWords(_("Address"), "its lines, one after the other"),
        "website": KeyWords(_("Website"), "address of its home page"),
        "languages": KeyWords(_("Languages"), "language codes offered, the first is the default"),
        "colours": KeyWords(_("Colours"), "its own colours"),
    },
    model.Colours: {
        "brand": KeyWords(
            _("Colour of the pages"), "hexadecimal; readable on white (WCAG AA, 4.5) and never the GOV.UK blue"
        )
    },
    model.Document: {
        "title": KeyWords(_("Title"), "as printed"),
        "version": KeyWords(_("Version"), "as printed"),
        "authors": KeyWords(_("Authors"), "as printed: roles, not people"),
        "owner": KeyWords(_("Owner"), "as printed"),
        "approvals": KeyWords(_("Approval"), "each body that approves it"),
        "review": KeyWords(_("Due for review on"), "when it is due for review"),
        "expiry": KeyWords(_("Expires on"), "as printed"),
        "status": KeyWords(_("Status"), '"Draft", "Live"'),
        "contradictions": KeyWords(
            _("Says two things, or leaves something out"),
            "places where the policy says two things, or names what is not there",
        ),
    },
    model.OpeningTimes: {
        "hours": KeyWords(_("Hours"), "when challenges are read; after closing counts as the next working day"),
        "closures": KeyWords(
            _("Also closed on"),
            "days on which the council is closed besides bank holidays, not working days; one with an hour is one until"
            " then: `2026-12-24 from 12:00`. They may come again: `every 24 december`, `every first friday`",
        ),
    },
    Hours: {
        "open": KeyWords(_("Open"), "lines such as `monday to thursday 08:30 to 17:00`"),
        "holidays": KeyWords(_("On bank holidays"), "on bank holidays and closures"),
    },
    model.Contact: {
        "name": KeyWords(_("Name"), "their own name for themselves"),
        "source": KeyWords(_("Where we have this from"), "where we have it from"),
        "check_by": KeyWords(_("Check it again by"), "day by which the council checks it again"),
        "telephone": KeyWords(_("Telephone"), "figures and spaces"),
        "email": KeyWords(_("Email"), "one address"),
        "address": KeyWords(_("Address"), "its lines, one after the other"),
        "website": KeyWords(_("Website"), "all of the address, with https://"),
        "hours": KeyWords(_("When they are there"), "when somebody answers"),
        "public": KeyWords(_("May stand on public pages"), "false: never printed on a public page"),
        "duty_mobile": KeyWords(
            _("Mobile that is texted about safety alerts"),
            "of `front_door` and `out_of_hours`: a UK mobile that is texted when a safety alert is open, that"
            " of who answers at this hour or else the other's",
        ),
    },
    model.AudienceRule: {
        "taken": KeyWords(_("Taken here"), "whether the portal takes their challenges"),
        "contacts": KeyWords(_("Sent on to"), "contacts they are signposted to instead"),
        "words": KeyWords(
            _("What they are told"),
            "instead of “We still want to know …”: what people who are not taken read, as it is written here",
        ),
        "contact_from_age": KeyWords(
            _("Contacted themselves from the age of"),
            "of `young_person`: staff are told to go through an adult for who said that they are younger",
        ),
    },
    model.Approval: {"by": KeyWords(_("Approved by"), "who approved it, and how"), "on": KeyWords(_("On"), "when")},
    model.Exclusion: {
        "matter": KeyWords(_("What it does not cover"), "one of the matters below"),
        "words": KeyWords(_("In its own words"), "with `other`: what it is, as it is written here"),
        "contacts": KeyWords(_("Sent on to"), "whom to go to with it"),
        "audiences": KeyWords(_("For"), "those whom it concerns; empty: everybody"),
    },
    model.DisagreementKinds: {"kinds": KeyWords(_("Kinds"), "in the policy's own words")},
    model.Allowed: {
        "allowed": KeyWords(_("Allowed"), "whether it may be"),
        "audiences": KeyWords(_("Only for"), "for whom that is so, and for the others not; empty: for all"),
    },
    model.Deadline: {
        "act": KeyWords(
            _("What is done"),
            "what has to be done: `raise`, `decide`, `acknowledge`, `discuss`, `meet`, `reply`, `hand on`, `notify`",
        ),
        "within": KeyWords(_("Within"), "as the policy has it"),
        "after": KeyWords(_("Counted from"), "the event that starts it, one of the words below"),
        "sooner": KeyWords(_("Or sooner"), '"or sooner", if the child\'s safety asks for it'),
        "optional": KeyWords(
            _("Need not be done"),
            "true: what counts from it counts only once it was done, and then instead of the rest",
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
    model.PauseLimit: {"together": KeyWords(_("All pauses together"), "at most: in days, working days or weeks")},
    model.Circumstance: {
        "so": KeyWords(
            _("What it goes by"),
            "the end of a sentence that begins with “if”: where something goes by it, `when` or `skip_when` says `if` "
            "and these words",
        ),
        "ask": KeyWords(_("Question"), "as the form asks it: a question answered with yes, no or not sure"),
        "audiences": KeyWords(_("Who is asked"), "empty: every adult; young people only where they are named"),
    },
    model.Ladder: {
        "audiences": KeyWords(_("Only for"), "who goes by this ladder; empty: everybody"),
        "key": KeyWords(_("Key"), "`main`, `urgent`, …"),
        "label": KeyWords(_("Name"), "the policy's name for it"),
        "like": KeyWords(_("Like"), "another ladder, which this one is like but for what is written here"),
        "stages": KeyWords(_("Stages"), "stages, each at least as senior as the one before"),
        "escalation": KeyWords(_("Going on"), "how a challenge goes on to the next stage"),
        "when": KeyWords(_("For"), "a condition: a challenge for which it holds goes by this ladder"),
        "agency": KeyWords(
            _("For people who work for"),
            "the agency that its raiser works for: they go by this ladder; blank for everybody",
        ),
        "decided_by": KeyWords(
            _("About a decision of"),
            "the agency whose decision or action it is about: then it goes by this ladder; blank for any",
        ),
        "before": KeyWords(_("Before the first stage"), "informal steps, not counted as stages"),
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
        "answer_within": KeyWords(
            _("To say that they are still worried"),
            "how long its raiser has after this stage, in working days and at least 6, instead of `answer` of `times`",
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
        "deadlines": KeyWords(_("Times"), "counted from `decision`, `contact` or `step before`"),
        "skip_when": KeyWords(_("Left out"), "a condition under which it is left out"),
    },
    model.Cap: {
        "first": KeyWords(_("From"), "one of the stages"),
        "last": KeyWords(_("To"), "a stage; from `first` to `last` takes together no longer than"),
        "within": KeyWords(_("Together within"), "as the policy has it"),
    },
    model.Exit: {
        "contact": KeyWords(_("Whom"), "one of the contacts"),
        "when": KeyWords(_("When"), "from when they can go there"),
        "stage": KeyWords(_("After the stage"), "with `after the stage`: from when that stage is decided"),
        "audiences": KeyWords(_("Only for"), "who can go there; empty: everybody"),
        "raise_within": KeyWords(_("Time limit"), "as the policy has it"),
    },
    model.Complaints: {
        "practice": KeyWords(_("How people were treated, and how long it took"), "how people were treated"),
        "data": KeyWords(_("How information was used"), "how people's information was used"),
    },
    model.Complaint: {
        "contacts": KeyWords(_("Whom to go to, in this order"), "contacts, in the order to try them"),
        "acknowledge_within": KeyWords(_("Acknowledged within"), "as the policy has it"),
        "reply_within": KeyWords(_("Answered within"), "as the policy has it"),
        "raise_within": KeyWords(_("Time limit to complain"), "as the policy has it"),
    },
    Cell: {
        "show": KeyWords(
            _("Told"),
            "`full`; `released`: only the text that a named person has released to this raiser; `gist`: a "
            "fixed neutral sentence; `withheld`",
        )
    },
    model.RecordingDuty: {
        "system": KeyWords(_("Case system"), "the case system"),
        "kinds": KeyWords(_("Recorded as"), "the kinds of entry, of which one is made"),
        "by": KeyWords(_("Who records it"), "who records"),
        "every_stage": KeyWords(_("At every stage"), "whether at each"),
        "within": KeyWords(_("Within"), "from the end of a review, by when it is recorded"),
        "contact_id": KeyWords(
            _("How a contact ID looks"),
            "how the ID of a contact may look in the system: `#` stands for a figure, `?` for a letter; another ID is "
            "refused. Empty: any number",
        ),
    },
    model.MashDecisions: {
        "outcomes": KeyWords(_("Outcomes"), "what a decision can come to, at least two"),
        "thresholds": KeyWords(
            _("Levels of need"), "those of the council's threshold document; empty where nobody is to be asked for one"
        ),
    },
    model.MashOutcome: {
        "key": KeyWords(_("Key"), "kept with each challenge, so it never changes its meaning"),
        "label": KeyWords(_("Outcome"), "as staff read it"),
    },
    model.Learning: {
        "every": KeyWords(_("How often"), "how often the report is due"),
        "to": KeyWords(_("Who receives it"), "who receives it"),
        "medium": KeyWords(_("In what form"), "report, spreadsheet"),
        "smallest": KeyWords(
            _("Least number that is shown"),
            "the least number of challenges that is shown; smaller ones are hidden, with what would give them away",
        ),
    },
    model.CaseworkTimes: {
        "triage": KeyWords(
            _("To read it and say which way it goes"),
            "from receipt, until a challenge has been read and it is said which way it goes",
        ),
        "answer": KeyWords(
            _("For the person to say that they are still worried"),
            "from the end of a review, in which its raiser can say that they are still worried; at least 6",
        ),
        "change_mind": KeyWords(
            _("For the person to change their mind"), "in which a raiser who took their challenge back may come back"
        ),
    },
}


def label_of(kind: type, key: str) -> str:
    """What staff pages call a key; its own name where nobody has said."""
    words = KEYS.get(kind, {}).get(key)
    return words.label if words else key.replace("_", " ").capitalize()
