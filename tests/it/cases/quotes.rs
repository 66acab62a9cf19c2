//! Quotes that never close, close too early, or are part of the text; rows that are too short or too long.

use rstest::rstest;
use serde_json::Value;

use super::case;
use crate::command_line::{Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
[source]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
memo = { from = \"Notes\", optional = true }
address = { from = \"Address\", optional = true }
city = { from = \"City\", optional = true }
";

fn check_with(mapping: &str, content: impl AsRef<[u8]>, flags: &[&str]) -> Ran {
    let ferry = Ferry::new().file("a.csv", content).file("m.toml", mapping);
    ferry.line("validate a.csv -m m.toml -o -").args(flags.iter().copied()).run()
}

fn check(content: impl AsRef<[u8]>, flags: &[&str]) -> Ran {
    check_with(MAPPING, content, flags)
}

/// One field of all customers that were accepted.
fn taken(ran: &Ran, field: &str) -> Vec<String> {
    let customer = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let text = |line| customer(line)[field].as_str().unwrap_or_default().to_owned();
    ran.stdout.lines().map(text).collect()
}

/// The number of issues with this code in the report.
fn issues(ran: &Ran, code: &str) -> u64 {
    let report = ran.report_json();
    let issues = report["issues"].as_array().unwrap();
    issues.iter().filter(|issue| issue["code"] == code).map(|issue| issue["count"].as_u64().unwrap()).sum()
}

fn counts(ran: &Ran) -> [u64; 3] {
    ["rows", "pending", "rejected"].map(|name| ran.count(name))
}

#[test]
fn a_quote_that_closes_early_swallows_no_rows() {
    let ran = check(case("quote-swallows-rows.csv"), &[]).status(1);
    assert_eq!(counts(&ran), [6, 3, 3]);
    assert_eq!(taken(&ran, "name"), ["Cyd Orr", "Eve Kay", "Fay Lim"]);
    let rejects = ran.rejects();
    assert_eq!(rejects.codes(), ["E009", "E009", "E009"]);
    assert_eq!(rejects.column("Name"), ["Ann Lee", "Bob Ray", "Dee Poe"]);
    assert_eq!(rejects.column("Email"), ["ann@example.org", "bob@example.org", "dee@example.org"]);
    assert_eq!(rejects.column("_row"), ["2", "3", "5"]);
    let message = rejects.cell(1, "_message");
    assert!(message.contains("opens on line 3, and the next one, on line 5"), "{message}");
    assert!(rejects.cell(2, "_message").contains("because a double quote in row 3 (line 3)"));
    assert_eq!(issues(&ran, "W010"), 1);
    ran.says("csv, us-ascii, delimiter ','\n");
}

#[test]
fn the_rejected_rows_can_be_corrected_and_taken() {
    let first = check(case("quote-swallows-rows.csv"), &[]).status(1);
    let again = |rejects: &crate::command_line::Table| {
        first.then().file("r.csv", rejects.to_csv()).line("validate r.csv -m m.toml -o -").run()
    };
    let mut rejects = first.rejects();
    assert_eq!(
        again(&rejects).status(1).rejects().codes(),
        ["E009", "E009", "E009"],
        "nobody has corrected them"
    );
    for row in 0..3 {
        rejects.set(row, "_codes", "");
    }
    let ran = again(&rejects).status(0);
    assert_eq!(taken(&ran, "memo"), ["\"office 12\" desk", "\"second floor", "the \"big\" one"]);
}

#[test]
fn all_five_thousand_customers_are_reported() {
    let ran = check(case("unclosed-quote-5000.csv"), &[]).status(1);
    assert_eq!(counts(&ran), [5000, 4999, 1]);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E007"], vec!["12"]));
    assert_eq!(ran.rejects().column("Email"), ["p10@example.org"]);
    assert!(ran.rejects().cell(0, "_message").contains("line 12 and is never closed: `\"half open`"));
    assert_eq!(issues(&ran, "W010"), 4989);
    assert_eq!(taken(&ran, "name").last().map(String::as_str), Some("P4999"));
}

#[test]
fn backslashes_before_quotes_are_recognized_and_can_be_denied() {
    let ran = check(case("backslash-quotes.csv"), &[]).status(0).says("delimiter ',', escape '\\'");
    assert_eq!(taken(&ran, "name"), ["Ann \"Annie\" Lee", "Bob Ray"]);
    assert_eq!(taken(&ran, "memo"), ["x", "C:\\"]);
    let ran =
        check(case("backslash-quotes.csv"), &["--escape", "none"]).status(1).says("escape none (set by you)");
    assert_eq!((ran.rejects().codes(), taken(&ran, "memo")), (vec!["E009"], vec!["C:\\\\".to_owned()]));
    ran.says("escaped with backslashes, use\n      --escape '\\'");
    let one = "Name,Email,Notes\n\"12\\\" screen\",a@x.org,x\n";
    check(one, &[]).status(1).says("E009");
    let ran = check(one, &["--escape", "\\"]).status(0).says("escape '\\' (set by you)");
    assert_eq!(taken(&ran, "name"), ["12\" screen"]);
}

#[rstest]
#[case::commas(",")]
#[case::tabs("\t")]
#[case::semicolons(";")]
fn quotes_that_are_text_are_recognized(#[case] delimiter: &str) {
    let text = "Name\tEmail\tNotes\nBob \"Bobby\" Ray\tb@x.org\t20\" screen\n\"Cyd\" Orr\tc@x.org\t\"\nDee\td@x.org\tx\n\
                \"Eve\" \"Kay\"\te@x.org\t24\" tv\n";
    let ran = check(text.replace('\t', delimiter), &[]).status(0).says(", quotes are text\n");
    assert_eq!(taken(&ran, "name"), ["Bob \"Bobby\" Ray", "\"Cyd\" Orr", "Dee", "\"Eve\" \"Kay\""]);
    assert_eq!(taken(&ran, "memo"), ["20\" screen", "\"", "x", "24\" tv"]);
    assert_eq!(ran.count("warned"), 0);
    let ran = check(text.replace('\t', delimiter), &["--quote", "\""]).status(1);
    assert_eq!((ran.count("rows"), ran.count("rejected")), (4, 2));
}

#[test]
fn one_quote_in_a_value_is_taken_with_a_warning() {
    let text = "Name,Email,Notes\nAda,a@x.org,20\" screen\nBob,b@x.org,\"x, y\"\n";
    let ran = check(text, &[]).status(0);
    assert_eq!(
        (taken(&ran, "memo"), issues(&ran, "W012")),
        (vec!["20\" screen".to_owned(), "x, y".into()], 1)
    );
    let ran =
        check(text.replace(", y", ""), &["--quote", "none"]).status(0).says("quotes are text (set by you)");
    assert_eq!(
        (taken(&ran, "memo"), issues(&ran, "W012")),
        (vec!["20\" screen".to_owned(), "\"x\"".into()], 0)
    );
}

#[rstest]
#[case::lf("\n")]
#[case::crlf("\r\n")]
#[case::cr("\r")]
fn other_quotes_and_a_mapping_that_states_them(#[case] end: &str) {
    let text =
        "Name,Email,Notes\n'Rossi, Ada',a@x.org,'it''s'\n'Bob',b@x.org,'two\nlines'\n".replace('\n', end);
    let ran = check(&text, &["--quote", "'"]).status(0).says("quote ' (set by you)");
    assert_eq!(taken(&ran, "memo"), ["it's", "two\nlines"]);
    let mapping = MAPPING.replace("[source]", "[source]\nquote = \"'\"\nescape = \"none\"");
    assert_eq!(taken(&check_with(&mapping, &text, &[]).status(0), "name"), ["Rossi, Ada", "Bob"]);
    let ran = check_with(&mapping, &text, &["--quote", "\""]);
    assert_eq!(ran.status(1).count("rejected"), 2);
}

#[rstest]
#[case(&["--quote", "xy"], "--quote needs one ASCII character or `none`, not \"xy\"")]
#[case(&["--escape", ""], "--escape needs one ASCII character or `none`, not \"\"")]
#[case(&["--short-rows", "cut"], "--short-rows needs `reject` or `fill`, not \"cut\"")]
#[case(&["--quote", ";", "--delimiter", ";"], "can't be a delimiter")]
fn impossible_flags_are_refused(#[case] flags: &[&str], #[case] told: &str) {
    check("Name,Email\nAda,a@x.org\n", flags).status(2).says(told);
}

#[test]
fn a_contradiction_in_the_mapping_is_refused() {
    let with = |line: &str| MAPPING.replace("[source]", &format!("[source]\n{line}"));
    for (line, told) in [
        ("quote = \"''\"", "the quote must be one visible ASCII character, or \"none\""),
        ("escape = \"\"", "the escape must be one visible ASCII character, or \"none\""),
        ("short_rows = \"cut\"", "unknown word `cut`, expected `reject` or `fill`"),
    ] {
        check_with(&with(line), "Name,Email\n", &[]).status(2).says(told);
    }
}

#[test]
fn blanks_before_quotes_are_left_out() {
    let ran = check(case("space_quote.csv"), &[]).status(0);
    assert_eq!(taken(&ran, "address"), ["12 Mill Lane, Leeds", "1 High St, Hull"]);
    let ran = check(case("space_quote3.csv"), &[]).status(0);
    assert_eq!(taken(&ran, "city"), ["Leeds", "Hull"]);
    assert_eq!(ran.count("warned"), 0);
}

#[test]
fn empty_cells_beyond_the_header_are_accepted() {
    let ran = check(case("trailing-empty-cells.csv"), &[]).status(0);
    assert_eq!((counts(&ran), taken(&ran, "memo")), ([2, 2, 0], vec!["x".to_owned(), "y".into()]));
    let ran =
        check("Name,Email,Notes\nAda,a@x.org,x,\"\", \nBob,b@x.org,y\nCyd,c@x.org,z,,w\n", &[]).status(1);
    assert_eq!((counts(&ran), ran.rejects().codes()), ([3, 2, 1], vec!["E001"]));
}

#[test]
fn a_short_row_is_rejected_with_what_to_type_or_filled() {
    let ran = check(case("short-row.csv"), &[]).status(1);
    assert_eq!((counts(&ran), ran.rejects().codes()), ([3, 2, 1], vec!["E001"]));
    let message = ran.rejects().cell(0, "_message").to_owned();
    assert!(message.contains("the last cell is missing (\"Notes\")"), "{message}");
    assert!(
        message.contains("short_rows = \"fill\" under [source]") && message.contains("--short-rows fill")
    );
    let filled = |ran: Ran| {
        assert_eq!(taken(&ran, "name"), ["Jerry", "George", "Kramer"]);
        assert_eq!((counts(&ran), taken(&ran, "memo")[1].as_str()), ([3, 3, 0], ""));
    };
    filled(check(case("short-row.csv"), &["--short-rows", "fill"]).status(0));
    let mapping = MAPPING.replace("[source]", "[source]\nshort_rows = \"fill\"");
    filled(check_with(&mapping, case("short-row.csv"), &[]).status(0));
    check_with(&mapping, case("short-row.csv"), &["--short-rows", "reject"]).status(1);
}

#[test]
fn a_rejects_file_is_not_filled_and_keeps_its_check() {
    let first = check(case("short-row.csv"), &[]).status(1);
    let rejects = first.rejects();
    let ran = first.then().file("r.csv", rejects.to_csv());
    let ran = ran.line("validate r.csv -m m.toml --short-rows fill --quote none --escape x").run().status(1);
    assert_eq!(ran.rejects().codes(), ["E001"]);
}

/// The damage of one file as other programs write it: UTF-16, `sep=`, tabs, quotes in the last cell.
#[rstest]
#[case::sep("sep=;\nName;Email;Notes\nAda;a@x.org;\"half\nBob;b@x.org;\"x\"\nCyd;c@x.org;y\n", "3")]
#[case::tabs("Name\tEmail\tNotes\nAda\ta@x.org\t\"half\nBob\tb@x.org\t\"x\"\nCyd\tc@x.org\ty\n", "2")]
#[case::quoted_header(
    "\"Name\",\"Email\",\"Notes\"\nAda,a@x.org,\"half\nBob,b@x.org,\"x\"\nCyd,c@x.org,y\n",
    "2"
)]
fn the_row_of_the_quote_is_rejected_and_the_next_is_taken(#[case] text: &str, #[case] row: &str) {
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [text.as_bytes().to_vec(), text.replace('\n', "\r\n").into_bytes(), utf16] {
        let ran = check(content, &[]).status(1);
        assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E009"], vec![row]));
        assert_eq!((taken(&ran, "name"), issues(&ran, "W010")), (vec!["Bob".to_owned(), "Cyd".into()], 1));
    }
}

#[test]
fn one_row_is_enough_for_a_broken_quote() {
    for text in ["Name,Email\nAda,\"a@x.org", "Name,Email\n\"Ada,a@x.org\n", "Name,Email\nAda,\"\n"] {
        let ran = check(text, &[]).status(1);
        assert_eq!((counts(&ran), ran.rejects().codes()), ([1, 0, 1], vec!["E007"]), "{text}");
    }
}

#[test]
fn a_row_swallowed_by_a_cell_is_shown() {
    let text = "Name,Email,Notes\nAda,a@x.org,\"half\nBob,b@x.org,x\nCyd,c@x.org,y\"\nDee,d@x.org,z\n";
    let ran = check(text, &[]).status(0);
    assert_eq!((taken(&ran, "name"), issues(&ran, "W011")), (vec!["Ada".to_owned(), "Dee".into()], 1));
    let issue = ran.report_json()["issues"][0].to_string();
    assert!(issue.contains("2 lines, from 3 to 4, look like rows; the first is: `Bob,b@x.org,x`"), "{issue}");
}

#[test]
fn a_header_with_a_broken_quote_is_refused() {
    check("Name,\"E\"mail\nAda,a@x.org\n", &[]).status(2).says("text follows a closing double quote in it");
    check("Name,\"Email\nAda,a@x.org\n", &[])
        .status(2)
        .says("a double quote opens in it and is never closed");
}

#[test]
fn a_run_that_is_resumed_reads_as_it_did() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\n'Rossi, Ada',a@x.org\nBob\n").file("m.toml", SIMPLE);
    let flags = ["--quote", "'", "--escape", "none", "--short-rows", "fill"];
    let ran = ferry.line("import a.csv -m m.toml --sandbox --dry-run").args(flags).fast().run();
    let reading = &ran.run_json()["settings"]["reading"];
    let member = |name: &str| reading[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        [member("quote"), member("escape"), member("short_rows")],
        ["'", "none", "fill"],
        "{}",
        ran.run_json()
    );
}

/// Rows that only look whole get a warning, and none of them is lost.
#[rstest]
#[case::empty_cells_beyond("Ann,a@x.org,\"hi,\nBob,b@x.org,yo,\nCy,c@x.org,20\",\nDee,d@x.org,no,\n", &["2 W011"])]
#[case::cells_of_the_next_row("Ann,a@x.org,\"hi\nBob,20\",\nDee,d@x.org,no\n", &["2 W011"])]
#[case::shifted("Ann,a@x.org, IT,\nBob,b@x.org,yo\n", &["2 W020"])]
#[case::lost_delimiter("A,a@x.org,hi,\nB,b@x.org,hi,\nC,c@x.orgyo,\nD,d@x.org,hi,\nE,e@x.org,hi,\n", &["4 W020"])]
#[case::as_wide_as_its_neighbors("Ann,a@x.org,hi,,\nBob,b@x.org,yo,,\n", &[])]
#[case::torn("Ann,a@x.org,hi\nthere\nBob,b@x.org,yo\nCy,c@x.org,yo\n", &["2 W019", "4 W019"])]
#[case::lost_first_quote("Ann,a@x.org,\"x\"\nBob,b@x.org,one\nCy,two,three\nfour\"\nDee,d@x.org,yo\n", &["2 W019", "3 W019", "4 W019"])]
fn possibly_torn_rows_are_reported(#[case] rows: &str, #[case] expected: &[&str]) {
    let ran = check(format!("Name,Email,Notes\n{rows}"), &[]);
    let issues = ran.report_json()["issues"].clone();
    let samples = issues.as_array().unwrap().iter().flat_map(|issue| issue["samples"].as_array().unwrap());
    let told = |sample: &Value| format!("{} {}", sample["row"], sample["code"].as_str().unwrap());
    let told = samples.filter(|sample| sample["severity"] == "warning").map(told);
    let told: Vec<String> = told.filter(|told| !told.contains("W012")).collect();
    assert_eq!(told, expected, "{issues}");
}

#[test]
fn a_quoted_value_long_after_literal_quotes_is_reported() {
    let text = format!(
        "Name\tEmail\tNotes\n{}\"Bob Ray\"\tb@x.org\tx\n",
        "Ann\ta@x.org\t20\" screen\n".repeat(5000)
    );
    let ran = check(text, &[]).says("quotes are text");
    assert_eq!(issues(&ran, "W012"), 1);
}

#[test]
fn escapes_of_databases_without_quotes_are_recognized() {
    let text = "Name\tEmail\tNotes\nAnn\ta@x.org\tl1\\\nl2\nBob\tb@x.org\ta\\\tb\nCy\tc@x.org\t\\N\n";
    let ran = check(text, &[]).status(0).says("quotes are text, escape '\\'");
    assert_eq!(taken(&ran, "memo"), ["l1\nl2", "a\tb", ""]);
}

/// `INTO OUTFILE` with everything that MySQL escapes, with and without quotes.
#[test]
fn doubled_backslashes_among_escapes_of_databases() {
    let text = "Name\tCity\tNotes\nAnn\tRoma\tC:\\\\x\nBo\tPisa\tl1\\\nl2\nCy\tBari\ta\\\tb\nDi\tBari\tok\n";
    let mapping = MAPPING.replace("email = { from = \"Email\", as = \"email\" }\n", "");
    let expected = ["C:\\x", "l1\nl2", "a\tb", "ok"];
    let ran = check_with(&mapping, text, &[]).status(0).says("quotes are text, escape '\\'");
    assert_eq!((taken(&ran, "memo"), ran.count("warned")), (expected.map(String::from).to_vec(), 0));
    let ran = check_with(&mapping, text, &["--escape", "\\"])
        .status(0)
        .says("quotes are text, escape '\\' (set by you)");
    assert_eq!(taken(&ran, "memo"), expected);
    let damaged = text.replace("ok", "o\\k");
    let ran = check_with(&mapping, &damaged, &[]).status(1);
    assert!(
        ran.rejects().column("_message").iter().all(|message| message.contains("use --escape '\\'")),
        "{ran}"
    );
    let enclosed =
        "\"Name\",\"City\",\"Notes\"\n\"P\",\"Roma\",\"l1\\\nl2 \\\"x\\\"\"\n\"Q\",\"Pisa\",\"C:\\\\\"\n";
    for text in [enclosed.to_owned(), enclosed.replace("\\\"x\\\"", "x")] {
        let ran = check_with(&mapping, &text, &[]).status(0).says("delimiter ',', escape '\\'");
        assert_eq!(taken(&ran, "memo")[0].replace('"', ""), "l1\nl2 x");
    }
}

/// `mysql -B` and `COPY` write a line break as a backslash and a letter.
#[test]
fn database_escapes_are_read_or_reported() {
    let text = "Name\tEmail\tNotes\nAnn\ta@x.org\tvia Roma 1\\n00184 Roma\\tx\\\\y\nBob\tb@x.org\tok\n";
    let read = "via Roma 1\n00184 Roma\tx\\y";
    let ran = check(text, &[]).status(0);
    assert_eq!(
        (taken(&ran, "memo")[0].as_str(), issues(&ran, "W023")),
        ("via Roma 1\\n00184 Roma\\tx\\\\y", 1)
    );
    for (text, flags) in [(text.to_owned(), &["--escape", "\\"][..]), (text.replace("ok", "\\N"), &[])] {
        let ran = check(text, flags).status(0).says("quotes are text, escape '\\'");
        assert_eq!((taken(&ran, "memo")[0].as_str(), ran.count("warned")), (read, 0));
    }
    let ran = check(text, &["--escape", "none"]).status(0);
    assert_eq!((taken(&ran, "memo")[0].contains("\\n"), issues(&ran, "W023")), (true, 0));
    for folder in ["C:\\new\\temp", "x\\y"] {
        let ran = check(text.replace("\\n", folder), &[]).status(0);
        assert_eq!(issues(&ran, "W023"), 0, "{folder}");
    }
}

#[test]
fn a_quote_that_joins_rows_is_reported_with_its_line() {
    let mapping = MAPPING.replace("[fields]", "[fields]\nprovince = { from = \"X\", optional = true }");
    let read = |rows: &str| check_with(&mapping, format!("Name,Email,City,Notes\n{rows}"), &[]);
    let told = |rows: &str| read(rows).status(0).report_json()["issues"][0].to_string();
    let issue = told("\"Ann,ann@x.org\nBob\",bob@x.org,Rome,ok\n");
    assert!(issue.contains("line 2 looks like a row: `Ann,ann@x.org`"), "{issue}");
    let issue = told("\"Ann,ann@x.org,Rome,hi\nBob\",bob@x.org,Rome,ok\n");
    assert!(
        issue.contains("2 lines, from 2 to 3, look like rows; the first is: `Ann,ann@x.org,Rome,hi`"),
        "{issue}"
    );
    let ran = read("Ann,ann@x.org,Rome,\"Via Roma 1, 20100 Milano\nItalia\"\n").status(0);
    assert_eq!(ran.count("warned"), 0);
}

#[test]
fn rows_that_may_be_short_are_not_torn_rows() {
    let text =
        "Name,Email,Notes,City\nAnn,a@x.org,hi,Rome\nBob\nCy,c@x.org,yo,Pisa\nDee\nEve,e@x.org,x,Bari\n";
    let mapping = MAPPING.replace("email = { from = \"Email\", as = \"email\" }\n", "");
    let ran = check_with(&mapping, text, &["--short-rows", "fill"]).status(0);
    assert_eq!((ran.count("rows"), ran.count("warned")), (5, 0));
    let ran = check_with(&mapping, text, &[]).status(1);
    assert!(ran.rejects().cell(0, "_message").contains("check rows 2 and 3: if a line break"), "{ran}");
}

#[test]
fn unpaired_quotes_are_not_text() {
    let text = "Name,Email,Notes\n\"Ann,a@x.org,hi\nBob,b@x.org,yo\nCy,c@x.org,\"ok\n";
    let ran = check(text, &[]).status(1);
    assert_eq!(ran.rejects().codes(), ["E009", "E007"]);
    assert_eq!(taken(&ran, "name"), ["Bob"]);
}
