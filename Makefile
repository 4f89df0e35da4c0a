# The commands of a checkout; `make help` lists them. Each installs what is missing first (setup/install: under a second
# when nothing is). How the program is compiled is in CMakeLists.txt, not here.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := build
.PHONY: build demo test test-long check bench fuzz clean help setup test-programs

JOBS ?= $(shell nproc)
SECONDS ?= 300
RELEASE := build/release
empty :=
export NINJA_STATUS := [%f/%t, %es] $(empty)

# configure FOLDER OPTIONS: runs CMake once a folder; afterwards ninja runs it again whenever a CMake file changes.
configure = if [ ! -f $(1)/build.ninja ]; then mkdir -p $(1); echo "configuring $(1)"; \
	cmake -S . -B $(1) -G Ninja $(2) >$(1)/configure.log 2>&1 || { cat $(1)/configure.log; exit 1; }; fi

build: setup ## the program, at build/release/jangin (the default)
	@$(call configure,$(RELEASE),-DCMAKE_BUILD_TYPE=Release)
	@ninja -C $(RELEASE) -j $(JOBS) jangin

demo: build ## five LinuxCNC manuals become an expert; ends with before and after, and how to chat with it
	@setup/model
	@setup/manuals
	@$(RELEASE)/jangin build recipes/cnc.toml

test: test-programs ## every test but the long ones
	@ctest --test-dir $(RELEASE) --output-on-failure --no-tests=error -j $(JOBS) -LE 'long|parser'

test-long: test-programs ## the tests that take longer
	@ctest --test-dir $(RELEASE) --output-on-failure --no-tests=error -j $(JOBS) -L long

check: setup ## format, floors, and what reads outside bytes under the address and undefined-behaviour sanitizers
	@if [ ! -f .clang-format ] || ! command -v clang-format-19 >/dev/null; then \
	  echo "check: format not checked (needs clang-format-19 and .clang-format)"; \
	else git ls-files 'src/*.h' 'src/*.cpp' 'tests/*.h' 'tests/*.cpp' | xargs -r -d '\n' clang-format-19 --dry-run -Werror; fi
	@cmake/check_floors.sh
	@tests/floors/check_floors_test.sh
	@setup/model
	@setup/manuals
	@$(call configure,build/sanitize,-DCMAKE_BUILD_TYPE=Release -DJANGIN_SANITIZE=ON)
	@ninja -C build/sanitize -j $(JOBS) parser_tests
	@ctest --test-dir build/sanitize --output-on-failure --no-tests=error -j $(JOBS) -L parser

bench: build ## one comparison with a rival: make bench TASK=name
	@if [ ! -x "bench/$(TASK)/run" ] || [ -z "$(TASK)" ]; then \
	  echo "usage: make bench TASK=name, with one of:" $$(cd bench && for r in */run; do [ -x "$$r" ] && dirname "$$r"; done) >&2; exit 2; fi
	@bench/$(TASK)/run

fuzz: ## one fuzz target: make fuzz TARGET=name SECONDS=300; findings go to build/fuzz/findings
	@setup/install --with fuzz
	@$(call configure,build/fuzz,-DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_CXX_FLAGS=-Wno-deprecated-declarations -DJANGIN_FUZZ=ON -DJANGIN_TESTS=OFF)
	@if [ -z "$(TARGET)" ]; then \
	  echo "usage: make fuzz TARGET=name SECONDS=300, with one of:" \
	    $$(ninja -C build/fuzz -t targets all | sed -n 's/^fuzz_\([a-z0-9_]*\):.*/\1/p') >&2; exit 2; fi
	@ninja -C build/fuzz -j $(JOBS) fuzz_$(TARGET)
	@mkdir -p build/fuzz/corpus/$(TARGET) build/fuzz/findings
	@seeds=; if [ -d fuzz/corpus/$(TARGET) ]; then seeds=fuzz/corpus/$(TARGET); fi; \
	  build/fuzz/fuzz_$(TARGET) -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
	    -artifact_prefix=build/fuzz/findings/$(TARGET)- build/fuzz/corpus/$(TARGET) $$seeds

clean: ## removes what was compiled; fetched libraries, models and manuals stay
	@rm -rf $(RELEASE) build/sanitize build/fuzz

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:
	@setup/install

test-programs: setup
	@setup/model
	@setup/manuals
	@$(call configure,$(RELEASE),-DCMAKE_BUILD_TYPE=Release)
	@ninja -C $(RELEASE) -j $(JOBS)
