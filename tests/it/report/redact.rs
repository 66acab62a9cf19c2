//! `--redact`: no value of a cell or a customer is shown, whatever happened to its row.

use deskferry::sandbox::SimulatedFault;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
name = \"Personal\"
[match]
keys = [\"email\"]
on_duplicate = \"first\"
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
phoneNumber = { from = \"Phone\", as = \"phone\", region = \"IT\" }
birthDate = { from = \"Born\", as = \"date\", formats = [\"%d/%m/%Y\", \"%m/%d/%Y\"] }
state = { from = \"Country\", as = \"country\" }
website = { from = \"Web\", as = \"url\", on_invalid = \"empty\" }
language = { from = \"Language\", as = \"language\" }
tags = { from = \"Tags\", as = \"tags\" }
memo = { from = \"_file\" }
[custom_fields]
segment = { from = \"Segment\" }
level = { from = \"Level\" }
limit = { from = \"Limit\", as = \"decimal\" }
";
const COLUMNS: [&str; 12] = [
    "Name", "Email", "Phone", "Born", "Country", "Web", "Language", "Tags", "_file", "Segment", "Level",
    "Limit",
];

/// Words that occur nowhere else. A masked report may show the first letter, but nothing after it.
#[derive(Default)]
struct Secrets(Vec<String>);

impl Secrets {
    fn word(&mut self) -> String {
        const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz";
        let mut number = self.0.len() * 7919 + 104_729;
        let mut word = String::from("Q");
        for _ in 0..7 {
            word.push(char::from(LETTERS[number % LETTERS.len()]));
            number = number / LETTERS.len() + number * 31;
        }
        self.0.push(word[1..].to_owned());
        word
    }

    /// The secrets that a text shows.
    fn seen(&self, text: &str) -> Vec<&String> {
        let text = text.to_lowercase();
        self.0.iter().filter(|secret| text.contains(secret.as_str())).collect()
    }
}

/// A good row, with other cells in some columns.
fn row(secrets: &mut Secrets, other: &[(&str, String)]) -> String {
    let mut cell = |column: &str| {
        let word = secrets.word();
        match column {
            "Email" => format!("{word}@{}.org", secrets.word()),
            "Phone" => "+39 02 8765 4321".to_owned(),
            "Born" => "23/11/1987".to_owned(),
            "Country" => "Italy".to_owned(),
            "Web" => format!("https://{word}.org/{}", secrets.word()),
            "Language" => "it".to_owned(),
            "Segment" => "Gold".to_owned(),
            "Level" => "A".to_owned(),
            "Limit" => "12.5".to_owned(),
            _ => word,
        }
    };
    let cells = COLUMNS.map(|column| {
        let own = cell(column);
        let cell = other.iter().find(|(name, _)| *name == column).map_or(own, |(_, cell)| cell.clone());
        format!("\"{}\"", cell.replace('"', "\"\""))
    });
    cells.join(",")
}

/// Rows with every kind of issue whose message quotes the value.
fn source(secrets: &mut Secrets) -> String {
    let mut csv = COLUMNS.join(",") + "\n";
    let twin = format!("{}@{}.org", secrets.word(), secrets.word());
    let several = format!("{}@{}.org, {}@x.org", secrets.word(), secrets.word(), secrets.word());
    let spelled =
        format!("Dr. {} <{}@{}.{}>", secrets.word(), secrets.word(), secrets.word(), secrets.word());
    let others: Vec<Vec<(&str, String)>> = vec![
        vec![],
        vec![("Email", twin.clone())],
        vec![("Email", twin)],
        vec![("Email", several)],
        vec![("Email", spelled)],
        vec![("Email", format!("{}(at){}.org", secrets.word(), secrets.word()))],
        vec![("Name", String::new())],
        vec![("Email", String::new())],
        vec![("Phone", format!("{} 02/5551234/5", secrets.word()))],
        vec![("Born", "07/04/1986".to_owned())],
        vec![("Born", format!("in {}", secrets.word()))],
        vec![("Country", secrets.word())],
        vec![("Country", format!("Korea {}", secrets.word()))],
        vec![("Web", format!("www {}", secrets.word()))],
        vec![("Language", secrets.word())],
        vec![("Segment", secrets.word())],
        vec![("Level", secrets.word())],
        vec![("Limit", "98,765".to_owned())],
        vec![("Limit", format!("{} EUR", secrets.word()))],
        vec![("Name", format!("<b>{}</b>\u{1}{}", secrets.word(), secrets.word()))],
        vec![(
            "Tags",
            format!("{}; {}, {}\n{}", secrets.word(), secrets.word(), secrets.word(), secrets.word()),
        )],
    ];
    for other in &others {
        csv.push_str(&(row(secrets, other) + "\n"));
    }
    csv.push_str(&format!("{},{},{}\n", row(secrets, &[]), secrets.word(), secrets.word()));
    csv.push_str(&format!("{},{}\n", secrets.word(), secrets.word()));
    csv
}

fn definitions() -> Vec<Value> {
    let Value::Array(fields) = json!([
        {"name": "segment", "type": "COMBO", "required": true, "values": ["Gold", "Silver"]},
        {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment", "linkedValues": {"Gold": ["A", "B"]}},
        {"name": "limit", "type": "TEXT"},
    ]) else {
        panic!("not a list")
    };
    fields
}

/// Everything that `--redact` makes from the last run, and the unmasked page for comparison.
fn check(ran: &Ran, secrets: &Secrets, least: usize) {
    let page = std::fs::read_to_string(ran.folder().join("report.html")).unwrap();
    let shown = secrets.seen(&page).len();
    assert!(shown >= least, "the test is blind: the whole page shows {shown}");
    for format in ["html", "json", "text", "junit"] {
        let line = format!("report latest --redact --format {format} -o -");
        let masked = ran.then().line(&line).run().status(0).stdout;
        assert_eq!(secrets.seen(&masked), Vec::<&String>::new(), "{format}");
        for number in ["8765", "1987-11", "23/11/1987", "07/04/1986", "1986-0", "5551234", "98,765", "98765"]
        {
            assert!(!masked.contains(number), "{number} stands in the {format}");
        }
        assert!(format == "text" || masked.contains("E201") == page.contains("E201"), "{format}");
    }
    ran.then().line("report latest --redact").run().status(0);
    let kept = std::fs::read_to_string(ran.folder().join("report-redacted.html")).unwrap();
    assert!(secrets.seen(&kept).is_empty() && kept.contains("values masked"));
}

#[test]
fn a_masked_validation_names_nobody() {
    let mut secrets = Secrets::default();
    let csv = source(&mut secrets);
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", csv);
    let fields = serde_json::to_string(&json!(definitions())).unwrap();
    let ran = ferry.file("f.json", fields).line("validate a.csv -m m.toml --fields f.json").run().status(1);
    let codes = ran.report_json()["issues"].as_array().unwrap().len();
    assert!(codes >= 12, "only {codes} codes: {ran}");
    check(&ran, &secrets, 60);
}

#[test]
fn a_masked_import_names_nobody_either() {
    let mut secrets = Secrets::default();
    let mut csv = source(&mut secrets);
    let there: Vec<Value> = (0..5)
        .map(|_| {
            let email = format!("{}@{}.org", secrets.word(), secrets.word());
            csv.push_str(&(row(&mut secrets, &[("Email", email.clone())]) + "\n"));
            json!({"id": secrets.word(), "name": secrets.word(), "email": email, "memo": secrets.word()})
        })
        .collect();
    // The server's message about a refused customer may contain anything.
    let desk = Desk::with(|options| {
        options.start = there;
        options.custom_fields = definitions();
        options.refuse_duplicate_email = true;
    });
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", csv).sandbox(&desk);
    let dry = ferry.line("import a.csv -m m.toml --dry-run").fast().run().status(1);
    check(&dry, &secrets, 60);
    desk.fail_next(deskferry::sandbox::RequestKind::Update, 2, SimulatedFault::StatusBefore(400));
    desk.fail_next(deskferry::sandbox::RequestKind::Insert, 1, SimulatedFault::DropAfter);
    let line = "import a.csv -m m.toml --settle-for 0.3s --concurrency 1";
    let ran = dry.then().sandbox(&desk).line(line).fast().run().status(1);
    check(&ran, &secrets, 60);
    assert_eq!(ran.count("updated"), 3, "{ran}");
    let causes = ran.report_json()["facts"]["writing"]["causes"].to_string();
    assert!(causes.contains("PUT /customer/update/…") && secrets.seen(&causes).is_empty(), "{causes}");
}

/// Files and folders may be named after a person, and a run is named after its file.
#[test]
fn a_masked_report_names_no_file() {
    let mut secrets = Secrets::default();
    let [folder, source, mapping, held, plan, fixes] = std::array::from_fn(|_| secrets.word());
    let people = "Name,Email\nAda,ada@example.org\nBob,bob(at)example.org\nCy,cy(at)example.org\n";
    let source = format!("{folder}/{source}.csv");
    let ferry = Ferry::new().file(&source, people).file(&format!("{mapping}.toml"), SIMPLE);
    let settings = format!("-m {mapping}.toml --sandbox={held}.db");
    let ran =
        ferry.line(&format!("validate {source} -m {mapping}.toml --write-fixes {fixes}.csv")).run().status(1);
    names_nobody(&ran, &secrets, 3);
    let fixed = ran.text(&format!("{fixes}.csv")).replacen("bob(at)", "bob@", 1);
    let ran = ran.then().file(&format!("{fixes}.csv"), fixed);
    let line = format!("import {source} {settings} --fixes {fixes}.csv --allow-refused-fixes");
    let dry = ran.line(&line).line(&format!("--dry-run --plan-out {plan}.jsonl")).fast().run().status(1);
    names_nobody(&dry, &secrets, 5);
    let ran = dry.then().line(&line).fast().run().status(1);
    names_nobody(&ran, &secrets, 4);
    let rejects = ran.folder().join("rejects.csv");
    let again = format!("import {} {settings}", rejects.display());
    let ran = ran.then().line(&again).fast().run().status(1);
    names_nobody(&ran, &secrets, 3);
    let ran = ran.then().line(&format!("undo latest --yes --sandbox={held}.db")).fast().run();
    names_nobody(&ran, &secrets, 1);
}

/// Fails if a masked report of the last run has one of these names. The report itself has at least `least` of them.
#[track_caller]
fn names_nobody(ran: &Ran, secrets: &Secrets, least: usize) {
    let whole = ran.then().line("report latest --format json -o -").run().status(0).stdout;
    assert!(secrets.seen(&whole).len() >= least, "the test is blind: {:?} of {whole}", secrets.seen(&whole));
    for format in ["html", "json", "text", "junit"] {
        let masked =
            ran.then().line(&format!("report latest --redact --format {format} -o -")).run().status(0);
        assert_eq!(secrets.seen(&masked.stdout), Vec::<&String>::new(), "{format}: {}", masked.stdout);
    }
}
