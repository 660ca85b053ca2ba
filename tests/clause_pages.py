"""The pages on which a clause of a policy can be seen, as a trace names them.

"public /contact", "public /, at night", "form other-ways, parent", "staff /policy", "staff summary, stage 2",
"staff forms/stage-2.txt, stage 2" and "raiser /progress, stage 2": of a challenge that has reached this stage.
"""

import html
import re
from functools import cache

from council_walk import said_by
from pack_surfaces import DAY, NIGHT, Life, Surfaces, taken_on

from portal.domain.policy.model import Audience, Pack, PolicyCondition

AT_NIGHT = ", at night"


class ClausePages:
    """Both doors of a council, and a challenge at each stage of each of its ladders."""

    def __init__(self, surfaces: Surfaces, pack: Pack) -> None:
        self._surfaces, self._pack = surfaces, pack
        surfaces.shelf.put(pack)

    @cache  # noqa: B019 - as many as a trace names
    def text(self, at: str) -> str:
        """The words of a page, one space between them."""
        door, _, page = at.partition(" ")
        return _words(getattr(self, f"_{door}")(page))

    def _public(self, page: str) -> str:
        door = "night" if page.endswith(AT_NIGHT) else "public"
        return self._surfaces.seen(self._pack, f"{door} {page.removesuffix(AT_NIGHT)}")

    def _form(self, page: str) -> str:
        slug, _, who = page.partition(", ")
        return self._surfaces.seen(self._pack, f"ask {slug} / {who or 'professional urgent=no'}")

    def _staff(self, page: str) -> str:
        page, _, stage = page.partition(", stage ")
        if not stage:
            return self._surfaces.seen(self._pack, f"staff {page}")
        life = self._reached(stage)
        return self._surfaces.staff_page(page, self._theirs(life) if page.startswith("do/") else life.begin())

    def _theirs(self, life: Life) -> Life:
        """The manager, who looks, has it."""
        life.take_up()
        return life if life.state.work.triaged else life.accept()

    def _raiser(self, page: str) -> str:
        page, _, stage = page.partition(", stage ")
        return self._surfaces.raiser_page(page.removeprefix("/"), self._reached(stage).begin())

    def _reached(self, stage: str) -> Life:
        """A challenge that has come to this stage, after all those before it."""
        ladder = next(each for each in self._pack.ladders if stage in {rung.key for rung in each.stages})
        audience = next(each for each in reversed(Audience) if self._pack.takes(each))
        moment = NIGHT if ladder.when is PolicyCondition.OUT_OF_HOURS else DAY
        life = Life(self._surfaces.rules(), said_by(self._pack, audience, ladder), moment)
        while life.state.stage != stage:
            before = life.state.stage
            taken_on(life.begin().review().go_on())
            assert life.state.stage != before, f"{self._pack.id}: nobody gets to “{stage}”"
        return life


def _words(page: str) -> str:
    inner = re.sub(r"<(script|style|head)\b.*?</\1>|<wbr>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inner)).split())
