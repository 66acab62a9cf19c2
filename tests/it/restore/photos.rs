//! Photos in a backup are restored; those that can't be are reported.

use deskferry::sandbox::{PhotoForm, RequestKind, SimulatedFault};
use rstest::rstest;
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};

const PASSPHRASE: &str = "correct horse battery staple";
const PHOTOS: [(&str, &[u8]); 3] =
    [("Ada", b"\x89PNG\r\n\x1a\nAda"), ("Bob", b"GIF89a of Bob"), ("Eve", b"\xff\xd8\xff\xe0 of Eve")];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Ada, Bob and Eve with photos, and Zoe without.
fn photographed() -> Desk {
    let with = PHOTOS.map(|(name, photo)| {
        let id = name.to_lowercase();
        json!({"id": id, "name": name, "email": format!("{id}@x.org"), "profilePhotoBlob": hex(photo)})
    });
    Desk::holding(with.into_iter().chain([json!({"id": "zoe", "name": "Zoe", "email": "zoe@x.org"})]))
}

fn sealed(ferry: Ferry, sealing: bool) -> Ferry {
    if sealing { ferry.env("DESKFERRY_PASSPHRASE", PASSPHRASE) } else { ferry }
}

/// A backup of the help desk in `b/`, made by `deskferry backup`; returns its folder.
fn backup(desk: &Desk, flags: &str, sealing: bool) -> (Ran, String) {
    let ran =
        sealed(Ferry::new().line(&format!("backup b {flags}")), sealing).fast().sandbox(desk).run().status(0);
    let folder = ran.folder().to_str().unwrap().to_owned();
    (ran, folder)
}

fn restore(from: &Ran, folder: &str, desk: &Desk, flags: &str, sealing: bool) -> Ran {
    sealed(from.then().line(&format!("restore {folder} {flags}")), sealing).fast().sandbox(desk).run()
}

/// The photos of the help desk as it serves them, by name.
fn served(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let (ran, folder) = backup(desk, "--photos", false);
    let mut all = Vec::new();
    for customer in desk.customers() {
        let id = customer["id"].as_str().unwrap();
        if let Ok(photo) = std::fs::read(ran.path().join(&folder).join("photos").join(id)) {
            all.push((customer["name"].as_str().unwrap().to_owned(), photo));
        }
    }
    all.sort();
    all
}

fn all() -> Vec<(String, Vec<u8>)> {
    PHOTOS.map(|(name, photo)| (name.to_owned(), photo.to_vec())).to_vec()
}

#[rstest]
#[case(false, PhotoForm::Hex, "")]
#[case(true, PhotoForm::Base64, "photo_encoding = \"base64\"\n")]
fn photos_come_back_with_customers_that_are_gone(
    #[case] sealing: bool,
    #[case] form: PhotoForm,
    #[case] config: &str,
) {
    let (ran, folder) = backup(&photographed(), "--photos", sealing);
    std::fs::write(ran.path().join("deskferry.toml"), config).unwrap();
    let desk = Desk::with(|options| options.photo = form);
    let restored =
        restore(&ran, &folder, &desk, "--ids ignore", sealing).status(0).says("Photos: 3 for new customers");
    assert_eq!((restored.count("inserted"), served(&desk)), (4, all()));
    let journal = std::fs::read(restored.folder().join("journal.db")).unwrap();
    let text = hex(PHOTOS[1].1);
    assert!(!journal.windows(text.len()).any(|window| window == text.as_bytes()), "no journal holds a photo");
    restored
        .then()
        .line("verify latest")
        .fast()
        .sandbox(&desk)
        .run()
        .status(0)
        .says("4 customers checked, all match");
}

#[rstest]
#[case(false)]
#[case(true)]
fn only_another_photo_is_put_back_and_undo_leaves_it(#[case] sealing: bool) {
    let desk = photographed();
    let (ran, folder) = backup(&desk, "--photos", sealing);
    let other = ran.then().file("j.gif", "GIF89a of somebody").args([
        "customer",
        "update",
        "bob",
        "profilePhotoBlob=@j.gif",
    ]);
    other.args(["--rate", "0"]).sandbox(&desk).run().status(0);
    let said = "Photos: 1 to restore, 2 unchanged";
    let dry = restore(&ran, &folder, &desk, "--dry-run", sealing).status(0).says(said);
    assert!(dry.to_string().contains("profilePhotoBlob"), "{dry}");
    assert_ne!(served(&desk), all(), "a dry run writes nothing");
    let restored = restore(&ran, &folder, &desk, "", sealing).status(0).says(said);
    assert_eq!((restored.count("updated"), restored.count("unchanged"), served(&desk)), (1, 3, all()));
    let again = restore(&ran, &folder, &desk, "", sealing).status(0).says("Photos: 3 unchanged");
    assert_eq!(again.count("updated"), 0);
    let id = restored.folder().file_name().unwrap().to_str().unwrap().to_owned();
    let undone = ran.then().args(["undo", &id, "--yes"]).fast().sandbox(&desk).run().status(0);
    assert_eq!((undone.count("skipped"), served(&desk)), (1, all()));
}

#[test]
fn a_saved_plan_of_an_encrypted_backup_needs_no_key() {
    let (ran, folder) = backup(&photographed(), "--photos", true);
    let desk = Desk::new();
    let dry = restore(&ran, &folder, &desk, "--ids ignore --dry-run --plan-out plan.jsonl", true).status(0);
    assert!(!dry.text("plan.jsonl").contains(&hex(PHOTOS[0].1)));
    std::fs::remove_dir_all(ran.path().join(&folder)).unwrap();
    ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(0);
    assert_eq!(served(&desk), all());
}

#[test]
fn a_killed_restore_goes_on_with_the_photos() {
    let (ran, folder) = backup(&photographed(), "--photos", true);
    let desk = Desk::new();
    let killed = sealed(ran.then().line(&format!("restore {folder} --ids ignore --concurrency 1")), true);
    let killed = killed.fast().env("DESKFERRY_FAIL_POINT", "sent:2").sandbox(&desk);
    assert_eq!(killed.command().output().unwrap().status.code(), None, "it was killed");
    std::fs::remove_dir_all(ran.path().join(&folder)).unwrap();
    ran.then().line("resume latest --settle-for 100ms").fast().sandbox(&desk).run().status(0);
    assert_eq!((desk.customers().len(), served(&desk)), (4, all()));
}

#[test]
fn photos_that_can_not_be_restored_are_reported_and_reject_no_customer() {
    let (ran, folder) = backup(&photographed(), "--photos", false);
    let photos = ran.path().join(&folder).join("photos");
    std::fs::remove_file(photos.join("ada")).unwrap();
    std::fs::write(photos.join("bob"), "GIF89a of BOB").unwrap();
    let desk = Desk::new();
    let restored = restore(&ran, &folder, &desk, "--ids ignore", false).status(0);
    let restored = restored.says("Photos: 1 for new customers, 2 that can't be restored").says("W218");
    assert_eq!((restored.count("inserted"), restored.count("warned")), (4, 2));
    let notes = restored.results();
    let notes = notes.column("_note");
    assert!(notes[0].contains("photos/ada") && notes[1].contains("photos/bob"), "{notes:?}");
    assert_eq!(served(&desk), all()[2..]);
}

#[test]
fn a_photo_that_is_damaged_between_plan_and_write_is_not_sent() {
    let (ran, folder) = backup(&photographed(), "--photos", false);
    let desk = Desk::new();
    restore(&ran, &folder, &desk, "--ids ignore --dry-run --plan-out plan.jsonl", false).status(0);
    std::fs::write(ran.path().join(&folder).join("photos/bob"), "GIF89a of BOB").unwrap();
    let applied = ran.then().line("apply plan.jsonl").fast().sandbox(&desk).run().status(1);
    assert_eq!((applied.count("inserted"), applied.rejects().codes()), (3, vec!["E216"]));
}

#[test]
fn a_photo_that_can_not_be_compared_is_reported() {
    let desk = photographed();
    let (ran, folder) = backup(&desk, "--photos", false);
    desk.fail_where(RequestKind::Photo, "ada", SimulatedFault::StatusBefore(403));
    let restored = restore(&ran, &folder, &desk, "", false).status(0);
    let restored = restored.says("Photos: 2 unchanged, 1 that can't be restored");
    assert_eq!(restored.count("unchanged"), 4);
}

#[test]
fn photos_can_be_left_out_and_missing_ones_are_reported() {
    let (ran, folder) = backup(&photographed(), "--photos", false);
    let desk = Desk::new();
    let bare = restore(&ran, &folder, &desk, "--ids ignore --without profilePhotoBlob", false).status(0);
    assert!(!bare.stderr.contains("hotos"), "{bare}");
    assert_eq!(served(&desk), []);
    let (ran, folder) = backup(&photographed(), "", false);
    let without = restore(&ran, &folder, &Desk::new(), "--ids ignore", false).status(0);
    without.says("3 customers had photos that this backup does not contain");
}
