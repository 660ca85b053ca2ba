"""What invented people tell the portal, page by page, in the words that are on the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from browsing import Said, Story

LOOK_AGAIN: Story = [
    ("Is anyone in danger right now?", ["No"]),
    ("What do you want to do?", ["Ask you to look again at a decision about a child"]),
]

PARENT: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["A parent or carer of the child"]),
    ("What we can tell you", []),
    ("Has anyone told you what was decided?", ["Yes"]),
    ("How were you told?", ["By letter", "By telephone"]),
    (
        "When were you told?",
        ["I know the month", ("Month you were told", "Month", "3"), ("Month you were told", "Year", "2024")],
    ),
    ("What were you told?", [("What were you told?", "That nothing more would happen.")]),
    ("Is there a reference on your letter or email?", []),
    (
        "Who is the child?",
        [
            ("What name do you know them by?", "Robin Testcase"),
            "I know their date of birth",
            ("Date of birth", "Day", "29"),
            ("Date of birth", "Month", "2"),
            ("Date of birth", "Year", "2016"),
            ("Where do they live?", "Wallsend"),
        ],
    ),
    ("The children you have told us about", ["Yes"]),
    ("Child 2", [("What name do you know them by?", "Kit Testcase"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    ("Are you allowed to make big decisions for the child?", ["Yes"]),
    ("Is there a court order about the child?", ["Yes", ("What does the order say?", "He lives with me.")]),
    ("Did you contact us about this before?", ["No"]),
    (
        "What do you disagree with?",
        [
            "You did not know something important",
            ("Tell us in your own words", "Nobody spoke to his teacher at Example School."),
        ],
    ),
    ("What you have told us so far", ["Yes"]),
    (
        "Another thing you disagree with",
        ["Something you were told is not true", ("Tell us in your own words", "I did not miss a visit.")],
    ),
    ("What you have told us so far", ["No"]),
    ("What would put it right?", [("What would put it right?", "Speak to the school.")]),
    ("What might we not have known?", []),
    ("Has something new happened since then?", ["No"]),
    ("Is there anyone we should not tell?", ["Yes", ("Who should we not tell, and why?", "My neighbour.")]),
    ("Do you need help to take part?", ["An interpreter", ("Which language?", "Polish")]),
    ("How is it safe for us to contact you?", ["Email"]),
    ("Can we say who we are?", ["Yes, you can say that you are North Tyneside Council"]),
    ("What is your email address?", [("What is your email address?", "sam.testcase@example.com")]),
    ("What should we call you?", [("What should we call you?", "Sam Testcase")]),
]

GRANDPARENT: Story = [
    ("Is anyone in danger right now?", ["I am not sure"]),
    ("Please call now", []),
    ("What do you want to do?", ["Both of these"]),
    ("We will help you with both", []),
    ("Who are you?", ["Someone else in the family"]),
    ("What we can tell you", []),
    ("Has anyone told you what was decided?", ["Yes"]),
    ("How were you told?", ["Someone else told me"]),
    (
        "When were you told?",
        [
            "I know the date",
            ("Date you were told", "Day", "27"),
            ("Date you were told", "Month", "3"),
            ("Date you were told", "Year", "2024"),
        ],
    ),
    ("What were you told?", []),
    ("Is there a reference on your letter or email?", []),
    (
        "Who is the child?",
        [
            ("What name do you know them by?", "Jo Testcase"),
            "I know about how old they are",
            ("About how old?", "between 3 and 4"),
        ],
    ),
    ("The children you have told us about", ["No"]),
    ("Did you contact us about this before?", ["Yes"]),
    (
        "What do you disagree with?",
        [
            "More needs to be done to help or protect the child",
            ("Tell us in your own words", "She came to me hungry and cold on Saturday."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What would put it right?", []),
    ("What might we not have known?", []),
    ("Has something new happened since then?", ["Yes", ("What has happened?", "There was a bruise on her arm.")]),
    ("Please call us about this too", []),
    ("Is there anyone we should not tell?", ["No"]),
    ("Do you need help to take part?", ["Large print", "Something else", ("What do you need?", "A quiet room")]),
    ("How is it safe for us to contact you?", ["Telephone call", "Letter"]),
    ("Can we leave a voice message?", ["No"]),
    ("Can we say who we are?", ["No, do not say who you are"]),
    ("When is it safe to call or text you?", ["Mornings, 9am to noon"]),
    ("What number can we call you on?", [("What number can we call you on?", "01632 960 001")]),
    (
        "Where can we send a letter?",
        [("Address line 1", "1 Testcase Street"), ("Town or city", "Whitley Bay"), ("Postcode", "NE26 1AA")],
    ),
    ("What should we call you?", [("What should we call you?", "Pat Testcase")]),
]

NEIGHBOUR: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["A friend or neighbour"]),
    ("What we can tell you", []),
    ("Has anyone told you what was decided?", ["No"]),
    ("We may still be deciding", []),
    ("Who is the child?", [("Where do they live?", "The flat above mine"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    ("Did you contact us about this before?", ["I am not sure"]),
    (
        "What do you disagree with?",
        [
            "More needs to be done to help or protect the child",
            ("Tell us in your own words", "I hear shouting and crying most nights."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What would put it right?", []),
    ("What might we not have known?", []),
    ("Has something new happened since then?", ["No"]),
    ("Is there anyone we should not tell?", ["No"]),
    ("Do you need help to take part?", ["No, I do not need help"]),
    ("How is it safe for us to contact you?", ["Do not contact me"]),
    ("What should we call you?", []),
]


@dataclass(frozen=True)
class Raiser:
    story: Story
    said: tuple[str, ...]  # what the MASH has to see
    hears: str = ""  # whom the acknowledgement goes to
    slips: Mapping[str, list[Said]] = field(default_factory=dict)  # what they may get wrong at first


SAM = Raiser(
    PARENT,
    (
        "Parent or carer", "Robin Testcase", "29 February 2016", "Kit Testcase", "By letter", "March 2024",
        "Nobody spoke to his teacher at Example School.", "I did not miss a visit.", "My neighbour.", "Polish",
        "sam.testcase@example.com", "Sam Testcase", "He lives with me.",
    ),
    "sam.testcase@example.com",
    {
        "Do you need help to take part?": ["An interpreter"],
        "What is your email address?": [("What is your email address?", "sam@")],
    },
)  # fmt: skip
PAT = Raiser(
    GRANDPARENT,
    (
        "Wider family", "27 March 2024", "between 3 and 4", "She came to me hungry and cold on Saturday.",
        "There was a bruise on her arm.", "A quiet room", "No, do not say who you are", "Mornings, 9am to noon",
        "01632 960 001", "1 Testcase Street", "Danger", "Something new",
    ),
    "Pat Testcase",
    {
        "When were you told?": [
            "I know the date",
            ("Date you were told", "Day", "31"),
            ("Date you were told", "Month", "2"),
            ("Date you were told", "Year", "2024"),
        ],
        "What number can we call you on?": [("What number can we call you on?", "12")],
    },
)  # fmt: skip
SOMEBODY = Raiser(
    NEIGHBOUR,
    (
        "Friend or neighbour",
        "The flat above mine",
        "I hear shouting and crying most nights.",
        "Do not contact this person.",
    ),
)
