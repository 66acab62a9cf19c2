//! The short way of a rule gives what the long way gives, whatever the cells are.

use std::sync::Arc;

use proptest::prelude::*;

use crate::mapping::Mapping;
use crate::mapping::bound_mapping::BoundMapping;
use crate::record::{CellKind, Header, Record, SourceOrigin};

const MAPPING: &str = r#"
version = 1
[source]
null = ["", "NULL", "Nix", "0"]
[match]
keys = [["email"]]
[fields]
name = { from = ["A", "B"], required = true }
email = { from = "A", on_invalid = "empty" }
phoneNumber = { from = "A" }
mobileNumber = { from = "B", as = "phone", region = "IT", on_invalid = "empty" }
address = { from = "A", on_empty = "clear" }
city = { from = "B", case = "title" }
province = { from = "A", lookup = { BO = "Bologna" }, lookup_else = "keep" }
state = { from = "A", on_invalid = "empty" }
postalNumber = { from = "B", apostrophe = "drop" }
birthDate = { from = "A", formats = ["%d/%m/%Y"], on_invalid = "empty" }
website = { from = "A", on_invalid = "empty" }
company = { from = "A", repair = ["entities"] }
language = { from = "A", default = "en", on_invalid = "default" }
topClient = { from = "B", on_invalid = "empty", on_empty = "clear" }
memo = { from = "B", trim = false }
tags = { from = "A" }
[custom_fields]
whole = { from = "A", as = "integer", on_invalid = "keep" }
amount = { from = "B", as = "decimal", on_invalid = "keep" }
plain = { from = "A" }
"#;

fn bound() -> BoundMapping {
    let mapping = Arc::new(Mapping::parse("m.toml", MAPPING).unwrap());
    let header = Arc::new(Header::new(["A", "B"].map(str::to_owned).to_vec()).unwrap());
    mapping.bind(&SourceOrigin { file: "a.csv".into(), sheet: None, rejects: false }, &header).unwrap()
}

/// What some step changes or warns about, and its neighbors.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "", " ", "\t", "\n", "\r", "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{200b}", "\u{feff}", "\u{fffd}",
    "Ada", "Nix", "NULL", "No", "None", "nan", "(null)", "<NA>", "Loading...", "0", "00/00/0000",
    "01/02/2020", "1067.0", ".0", "3.9E+11", "E5", "Err:502", "#N/A", "####", "#NO-RESULT!", "=\"007\"",
    "'1", "\"", "\\", "&amp;", "&", ";", "_x000D_", "_", "é", "e\u{301}", "Ã©", "CittÃ", "Jos‚", "佐藤",
    "Дмитрий", "🎪", "’", "™", "IT", "Italy", "de", "a@b.it", "A@B.it", "mailto:", "<", ">",
    "+39 02 5551234", "02 5551234 int 7", "00184", "https://x.org/", "yes", "BO", "12", "1,5", "(", ")",
    "+", "-", ".", ",", "/",
];

fn cell() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => prop::sample::select(PARTS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9 .@:/+-]{1,12}",
    ];
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn the_short_way_gives_what_the_long_way_gives(a in cell(), b in cell(), number: bool) {
        thread_local! { static BOUND: BoundMapping = bound(); }
        let short = BOUND.with(Clone::clone);
        let long = BoundMapping { short_ways: Vec::new(), ..short.clone() };
        let mut record = Record::new(2, 2);
        record.push(&a);
        record.push_kind(&b, if number { CellKind::Number } else { CellKind::Text });
        let (one, other) = (short.apply(&record), long.apply(&record));
        prop_assert_eq!(&one.customer, &other.customer);
        prop_assert_eq!(&one.issues, &other.issues);
        prop_assert_eq!(one.skip, other.skip);
    }
}
