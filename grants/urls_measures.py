"""Addresses of the register of proposals, its rounds, its funding table and its note."""

from django.urls import path

from grants.views import funding_edit, fundingtable, measures, note_rows, notes, rounds

MEASURES = "grants/<slug:ref>/measures/"
NOTE = "grants/<slug:ref>/note/"
FUNDING = "grants/<slug:ref>/funding/"
TABLE = f"{FUNDING}<int:number>/"
urlpatterns = [
    path(MEASURES, measures.measure_list, name="measure-list"),
    path(f"{MEASURES}new/", measures.measure_edit, name="measure-new"),
    path(f"{MEASURES}rule/", measures.counting_rule, name="counting-rule"),
    path(f"{MEASURES}rounds/", rounds.round_list, name="round-list"),
    path(f"{MEASURES}rounds/<int:number>/remind/", rounds.round_remind, name="round-remind"),
    path(f"{MEASURES}rounds/<int:number>/close/", rounds.round_close, name="round-close"),
    path(f"{MEASURES}barriers/", note_rows.barrier_list, name="barrier-list"),
    path(f"{MEASURES}owners/new/", note_rows.owner_new, name="measure-owner-new"),
    path(f"{MEASURES}owners/<int:number>/", measures.owner_edit, name="measure-owner"),
    path(f"{MEASURES}<int:number>/", measures.measure, name="measure"),
    path(f"{MEASURES}<int:number>/edit/", measures.measure_edit, name="measure-edit"),
    path(FUNDING, fundingtable.funding_tables, name="funding-tables"),
    path(f"{FUNDING}new/", funding_edit.table_edit, name="funding-new"),
    path(f"{FUNDING}index/", funding_edit.index_new, name="funding-index"),
    path(f"{TABLE}edit/", funding_edit.table_edit, name="funding-edit"),
    path(f"{TABLE}stated/", funding_edit.stated_new, name="funding-stated"),
    path(f"{TABLE}rows/new/", funding_edit.line_edit, name="funding-line-new"),
    path(f"{TABLE}rows/<int:place>/", funding_edit.line_edit, name="funding-line"),
    path(
        "grants/<slug:ref>/funding/<int:number>/read/", fundingtable.funding_grid,
        name="funding-grid",
    ),
    path(NOTE, notes.note, name="note"),
    path(f"{NOTE}figures/new/", note_rows.figure_edit, name="note-figure-new"),
    path(f"{NOTE}figures/<int:place>/", note_rows.figure_edit, name="note-figure"),
    path(f"{NOTE}themes/new/", note_rows.theme_new, name="note-theme-new"),
    path(f"{NOTE}actions/new/", note_rows.action_edit, name="note-action-new"),
    path(f"{NOTE}actions/<int:theme>/<int:number>/", note_rows.action_edit, name="note-action"),
    path(f"{NOTE}stated/", notes.note_stated, name="note-stated"),
    path(f"{NOTE}texts/<slug:key>/", notes.note_text, name="note-text"),
    path("status/<str:token>/", rounds.round_answer, name="round-answer"),
]  # fmt: skip
