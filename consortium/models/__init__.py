"""Models of the ground."""

from consortium.models.audit import HOUSE_CHAIN, AuditEvent, ChainHead, ChainSeal
from consortium.models.evidence import DestroyedFile, EvidenceFile
from consortium.models.form_drafts import FormDraft
from consortium.models.jobs import Job
from consortium.models.log_ins import LogIn
from consortium.models.mails import CalendarFeed, Mail, NoticeChoice
from consortium.models.notices import Notification
from consortium.models.people import User

__all__ = [
    "HOUSE_CHAIN",
    "AuditEvent",
    "CalendarFeed",
    "ChainHead",
    "ChainSeal",
    "DestroyedFile",
    "EvidenceFile",
    "FormDraft",
    "Job",
    "LogIn",
    "Mail",
    "NoticeChoice",
    "Notification",
    "User",
]
