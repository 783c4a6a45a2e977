# Each target sets up what it needs. A fresh machine wants nothing but make and, off Debian, Python 3.11 or newer;
# another interpreter is chosen with `make PYTHON=python3.13 ...`.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# The stamps say what .venv was last made to hold.
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev

MODERN := import sys; sys.exit(sys.version_info < (3, 11))

# $(call need,COMMAND THAT SUCCEEDS WHEN IT IS THERE,DEBIAN PACKAGES THAT BRING IT)
define need
@$(1) >/dev/null 2>&1 || { \
	if ! command -v apt-get >/dev/null; then echo "Please install what Debian calls: $(2)" >&2; exit 1; \
	elif [ "$$(id -u)" != 0 ]; then echo "Please run: sudo apt-get install $(2)" >&2; exit 1; \
	else apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2); fi; }
endef

# What a bare Debian lacks for windows drawn into memory, for windows on a screen, and for Chinese text.
QT := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1
QT_SCREEN := libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 \
	libxkbcommon-x11-0
CHINESE := fontconfig fonts-noto-cjk
# A screen for tests alone: its server, a window manager with a tray, and somebody who types and clicks.
SCREEN_TESTS := xvfb jwm xdotool
# Database servers for tests alone. PostgreSQL's come from PyPI; Debian's has ICU, TLS and extensions, which those lack.
MARIADB := mariadb-server
POSTGRESQL := postgresql
# Azurite, an emulator of Azure's blobs, for tests alone: from npm. S3's server comes from PyPI.
NODE := nodejs npm
NODE_THERE := type node npm
AZURITE := build/azurite/.installed-3.35.0
MARIADB_THERE := [ "$$(uname)" != Linux ] || PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v mariadbd
POSTGRESQL_THERE := [ "$$(uname)" != Linux ] || ls /usr/lib/postgresql/*/bin/postgres
QT_THERE = $(BIN)/python -c 'from PySide6 import QtSvg, QtWidgets'
QT_SCREEN_THERE := [ "$$(uname)" != Linux ] || /sbin/ldconfig -p | grep -q libxcb-cursor
CHINESE_THERE := fc-list :lang=zh family | grep -q .
SCREEN_TESTS_THERE := [ "$$(uname)" != Linux ] || type Xvfb jwm xdotool

# Whether somebody can see a window: X11 or Wayland, macOS, Windows; not where Qt is told to draw into memory.
SCREEN := [ "$$QT_QPA_PLATFORM" != offscreen ] && { [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" != Linux ]; }

.PHONY: demo test lint format bench soak screenshots translations clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

demo: $(INSTALLED)
	$(BIN)/crmbackup demo
	@if $(SCREEN); then $(MAKE) --no-print-directory .window && $(BIN)/crmbackup-gui --demo; fi

.PHONY: .window
.window: $(INSTALLED)
	$(call need,$(QT_THERE),$(QT))
	$(call need,$(QT_SCREEN_THERE),$(QT_SCREEN))

test: $(INSTALLED_DEV) $(AZURITE)
	$(call need,$(QT_THERE),$(QT))
	$(call need,$(CHINESE_THERE),$(CHINESE))
	$(call need,$(QT_SCREEN_THERE),$(QT_SCREEN))
	$(call need,$(SCREEN_TESTS_THERE),$(SCREEN_TESTS))
	$(call need,$(MARIADB_THERE),$(MARIADB))
	$(call need,$(POSTGRESQL_THERE),$(POSTGRESQL))
	$(BIN)/pytest -n 2

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED_DEV)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(INSTALLED_DEV)
	$(call need,$(QT_THERE),$(QT))
	$(call need,command -v restic,restic)
	$(call need,command -v borg,borgbackup)
	$(call need,$(MARIADB_THERE),$(MARIADB))
	$(BIN)/python -m tests.bench

soak: $(INSTALLED_DEV) $(AZURITE)
	$(call need,$(QT_THERE),$(QT))
	$(call need,$(MARIADB_THERE),$(MARIADB))
	$(call need,$(POSTGRESQL_THERE),$(POSTGRESQL))
	$(BIN)/pytest -m soak -n 2 --dist worksteal --timeout 3600

# The screen that pictures are taken on: large enough for every dialog also with two pixels for one each way.
WIDE_SCREEN := {"screens": [{"name": "wide", "x": 0, "y": 0, "width": 3840, "height": 2400, "logicalDpi": 96, \
	"logicalBaseDpi": 96, "dpr": 1}]}

# Pictures of every page in both languages, light and dark, in the pixels of today's screens.
screenshots: $(INSTALLED_DEV)
	$(call need,$(QT_THERE),$(QT))
	$(call need,$(CHINESE_THERE),$(CHINESE))
	@mkdir -p build
	echo '$(WIDE_SCREEN)' > build/screen.json
	QT_QPA_PLATFORM=offscreen:configfile=build/screen.json QT_SCALE_FACTOR=2 \
		$(BIN)/crmbackup-gui --screenshots build/screenshots

# The words of the window in other languages: new ones come into resources/i18n/*.ts, and all are compiled.
translations: $(INSTALLED_DEV)
	$(BIN)/python -m tests.translations

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find crmbackup_gui tests -name __pycache__ -prune -exec rm -rf {} +

$(AZURITE):
	$(call need,$(NODE_THERE),$(NODE))
	mkdir -p $(@D)
	cd $(@D) && npm install --no-save --no-audit --no-fund --silent --prefix . azurite@$(subst .installed-,,$(@F))
	touch $@

$(INSTALLED): pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	touch $@

$(INSTALLED_DEV): pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	touch $(INSTALLED) $@

$(BIN)/python:
	$(call need,$(PYTHON) -c 'import ensurepip; import venv',$(notdir $(PYTHON)) $(notdir $(PYTHON))-venv)
	@$(PYTHON) -c '$(MODERN)' || { \
		echo "$(PYTHON) is $$($(PYTHON) -V); Python 3.11 or newer is needed: make PYTHON=python3.13 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
