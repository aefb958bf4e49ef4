"""The closed lists. Every code here is stored as its value, translated at the edge and never shown raw."""

from enum import IntEnum, StrEnum


class UnitLevel(StrEnum):
    """Where a unit stands in the tree."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Role(StrEnum):
    """What an account may do."""

    CASEWORKER = "caseworker"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    PROVIDER = "provider"


class AccountState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class CodePurpose(StrEnum):
    """What a one-time code is for."""

    MAIL_RESET = "mail_reset"
    PRINTED_RESET = "printed_reset"


class Sex(StrEnum):
    """Sex as the identity document states it."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class LegalStatus(StrEnum):
    """Why the service may help a subject."""

    RELEASED = "released"
    PUBLIC_SURVEILLANCE = "public_surveillance"
    SUSPENDED_SENTENCE = "suspended_sentence"
    PAROLE = "parole"
    TEMPORARY_OUTSIDE_PRISON = "temporary_outside_prison"


class CaseState(StrEnum):
    """A case file's life: expected until the person reports."""

    EXPECTED = "expected"
    OPEN = "open"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a case file was closed."""

    TERM_OVER = "term_over"
    DIED = "died"
    RECALLED = "recalled"
    MOVED = "moved"
    DECLINED_HELP = "declined_help"
    MERGED = "merged"
    OTHER = "other"


class ManagementClass(StrEnum):
    """How closely a subject is supervised."""

    STRICT = "strict"
    ORDINARY = "ordinary"
    LENIENT = "lenient"


class CircumstanceKind(StrEnum):
    """The three noes."""

    HOME = "home"
    KIN = "kin"
    WORK = "work"


class Answer(StrEnum):
    """Yes, no, or not known. A silent case file is not a No."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where a recorded fact comes from."""

    SUBJECT = "subject"
    FAMILY = "family"
    VISIT = "visit"
    DOCUMENT = "document"
    PRISON = "prison"
    PROVIDER = "provider"
    PLACEMENT = "placement"


class NeedKind(StrEnum):
    """Help needed before or during a placement."""

    IDENTITY_CARD = "identity_card"
    BANK_ACCOUNT = "bank_account"
    PHONE = "phone"
    HEALTH_CHECK = "health_check"
    CV = "cv"
    DISCLOSURE_ADVICE = "disclosure_advice"
    INCOME = "income"
    HOUSING = "housing"
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    LEGAL_AID = "legal_aid"
    FAMILY = "family"


class NeedState(StrEnum):
    """How far a need has been answered."""

    OPEN = "open"
    REFERRED = "referred"
    ANSWERED = "answered"
    CLOSED = "closed"


class ReferralState(StrEnum):
    """How far a referral of a need to somebody who can help has come."""

    SENT = "sent"
    ACCEPTED = "accepted"
    HELPED = "helped"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """What a member of the household is to the subject."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER = "other"


class ScanKind(StrEnum):
    """What a scanned paper is."""

    RELEASE_NOTICE = "release_notice"
    RECEIPT = "receipt"
    CONSENT = "consent"
    JUDGMENT = "judgment"
    ORDER = "order"
    AGREEMENT = "agreement"
    OTHER = "other"


class ScanRemoval(StrEnum):
    """Why a scanned paper is taken out of a case file."""

    WRONG_PERSON = "wrong_person"
    UNREADABLE = "unreadable"
    REPLACED = "replaced"
    NOT_NEEDED = "not_needed"


class SearchStep(StrEnum):
    """What was tried to find somebody who did not report."""

    PHONE = "phone"
    FAMILY = "family"
    VISIT = "visit"
    COMMITTEE = "committee"
    POLICE = "police"
    PRISON = "prison"


class SearchResult(StrEnum):
    """What came of trying to find somebody."""

    NOT_FOUND = "not_found"
    HEARD_OF = "heard_of"
    WILL_COME = "will_come"
    ELSEWHERE = "elsewhere"


class ConditionKind(StrEnum):
    """Duties and bans that an order or licence can lay."""

    CURFEW = "curfew"
    AREA_BAN = "area_ban"
    OCCUPATION_BAN = "occupation_ban"
    CONTACT_BAN = "contact_ban"
    TRAVEL_LEAVE = "travel_leave"
    REPORTING = "reporting"


class OffenceCategory(StrEnum):
    """Coarse classes, only as fine as a statutory exclusion needs."""

    VIOLENT = "violent"
    SEXUAL = "sexual"
    ABUSE = "abuse"
    TRAFFICKING = "trafficking"
    ARSON = "arson"
    PROPERTY = "property"
    FRAUD = "fraud"
    ACCOUNTING = "accounting"
    FOOD_SAFETY = "food_safety"
    DRUGS = "drugs"
    TRAFFIC = "traffic"
    DUTY = "duty"
    OTHER = "other"


class Penalty(StrEnum):
    """The main penalty, only as fine as a statutory exclusion needs."""

    FIXED_TERM = "fixed_term"
    DETENTION = "detention"
    SURVEILLANCE = "surveillance"
    POLITICAL_RIGHTS = "political_rights"
    FINE = "fine"


class ConsentPurpose(StrEnum):
    """What a consent allows."""

    MATCHING = "matching"
    DISCLOSE_TO_PROVIDER = "disclose_to_provider"


class QuestionState(StrEnum):
    """A fact somebody must find out."""

    OPEN = "open"
    ANSWERED = "answered"


class ProviderKind(StrEnum):
    """What sort of provider this is."""

    EMPLOYER = "employer"
    TRAINER = "trainer"
    LANDLORD = "landlord"
    COMMUNITY = "community"


class ProviderState(StrEnum):
    """Whether an officer has checked a provider."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class OfferKind(StrEnum):
    """What a provider holds open."""

    JOB = "job"
    TRAINING = "training"
    HOUSING = "housing"


class OfferState(StrEnum):
    """An offer's life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class CoordinatesFrom(StrEnum):
    """Whose coordinates an offer or subject carries."""

    OWN = "own"
    UNIT = "unit"


class Contract(StrEnum):
    """How a job is held."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    CASUAL = "casual"
    APPRENTICESHIP = "apprenticeship"
    PUBLIC_WELFARE = "public_welfare"
    UNKNOWN = "unknown"


class PayPeriod(StrEnum):
    """What a stated pay is paid for."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PostKind(StrEnum):
    """Posts that a statute names: each has its own bar."""

    CIVIL_SERVANT = "civil_servant"
    TEACHER = "teacher"
    SECURITY_GUARD = "security_guard"
    WITH_MINORS = "with_minors"
    FOOD_MANAGEMENT = "food_management"
    ACCOUNTING = "accounting"


class ExclusionGround(StrEnum):
    """Why a provider excludes an offence category."""

    STATUTORY = "statutory"
    JUSTIFIED = "justified"
    PREFERENCE = "preference"


class HousingKind(StrEnum):
    """What sort of home."""

    HOSTEL = "hostel"
    SHARED_FLAT = "shared_flat"
    FLAT = "flat"
    HOST_FAMILY = "host_family"
    BASE = "base"


class HouseRule(StrEnum):
    """Rules of a house that a person should know before moving in."""

    DOORS_CLOSED_AT_NIGHT = "doors_closed_at_night"
    NO_ALCOHOL = "no_alcohol"
    NO_SMOKING = "no_smoking"
    NO_VISITORS = "no_visitors"
    NO_PETS = "no_pets"
    SHARED_ROOM = "shared_room"
    SHARED_KITCHEN = "shared_kitchen"
    HOUSE_CHORES = "house_chores"
    STAFF_MAY_ENTER = "staff_may_enter"


class Verdict(IntEnum):
    """One rule's answer. NOT_APPLIED: the offer is silent on the term and no law names the post."""

    NOT_APPLIED = 0
    MET = 1
    BROKEN = 2
    UNKNOWN = 3
    WAIVED = 4


class Fact(StrEnum):
    """What may be missing about a pair.

    Those of the offer begin with ``offer_``, the others are asked about the subject.
    """

    OFFENCES = "offences"
    CONDITIONS = "conditions"
    QUALIFICATIONS = "qualifications"
    AGE = "age"
    SEX = "sex"
    RESIDENCE = "residence"
    COUNTY = "county"
    TRAVEL_LEAVE = "travel_leave"
    REPORTING = "reporting"
    AVAILABLE_ON = "available_on"
    WORKING_TIMES = "working_times"
    SKILLS = "skills"
    EXPERIENCE = "experience"
    HOURS_WANTED = "hours_wanted"
    PAY_NEEDED = "pay_needed"
    CIRCUMSTANCES = "circumstances"
    OFFER_PLACE = "offer_place"
    OFFER_OCCUPATION = "offer_occupation"
    OFFER_SHIFT = "offer_shift"
    OFFER_HOURS = "offer_hours"
    OFFER_PAY = "offer_pay"
    OFFER_SKILLS = "offer_skills"
    OFFER_TEXT = "offer_text"
    HOUSEHOLD = "household"
    STEP_FREE = "step_free"
    RENT_LIMIT = "rent_limit"
    HOUSE_RULES = "house_rules"
    WORKPLACE = "workplace"
    OFFER_STARTS = "offer_starts"
    OFFER_CERTIFICATE = "offer_certificate"
    OFFER_STIPEND = "offer_stipend"
    OFFER_HOUSEHOLD = "offer_household"
    OFFER_STEP_FREE = "offer_step_free"
    OFFER_CHILDREN = "offer_children"
    OFFER_RENT = "offer_rent"
    OFFER_HOUSE_RULES = "offer_house_rules"
    OFFER_STAY = "offer_stay"


class RuleKind(StrEnum):
    """Where a rule's force comes from."""

    STATUTORY = "statutory"
    CONDITION = "condition"
    TERM = "term"
    AVAILABILITY = "availability"


class SuggestionState(StrEnum):
    """A suggestion's life once somebody has decided on it."""

    ENDORSED = "endorsed"
    DECLINED = "declined"
    HELD = "held"
    NEEDS_INFORMATION = "needs_information"
    PROPOSED = "proposed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class DeclineReason(StrEnum):
    """Why a caseworker declines; it decides when the pair may come back."""

    SUBJECT_REFUSED = "subject_refused"
    NOT_ELIGIBLE = "not_eligible"
    UNSUITABLE = "unsuitable"
    JOURNEY = "journey"
    HOURS = "hours"
    PAY = "pay"
    HEALTH = "health"
    BETTER_OFFER = "better_offer"


class ProposalState(StrEnum):
    """A proposal's life."""

    AWAITING_REVIEW = "awaiting_review"
    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED_BY_SUBJECT = "refused_by_subject"
    OFFERED = "offered"
    INTERESTED = "interested"
    DISCLOSED = "disclosed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    PLACED = "placed"


class RefusalReason(StrEnum):
    """Why a provider or subject refuses."""

    FILLED_ELSEWHERE = "filled_elsewhere"
    SKILLS = "skills"
    HOURS = "hours"
    START_DATE = "start_date"
    INTERVIEW = "interview"
    WITHDRAWN_OFFER = "withdrawn_offer"
    SUBJECT_CHANGED_MIND = "subject_changed_mind"
    JOURNEY = "journey"
    PAY = "pay"
    HEALTH = "health"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OTHER = "other"


class PlacementState(StrEnum):
    """A placement's life."""

    PLANNED = "planned"
    STARTED = "started"
    NO_SHOW = "no_show"
    ENDED = "ended"
    CANCELLED = "cancelled"


class EndReason(StrEnum):
    """Why a placement ended."""

    COMPLETED = "completed"
    MOVED_ON = "moved_on"
    SUBJECT_LEFT = "subject_left"
    PROVIDER_ENDED = "provider_ended"
    LAID_OFF = "laid_off"
    HEALTH = "health"
    RECALLED = "recalled"
    DIED = "died"
    OTHER = "other"


class ExtensionReason(StrEnum):
    """Why a placement goes on beyond the day that was agreed."""

    NO_OTHER_HOME = "no_other_home"
    WAITS_FOR_PLACE = "waits_for_place"
    TRAINING_RUNS = "training_runs"
    HEALTH = "health"
    PROVIDER_KEEPS = "provider_keeps"
    OTHER = "other"


class CoverReason(StrEnum):
    """Why somebody else answers for a caseload for a while."""

    LEAVE = "leave"
    SICK = "sick"
    DUTY = "duty"
    OTHER = "other"


class MailChoice(StrEnum):
    """How an account is told by mail what waits for it."""

    EACH = "each"
    DAILY = "daily"
    NONE = "none"


class UploadKind(StrEnum):
    """What an uploaded table holds."""

    NOTICES = "notices"
    SUBJECTS = "subjects"
    OFFERS = "offers"


class ToCheck(StrEnum):
    """What an officer must look at before an imported offer can be published."""

    EXCLUSIONS = "exclusions"
    OFFENCES_UNCLEAR = "offences_unclear"
    CASE_BY_CASE = "case_by_case"
    SEX = "sex"
    AGES = "ages"
    RESIDENCE = "residence"
    HEALTH = "health"
    SOBRIETY = "sobriety"
    INCOME = "income"
    FAMILY = "family"
    REFERRAL = "referral"
    LEGAL_STATUS = "legal_status"
    ENTRY = "entry"
    PLACES = "places"
    KIND = "kind"
    HOUSING_KIND = "housing_kind"
    SEVERAL = "several"


class NextSituation(StrEnum):
    """Where the subject went after a placement."""

    OTHER_WORK = "other_work"
    TRAINING = "training"
    OWN_HOME = "own_home"
    WITH_KIN = "with_kin"
    NO_WORK = "no_work"
    NO_HOME = "no_home"
    UNKNOWN = "unknown"


class CheckAnswer(StrEnum):
    """What a retention check found."""

    HOLDS = "holds"
    ENDED = "ended"
    NOT_REACHED = "not_reached"


class OutcomeKind(StrEnum):
    """How a placement went."""

    STARTED = "started"
    NO_SHOW = "no_show"
    HELD = "held"
    ENDED = "ended"


class WorkState(StrEnum):
    """A work item's life."""

    TODO = "todo"
    DONE = "done"
    DEAD = "dead"


class RunState(StrEnum):
    """A full run's life."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Language(StrEnum):
    """The languages of the pages."""

    ENGLISH = "en"
    CHINESE = "zh_Hans_CN"
