# Bảng Tin. `make help` says what there is.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The window needs WebKitGTK; where that is missing the binary is built
# without one, and its commands that need a window say so.
# Asked when the recipe runs, because setup may have installed it by then.
TAGS = $(shell pkg-config --exists webkit2gtk-4.1 2>/dev/null && echo desktop,production,webkit2_41)
# go build asks git for the commit; a checkout that git does not trust, or a
# machine without git, must not stop it.
VCS := $(shell git rev-parse HEAD >/dev/null 2>&1 || echo -buildvcs=false)

FRONT_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune \
	-o -path frontend/test-results -prune -o -path frontend/playwright-report -prune -o -type f -print 2>/dev/null)

.PHONY: help run build setup frontend check test soak bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: setup build ## install what is missing, build, open the window (without a display: serve, and print the address)
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then exec build/bin/bangtin window; else exec build/bin/bangtin serve; fi

build: frontend ## build/bin/bangtin, pages included
	go build $(VCS) -tags '$(TAGS)' -trimpath -ldflags '-s -w' -o build/bin/bangtin .

setup:
	@build/setup.sh run

frontend: frontend/dist/app/index.html

# npm ci takes a while and needs the network: only when the lock changed.
frontend/node_modules/.installed: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	touch $@

frontend/dist/app/index.html: frontend/node_modules/.installed $(FRONT_SOURCES)
	cd frontend && npm run build
	touch $@

check: ## while working: format, vet, lint, types and unit tests (no browser, no race; 3 minutes at most)
	@build/setup.sh run
	@go run ./build/test check

test: ## everything that must hold before a change is done (40 minutes at most, cold, on two cores)
	@build/setup.sh test
	@go run ./build/test test

soak: ## for hours: make soak NAME=TestName, or NAME=typing.spec [EFFORT=20] [SEED=n] [PACKAGES=./app/store]
	@build/setup.sh test
	@go run ./build/test soak -name '$(NAME)' -packages '$(PACKAGES)'

bench: build ## measure, side by side with other programs, and print the table
	@build/setup.sh test
	go run ./build/bench
