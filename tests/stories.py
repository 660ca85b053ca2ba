"""What invented people tell the portal, page by page, in the words that are on the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from browsing import ADULTS_WAY, Said, Story

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
    ("Has anything new happened that we may not know about?", ["No"]),
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
    (
        "Has anything new happened that we may not know about?",
        ["Yes", ("What has happened?", "There was a bruise on her arm.")],
    ),
    ("Please call now", []),
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
    ("Has anything new happened that we may not know about?", ["No"]),
    ("Is there anyone we should not tell?", ["No"]),
    ("Do you need help to take part?", ["No, I do not need help"]),
    ("How is it safe for us to contact you?", ["Do not contact me"]),
    ("What should we call you?", []),
]

YOUNG: Story = [
    ("Are you safe right now?", ["I am not sure"]),
    ("Get help now", []),
    ("What we keep private", []),
    ("What can we call you?", [("What can we call you?", "Bee Testcase")]),
    ("How old are you?", ["9, 10 or 11"]),
    (
        "What are you unhappy about?",
        [("What are you unhappy about?", "You talked to everyone but me. I miss Example School.")],
    ),
    ("What do you want to happen?", [("What do you want to happen?", "I want to see my gran more.")]),
    ("What did we get wrong, or not know?", []),
    ("Is there anyone you do not want us to tell?", ["Yes", ("Who should we not tell?", "My mum's friend.")]),
    ("Would you like someone to help you say what you want?", ["Yes, please"]),
    (
        "Who would you like to talk to?",
        [("I would like to talk to", "Miss Testcase"), ("I do not want to talk to", "My old worker")],
    ),
    ("How can we get back to you?", ["I will come back with my code"]),
    (
        "What helps us find your notes?",
        [
            ("The day you were born", "Day", "29"),
            ("The day you were born", "Month", "2"),
            ("The day you were born", "Year", "2016"),
            ("Where you live", "North Shields"),
        ],
    ),
]

ADVOCATE: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["Someone who speaks for a child or young person"]),
    ("What we can tell you", []),
    ("Who are you to the young person?", ["Someone else", ("Who are you?", "Her youth worker")]),
    ("Why are you speaking for them?", ["Another reason", ("What is the reason?", "She cannot type.")]),
    (
        "Does the young person know that you are doing this?",
        ["No", ("Why have you not told them?", "She is in hospital.")],
    ),
    ("Has anyone told you what was decided?", ["I am not sure"]),
    (
        "Who is the child?",
        [("What name do you know them by?", "Lee Testcase"), "I know about how old they are", ("About how old?", "14")],
    ),
    ("The children you have told us about", ["No"]),
    ("Did you contact us about this before?", ["No"]),
    ("What does the young person say?", [("What does the young person say?", "Nobody told me why. I want to know.")]),
    (
        "What do you disagree with?",
        [
            "You did not listen to me, or to the child",
            ("Tell us in your own words", "She was not asked before it was decided."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What would put it right?", []),
    ("What might we not have known?", []),
    ("Has anything new happened that we may not know about?", ["No"]),
    ("Is there anyone we should not tell?", ["No"]),
    ("Do you need help to take part?", ["No, I do not need help"]),
    ("How is it safe for us to contact you?", ["Text message"]),
    ("Can we say who we are?", ["Yes, you can say that you are North Tyneside Council"]),
    ("When is it safe to call or text you?", ["Any time"]),
    ("What is your mobile number?", [("What is your mobile number?", "07700 900 983")]),
    ("What should we call you?", [("What should we call you?", "Kim Testcase")]),
]

PROFESSIONAL: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["I work with the child"]),
    ("What we can tell you", []),
    (
        "Where do you work?",
        [("Your full name", "Dr Lou Testcase"), ("Where you work", "Example Surgery"), ("Your job", "Doctor")],
    ),
    ("Have you talked to your manager or safeguarding lead?", ["No"]),
    ("Talk to them first, if you can", []),
    ("Has anyone told you what was decided?", ["Yes"]),
    ("How were you told?", ["By email"]),
    ("When were you told?", ["I am not sure"]),
    ("What were you told?", []),
    ("What is the reference of your contact with us?", [("What is the reference of your contact with us?", "C-1043")]),
    ("Who is the child?", [("What name do you know them by?", "Alex Testcase"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    ("Did you contact us about this before?", ["Yes"]),
    ("How safe is the child now?", ["They are safe now, but things are getting worse"]),
    ("Please call now", []),
    (
        "Do you need us to look again urgently?",
        ["Yes", ("Why can it not wait?", "He has lost more weight since the decision.")],
    ),
    ("Please call now", []),
    ("Does the family know that you are asking us?", ["Yes"]),
    (
        "What do you disagree with?",
        [
            "You did not know something important",
            ("Tell us in your own words", "Nobody asked us. We have seen him four times this month."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What do you want to happen?", [("What do you want to happen?", "A visit at home this week.")]),
    ("What might we not have known?", []),
    ("Has anything new happened that we may not know about?", ["No"]),
    ("Is there anyone we should not tell?", ["No"]),
    ("Do you need help to take part?", ["No, I do not need help"]),
    (
        "How can we reach you at work?",
        [("Your work email address", "lou.testcase@example.com"), ("Your work telephone number", "01632 960 005")],
    ),
]


@dataclass(frozen=True)
class Raiser:
    story: Story
    said: tuple[str, ...]  # what the MASH has to see
    hears: str = ""  # whom the acknowledgement goes to at once: a letter waits until somebody has read the request
    slips: Mapping[str, list[Said]] = field(default_factory=dict)  # what they may get wrong at first
    way: tuple[str, ...] = ADULTS_WAY  # from the start page to the first question
    check: str = "Check what you have told us"  # the heading above all that they said
    comes_back: tuple[str, ...] = ("I have a reference and a code",)  # from the start page
    leaves: str = "Exit this page"  # what they press when somebody comes in
    closes: str = "Sign out"  # what they press when they have done
    code: str = r"\w{4}(-\w{4}){2}"


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
        "01632 960001", "1 Testcase Street", "Danger", "Something new",
    ),
    slips={
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
BEE = Raiser(
    YOUNG,
    (
        "Child or young person", "Wants an advocate", "Danger", "Do not contact this person.", "Bee Testcase",
        "9, 10 or 11", "You talked to everyone but me. I miss Example School.", "I want to see my gran more.",
        "My mum's friend.", "Miss Testcase", "My old worker", "29 February 2016", "North Shields",
    ),
    slips={
        "What helps us find your notes?": [
            ("The day you were born", "Day", "31"),
            ("The day you were born", "Month", "2"),
            ("The day you were born", "Year", "2016"),
        ],
    },
    way=("Go to the form for young people", "Start"),
    check="Is this what you want to say?",
    comes_back=("Go to the form for young people", "I have a code, and want to see what happened"),
    leaves="Someone is with me",
    code=r"[a-z]+(-[a-z]+){4}",
)  # fmt: skip
KIM = Raiser(
    ADVOCATE,
    (
        "Someone speaking for a young person", "Her youth worker", "She cannot type.", "She is in hospital.",
        "Lee Testcase", "Nobody told me why. I want to know.", "She was not asked before it was decided.",
        "07700 900983", "Kim Testcase",
    ),
    "+447700900983",
)  # fmt: skip
LOU = Raiser(
    PROFESSIONAL,
    (
        "Professional", "Urgent", "Dr Lou Testcase", "Example Surgery", "Doctor", "C-1043", "Alex Testcase",
        "They are safe now, but things are getting worse", "He has lost more weight since the decision.",
        "A visit at home this week.", "lou.testcase@example.com", "01632 960005",
    ),
    "lou.testcase@example.com",
    {
        "Where do you work?": [("Your full name", "Dr Lou Testcase")],
        "Do you need us to look again urgently?": ["Yes"],
        "How can we reach you at work?": [("Your work email address", "lou@"), ("Your work telephone number", "12")],
    },
)  # fmt: skip
