# Needed: Python 3.11 or newer and make. `make` alone says what there is.
PYTHON ?= python3
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q -n 2
MESSAGES := $(PY) manage.py messages

.DEFAULT_GOAL := help
.PHONY: help python setup setup-dev lock run demo test test-quick check format messages bench clean

help:  ## deze lijst
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is er niet. Installeer Python 3.11 of nieuwer: sudo apt-get install python3 python3-venv" \
		"(Debian en Ubuntu), of noem de Python die er is: make run PYTHON=/pad/naar/python3.12"; exit 1; }

setup: python  ## de omgeving om te draaien (.venv)
	@$(PYTHON) requirements/install.py base

setup-dev: python  ## de omgeving om te bouwen en te testen
	@$(PYTHON) requirements/install.py dev

# PORT, HOST and PUBLIC_URL reach the program through the environment. exec: make's signals go straight to it.
run demo: export INTERVISIE_DEMO = 1
run: setup  ## alles klaarzetten en starten, met een demo (PORT=… HOST=… PUBLIC_URL=…)
	@exec $(PY) manage.py live --demo

demo: setup  ## hetzelfde, met een demo die van voren af aan begint
	@exec $(PY) manage.py live --demo --fresh

# The browser tests in a pytest of their own: Playwright's event loop and that of pytest-asyncio do not mix.
# What fails there is played once more: a browser that starved on a busy machine is no bug, failing twice is.
test: setup-dev  ## alle tests, ook die in de browser
	@$(PY) -m tests.browsers
	@$(PYTEST) -m "not browser"
	@$(PYTEST) -m browser || { echo "Wat in de browser mislukte, nog een keer:"; $(PYTEST) -m browser --last-failed; }

test-quick: setup-dev  ## de tests voor tijdens het werk, en drie methoden in de browser
	@$(PYTEST) -m "not browser and not slow"
	@$(PYTEST) -m quick

# Settings as in production, with a secret that nobody serves anything with.
check messages: export SECRET_KEY = $(shell $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(60))")
check: export ALLOWED_HOSTS = intervisie.example
check: export PUBLIC_URL = https://intervisie.example
check: export EMAIL_URL = smtps://post.intervisie.example
check messages: export DATABASE_URL = sqlite://:memory:
check: setup-dev  ## wat een ontwikkelaar draait voor een commit
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy .
	$(PY) -m djlint --quiet --lint templates sessions
	$(PY) manage.py makemigrations --check --dry-run
	$(MESSAGES) --check
	$(PY) manage.py check --deploy --fail-level WARNING

format: setup-dev  ## de code opmaken en herstellen wat vanzelf kan
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: setup-dev  ## nieuwe teksten naar locale/en, en compileren
	$(MESSAGES)

bench: setup-dev  ## hoe snel een klik bij alle schermen is
	$(PY) -m tests.bench

# A lock keeps the versions it has; `make lock UPGRADE=--upgrade` takes the newest the .in files allow.
LOCK = $(PY) -m uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)
lock: setup  ## requirements/*.txt opnieuw vastzetten, met hashes
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/dev.in -c requirements/base.txt -o requirements/dev.txt

clean:  ## omgeving en tussenresultaten weg; de gegevens in var/ blijven
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
