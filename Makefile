# One command each: `make chat`, `make bot`, `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
Q      ?=

.PHONY: chat bot test lint types unit bench clean

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "bnqa cần Python 3.11 trở lên; thử: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@$(BIN)/python -m compileall -q src bot
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all,dev]'
	@touch $@

# Q travels through the environment, so that quotes and dollar signs in a question are safe.
chat: export BNQA_Q := $(value Q)
chat: $(VENV)/.installed
	@if [ -n "$$BNQA_Q" ]; then $(BIN)/bnqa ask -- "$$BNQA_Q"; else $(BIN)/bnqa chat; fi

bot: $(VENV)/.installed
	@$(BIN)/python -m bot

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/pytest

test: lint types unit

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
