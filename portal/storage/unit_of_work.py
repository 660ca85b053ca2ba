"""One unit of work with all its repositories: whatever it does stands or falls together."""

from portal.storage.account_changes import AccountChanges
from portal.storage.accounts import Accounts
from portal.storage.anchors import Anchors
from portal.storage.challenges import Challenges
from portal.storage.drafts import Drafts
from portal.storage.due_erasures import DueErasures
from portal.storage.event_log import EventLog
from portal.storage.evidence import Evidence
from portal.storage.feedback import FeedbackRows
from portal.storage.figures import Figures
from portal.storage.guess_limits import GuessLimits
from portal.storage.heartbeat import Heartbeats
from portal.storage.logout_tokens import LogoutTokens
from portal.storage.office_closures import OfficeClosures
from portal.storage.oidc_identities import Logins
from portal.storage.outbox import Outbox
from portal.storage.outbox_recovery import OutboxRecovery
from portal.storage.raiser_sessions import RaiserSessions
from portal.storage.rate_limits import RateLimits
from portal.storage.restricted_readers import RestrictedReaders
from portal.storage.saved_filters import SavedFilters
from portal.storage.saved_forms import SavedForms
from portal.storage.search_index import SearchIndex
from portal.storage.sign_in_links import SignInLinks
from portal.storage.signing_keys import SigningKeys
from portal.storage.site_notices import SiteNotices
from portal.storage.staff_events import StaffEvents
from portal.storage.staff_leave import StaffLeave
from portal.storage.staff_sessions import Sessions
from portal.storage.tables import Repository
from portal.storage.worklist import Worklist


class UnitOfWork(Repository):
    """One unit of work. ``connection`` is its open transaction."""

    __slots__ = ()

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.connection, self.keys, self.writing)

    @property
    def account_changes(self) -> AccountChanges:
        return AccountChanges(self.connection, self.keys, self.writing)

    @property
    def logins(self) -> Logins:
        return Logins(self.connection, self.keys, self.writing)

    @property
    def saved_filters(self) -> SavedFilters:
        return SavedFilters(self.connection, self.keys, self.writing)

    @property
    def saved_forms(self) -> SavedForms:
        return SavedForms(self.connection, self.keys, self.writing)

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.connection, self.keys, self.writing)

    @property
    def sign_in_links(self) -> SignInLinks:
        return SignInLinks(self.connection, self.keys, self.writing)

    @property
    def logout_tokens(self) -> LogoutTokens:
        return LogoutTokens(self.connection, self.keys, self.writing)

    @property
    def staff_events(self) -> StaffEvents:
        return StaffEvents(self.connection, self.keys, self.writing)

    @property
    def staff_leave(self) -> StaffLeave:
        return StaffLeave(self.connection, self.keys, self.writing)

    @property
    def heartbeats(self) -> Heartbeats:
        return Heartbeats(self.connection, self.keys, self.writing)

    @property
    def challenges(self) -> Challenges:
        return Challenges(self.connection, self.keys, self.writing)

    @property
    def worklist(self) -> Worklist:
        return Worklist(self.connection, self.keys, self.writing)

    @property
    def site_notices(self) -> SiteNotices:
        return SiteNotices(self.connection, self.keys, self.writing)

    @property
    def office_closures(self) -> OfficeClosures:
        return OfficeClosures(self.connection, self.keys, self.writing)

    @property
    def due_erasures(self) -> DueErasures:
        return DueErasures(self.connection, self.keys, self.writing)

    @property
    def restricted_readers(self) -> RestrictedReaders:
        return RestrictedReaders(self.connection, self.keys, self.writing)

    @property
    def search_index(self) -> SearchIndex:
        return SearchIndex(self.connection, self.keys, self.writing)

    @property
    def drafts(self) -> Drafts:
        return Drafts(self.connection, self.keys, self.writing)

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.connection, self.keys, self.writing)

    @property
    def signing_keys(self) -> SigningKeys:
        return SigningKeys(self.connection, self.keys, self.writing)

    @property
    def feedback(self) -> FeedbackRows:
        return FeedbackRows(self.connection, self.keys, self.writing)

    @property
    def raiser_sessions(self) -> RaiserSessions:
        return RaiserSessions(self.connection, self.keys, self.writing)

    @property
    def guess_limits(self) -> GuessLimits:
        return GuessLimits(self.connection, self.keys, self.writing)

    @property
    def rate_limits(self) -> RateLimits:
        return RateLimits(self.connection, self.keys, self.writing)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.keys, self.writing)

    @property
    def outbox_recovery(self) -> OutboxRecovery:
        return OutboxRecovery(self.connection, self.keys, self.writing)

    @property
    def anchors(self) -> Anchors:
        return Anchors(self.connection, self.keys, self.writing)

    @property
    def figures(self) -> Figures:
        return Figures(self.connection, self.keys, self.writing)

    @property
    def event_log(self) -> EventLog:
        return EventLog(self.connection, self.keys, self.writing)
