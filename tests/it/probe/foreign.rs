//! Customers that are not the probe's: it does not delete them, whatever its record says.

use rstest::rstest;
use serde_json::{Value, json};

use super::{PROBE, desk, probe, state_file, texts};

const MARK: &str = "a0b1c2d3e4";

/// A record says that a killed probe has left this customer. It is somebody's.
#[rstest]
#[case::without_the_mark(json!({"id": "x1", "name": "Ada", "email": "ada@x.org"}), "no longer carry the mark")]
#[case::with_other_fields(
    json!({"id": "x1", "name": format!("{MARK} deskferry probe (delete me)"), "email": "ada@x.org", "city": "Rome"}),
    "fields that the probe has not written: city"
)]
#[case::merged_with_tickets(
    json!({"id": "x1", "name": "Ada", "email": format!("{MARK}probe@deskferry.invalid"), "ticketCount": 2}),
    "fields that the probe has not written: ticketCount"
)]
fn a_recorded_customer_that_is_somebodys_stays(#[case] customer: Value, #[case] reason: &str) {
    let desk = desk(3);
    // A probe that learns nothing tells the name of the record.
    let ran = probe().sandbox(&desk).run().status(0);
    let record =
        state_file(&ran, ".behavior.json").unwrap().to_string_lossy().replace(".behavior.", ".probe.");
    let entry = json!({"mark": MARK, "email": format!("{MARK}probe@deskferry.invalid"), "id": "x1",
        "recorded": "2026-01-01T00:00:00Z", "fields": ["name", "email"]});
    std::fs::write(&record, json!({"form": 1, "customers": [entry]}).to_string()).unwrap();
    desk.put(customer).unwrap();
    let before = texts(&desk);
    let ran = ran.then().line(PROBE).sandbox(&desk).run().status(4).says(reason);
    assert_eq!(texts(&desk), before, "{ran}");
    let told = ran.then().line("doctor").sandbox(&desk).run().status(0);
    assert!(
        told.stdout.contains("warning  probe") && told.stdout.contains("the customer x1 of a probe"),
        "{told}"
    );
    assert!(told.stdout.contains("look at it, and delete it yourself"), "{told}");
    // Somebody has looked at it, and deleted it.
    desk.remove("x1").unwrap();
    ran.then().line(PROBE).sandbox(&desk).run().status(0);
    let told = ran.then().line("doctor").sandbox(&desk).run().status(0);
    assert!(!told.stdout.contains("warning  probe"), "{told}");
}

/// A help desk that takes customers with the same e-mail for one changes only the probe's own customer.
#[rstest]
#[case("answer")]
#[case("merge")]
fn an_insert_that_is_taken_for_an_existing_customer_is_noticed(#[case] dedup: &str) {
    let desk = desk(10);
    desk.configure(|options| options.set("dedup", dedup).unwrap());
    let before = texts(&desk);
    let ran = probe().args(["--json"]).sandbox(&desk).run().status(0);
    assert_eq!(texts(&desk), before, "{ran}");
    let said: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(said["behavior"]["aspects"]["dedup"], json!({"found": dedup}));
}

#[test]
fn a_record_that_can_not_be_read_stops_the_probe() {
    let desk = desk(1);
    let ran = probe().sandbox(&desk).run().status(0);
    let record =
        state_file(&ran, ".behavior.json").unwrap().to_string_lossy().replace(".behavior.", ".probe.");
    std::fs::write(&record, "{").unwrap();
    desk.clear_requests();
    let ran = ran.then().line(PROBE).sandbox(&desk).run();
    assert_ne!(ran.status, 0, "{ran}");
    assert!(ran.stderr.contains("damaged") && desk.requests().is_empty(), "{ran}");
    assert!(ran.stderr.contains("search for @deskferry.invalid") && !ran.stderr.contains("space"), "{ran}");
    let told = ran.then().line("doctor").sandbox(&desk).run().status(0);
    assert!(told.stdout.contains("it is not known whether a probe has left customers"), "{told}");
}
