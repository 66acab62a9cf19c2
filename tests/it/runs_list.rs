//! The table of `deskferry runs`.

use rstest::rstest;

use crate::command_line::{Ferry, Ran, SIMPLE};

#[rstest]
#[case("a.csv")]
#[case("a-list-of-customers-with-a-very-long-name-from-the-old-program.csv")]
fn the_list_of_runs_fits_80_columns(#[case] file: &str) {
    let ferry = Ferry::new().file(file, "Name,Email\nAda,a@x.org\nBob,b@x.org\n").file("m.toml", SIMPLE);
    let ran = ferry.line("import -m m.toml --sandbox=s.db --sample 1").args([file]).fast().run().status(0);
    let undone = ran.then().line("undo latest --yes").fast().run().status(0);
    let list = undone.then().line("runs").run().status(0).stdout;
    assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
    let name = |ran: &Ran| ran.folder().file_name().unwrap().to_str().unwrap().to_owned();
    for said in [name(&ran), format!("undone by {}", name(&undone)), "sample".into(), "STATE".into()] {
        assert!(list.contains(&said), "{said}\n{list}");
    }
}
