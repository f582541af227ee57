//! Corrections of p for the number of comparisons that are made together.

/// Adjusted p of Holm (1979), in the order given: those below alpha are rejected with a family-wise
/// error of at most alpha, however the tests depend on each other.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let (m, order) = (p.len(), ascending(p));
    let mut adjusted = vec![1.0; m];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        largest = largest.max(p[index] * (m - rank) as f64).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

/// Adjusted p of Benjamini and Hochberg (1995), in the order given: of those below alpha a share of
/// at most alpha is expected to be false, if the tests are independent or positively dependent. For
/// screening.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let (m, order) = (p.len(), ascending(p));
    let mut adjusted = vec![1.0; m];
    let mut smallest = 1.0_f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        smallest = smallest.min(p[index] * m as f64 / (rank + 1) as f64);
        adjusted[index] = smallest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}
