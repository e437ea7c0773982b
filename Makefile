# mini: make run, make test. Every target:
#   all      the optimised ./mini (the default)
#   run      set-up, build, and run the tour (FILE=x.mini runs another, ARGS="..." are its arguments)
#   test     every check (unit, scripts, syntax, command line, interrupts, sanitizers, fault injection)
#   bench    speed and memory beside whatever of python3 and lua5.4 is here (ARGS="-n 3 fib" and such)
#   debug    build/debug/mini with assertions and heap checks;  asan  build/asan/mini with ASan and UBSan
#   unit     only the unit tests;  layers  the include check;  setup  install what is missing;  clean

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
FLAVOUR ?= release
OUT := build/$(FLAVOUR)
GEN := build/gen
CCACHE := $(shell command -v ccache 2>/dev/null)
NPROC := $(shell nproc 2>/dev/null || echo 2)
# A make of ours runs its jobs in parallel unless the caller has said how many.
SUBMAKE = +@$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(NPROC))

# ---- flags of each flavour
WARN := -Wall -Wextra
COMMON := -I. -I$(GEN) -D_GNU_SOURCE -g -fno-strict-aliasing -fwrapv $(WARN)
# The release build lays side by side what a start touches (.ci/start-order).
ifeq ($(findstring clang,$(shell $(CC) --version)),)
LTO := -flto=auto -ffunction-sections -fdata-sections
ORDER := -Wl,-T,$(OUT)/start.ld
else
LTO := -flto=thin -ffunction-sections -fdata-sections
ORDER := -fuse-ld=lld -Wl,--no-warn-symbol-ordering,--symbol-ordering-file=.ci/start.names
endif
FLAGS_release := -O2 -DNDEBUG $(LTO) -fno-plt -fno-semantic-interposition -fomit-frame-pointer -fno-pie
LINK_release := -O2 $(LTO) $(ORDER) -no-pie -Wl,-O1,--as-needed,--gc-sections
FLAGS_debug := -Og -DMINI_CHECKS=1 -Werror
FLAGS_asan := -O1 -DMINI_CHECKS=1 -Werror -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK_asan := -fsanitize=address,undefined
CFLAGS := -std=gnu11 $(COMMON) $(FLAGS_$(FLAVOUR)) $(EXTRA)
CXXFLAGS := -std=gnu++17 -fno-exceptions -fno-rtti $(COMMON) $(FLAGS_$(FLAVOUR)) $(EXTRA)
LDFLAGS := $(LINK_$(FLAVOUR)) $(EXTRA) -static-libgcc -static-libstdc++

# A static archive where there is one: shared libraries alone can cost more than mini's own start.
static_lib = $(or $(filter /%,$(shell $(CC) -print-file-name=lib$(1).a)),-l$(1))
LIBS := $(foreach lib,gmp double-conversion utf8proc pcre2-8,$(call static_lib,$(lib))) -ldl -lm

# ---- sources
SOURCES := $(sort $(shell find runtime gc builtins grammar repl \( -name '*.c' -o -name '*.cc' \) 2>/dev/null))
LIBRARY := $(sort $(shell find builtins/lib -name '*.mini' 2>/dev/null))
GENERATED := $(if $(wildcard grammar/parser.y),$(GEN)/parser.c) $(if $(wildcard grammar/lexer.l),$(GEN)/lexer.c) \
             $(if $(wildcard builtins/modules/embedded.h),$(GEN)/embedded_lib.c) $(GEN)/unicode_data.c
OBJECTS := $(patsubst %,$(OUT)/%.o,$(SOURCES) $(GENERATED))
MAIN := $(OUT)/repl/main.c.o
UNIT := $(sort $(shell find tests/unit -name '*.c' 2>/dev/null))
UNIT_OBJECTS := $(patsubst %,$(OUT)/%.o,$(UNIT))

.PHONY: all debug asan run test bench unit layers setup clean program unit-program FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: mini
mini release: FORCE
	$(SUBMAKE) FLAVOUR=release program
debug asan: FORCE
	$(SUBMAKE) FLAVOUR=$@ program

run: setup
	$(SUBMAKE) mini
	@./mini $(or $(FILE),samples/tour.mini) $(ARGS)
test:
	@.ci/setup tests
	@tests/run $(ARGS)
bench: mini
	@tests/bench/run $(ARGS)
	@$(if $(ARGS),,tests/bench/per-object)
unit:
	$(SUBMAKE) FLAVOUR=debug unit-program
	@if [ -x build/debug/unit ]; then build/debug/unit --timeout 60 $(ARGS); else echo "no unit tests"; fi
layers:
	@.ci/layers
setup:
	@.ci/setup
clean:
	rm -rf build mini

# ---- one flavour's program (FLAVOUR=... make program)
program: $(if $(wildcard repl/main.c),$(OUT)/mini,$(OBJECTS))
ifeq ($(FLAVOUR),release)
	@if [ -e $(OUT)/mini ] && ! [ mini -ef $(OUT)/mini ]; then ln -f $(OUT)/mini mini; fi
endif

$(OUT)/start.ld: .ci/start-order .ci/start.names
	@mkdir -p $(@D); .ci/start-order > $@
$(OUT)/mini: $(OBJECTS) $(OUT)/start.ld
	@echo "link    $@"
	@$(CXX) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

unit-program: $(if $(UNIT),$(OUT)/unit)
$(OUT)/unit: $(filter-out $(MAIN),$(OBJECTS)) $(UNIT_OBJECTS)
	@echo "link    $@"
	@$(CXX) $(LDFLAGS) -o $@ $^ $(LIBS) -lcriterion

$(OUT)/%.c.o: %.c Makefile | $(GENERATED)
	@mkdir -p $(@D); echo "cc      $<"
	@$(CCACHE) $(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
# Tables of texts gain nothing from the link step's optimisation, and in it their texts would mix with those a start needs.
build/release/$(GEN)/unicode_data.c.o: CFLAGS += -fno-lto
# The heap checker runs at each safe point of whole test runs.
build/debug/gc/verify.c.o: CFLAGS += -O2
$(OUT)/%.cc.o: %.cc Makefile | $(GENERATED)
	@mkdir -p $(@D); echo "c++     $<"
	@$(CCACHE) $(CXX) $(CXXFLAGS) -MMD -MP -c -o $@ $<

# ---- generated sources; their warnings are flex's and bison's affair
$(GEN)/parser.c: grammar/parser.y
	@mkdir -p $(@D); echo "bison   $<"
	@bison -Wall -Werror --header=$(GEN)/parser.h -o $@ $<
$(GEN)/lexer.c: grammar/lexer.l
	@mkdir -p $(@D); echo "flex    $<"
	@flex --header-file=$(GEN)/lexer.h -o $@ $<
$(GEN)/embedded_lib.c: .ci/embed $(LIBRARY) $(GEN)/library.list
	@mkdir -p $(@D); echo "embed   builtins/lib"
	@.ci/embed $(LIBRARY) > $@
$(GEN)/unicode_data.c: .ci/unicode builtins/types/unicode_names.def $(wildcard /usr/share/unicode/UnicodeData.txt)
	@mkdir -p $(@D); echo "tables  $@"
	@.ci/unicode $@
# The list changes when a module is added or removed, which no time stamp of a module shows.
$(GEN)/library.list: FORCE
	@mkdir -p $(@D); echo "$(LIBRARY)" | cmp -s - $@ || echo "$(LIBRARY)" > $@
$(OUT)/$(GEN)/%.o: CFLAGS += -Wno-sign-compare -Wno-unused-function -Wno-unused-but-set-variable -Wno-unused-variable

-include $(OBJECTS:.o=.d) $(UNIT_OBJECTS:.o=.d)
