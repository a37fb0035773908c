# The commands of the house. What they need is kept in .venv, built from the hashed locks in requirements/.
# ARGS goes to the program behind a command: make demo ARGS="--once out"

PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PACKAGES := devicekit printer kiosk_ticket kiosk_rating counter_display announcer hub motcua
LOCKS := hub ticket counter announcer rating printer demo

.PHONY: help demo test test-long check bench docs pictures lock clean

help:
	@echo 'make demo       a whole centre on this machine; ARGS="--once out" plays one visit and stops'
	@echo 'make test       every test but the long ones'
	@echo 'make test-long  every test'
	@echo 'make check      style, types, who imports whom'
	@echo 'make bench      speed and resources; ARGS="--json" for one object'
	@echo 'make docs       write the generated pages again'
	@echo 'make pictures   take the pictures of docs/pictures again, of a real demo in a real browser'
	@echo 'make lock       write requirements/ again; ARGS="--upgrade" takes newer versions'
	@echo 'make clean      remove what the tools left; .venv stays'

demo: $(VENV)/demo.stamp
	@$(BIN)/motcua demo $(ARGS)

bench: $(VENV)/demo.stamp
	@$(BIN)/motcua bench $(ARGS)

# Ten minutes are the promise; a test that hangs is named after two (pyproject.toml).
test: $(VENV)/dev.stamp
	@.ci/tools
	$(BIN)/pytest -n 2 --dist loadscope -m "not long" --session-timeout=600 $(ARGS)

test-long: $(VENV)/dev.stamp
	@.ci/tools
	MOTCUA_EXAMPLES=100 $(BIN)/pytest $(ARGS)

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/dev.stamp
	$(BIN)/python -m motcua.pages docs

pictures: $(VENV)/dev.stamp
	@.ci/tools
	MOTCUA_PICTURES=docs/pictures $(BIN)/pytest tests/process/test_floor_page.py \
		tests/unit/counter_display/test_led_pictures.py tests/unit/counter_display/test_screen.py $(ARGS)

clean:
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -prune -exec rm -rf {} +

# The environment. A stamp is as new as the locks and the entry points that it was made from.

# setuptools warns of every editable installation.
# What an older one left beside the sources would be found before the new entry points.
INSTALL := rm -rf motcua.egg-info && PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
SOURCES := setup.cfg pyproject.toml devicekit/version.py

$(VENV)/demo.stamp: requirements/demo.txt $(SOURCES) | $(BIN)/python
	@echo '.venv: tải và cài requirements/demo.txt / fetching and installing requirements/demo.txt …'
	@$(PIP) install --require-hashes --requirement requirements/demo.txt
	@$(INSTALL)
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(SOURCES) | $(BIN)/python
	@echo '.venv: tải và cài requirements/dev.txt / fetching and installing requirements/dev.txt …'
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@$(INSTALL)
	@touch $(VENV)/demo.stamp $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo 'motcua runs on Python 3.11; $(PYTHON) is another: make $(MAKECMDGOALS) PYTHON=python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'motcua needs python3-venv: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Chỉ lần đầu: tạo .venv, mất một đến vài phút / Only this first time: making .venv takes a minute or a few'
	@$(PYTHON) -m venv $(VENV)

# Locks come from the public index itself, whatever this machine's pip is told: only there every file of a version has
# its hash, those for a Raspberry Pi too. One version of a package everywhere: the programs' locks are held by dev.txt.

COMPILE := env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --all-build-deps \
	--unsafe-package motcua --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: $(VENV)/dev.stamp
	$(COMPILE) $(ARGS) --extra dev --output-file requirements/dev.txt setup.cfg
	for name in $(LOCKS); do \
		$(COMPILE) --extra $$name --constraint requirements/dev.txt --output-file requirements/$$name.txt setup.cfg || exit 1; \
	done
	@# motcua's own extras name motcua itself; that it has no hash is no warning: it is installed from here.
	sed -i -e '/^# WARNING: The following packages were not pinned/,$$d' $(addprefix requirements/,$(addsuffix .txt,dev $(LOCKS)))
