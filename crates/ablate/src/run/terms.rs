//! The terms of a study: its protocol and seeds, from flags, earlier commands and defaults.

use study::Protocol;
use study::protocol::Frozen;
use study::results::Results;
use study::store::Store;
use subject::Declaration;

use super::Args;
use crate::exit::{Failure, Result};
use crate::print;
use crate::seeds::Seeds;

/// The protocol: flags over the earlier protocol over defaults.
pub(super) fn protocol(
    args: &Args,
    goes_on: Option<&Results>,
    subject: &Declaration,
) -> Result<Protocol> {
    let mut protocol = goes_on.map_or_else(Protocol::default, |earlier| earlier.protocol.clone());
    args.judging.apply(&mut protocol, subject)?;
    match &args.seeds {
        Some(Seeds::These(_)) => protocol.looks.clear(),
        Some(Seeds::Auto) => {
            let most = args.max_seeds.map_or(12, usize::from);
            // a study that goes on keeps its looks, which its verdicts have paid for
            if args.max_seeds.is_some() || protocol.looks.is_empty() {
                protocol.looks = study::run::sequential::looks(most);
            }
        }
        None => {}
    }
    if protocol.looks.is_empty() && (args.max_seeds.is_some() || args.budget.is_some()) {
        let error = Failure::usage("`--max-seeds` and `--budget` are for `--seeds auto`");
        return Err(error.with_hint("add `--seeds auto`"));
    }
    Ok(protocol)
}

/// The seeds to begin with.
pub(super) fn seeds(args: &Args, protocol: &Protocol, goes_on: Option<&Results>) -> Vec<u64> {
    match (&args.seeds, protocol.looks.first(), goes_on) {
        (Some(Seeds::These(seeds)), ..) => seeds.clone(),
        (_, Some(&pilot), _) => (1..=pilot as u64).collect(),
        (None, None, Some(earlier)) => earlier.seeds.clone(),
        _ => vec![1, 2, 3],
    }
}

/// Freezes (preregisters) the terms of a study before its first run.
pub(super) fn freeze(results: &mut Results, store: &Store) -> Result<()> {
    if results.frozen.is_some() {
        let error = Failure::usage("the study is frozen already");
        return Err(error
            .with_hint("leave `--freeze` out; changes against what was fixed show in the report"));
    }
    if let Some(run) = results.runs().find(|run| store.run(&run.id).length() > 0) {
        let error = Failure::usage(format!(
            "the run `{}` has begun, and a study is frozen before its first run",
            run.id
        ));
        return Err(error.with_hint("choose another study folder with `--out DIR`"));
    }
    let frozen = Frozen::new(results.terms());
    print::err(&format!("frozen: {}\n", frozen.sha256));
    results.frozen = Some(frozen);
    Ok(())
}
