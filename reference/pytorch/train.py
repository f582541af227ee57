"""Times steps of pre-training in PyTorch on a CPU and prints one line of JSON.

A step is what the Rust program does in one: Gumbel noise, both encoders, the three losses, backward pass, gradient
clipping, AdamW. The batches are random numbers of the right shapes, made before the clock starts.
"""
import argparse
import json
import platform
import resource
import statistics
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--size", choices=["micro", "tiny", "small", "base"], default="micro")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20, help="steps that are timed")
    parser.add_argument("--warm-up", type=int, default=3, help="steps before the clock starts")
    parser.add_argument("--attention", choices=["sdpa", "manual"], default="sdpa")
    parser.add_argument("--compile", action="store_true", help="torch.compile the forward and backward pass")
    parser.add_argument("--adamw", choices=["fused", "foreach", "plain"], default="fused")
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--vocabulary", type=int, default=64)
    parser.add_argument("--caption-length", type=int, default=18, help="tokens, the first and the last included")
    parser.add_argument("--prompts", type=int, help="different noun prompts of a batch; by default 2 for each caption")
    parser.add_argument("--prompt-length", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


args = arguments()

import torch  # noqa: E402  after the arguments, so that --help is quick

import svilm  # noqa: E402


def peak_memory():
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def texts(count, longest, vocabulary):
    """Random words; texts are up to a third shorter than the longest."""
    lengths = torch.randint(longest - longest // 3, longest + 1, (count, 1))
    lengths[0] = longest
    valid = torch.arange(longest) < lengths
    return torch.randint(1, vocabulary, (count, longest)) * valid, valid


def random_batch(o):
    size, b = svilm.SIZES[o.size], args.batch
    length = torch.randint((size.positions + 1) // 2, size.positions, (b, 1))
    start = (torch.rand(b, 1) * (size.positions - length + 1)).long()
    place = torch.arange(size.positions)
    mask = ((place >= start) & (place < start + length)).float()
    partner = (torch.arange(b) + 1 + torch.randint(b - 1, (1,))) % b
    count = args.prompts or 2 * b
    slots = [[(2 * i) % count, (2 * i + 1) % count] for i in range(b)]
    return svilm.Batch(
        tubelets=torch.rand(b, size.tokens, size.tubelet) * 2 - 1,
        mask=mask,
        targets=svilm.soft_targets(partner, mask.mean(1)),
        captions=texts(b, args.caption_length, o.vocabulary),
        prompts=texts(count, args.prompt_length, o.vocabulary),
        slots=svilm.mixture(slots, count, o.noun_pooling, torch.float32),
    )


def main():
    imported = peak_memory()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_num_interop_threads(1)
    o = svilm.Options(size=args.size, vocabulary=args.vocabulary, kernel=args.attention)
    model = svilm.Model(o)
    how = {"fused": {"fused": True}, "foreach": {"foreach": True}, "plain": {"foreach": False}}[args.adamw]
    optimizer = svilm.optimizer(model, args.rate, **how)
    parameters = list(model.parameters())
    losses_of = torch.compile(model) if args.compile else model
    batches = [random_batch(o) for _ in range(4)]
    size = svilm.SIZES[o.size]
    shape = (len(o.grouping_layers), args.batch, o.group_tokens, size.tokens)

    def step(batch):
        noise = torch.empty(shape).exponential_().log_().neg_()
        loss = losses_of(batch, noise)["total"]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0, foreach=True)
        optimizer.step()
        return loss.detach()

    for index in range(args.warm_up):
        step(batches[index % len(batches)])
    seconds, losses = [], []
    before = resource.getrusage(resource.RUSAGE_SELF)
    for index in range(args.steps):
        start = time.perf_counter()
        losses.append(step(batches[index % len(batches)]))
        seconds.append(time.perf_counter() - start)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({
        "program": "pytorch", "version": torch.__version__, "size": args.size, "batch": args.batch,
        "threads": args.threads, "steps": args.steps, "attention": args.attention, "compile": args.compile,
        "adamw": args.adamw, "parameters": sum(p.numel() for p in parameters),
        "median_step_seconds": round(statistics.median(seconds), 5),
        "fastest_step_seconds": round(min(seconds), 5),
        "cpu_seconds_per_step": round(cpu / args.steps, 5),
        "peak_memory_bytes": peak_memory(), "memory_of_imports_bytes": imported,
        "first_loss": round(losses[0].item(), 5), "last_loss": round(losses[-1].item(), 5),
    }))


main()
