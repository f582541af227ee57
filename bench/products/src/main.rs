//! Matrix products of a step of S-ViLM against two libraries for them, in turns on one thread:
//! `cargo run --manifest-path bench/products/Cargo.toml`.

#[path = "../../../crates/svilm/src/kernel/gemm.rs"]
#[expect(dead_code, reason = "the kernel has forms that are not timed")]
mod ours;

use std::time::Instant;

use ours::{Into, Left, Right};

/// Rounds, each with every library in turn.
const ROUNDS: usize = 15;
/// Operations of one timing, about.
const OPERATIONS: f64 = 3e8;

/// A product `[m, k] x [k, n]`; the left operand may be stored transposed.
struct Product {
    name: &'static str,
    size: [usize; 3],
    transposed: bool,
}

/// Products of an encoder: of clips of so many tokens, through layers of this width, with heads of
/// that one.
fn products(tokens: usize, width: usize, head: usize) -> [Product; 6] {
    let (wide, padded) = (4 * width, head.next_multiple_of(16));
    let product = |name, size| Product { name, size, transposed: false };
    [
        product("queries, keys, values", [tokens, 3 * width, width]),
        product("to hidden", [tokens, wide, width]),
        product("from hidden", [tokens, width, wide]),
        Product { transposed: true, ..product("weights' gradient", [width, wide, tokens]) },
        product("scores", [tokens, tokens, head]),
        product("values", [tokens, padded, tokens]),
    ]
}

impl Product {
    /// GFLOP/s of each library in each round.
    fn time(&self) -> [Vec<f64>; 3] {
        let [m, n, k] = self.size;
        let numbers = |n: usize| (0..n).map(|i| (i as f32 * 0.37).sin()).collect::<Vec<f32>>();
        let (a, b, mut c) = (numbers(m * k), numbers(k * n), vec![0.0; m * n]);
        let (row, column) = if self.transposed { (1, m as isize) } else { (k as isize, 1) };
        let operations = 2.0 * (m * n * k) as f64;
        let times = ((OPERATIONS / operations) as usize).max(1);
        let rate = |product: &mut dyn FnMut()| {
            let start = Instant::now();
            (0..times).for_each(|_| product());
            operations * times as f64 / start.elapsed().as_secs_f64() / 1e9
        };
        let mut rates = [const { Vec::new() }; 3];
        let apart = n as isize;
        for _ in 0..ROUNDS {
            let left = if self.transposed { Left::Columns(&a, m) } else { Left::Rows(&a, k) };
            rates[0].push(rate(&mut || {
                ours::gemm(self.size, left, Right(&b, n), Into::Overwrite(&mut c, n));
            }));
            let (to, a, b) = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
            // SAFETY: the pointers are to matrices of these sizes with these distances
            rates[1].push(rate(&mut || unsafe {
                let serial = gemm::Parallelism::None;
                gemm::gemm(
                    m, n, k, to, 1, apart, false, a, column, row, b, 1, apart, 0.0, 1.0, false,
                    false, false, serial,
                );
            }));
            // SAFETY: as above
            rates[2].push(rate(&mut || unsafe {
                matrixmultiply::sgemm(m, k, n, 1.0, a, row, column, b, apart, 1, 0.0, to, apart, 1);
            }));
        }
        rates
    }
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() {
    println!("GFLOP/s, medians of {ROUNDS} rounds; ratios are medians of the rounds' ratios\n");
    println!(
        "| product | m x n x k | ours | gemm | matrixmultiply | to gemm | to matrixmultiply |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|");
    for (size, tokens, width, head) in
        [("micro", 96, 48, 12), ("tiny", 160, 64, 16), ("small", 288, 192, 64)]
    {
        for product in products(tokens, width, head) {
            let [ours, one, other] = product.time();
            let ratio =
                |other: &[f64]| middle(ours.iter().zip(other).map(|(a, b)| a / b).collect());
            let ratios = [ratio(&one), ratio(&other)];
            let [m, n, k] = product.size;
            println!(
                "| {size}: {} | {m} x {n} x {k} | {:.1} | {:.1} | {:.1} | {:.2} | {:.2} |",
                product.name,
                middle(ours.clone()),
                middle(one),
                middle(other),
                ratios[0],
                ratios[1]
            );
        }
    }
}
