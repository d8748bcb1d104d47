# Everything there is to do here. The work itself is in .ci/; what is up to date is left alone.

SHELL := bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# Where it is set, every process would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

# The day on which the demo world lives.
DEMO_DAY ?= 2014-04-15

export PYTHON HOST PORT WORKERS DB JOBS

messages := $(patsubst %.po,%.mo,$(wildcard consortium/locale/*/LC_MESSAGES/*.po))

.PHONY: help
help: ## show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

.PHONY: run
run: base assets $(messages) ## start the demo: from nothing to a site with data (SERVE=0, PORT=8000)
	@bash .ci/syslibs.sh pdf
	@DEMO_DAY=$(DEMO_DAY) bash .ci/demo.sh
ifeq ($(SERVE),0)
	@echo "The demo's reports:"
	@find out -type f | sort
else
	@DEMO_DAY=$(DEMO_DAY) bash .ci/serve.sh
endif

.PHONY: test
test: dev assets $(messages) ## run the whole suite on SQLite and PostgreSQL (DB=sqlite, ARGS="-k claim")
	@bash .ci/syslibs.sh pdf browser gettext poppler postgres
	@bash .ci/test.sh $(ARGS)

.PHONY: bench
bench: dev assets $(messages) ## measure, as JSON lines (ARGS=...)
	@bash .ci/syslibs.sh pdf postgres
	@.venv/bin/python -m bench $(ARGS)

.PHONY: mutants
mutants: dev $(messages) ## change the rules bit by bit: does a test notice? (ARGS="grants.rules*")
	@rm -rf mutants
	@nice -n 10 .venv/bin/mutmut run --max-children 1 $(ARGS)
	@.venv/bin/mutmut results
	@.venv/bin/python .ci/mutants.py

.PHONY: lint
lint: dev $(messages) ## check style, types, import contracts, templates and migrations
	@bash .ci/lint.sh

.PHONY: format
format: dev ## put code in the house's form
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

.PHONY: assets
assets: base ## fetch the design system into vendor/
	@.venv/bin/python .ci/assets.py

.PHONY: syslibs
syslibs: base ## install what Debian must bring, or say what is missing
	@bash .ci/syslibs.sh pdf browser gettext poppler postgres

.PHONY: lock
lock: base ## write the lock files anew (ARGS=--upgrade takes newer versions)
	@bash .ci/lock.sh $(ARGS)

.PHONY: clean
clean: ## remove the demo's data, its reports and all caches; .venv and vendor stay
	rm -rf var out mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	find . -path ./.venv -prune -o \( -name __pycache__ -o -name '*.mo' \) -print0 | xargs -0 -r rm -rf

.PHONY: pristine
pristine: clean ## clean, and remove .venv and vendor too
	rm -rf .venv vendor

.PHONY: base dev
base dev:
	@bash .ci/setup.sh $@

# Order-only: the compiler must be there, but its age says nothing about the messages.
%.mo: %.po | base
	@.venv/bin/pybabel --quiet compile --domain $(*F) --input-file $< --output-file $@
