//! Phone numbers of customers whose country changes with the same write, and numbers that changed after the plan.

use rstest::rstest;
use serde_json::{Value, json};

use super::import;
use crate::command_line::{Desk, Ran};

/// `state` and `phone` are further settings of these fields.
fn mapping(state: &str, phone: &str) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nname = {{ from = \"Name\" }}\nemail = {{ from = \"Email\" }}\n\
         state = {{ from = \"Country\"{state} }}\nphoneNumber = {{ from = \"Phone\", as = \"phone\"{phone} }}\n"
    )
}

const NEVER: &str = ", write = \"never\"";
const IF_EMPTY: &str = ", write = \"if_empty\"";
const LONDON: &str = "020 7946 0958";

fn ada(phone: &str, state: &str) -> Value {
    json!({"id": "1", "name": "Ada", "email": "a@x.org", "phoneNumber": phone, "state": state})
}

fn csv(country: &str, phone: &str) -> String {
    format!("Name,Email,Country,Phone\nAda,a@x.org,{country},{phone}\n")
}

/// The help desk's number means what it means in the country that the customer has after the write.
#[rstest]
#[case::moved("GB", "Italy", "+44 20 7946 0958", "", true)]
#[case::without_a_country("", "Italy", "+44 20 7946 0958", "", true)]
#[case::filled("", "Italy", "+44 20 7946 0958", IF_EMPTY, true)]
#[case::protected("GB", "Italy", "+44 20 7946 0958", NEVER, false)]
#[case::kept("GB", "Italy", "+44 20 7946 0958", IF_EMPTY, false)]
#[case::same_country("GB", "UK", "+44 20 7946 0958", "", false)]
#[case::now_of_milan("GB", "Italy", "+39 020 7946 0958", "", false)]
#[case::no_longer_of_milan("IT", "UK", "+39 020 7946 0958", "", true)]
fn a_number_is_kept_if_the_country_changes(
    #[case] state: &str,
    #[case] country: &str,
    #[case] phone: &str,
    #[case] policy: &str,
    #[case] written: bool,
) {
    let desk = Desk::holding([ada(LONDON, state)]);
    let (mapping, csv) = (mapping(policy, ""), csv(country, phone));
    let dry = import(&desk, &mapping, &csv, "--dry-run --plan-out p.jsonl").status(0);
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    let compact = phone.replace(' ', "");
    let expected = if written { &compact } else { LONDON };
    assert_eq!(desk.customer("id", "1")["phoneNumber"], expected, "{ran}");
    if written {
        ran.then().sandbox(&desk).line("verify latest").fast().run().status(0);
    }
    let again = super::again(&ran, &desk, "").status(0);
    assert_eq!(again.count("updated"), 0, "{again}");
    assert_eq!(desk.customer("id", "1")["phoneNumber"], expected, "{again}");
    let desk = Desk::holding([ada(LONDON, state)]);
    let ran = import(&desk, &mapping, &csv, "").status(0);
    assert_eq!(desk.customer("id", "1")["phoneNumber"], expected, "{ran}");
}

/// A protected number counts only where it is another one after the write.
#[rstest]
#[case("Italy", true)]
#[case("UK", false)]
fn a_protected_number_is_counted_if_it_is_another_one(#[case] country: &str, #[case] counted: bool) {
    let desk = Desk::holding([ada(LONDON, "GB")]);
    let ran = import(&desk, &mapping("", NEVER), &csv(country, "+44 20 7946 0958"), "").status(0);
    let said = ran.stderr.contains("Protected values (not written)");
    assert_eq!((said, desk.customer("id", "1")["phoneNumber"].clone()), (counted, json!(LONDON)), "{ran}");
}

fn plan(desk: &Desk) -> Ran {
    let mapping = mapping("", "");
    let csv = csv("Italy", "02 5555 1011");
    import(desk, &mapping, &csv, "--dry-run --plan-out p.jsonl").status(0)
}

/// Somebody has already entered the number that the plan would write, in another form.
#[rstest]
#[case("02 5555 1011", "", 0)]
#[case("0039 02 5555 1011", "--all-or-nothing", 0)]
#[case("02 5555 1012", "", 1)]
#[case("02 5555 1012", "--all-or-nothing", 3)]
fn a_number_in_another_form_is_not_stale(#[case] now: &str, #[case] flags: &str, #[case] status: i32) {
    let desk = Desk::holding([ada("111111", "IT")]);
    let dry = plan(&desk);
    desk.put(ada(now, "IT")).unwrap();
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").line(flags).fast().run();
    assert_eq!(ran.status == 0, status == 0, "{ran}");
    if status == 1 {
        let message = ran.rejects().cell(0, "_message").to_owned();
        assert!(message.contains("E504") || message.contains("phoneNumber"), "{message}");
        assert!(!message.contains("undo"), "nothing of this run is undone: {message}");
    }
    assert_eq!(desk.customer("id", "1")["phoneNumber"], now, "{ran}");
}

/// Somebody has added the customer after the plan, with the number in another form.
#[test]
fn a_customer_that_was_added_after_the_plan_has_the_number_in_another_form() {
    let desk = Desk::new();
    let dry = plan(&desk);
    desk.put(ada("02 5555 1011", "IT")).unwrap();
    let ran = dry.then().sandbox(&desk).line("apply p.jsonl").fast().run().status(0);
    assert_eq!((ran.count("inserted"), ran.count("unchanged")), (0, 1), "{ran}");
}
