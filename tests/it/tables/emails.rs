//! E-mail addresses: the isemail set, which has a verdict by the RFCs for each text.

use std::collections::BTreeSet;

use deskferry::convert::Conversion;

use super::{converted, say, table};

#[test]
fn accepted_addresses_are_valid_in_the_isemail_set() {
    let rows: Vec<[String; 2]> = table("emails.csv")
        .into_iter()
        .map(|row| [serde_json::from_str(&row[0]).unwrap(), row[1].clone()])
        .collect();
    let sound = |verdict: &str| verdict == "valid" || verdict.starts_with("dnsWarn");
    let good: BTreeSet<String> =
        rows.iter().filter(|row| sound(&row[1])).map(|row| row[0].to_lowercase()).collect();
    let (mut accepted, mut refused, mut missed) = (0, 0, Vec::new());
    for row in &rows {
        // A cell is trimmed before it is converted.
        match converted(&Conversion::Email, row[0].trim()) {
            Ok(address) => {
                accepted += 1;
                assert!(good.contains(&address), "{:?} ({}) became {address}", row[0], row[1]);
            }
            Err(_) => {
                refused += 1;
                missed.extend(sound(&row[1]).then_some(row[0].as_str()));
            }
        }
    }
    say(&format!("emails.csv: {accepted} accepted, {refused} refused; sound and refused: {missed:?}"));
    // Valid addresses that we refuse have no top-level domain, or one of a single letter.
    for address in missed {
        let (_, domain) = address.rsplit_once('@').unwrap();
        let last = domain.rsplit_once('.').map_or("", |(_, last)| last);
        assert!(last.len() < 2 || last.bytes().any(|byte| !byte.is_ascii_alphabetic()), "{address}");
    }
    assert!(accepted > 15, "{accepted}");
}
