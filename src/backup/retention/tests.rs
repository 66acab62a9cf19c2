use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn policy(text: &str) -> RetentionPolicy {
    let mut policy = RetentionPolicy::default();
    for word in text.split_whitespace() {
        let (rule, number) = word.split_at(1);
        let number = number.parse().unwrap();
        match rule {
            "l" => policy.last = number,
            "h" => policy.hourly = number,
            "d" => policy.daily = number,
            "w" => policy.weekly = number,
            "m" => policy.monthly = number,
            "y" => policy.yearly = number,
            _ => panic!("{rule}"),
        }
    }
    policy
}

/// Parses backups: `2026-11-24T02` is complete, `2026-11-24T02?` is not.
fn backups(text: &str) -> Vec<RetentionCandidate> {
    let one = |(number, word): (usize, &str)| {
        let time = word.trim_end_matches('?').replace('-', "");
        RetentionCandidate {
            name: format!("{time}0000Z-{number:06x}").parse().unwrap(),
            is_complete: !word.ends_with('?'),
        }
    };
    text.split_whitespace().enumerate().map(one).collect()
}

/// The kept backups, as `2026-11-24T02 daily,weekly`.
fn kept(policy: RetentionPolicy, backups: &[RetentionCandidate]) -> Vec<String> {
    let kept = policy.decide(backups).unwrap().into_iter().filter(RetentionDecision::is_kept);
    let shown = kept.map(|keep| {
        let rules = keep.rules.iter().filter(|rule| **rule != RetentionRule::LastComplete);
        let rules: Vec<String> = rules.map(ToString::to_string).collect();
        format!("{} {}", keep.name.clock().strftime("%Y-%m-%dT%H"), rules.join(","))
    });
    shown.collect()
}

const DAYS: &str = "2026-11-20T02 2026-11-21T02 2026-11-22T02 2026-11-22T14 2026-11-23T02 2026-11-24T02";
/// A Sunday, the Monday after it, and the turn of a year within one ISO week (2027-01-01 is a Friday).
const WEEKS: &str =
    "2026-12-20T02 2026-12-21T02 2026-12-27T02 2026-12-28T02 2026-12-31T02 2027-01-01T02 2027-01-03T02";

#[rstest]
#[case("l2", DAYS, &["2026-11-24T02 last", "2026-11-23T02 last"])]
#[case("l9", "2026-11-24T02 2026-11-24T03", &["2026-11-24T03 last", "2026-11-24T02 last"])]
#[case("d2", DAYS, &["2026-11-24T02 daily", "2026-11-23T02 daily"])]
// Keeps the newer of two backups of a day.
#[case("d3", DAYS, &["2026-11-24T02 daily", "2026-11-23T02 daily", "2026-11-22T14 daily"])]
// Days without a backup don't count.
#[case("d3", "2026-11-01T02 2026-11-09T02 2026-11-24T02 2026-01-01T01", &["2026-11-24T02 daily", "2026-11-09T02 daily", "2026-11-01T02 daily"])]
#[case("h2", "2026-11-24T02 2026-11-24T03 2026-11-24T03", &["2026-11-24T03 hourly", "2026-11-24T02 hourly"])]
// Days end at midnight UTC.
#[case("d2", "2026-11-23T22 2026-11-23T23 2026-11-24T00", &["2026-11-24T00 daily", "2026-11-23T23 daily"])]
#[case("w2", WEEKS, &["2027-01-03T02 weekly", "2026-12-27T02 weekly"])]
#[case("w3", WEEKS, &["2027-01-03T02 weekly", "2026-12-27T02 weekly", "2026-12-20T02 weekly"])]
#[case("m1", WEEKS, &["2027-01-03T02 monthly"])]
#[case("m2", WEEKS, &["2027-01-03T02 monthly", "2026-12-31T02 monthly"])]
// The number is not used up, so the oldest is kept too.
#[case("m3", WEEKS, &["2027-01-03T02 monthly", "2026-12-31T02 monthly", "2026-12-20T02 oldest"])]
#[case("y9", "2024-01-01T00 2024-12-31T23 2025-06-01T00", &["2025-06-01T00 yearly", "2024-12-31T23 yearly", "2024-01-01T00 oldest"])]
// The same month in two years.
#[case("m2", "2025-11-24T02 2026-11-24T02", &["2026-11-24T02 monthly", "2025-11-24T02 monthly"])]
// One rule is enough; all are named.
#[case("l1 d2 m2", DAYS, &["2026-11-24T02 last,daily,monthly", "2026-11-23T02 daily", "2026-11-20T02 oldest"])]
#[case("l1 w2", DAYS, &["2026-11-24T02 last,weekly", "2026-11-22T14 weekly"])]
#[case("d7", "", &[])]
fn each_rule_keeps_the_expected_backups(#[case] rules: &str, #[case] all: &str, #[case] expected: &[&str]) {
    assert_eq!(kept(policy(rules), &backups(all)), expected);
}

#[test]
fn an_empty_policy_is_refused() {
    let fault = RetentionPolicy::default().decide(&backups(DAYS)).unwrap_err();
    assert_eq!(fault, RetentionError::Empty);
    assert!(fault.to_string().contains("--keep-daily"), "{fault}");
}

#[test]
fn the_newest_complete_backup_is_never_removed() {
    let all = backups("2026-11-20T02 2026-11-21T02 2026-11-22T02? 2026-11-23T02? 2026-11-24T02?");
    let judged = policy("l2").decide(&all).unwrap();
    let kept: Vec<_> = judged
        .iter()
        .filter(|keep| keep.is_kept())
        .map(|keep| (keep.name.clock().day(), keep.rules.as_slice()))
        .collect();
    assert_eq!(
        kept,
        [
            (24, &[RetentionRule::Last][..]),
            (23, &[RetentionRule::Last]),
            (21, &[RetentionRule::LastComplete])
        ]
    );
}

fn any_policy() -> impl Strategy<Value = RetentionPolicy> {
    let number = || 0_u32..5;
    let all = (number(), number(), number(), number(), number(), number());
    all.prop_filter("an empty policy is refused", |all| *all != (0, 0, 0, 0, 0, 0)).prop_map(
        |(last, hourly, daily, weekly, monthly, yearly)| RetentionPolicy {
            last,
            hourly,
            daily,
            weekly,
            monthly,
            yearly,
        },
    )
}

/// Times with very different gaps, so that they are dense within days, weeks and years: minutes after the end of 2023.
fn any_backups() -> impl Strategy<Value = Vec<RetentionCandidate>> {
    let minutes = prop_oneof![0_i64..600, 0_i64..30_000, 0_i64..2_000_000];
    prop::collection::btree_map(minutes, any::<bool>(), 1..40).prop_map(|all| {
        let start: jiff::Timestamp = "2023-12-30T12:00:00Z".parse().unwrap();
        let one = |(minutes, is_complete)| {
            let time = start + jiff::SignedDuration::from_mins(minutes);
            let name = format!("{}-{:06x}", time.strftime("%Y%m%dT%H%M%SZ"), minutes & 0xff_ffff);
            RetentionCandidate { name: name.parse().unwrap(), is_complete }
        };
        all.into_iter().map(one).collect()
    })
}

fn names(policy: RetentionPolicy, all: &[RetentionCandidate]) -> BTreeSet<BackupName> {
    policy.decide(all).unwrap().into_iter().filter(RetentionDecision::is_kept).map(|keep| keep.name).collect()
}

fn only(all: &[RetentionCandidate], names: &BTreeSet<BackupName>) -> Vec<RetentionCandidate> {
    all.iter().filter(|backup| names.contains(&backup.name)).cloned().collect()
}

proptest! {
    #[test]
    fn the_newest_and_the_newest_complete_backup_are_kept(policy in any_policy(), all in any_backups()) {
        let kept = names(policy, &all);
        let newest = all.iter().map(|backup| &backup.name).max().unwrap();
        prop_assert!(kept.contains(newest));
        if let Some(complete) = all.iter().filter(|backup| backup.is_complete).map(|backup| &backup.name).max() {
            prop_assert!(kept.contains(complete));
        }
    }

    #[test]
    fn a_policy_applied_again_removes_nothing(policy in any_policy(), all in any_backups()) {
        let kept = names(policy, &all);
        prop_assert_eq!(names(policy, &only(&all, &kept)), kept);
    }

    #[test]
    fn a_wider_policy_keeps_at_least_as_much(policy in any_policy(), more in any_policy(), all in any_backups()) {
        let wider = RetentionPolicy {
            last: policy.last + more.last,
            hourly: policy.hourly + more.hourly,
            daily: policy.daily + more.daily,
            weekly: policy.weekly + more.weekly,
            monthly: policy.monthly + more.monthly,
            yearly: policy.yearly + more.yearly,
        };
        prop_assert!(names(wider, &all).is_superset(&names(policy, &all)));
    }

    #[test]
    fn every_backup_is_decided_once_in_any_order(policy in any_policy(), all in any_backups()) {
        let mut turned = all.clone();
        turned.reverse();
        let judged = policy.decide(&all).unwrap();
        prop_assert_eq!(&policy.decide(&turned).unwrap(), &judged);
        prop_assert_eq!(judged.len(), all.len());
    }
}

const FLAGS: [&str; 6] =
    ["--keep-last", "--keep-hourly", "--keep-daily", "--keep-weekly", "--keep-monthly", "--keep-yearly"];
const POLICIES: &str =
    "l1/l4/h3/d1/d3/d9/d99/w1/w2/w3/w5/w99/m1/m3/m4/m9/y1/y4/y5/l1 d3 w2/l2 d7 w4 m12/h1 m2 y2/w4 y9";

fn restic(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("restic");
    command.env("RESTIC_REPOSITORY", folder.join("repository")).env("RESTIC_PASSWORD", "x").env("TZ", "UTC");
    let done = command.args(["--quiet", "--no-cache"]).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The hours of the backups that restic would keep.
fn restic_keeps(folder: &Path, used: RetentionPolicy) -> BTreeSet<String> {
    let numbers = [used.last, used.hourly, used.daily, used.weekly, used.monthly, used.yearly];
    let numbers = numbers.map(|number| number.to_string());
    let mut arguments = vec!["forget", "--dry-run", "--json", "--group-by", ""];
    arguments.extend(FLAGS.iter().zip(&numbers).flat_map(|(flag, number)| [*flag, number.as_str()]));
    let answer: serde_json::Value = serde_json::from_str(&restic(folder, &arguments)).unwrap();
    let kept = answer[0]["keep"].as_array().unwrap();
    kept.iter().map(|kept| kept["time"].as_str().unwrap()[..13].to_owned()).collect()
}

/// Compares with the decisions of the real restic.
#[test]
#[ignore = "needs restic 0.16 or newer (Debian 13: restic)"]
fn restic_keeps_the_same_backups() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::write(&data, "x").unwrap();
    restic(folder.path(), &["init"]);
    let more = "2024-01-01T00? 2024-12-31T23? 2025-11-24T02? 2026-11-23T22? 2026-11-23T23?";
    let all = backups(&format!("{DAYS} {WEEKS} {more}").replace(' ', "? "));
    for backup in &all {
        let time = backup.name.clock().strftime("%Y-%m-%d %H:%M:%S").to_string();
        restic(folder.path(), &["backup", "--time", &time, data.to_str().unwrap()]);
    }
    for rules in POLICIES.split('/') {
        let ours = kept(policy(rules), &all).into_iter().map(|shown| shown[..13].to_owned());
        let ours: BTreeSet<String> = ours.collect();
        assert_eq!(ours, restic_keeps(folder.path(), policy(rules)), "{rules}");
    }
}
