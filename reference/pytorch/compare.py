"""Computes what the Rust program is held against (10.4).

Run: python compare.py FOLDER. Each `NAME.case.safetensors` in it holds weights, inputs, noise and, as metadata, options;
for each, `NAME.result.safetensors` gets the tensors along the way, losses, gradients and the weights after one step of
AdamW. With --double everything is computed in float64, to see which side rounds."""
import json
import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

import svilm

LONGEST_GRADIENT = 1.0


def part(tensors, kind):
    return {name.removeprefix(kind + "/"): tensor for name, tensor in tensors.items() if name.startswith(kind + "/")}


def batch(inputs):
    texts = lambda kind: (inputs[kind + "/ids"].long(), inputs[kind + "/valid"] > 0)
    slots = [[int(number) for number in row if number >= 0] for row in inputs["slots"]]
    return svilm.Batch(inputs["tubelets"], inputs.get("mask"), inputs["targets"], texts("captions"), texts("prompts"),
                       slots)


def step(model, rate):
    """Clips the gradients and takes a step; returns the gradient's length before."""
    length = torch.nn.utils.clip_grad_norm_(model.parameters(), LONGEST_GRADIENT)
    svilm.optimizer(model, rate).step()
    return length


def compute(tensors, options, rate, dtype):
    options["grouping_layers"] = tuple(options.get("grouping_layers", svilm.Options.grouping_layers))
    model = svilm.Model(svilm.Options(**options)).to(dtype)
    weights, inputs = part(tensors, "weight"), part(tensors, "input")
    model.load_state_dict({name: weight.to(dtype) for name, weight in weights.items()})
    inputs = {name: tensor.to(dtype) for name, tensor in inputs.items()}
    trace = {}
    losses = model(batch(inputs), inputs.get("noise", ()), trace)
    losses["total"].backward()
    # some are views of weights, which the step below changes
    result = {"trace/" + name: tensor.clone() for name, tensor in trace.items()}
    result |= {"loss/" + name: loss.reshape(1) for name, loss in losses.items()}
    gradients = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    result |= {"gradient/" + name: gradient for name, gradient in gradients.items()}
    result["loss/gradient_length"] = step(model, rate).reshape(1)
    result |= {"step/" + name: p for name, p in model.named_parameters()}
    return {name: tensor.detach().to(torch.float32).contiguous() for name, tensor in result.items()}


def optimize(tensors, rate):
    """Steps on gradients from the file, `gradient/STEP/NAME`, and the weights after each."""
    weights = part(tensors, "weight")
    module = torch.nn.Module()
    module.linear = torch.nn.Linear(*reversed(weights["linear.weight"].shape))
    module.free = torch.nn.Parameter(weights["free"])
    module.load_state_dict(weights)
    optimizer, result = svilm.optimizer(module, rate), {}
    for number in range(sum(name.endswith("/free") for name in part(tensors, "gradient"))):
        for name, p in module.named_parameters():
            p.grad = tensors[f"gradient/{number}/{name}"].clone()
        torch.nn.utils.clip_grad_norm_(module.parameters(), LONGEST_GRADIENT)
        optimizer.step()
        result |= {f"step/{number}/{name}": p.detach().clone() for name, p in module.named_parameters()}
    return result


def main():
    folder = pathlib.Path(sys.argv[1])
    dtype = torch.float64 if "--double" in sys.argv else torch.float32
    torch.set_num_threads(1)
    for path in sorted(folder.glob("*.case.safetensors")):
        with safe_open(path, "pt") as file:
            case = json.loads(file.metadata()["case"])
        tensors = load_file(path)
        if case.get("kind") == "optimizer":
            result = optimize(tensors, case["rate"])
        else:
            result = compute(tensors, case["options"], case["rate"], dtype)
        save_file(result, path.with_name(path.name.replace(".case.", ".result.")))


main()
