//! `cargo xtask accuracy --fit`: estimates the weights that `rules/weights.toml` marks as fitted.
//!
//! A logistic regression on the development half. Each finding on a labelled line is a case; its
//! signals are what it has or has not; it is right when it lies over a credential. The weights of
//! all other signals stay as they are and add to the sum. With a few hundred cases the data alone
//! would say too much, so each weight is held to the one it has now as if that had been seen
//! before: the further away, the more the cases must agree. No chance is involved, and a second
//! run on the outcome moves what the first has left.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use keyward_engine::{FileContext, Finding, scan};

use super::lines::{Half, Line};
use super::score::meet;

/// How strongly a weight is held to what it is: the weight of this many cases at even odds.
const HELD: f64 = 4.0;
const ROUNDS: usize = 4000;
const STEP: f64 = 0.02;
/// Weights are written in steps of this many hundredths of a logit.
const GRID: f64 = 10.0;

/// One finding on a labelled line.
struct Case {
    /// What its other signals add up to, in logits.
    others: f64,
    /// Places of its signals among the fitted ones.
    signals: Vec<usize>,
    is_secret: bool,
}

/// A weight before and after.
struct Weight {
    id: String,
    now: f64,
    cases: usize,
    fitted: f64,
}

/// Fits, prints the outcome, and writes it where asked.
///
/// # Errors
/// When `rules/weights.toml` cannot be read or written.
pub(super) fn run(lines: &[Line], write: bool) -> Result<()> {
    let path = crate::root().join("rules/weights.toml");
    let text = fs::read_to_string(&path).context("no rules/weights.toml")?;
    let mut weights = fitted_weights(&text)?;
    let cases = cases(lines, &weights);
    fit(&mut weights, &cases);
    println!(
        "{} findings on lines of the development half\n",
        cases.len()
    );
    println!("{:20}{:>7}{:>8}{:>8}", "signal", "cases", "now", "fitted");
    for weight in &weights {
        let Weight {
            id,
            cases,
            now,
            fitted,
        } = weight;
        println!(
            "{id:20}{cases:>7}{:>8.0}{:>8.0}",
            now * 100.0,
            rounded(*fitted)
        );
    }
    if write {
        rewrite(&path, &text, &weights)?;
    }
    Ok(())
}

fn fitted_weights(text: &str) -> Result<Vec<Weight>> {
    let table: toml::Table = text.parse()?;
    let signals = table.get("signal").and_then(|signals| signals.as_array());
    let fitted = signals
        .into_iter()
        .flatten()
        .filter(|signal| signal.get("fitted").and_then(toml::Value::as_bool) == Some(true));
    let weight = |signal: &toml::Value| {
        let hundredths = i32::try_from(signal.get("weight")?.as_integer()?).ok()?;
        let now = f64::from(hundredths) / 100.0;
        let id = signal.get("id")?.as_str()?.to_owned();
        Some(Weight {
            id,
            now,
            cases: 0,
            fitted: now,
        })
    };
    fitted
        .map(|signal| weight(signal).context("a signal has an id and a weight"))
        .collect()
}

fn cases(lines: &[Line], weights: &[Weight]) -> Vec<Case> {
    let place: BTreeMap<&str, usize> = weights
        .iter()
        .enumerate()
        .map(|(at, weight)| (weight.id.as_str(), at))
        .collect();
    let mut cases = Vec::new();
    for line in lines.iter().filter(|line| line.half == Half::Dev) {
        let found = scan(&line.text, &FileContext::of(&line.path, None)).findings;
        for finding in found.iter().filter(|found| meet(&found.range, &line.own)) {
            let case = case(finding, line, &place);
            if !case.signals.is_empty() {
                cases.push(case);
            }
        }
    }
    cases
}

fn case(finding: &Finding, line: &Line, place: &BTreeMap<&str, usize>) -> Case {
    let mut case = Case {
        others: 0.0,
        signals: Vec::new(),
        is_secret: line
            .secrets
            .iter()
            .any(|secret| meet(secret, &finding.range)),
    };
    for signal in &finding.reasons {
        match place.get(signal.id) {
            Some(&at) => case.signals.push(at),
            None => case.others += f64::from(signal.weight) / 100.0,
        }
    }
    case
}

/// Gradient ascent on the log likelihood less what holds the weights.
#[expect(clippy::cast_precision_loss, reason = "a few hundred cases")]
fn fit(weights: &mut [Weight], cases: &[Case]) {
    for case in cases {
        for &at in &case.signals {
            weights[at].cases += 1;
        }
    }
    for _ in 0..ROUNDS {
        let mut slopes: Vec<f64> = weights
            .iter()
            .map(|weight| HELD * (weight.now - weight.fitted))
            .collect();
        for case in cases {
            let sum = case
                .signals
                .iter()
                .map(|&at| weights[at].fitted)
                .sum::<f64>();
            let chance = 1.0 / (1.0 + (-(case.others + sum)).exp());
            let miss = f64::from(u8::from(case.is_secret)) - chance;
            case.signals.iter().for_each(|&at| slopes[at] += miss);
        }
        for (weight, slope) in weights.iter_mut().zip(slopes) {
            weight.fitted += STEP * slope / (1.0 + weight.cases as f64 / 10.0);
        }
    }
}

/// In hundredths of a logit, on the grid.
fn rounded(logits: f64) -> f64 {
    (logits * 100.0 / GRID).round() * GRID
}

/// Changes the weights in the text and nothing else of it.
fn rewrite(path: &Path, text: &str, weights: &[Weight]) -> Result<()> {
    let mut signal = "";
    let mut out = String::new();
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("id = ") {
            signal = id.trim_matches('"');
        }
        let weight = weights.iter().find(|weight| weight.id == signal);
        match (line.starts_with("weight = "), weight) {
            (true, Some(weight)) => out += &format!("weight = {:.0}", rounded(weight.fitted)),
            _ => out += line,
        }
        out.push('\n');
    }
    fs::write(path, out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_follows_its_cases_as_far_as_it_is_let() {
        let weight = |now| Weight {
            id: String::new(),
            now,
            cases: 0,
            fitted: now,
        };
        let mut weights = [weight(0.0), weight(1.0)];
        let case = |is_secret| Case {
            others: 0.0,
            signals: vec![0],
            is_secret,
        };
        let cases: Vec<Case> = (0..40).map(|at| case(at % 10 != 0)).collect();
        fit(&mut weights, &cases);
        // Nine in ten is 2.2 logits; held to 0, it ends below.
        assert!(
            (1.0..2.2).contains(&weights[0].fitted),
            "{}",
            weights[0].fitted
        );
        assert!(
            (weights[1].fitted - 1.0).abs() < 1e-9,
            "nothing speaks for a change"
        );
    }
}
