"""Settings of the project: one file, everything that differs per machine from the environment.

`INTERVISIE_DEMO=1` is the only switch of behaviour: plain HTTP on the local network, a secret that is made on
the first run, links that sign in by themselves. Everything else is what production needs.
"""

import os
import socket
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
DEMO = os.environ.get("INTERVISIE_DEMO") == "1"
DATA_DIR = Path(os.environ.get("INTERVISIE_DATA", BASE_DIR / "var"))
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
DEBUG = False


def secret_key() -> str:
    """The secret from the environment; in the demo one that is made once and kept beside the data."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if TESTING:
        return get_random_secret_key()
    if not DEMO:
        raise ImproperlyConfigured("Zet SECRET_KEY in de omgeving (of INTERVISIE_DEMO=1 voor de demo).")
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key() + get_random_secret_key())
    return kept.read_text()


def own_addresses() -> list[str]:
    """The names and addresses by which phones on the same network reach this machine."""
    found = {"localhost", "127.0.0.1", "[::1]", socket.gethostname()}
    try:
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            # Connecting a datagram socket sends nothing; it only asks which of our addresses would be used.
            probe.connect(("192.0.2.1", 9))
            found.add(probe.getsockname()[0])
    except OSError:
        pass
    return sorted(found)


SECRET_KEY = secret_key()
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
if DEMO:
    ALLOWED_HOSTS += own_addresses()
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

# The werkvormen: one folder, one line. Each is a small app; see sessions/activities/README.md.
ACTIVITIES = [
    "sessions.activities.talk.activity.Talk",
    "sessions.activities.notes.activity.Notes",
    "sessions.activities.questions.activity.Questions",
    "sessions.activities.rating.activity.Rating",
    "sessions.activities.answers.activity.Answers",
    "sessions.activities.speaking_round.activity.SpeakingRound",
    "sessions.activities.lookback.activity.Lookback",
    "sessions.activities.written.activity.Written",
    "sessions.activities.statements.activity.Statements",
    "sessions.activities.advice.activity.Advice",
    "sessions.activities.evaluation.activity.Evaluation",
    "sessions.activities.marking.activity.Marking",
    "sessions.activities.topics.activity.Topics",
    "sessions.activities.choice.activity.Choice",
    "sessions.activities.decision.activity.Decision",
    "sessions.activities.action_plan.activity.ActionPlan",
    "sessions.activities.harvest.activity.Harvest",
    "sessions.activities.board.activity.Board",
    "sessions.activities.walk.activity.Walk",
    "sessions.activities.table.activity.Table",
    "sessions.activities.drawing.activity.Drawing",
    "sessions.activities.casting.activity.Casting",
]

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "csp",
    "lucide",
    "intervisie.accounts",
    "allauth.account",
    "allauth.mfa",
    "methods",
    "sessions.groups",
    "sessions.planning",
    "sessions.live",
    *[path.rpartition(".activity.")[0] for path in ACTIVITIES],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding, so that lengths tell nothing (BREACH)
    "csp.middleware.CSPMiddleware",
    "intervisie.middleware.security_headers",
    "intervisie.middleware.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "intervisie.urls"
ASGI_APPLICATION = "intervisie.asgi.application"
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
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
            ],
        },
    }
]

DATABASES = {
    # Kept from request to request by the threads that stay; see InTurn in asgi.py.
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'intervisie.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait; writers queue instead of failing. WAL itself is set once, by `manage.py live`.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
    }
    # A file: several threads and connections use it at once, as in the product.
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"intervisie-{os.getpid()}.sqlite3"}

REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "symmetric_encryption_keys": [SECRET_KEY]},
    }
    if REDIS_URL
    # One channel per process carries every push of that process: room for many before one is dropped.
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}
}

# smtp:// as it is, smtp+tls:// with STARTTLS, smtps:// with TLS from the start; smtps://name:password@host:port
SMTP = urlsplit(os.environ.get("EMAIL_URL", ""))
EMAIL_BACKEND = "intervisie.mailbox.Mailbox" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = SMTP.hostname or "localhost"
EMAIL_PORT = SMTP.port or {"smtp+tls": 587, "smtps": 465}.get(SMTP.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(SMTP.username or ""), unquote(SMTP.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = SMTP.scheme == "smtp+tls", SMTP.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", f"intervisie@{urlsplit(PUBLIC_URL).hostname or 'localhost'}")

# What slows guessing down is counted for all processes together. Nothing else is cached; `purge` empties it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counted",
        "KEY_FUNCTION": "intervisie.accounts.limits.hashed",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # when full a third goes, so it must not be filled in passing
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 7
ACCOUNT_ADAPTER, MFA_ADAPTER = "intervisie.accounts.adapter.Accounts", "intervisie.accounts.adapter.SecondStep"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*"]  # no password needed: allauth mails a code
ACCOUNT_EMAIL_VERIFICATION = "none"  # who signs in with a code has shown that the address is theirs
ACCOUNT_EMAIL_NOTIFICATIONS, ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True, False  # those get a mail of ours
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT, ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 60 * 10, 5
ACCOUNT_LOGIN_TIMEOUT = 60 * 20
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 10
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_code": "30/m/ip",
    "login_failed": "30/m/ip,5/10m/key",
    "request_login_code": "20/m/ip,20/h/key",
    "request_code_from_here": "4/15m/key",
    "reauthenticate": "10/m/user",
}
MFA_TOTP_ISSUER = "Intervisie"
MFA_RECOVERY_CODES_SHOW_ONCE = True

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"  # with "no-referrer" a plain form post carries `Origin: null`: a 403
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if not DEMO else None  # ignored, with a warning, on plain HTTP
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEMO or TESTING)
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "intervisie.views.csrf_failure"
if not (DEMO or TESTING):
    SECURE_SSL_REDIRECT = os.environ.get("SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# What is sent in confidence is not put in a temporary file on the way: a photo stays in memory until it is sealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
