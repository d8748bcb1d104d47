"""Addresses of a project's end and of the reopening of a period."""

from django.urls import path

from reporting.views import closing, publicity, reopening

GRANT = "grants/<slug:ref>/"
CLOSURE = f"{GRANT}closure/"
PERIOD = f"{GRANT}periods/<int:number>/"

urlpatterns = [
    path(f"{GRANT}publicity/", publicity.publicity_list, name="publicity"),
    path(f"{GRANT}publicity/new/", publicity.publicity_new, name="publicity-new"),
    path(CLOSURE, closing.closure_detail, name="closure"),
    path(f"{CLOSURE}days/", closing.closure_days, name="closure-days"),
    path(f"{CLOSURE}holds/new/", closing.hold_new, name="hold-new"),
    path(f"{CLOSURE}holds/<int:hold_pk>/lift/", closing.hold_lift, name="hold-lift"),
    path(f"{CLOSURE}preview/", closing.disposal_preview, name="disposal-preview"),
    path(
        f"{CLOSURE}certificates/<int:pk>/<slug:format_>",
        closing.certificate,
        name="certificate-file",
    ),
    path(f"{CLOSURE}<slug:deed>/", closing.closure_step, name="closure-step"),
    path(f"{PERIOD}reopen/", reopening.period_reopen, name="period-reopen"),
    path(f"{PERIOD}reopen/sign/", reopening.reopening_sign, name="reopening-sign"),
    path(f"{PERIOD}reopen/refuse/", reopening.reopening_refuse, name="reopening-refuse"),
]
