//! Are the verdicts right as often as they say? `cargo run -p report --example simulate -- [--draws
//! N] [--out FOLDER] [NAME…]`
//!
//! Studies whose truth is known are drawn and judged by the code that judges real ones; what is
//! counted is how often it errs. Tables are printed as Markdown and written as CSV and SVG;
//! `docs/statistics.md` says what they show. The same command gives the same figures on every
//! machine. `NAME` picks single experiments.

mod agreement;
mod chart;
mod choice;
mod coverage;
mod crossed;
mod draw;
mod equivalence;
mod estimate;
mod null;
mod rule;
mod seeds;
mod sequential;
mod synthetic;
mod table;

use std::error::Error;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::time::Instant;

use table::Table;

/// Draws of the cheapest experiments; the others take a fixed share of it.
const DRAWS: usize = 40_000;

type Experiment = fn(usize) -> Vec<Table>;

const EXPERIMENTS: [(&str, Experiment); 8] = [
    ("agreement", agreement::tables),
    ("null", null::tables),
    ("choice", choice::tables),
    ("coverage", coverage::tables),
    ("equivalence", equivalence::tables),
    ("crossed", crossed::tables),
    ("sequential", sequential::tables),
    ("seeds", seeds::tables),
];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut draws, mut folder, mut names) = (DRAWS, None::<PathBuf>, Vec::new());
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--draws" => draws = words.next().ok_or("--draws needs a number")?.parse()?,
            "--out" => folder = Some(words.next().ok_or("--out needs a folder")?.into()),
            name if EXPERIMENTS.iter().any(|(known, _)| *known == name) => names.push(word),
            _ => {
                return Err(format!(
                    "`{word}` is no experiment; there are {:?}",
                    EXPERIMENTS.map(|(name, _)| name)
                )
                .into());
            }
        }
    }
    let mut out = stdout().lock();
    let mut all = String::from("# Tables of the simulation\n");
    for (name, tables) in EXPERIMENTS {
        if !names.is_empty() && !names.iter().any(|chosen| chosen == name) {
            continue;
        }
        let start = Instant::now();
        for table in tables(draws) {
            let text = table.markdown();
            writeln!(out, "{text}")?;
            all.push('\n');
            all.push_str(&text);
            if let Some(folder) = &folder {
                table.write(folder)?;
            }
        }
        // apart from the tables, which are the same every time
        writeln!(std::io::stderr(), "{name}: {:.0} s", start.elapsed().as_secs_f64())?;
    }
    match folder {
        Some(folder) => Ok(std::fs::write(folder.join("tables.md"), all)?),
        None => Ok(()),
    }
}
