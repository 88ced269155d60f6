# Two commands do everything on a fresh machine: `make demo` and `make test`.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	{ echo $$p; break; }; done)
TRANSLATIONS := $(wildcard resources/locale/*/LC_MESSAGES/*.po)

# What Qt needs to open a window on Debian.
QT_PACKAGES := libegl1 libgl1 libfontconfig1 libfreetype6 libdbus-1-3 libglib2.0-0 \
	libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 \
	libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-render0 \
	libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1 \
	fonts-dejavu-core
# The real servers and programs the tests drive, and the emulated network's.
TEST_PACKAGES := dovecot-core dovecot-imapd dovecot-lmtpd dovecot-auth-lua postfix \
	postfix-pcre thunderbird libnss3-tools xvfb xauth openbox dbus-daemon xdotool x11-utils \
	imagemagick procps openssl
NETWORK_PACKAGES := gcc libc6-dev iproute2 nftables knot knot-dnsutils unbound \
	iputils-ping

.PHONY: help demo gui test lint bench words install clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: install packages-demo ## run the main job on the embedded demo académie
	@$(BIN)/assistant-messagerie demo

gui: install packages-qt ## open the wizard
	@$(BIN)/assistant-messagerie-gui

test: install packages-test ## run the tests (at most ten minutes)
	$(BIN)/python -m pytest

lint: install ## style, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install packages-test ## measure against the network's limit
	$(BIN)/python -m tests.bench

words: $(TRANSLATIONS:.po=.mo) ## compile the translations

%.mo: %.po $(VENV)/installed
	$(BIN)/python hatch_build.py

install: $(VENV)/installed words

$(VENV)/installed: pyproject.toml constraints.txt hatch_build.py
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		scripts/debian-packages python3-venv
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet \
		--editable . --group dev
	@touch $@

.PHONY: packages-demo packages-qt packages-test packages-network
packages-demo:
	@scripts/debian-packages libnss3-tools $(if $(DISPLAY)$(WAYLAND_DISPLAY),$(QT_PACKAGES))
packages-qt:
	@scripts/debian-packages $(QT_PACKAGES)
packages-test:
	@scripts/debian-packages $(QT_PACKAGES) $(TEST_PACKAGES) $(NETWORK_PACKAGES)
packages-network:
	@scripts/debian-packages $(NETWORK_PACKAGES)

clean: ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/network/bin
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find resources -name '*.mo' -delete
