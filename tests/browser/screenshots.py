"""Takes the README's pictures of a demo of its own: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # dev
sys.path.insert(0, str(Path(__file__).parents[1]))

from browsing import ROOT, Findings, Person, chromium, sign_in
from demo_process import Demo
from stories import LOOK_AGAIN

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150 * 1000  # bytes
SIZE = {"width": 880, "height": 660}
DESK = {"width": 1200, "height": 900}  # staff sit at larger screens


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        demo = Demo(Path(folder))
        demo.start()
        try:
            findings = Findings(Path(folder))
            public, staff = (
                Person(browser.new_page(viewport=size), door, findings)
                for door, size in ((demo.public, SIZE), (demo.staff, DESK))
            )
            public_pictures(public, demo)
            staff.open("/")
            sign_in(staff, demo, "triage@example.com")
            take(staff, "staff-list")
        finally:
            demo.stop()


def public_pictures(person: Person, demo: Demo) -> None:
    person.open("/")
    take(person, "start")
    person.press("Start now")
    person.press("Continue")
    person.tell(LOOK_AGAIN)
    take(person, "question")
    reference, code = demo.invented()[0]
    person.open("/return")
    person.do(("Your reference", reference), ("Your code", code))
    person.press("Open my request")
    take(person, "progress")


def take(person: Person, name: str) -> None:
    picture = person.page.screenshot()
    if len(picture) > LARGEST:
        raise SystemExit(f"{name} has {len(picture)} bytes: make it smaller.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(picture)
    print(f"docs/pictures/{name}.png: {len(picture) // 1000} kB")


if __name__ == "__main__":
    main()
