"""Reads the exports of a study with TensorBoard and MLflow themselves and holds them against `results.json`.

usage: python check.py STUDY [--tensorboard FOLDER] [--mlflow FOLDER]

The folders are STUDY/tensorboard and STUDY/mlruns unless others are given. Servers are started on free ports and stopped.
"""

import argparse
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
import unicodedata
import urllib.parse
import urllib.request
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"  # MLflow 3.13 and later refuse a file store without it


def read_study(folder):
    """The results, and the points of each curve by run."""
    results = json.loads((folder / "results.json").read_text())
    declared = {metric["name"]: metric for metric in results["subject"]["metrics"]}
    curves = {}
    for configured in results["configurations"]:
        for run in configured["runs"]:
            points, events = {}, folder / "runs" / run["id"] / "events.jsonl"
            is_there = run["id"].isalnum() and events.exists()
            for line in events.read_text().split("\n") if is_there else []:
                if not line:
                    continue
                event = json.loads(line)
                if event["event"] == "started":
                    points = {}
                if event["event"] == "metric" and declared[event["name"]].get("curve"):
                    value = float("nan") if event["value"] is None else event["value"]
                    points.setdefault(event["name"], []).append((min(event["step"], 2**63 - 1), value))
            curves[run["id"]] = points
    return results, curves


def is_close(a, b, single=False):
    if single:
        b = struct.unpack("f", struct.pack("f", b))[0]
    return a == b or (a != a and b != b)


def get(url, body=None, content="application/json"):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": content})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.loads(reply.read())


class Server:
    """A program that serves on a port until the block is left."""

    def __init__(self, arguments, probe, body=None):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.arguments, self.probe, self.body = arguments, probe, body

    def __enter__(self):
        self.process = subprocess.Popen(
            [*self.arguments, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        base = f"http://127.0.0.1:{self.port}"
        for _ in range(240):
            try:
                if get(base + self.probe, self.body):
                    return base
            except OSError:
                pass
            time.sleep(0.5)
        raise SystemExit(f"{self.arguments[0]} does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def check_events(folder, results, curves):
    """Event files, as TensorBoard's own reader sees them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import plugin_data_pb2

    runs, points, end = {}, 0, 0
    for file in sorted(folder.glob("*/*/events.out.tfevents.*")):
        reader = EventAccumulator(str(file.parent), size_guidance={"scalars": 0, "tensors": 0})
        reader.Reload()
        content = reader.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
        start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
        runs[start.group_name] = (reader, {name: value for name, value in start.hparams.items()})
    planned = [(configured, run) for configured in results["configurations"] for run in configured["runs"]]
    assert len(runs) == len(planned), (len(runs), len(planned))
    unmatched = dict(runs)
    for configured, run in planned:
        def is_it(item):
            reader, hparams = item[1]
            account = reader.Tensors("outcome")[0].tensor_proto.string_val[0].decode().split("\n")
            expected = {"timedout": "timed out"}.get(run["outcome"], run["outcome"])
            is_run = account[-2].strip() == f"run {run['id']}" and account[0].strip().startswith(expected)
            return is_run and hparams["seed"].number_value == float(run["seed"])
        name, (reader, hparams) = next(filter(is_it, unmatched.items()))
        assert all(shows(hparams[knob], value) for knob, value in configured["settings"].items() if knob in hparams)
        del unmatched[name]
        tags = reader.Tags()["scalars"]
        for metric, curve in curves[run["id"]].items():
            read = reader.Scalars(tag(metric, tags))
            assert [event.step for event in read] == [step for step, _ in curve]
            assert all(is_close(event.value, value, True) for event, (_, value) in zip(read, curve)), metric
            assert all(a.wall_time <= b.wall_time for a, b in zip(read, read[1:]))
            points += len(read)
        for metric, measured in run["metrics"].items():
            (event,) = reader.Scalars(tag(metric, tags))
            assert is_close(event.value, measured["value"], True)
            end += 1
        chances = sum("chance" in measured for measured in run["metrics"].values())
        assert len(tags) == len(curves[run["id"]]) + len(run["metrics"]) + chances, tags
    print(f"event files: {len(runs)} runs, {points} points of curves, {end} final values")


def shows(hparam, value):
    kind = hparam.WhichOneof("kind")
    if kind == "string_value":
        return True
    return getattr(hparam, kind) == value


def tag(metric, tags):
    line = visible(re.sub("[\n\r\u2028\u2029]", " ", metric))
    line = (line if len(line) <= 200 else line[:199] + "…").strip()
    return next(tag for tag in tags if tag == line or tag.startswith(line + "~"))


def visible(text):
    """The text as exports write it: what would act instead of being seen is escaped."""
    def is_hidden(c):
        is_turn = c in "\u200e\u200f" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"
        return is_turn or (unicodedata.category(c) == "Cc" and c != "\n")

    def show(c):
        return {"\t": " ", "\r": "\\r"}.get(c, f"\\u{{{ord(c):x}}}") if is_hidden(c) else c
    return "".join(map(show, text))


def check_tensorboard(folder, results):
    """The data that TensorBoard's pages are made of."""
    program = [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), "--load_fast", "false"]
    planned = sum(len(configured["runs"]) for configured in results["configurations"])
    with Server(program, "/data/plugin/scalars/tags") as base:
        for _ in range(60):
            tags = get(base + "/data/plugin/scalars/tags")
            if len(get(base + "/data/runs")) == planned + 1:
                break
            time.sleep(0.5)
        experiment = get(base + "/data/plugin/hparams/experiment", {})
        columns = [info["name"] for info in experiment["hparamInfos"]]
        metrics = [info["name"]["tag"] for info in experiment["metricInfos"]]
        request = {"startIndex": 0, "sliceSize": 10000, "colParams": [{"metric": info["name"]} for info in experiment["metricInfos"]]}
        request["allowedStatuses"] = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
        groups = get(base + "/data/plugin/hparams/session_groups", request)["sessionGroups"]
        texts = get(base + "/data/plugin/text/tags")
    assert len(groups) == planned == len(texts), (len(groups), planned, len(texts))
    values = sum(len(group.get("metricValues", [])) for group in groups)
    expected = sum(len(run["metrics"]) for configured in results["configurations"] for run in configured["runs"])
    assert values == expected, (values, expected)
    statuses = [session["status"] for group in groups for session in group["sessions"]]
    print(f"tensorboard: {len(tags)} runs with scalars, columns {columns}, metrics {metrics}, {values} values,",
          {status: statuses.count(status) for status in sorted(set(statuses))})


STATUSES = {"finished": {"FINISHED"}, "diverged": {"FAILED"}, "failed": {"FAILED"}, "timedout": {"KILLED"},
            "missing": {"SCHEDULED", "KILLED", "RUNNING"}}


def check_store(folder, results, curves):
    """The store, as MLflow's client sees it."""
    from mlflow import MlflowClient

    client = MlflowClient(folder.resolve().as_uri())
    experiments = [experiment for experiment in client.search_experiments() if experiment.name != "Default"]
    assert len(experiments) == 1, experiments
    runs = {(run.data.tags["ablate.run"], run.data.tags["ablate.seed"]): run for run in client.search_runs([experiments[0].experiment_id], max_results=5000)}
    points = params = 0
    for configured in results["configurations"]:
        for run in configured["runs"]:
            found = runs.pop((run["id"], str(run["seed"])))
            tags = found.data.tags
            assert found.info.status in STATUSES[run["outcome"]], (found.info.status, run)
            assert tags["ablate.seed"] == str(run["seed"])
            assert run["outcome"] == "finished" or tags["ablate.reason"]
            assert len(found.data.params) == len(configured["settings"])
            params += len(found.data.params)
            keys = {tags[tag]: tag.removeprefix("ablate.metric.") for tag in tags if tag.startswith("ablate.metric.")}
            curve = curves[run["id"]]
            chances = sum("chance" in measured for measured in run["metrics"].values())
            assert len(found.data.metrics) == len(curve) + len(run["metrics"]) + chances, found.data.metrics
            for metric, values in curve.items():
                history = client.get_metric_history(found.info.run_id, keys.get(visible(metric), metric))
                assert [point.step for point in history] == [step for step, _ in values]
                assert all(is_close(point.value, value) for point, (_, value) in zip(history, values))
                points += len(history)
            for metric, measured in run["metrics"].items():
                assert is_close(found.data.metrics[keys.get(visible(metric), metric)], measured["value"])
            client.list_artifacts(found.info.run_id)
    assert not runs, runs
    print(f"file store: experiment {experiments[0].name!r}, {params} parameters, {points} points of curves")
    return experiments[0].experiment_id


def check_mlflow(folder, results, experiment):
    """What MLflow's pages ask its server for."""
    program = [sys.executable, "-m", "mlflow", "ui", "--backend-store-uri", str(folder), "--workers", "1"]
    with Server(program, "/api/2.0/mlflow/experiments/search", {"max_results": 10}) as base:
        runs = get(base + "/api/2.0/mlflow/runs/search", {"experiment_ids": [experiment], "max_results": 5000})["runs"]
        asked = 0
        for run in runs:
            for metric in run["data"].get("metrics", []):
                query = urllib.parse.urlencode({"run_id": run["info"]["run_id"], "metric_key": metric["key"]})
                asked += len(get(f"{base}/api/2.0/mlflow/metrics/get-history?{query}")["metrics"])
    assert len(runs) == sum(len(configured["runs"]) for configured in results["configurations"])
    statuses = [run["info"]["status"] for run in runs]
    print(f"mlflow ui: {len(runs)} runs, {asked} values,", {status: statuses.count(status) for status in sorted(set(statuses))})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", type=Path)
    parser.add_argument("--tensorboard", type=Path)
    parser.add_argument("--mlflow", type=Path)
    arguments = parser.parse_args()
    results, curves = read_study(arguments.study)
    events = arguments.tensorboard or arguments.study / "tensorboard"
    store = arguments.mlflow or arguments.study / "mlruns"
    if events.exists():
        check_events(events, results, curves)
        check_tensorboard(events, results)
    if store.exists():
        check_mlflow(store, results, check_store(store, results, curves))


main()
