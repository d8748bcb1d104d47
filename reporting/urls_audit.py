"""Addresses of the auditor's samples and findings."""

from django.urls import path

from reporting.views import audit_samples as samples
from reporting.views import finding_register as register
from reporting.views import findings

GRANT = "grants/<slug:ref>/"
SAMPLE = "samples/<int:pk>/"
FINDING = "findings/<int:pk>/"

urlpatterns = [
    path(f"{GRANT}samples/", samples.sample_list, name="audit-sample-list"),
    path(f"{GRANT}samples/new/", samples.sample_new, name="audit-sample-new"),
    path(SAMPLE, samples.sample_detail, name="audit-sample"),
    path(f"{SAMPLE}rows/<int:unit_pk>/", samples.sample_unit, name="audit-sample-unit"),
    path(f"{SAMPLE}conclude/", samples.sample_conclude, name="audit-sample-conclude"),
    path(f"{SAMPLE}<str:format_>", samples.sample_file, name="audit-sample-file"),
    path(f"{GRANT}findings/", findings.finding_list, name="finding-list"),
    path(f"{GRANT}findings/new/", findings.finding_new, name="finding-new"),
    path(
        f"{GRANT}findings/register/<str:format_>",
        findings.finding_register,
        name="finding-register-file",
    ),
    path("findings/", register.finding_register_all, name="all-findings"),
    path(
        "findings/register/<str:format_>",
        register.finding_register_all_file,
        name="all-findings-file",
    ),
    path(FINDING, findings.finding_detail, name="finding-detail"),
    path(f"{FINDING}answer/", findings.finding_answer, name="finding-answer"),
    path(f"{FINDING}follow-up/", findings.finding_follow_up, name="finding-follow-up"),
    path(f"{FINDING}close/", findings.finding_close, name="finding-close"),
]
