"""Addresses of the house itself: log-in, language, health, my notices. Without a namespace."""

from django.contrib.auth import views as auth
from django.urls import include, path

from consortium.views import health, notices, password

urlpatterns = [
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/change/", password.password_change, name="password-change"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("notices/", notices.my_notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
]
