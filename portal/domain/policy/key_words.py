"""What each key of a pack is called and what it means: for ``portal explain``, staff pages, the reference and editors.

Data only. A key without its words fails ``tests/packs/test_readme.py``.
"""

from collections.abc import Mapping

from portal.domain.disclosure.table import Cell
from portal.domain.i18n import _
from portal.domain.policy import model
from portal.domain.policy.calendar import Hours
from portal.domain.policy.ladder_key_words import LADDER_KEYS, KeyWords
from portal.domain.policy.retention import Retention, RetentionPeriod
from portal.domain.policy.second_requests import SecondRequests
from portal.domain.policy_rule import Rule

KEYS: Mapping[type, Mapping[str, KeyWords]] = {
    **LADDER_KEYS,
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
        "second_requests": KeyWords(
            _("Second requests"), "whether who asked before has to bring something new about the same decision"
        ),
        "pauses": KeyWords(_("Pauses"), "how long a challenge may be paused"),
        "retention": KeyWords(_("How long things are kept here"), "how long each kind of thing is kept in the portal"),
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
        "films": KeyWords(
            _("Films in British Sign Language"), "films of the pages that are there in Easy Read; each page once"
        ),
    },
    model.Film: {
        "page": KeyWords(_("Page"), "which page it tells"),
        "website": KeyWords(_("Address of the film"), "all of it, with https://"),
        "minutes": KeyWords(_("Minutes"), "how long it is, rounded up"),
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
        "terms": KeyWords(
            _("School terms"),
            "the first and last day of each part of a school term, holidays between them: by these `school days` are "
            "counted and `school holidays` known. Add the next ones in good time; a closing day of schools (INSET) "
            "divides a term in two",
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
    SecondRequests: {
        "only_new": KeyWords(_("Only with something new"), "whether they have to"),
        "audiences": KeyWords(_("Only for"), "of whom it is asked; empty: of every adult"),
    },
    model.PauseReason: {
        "label": KeyWords(_("For what"), "what the time stands still for: whoever pauses it chooses it"),
        "at_most": KeyWords(_("At most"), "how long each time: days, working days or weeks"),
        "rank": KeyWords(_("Least rank of the manager"), "the least rank of the manager who decides it; 0: any"),
        "once": KeyWords(_("Once only"), "true: once in all the stages of a challenge"),
        "stages": KeyWords(_("At which stages"), "the stages at which it may be; empty: at every one"),
    },
    model.PauseLimit: {
        "together": KeyWords(_("All pauses together"), "at most: in days, working days or weeks"),
        "reasons": KeyWords(
            _("For what"),
            "the only things it may be paused for; mediation is one, at the stage whose time it stops. Where there are "
            "none a manager may pause it for anything. A question to the person challenging stops no time then",
        ),
    },
    Retention: {
        "drafts": KeyWords(
            _("Forms that were not sent"), "what was typed and not sent: 1 to 7 days from when it was begun"
        ),
        "challenges": KeyWords(
            _("Challenges"), "from the day it was closed until two managers can erase it; `none`: until somebody does"
        ),
        "junk": KeyWords(_("Junk"), "the same of what is marked as junk, from the day it was marked"),
        "notices": KeyWords(_("Messages to staff about no challenge"), "from when they were written: at least 14 days"),
        "sign_ins": KeyWords(_("Sign-ins of staff"), "from when they were last there: at least 90 days"),
        "feedback": KeyWords(_("What people think of the website"), "from the day on which it was said"),
    },
    RetentionPeriod: {"keep": KeyWords(_("Kept for"), "days, weeks, months or years")},
    model.Circumstance: {
        "so": KeyWords(
            _("What it goes by"),
            "the end of a sentence that begins with “if”: where something goes by it, `when` or `skip_when` says `if` "
            "and these words",
        ),
        "ask": KeyWords(_("Question"), "as the form asks it: a question answered with yes, no or not sure"),
        "audiences": KeyWords(_("Who is asked"), "empty: every adult; young people only where they are named"),
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
        "also_by": KeyWords(
            _("Also counted by"),
            "what it counts by besides what every report does; professionals are then asked for their agency, or whose "
            "decision it is, out of the agencies of `roles` and `ladders`",
        ),
    },
    model.CaseworkTimes: {
        "triage": KeyWords(
            _("To read it and say which way it goes"),
            "from receipt, until a challenge has been read and it is said which way it goes; hours count from when the "
            "office is open",
        ),
        "answer": KeyWords(
            _("For the person to say that they are still worried"),
            "from the end of a review, in which its raiser can say that they are still worried",
        ),
        "change_mind": KeyWords(
            _("For the person to change their mind"),
            "in which a raiser who took their challenge back may come back; of hours, all of the day in which they end",
        ),
    },
}


def label_of(kind: type, key: str) -> str:
    """What staff pages call a key; its own name where nobody has said."""
    words = KEYS.get(kind, {}).get(key)
    return words.label if words else key.replace("_", " ").capitalize()
