"""One settings file; everything that differs between installations comes from the environment."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def local_secret_key() -> str:
    """A key of this installation's own, made once and kept outside the repository."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "csp",
    "guardian",
    "simple_history",
    "import_export",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "consortium",
    "partners",
    "grants",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "consortium.views.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "consortium.views.uploads.UploadLimitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reporting.views.refusals.RefusalMiddleware",
    "consortium.views.editing.EditingMiddleware",
    "reporting.views.past.PastMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "consortium.urls"
WSGI_APPLICATION = "consortium.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reporting.views.navigation.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "consortium.templatetags.house",
                "reporting.templatetags.grant_pages",
            ],
        },
    },
]

# --- data ---------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'konsortium.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The cache is for bulk writing: an index of 100,000 hashes does not fit into the usual 2 MB.
    # IMMEDIATE takes the write lock at BEGIN, so that read-then-write actions cannot interleave.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
        ),
    }
    # A file: the default, a shared database in memory, knows no time-out for a second connection.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Uploads and made reports in an S3-compatible store, which machines can share.
if bucket := env.str("EVIDENCE_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "consortium.exchange.stores.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("EVIDENCE_S3_ENDPOINT", default="") or None,
            "access_key": env.str("EVIDENCE_S3_KEY", default="") or None,
            "secret_key": env.str("EVIDENCE_S3_SECRET", default="") or None,
            "region_name": env.str("EVIDENCE_S3_REGION", default="") or None,
            "addressing_style": env.str("EVIDENCE_S3_ADDRESSING", default="path"),
            "default_acl": "private",
            "file_overwrite": False,
            "max_memory_size": 1024 * 1024,
        },
    }
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What a higher room does in the very deed that puts a budget in force; grants may not import it.
BUDGET_FOLLOWERS = ["reporting.actions.flat_rates.book_flat_rates"]

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "consortium.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "consortium.queries.people.HouseBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "reporting:home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Ten failures for an address or from a machine, and both must wait a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
# Trying on during the wait does not prolong it, so that nobody can keep another person out.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "consortium.views.attempts.address_tried"
AXES_CLIENT_IP_CALLABLE = "consortium.views.attempts.machine_of"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False

# Programs: what one token may ask for in a minute, and how many wrong tokens a machine may try.
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=300)
API_FAILURES_A_MINUTE = env.int("API_FAILURES_A_MINUTE", default=20)

# The second factor of outside auditors; the admin pages never show its keys.
OTP_TOTP_ISSUER = "Konsortium"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "consortium" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

# The demo world lives on a day of its own (15.4.2014). Without this setting the clock is real.
DEMO_DAY: dt.date | None = (
    dt.date.fromisoformat(env.str("DEMO_DAY")) if env.str("DEMO_DAY", default="") else None
)

# --- signing papers -----------------------------------------------------------------------------
# The house's certificate with its key (PKCS #12) and its passphrase; without one nothing is signed.
SIGNING_CERTIFICATE = env.str("SIGNING_CERTIFICATE", default="")
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="")

# --- files and pages ----------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [
    BASE_DIR / "consortium" / "static",
    *([BASE_DIR / "vendor"] if (BASE_DIR / "vendor").is_dir() else []),
]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Pictures of pages that have been looked at; it may be emptied at any time.
PREVIEW_DIR = VAR_DIR / "previews"
MAX_EVIDENCE_BYTES = env.int("MAX_EVIDENCE_BYTES", default=25 * 1024 * 1024)
# Files in one turn, and all that one request may bring along; what is more is told, not broken off.
MAX_PILE_FILES = env.int("MAX_PILE_FILES", default=100)
DATA_UPLOAD_MAX_NUMBER_FILES = 10 * MAX_PILE_FILES
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=max(8 * MAX_EVIDENCE_BYTES, 8 * 1024 * 1024))
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- security -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- mail ---------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="konsortium@localhost")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
# How often one machine may ask for a public page of one kind in a minute, and be answered.
PUBLIC_PER_MINUTE = env.int("PUBLIC_PER_MINUTE", default=120)
# A mail server that does not answer must not hold up the run for ever.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# The hour, by our clock, from which the daily digest may leave.
DIGEST_HOUR = env.int("DIGEST_HOUR", default=7)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
