"""Help on each staff page: what it is for, what happens next and who can open it. Data, and the words of an action."""

from collections.abc import Iterator, Mapping

from flask import request

from portal.domain.challenge.decide import ACTIONS
from portal.domain.i18n import _
from portal.domain.permissions import Role, Roles
from portal.web.i18n import gettext
from portal.web.staff.access import ACCESS, OpenToAll, actor, someone
from portal.web.staff.action_forms import FORMS

ACTION_PAGE = "staff.act"
"""Its help depends on the action."""

WHO: Mapping[Role, str] = {
    Role.TRIAGE: _("triage officers"),
    Role.REVIEWER: _("reviewers"),
    Role.RELEASER: _("approvers"),
    Role.MANAGER: _("managers"),
    Role.AUDITOR: _("auditors"),
    Role.ADMINISTRATOR: _("administrators"),
}

_ENTERED = _("This is part of a challenge that somebody made by telephone, in a letter or face to face.")
_KEPT = _("It becomes a challenge only when it is sent from the page that shows all the answers.")

HELP: Mapping[str, tuple[str, ...]] = {
    "staff.queue": (
        _("My day shows what waits for you, with what is most urgent first."),
        _("“Begin with the first case” opens the first of them."),
    ),
    "staff.list": (
        _("These are the challenges, in lists that you can filter and sort."),
        _("A filtered list can be saved under a name, and only the officer who saved it sees it."),
    ),
    "staff.saved_filters": (
        _("These are the lists that you filtered and saved under a name."),
        _("Delete those that you no longer need. The challenges in them stay as they are."),
    ),
    "staff.board": (
        _("The board counts the open work of the team."),
        _("Every figure leads to the list of those cases."),
    ),
    "staff.leave": (
        _("This page records who is on leave and until when. Nobody is given work while they are on leave."),
        _("Whoever allocates sees leave that begins before the work is due."),
    ),
    "staff.allocate": (
        _("This page gives several challenges to one officer at once."),
        _("Who is on leave today is not offered."),
    ),
    "staff.junk": (
        _("This page marks the challenges that were chosen in the list as junk. Read what each of them says first."),
        _("Whoever sent it reads on their page that we stopped. If they tell us more, it comes back."),
    ),
    "staff.search": (
        _("Search finds a challenge, and asks what the search is for."),
        _("The record keeps who searched, by what and what for. It does not keep what was typed."),
    ),
    "staff.policy": (
        _("This page says all that the policy in force says, with the clause that each rule comes from."),
        _("A challenge that was made under an earlier version keeps that version."),
    ),
    "staff.lost": (_("These messages have not arrived. Each stays here until it arrives or somebody has seen to it."),),
    "staff.held": (_("A message that is held waits here until somebody lets it go."),),
    "staff.overrides": (
        _("This page lists authorised exceptions, and readings without any work done, in the last 90 days."),
        _("The reason for each is in the timeline of the challenge."),
    ),
    "staff.feedback": (
        _("This page shows what people said about the website in the last 90 days."),
        _("Nobody knows who said it."),
    ),
    "staff.reports": (_("These are the reports that the policy asks for, once their period is over."),),
    "staff.report": (
        _("A report counts the challenges of one period."),
        _("Small numbers are not shown, so that nobody can be recognised by them."),
    ),
    "staff.challenge": (
        _("The summary shows what has to be known of this challenge, and what can be done next."),
        _("The record keeps who opened it, when and why. Managers and auditors can see that."),
    ),
    "staff.section": (
        _("This is one page of the challenge. The links at the top lead to its other pages."),
        _("“Next case” leads to the case that comes after it."),
    ),
    "staff.why": (
        _("What a person challenging told us is private, so this page asks why it is opened."),
        _("The name, the time and the reason are kept. Managers and auditors can see them."),
    ),
    "staff.preview": (
        _("This page shows what the person challenging may read. Nothing here can be pressed."),
        _("Nothing is sent to anybody from this page."),
    ),
    "staff.before_sending": (
        _("This page shows what the person challenging will read. Nothing has been sent yet."),
        _("Go back to change it, or send it."),
    ),
    "staff.take": (
        _("Enter a challenge that somebody made by telephone, in a letter or face to face."),
        _("They get the same reference and code as people who use the form themselves."),
    ),
    "staff.take_done": (
        _("The challenge has been sent. The person needs the reference and the code to see what is happening."),
        _("The code is secret: only they may have it."),
    ),
    "journey.page": (_ENTERED, _KEPT),
    "journey.check": (_ENTERED, _("Check the answers with them, then send it.")),
    "journey.ask_to_remove": (_ENTERED, _("This page asks once more before something that was entered is removed.")),
    "files.list": (_ENTERED, _("Add the files that they gave with it.")),
    "files.about": (_ENTERED, _("Say what the file is.")),
    "staff.restricted": (
        _("Only named people may open a restricted case. This page lists those that name you."),
        _("No list, count, search or file shows them to anybody who is not named."),
    ),
    "staff.restrict": (
        _("This page names the people who may open this case. Nobody else sees it on a list or by searching."),
        _("A manager who is not named can open it by its reference, and another manager has to answer that."),
    ),
    "staff.due_erasures": (
        _("These challenges have been kept as long as the policy says."),
        _("One manager proposes to erase them and another confirms. What was erased cannot be brought back."),
    ),
    "staff.office_closures": (
        _("Once confirmed, a closed day moves dates like a closed day of the policy."),
        _("One manager proposes it and another confirms it. A date that a person was given never moves back."),
    ),
    "staff.site_notice": (
        _("A notice stands above every public page, from when until when the manager who writes it says."),
        _("It is shown once another manager has confirmed it. Any manager can withdraw it. Dates and deadlines stay."),
    ),
    "staff.hold": (
        _("A challenge that is held is not erased before the day given here."),
        _("Managers see the reason on the page of what is due to be erased."),
    ),
    "staff.opening_alerts": (
        _("These openings may be somebody's own family, or more than their work needs."),
        _("A manager talks to the officer, then answers each. Nobody answers for a case that they opened themselves."),
    ),
    "staff.answer_opening": (
        _("Talk to the officer about this opening, then write down what you found."),
        _("The record holds the answer and no word of the case."),
    ),
    "staff.openings": (
        _("This page shows which officer opened which case. No word of a case stands here."),
        _("What an officer reads of one case within half an hour is one opening."),
    ),
    "staff.searches": (
        _("This page shows who searched, by what and what for."),
        _("What they typed stands in no record."),
    ),
    "people.people": (_("These are the people who have an account, by name."),),
    "people.person": (
        _("This page shows one account and what can be done with it."),
        _("Nobody can change their own account. Another administrator does that."),
    ),
    "people.add": (
        _("This page adds an account for somebody who works here."),
        _("It needs you to sign in again, if you have not done so in the last 5 minutes."),
    ),
    "people.change": (
        _("This page changes what somebody may do here."),
        _("What lets them see or do more counts once a second person has confirmed it."),
    ),
    "people.hand_over": (
        _("This page hands the work of somebody to a colleague, so that nothing waits for somebody who has left."),
        _("What the colleague may not have, nobody has then. The page says which, and why."),
    ),
    "people.changes": (
        _("These changes to accounts count once a second person has confirmed them."),
        _("Neither who asked nor whose account it is can confirm."),
    ),
    "people.events": (
        _("This page shows what happened to accounts in the last 12 months."),
        _("Nobody can change or delete these lines here."),
    ),
    "account.account": (
        _("This page shows your own account and where you are signed in."),
        _("End a sign-in that is not yours or that you do not need."),
    ),
    "confirm.confirm": (_("The next page needs you to sign in again. We ask again after 5 minutes."),),
}
"""By endpoint: what its page is for and what happens next. Who can open it follows from what the endpoint takes."""


def page_help() -> tuple[str, ...]:
    """The sentences for the page that is shown; none where whoever asks may not open it."""
    endpoint = request.endpoint or ""
    needed = ACCESS.get(endpoint)
    if not someone() or needed is None:
        return ()
    if endpoint == ACTION_PAGE:
        return tuple(_of_action((request.view_args or {}).get("action", "")))
    if endpoint not in HELP or not (isinstance(needed, OpenToAll) or actor().may(needed)):
        return ()
    who = () if isinstance(needed, OpenToAll) else (_who(gettext("Who can open it: %(who)s."), needed.roles),)
    return (*map(gettext, HELP[endpoint]), *who)


def _of_action(name: str) -> Iterator[str]:
    """What its form does, as its link says it, and what is true of the action by its own entry."""
    action = ACTIONS.get(name)
    if action is None or action not in FORMS or not actor().may(action):
        return
    what = gettext(FORMS[action].question.words)
    yield gettext("This form does one thing with the challenge: %(what)s.") % {"what": what}
    yield gettext("Where it cannot be done now, the page says why.")
    if action.step_up:
        yield gettext("It needs you to sign in again, if you have not done so in the last 5 minutes.")
    yield _who(gettext("Whose role lets them do it: %(who)s."), action.roles)


def _who(sentence: str, roles: Roles) -> str:
    *others, last = [gettext(words) for role, words in WHO.items() if role in roles]
    both = gettext("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last}
    return sentence % {"who": both if others else last}
