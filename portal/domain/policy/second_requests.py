"""Whether somebody who asked before has to bring something new about the same decision."""

from dataclasses import dataclass

from portal.domain.policy_rule import Audience, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRequests(Rule):
    """Another request about the same decision. Young people never have to bring anything."""

    only_new: bool
    audiences: tuple[Audience, ...] = ()  # of whom it is asked; empty: of every adult

    def asks(self, audience: Audience) -> bool:
        """Whether somebody of this audience has to bring something new."""
        named = not self.audiences or audience in self.audiences
        return self.only_new and named and audience is not Audience.YOUNG_PERSON
