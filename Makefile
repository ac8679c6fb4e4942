# The tasks of the project; the README gives the same steps for people without make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INDEX  ?= var/index
Q      ?= how do schools implement 双带头人

.PHONY: setup demo ask serve test lint bench browser clean

setup: $(VENV)/.done

# Made again only when one of the two files has changed.
$(VENV)/.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# The question comes from the environment, so that no quote in it can end up in the shell's hands.
demo ask: export Q := $(Q)
demo: setup
	$(BIN)/python build_index.py --index $(INDEX)
	$(BIN)/yinzheng ask "$$Q" --index $(INDEX)

ask: setup
	@test -f $(INDEX)/manifest.json || $(BIN)/python build_index.py --index $(INDEX)
	@$(BIN)/yinzheng ask "$$Q" --index $(INDEX)

serve: setup
	@test -f $(INDEX)/manifest.json || $(BIN)/python build_index.py --index $(INDEX)
	$(BIN)/yinzheng serve --index $(INDEX)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint browser
	$(BIN)/pytest

# The browser tests drive the system's Chromium; a root user on Debian gets it here, others are told how.
browser:
	@command -v chromium >/dev/null || .ci/install-chromium

bench: setup
	$(BIN)/python -m benchmarks.ask
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.retrieval
	$(BIN)/python -m benchmarks.quality
	$(BIN)/python -m benchmarks.answers
	$(BIN)/python -m benchmarks.support
	$(BIN)/python -m benchmarks.comprehension trial drcd dev
	$(BIN)/python -m benchmarks.gate

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
