//! What the client takes as a default: the form of photos, how long to wait, and which searches not to try.

use deskferry::sandbox::{PhotoForm, RequestKind};
use rstest::rstest;
use serde_json::{Value, json};

use super::{USUAL, known, with_account};
use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe photo of Ada";

fn setting(ran: &Ran, name: &str) -> Value {
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    let all = shown["settings"].as_array().unwrap().iter();
    all.clone().find(|setting| setting["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn the_settings_name_the_probe_as_their_place() {
    let probed = || with_account(known(Ferry::new(), USUAL, &json!({"photo": "base64"})));
    let ran = probed().line("config show --json").run().status(0);
    let photo = setting(&ran, "photo_encoding");
    assert_eq!((&photo["value"], &photo["origin"]), (&json!("base64"), &json!({"kind": "probe"})));
    let told = probed().line("config show").run().status(0).says("probed at 2026-11-29T20:15:00Z");
    assert!(told.stdout.contains("base64                    deskferry doctor --probe"), "{told}");
    let own = probed().file("deskferry.toml", "photo_encoding = \"hex\"\n").line("config show --json").run();
    assert_eq!(setting(&own, "photo_encoding")["value"], "hex", "{own}");
    with_account(Ferry::new())
        .line("config show")
        .run()
        .status(0)
        .says("not known (deskferry doctor --probe)");
}

#[test]
fn photos_are_sent_in_the_form_that_the_account_takes() {
    let mapping = format!("{SIMPLE}profilePhotoBlob = {{ from = \"Photo\", as = \"file\" }}\n");
    let import = |form: PhotoForm, found: &Value, settings: &str| {
        let desk = Desk::with(|options| options.photo = form);
        let ferry = Ferry::new().file("a.csv", "Name,Email,Photo\nAda,ada@x.org,ada.png\n");
        let ferry = ferry.file("m.toml", &mapping).file("ada.png", PNG).file("deskferry.toml", settings);
        let ferry = known(ferry, desk.base_url(), found).line("import a.csv -m m.toml").fast();
        let ran = ferry.sandbox(&desk).run();
        let sent = desk.customers().first().map(|customer| customer["profilePhotoBlob"].clone());
        (ran.status, sent.unwrap_or_default())
    };
    let (hex, base64) =
        ("89504e470d0a1a0a7468652070686f746f206f6620416461", "iVBORw0KGgp0aGUgcGhvdG8gb2YgQWRh");
    let found = |form: &str| json!({ "photo": form });
    assert_eq!(import(PhotoForm::Base64, &found("base64"), ""), (0, json!(base64)));
    assert_eq!(import(PhotoForm::Hex, &found("hex"), ""), (0, json!(hex)));
    let own = import(PhotoForm::Base64, &found("hex"), "photo_encoding = \"base64\"\n");
    assert_eq!(own, (0, json!(base64)), "a setting wins");
    assert_eq!(
        import(PhotoForm::Hex, &found("base64"), "").0,
        1,
        "what the account does not take is rejected"
    );
}

#[rstest]
#[case(json!({}), "", 30_000)]
#[case(json!({"index-lag": {"search-ms": 40_000, "list-ms": 900, "hidden-ms": 39_000}}), "", 80_000)]
#[case(json!({"index-lag": {"search-ms": 200, "list-ms": 100, "hidden-ms": 0}}), "", 30_000)]
#[case(json!({"index-lag": {"hidden-ms": 9_000_000}}), "", 300_000)]
#[case(json!({"index-lag": {"search-ms": 40_000, "hidden-ms": 39_000}}), "--settle-for 7s", 7_000)]
fn a_late_index_is_waited_for(#[case] found: Value, #[case] flags: &str, #[case] expected: u64) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,ada@x.org\n").file("m.toml", SIMPLE);
    let ferry = known(ferry, desk.base_url(), &found).line("import a.csv -m m.toml --dry-run").line(flags);
    let ran = ferry.fast().sandbox(&desk).run().status(0);
    assert_eq!(ran.run_json()["settings"]["settle_millis"], expected, "{ran}");
}

/// Rows whose search costs less than the list, in an account with these switches.
fn searched(switch: &str, found: &Value, emails: &[&str]) -> (Ran, usize) {
    let desk = Desk::with(|options| {
        options.page_size = 5;
        options.start =
            (0..100).map(|n| json!({"name": format!("N {n}"), "email": format!("p{n}+a@x.org")})).collect();
        let (name, value) = switch.split_once('=').unwrap();
        options.set(name, value).unwrap();
    });
    let rows: String = emails.iter().map(|email| format!("Somebody,{email}\n")).collect();
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", format!("Name,Email\n{rows}"));
    let ferry = known(ferry, desk.base_url(), found).line("import a.csv -m m.toml --dry-run");
    let ran = ferry.fast().sandbox(&desk).run().status(0);
    let searches = desk.requests_of(RequestKind::Search).len();
    (ran, searches)
}

/// The list is read at once, where a trial would only have shown that the search fails.
#[rstest]
#[case("search=ignored", json!({"search": {"email": "ignored"}}), "it ignores email")]
#[case("search=case", json!({"search": {"email": "case"}}), "it distinguishes case in email")]
#[case("search-blind=+", json!({"search-blind": "+"}), "it finds no email with `+`")]
fn a_search_that_is_known_to_fail_is_not_tried(
    #[case] switch: &str,
    #[case] found: Value,
    #[case] reason: &str,
) {
    let emails = ["p7+a@x.org", "new@x.org"];
    let (ran, searches) = searched(switch, &found, &emails);
    assert_eq!((searches, ran.count("planned_updates"), ran.count("planned_inserts")), (0, 1, 1), "{ran}");
    let reason = format!("not reliable: {reason}, as deskferry doctor --probe found");
    assert!(ran.run_json()["matching"].as_str().unwrap().contains(&reason), "{ran}");
    let (ran, searches) = searched(switch, &json!({}), &emails);
    assert!(searches > 0, "it is tried if nothing is known: {ran}");
    assert_eq!((ran.count("planned_updates"), ran.count("planned_inserts")), (1, 1), "{ran}");
}

/// What is known to work is tested all the same.
#[rstest]
#[case("search=ignored")]
#[case("search=case")]
#[case("search-blind=+")]
#[case("search-lacks=3")]
fn a_search_that_is_said_to_work_is_tested(#[case] switch: &str) {
    let found = json!({"search": {"email": "exact"}, "search-blind": "", "search-cut": "no"});
    let (ran, searches) = searched(switch, &found, &["p7+a@x.org", "new@x.org", "P99+A@x.org"]);
    assert!(searches > 0, "{ran}");
    assert_eq!((ran.count("planned_updates"), ran.count("planned_inserts")), (2, 1), "{ran}");
}
