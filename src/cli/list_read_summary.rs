//! The summary of a command that read the complete list.

use deskferry::export::{Evidence, OrderObjection, Verdict};
use deskferry::report::wrap;
use deskferry::wording::counted;

/// The verdict, its basis, and how many requests and seconds it took.
pub(crate) fn summary(evidence: &Evidence) -> String {
    let Evidence { verdict, file, passes, requests, refined, seconds, .. } = evidence;
    let mut text = format!("{}, {}\n", counted(file.customers, "customer", "customers"), verdict.word());
    let mut line = |line: String| text.push_str(&(wrap("  ", 4, &line) + "\n"));
    line(evidence.completeness.clone());
    line(format!(
        "{}, {} ({} retried), {seconds:.1} s",
        counted(passes.len(), "pass", "passes"),
        counted(requests.total, "request", "requests"),
        requests.retries
    ));
    let came = evidence.came.count;
    let went = evidence.went.count;
    let changed = evidence.changed.count;
    if came + went + changed > 0 {
        line(format!("while the list was being read: {came} added, {went} removed, {changed} changed"));
    }
    line(refined.fields.text());
    if refined.details > 0 {
        line(format!(
            "details read: {}; missing: {} (these customers are kept as listed)",
            refined.details, refined.gone_before_detail.count
        ));
    }
    if let Some(searched) = &evidence.searched {
        let out = refined.not_matching;
        let kept = refined.unjudged;
        line(format!(
            "customers that the server returned: {}; {out} did not match, {kept} could not be checked",
            searched.returned
        ));
    }
    if let Verdict::Unproven { objections, .. } = verdict
        && !objections.is_empty()
    {
        line(format!("not proven because: {}", words(objections)));
    }
    text
}

fn words(objections: &[OrderObjection]) -> String {
    let word = |objection: &OrderObjection| objection.to_string();
    objections.iter().map(word).collect::<Vec<_>>().join("; ")
}
