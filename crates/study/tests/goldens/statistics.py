"""Makes statistics.json: means, standard deviations and paired t intervals by numpy and scipy.

    pip install numpy scipy && python3 statistics.py > statistics.json
"""
import json

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20240229)
cases = []
for n, level, spread, effect in [(2, 50, 1, 0), (3, 68, 0.2, -18), (3, 0.5, 1e-3, 1e-4), (5, -20, 30, 4),
                                 (8, 1e6, 1, 0.5), (10, 0, 1e-8, 0), (31, 12.5, 2.5, 1), (200, 40, 9, 0.3)]:
    baseline = rng.normal(level, spread, n)
    variant = baseline + rng.normal(effect, spread, n)
    test = stats.ttest_rel(variant, baseline)
    low, high = test.confidence_interval(0.95)
    cases.append({
        "baseline": baseline.tolist(),
        "variant": variant.tolist(),
        "mean": float(np.mean(variant)),
        "sd": float(np.std(variant, ddof=1)),
        "difference": float(np.mean(variant - baseline)),
        "low": float(low),
        "high": float(high),
    })
quantiles = [[n, float(stats.t.ppf(0.975, n - 1))] for n in [2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 1000]]
print(json.dumps({"made_with": f"numpy {np.__version__}, scipy {scipy.__version__}",
                  "quantiles": quantiles, "cases": cases}, indent=1))
