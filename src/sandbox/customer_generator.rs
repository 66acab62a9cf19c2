//! Invented customers, the same every time.

use super::random::{draw, pick};
use serde_json::{Value, json};

const FIRST: &[&str] = &[
    "Ada",
    "Grace",
    "Alan",
    "Barbara",
    "Edsger",
    "Frances",
    "Giulia",
    "Hedy",
    "Ivan",
    "José",
    "Katherine",
    "Łukasz",
    "Margaret",
    "Niklaus",
    "Radia",
    "Søren",
];
const LAST: &[&str] = &[
    "Byron", "Hopper", "Turing", "Liskov", "Dijkstra", "Allen", "Rossi", "Lamarr", "Petrov", "García",
    "Johnson", "Nowak", "Hamilton", "Wirth", "Perlman", "O'Brien",
];
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("London", "Greater London", "GB", "EC4A 3DE"),
    ("Milano", "MI", "IT", "20121"),
    ("Madrid", "Madrid", "ES", "28001"),
    ("Lyon", "Rhône", "FR", "69001"),
    ("Kraków", "Małopolskie", "PL", "31-042"),
    ("Portland", "OR", "US", "97201"),
];
const COMPANIES: &[&str] = &["Analytical Engines Ltd", "Rossi & Figli", "Northwind", "Città Nuova"];
const SEGMENTS: &[&str] = &["Gold", "Silver", "Bronze"];
const LANGUAGES: &[&str] = &["en", "it", "es", "fr"];

/// The first `count` invented customers, without ids. The email and the custom field `legacyId` are unique.
pub fn start_customers(count: usize) -> Vec<Value> {
    (0..count).map(customer).collect()
}

fn customer(n: usize) -> Value {
    let bits = |slot: u64| draw(slot, n as u64);
    let first = pick(bits(1), FIRST).copied().unwrap_or_default();
    let last = pick(bits(2), LAST).copied().unwrap_or_default();
    let (city, province, state, code) = pick(bits(3), PLACES).copied().unwrap_or_default();
    json!({
        "name": format!("{first} {last}"),
        "email": format!("customer{n}@example.org"),
        "phoneNumber": format!("+44 20 7946 {:04}", n % 10_000),
        "birthDate": birth_date(bits(4)),
        "address": format!("{} Sample Street", bits(5) % 200 + 1),
        "city": city, "province": province, "state": state, "postalNumber": code,
        "topClient": bits(6) % 10 == 0,
        "registrationChannel": "STANDARD",
        "language": pick(bits(7), LANGUAGES),
        "company": pick(bits(8), COMPANIES),
        "memo": format!("Imported as number {n}"),
        "customFields": {"segment": pick(bits(9), SEGMENTS), "legacyId": format!("L-{n}")},
    })
}

/// Midnight of a day from 1940 on, in epoch milliseconds.
fn birth_date(bits: u64) -> i64 {
    let days = i64::try_from(bits % 23_000).unwrap_or_default() - 10_957;
    days * 86_400_000
}

/// Definitions of the custom fields of these customers, in the API's form.
pub fn start_custom_fields() -> Vec<Value> {
    vec![
        json!({"name": "segment", "type": "COMBO", "required": false,
            "labels": {"en": "Segment", "it": "Segmento"}, "values": SEGMENTS,
            "linkedField": null, "linkedValues": null}),
        json!({"name": "legacyId", "type": "TEXT", "required": false,
            "labels": {"en": "Legacy id", "it": "Vecchio id"}, "values": null,
            "linkedField": null, "linkedValues": null}),
        json!({"name": "vatNumber", "type": "TEXT", "required": false,
            "labels": {"en": "VAT number", "it": "Partita IVA"}, "values": null,
            "linkedField": null, "linkedValues": null}),
        json!({"name": "level", "type": "LINKED_COMBO", "required": false,
            "labels": {"en": "Level", "it": "Livello"}, "values": null,
            "linkedField": "segment", "linkedValues": {"Gold": ["A", "B"], "Silver": ["C"]}}),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn generated_customers_are_reproducible_and_unique() {
        let customers = start_customers(500);
        assert_eq!(customers, start_customers(500));
        let emails: HashSet<_> = customers.iter().map(|c| c["email"].as_str().unwrap()).collect();
        assert_eq!(emails.len(), 500);
        assert!(customers.iter().any(|c| c["birthDate"].as_i64().unwrap() < 0));
    }
}
