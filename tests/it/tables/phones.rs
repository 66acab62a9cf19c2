//! Phone numbers of all regions: libphonenumber's example numbers, and numbers that it calls invalid.

use std::collections::BTreeMap;

use deskferry::convert::{Conversion, ConversionInput, PhoneRule, RowCountry};
use deskferry::customer::Country;
use deskferry::issue::Code;

use super::{converted, say, table};

/// A number in a row of this country.
fn in_country(country: &'static str, text: &str) -> Result<String, Code> {
    let input = ConversionInput { country: RowCountry::Is(Country(country)), ..ConversionInput::text(text) };
    let converted =
        Conversion::Phone(PhoneRule::default()).convert(&input).map_err(|complaint| complaint.code)?;
    Ok(converted.value.map_or_else(String::new, |value| value.text().into_owned()))
}

#[test]
fn example_numbers_become_e164_and_no_other() {
    let (mut tally, mut wrong) = (BTreeMap::<String, [u32; 2]>::new(), Vec::new());
    for row in table("phones.csv") {
        let [kind, national, international, e164] = [1, 2, 3, 4].map(|at| row[at].as_str());
        let region: &'static str = row[0].clone().leak();
        let found = in_country(region, national);
        if kind == "INVALID" {
            assert!(found.is_err(), "{region} {national}: {found:?}");
            continue;
        }
        // E.164 is never changed, and needs no country.
        for text in [e164, international] {
            let there = converted(&Conversion::Phone(PhoneRule::default()), text);
            wrong
                .extend((there.as_deref() != Ok(e164)).then(|| format!("{region} {kind} {text}: {there:?}")));
        }
        tally.entry(kind.to_owned()).or_default()[usize::from(found.is_ok())] += 1;
        wrong
            .extend((found.as_deref() != Ok(e164)).then(|| format!("{region} {kind} {national}: {found:?}")));
    }
    for (kind, [refused, accepted]) in &tally {
        say(&format!(
            "phones.csv {kind}: {accepted} accepted, {refused} refused as dialled in their country"
        ));
    }
    assert!(tally.len() > 5);
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
}
