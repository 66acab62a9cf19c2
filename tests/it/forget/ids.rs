//! An id alone: it counts only in one account, and shows nothing there if the help desk has used it again.

use deskferry::file::DecryptionKey;
use serde_json::{Value, json};

use super::{ann, bob, certificate, forget, found_in, nights, nothing_left, put, runs};
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry, SIMPLE};

const BY_ID: &str = "id=c700700 --from-help-desk --yes";

fn backed_up() -> (Desk, Ferry) {
    let desk = Desk::holding([ann(), bob()]);
    let ferry = Ferry::new();
    ferry.then().sandbox(&desk).line("backup t").fast().run().status(0);
    (desk, ferry)
}

fn names(desk: &Desk) -> Vec<Value> {
    desk.customers().iter().map(|one| one["name"].clone()).collect()
}

fn carl(id: &str) -> Value {
    json!({"id": id, "name": "Carl", "email": "carl@example.org"})
}

#[test]
fn somebody_else_who_has_the_id_now_is_not_deleted() {
    let (desk, ferry) = backed_up();
    desk.put(carl("c700700")).unwrap();
    let ran = forget(&ferry, BY_ID).sandbox(&desk).fast().run().status(0);
    ran.says("the help desk's customer c700700 is somebody else now, and is not deleted");
    assert_eq!(names(&desk).len(), 2);
    assert_eq!(certificate(ferry.path())["deletedFromHelpDesk"], 0);
    nothing_left(ferry.path(), &DecryptionKey::default());
}

#[test]
fn she_is_deleted_by_her_id_with_her_name_or_her_address() {
    for change in [("name", "Ann Moser"), ("email", "ann.moser@example.org")] {
        let (desk, ferry) = backed_up();
        let mut now = ann();
        now[change.0] = change.1.into();
        desk.put(now).unwrap();
        forget(&ferry, BY_ID).sandbox(&desk).fast().run().status(0);
        assert_eq!(names(&desk), ["Bob Ross"]);
        assert_eq!(certificate(ferry.path())["customers"], 1);
    }
}

#[test]
fn an_id_that_only_runs_show_is_hers_if_the_help_desk_shows_her() {
    for is_used_again in [true, false] {
        let desk = runs::desk();
        let ferry = runs::ran(&desk);
        std::fs::remove_dir_all(ferry.path().join("t")).unwrap();
        std::fs::create_dir(ferry.path().join("t")).unwrap();
        let id = desk.customer("name", "Ann Miller")["id"].as_str().unwrap().to_owned();
        if is_used_again {
            desk.put(carl(&id)).unwrap();
        }
        let before = desk.customers().len();
        let line = format!("id={id} --from-help-desk --yes");
        forget(&ferry, &line).sandbox(&desk).fast().run().status(0);
        assert_eq!(desk.customers().len(), if is_used_again { before } else { before - 1 });
    }
}

#[test]
fn an_id_that_only_the_help_desk_knows_is_deleted_there() {
    let desk = Desk::holding([ann(), bob()]);
    let ferry = Ferry::new();
    std::fs::create_dir(ferry.path().join("t")).unwrap();
    let ran = forget(&ferry, BY_ID).sandbox(&desk).fast().run().status(0);
    ran.says("in the help desk: Ann Miller");
    assert_eq!(names(&desk), ["Bob Ross"]);
}

/// Another help desk has given the same id to Zoe: she stays there, and in its runs.
#[test]
fn a_customer_of_another_account_with_the_id_stays() {
    let (_desk, ferry) = backed_up();
    let zoe = json!({"id": "c700700", "name": "Zoe", "email": "zoe@example.org"});
    let other = Desk::holding([zoe]);
    let rows = "Name,Email\nZoe Fox,zoe@example.org\n";
    let import = ferry.then().file("source.csv", rows).file("source.toml", SIMPLE).sandbox(&other);
    let run = import.line("import source.csv -m source.toml").fast().run().status(0).folder();
    let ran = forget(&ferry, BY_ID).sandbox(&other).fast().run().status(2);
    ran.says("the backups and runs know c700700 in another account than that of the help desk");
    assert_eq!(names(&other), ["Zoe Fox"]);
    assert!(!found_in(&ferry.path().join("t"), &["Ann Miller"], &DecryptionKey::default()).is_empty());
    // Without the help desk, and by other values: she is gone, and Zoe is not.
    forget(&ferry, "id=c700700 --yes").run().status(0);
    assert_eq!(certificate(ferry.path())["customers"], 1);
    let results = std::fs::read_to_string(run.join("results.csv")).unwrap();
    assert!(results.contains("zoe@example.org") && results.contains("c700700"), "{results}");
    assert_eq!(found_in(&ferry.path().join("t"), &["Ann Miller"], &DecryptionKey::default()), [""; 0]);
}

#[test]
fn an_id_of_several_accounts_is_refused() {
    let ferry = nights(&[vec![ann(), bob()]]);
    put(&ferry, 1, Shelf::new(&[carl("c700700")]).of("another-client"));
    let ran = forget(&ferry, "id=c700700 --yes").run().status(2);
    ran.says("several accounts have a customer c700700").says("nothing was changed");
    let shown =
        |name: &str| !found_in(&ferry.path().join("t"), &[name], &DecryptionKey::default()).is_empty();
    assert!(shown("Ann Miller") && shown("carl@example.org"));
    forget(&ferry, "id=c700700 email=ann@example.org --yes").run().status(0);
    assert!(!shown("Ann Miller") && shown("carl@example.org"));
}
