"""Everything that somebody may do, as tests speak of it: ``Action.TAKE``, ``Action.SEE_LIST``."""

from types import SimpleNamespace

from portal.domain.challenge.decide import ACTIONS
from portal.domain.permissions import Permission

Action = SimpleNamespace(**{name.upper(): each for name, each in ACTIONS.items()}, **Permission.__members__)

RAISERS_OWN = tuple(each for each in ACTIONS.values() if each.raisers)
"""What a raiser does, and nobody for them."""

KINDS = {each: each.says for each in ACTIONS.values() if each.says}
"""What staff do with words of their own that a raiser reads at once, and the kind of event that holds them."""
