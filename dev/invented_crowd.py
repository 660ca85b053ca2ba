"""One of many invented people, for the cases that have been worked on already."""

from typing import Any

from dev.invented import child, colleague, point
from portal.domain.policy.model import Audience, Pack

_CHILDREN = ("Noa", "Finn", "Ivy", "Eli", "Zoe", "Kai", "Uma", "Pip", "Rue", "Dot", "Gus", "Fay")
_WORRIES = (
    ("missing", "Nobody asked the nursery, where she goes every day."),
    ("wrong", "The note says that we moved house. We did not."),
    ("unheard", "Nobody asked her what she wants."),
    ("more", "It has been like this since the summer, and you saw her once."),
)


def someone(pack: Pack, number: int) -> dict[str, Any]:
    """One of many parents or, where the council takes none, of many professionals."""
    children = [child(f"{_CHILDREN[number % len(_CHILDREN)]} Madeup", str(2 + number % 14), "Example Terrace")]
    points = [point(*_WORRIES[number % len(_WORRIES)])]
    if not pack.takes(Audience.PARENT):
        at_work = ("health", "Example Clinic", "Health visitor")
        wish = "A visit at home."
        return colleague(f"Worker {number + 1} Madeup", at_work, child=children, point=points, outcome=wish)
    return {
        "who": Audience.PARENT.value,
        "responsibility": "yes",
        "orders": "no",
        "child": children,
        "point": points,
        "safe": ["email"],
        "say_who": "yes",
        "email": f"parent{number + 1}.madeup@example.com",
        "name": f"Parent {number + 1} Madeup",
    }
