"""S-ViLM in PyTorch, written from the formulas in docs/svilm.md and from nothing else of this project.

Weights have the names of the Rust model; a linear map is stored as (outputs, inputs). Axes: b clips of a batch,
t temporal positions, n tokens, s video tokens, d width, h heads, g group tokens, e joint space, u prompts.
"""
import math
from dataclasses import dataclass, field, replace

import torch
import torch.nn.functional as F
from torch import nn

VIDEO_EPSILON, TEXT_EPSILON = 1e-6, 1e-12
LONGEST_TEXT = 32


@dataclass(frozen=True)
class Size:
    width: int = 48
    heads: int = 4
    frames: int = 16
    resolution: int = 32
    tubelet_frames: int = 4
    tubelet_pixels: int = 8
    text_layers: int = 2
    text_width: int = 48
    text_heads: int = 4
    joint: int = 32
    layers: int = 12

    @property
    def positions(self):
        return self.frames // self.tubelet_frames

    @property
    def tokens(self):
        return self.positions * (self.resolution // self.tubelet_pixels) ** 2

    @property
    def tubelet(self):
        return self.tubelet_frames * self.tubelet_pixels**2 * 3


MICRO = Size()
SIZES = {
    "micro": MICRO,
    "tiny": replace(MICRO, width=64, tubelet_frames=2, text_layers=4, text_width=64),
    "small": replace(MICRO, width=192, heads=3, resolution=64, text_layers=4, text_width=128, joint=64),
    "base": Size(768, 12, 32, 224, 2, 16, 12, 768, 12, 256),
}


@dataclass
class Options:
    """The points that the paper leaves open; the defaults are the readings that the project takes for the paper's."""
    size: str = "micro"
    vocabulary: int = 64
    grouping_layers: tuple = (6, 9, 12)
    group_tokens: int = 32
    groups_in_attention: bool = True            # A1
    attention: str = "joint"                    # A2: joint | divided
    assignment: str = "hard_gumbel"             # A3: hard_gumbel | hard | soft
    grouping_block: str = "paper"               # A4: paper | full
    class_token: bool = False                   # A5
    global_feature: str = "groups"              # A6: groups | tokens
    temporal_loss: str = "mse"                  # mse | bce | direct_bce
    center: str = "average_first"               # average_first | normalize_first
    center_gradient: bool = True
    noun_pooling: str = "mean"                  # mean | separate
    directions: str = "mean"                    # mean | sum
    targets: str = "soft"                       # soft | hard
    weight_temporal: float = 1.0
    weight_grounding: float = 1.0
    weight_contrastive: float = 1.0
    temperature: float = 0.07
    temperature_temporal: float = 0.0           # 0: the one that all share
    temperature_grounding: float = 0.0
    temperature_assignment: float = 0.0
    learn_temperature: bool = False
    kernel: str = "sdpa"                        # how attention is computed: sdpa | manual; no other numbers

    def own(self, name):
        return getattr(self, "temperature_" + name) or self.temperature


class Norm(nn.Module):
    def __init__(self, d, epsilon=VIDEO_EPSILON):
        super().__init__()
        self.gain, self.shift, self.epsilon = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d)), epsilon

    def forward(self, x):
        return F.layer_norm(x, x.shape[-1:], self.gain, self.shift, self.epsilon)


def attend(q, k, v, heads, kernel, mask=None):
    """Multi-head attention; `mask` (b, 1, 1, n) is added to the scores."""
    split = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)  # (b, h, n, d/h)
    q, k, v = split(q), split(k), split(v)
    if kernel == "sdpa":
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    else:
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)
        out = (scores if mask is None else scores + mask).softmax(-1) @ v
    return out.transpose(1, 2).flatten(2)


class Branch(Norm):
    """The function inside of a residual branch with its normalisation: two linear maps and what stands between them."""
    def __init__(self, d, wide, hidden, epsilon):
        super().__init__(d, epsilon)
        self.first, self.second = nn.Linear(d, wide), nn.Linear(hidden, d)


class Attention(Branch):
    def __init__(self, d, heads, kernel, epsilon=VIDEO_EPSILON):
        super().__init__(d, 3 * d, d, epsilon)
        self.heads, self.kernel = heads, kernel

    def inner(self, x, mask=None):
        return self.second(attend(*self.first(x).chunk(3, -1), self.heads, self.kernel, mask))

    def update(self, x, mask=None):
        return self.inner(Norm.forward(self, x), mask)


class Perceptron(Branch):
    def __init__(self, d, epsilon=VIDEO_EPSILON):
        super().__init__(d, 4 * d, 4 * d, epsilon)

    def inner(self, x):
        return self.second(F.gelu(self.first(x)))

    def update(self, x):
        return self.inner(Norm.forward(self, x))


class VideoLayer(nn.Module):
    """Pre-norm layer (2.2), with attention over time before that over space if they are divided (A2)."""
    def __init__(self, d, heads, kernel, divided):
        super().__init__()
        self.attention, self.perceptron = Attention(d, heads, kernel), Perceptron(d)
        self.over_time = Attention(d, heads, kernel) if divided else None

    def forward(self, z):
        z = z + self.attention.update(z)
        return z + self.perceptron.update(z)

    def forward_divided(self, x, others, t):
        """`x` (b, s, d) attends over time, then within a position; `others` (b, o, d), the class and group tokens, join
        in at every position and take the mean of their updates there."""
        b, s, d = x.shape
        o = others.shape[1]
        by_place = x.view(b, t, s // t, d).transpose(1, 2).flatten(0, 1)
        timed = by_place + self.over_time.update(by_place)
        timed = timed.view(b, s // t, t, d).transpose(1, 2)  # (b, t, s/t, d)
        joined = torch.cat([timed, others[:, None].expand(b, t, o, d)], 2).flatten(0, 1)
        update = self.attention.update(joined).view(b, t, -1, d)
        x = x + update[:, :, : s // t].flatten(1, 2)
        others = others + update[:, :, s // t :].mean(1)
        return x + self.perceptron.update(x), others + self.perceptron.update(others)


class TextLayer(nn.Module):
    """Post-norm layer (3)."""
    def __init__(self, d, heads, kernel):
        super().__init__()
        self.attention = Attention(d, heads, kernel, TEXT_EPSILON)
        self.perceptron = Perceptron(d, TEXT_EPSILON)

    def forward(self, x, mask):
        x = self.attention(x + self.attention.inner(x, mask))
        return self.perceptron(x + self.perceptron.inner(x))


class Mixing(nn.Module):
    """What GroupViT's code does before the assignment (A4): a perceptron over the group axis, then cross-attention."""
    def __init__(self, d, g, heads, kernel):
        super().__init__()
        self.heads, self.kernel = heads, kernel
        self.narrow, self.widen = nn.Linear(g, (d + 1) // 2), nn.Linear((d + 1) // 2, g)
        self.norm_mixed, self.norm_output = Norm(d), Norm(d)
        self.query, self.key, self.value, self.output = (nn.Linear(d, d) for _ in range(4))
        self.perceptron = Perceptron(d)

    def forward(self, g, x):
        p = self.norm_mixed(self.widen(F.gelu(self.narrow(g.transpose(1, 2)))).transpose(1, 2))
        p = p + self.output(attend(self.query(p), self.key(x), self.value(x), self.heads, self.kernel))
        return self.norm_output(p + self.perceptron.update(p))


class GroupingBlock(nn.Module):
    """Grouping block (2.3)."""
    def __init__(self, d, g, heads, full, kernel):
        super().__init__()
        self.norm_tokens, self.norm_groups = Norm(d), Norm(d)
        self.query, self.key, self.value, self.output = (nn.Linear(d, d) for _ in range(4))
        self.perceptron = Perceptron(d)
        self.mixing = Mixing(d, g, heads, kernel) if full else None

    def forward(self, tokens, groups, noise=None, hard=True):
        """Returns new groups, the assignment (b, g, s) and the scores without noise."""
        x, g = self.norm_tokens(tokens), self.norm_groups(groups)
        if self.mixing is not None:
            groups = g = self.mixing(g, x)
        scores = self.query(g) @ self.key(x).transpose(1, 2) * x.shape[-1] ** -0.5
        soft = (scores if noise is None else scores + noise).softmax(1)
        assignment = soft
        if hard:
            one_hot = torch.zeros_like(soft).scatter_(1, soft.detach().argmax(1, keepdim=True), 1.0)
            assignment = one_hot + soft - soft.detach()
        update = assignment @ self.value(x) / (assignment.sum(2, keepdim=True) + 1.0)
        groups = groups + self.output(update)
        return groups + self.perceptron.update(groups), assignment, scores


class VideoEncoder(nn.Module):
    def __init__(self, o: Options):
        super().__init__()
        size, self.o = SIZES[o.size], o
        d, self.t = size.width, size.positions
        divided = o.attention == "divided"
        self.embedding = nn.Linear(size.tubelet, d)
        self.positions = nn.Parameter(torch.randn(size.tokens, d) * 0.02)
        self.register_parameter("class", nn.Parameter(torch.randn(1, d) * 0.02) if o.class_token else None)
        self.group_tokens = nn.Parameter(torch.randn(o.group_tokens, d) * 0.02 * (768 / d) ** 0.5)
        self.layers = nn.ModuleList(VideoLayer(d, size.heads, o.kernel, divided) for _ in range(size.layers))
        full = o.grouping_block == "full"
        # by the layer before it, counted from 0
        self.grouping = nn.ModuleDict({
            str(layer - 1): GroupingBlock(d, o.group_tokens, size.heads, full, o.kernel)
            for layer in o.grouping_layers})
        self.norm_tokens, self.norm_groups = Norm(d), Norm(d)

    def forward(self, tubelets, noise=(), trace=None):
        """Final video tokens (b, s, d) and group tokens (b, g, d). `noise` has (b, g, s) for each grouping block, or
        nothing; `trace` collects what parity is checked on."""
        trace = {} if trace is None else trace
        b, s, _ = tubelets.shape
        x = trace["video/embedded"] = self.embedding(tubelets) + self.positions
        first = getattr(self, "class")
        lead = x[:, :0] if first is None else first.expand(b, -1, -1)
        groups, c = self.group_tokens.expand(b, -1, -1), lead.shape[1]
        blocks = dict(zip(self.o.grouping_layers, range(len(self.grouping))))
        for number, layer in enumerate(self.layers, 1):
            guests = groups if self.o.groups_in_attention else groups[:, :0]
            if self.o.attention == "divided":
                x, others = layer.forward_divided(x, torch.cat([lead, guests], 1), self.t)
                lead, guests = others[:, :c], others[:, c:]
            else:
                lead, x, guests = layer(torch.cat([lead, x, guests], 1)).split([c, s, guests.shape[1]], 1)
            groups = guests if self.o.groups_in_attention else groups
            if number in (1, 6):
                trace[f"video/layer_{number}/tokens"], trace[f"video/layer_{number}/groups"] = x, groups
            if number in blocks:
                index = blocks[number]
                groups, assignment, scores = self.grouping[str(number - 1)](
                    x, groups, noise[index] if len(noise) else None, self.o.assignment != "soft")
                trace[f"video/grouping_{index}/groups"] = groups
                trace[f"video/grouping_{index}/assignment"] = assignment
                trace[f"video/grouping_{index}/scores"] = scores
        x, groups = self.norm_tokens(x), self.norm_groups(groups)
        trace["video/tokens"], trace["video/groups"] = x, groups
        return x, groups


class TextEncoder(nn.Module):
    def __init__(self, o: Options):
        super().__init__()
        size = SIZES[o.size]
        d = size.text_width
        self.words = nn.Parameter(torch.randn(o.vocabulary, d) * 0.02)
        self.positions = nn.Parameter(torch.randn(LONGEST_TEXT, d) * 0.02)
        self.kind = nn.Parameter(torch.randn(1, d) * 0.02)
        self.norm = Norm(d, TEXT_EPSILON)
        self.layers = nn.ModuleList(TextLayer(d, size.text_heads, o.kernel) for _ in range(size.text_layers))

    def forward(self, ids, valid):
        """First output (b, d) of texts `ids` (b, l), where `valid` (b, l) is false for padding."""
        x = self.norm(F.embedding(ids, self.words) + self.positions[: ids.shape[1]] + self.kind)
        mask = torch.zeros_like(valid, dtype=x.dtype).masked_fill(~valid, -1e9)[:, None, None]
        for layer in self.layers:
            x = layer(x, mask)
        return x[:, 0]


class Model(nn.Module):
    def __init__(self, o: Options):
        super().__init__()
        size, self.o = SIZES[o.size], o
        self.video, self.text = VideoEncoder(o), TextEncoder(o)
        self.project_video = nn.Linear(size.width, size.joint)
        self.project_text = nn.Linear(size.text_width, size.joint)
        self.foreground = nn.Linear(size.width, 1)
        self.log_scale = nn.Parameter(torch.full((1,), -math.log(o.temperature)))

    def forward(self, batch: "Batch", noise=(), trace=None):
        """The losses of a batch by name (4.5)."""
        o, trace = self.o, {} if trace is None else trace
        tokens, groups = self.video(batch.tubelets, noise, trace)
        pooled = groups if o.global_feature == "groups" else tokens
        losses = {}
        if o.weight_temporal and batch.mask is not None:
            losses["temporal"] = self.temporal(tokens, batch.mask)
        if o.weight_grounding:
            g = trace["group_features"] = self.project_video(groups)
            nouns = trace["noun_features"] = self.project_text(self.text(*batch.prompts))
            phi, targets = grounding(g, nouns, batch.slots, batch.targets, o.own("assignment"), o.noun_pooling)
            trace["phi"] = phi
            losses["grounding"] = cross_entropy(phi / o.own("grounding"), targets, o.directions)
        if o.weight_contrastive:
            f_v = trace["video_feature"] = self.project_video(pooled.mean(1))
            f_t = trace["text_feature"] = self.project_text(self.text(*batch.captions))
            scale = self.log_scale.clamp(max=math.log(100)).exp() if o.learn_temperature else 1 / o.temperature
            targets = torch.eye(len(f_v), dtype=f_v.dtype) if o.targets == "hard" else batch.targets
            losses["contrastive"] = cross_entropy(cosine(f_v, f_t) * scale, targets, o.directions)
        losses["total"] = sum(getattr(o, "weight_" + name) * loss for name, loss in losses.items())
        return losses

    def temporal(self, tokens, mask):
        o, clips = self.o, tokens.unflatten(1, (mask.shape[1], -1)).mean(2)
        if o.temporal_loss == "direct_bce":
            return F.binary_cross_entropy_with_logits(self.foreground(clips).squeeze(-1), mask)
        return temporal(clips, mask, o.own("temporal"), o.temporal_loss, o.center == "normalize_first",
                        o.center_gradient)


@dataclass
class Batch:
    tubelets: torch.Tensor          # (b, s, tubelet), pixels in -1..1, blended
    mask: torch.Tensor | None       # (b, t), 1 for foreground; none without cut-and-paste
    targets: torch.Tensor           # (b, b) over captions
    captions: tuple                 # ids and valid, (b, l) each
    prompts: tuple                  # ids and valid, (u, l) each
    slots: list = field(default_factory=list)  # for each caption the numbers of its prompts


def unit(x):
    return x / x.norm(dim=-1, keepdim=True).clamp(min=1e-8)


def cosine(a, b):
    return unit(a) @ unit(b).transpose(-2, -1)


def soft_targets(partner, share):
    """W (4.1): the share of the foreground for the own caption, the rest for the partner's."""
    b = len(partner)
    return torch.diag(share).index_put((torch.arange(b), partner), 1 - share, accumulate=True)


def temporal(clips, mask, tau, form="mse", normalize_first=False, center_gradient=True):
    """Temporal grouping loss (4.2) of clip features (b, t, d)."""
    members = torch.stack([1 - mask, mask], 1)  # (b, 2, t), background first
    centers = members @ (unit(clips) if normalize_first else clips) / members.sum(2, keepdim=True)
    scores = cosine(clips, centers if center_gradient else centers.detach()) / tau  # (b, t, 2)
    if form == "mse":
        return (scores.softmax(-1) - members.transpose(1, 2)).square().mean()
    return F.cross_entropy(scores.flatten(0, 1), mask.flatten().long())


def mixture(slots, count, pooling, dtype):
    """Candidates as mixtures of prompts (u, c), the caption of each, and its part of the caption's target."""
    columns, captions, parts = [], [], []
    for caption, numbers in enumerate(slots):
        rows = F.one_hot(torch.tensor(numbers, dtype=torch.long), count).to(dtype)
        if len(numbers) and pooling == "mean":
            columns, captions, parts = columns + [rows.mean(0)], captions + [caption], parts + [1.0]
        elif len(numbers):
            columns, captions = columns + list(rows), captions + [caption] * len(rows)
            parts += [1 / len(rows)] * len(rows)
    return torch.stack(columns, 1), torch.tensor(captions), torch.tensor(parts, dtype=dtype)


def grounding(groups, nouns, slots, targets, tau, pooling="mean"):
    """Grounded similarities (4.3) of videos with groups (b, g, e) and candidates, and the targets of the same form.
    `slots` is a list, or what `mixture` made of it. Captions without nouns are no candidates."""
    s = cosine(groups, nouns)  # (b, g, u)
    similarity = ((s / tau).softmax(1) * s).sum(1)
    mix, captions, parts = mixture(slots, len(nouns), pooling, s.dtype) if isinstance(slots, list) else slots
    return similarity @ mix, targets[:, captions] * parts


def cross_entropy(scores, targets, directions="mean"):
    """Soft cross-entropy over texts and over videos (4.3, 4.4)."""
    both = targets * (scores.log_softmax(1) + scores.log_softmax(0))
    return -both.sum() / len(scores) * (0.5 if directions == "mean" else 1.0)


def optimizer(model, rate, **how):
    """AdamW (5); decay on the matrices of linear maps alone."""
    decayed = {id(m.weight) for m in model.modules() if isinstance(m, nn.Linear)}
    split = lambda wanted: [p for p in model.parameters() if (id(p) in decayed) == wanted]
    groups = [{"params": split(True), "weight_decay": 0.01}, {"params": split(False), "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), eps=1e-8, **how)
