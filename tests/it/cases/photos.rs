//! Photos from files: which are accepted, what is sent, and what happens to a row whose photo can't be sent.

use std::os::unix::fs::symlink;
use std::path::Path;

use deskferry::sandbox::{PhotoForm, RequestKind};
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
memo = { from = \"Memo\", optional = true }
profilePhotoBlob = { from = \"Photo\", as = \"file\" }
";

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe photo of Ada";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0another photo";
const GIF: &[u8] = b"GIF89a of Bob";
const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 of Eve";

fn ferry(rows: &str) -> Ferry {
    Ferry::new().file("m.toml", MAPPING).file("in/a.csv", format!("Name,Email,Photo\n{rows}"))
}

fn import(ferry: Ferry, desk: &Desk, more: &str) -> Ran {
    ferry.line(&format!("import in/a.csv -m m.toml --fields none {more}")).fast().sandbox(desk).run()
}

/// The photo that the help desk has for the customer of this name, or `None`.
fn served(desk: &Desk, name: &str) -> Option<Vec<u8>> {
    let id = desk.customer("name", name)["id"].as_str().unwrap().to_owned();
    let backup = Ferry::new().line("backup b --photos").fast().sandbox(desk).run().status(0);
    std::fs::read(backup.folder().join("photos").join(id)).ok()
}

/// Everything that a run left behind and printed, as bytes.
fn everything(ran: &Ran) -> Vec<u8> {
    let mut all = ran.to_string().into_bytes();
    for entry in std::fs::read_dir(ran.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}

/// Asserts that the rejects file contains a text; the terminal would break its lines.
#[track_caller]
fn told(ran: &Ran, text: &str) {
    let rejects = String::from_utf8(ran.rejects().to_csv()).unwrap();
    assert!(rejects.contains(text), "not told: {text:?}\n{rejects}");
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[rstest]
#[case(PhotoForm::Hex, "")]
#[case(PhotoForm::Base64, "photo_encoding = \"base64\"\n")]
fn photos_of_four_formats_arrive_as_the_account_takes_them(#[case] form: PhotoForm, #[case] config: &str) {
    let desk = Desk::with(|options| options.photo = form);
    let ferry = ferry("Ada,ada@x.org,ada.png\nBob,bob@x.org,deep/bob.gif\nEve,eve@x.org,./eve.webp\nJoe,joe@x.org,joe\nZoe,zoe@x.org,\n")
        .file("in/ada.png", PNG).file("in/deep/bob.gif", GIF).file("in/eve.webp", WEBP).file("in/joe", JPEG)
        .file("deskferry.toml", config);
    let ran = import(ferry, &desk, "").status(0);
    assert_eq!(ran.count("inserted"), 5);
    for (name, photo) in [("Ada", PNG), ("Bob", GIF), ("Eve", WEBP), ("Joe", JPEG)] {
        assert_eq!(served(&desk, name).as_deref(), Some(photo), "{name}");
    }
    assert_eq!(served(&desk, "Zoe"), None);
    // Neither the bytes nor their base64 appear anywhere but in the request.
    let all = everything(&ran);
    for secret in [PNG, hex(PNG).as_bytes(), b"iVBORw0K"] {
        assert!(!holds(&all, secret), "{:?}", String::from_utf8_lossy(secret));
    }
    ran.then()
        .line("verify latest")
        .fast()
        .sandbox(&desk)
        .run()
        .status(0)
        .says("5 customers checked, all match");
}

#[test]
fn a_wrong_text_form_is_refused_by_the_help_desk_and_can_be_tried_again() {
    let desk = Desk::new();
    let ferry = ferry("Ada,ada@x.org,ada.png\n")
        .file("in/ada.png", PNG)
        .file("deskferry.toml", "photo_encoding = \"base64\"\n");
    let ran = import(ferry, &desk, "").status(1).says("profilePhotoBlob");
    assert_eq!(ran.rejects().codes(), ["E501"]);
    let again = ran.then().file("deskferry.toml", "photo_encoding = \"hex\"\n");
    again.line("retry latest").fast().sandbox(&desk).run().status(0);
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
}

fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[rstest]
#[case("none.jpg", "there is no such file in the folder")]
#[case("../out/c.jpg", "leads out of the photo folder")]
#[case("/etc/hostname", "an absolute path or a URL")]
#[case("deep\\c.jpg", "has a backslash")]
#[case("out.jpg", "points outside the folder")]
#[case("outside/c.jpg", "points outside the folder")]
#[case("whole.jpg", "points outside the folder")]
#[case("device", "points outside the folder")]
#[case("pipe", "it is not a regular file")]
#[case("deep", "it is not a regular file")]
#[case("text.jpg", "not a JPEG, PNG, GIF or WebP image")]
#[case("empty.jpg", "not a JPEG, PNG, GIF or WebP image")]
#[case("large.jpg", "more than 5242880 bytes")]
fn a_file_that_is_not_a_photo_in_the_folder_rejects_its_row(#[case] cell: &str, #[case] said: &str) {
    let rows = format!("Ada,ada@x.org,{cell}\nBob,bob@x.org,largest.jpg\nEve,eve@x.org,link.jpg\n");
    // Five megabytes are slow to send, so only the case about the limit uses them.
    let size = if cell == "large.jpg" { 5 << 20 } else { 2 * JPEG.len() };
    let large = |more: usize| [JPEG, &vec![7; size - JPEG.len() + more]].concat();
    let ferry =
        ferry(&rows).file("out/c.jpg", JPEG).file("in/deep/in.jpg", GIF).file("in/text.jpg", "GIF98a");
    let ferry =
        ferry.file("in/empty.jpg", "").file("in/large.jpg", large(1)).file("in/largest.jpg", large(0));
    let at = |name: &str| ferry.path().join("in").join(name);
    for (to, link) in [
        ("../out/c.jpg", "out.jpg"),
        ("../out", "outside"),
        ("/dev/zero", "device"),
        ("deep/in.jpg", "link.jpg"),
    ] {
        symlink(to, at(link)).unwrap();
    }
    symlink(ferry.path().join("out/c.jpg"), at("whole.jpg")).unwrap();
    pipe(&at("pipe"));
    let desk = Desk::new();
    let ran = import(ferry, &desk, "").status(1);
    assert_eq!((ran.count("inserted"), ran.count("rejected")), (2, 1), "{ran}");
    let rejects = ran.rejects();
    assert_eq!(
        (rejects.codes(), rejects.cell(0, "Photo"), rejects.cell(0, "_row")),
        (vec!["E216"], cell, "2")
    );
    told(&ran, said);
    let ran = ran.says("column \"Photo\"");
    // After the file is corrected, the row passes exactly as it is in the rejects file.
    if cell == "none.jpg" {
        let again = ran.then().file("in/none.jpg", PNG);
        let rejects = ran.folder().join("rejects.csv");
        let again = again.args(["import", rejects.to_str().unwrap()]).line("-m m.toml --fields none");
        again.fast().sandbox(&desk).run().status(0);
        assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
    }
}

#[test]
fn a_customer_can_be_imported_without_an_invalid_photo() {
    let desk = Desk::new();
    let ferry = ferry("Ada,ada@x.org,none.jpg\n");
    let ferry =
        ferry.file("m.toml", MAPPING.replace("as = \"file\"", "as = \"file\", on_invalid = \"empty\""));
    let ran = import(ferry, &desk, "").status(0).says("E216");
    assert!(ran.results().cell(0, "_note").contains("the field was left out"), "{:?}", ran.results());
    assert_eq!((ran.count("inserted"), served(&desk, "Ada")), (1, None));
}

#[test]
fn a_stated_folder_begins_at_that_of_the_mapping() {
    let desk = Desk::new();
    let mapping = MAPPING.replace("as = \"file\"", "as = \"file\", folder = \"../faces\"");
    let ferry = ferry("Ada,ada@x.org,ada.png\n").file("maps/m.toml", &mapping).file("faces/ada.png", PNG);
    let line = "import in/a.csv -m maps/m.toml --fields none";
    let ran = ferry.line(line).fast().sandbox(&desk).run().status(0);
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
    let missing = ran.then().file("maps/m.toml", mapping.replace("faces", "none"));
    let missing = missing.line(line).fast().sandbox(&desk).run().status(2);
    missing.says("can't use the photo folder").says("maps/m.toml:8");
}

#[test]
fn standard_input_needs_a_folder() {
    let (desk, rows) = (Desk::new(), "Name,Email,Photo\nAda,ada@x.org,ada.png\n");
    let line = "import - -m m.toml --fields none";
    let bare = Ferry::new().file("m.toml", MAPPING).file("ada.png", PNG).stdin(rows);
    bare.line(line).fast().sandbox(&desk).run().status(2).says("standard input").says("folder = \"photos\"");
    assert!(desk.requests_of(RequestKind::Insert).is_empty());
    let mapping = MAPPING.replace("as = \"file\"", "as = \"file\", folder = \".\"");
    let stated = Ferry::new().file("m.toml", mapping).file("ada.png", PNG).stdin(rows);
    stated.line(line).fast().sandbox(&desk).run().status(0);
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
}

/// Ada with a photo, and Bob without.
fn living() -> Desk {
    Desk::holding([
        json!({"name": "Ada", "email": "ada@x.org", "profilePhotoBlob": hex(PNG)}),
        json!({"name": "Bob", "email": "bob@x.org"}),
    ])
}

#[test]
fn a_missing_or_different_photo_is_sent_and_the_dry_run_shows_it() {
    let desk = living();
    let rows = "Ada,ada@x.org,ada\nBob,bob@x.org,bob\n";
    let same = import(ferry(rows).file("in/ada", PNG).file("in/bob", GIF), &desk, "--dry-run").status(0);
    assert_eq!((same.count("unchanged"), same.count("planned_updates")), (1, 1), "{same}");
    let files = || ferry(rows).file("in/ada", JPEG).file("in/bob", GIF);
    let dry = import(files(), &desk, "--dry-run").status(0);
    assert_eq!(dry.count("planned_updates"), 2);
    for line in
        ["- profilePhotoBlob: a photo (24 bytes, SHA-256 ", "+ profilePhotoBlob: ada (17 bytes, SHA-256 "]
    {
        assert!(dry.to_string().contains(line), "{dry}");
    }
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG), "a dry run writes nothing");
    let ran = import(files(), &desk, "").status(0);
    assert_eq!(ran.count("updated"), 2);
    assert_eq!((served(&desk, "Ada").as_deref(), served(&desk, "Bob").as_deref()), (Some(JPEG), Some(GIF)));
    assert!(!holds(&everything(&ran), hex(JPEG).as_bytes()));
    let again = import(files(), &desk, "").status(0);
    assert_eq!((again.count("unchanged"), desk.requests_of(RequestKind::Update).len()), (2, 2));
    let inserts = import(files(), &desk, "--mode insert").status(0);
    assert_eq!(inserts.count("skipped"), 2);
}

/// Under `if_empty`, a photo only fills what is missing.
#[test]
fn a_photo_does_not_replace_one_that_its_policy_protects() {
    let desk = living();
    let files = ferry("Ada,ada@x.org,ada\nBob,bob@x.org,bob\n").file("in/ada", JPEG).file("in/bob", GIF);
    let ran = import(files, &desk, "--write if_empty").status(0);
    assert_eq!((served(&desk, "Ada").as_deref(), served(&desk, "Bob").as_deref()), (Some(PNG), Some(GIF)));
    let note = "profilePhotoBlob stays (if_empty: help desk has \"a photo (24 bytes, SHA-256 ";
    assert!(ran.results().cell(0, "_note").starts_with(note), "{:?}", ran.results());
}

#[test]
fn an_update_of_other_fields_sends_no_photo_that_is_there_already() {
    let desk = living();
    let csv = "Name,Email,Photo,Memo\nAda,ada@x.org,ada,new\n";
    let ferry = Ferry::new().file("m.toml", MAPPING).file("in/a.csv", csv).file("in/ada", PNG);
    let ran = import(ferry, &desk, "").status(0);
    assert_eq!(ran.count("updated"), 1);
    let body = desk.requests_of(RequestKind::Update)[0].json();
    assert_eq!((&body["memo"], body.get("profilePhotoBlob")), (&json!("new"), None));
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
}

#[test]
fn a_photo_that_cannot_be_compared_is_not_overwritten_unseen() {
    let desk = living();
    let id = desk.customer("name", "Ada")["id"].as_str().unwrap().to_owned();
    desk.fail_where(RequestKind::Photo, &id, deskferry::sandbox::SimulatedFault::StatusBefore(403));
    let ferry = ferry("Ada,ada@x.org,f\nBob,bob@x.org,f\n").file("in/f", GIF);
    let ran = import(ferry, &desk, "").status(1);
    told(&ran, "can't compare the photo of the customer ");
    assert_eq!((ran.rejects().codes(), ran.count("updated")), (vec!["E216"], 1));
}

/// A saved plan for a new and an existing customer; the photo files are changed before the plan is applied.
fn planned(desk: &Desk) -> Ran {
    let ferry = ferry("Bob,bob@x.org,bob\nNew,new@x.org,new\nOld,old@x.org,\n");
    let ran = import(ferry.file("in/bob", GIF).file("in/new", PNG), desk, "--dry-run --plan-out plan.jsonl")
        .status(0);
    assert_eq!((ran.count("planned_inserts"), ran.count("planned_updates")), (2, 1));
    assert!(!ran.text("plan.jsonl").contains(&hex(PNG)));
    ran
}

#[test]
fn another_photo_than_was_planned_is_never_sent() {
    let desk = living();
    let ran = planned(&desk).then().file("in/new", JPEG);
    std::fs::remove_file(ran.path().join("in/bob")).unwrap();
    let applied = ran.line("apply plan.jsonl").fast().sandbox(&desk).run().status(1);
    told(&applied, "the file has changed since it was planned");
    told(&applied, "there is no such file");
    assert_eq!((applied.count("inserted"), applied.count("rejected")), (1, 2));
    assert_eq!((applied.rejects().codes(), served(&desk, "Bob")), (vec!["E216", "E216"], None));
    // With the original photos restored, the rows are written.
    let again = applied.then().file("in/new", PNG).file("in/bob", GIF);
    again.line("retry latest").fast().sandbox(&desk).run().status(0);
    assert_eq!((served(&desk, "Bob").as_deref(), served(&desk, "New").as_deref()), (Some(GIF), Some(PNG)));
}

#[test]
fn a_photo_that_somebody_else_uploaded_since_the_plan_stays() {
    let desk = living();
    let ran = planned(&desk);
    let id = desk.customer("name", "Bob")["id"].as_str().unwrap().to_owned();
    let other =
        ran.then().args(["customer", "update", &id, "profilePhotoBlob=@in/j.jpg"]).file("in/j.jpg", JPEG);
    other.args(["--rate", "0"]).sandbox(&desk).run().status(0);
    for flags in ["--all-or-nothing", ""] {
        let applied = ran.then().line(&format!("apply plan.jsonl {flags}")).fast().sandbox(&desk).run();
        let expected = if flags.is_empty() { 1 } else { 5 };
        applied.status(expected).says("profilePhotoBlob");
        assert_eq!(served(&desk, "Bob").as_deref(), Some(JPEG));
    }
}

#[test]
fn a_killed_run_sends_its_photos_when_it_is_resumed() {
    let desk = Desk::new();
    let rows: String =
        (0..40).map(|at| format!("P{at},p{at}@x.org,{}\n", if at % 2 == 0 { "a" } else { "b" })).collect();
    let ferry = ferry(&rows).file("in/a", PNG).file("in/b", GIF).env("DESKFERRY_FAIL_POINT", "sent:7");
    let ferry = ferry.line("import in/a.csv -m m.toml --fields none").fast().sandbox(&desk);
    assert_eq!(ferry.command().output().unwrap().status.code(), None, "it was killed");
    let resumed = ferry.then().line("resume latest --settle-for 100ms").fast().sandbox(&desk).run().status(0);
    assert_eq!((resumed.count("inserted"), desk.customers().len()), (40, 40));
    assert_eq!((served(&desk, "P20").as_deref(), served(&desk, "P39").as_deref()), (Some(PNG), Some(GIF)));
    let backup = Ferry::new().line("backup b --photos").fast().sandbox(&desk).run().status(0);
    let photos = std::fs::read_dir(backup.folder().join("photos")).unwrap();
    assert_eq!(photos.count(), 40);
}

#[test]
fn an_undo_deletes_the_customer_with_the_photo_and_says_that_a_photo_stays() {
    let desk = living();
    let csv = "Name,Email,Photo,Memo\nAda,ada@x.org,j,new\nBob,bob@x.org,j,\nNew,new@x.org,j,\n";
    let ferry = Ferry::new().file("m.toml", MAPPING).file("in/a.csv", csv).file("in/j", JPEG);
    let ran = import(ferry, &desk, "").status(0);
    assert_eq!((ran.count("inserted"), ran.count("updated")), (1, 2));
    let undo = ran.then().line("undo latest --yes").fast().sandbox(&desk).run().status(0).says("W218");
    assert_eq!((undo.count("deleted"), undo.count("updated"), undo.count("skipped")), (1, 1, 1), "{undo}");
    let results = undo.results();
    assert!(
        results.column("_note").iter().any(|note| note.contains("the change of a photo can't be undone")),
        "{results:?}"
    );
    assert_eq!(desk.customer("name", "Ada").get("memo").and_then(Value::as_str).unwrap_or_default(), "");
    assert_eq!(served(&desk, "Ada").as_deref(), Some(JPEG), "the photo that was written stays");
}

#[test]
fn verify_reports_a_different_photo() {
    let desk = Desk::new();
    let ran = import(ferry("Ada,ada@x.org,a\n").file("in/a", PNG), &desk, "").status(0);
    let id = desk.customer("name", "Ada")["id"].as_str().unwrap().to_owned();
    let other = ran.then().args(["customer", "update", &id, "profilePhotoBlob=@in/j"]).file("in/j", JPEG);
    other.args(["--rate", "0"]).sandbox(&desk).run().status(0);
    let verified = ran.then().line("verify latest").fast().sandbox(&desk).run().status(1);
    assert!(verified.to_string().contains("profilePhotoBlob"), "{verified}");
}

#[rstest]
#[case("insert", "name=Ada", "")]
#[case("insert", "{\"name\": \"Ada\", \"profilePhotoBlob\": \"@a.png\"}", "base64")]
fn a_single_customer_takes_a_photo_from_a_file(
    #[case] command: &str,
    #[case] value: &str,
    #[case] encoding: &str,
) {
    let desk = Desk::with(|options| {
        options.photo = if encoding.is_empty() { PhotoForm::Hex } else { PhotoForm::Base64 }
    });
    let config = if encoding.is_empty() { String::new() } else { format!("photo_encoding = {encoding:?}\n") };
    let ferry =
        Ferry::new().file("a.png", PNG).file("deskferry.toml", config).args(["customer", command, value]);
    let photo = (!value.starts_with('{')).then_some("profilePhotoBlob=@a.png");
    ferry.args(photo).args(["--rate", "0"]).sandbox(&desk).run().status(0);
    assert_eq!(served(&desk, "Ada").as_deref(), Some(PNG));
}

#[rstest]
#[case("profilePhotoBlob=@none.png", "@none.png")]
#[case("profilePhotoBlob=@m.toml", "not a JPEG, PNG, GIF or WebP image")]
#[case("profilePhotoBlob=@.", "not a regular file")]
#[case("{\"name\": \"Ada\", \"profilePhotoBlob\": [1]}", "profilePhotoBlob=@ada.jpg")]
fn a_single_customer_takes_nothing_else(#[case] value: &str, #[case] said: &str) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("m.toml", MAPPING).args(["customer", "insert", value, "--rate", "0"]);
    ferry.sandbox(&desk).run().status(2).says(said);
    assert!(desk.requests_of(RequestKind::Insert).is_empty());
}
