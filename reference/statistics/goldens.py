"""Writes crates/study/src/statistics/goldens.json: fixed inputs and the answers that the Rust statistics must give.

Every answer is worked out twice: from its definition with 40 digits (or by counting), and by scipy or statsmodels where
they have it. The script stops where the two differ. The first is stored, rounded once to a double.
"""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
from mpmath import mp, mpf
from scipy import integrate, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

mp.dps = 40
TARGET = Path(__file__).resolve().parents[2] / "crates/study/src/statistics/goldens.json"

SAMPLES = {
    "two": [0.5, 0.75],
    "three": [61.2, 60.4, 62.9],
    "five": [0.031, -0.012, 0.027, 0.044, 0.008],
    "eight, tied": [1.0, 1.0, 2.0, 2.0, 2.0, -1.0, 0.0, 0.0],
    "ten, skewed": [0.02, 0.05, 0.01, 0.03, 0.9, 0.04, 0.02, 2.7, 0.06, 0.11],
    "fifteen": [-0.3, 0.1, -1.2, -0.7, 0.4, -0.9, -2.1, 0.2, -0.5, -0.8, -1.1, 0.6, -0.4, -1.6, -0.2],
    "five, far from zero": [1000000.01, 1000000.03, 1000000.02, 1000000.05, 999999.98],
    "eight, hardly spread": [0.7, 0.7000000001, 0.7, 0.6999999998, 0.7000000003, 0.7, 0.7000000001, 0.6999999999],
    "six, negative": [-3.1, -2.7, -3.4, -2.9, -3.3, -3.05],
    "two, opposite": [-0.25, 0.5],
    "four, around zero": [-1.5, 1.5, -0.5, 0.5],
}


def agreed(exact, library, scale=0.0, tolerance=1e-12):
    """The exact answer as a double, once the library's is found to be the same."""
    value = float(exact)
    error = abs(value - float(library))
    assert error <= tolerance * max(abs(value), scale), f"{value!r} and {float(library)!r} differ by {error}"
    return value


def moments(sample):
    values = [mpf(value) for value in sample]
    mean = mp.fsum(values) / len(values)
    return mean, mp.sqrt(mp.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def t_outside(t, degrees):
    """P(|T| >= |t|)."""
    return betainc(mpf(degrees) / 2, mpf(1) / 2, degrees / (degrees + mpf(t) ** 2))


def t_above(t, degrees):
    """P(T >= t)."""
    return t_outside(t, degrees) / 2 if t >= 0 else 1 - t_outside(t, degrees) / 2


def t_bound(alpha, degrees):
    """The bound that |T| passes with probability alpha."""
    start = stats.t.isf(float(alpha) / 2, degrees)
    bound = mp.findroot(lambda t: mp.log(t_outside(t, degrees) / mpf(alpha)), (start, start * (1 + 1e-9)))
    agreed(bound, start)
    return bound


def betainc(a, b, x):
    return mp.betainc(a, b, 0, x, regularized=True)


def t_interval(mean, sd, n, alpha):
    half = t_bound(alpha, n - 1) * sd / mp.sqrt(n)
    return mean - half, mean + half


def summary():
    for sample in [*SAMPLES.values(), [0.1] * 5, [0.0, 0.0, 0.0]]:
        n, (mean, sd) = len(sample), moments(sample)
        size = max(map(abs, sample))
        low, high = t_interval(mean, sd, n, mpf("0.05"))
        half = stats.t.ppf(0.975, n - 1) * np.std(sample, ddof=1) / np.sqrt(n)
        yield {
            "sample": sample,
            "mean": agreed(mean, np.mean(sample), size),
            "sd": agreed(sd, np.std(sample, ddof=1), size),
            "low": agreed(low, np.mean(sample) - half, size),
            "high": agreed(high, np.mean(sample) + half, size),
        }


def t_test():
    for place, differences in enumerate(SAMPLES.values()):
        level = [0.95, 0.99, 0.9875][place % 3]
        n, (mean, sd) = len(differences), moments(differences)
        size = max(map(abs, differences))
        low, high = t_interval(mean, sd, n, 1 - mpf(str(level)))
        t = mean / (sd / mp.sqrt(n))
        library = stats.ttest_1samp(differences, 0.0)
        interval = library.confidence_interval(level)
        rounding = 1e-12 * float(size / sd)
        yield {
            "differences": differences,
            "t": agreed(t, library.statistic, 1.0, rounding),
            "p": agreed(t_outside(t, n - 1), library.pvalue, tolerance=n * rounding),
            "low": agreed(low, interval.low, size),
            "high": agreed(high, interval.high, size),
            "level": level,
        }


def sign_flip():
    cases = [
        [0.5, 0.75], [0.3, -0.3], [0.4, 0.1, 0.2], [0.1, 0.2, -0.3], [0.031, -0.012, 0.027, 0.044, 0.008],
        [0.0, 0.0, 0.0], [0.0, 0.5, 0.0, 0.7, 0.9], [1.0, 1.0, 1.0, -1.0, 1.0, 1.0],
        [0.1, 0.2, 0.3, 0.4, 0.5, -0.6, 0.7, 0.8], [0.7, -0.1, 0.4, 0.0, 0.3, 0.3, -0.2, 0.9, 0.1, 0.6],
        [1000000.01, 1000000.03, 1000000.02, -1000000.05, 999999.98],
        [0.9, -0.2, 0.2, 0.0, 0.4, 0.1, 0.1, -0.3, 0.8, 0.6, 0.5, -0.7],
    ]
    for differences in cases:
        exact = [Fraction(str(value)) for value in differences]
        flips = list(product((1, -1), repeat=len(exact)))
        sums = [abs(sum(sign * value for sign, value in zip(flip, exact))) for flip in flips]
        p = Fraction(sum(value >= sums[0] for value in sums), len(sums))
        rounded = np.abs(np.array(flips) @ differences)
        within = rounded >= abs(sum(differences)) - 1e-12 * np.abs(differences).sum()
        assert within.mean() == p
        library = stats.permutation_test(
            (differences,), lambda d, axis: np.abs(np.mean(d, axis=axis)), permutation_type="samples",
            vectorized=True, n_resamples=np.inf, alternative="greater",
        )
        yield {"differences": differences, "p": agreed(p, library.pvalue)}


def equivalence():
    cases = [
        ("five", 0.1), ("five", 0.04), ("five", 0.01), ("three", 100.0), ("two, opposite", 1.0), ("eight, tied", 1.5),
        ("ten, skewed", 1.0), ("fifteen", 1.0), ("fifteen", 0.1), ("six, negative", 3.5), ("four, around zero", 2.0),
        ("two", 0.625), ("six, negative", 3.075), ("five, far from zero", 1000000.5),
    ]
    for name, margin in cases:
        differences = SAMPLES[name]
        n, (mean, sd) = len(differences), moments(differences)
        error = sd / mp.sqrt(n)
        p = max(t_above((mean + margin) / error, n - 1), t_above((margin - mean) / error, n - 1))
        library = DescrStatsW(differences).ttost_mean(-margin, margin)[0]
        rounding = 1e-12 * float(n * max(map(abs, differences)) / sd)
        yield {"differences": differences, "margin": margin, "p": agreed(p, library, tolerance=rounding)}


def effect():
    for differences in SAMPLES.values():
        n, (mean, sd) = len(differences), moments(differences)
        m = n - 1
        if m == 1:
            continue
        correction = mp.gamma(mpf(m) / 2) / (mp.sqrt(mpf(m) / 2) * mp.gamma(mpf(m - 1) / 2))
        # the mean of a noncentral t with noncentrality 1 is the inverse of the correction
        agreed(correction, 1 / stats.nct.mean(m, 1.0))
        d = agreed(mean / sd, np.mean(differences) / np.std(differences, ddof=1), 1.0, 1e-6)
        yield {"differences": differences, "d_z": d, "g_z": float(mean / sd * correction)}


def share():
    cases = [
        (0, 1, 0.95), (1, 2, 0.95), (0, 3, 0.95), (3, 3, 0.95), (4, 5, 0.95), (2.5, 5, 0.95), (0.5, 5, 0.95),
        (4.5, 5, 0.99), (0.5, 1, 0.95), (7, 8, 0.9875), (10, 10, 0.99), (6.5, 10, 0.9875), (37, 40, 0.95),
    ]
    for successes, n, level in cases:
        tail, k = (1 - mpf(str(level))) / 2, mpf(successes)
        low = mpf(0) if k == 0 else beta_quantile(tail, k, n - k + 1)
        high = mpf(1) if k == n else 1 - beta_quantile(tail, n - k, k + 1)
        if isinstance(successes, int):
            library = proportion_confint(successes, n, 1 - level, method="beta")
            low, high = agreed(low, library[0]), agreed(high, library[1])
        yield {"successes": successes, "n": n, "level": level, "low": float(low), "high": float(high)}


def beta_quantile(probability, a, b):
    start = stats.beta.ppf(float(probability), float(a), float(b))
    quantile = mp.findroot(lambda x: mp.log(betainc(a, b, x) / probability), (start, start * (1 + 1e-9)))
    agreed(quantile, start)
    return quantile


FAMILIES = [
    [0.03], [1.0], [0.04, 0.01], [0.01, 0.02, 0.03, 0.04, 0.05], [0.05, 0.01, 0.04, 0.02, 0.03],
    [0.2, 0.2, 0.01, 0.2, 0.01], [1.0, 0.5, 1.0, 0.001], [0.0625, 0.25, 0.03125, 0.0078125, 0.0625, 1.0],
    [0.0, 0.3, 1e-12, 0.049], [float(p) for p in np.round(np.random.default_rng(11).beta(0.4, 1.5, 20), 5)],
]


def adjusted(method, rule):
    for family in FAMILIES:
        library = multipletests(family, method=method)[1]
        exact = [min(1, rule(Fraction(p), [Fraction(q) for q in family])) for p in family]
        yield {"p": family, "adjusted": [agreed(*pair) for pair in zip(exact, library, strict=True)]}


def holm():
    return adjusted("holm", lambda p, family: max(q * sum(r >= q for r in family) for q in family if q <= p))


def benjamini_hochberg():
    count = lambda q, family: Fraction(len(family), sum(r <= q for r in family))
    return adjusted("fdr_bh", lambda p, family: min(q * count(q, family) for q in family if q >= p))


def bca():
    rng = np.random.default_rng(7)
    cases = [
        (SAMPLES["ten, skewed"], 200, 0.95),
        ([0.5, 0.25, 0.25, 0.0, 1.0, 0.75, 0.25, -0.25, 0.5, 0.5], 200, 0.95),
        ([float(value) for value in np.round(rng.normal(0.3, 1.0, 12), 3)], 999, 0.95),
        ([float(value) for value in np.round(rng.exponential(1.0, 20), 3)], 200, 0.99),
        ([float(value) for value in rng.geometric(0.4, 20) / 8 - 0.25], 200, 0.9875),
        ([float(value) for value in np.round(rng.lognormal(-4.0, 1.5, 30), 4)], 999, 0.95),
    ]
    for sample, draws, level in cases:
        result = stats.bootstrap(
            (sample,), np.mean, n_resamples=draws, confidence_level=level, method="BCa", rng=np.random.default_rng(draws)
        )
        distribution = [float(value) for value in result.bootstrap_distribution]
        low, high = bca_interval(sample, distribution, mpf(str(level)))
        interval = result.confidence_interval
        low, high = agreed(low, interval.low, 1.0), agreed(high, interval.high, 1.0)
        yield {"sample": sample, "level": level, "low": low, "high": high, "distribution": distribution}


def bca_interval(sample, distribution, level):
    mean, _ = moments(sample)
    near = float(max(map(abs, sample))) * 1e-12
    # a mean that equals the sample's counts half; rounding must not decide which ones do
    ties = sum(abs(value - mean) <= near for value in distribution)
    assert ties == sum(value == np.mean(sample) for value in distribution)
    below = sum(value < mean - near for value in distribution)
    bias = normal_quantile((below + mpf(ties) / 2) / len(distribution))
    deviations = [mpf(value) - mean for value in sample]
    cubes, squares = (mp.fsum(value**power for value in deviations) for power in (3, 2))
    acceleration = cubes / (6 * squares ** mpf(1.5))
    for tail in (1 - level) / 2, (1 + level) / 2:
        shifted = bias + normal_quantile(tail)
        share = mp.ncdf(bias + shifted / (1 - acceleration * shifted))
        place = share * (len(distribution) - 1)
        left = int(mp.floor(place))
        first, second = (mpf(value) for value in sorted(distribution)[left : left + 2])
        yield first + (place - left) * (second - first)


def normal_quantile(probability):
    return mp.sqrt(2) * mp.erfinv(2 * probability - 1)


def t_power(mean, sd, n, alpha):
    """The two-sided power, as a mixture of beta distributions over a Poisson count."""
    degrees, half = mpf(n - 1), n * (mpf(mean) / mpf(sd)) ** 2 / 2
    inside = degrees / (degrees + t_bound(alpha, n - 1) ** 2)
    total, weight, count, seen = mpf(0), mp.exp(-half), 0, mpf(0)
    while 1 - seen > mpf(10) ** -25:
        total += weight * betainc(degrees / 2, count + mpf(1) / 2, inside)
        seen, count = seen + weight, count + 1
        weight *= half / count
    return total


def t_power_in_doubles(mean, sd, n, alpha):
    shift, bound = abs(mean) / sd * np.sqrt(n), stats.t.isf(alpha / 2, n - 1)
    # scipy gives NaN for the far tail where hardly anything is left of it, and so does the power of statsmodels
    return stats.nct.sf(bound, n - 1, shift) + np.nan_to_num(stats.nct.cdf(-bound, n - 1, shift))


def power():
    cases = [
        (0.0, 1.0, 5, 0.05), (1.0, 1.0, 2, 0.05), (1.0, 1.0, 3, 0.05), (-1.0, 1.0, 5, 0.05), (1.3, 0.8, 5, 0.01),
        (0.4, 0.5, 10, 0.05), (0.4, 0.5, 10, 0.0025), (0.012, 0.02, 8, 0.0125), (2.0, 1.0, 8, 0.001),
        (0.3, 1.0, 40, 0.05), (0.7, 1.0, 40, 0.001), (1e-4, 1.0, 15, 0.05), (5.0, 1.0, 3, 0.01),
    ]
    for mean, sd, n, alpha in cases:
        exact = t_power(mean, sd, n, alpha)
        library = t_power_in_doubles(mean, sd, n, alpha)
        yield {"mean": mean, "sd": sd, "n": n, "alpha": alpha, "power": agreed(exact, library, tolerance=1e-10)}


def equivalence_power():
    cases = [
        (0.0, 1.0, 1.0, 2, 0.05), (0.0, 1.0, 1.0, 3, 0.05), (0.0, 1.0, 1.0, 10, 0.05), (0.0, 1.0, 2.0, 5, 0.05),
        (0.5, 1.0, 2.0, 5, 0.01), (-0.5, 1.0, 2.0, 5, 0.01), (1.0, 1.0, 1.0, 10, 0.05), (1.5, 1.0, 1.0, 6, 0.05),
        (0.001, 0.004, 0.006, 8, 0.0125), (0.0, 0.01, 0.1, 15, 0.001), (0.1, 1.0, 0.5, 40, 0.05),
    ]
    for place, (mean, sd, margin, n, alpha) in enumerate(cases):
        exact = tost_power(mean, sd, margin, n, alpha)
        agreed(exact, tost_power_in_doubles(mean, sd, margin, n, alpha), tolerance=1e-11)
        rng = np.random.default_rng(place)
        draws = 200_000
        means = rng.normal(mean, sd / np.sqrt(n), draws)
        errors = sd * np.sqrt(rng.chisquare(n - 1, draws) / (n - 1) / n)
        rejected = np.mean(np.abs(means) + stats.t.isf(alpha, n - 1) * errors < margin)
        assert abs(rejected - exact) <= 3 * np.sqrt(exact * (1 - exact) / draws) + 1 / draws
        yield {"mean": mean, "sd": sd, "margin": margin, "n": n, "alpha": alpha, "power": float(exact)}


def tost_power(mean, sd, margin, n, alpha):
    """Integrates over the sample's sd in units of the true one, P(|sample mean| < margin - bound) given that sd."""
    m, mean, sd, margin = mpf(n - 1), mpf(mean), mpf(sd), mpf(margin)
    root, bound = mp.sqrt(n), t_bound(2 * mpf(alpha), n - 1)
    scale = 2 * (m / 2) ** (m / 2) / mp.gamma(m / 2)

    def inside(ratio):
        reach = margin - bound * ratio * sd / root
        covered = mp.ncdf((reach - mean) / sd * root) - mp.ncdf((-reach - mean) / sd * root)
        return covered * scale * ratio ** (m - 1) * mp.exp(-m * ratio**2 / 2)

    end = margin * root / (bound * sd)
    cuts = [mpf(cut) / 4 for cut in range(1, 25) if mpf(cut) / 4 < end]
    return mp.quad(inside, [0, *cuts, min(end, 8 + max(cuts, default=0))])


def tost_power_in_doubles(mean, sd, margin, n, alpha):
    """The same by another path: over the sample mean, P(sample sd small enough) given that mean."""
    error, bound = sd / np.sqrt(n), stats.t.isf(alpha, n - 1)

    def inside(place):
        largest = (margin - abs(place)) / bound * np.sqrt(n) / sd
        return stats.norm.pdf(place, mean, error) * stats.chi2.cdf((n - 1) * largest**2, n - 1)

    cuts = np.unique(np.clip(np.append(mean + error * np.arange(-10, 11), [-margin, 0.0, margin]), -margin, margin))
    return sum(integrate.quad(inside, *pair, epsabs=0, epsrel=1e-13)[0] for pair in zip(cuts[:-1], cuts[1:]))


def seeds():
    cases = [
        (1.0, 1.0, 0.05, 0.8), (1.0, 1.0, 0.05, 0.9), (-1.0, 1.0, 0.0025, 0.8), (0.5, 1.0, 0.05, 0.9),
        (0.012, 0.02, 0.0125, 0.8), (20.0, 1.0, 0.05, 0.8), (5.0, 1.0, 0.01, 0.9), (0.1, 1.0, 0.05, 0.8),
        (2.0, 1.0, 0.001, 0.9), (0.05, 1.0, 0.05, 0.8),
    ]
    for mean, sd, alpha, wanted in cases:
        n = 2
        while t_power_in_doubles(mean, sd, n, alpha) < wanted:
            n += 1
        assert t_power(mean, sd, n, alpha) > wanted + 1e-6
        assert n == 2 or t_power(mean, sd, n - 1, alpha) < wanted - 1e-6
        yield {"mean": mean, "sd": sd, "alpha": alpha, "power": wanted, "n": n}


def two_level():
    rng = np.random.default_rng(5)
    for seeds, items, binary in (3, 4, False), (3, 20, True), (4, 8, True), (5, 12, False), (6, 6, False), (5, 20, True):
        baseline, variant = outcomes(rng, seeds, items, binary)
        seed_draws = rng.integers(0, seeds, (50, seeds - 1)).tolist()
        item_draws = rng.integers(0, items, (50, items)).tolist()
        gaps = [[mpf(b) - mpf(a) for a, b in zip(*rows)] for rows in zip(baseline, variant)]
        mean = mp.fsum(map(mp.fsum, gaps)) / (seeds * items)
        means = [
            mp.fsum(gaps[seed][item] for seed in drawn for item in chosen) / (len(drawn) * len(chosen))
            for drawn, chosen in zip(seed_draws, item_draws)
        ]
        gap = np.array(variant) - np.array(baseline)
        library = [gap[np.ix_(*draw)].mean() for draw in zip(seed_draws, item_draws)]
        error = moments(means)[1]
        half = t_bound(mpf("0.05"), seeds - 1) * error
        yield {
            "baseline": baseline, "variant": variant, "seed_draws": seed_draws, "item_draws": item_draws,
            "mean": agreed(mean, gap.mean(), 1.0),
            "distribution": [agreed(*pair, 1.0) for pair in zip(means, library)],
            "standard_error": agreed(error, np.std(library, ddof=1)),
            "low": float(mean - half), "high": float(mean + half),
        }


def outcomes(rng, seeds, items, binary):
    """Outcomes per seed and item, of a baseline and of a variant that is a little better."""
    hardness, luck = rng.normal(0.0, 1.0, items), rng.normal(0.0, 0.3, (2, seeds, 1))
    scores = hardness + luck + rng.normal(0.0, 0.5, (2, seeds, items)) + np.array([0.0, 0.4]).reshape(2, 1, 1)
    return ((scores > 0).astype(float) if binary else np.round(scores, 3) + 0.0).tolist()


KEYS = [
    summary, t_test, sign_flip, equivalence, effect, share, holm, benjamini_hochberg, bca, power, equivalence_power,
    seeds, two_level,
]


def main():
    blocks = []
    for key in KEYS:
        lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in key())
        blocks.append(f'"{key.__name__}": [\n{lines}\n]')
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


if __name__ == "__main__":
    main()
