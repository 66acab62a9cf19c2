//! Files of any kind: what is removed is shown before, and what can't be searched is named.

use std::path::{Path, PathBuf};

use deskferry::file::DecryptionKey;
use rust_xlsxwriter::{Format, Workbook};

use super::{ann, bob, certificate, forget, found_in, night, nights, runs};
use crate::command_line::Ferry;

/// The folder of the import.
fn import_folder(ferry: &Ferry) -> PathBuf {
    let entries = std::fs::read_dir(ferry.path().join("deskferry-runs")).unwrap();
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.join("results.csv").is_file());
    folders.sort();
    folders.remove(0)
}

/// A workbook with her address in two pieces, so that no part of the file has it as a whole.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let (plain, bold) = (Format::new(), Format::new().set_bold());
    let pieces = [(&plain, "ann@"), (&bold, "example.org")];
    book.add_worksheet().write_rich_string(0, 0, &pieces).unwrap();
    book.save(path).unwrap();
}

#[test]
fn copies_of_any_kind_are_shown_and_removed() {
    let desk = runs::desk();
    let ferry = runs::ran(&desk);
    let folder = import_folder(&ferry);
    workbook(&folder.join("for-boss.xlsx"));
    std::fs::create_dir(folder.join("old")).unwrap();
    std::fs::write(folder.join("old/mine.csv"), "Mail\nAnn@example.org\n").unwrap();
    std::fs::write(folder.join("others.csv"), "Mail\nbob@example.org\n").unwrap();
    let shown = forget(&ferry, "email=ann@example.org --dry-run").run().status(0);
    let shown = shown.says("Removed, as a copy of results: ");
    assert!(shown.stderr.contains("for-boss.xlsx") && shown.stderr.contains("old/mine.csv"), "{shown}");
    assert!(!shown.stderr.contains("others.csv"), "{shown}");
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    assert!(!folder.join("for-boss.xlsx").exists() && !folder.join("old/mine.csv").exists());
    assert!(folder.join("others.csv").exists());
}

#[test]
fn what_cannot_be_searched_or_changed_is_named() {
    let desk = runs::desk();
    let ferry = runs::ran(&desk);
    let folder = import_folder(&ferry);
    let utf16: Vec<u8> = "\u{feff}Mail\tann@example.org".encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.join("sheet.txt"), utf16).unwrap();
    std::fs::write(folder.join("notes.md"), "call ann@example.org").unwrap();
    std::fs::write(folder.join("copy.csv.zst"), zstd::encode_all(&b"ann@example.org"[..], 1).unwrap())
        .unwrap();
    std::fs::write(folder.join("letter.pdf"), "%PDF-1.7").unwrap();
    std::fs::write(folder.join("torn.xlsx"), "PK\x03\x04").unwrap();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    let ran = ran.says("letter.pdf can't be searched: it is a PDF").says("torn.xlsx can't be searched");
    let proof = certificate(ran.path());
    let all = |list: &serde_json::Value, key: &str| -> Vec<String> {
        let of = |one: &serde_json::Value| one.get(key).unwrap_or(one).as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(of).collect()
    };
    let still = all(&proof["stillIn"], "name").join(" ");
    for name in ["sheet.txt", "notes.md", "copy.csv.zst"] {
        assert!(still.contains(name), "{name}: {still}");
    }
    let unsearched = all(&proof["target"]["notSearched"], "name").join(" ");
    assert!(unsearched.contains("letter.pdf") && unsearched.contains("torn.xlsx"), "{unsearched}");
    let text = std::fs::read_to_string(ferry.path().join("c.txt")).unwrap();
    assert!(text.contains("Not searched: ") && text.contains("it is a PDF"), "{text}");
}

#[test]
fn an_unfinished_file_in_a_backup_goes_and_so_does_no_other() {
    let ferry = nights(&[vec![ann(), bob()], vec![bob()]]);
    let other = ferry.path().join("t").join(night(1));
    std::fs::write(other.join(".deskferry-a1.tmp"), "ann@example.org").unwrap();
    forget(&ferry, "email=ann@example.org --yes").run().status(0);
    assert!(!other.join(".deskferry-a1.tmp").exists());
    assert!(other.join("manifest.json").exists());
}

#[test]
fn a_dated_folder_without_a_manifest_counts_if_it_has_files() {
    let ferry = nights(&[vec![ann(), bob()]]);
    let empty = ferry.path().join("t").join(night(1));
    std::fs::create_dir(&empty).unwrap();
    let filled = ferry.path().join("t").join(night(2));
    std::fs::create_dir(&filled).unwrap();
    std::fs::write(filled.join("customers.jsonl"), "{\"email\":\"ann@example.org\"}").unwrap();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    ran.says(&format!("{} can't be searched: it has no manifest.json", night(2)));
    let unsearched = certificate(ferry.path())["target"]["notSearched"].clone();
    assert_eq!(unsearched.as_array().unwrap().len(), 1, "{unsearched:#}");
    std::fs::remove_dir_all(&filled).unwrap();
    let left = found_in(&ferry.path().join("t"), &["ann@example.org"], &DecryptionKey::default());
    assert_eq!(left, [""; 0]);
}
