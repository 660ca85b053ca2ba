"""What invented people tell the portal, page by page, in the words that are on the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from browsing import ADULTS_WAY, Choose, Said, Story

NOTHING_NEW = Choose("Has anything new happened that we may not know about?", "No")
SOMETHING_NEW = Choose("Has anything new happened that we may not know about?", "Yes")

LOOK_AGAIN: Story = [
    ("Is anyone in danger right now?", ["No"]),
    ("What do you want to do?", ["Ask you to look again at a decision about a child"]),
]

PARENT: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["I am a parent or carer of the child"]),
    ("Do you need any help or support?", ["An interpreter", ("Which language?", "Polish")]),
    ("What we can tell you", []),
    ("Have you been told what we decided?", ["Yes"]),
    (
        "What you were told",
        [
            "By letter",
            "By phone",
            "I know the month",
            ("Month you were told", "Month", "3"),
            ("Month you were told", "Year", "2024"),
            ("What were you told?", "That nothing more would happen."),
        ],
    ),
    (
        "Who is the child?",
        [
            ("What is the child's name?", "Robin Testcase"),
            "I know their date of birth",
            ("Date of birth", "Day", "29"),
            ("Date of birth", "Month", "2"),
            ("Date of birth", "Year", "2016"),
            ("Where do they live?", "Wallsend"),
        ],
    ),
    ("The children you have told us about", ["Yes"]),
    ("Child 2", [("What is the child's name?", "Kit Testcase"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    (
        "You and the child",
        [
            Choose("Are you allowed to make big decisions for the child?", "Yes"),
            Choose("Is there a court order about the child?", "Yes"),
            ("What does the order say?", "He lives with me."),
            Choose("Have you contacted us about this before?", "No"),
        ],
    ),
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
        ["You were told something that is not true", ("Tell us in your own words", "I did not miss a visit.")],
    ),
    ("What you have told us so far", ["No"]),
    ("What you want, and what is new", [("What do you want us to do?", "Speak to the school."), NOTHING_NEW]),
    ("Is there anyone we should not tell?", ["Yes", ("Who should we not tell, and why?", "My neighbour.")]),
    (
        "How we can contact you",
        [
            ("What should we call you?", "Sam Testcase"),
            "Email",
            ("What is your email address?", "sam.testcase@example.com"),
        ],
    ),
    ("When we contact you", ["Yes, you can say that you are North Tyneside Council"]),
]

GRANDPARENT: Story = [
    ("Is anyone in danger right now?", ["I am not sure"]),
    ("Please call now", []),
    ("What do you want to do?", ["Both of these"]),
    ("You can do both", []),
    ("Who are you?", ["I am someone else in the family"]),
    ("Do you need any help or support?", ["Large print", "Something else", ("What do you need?", "A quiet room")]),
    ("What we can tell you", []),
    ("Have you been told what we decided?", ["Yes"]),
    (
        "What you were told",
        [
            "Through someone else",
            "I know the date",
            ("Date you were told", "Day", "27"),
            ("Date you were told", "Month", "3"),
            ("Date you were told", "Year", "2024"),
        ],
    ),
    (
        "Who is the child?",
        [
            ("What is the child's name?", "Jo Testcase"),
            "I know roughly how old they are",
            ("Roughly how old are they?", "between 3 and 4"),
        ],
    ),
    ("The children you have told us about", ["No"]),
    ("You and the child", ["Yes"]),
    (
        "What do you disagree with?",
        [
            "The child needs more help or protection",
            ("Tell us in your own words", "She came to me hungry and cold on Saturday."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What you want, and what is new", [SOMETHING_NEW, ("What has happened?", "There was a bruise on her arm.")]),
    ("Please call now", []),
    ("Is there anyone we should not tell?", ["No"]),
    (
        "How we can contact you",
        [
            ("What should we call you?", "Pat Testcase"),
            "Phone call",
            ("What number can we call?", "01632 960 001"),
            "Letter",
            ("Address line 1", "1 Testcase Street"),
            ("Town or city", "Whitley Bay"),
            ("Postcode", "NE26 1AA"),
        ],
    ),
    (
        "When we contact you",
        [
            "No, do not say who you are",
            Choose("Can we leave a voice message?", "No"),
            "Mornings, 9am to noon",
            ("A word we will say first when we call", "Bluebell"),
        ],
    ),
]

NEIGHBOUR: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["I am a friend or neighbour"]),
    ("Do you need any help or support?", ["No, I do not need help"]),
    ("What we can tell you", []),
    ("Have you been told what we decided?", ["No"]),
    ("We may still be deciding", []),
    ("Who is the child?", [("Where do they live?", "The flat above mine"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    ("You and the child", ["I am not sure"]),
    (
        "What do you disagree with?",
        [
            "The child needs more help or protection",
            ("Tell us in your own words", "I hear shouting and crying most nights."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What you want, and what is new", [NOTHING_NEW]),
    ("Is there anyone we should not tell?", ["No"]),
    ("How we can contact you", ["Do not contact me"]),
]

YOUNG: Story = [
    ("Are you safe right now?", ["I am not sure"]),
    ("Get help now", []),
    ("What we keep private", []),
    (
        "What are you unhappy about?",
        [("What are you unhappy about?", "You talked to everyone but me. I miss Example School.")],
    ),
    ("What should we do?", [("What do you want to happen?", "I want to see my gran more.")]),
    (
        "Other people",
        [
            "Yes",
            ("Who do you not want us to tell?", "My mum's friend."),
            ("I would like to talk to", "Miss Testcase"),
            ("I do not want to talk to", "My old worker"),
        ],
    ),
    ("Would you like someone to help you say what you want?", ["Yes, please"]),
    ("How can we get back to you?", ["I will come back with my code"]),
    (
        "About you",
        [
            ("What can we call you?", "Bee Testcase"),
            "9, 10 or 11",
            ("Your date of birth", "Day", "29"),
            ("Your date of birth", "Month", "2"),
            ("Your date of birth", "Year", "2016"),
            ("Where you live", "North Shields"),
        ],
    ),
]

ADVOCATE: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["I speak for a child or young person"]),
    ("Do you need any help or support?", ["No, I do not need help"]),
    ("What we can tell you", []),
    (
        "You and the young person",
        [
            "Someone else",
            ("How do you know them?", "Her youth worker"),
            "Another reason",
            ("What is the reason?", "She cannot type."),
            "No",
            ("Why have you not told them?", "She is in hospital."),
        ],
    ),
    ("Have you been told what we decided?", ["I am not sure"]),
    (
        "Who is the child?",
        [
            ("What is the child's name?", "Lee Testcase"),
            "I know roughly how old they are",
            ("Roughly how old are they?", "14"),
        ],
    ),
    ("The children you have told us about", ["No"]),
    ("You and the child", ["No"]),
    ("What does the young person say?", [("What does the young person say?", "Nobody told me why. I want to know.")]),
    (
        "What do you disagree with?",
        [
            "You did not listen to me, or to the child",
            ("Tell us in your own words", "She was not asked before it was decided."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What you want, and what is new", [NOTHING_NEW]),
    ("Is there anyone we should not tell?", ["No"]),
    (
        "How we can contact you",
        [
            ("What should we call you?", "Kim Testcase"),
            "Text message",
            ("What mobile number can we text?", "07700 900 983"),
        ],
    ),
    ("When we contact you", ["Yes, you can say that you are North Tyneside Council", "Any time"]),
]

PROFESSIONAL: Story = [
    *LOOK_AGAIN,
    ("Who are you?", ["I work with the child"]),
    ("Do you need any help or support?", ["No, I do not need help"]),
    ("What we can tell you", []),
    (
        "Where do you work?",
        [("Your full name", "Dr Lou Testcase"), ("Where you work", "Example Surgery"), ("Your job", "Doctor")],
    ),
    ("Have you talked to your manager or safeguarding lead?", ["No"]),
    ("Talk to them first, if you can", []),
    ("Have you been told what we decided?", ["Yes"]),
    ("What you were told", ["By email", "I am not sure"]),
    ("What is your contact reference?", [("What is your contact reference?", "C-1043")]),
    ("Who is the child?", [("What is the child's name?", "Alex Testcase"), "I do not know"]),
    ("The children you have told us about", ["No"]),
    (
        "You and the child",
        [
            Choose("Have you contacted us about this before?", "Yes"),
            Choose("Does the family know you are asking us?", "Yes"),
        ],
    ),
    ("How safe is the child now?", ["They are safe now, but things are getting worse"]),
    ("Please call now", []),
    ("Does this need an urgent check?", ["Yes", ("Why can't it wait?", "He has lost more weight since the decision.")]),
    ("Please call now", []),
    (
        "What do you disagree with?",
        [
            "You did not know something important",
            ("Tell us in your own words", "Nobody asked us. We have seen him four times this month."),
        ],
    ),
    ("What you have told us so far", ["No"]),
    ("What you want, and what is new", [("What do you want to happen?", "A visit at home this week."), NOTHING_NEW]),
    ("Is there anyone we should not tell?", ["No"]),
    (
        "How can we contact you at work?",
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
    check: str = "Check your answers"  # the heading above all that they said
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
        "Do you need any help or support?": ["An interpreter"],
        "How we can contact you": ["Email", ("What is your email address?", "sam@")],
    },
)  # fmt: skip
PAT = Raiser(
    GRANDPARENT,
    (
        "Wider family", "27 March 2024", "between 3 and 4", "She came to me hungry and cold on Saturday.",
        "There was a bruise on her arm.", "A quiet room", "No, do not say who you are", "Mornings, 9am to noon",
        "01632 960001", "1 Testcase Street", "Bluebell", "Danger", "New safeguarding information",
    ),
    slips={
        "What you were told": [
            "I know the date",
            ("Date you were told", "Day", "31"),
            ("Date you were told", "Month", "2"),
            ("Date you were told", "Year", "2024"),
        ],
        "How we can contact you": ["Phone call", ("What number can we call?", "12")],
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
        "About you": [
            ("Your date of birth", "Day", "31"),
            ("Your date of birth", "Month", "2"),
            ("Your date of birth", "Year", "2016"),
        ],
    },
    way=("Go to the form for young people", "Start"),
    check="Is this what you want to say?",
    comes_back=("Go to the form for young people", "See what happened"),
    leaves="Someone is with me",
    code=r"[a-z]+(-[a-z]+){5}",
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
        "Does this need an urgent check?": ["Yes"],
        "How can we contact you at work?": [("Your work email address", "lou@"), ("Your work telephone number", "12")],
    },
)  # fmt: skip
