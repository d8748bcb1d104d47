"""Addresses of the register of proposals, its rounds, its funding table and its note."""

from django.urls import path

from grants.views import fundingtable, measures, notes, rounds

MEASURES = "grants/<slug:ref>/measures/"
NOTE = "grants/<slug:ref>/note/"
urlpatterns = [
    path(MEASURES, measures.measure_list, name="measure-list"),
    path(f"{MEASURES}new/", measures.measure_edit, name="measure-new"),
    path(f"{MEASURES}rule/", measures.counting_rule, name="counting-rule"),
    path(f"{MEASURES}rounds/", rounds.round_list, name="round-list"),
    path(f"{MEASURES}rounds/<int:number>/remind/", rounds.round_remind, name="round-remind"),
    path(f"{MEASURES}rounds/<int:number>/close/", rounds.round_close, name="round-close"),
    path(f"{MEASURES}owners/<int:number>/", measures.owner_edit, name="measure-owner"),
    path(f"{MEASURES}<int:number>/", measures.measure, name="measure"),
    path(f"{MEASURES}<int:number>/edit/", measures.measure_edit, name="measure-edit"),
    path("grants/<slug:ref>/funding/", fundingtable.funding_tables, name="funding-tables"),
    path(
        "grants/<slug:ref>/funding/<int:number>/read/", fundingtable.funding_grid,
        name="funding-grid",
    ),
    path(NOTE, notes.note, name="note"),
    path(f"{NOTE}stated/", notes.note_stated, name="note-stated"),
    path(f"{NOTE}texts/<slug:key>/", notes.note_text, name="note-text"),
    path("status/<str:token>/", rounds.round_answer, name="round-answer"),
]  # fmt: skip
