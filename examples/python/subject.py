#!/usr/bin/env python3
"""A complete subject in Python's standard library: fits a line to noisy points by gradient descent.

The contract is `docs/subject.md`. Replace DECLARATION and train() by your own. Python 3.10 or newer.
"""
import json, math, random, sys, time, traceback
from pathlib import Path

DECLARATION = {
    "protocol": 1,
    "name": "line",
    "version": "1",  # change it whenever the same settings and seed would give other numbers
    "knobs": [
        {"name": "intercept", "part": "intercept", "aliases": ["bias term"], "kind": {"type": "bool"},
         "default": True, "off": False, "help": "whether the line may miss the origin"},
        {"name": "learning_rate", "part": "learning rate", "aliases": ["lr"],
         "kind": {"type": "float", "min": 0.0, "max": 100.0}, "default": 0.1, "help": "step size"},
        {"name": "steps", "part": "training steps", "aliases": ["iterations"],
         "kind": {"type": "int", "min": 1, "max": 100000}, "default": 200, "help": "steps of gradient descent"},
    ],
    "metrics": [
        {"name": "error", "label": "Error", "unit": "", "better": "lower", "task": "regression"},
        {"name": "loss", "label": "Loss", "unit": "", "better": "lower", "task": "training", "curve": True},
    ],
}


class Diverged(Exception):
    """Raised with the step and the reason."""


def train(settings, seed, event):
    rng = random.Random(seed)  # every random number of the run comes from the seed
    points = [(x, 2 * x + 1 + rng.gauss(0, 0.1)) for x in (rng.uniform(-1, 1) for _ in range(100))]
    slope = offset = 0.0
    for step in range(1, settings["steps"] + 1):
        residuals = [(slope * x + offset - y, x) for x, y in points]
        loss = sum(r * r for r, _ in residuals) / len(points)
        if not math.isfinite(loss) or loss > 1e12:
            raise Diverged(step, f"the loss is {loss}")
        slope -= settings["learning_rate"] * sum(r * x for r, x in residuals) / len(points)
        offset -= settings["intercept"] * settings["learning_rate"] * sum(r for r, _ in residuals) / len(points)
        if step % 50 == 0 or step == settings["steps"]:
            event("metric", name="loss", value=loss, step=step)
            event("progress", step=step, of=settings["steps"], phase="descent")
    error = math.hypot(slope - 2, offset - 1)
    event("metric", name="error", value=error, chance=math.hypot(2, 1))


def run(path):
    spec = json.loads(path.read_text())
    asked = (spec["protocol"], spec["subject"], spec["version"])
    if asked != (DECLARATION["protocol"], DECLARATION["name"], DECLARATION["version"]):
        print("error: the specification is for another subject", file=sys.stderr)
        return 2
    start = time.monotonic()
    with open(path.with_name("events.jsonl"), "a+b") as out:
        if out.tell() and (out.seek(-1, 2), out.read(1))[1] != b"\n":
            out.write(b"\n")  # a line that was cut off stays alone

        def event(kind, **fields):  # allow_nan=False: NaN is no JSON
            line = {"t": round(time.monotonic() - start, 3), "event": kind, **fields}
            out.write(json.dumps(line, allow_nan=False).encode() + b"\n")
            out.flush()

        event("started", protocol=1, id=path.resolve().parent.name)
        try:
            train(spec["settings"], spec["seed"], event)
        except Diverged as end:
            step, reason = end.args
            event("finished", outcome="diverged", step=step, reason=reason)
            return 3
        except Exception as end:
            traceback.print_exc()
            event("finished", outcome="failed", reason=repr(end))
            return 1
        event("finished", outcome="finished")
        return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["describe"]:
            print(json.dumps(DECLARATION, indent=2))
        case ["run", spec] | ["run", spec, "--threads", _]:
            sys.exit(run(Path(spec)))
        case _:
            print("usage: subject.py describe | run SPEC [--threads N]", file=sys.stderr)
            sys.exit(2)
