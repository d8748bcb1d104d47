"""Addresses of municipal agreements."""

from django.urls import path

from grants.views import municipal, municipal_addenda, municipal_parts

HERE = "grants/<slug:ref>/municipal/"

urlpatterns = [
    path(HERE, municipal.municipal_detail, name="municipal-detail"),
    path(f"{HERE}edit/", municipal.municipal_edit, name="municipal-edit"),
    path(f"{HERE}sign/", municipal.municipal_sign, name="municipal-sign"),
    path(f"{HERE}answer/", municipal.municipal_answer, name="municipal-answer"),
    path(f"{HERE}take-back/", municipal.municipal_take_back, name="municipal-take-back"),
    path(f"{HERE}end/", municipal.municipal_end, name="municipal-end"),
    path(f"{HERE}economy/", municipal.municipal_economy, name="municipal-economy"),
    path(f"{HERE}areas/<int:number>/", municipal.municipal_area, name="municipal-area"),
    path(f"{HERE}parts/<slug:kind>/new/", municipal_parts.part_new, name="municipal-part-new"),
    path(
        f"{HERE}parts/<slug:kind>/<int:pk>/", municipal_parts.part_edit, name="municipal-part-edit"
    ),
    path(
        f"{HERE}parts/<slug:kind>/<int:pk>/drop/",
        municipal_parts.part_drop,
        name="municipal-part-drop",
    ),
    path(f"{HERE}notes/new/", municipal_addenda.source_note_new, name="source-note-new"),
    path(f"{HERE}addenda/new/", municipal_addenda.addendum_new, name="addendum-new"),
    path(
        f"{HERE}addenda/<int:number>/sign/", municipal_addenda.addendum_sign, name="addendum-sign"
    ),
    path(
        f"{HERE}addenda/<int:number>/answer/",
        municipal_addenda.addendum_answer,
        name="addendum-answer",
    ),
    path(
        f"{HERE}instalments/<int:pk>/move/",
        municipal_addenda.instalment_move,
        name="instalment-move",
    ),
]
