"""Holds the PyTorch model against the goldens T2 to T6 of a float64 reference (10.3). Run: python check.py"""
import torch

import svilm

torch.set_default_dtype(torch.float64)


def det(*shape, c, scale=1.0):
    i = torch.arange(torch.Size(shape).numel())
    return (scale * torch.sin(0.37 * i + 0.011 * i * i + c)).reshape(shape)


def close(name, actual, expected):
    actual, expected = torch.as_tensor(actual).detach(), torch.tensor(expected)
    worst = (actual.reshape(-1) - expected.reshape(-1)).abs().max().item()
    print(f"{name:44} {worst:.1e}")
    assert actual.numel() == expected.numel() and worst < 2e-8, f"{name}: {actual} instead of {expected}"


def both_directions(scores, targets):
    v2t = -(targets * scores.log_softmax(1)).sum() / len(scores)
    t2v = -(targets * scores.log_softmax(0)).sum() / len(scores)
    return torch.stack([svilm.cross_entropy(scores, targets), v2t, t2v])


def temporal():
    mask = torch.tensor([[0.0, 1, 1, 0], [1, 1, 1, 0]])
    z = det(2, 4, 2, 3, c=0.3).requires_grad_()
    clips = z.mean(2)
    for tau, mse, bce in [(0.07, 0.2499277145, 3.3623932434), (1.0, 0.1914540878, 0.5685364649)]:
        close(f"T3 squared error, tau {tau}", svilm.temporal(clips, mask, tau), [mse])
        close(f"T3 cross-entropy, tau {tau}", svilm.temporal(clips, mask, tau, "bce"), [bce])
    (gradient,) = torch.autograd.grad(svilm.temporal(clips, mask, 1.0), z)
    close("T3 gradient", torch.stack([gradient[0, 0, 0, 0], gradient[1, 2, 0, 2]]), [0.0099614539, -0.0040838884])


def contrastive():
    targets = svilm.soft_targets(torch.tensor([1, 2, 0]), torch.tensor([0.5, 0.625, 0.75]))
    close("T4 soft targets", targets, [[0.5, 0.5, 0.0], [0.0, 0.625, 0.375], [0.25, 0.0, 0.75]])
    groups, nouns = det(3, 4, 5, c=0.7).requires_grad_(), det(3, 2, 5, c=1.9).requires_grad_()
    slots = [[0, 1], [2, 3], [4, 5]]
    phi, wanted = svilm.grounding(groups, nouns.flatten(0, 1), slots, targets, 0.07)
    close("T4 phi", phi, [[0.5248231702, 0.6139692504, 0.6669637592], [0.5435129986, 0.8534855142, 0.5386863829],
                          [0.1660280848, 0.2421082092, 0.432988796]])
    losses = both_directions(phi / 0.07, wanted)
    close("T4 loss", losses, [1.943754745, 1.536851923, 2.3506575671])
    close("T4 loss, hard targets", both_directions(phi / 0.07, torch.eye(3)),
          [1.1664663874, 0.8691528186, 1.4637799562])
    gradients = torch.autograd.grad(losses[0], [groups, nouns])
    close("T4 gradient", torch.stack([gradients[0][0, 0, 0], gradients[1][1, 1, 0]]), [-0.1325315104, 0.1637391475])
    similarity = svilm.cosine(det(3, 5, c=0.9), det(3, 5, c=2.2))
    close("T5 similarity", similarity,
          [[0.3112446282, -0.8913757636, 0.9197619307], [0.3307046159, 0.442687958, -0.5573461383],
           [-0.6372084487, -0.1007956943, 0.2479005332]])
    close("T5 loss", both_directions(similarity / 0.07, targets), [9.1087453693, 8.6642107776, 9.5532799609])


def golden_block():
    block = svilm.GroupingBlock(4, 3, 1, False, "manual")
    weights = {}
    for k, name in enumerate(["query", "key", "value", "output"]):
        weights[name + ".weight"] = det(4, 4, c=1.0 + k, scale=0.5)
        weights[name + ".bias"] = det(4, c=5.0 + k, scale=0.1)
    for k, name in enumerate(["norm_tokens", "norm_groups", "perceptron"]):
        weights[name + ".gain"] = 1 + det(4, c=13.0 + k, scale=0.1)
        weights[name + ".shift"] = det(4, c=16.0 + k, scale=0.1)
    weights["perceptron.first.weight"] = det(16, 4, c=9.0, scale=0.5)
    weights["perceptron.first.bias"] = det(16, c=10.0, scale=0.1)
    weights["perceptron.second.weight"] = det(4, 16, c=11.0, scale=0.5)
    weights["perceptron.second.bias"] = det(4, c=12.0, scale=0.1)
    block.load_state_dict(weights)
    return block


def grouping():
    block = golden_block()

    def run(name, noise, assigned, out, gradient):
        tokens = det(1, 6, 4, c=0.4).requires_grad_()
        groups, assignment, _ = block(tokens, det(1, 3, 4, c=2.5), noise)
        assert assignment.argmax(1).tolist() == [assigned], assignment
        close(f"T6 {name}", groups, out)
        of_tokens, of_query = torch.autograd.grad(groups.sum(), [tokens, block.query.weight])
        close(f"T6 {name}, gradient", torch.stack([of_tokens[0, 0, 0], of_query[0, 1]]), gradient)

    run("without noise", None, [1, 0, 1, 1, 0, 1],
        [[0.5090992462, 0.3846036808, 0.0128581505, -1.1230598783],
         [-0.8412288144, -1.0823085068, -0.3236094914, -0.0076973671],
         [0.7085231244, 0.5617565652, 2.021616144, 0.4375406045]], [-0.0180747353, 0.0137324871])
    run("with noise", det(1, 3, 6, c=3.3, scale=2.0), [2, 0, 1, 1, 1, 1],
        [[0.4749537412, 0.2926680574, -0.0174794017, -1.0763176551],
         [-0.4788808334, -0.9839501745, 0.2094926419, -0.6201866544],
         [0.7605652558, 0.5014177874, 2.1032845997, 0.3694360846]], [0.0031266127, -0.0047570503])
    soft, *_ = block(det(1, 6, 4, c=0.4), det(1, 3, 4, c=2.5), hard=False)
    close("T6 soft", soft[0, 0], [0.508468823, 0.286350916, 0.0122030395, -1.1047628208])


temporal()
contrastive()
grouping()
