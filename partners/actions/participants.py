"""Participants: entered under a key, counted once per operation, unlinked at closure (G-05)."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from consortium.actions.base import action, must, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from consortium.rules.roles import Capability
from partners.models import Organisation, Participant, ProjectSecret
from partners.rules.participants import age_group, check_person, pseudonym

ANSWERS = ("sex", "work", "education", "started_on")
SECRET_BYTES = 32


class ParticipantRefused(Refused):
    """The person cannot be counted like this."""

    code = "PARTICIPANT_REFUSED"


@action
def register_participant(
    organisation: Organisation,
    *,
    grant_ref: str,
    name: str,
    birth_year: int,
    started_on: dt.date,
    sex: str = "",
    work: str = "",
    education: str = "",
    by: Any,
    at: dt.datetime,
) -> Participant:
    """Count a person once. Name and birth year make the key and are forgotten."""
    must(by, Capability.WRITE_REPORT, organisation)
    refuse_if(check_person(name, birth_year, started_on), ParticipantRefused)
    secret = living_secret(grant_ref)
    answers = {"sex": sex, "work": work, "education": education, "started_on": started_on}
    refuse_if(_unknown(answers) + _to_come(started_on, at), ParticipantRefused)
    key = pseudonym(secret.secret, name, birth_year)
    if Participant.objects.filter(grant_ref=grant_ref, key=key).exists():
        raise ParticipantRefused.because(
            _("This person is counted in the project already; one person counts once."),
            rule="G-05",
            subject="name",
            code="COUNTED_ALREADY",
        )
    person = Participant(organisation=organisation, grant_ref=grant_ref, key=key, **answers)
    person.age_group = age_group(birth_year, started_on)
    person.save()
    record("participant.registered", person, chain=grant_ref, after={"started_on": started_on})
    return person


@action
def change_participant(
    person: Participant,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **answers: Any,
) -> Participant:
    """Correct or complete what is said of a person; who it is cannot be changed."""
    must(by, Capability.WRITE_REPORT, person.organisation)
    person = Participant.objects.select_for_update().get(pk=person.pk)
    if unknown := set(answers) - set(ANSWERS):
        raise TypeError(f"a participant has no {', '.join(sorted(unknown))}")
    must_be_unchanged(person, edited_from, chain=person.grant_ref, fields=ANSWERS)
    refuse_if(_unknown(answers), ParticipantRefused)
    if "started_on" in answers:
        refuse_if(_to_come(answers["started_on"], at), ParticipantRefused)
    before = {name: getattr(person, name) for name in answers}
    for name, value in answers.items():
        setattr(person, name, value)
    person.save()
    record("participant.changed", person, chain=person.grant_ref, before=before, after=answers)
    return person


@action
def read_participants(
    organisation: Organisation, *, grant_ref: str, by: Any, at: dt.datetime
) -> list[Participant]:
    """The list itself: whoever reads it stands in the log (G-08)."""
    must(by, Capability.WRITE_REPORT, organisation)
    people = list(organisation.participants.filter(grant_ref=grant_ref).order_by("pk"))
    record("participants.read", organisation, after={"grant": grant_ref, "rows": len(people)})
    return people


@action
def destroy_project_secret(grant_ref: str, *, by: Any, at: dt.datetime) -> bool:
    """Forget how keys are made; part of the deed that settles the project. Counts stay."""
    secret = ProjectSecret.objects.select_for_update().filter(grant_ref=grant_ref).first()
    if secret is None or not secret.secret:
        return False
    secret.secret, secret.destroyed_at = "", at
    secret.save()
    record("participants.unlinked", secret, chain=grant_ref)
    return True


def secret_of(grant_ref: str) -> str:
    """The secret of a project, or "" where nobody has been counted yet, or none will be."""
    found = ProjectSecret.objects.filter(grant_ref=grant_ref).values_list("secret", flat=True)
    return found.first() or ""


def living_secret(grant_ref: str) -> ProjectSecret:
    """The secret of a project that is not closed; made when it is first asked for."""
    secret, _is_new = ProjectSecret.objects.get_or_create(
        grant_ref=grant_ref, defaults={"secret": secrets.token_hex(SECRET_BYTES)}
    )
    if not secret.secret:
        raise ParticipantRefused.because(
            _("%(ref)s is closed: its key is destroyed, and nobody can be counted any more."),
            rule="G-05",
            ref=grant_ref,
        )
    return secret


def _unknown(answers: dict[str, Any]) -> list[Breach]:
    known = {"sex": Participant.SEXES, "work": Participant.WORK, "education": Participant.EDUCATION}
    message = _("Choose one of the answers, or leave it empty.")
    return [
        Breach("ANSWER_UNKNOWN", message, name, rule="G-06")
        for name, choices in known.items()
        if answers.get(name) and answers[name] not in dict(choices)
    ]


def _to_come(started_on: dt.date, at: dt.datetime) -> list[Breach]:
    if started_on <= at.date():
        return []
    message = _("%(day)s is still to come; only people who take part are counted.")
    return [Breach("NOT_STARTED", message, "started_on", {"day": started_on}, "G-05")]
