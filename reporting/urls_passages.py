"""Partners' passages for papers: asked for, written, taken in (rules.md 5.1)."""

from django.urls import path

from reporting.views import passage_places, passages

GRANT = "grants/<slug:ref>"
SECTION = f"{GRANT}/documents/period-<int:number>/<slug:kind>/texts/<slug:section>/passages"
FINAL = f"{GRANT}/final-report/<slug:part>/passages"
ONE = "passages/<int:pk>"

urlpatterns = [
    path(f"{SECTION}/", passage_places.section_passages, name="section-passages"),
    path(f"{SECTION}/ask/", passage_places.section_passages_ask, name="section-passages-ask"),
    path(f"{FINAL}/", passage_places.final_passages, name="final-passages"),
    path(f"{FINAL}/ask/", passage_places.final_passages_ask, name="final-passages-ask"),
    path("passages/", passages.own_passages, name="passage-list"),
    path(f"{ONE}/", passages.passage, name="passage"),
    path(f"{ONE}/take-in/<slug:place>/", passages.passage_take_in, name="passage-take-in"),
    path(f"{ONE}/<slug:step>/", passages.passage_step, name="passage-step"),
]
