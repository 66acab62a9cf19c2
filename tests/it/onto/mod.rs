//! `import --dry-run --onto BACKUP --sandbox=after.db`: the account as it will be, without a request to it.

mod account;
mod files;
mod notes;
mod refusals;

use std::collections::BTreeMap;

use deskferry::sandbox::{PhotoForm, start_custom_fields};
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

pub(crate) const MAPPING: &str = "\
version = 1
name = \"Onto\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Memo\", write = \"append\" }
phoneNumber = { from = \"Phone\", write = \"if_empty\" }
profilePhotoBlob = { from = \"Photo\", as = \"file\" }
[custom_fields]
segment = { from = \"Segment\" }
";

const ROWS: &str = "\
Name,Email,Memo,Phone,Segment,Photo
Ada,ada@example.org,called,+44 20 7946 0001,Gold,new.gif
Bob,bob@example.org,,+44 20 7946 0002,,
Zed,zed@example.org,is new,+44 20 7946 0009,Silver,new.gif
";

const DRY: &str = "import a.csv -m m.toml --dry-run --onto";

/// Every kind of value, Ada and Eve with photos, and fields that no page names.
fn people(form: PhotoForm) -> Vec<Value> {
    let photo =
        |hex: &str, base64: &str| if form == PhotoForm::Hex { hex.to_owned() } else { base64.to_owned() };
    vec![
        json!({"id": "ada", "name": "Ada", "email": "Ada@Example.org", "memo": "old", "birthDate": -72_748_800_000_i64,
            "topClient": true, "tags": ["a", "b"], "customFields": {"segment": "Basic", "legacyId": "L-1"},
            "profilePhotoBlob": photo("474946383961", "R0lGODlh")}),
        json!({"id": "bob", "name": "Bobby", "email": "bob@example.org", "phoneNumber": "+44 1", "odd": {"x": [1]},
            "company": {"id": "c7", "name": "Acme"}, "ticketCount": 7}),
        json!({"id": "eve", "name": "Eve", "email": "eve@example.org", "state": "GB",
            "profilePhotoBlob": photo("47494638396145", "R0lGODlhRQ==")}),
    ]
}

/// A help desk, which accepts what it has sent.
pub(super) fn desk() -> Desk {
    desk_of(PhotoForm::Hex)
}

fn desk_of(form: PhotoForm) -> Desk {
    Desk::with(|options| {
        options.start = people(form);
        options.photo = form;
        options.unknown = deskferry::sandbox::UnknownNames::Keep;
    })
}

pub(super) fn ferry() -> Ferry {
    Ferry::new().file("a.csv", ROWS).file("m.toml", MAPPING).file("new.gif", "GIF89a of today")
}

/// A folder with a backup of the help desk in `b`.
pub(super) fn backed_up(desk: &Desk, flags: &str) -> Ran {
    backed_up_in(ferry(), desk, flags)
}

pub(super) fn backed_up_in(ferry: Ferry, desk: &Desk, flags: &str) -> Ran {
    ferry.line(&format!("backup b {flags}")).fast().sandbox(desk).run().status(0)
}

/// A dry run against `b/latest`, with the credentials of the help desk.
pub(super) fn dry(ran: &Ran, desk: &Desk, flags: &str) -> Ferry {
    desk.clear_requests();
    ran.then().line(DRY).line(&format!("b/latest --no-progress {flags}")).sandbox(desk)
}

/// The customers of a backup of an account, and the photos, by address.
pub(super) fn whole(made: &Ran, target: &str) -> BTreeMap<String, (Value, Option<Vec<u8>>)> {
    let folder = made.folder();
    let read = deskferry::backup::BackupReader::open(
        folder.to_str().unwrap(),
        &deskferry::storage::StoreOptions::default(),
        deskferry::file::DecryptionKey::default(),
    );
    let lines = read.unwrap_or_else(|error| panic!("{target}: {error}")).customers().unwrap();
    let mut all = BTreeMap::new();
    for line in lines {
        let mut customer: Value = serde_json::from_slice(&line.unwrap().bytes).unwrap();
        let id = customer["id"].as_str().unwrap().to_owned();
        let photo = std::fs::read(folder.join("photos").join(&id)).ok();
        // Its address is that of the sandbox.
        let has = customer.as_object_mut().unwrap().remove("profilePhotoUrl").is_some();
        assert_eq!(has, photo.is_some(), "{target}: {customer}");
        all.insert(customer["email"].as_str().unwrap().to_owned(), (customer, photo));
    }
    all
}

/// Nothing was asked, not even a token.
#[track_caller]
pub(super) fn unasked(desk: &Desk) {
    assert!(desk.requests().is_empty(), "{:?}", desk.requests());
}

pub(super) fn custom_fields() -> Vec<Value> {
    start_custom_fields()
}

/// The messages on one line, as it does not matter where lines break.
pub(super) fn said(ran: &Ran) -> String {
    ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}
