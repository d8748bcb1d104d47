"""Addresses of people and seats."""

from django.urls import path

from grants.views import people as v

urlpatterns = [
    path("people/", v.people, name="people"),
    path("people/new/", v.person_new, name="person-new"),
    path("people/seats/new/", v.seat_new, name="seat-new"),
    path("people/seats/<int:pk>/end/", v.seat_end, name="seat-end"),
]
