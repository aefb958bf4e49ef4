"""What is stored: SQLModel tables, one file per noun."""

from matching.records.accounts import Account, AccountRole, FormPress, OneTimeCode, SignedInSession, SignInFailure
from matching.records.audit import AuditEntry, Mail
from matching.records.case_files import (
    CaseEvent,
    Circumstance,
    CorrectionRequest,
    HouseholdMember,
    Need,
    Question,
    Referral,
)
from matching.records.columns import metadata
from matching.records.conditions import CaseFacts, Condition, Offence
from matching.records.consents import Consent, Disclosure
from matching.records.covers import Cover
from matching.records.files import Scan, Upload
from matching.records.notices import ReleaseNotice
from matching.records.notifications import Notification
from matching.records.offers import HousingTerms, JobTerms, Offer, TrainingTerms
from matching.records.placements import Extension, Outcome, Placement, RetentionCheck
from matching.records.policies import Model, PolicyVersion
from matching.records.profiles import Experience, Profile, Qualification, Skill
from matching.records.proposals import Proposal, ProposalStep
from matching.records.providers import Provider
from matching.records.services import Service
from matching.records.shortlists import Shortlist
from matching.records.subjects import CaseAccess, Subject
from matching.records.suggestions import Decision, ReviewRequest, Suggestion
from matching.records.units import Unit
from matching.records.work import Heartbeat, Run, WorkItem

__all__ = [
    "Account", "AccountRole", "AuditEntry", "CaseAccess", "CaseEvent", "CaseFacts", "Circumstance", "Condition",
    "Consent", "CorrectionRequest", "Cover", "Decision", "Disclosure", "Experience", "Extension", "FormPress", "Heartbeat",
    "HouseholdMember", "HousingTerms", "JobTerms", "Mail", "Model", "Need", "Notification", "Offence", "Offer",
    "OneTimeCode", "Outcome", "Placement", "PolicyVersion", "Profile", "Proposal", "ProposalStep", "Provider",
    "Qualification", "Question", "Referral", "ReleaseNotice", "RetentionCheck", "ReviewRequest", "Run", "Scan",
    "Service", "Shortlist", "SignInFailure", "SignedInSession", "Skill", "Subject", "Suggestion", "TrainingTerms",
    "Unit", "Upload", "WorkItem", "metadata",
]  # fmt: skip
