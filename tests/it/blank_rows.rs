//! Blank rows are skipped, and said.

use rstest::rstest;

use crate::command_line::{Ferry, SIMPLE};

#[rstest]
#[case("Name,Email\nAda,ada@example.org\n\n,\nBo,bo@example.org\n", 2, "2 blank rows of a.csv were skipped.")]
#[case("Name,Email\n\nAda,ada@example.org\nBo,bo@example.org\n", 1, "1 blank row of a.csv was skipped.")]
#[case("Name,Email\nAda,ada@example.org\nBo,bo@example.org\n\n\n", 0, "")]
fn blank_rows_are_counted(#[case] csv: &str, #[case] blank: u64, #[case] said: &str) {
    let ferry = Ferry::new().file("a.csv", csv).file("m.toml", SIMPLE);
    for command in ["validate a.csv -m m.toml", "import a.csv -m m.toml --sandbox"] {
        let ran = ferry.then().line(command).run().status(0);
        assert_eq!(ran.count("rows"), 2, "{ran}");
        let counted = |input: &serde_json::Value| input["blank_rows"].as_u64().unwrap_or(0);
        assert_eq!(counted(&ran.run_json()["inputs"][0]), blank, "{ran}");
        assert_eq!(counted(&ran.report_json()["about"]["inputs"][0]), blank);
        assert_eq!((ran.stderr.contains("blank"), ran.stderr.contains(said)), (blank > 0, true), "{ran}");
        let shown = ran.then().line("runs show latest").run().status(0);
        assert_eq!(shown.stdout.contains("skipped, csv"), blank > 0, "{shown}");
    }
}
