//! Phone numbers that only look different from those of the help desk.

use rstest::rstest;
use serde_json::{Value, json};

use super::import;
use crate::command_line::{Desk, Ran};

fn mapping(region: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = {{ from = \"Name\" }}\nemail = {{ from = \"Email\" }}\n\
         state = {{ from = \"Country\", optional = true }}\n\
         phoneNumber = {{ from = \"Phone\", as = \"phone\"{region} }}\n"
    )
}

fn ada(phone: &str, state: &str) -> Value {
    json!({"id": "1", "name": "Ada", "email": "ada@example.org", "phoneNumber": phone, "state": state})
}

fn imported(desk: &Desk, mapping: &str, country: &str, phone: &str, flags: &str) -> Ran {
    // The others make Italy the country of most rows.
    let others: String =
        (0..9).map(|row| format!("N{row},n{row}@example.org,Italy,+39 02 555019{row}\n")).collect();
    let csv = format!("Name,Email,Country,Phone\nAda,ada@example.org,{country},{phone}\n{others}");
    import(desk, mapping, &csv, flags)
}

/// An ambiguous number (W214) is kept as typed. If the help desk has one of its readings, that stays.
#[rstest]
#[case("+442079460958", "GB", 0)]
#[case("+442079460958", "", 0)]
#[case("+3902079460958", "IT", 0)]
#[case("020 7946 0958", "GB", 0)]
#[case("+442079460959", "GB", 1)]
#[case("+33207946095", "FR", 1)]
#[case::only_in_the_country_of_the_old_number("+3902079460958", "GB", 1)]
fn a_reading_that_the_help_desk_has_stays(#[case] known: &str, #[case] state: &str, #[case] updated: u64) {
    let mapping = mapping("").replace("state = {", "state = { write = \"on_insert\",");
    let desk = Desk::holding([ada(known, state)]);
    let ran = imported(&desk, &mapping, "UK", "020 7946 0958", "");
    assert!(ran.stderr.contains("W214"), "{ran}");
    assert_eq!(ran.count("updated"), updated, "{ran}");
    let now = if updated == 0 { known } else { "020 7946 0958" };
    assert_eq!(desk.customer("id", "1")["phoneNumber"], now);
    let asked = ran.report_json()["questions"].as_array().cloned().unwrap_or_default();
    let asked = asked.iter().filter(|question| question["about"] == "W214").count() as u64;
    assert_eq!(asked, updated, "what changes nothing raises no question: {ran}");
}

/// A row without a country gets the region of the mapping. The customer lives elsewhere, and has the same number there.
#[test]
fn the_country_of_the_customer_counts_more_than_the_region() {
    let mapping = mapping(", region = \"IT\"");
    let imported = |phone: &str, flags: &str| {
        let desk = Desk::holding([ada("+33612345678", "FR")]);
        let ran = imported(&desk, &mapping, "", phone, flags);
        (desk.customer("id", "1")["phoneNumber"].clone(), ran)
    };
    let (phone, same) = imported("06 12 34 56 78", "");
    assert_eq!((same.count("updated"), phone), (0, json!("+33612345678")), "{same}");
    let (phone, stated) = imported("+39 06 12345678", "");
    assert_eq!(
        (stated.count("updated"), phone),
        (1, json!("+390612345678")),
        "the row says its country: {stated}"
    );
    let (_, other) = imported("06 12 34 56 79", "--dry-run");
    assert_eq!(other.count("planned_updates"), 1, "another number: {other}");
    let asked = other.report_json()["questions"].as_array().unwrap().clone();
    assert!(asked.iter().any(|question| question["about"] == "phone_region"), "{asked:?}");
}

/// However the number of the row got its country: the same one is not written in another form, by no run.
#[rstest]
#[case::country_of_the_row("+39 02 5555 1011", "Italy", "02 5555 1011", "", true)]
#[case::the_same_text("+39 02 5555 1011", "Italy", "+39 02 5555 1011", "", true)]
#[case::region("02 5555 1011", "", "02 5555 1011", ", region = \"IT\"", true)]
#[case::kept_as_typed("+390255551011", "Italy", "+39 02-5555-1011", ", format = \"keep\"", true)]
#[case::no_code_in_the_help_desk("02 5555 1011", "Italy", "+390255551011", "", true)]
#[case::another_number("+39 02 5555 1012", "Italy", "02 5555 1011", "", false)]
#[case::an_extension_more("+39 02 5555 1011 ext. 3", "Italy", "02 5555 1011", "", false)]
#[case::words_more("+39 02 5555 1011 (Ada)", "Italy", "02 5555 1011", "", false)]
fn only_another_number_is_written(
    #[case] known: &str,
    #[case] country: &str,
    #[case] phone: &str,
    #[case] options: &str,
    #[case] same: bool,
) {
    let desk = Desk::holding([ada(known, if country.is_empty() { "" } else { "IT" })]);
    let ran = imported(&desk, &mapping(options), country, phone, "").status(0);
    assert_eq!(ran.count("updated"), u64::from(!same), "{ran}");
    let now = if same { known } else { "+390255551011" };
    assert_eq!(desk.customer("id", "1")["phoneNumber"], now, "{ran}");
    let again = imported(&desk, &mapping(options), country, phone, "").status(0);
    assert_eq!(again.count("updated"), 0, "{again}");
}

/// What is no phone number to the mapping is a text: another form is written.
#[test]
fn a_text_is_written_as_it_is() {
    let desk = Desk::holding([ada("+390255551011", "IT")]);
    let text = mapping("").replace(", as = \"phone\"", "");
    let ran = imported(&desk, &text, "IT", "+39 02 5555 1011", "").status(0);
    assert_eq!(desk.customer("id", "1")["phoneNumber"], "+39 02 5555 1011", "{ran}");
}
