//! Finding the header row; files without a header row, and files without rows.

use rstest::rstest;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{case, customers};
use crate::command_line::{Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\" }
";

fn read(name: &str, content: impl AsRef<[u8]>, mapping: &str, flags: &str) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", mapping);
    ferry.args(["validate", name]).line("-m m.toml -o -").line(flags).run()
}

fn ann_and_bob() -> Vec<Value> {
    ["Ann", "Bob"]
        .map(|name| json!({"name": name, "email": format!("{}@example.org", name.to_lowercase())}))
        .to_vec()
}

/// Lines of cells separated by `;`, as a workbook.
fn workbook(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(';')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

const ROWS: &str = "Ann;ann@example.org;1\nBob;bob@example.org;2\n";

#[rstest]
#[case::title("Elenco clienti 2024;;\n", 2, "row 1 looks like a title")]
#[case::title_without_delimiters("Report: Contacts, of today\n\n", 3, "row 1 looks like a title")]
#[case::pairs("Report:;Contacts;\nDate:;2024-01-02;\n", 3, "rows 1 and 2 look like a title")]
#[case::three("Customers;;\nof;2024;\n\nPage;1;\n", 5, "rows 1 to 4 look like a title")]
#[case::groups("Person;;Other\n", 2, "row 1 looks like a title")]
#[case::blank(";;\n\n;;\n", 4, "header in row 4")]
fn the_header_is_found_below_title_rows(#[case] above: &str, #[case] row: u64, #[case] said: &str) {
    let text = format!("{above}Name;Email;Zip\n{ROWS}");
    for (name, content) in [("a.csv", text.clone().into_bytes()), ("a.xlsx", workbook(&text))] {
        let ran =
            read(name, &content, MAPPING, "").status(0).says(&format!("header in row {row}")).says(said);
        assert_eq!(customers(&ran), ann_and_bob(), "{name}");
        // Another file may have its header in another row, so the mapping does not state one that was found.
        let ran = ran.then().args(["mapping", "suggest", name, "-o", "my.toml"]).run().status(0).says(said);
        assert!(!ran.text("my.toml").contains("header_row"), "{}", ran.text("my.toml"));
        let ran = ran.then().args(["validate", name, "-m", "my.toml"]).run().status(0);
        assert_eq!(ran.count("pending"), 2);
    }
}

#[test]
fn the_file_with_title_rows() {
    let ran = read("title-rows.csv", case("title-rows.csv"), MAPPING, "").status(0);
    let ran = ran.says("header in row 3; rows 1 and 2 look like a title");
    assert_eq!(customers(&ran), ann_and_bob());
    let ran = ran.then().line("mapping suggest title-rows.csv -o my.toml").run().status(0);
    let ran =
        ran.says("\n3 columns mapped; 1 to review (").says("header in row 3; rows 1 and 2 look like a title");
    assert!(!ran.text("my.toml").contains("header_row"), "{}", ran.text("my.toml"));
    let ran = ran.then().line("mapping suggest title-rows.csv --header-row 3 -o its.toml").run().status(0);
    assert!(ran.text("its.toml").contains("\nheader_row = 3\n"), "{}", ran.text("its.toml"));
    // A stated header row takes precedence over detection.
    let ran = ran.then().line("validate title-rows.csv -m m.toml --header-row 1").run().status(2);
    assert!(ran.stderr.contains("no column \"Name\"") && ran.stderr.contains("\"Report:\""), "{ran}");
    let ran = ran.then().line("validate title-rows.csv -m m.toml --header-row 3").run().status(0);
    ran.says("rows 1 and 2 are ignored");
}

/// The header is the first row that is not blank, whatever its names are.
#[rstest]
#[case::one_column("Name\nann\nbob\n", "Name", 2)]
#[case::one_column_of_a_wider_file("Name;;\nann;x;y\nbob;x;z\n", "Name", 2)]
#[case::chinese("姓名;邮件\nann;ann@example.org\nbob;bob@example.org\n", "姓名", 2)]
#[case::years("Name;2022;2023\nann;1;2\n", "Name", 1)]
#[case::texts("Foo;Bar\nann;x\nbob;y\n", "Foo", 2)]
#[case::an_address_in_a_name("Name;Email (info@x.org)\nann;ann@example.org\n", "Name", 1)]
#[case::an_address_for_a_name("Name;info@x.org\nann;yes\n", "Name", 1)]
fn the_first_row_stays_the_header_if_nothing_is_above_it(
    #[case] text: &str,
    #[case] column: &str,
    #[case] rows: u64,
) {
    let mapping = format!("version = 1\n[fields]\nname = {{ from = {column:?} }}\n");
    for (name, content) in [("a.csv", text.as_bytes().to_vec()), ("a.xlsx", workbook(text))] {
        let ran = read(name, content, &mapping, "").status(0);
        assert_eq!(ran.count("rows"), rows, "{name}");
        assert!(!ran.stderr.contains("header in row"), "{ran}");
    }
}

#[test]
fn the_columns_of_the_mapping_show_its_header() {
    let mapping = "version = 1\n[fields]\nname = { from = \"c_name\" }\nmemo = { template = \"{{ row['c_note'] }}\" }\n";
    let text = "Name;Note\nc_name;c_note\nann;x\n";
    let ran = read("a.csv", text, mapping, "").status(0).says("header in row 2; row 1 looks like a title");
    assert_eq!(customers(&ran), [json!({"name": "ann", "memo": "x"})]);
}

#[rstest]
#[case::of_shared(
    "no-header.csv",
    case("no-header.csv"),
    "an e-mail address (\"ann@example.org\" in column 2)"
)]
#[case::phone("a.csv", b"Ann Lee,020 7946 0101\nBob Ray,020 7946 0102\n".to_vec(), "a phone number")]
#[case::first_without("a.csv", b"Ann Lee,,\nBob Ray,bob@example.org,1\n".to_vec(), "no column name above the e-mail addresses in column 2")]
#[case::workbook(
    "a.xlsx",
    workbook("Ann Lee;ann@example.org\nBob Ray;bob@example.org\n"),
    "an e-mail address"
)]
fn a_customer_is_never_the_header(#[case] name: &str, #[case] content: Vec<u8>, #[case] what: &str) {
    let ran = read(name, &content, MAPPING, "").status(2).says(what).says("row 1").says("--no-header");
    assert!(ran.folders().is_empty());
    ran.then().args(["validate", name]).run().status(2).says("--no-header");
    ran.then().args(["mapping", "suggest", name]).run().status(2).says("--no-header").says("--header-row 1");
    // The user can override this.
    let mapping = "version = 1\n[fields]\nname = { from = \"Ann Lee\" }\n";
    let ran = read(name, &content, mapping, "--header-row 1").status(0);
    assert_eq!(ran.count("rows"), 1);
}

#[test]
fn without_a_header_columns_are_those_of_a_spreadsheet() {
    let content = case("no-header.csv");
    let ferry = Ferry::new()
        .file("a.csv", &content)
        .file("a.xlsx", workbook("Ann Lee;ann@example.org;1\nBob Ray;bob@example.org;2\n"));
    let ran = ferry.line("mapping suggest a.csv --no-header -o my.toml").run().status(1);
    let ran = ran.says("2 to review");
    let text = ran.text("my.toml");
    assert!(text.contains("\nno_header = true\n") && text.contains("\nemail = { from = \"B\" }"), "{text}");
    let text = text.replace("# name = { from = \"A\"", "name = { from = \"A\"");
    let ferry = ran.then().file("my.toml", text);
    ferry.line("mapping check my.toml").run().status(0);
    for name in ["a.csv", "a.xlsx"] {
        let ran = ran.then().args(["validate", name, "-m", "my.toml", "-o", "-"]).run().status(0);
        let names: Vec<Value> =
            customers(&ran.says("no header (set by you)")).iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["Ann Lee", "Bob Ray"], "{name}");
    }
    let mapping = "version = 1\n[fields]\nname = { from = \"A\" }\nemail = { from = \"B\" }\n";
    let ran = read("a.csv", &content, mapping, "--no-header").status(0);
    assert_eq!(ran.count("pending"), 2);
    read("a.csv", &content, mapping, "--no-header --header-row 1").status(2).says("cannot be used with");
    read("b.csv", "ann@example.org\nbob@example.org\n", mapping, "")
        .status(2)
        .says("its only column is then called A;");
    let both = "version = 1\n[source]\nno_header = true\nheader_row = 2\n[fields]\nname = { from = \"A\" }\n";
    read("a.csv", &content, both, "").status(2).says("has no header row").says("m.toml:4:14");
    // A flag takes precedence over the mapping.
    let stated = "version = 1\n[source]\nno_header = true\n[fields]\nname = { from = \"Ann Lee\" }\n";
    assert_eq!(read("a.csv", &content, stated, "--header-row 1").status(0).count("rows"), 1);
}

#[test]
fn rejects_of_a_file_without_a_header_come_back() {
    let mapping = "version = 1\n[source]\nno_header = true\n[fields]\nname = { from = \"A\" }\nemail = { from = \"B\" }\n";
    let ran = read("a.csv", "Ann,wrong\nBob,bob@example.org\n", mapping, "").status(1);
    let mut rejects = ran.rejects();
    assert_eq!((&rejects.header[..3], rejects.len()), (&["A", "B", "_file"].map(String::from)[..], 1));
    rejects.set(0, "B", "ann@example.org");
    let ran = read("r.csv", rejects.to_csv(), mapping, "").status(0);
    assert_eq!(customers(&ran), [json!({"name": "Ann", "email": "ann@example.org"})]);
}

const ODD: &str = "Name,Email,Phone,Phone,,Note,\nAnn,ann@example.org,1,2,3,x,y\nBob,wrong,4,5,6,z,y\n";

#[test]
fn doubled_and_unnamed_columns_that_the_mapping_does_not_use_are_accepted() {
    let ran = read("a.csv", ODD, MAPPING, "").status(1);
    assert_eq!(customers(&ran), [json!({"name": "Ann", "email": "ann@example.org"})]);
    // The rejects file has the columns of the source and can be imported again.
    let mut rejects = ran.rejects();
    assert_eq!(rejects.header[..8], ["Name", "Email", "Phone", "Phone", "", "Note", "", "_file"]);
    assert_eq!(rejects.rows[0][..7], ["Bob", "wrong", "4", "5", "6", "z", "y"]);
    let again = read("r.csv", rejects.to_csv(), MAPPING, "").status(1);
    assert_eq!(again.rejects().rows[0][..7], rejects.rows[0][..7], "unchanged, it has its fault still");
    rejects.set(0, "Email", "bob@example.org");
    let ran = read("r.csv", rejects.to_csv(), MAPPING, "").status(0);
    assert_eq!(customers(&ran), [json!({"name": "Bob", "email": "bob@example.org"})]);
    let text = ODD.replace(',', ";");
    assert_eq!(read("a.xlsx", workbook(&text), MAPPING, "").status(1).count("pending"), 1);
    // The rejects of two such files share one table.
    let ferry = Ferry::new().file("a.csv", ODD).file("b.csv", ODD).file("m.toml", MAPPING);
    let rejects = ferry.line("validate a.csv b.csv -m m.toml").run().status(1).rejects();
    assert_eq!((rejects.header.len(), &rejects.rows[0][..7]), (15, &rejects.rows[2][..7]));
}

#[rstest]
#[case::from("phoneNumber = { from = «\"Phone\"» }")]
#[case::in_another_case("phoneNumber = { from = «\"PHONE\"» }")]
#[case::optional("phoneNumber = { from = «\"Phone\"», optional = true }")]
#[case::alternative("phoneNumber = { first = [\"Fax\", «\"Phone\"»], optional = true }")]
#[case::joined("memo = { from = «[\"Note\", \"Phone\"]» }")]
#[case::template("memo = { template = «\"{{ row['Phone'] }}\"» }")]
#[case::optional_template("memo = { template = «\"{{ row.Phone }}\"», optional = true }")]
#[case::wildcard("[custom_fields]\n«\"*\"» = { from = \"Pho*\" }")]
#[case::condition("[[when]]\nskip = «\"row['Phone'] == '1'\"»\noptional = true")]
fn a_doubled_column_that_the_mapping_uses_is_named(#[case] rule: &str) {
    let before = rule.split_once('«').unwrap().0;
    let (line, column) =
        (before.matches('\n').count(), before.rsplit('\n').next().unwrap().chars().count() + 1);
    let mapping = format!("{MAPPING}{}\n", rule.replace(['«', '»'], ""));
    let place = format!("m.toml:{}:{column}", MAPPING.lines().count() + 1 + line);
    let ran = read("a.csv", ODD, &mapping, "")
        .status(2)
        .says("several columns")
        .says("(columns 3 and 4)")
        .says(&place);
    let ran = ran.says("\"a.csv\"").says("`name_columns = true` under [source]").says("(2)\"");
    assert!(ran.folders().is_empty());
}

#[test]
fn name_columns_tells_them_apart() {
    let rules = "phoneNumber = { from = \"Phone (2)\" }\nmemo = { from = \"column 5\" }\n";
    read("a.csv", ODD, &format!("{MAPPING}{rules}"), "")
        .status(2)
        .says("no column \"Phone (2)\"")
        .says("name_columns = true")
        .says("column 5 without a name");
    let mapping = format!("{}{rules}", MAPPING.replace("[match]", "[source]\nname_columns = true\n[match]"));
    let ran = read("a.csv", ODD, &mapping, "").status(1);
    let ann = json!({"name": "Ann", "email": "ann@example.org", "phoneNumber": "2", "memo": "3"});
    assert_eq!(customers(&ran), [ann]);
    let all =
        "version = 1\n[fields]\nname = { from = \"Name\" }\n[custom_fields]\n\"*\" = { from = \"*\" }\n";
    let text = "Name,Shoe,\nAnn,41,x\n";
    read("a.csv", text, all, "").status(2).says("a column without a name (column 3)").says("m.toml:5:1");
}

/// Only non-empty rows reach the branch with the doubled column, so the error is in those rows.
#[test]
fn a_doubled_column_in_a_branch_is_an_error_of_its_rows() {
    let rule = "memo = { template = \"{% if row['Name'] %}{{ row['Phone'] }}{% endif %}\" }\n";
    let ran = read("a.csv", ODD, &format!("{MAPPING}{rule}"), "").status(1);
    assert!(
        ran.rejects().column("_message")[0].contains("several columns \"Phone\" (columns 3 and 4)"),
        "{ran}"
    );
}

#[rstest]
#[case::of_shared("header-only.csv", case("header-only.csv"))]
#[case::blank_rows("a.csv", b"Name,Email\n,\n \n\n".to_vec())]
#[case::below_a_title("a.csv", b"Customers,\nName,Email\n".to_vec())]
#[case::workbook("a.xlsx", workbook("Name;Email\n"))]
fn a_header_without_rows_is_refused(#[case] name: &str, #[case] content: Vec<u8>) {
    let ferry = Ferry::new().file(name, &content).file("m.toml", SIMPLE);
    let said = format!("{name:?} has a header but no rows; export it again, or add --allow-empty");
    let ran = ferry.args(["validate", name, "-m", "m.toml"]).run().status(2).says(&said);
    assert!(ran.folders().is_empty());
    let import = || ran.then().args(["import", name]).line("-m m.toml --sandbox").fast();
    import().run().status(2).says(&said);
    assert_eq!(import().line("--allow-empty").run().status(0).count("rows"), 0);
    let ran = ran.then().args(["validate", name]).line("-m m.toml --allow-empty").run().status(0);
    assert!(ran.stderr.contains("there are no rows") && !ran.stderr.contains("all rows are valid"), "{ran}");
}

#[rstest]
#[case::jsonl("a.jsonl", "")]
#[case::array("a.json", "[]\n")]
#[case::objects_with_nothing("b.json", "[{},{}]")]
fn an_empty_list_is_refused(#[case] name: &str, #[case] text: &str) {
    let ferry = Ferry::new().file(name, text);
    let ran = ferry.args(["validate", name, "-m", "deskferry"]).run().status(2).says(name);
    let ran = ran.then().args(["validate", name, "-m", "deskferry", "--allow-empty"]).run().status(0);
    assert_eq!(ran.count("rows"), 0);
}

#[test]
fn each_empty_file_is_named() {
    let ferry = Ferry::new()
        .file("a.csv", "Name,Email\n")
        .file("b.csv", "Name,Email\nAda,a@x.org\n")
        .file("c.csv", "Name,Email\n")
        .file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv b.csv c.csv -m m.toml").run().status(2);
    let ran = ran.says("\"a.csv\", \"c.csv\" have a header but no rows; export them again");
    let ran = ran.then().line("validate a.csv b.csv c.csv -m m.toml --allow-empty").run().status(0);
    assert_eq!(ran.count("rows"), 1);
}

#[test]
fn a_customer_above_the_header_is_a_question() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Nome\" }\ncity = { from = \"Città\" }\n";
    let says = "row 1 above the header in row 2 looks like a customer (\"Anna Bianchi\" in column 1)";
    for text in [
        "Anna Bianchi;Milano;\nNome;Città;Email\nUgo;Pisa;u@x.it\nZoe;Bari;\n",
        "Anna Bianchi;Milano\nNome;Città\nUgo;Pisa\n",
    ] {
        for (name, content) in [("a.csv", text.as_bytes().to_vec()), ("a.xlsx", workbook(text))] {
            let ran = read(name, &content, mapping, "").status(2).says(says).says("--header-row 2");
            ran.then().args(["mapping", "suggest", name]).run().status(2).says(says);
            read(name, &content, mapping, "--header-row 2").status(0);
        }
    }
    for title in ["Elenco clienti 2024;;", "Report;01/02/2024;", "Elenco clienti;;Pagina 1"] {
        let text = format!("{title}\nNome;Città;Note\nUgo;Pisa;vip 2\nZoe;Bari;\nIda;;vip 1\n");
        for (name, content) in [("a.csv", text.as_bytes().to_vec()), ("a.xlsx", workbook(&text))] {
            let ran = read(name, &content, mapping, "").status(0).says("row 1 looks like a title");
            assert_eq!(ran.count("rows"), 3);
        }
    }
}

/// A sheet sorted together with its header, or two exports in one file: the rows above the header are customers.
#[rstest]
#[case::sorted(
    "Ada;ada@x.org;Roma\nBob;bob@x.org;Oslo\nCyd;cyd@x.org;Bonn\nName;Email;City\nZoe;zoe@x.org;Bern\n",
    "rows 1 to 3 above the header in row 4 look like customers (\"ada@x.org\" in column 2)",
    4
)]
#[case::one(
    "Ada;ada@x.org;Roma\nName;Email;City\nZoe;zoe@x.org;Bern\n",
    "row 1 above the header in row 2 looks like a customer",
    2
)]
#[case::two_exports(
    "Kd;2023;Mail\nAda;1;ada@x.org\nBob;2;bob@x.org\nName;Phone;Email\nZoe;1;zoe@x.org\n",
    "rows 2 and 3 above the header in row 4",
    4
)]
fn customers_above_the_header_are_not_a_title(#[case] text: &str, #[case] says: &str, #[case] row: u64) {
    for (name, content) in [("a.csv", text.as_bytes().to_vec()), ("a.xlsx", workbook(text))] {
        let flag = format!("--header-row {row}");
        let ran = read(name, &content, MAPPING, "").status(2).says(says).says(&flag);
        assert!(ran.folders().is_empty() && ran.stdout.is_empty());
        ran.then().args(["mapping", "suggest", name]).run().status(2).says(says);
        let ran = read(name, &content, MAPPING, &flag).status(0);
        assert_eq!((ran.count("rows"), customers(&ran)[0]["name"].clone()), (1, Value::from("Zoe")));
    }
}

#[rstest]
#[case("ACME;info@acme.it;+39 02 5550123\n\nName;Email;City\nZoe;zoe@x.org;Bern\n", 3)]
#[case("ACME;info@acme.it\nTel;+39 02 5550123\nName;Email;City\nZoe;zoe@x.org;Bern\n", 3)]
fn a_letterhead_is_a_title(#[case] text: &str, #[case] row: u64) {
    let ran = read("a.csv", text, MAPPING, "").status(0).says(&format!("header in row {row}"));
    assert_eq!(ran.count("rows"), 1);
}

#[rstest]
#[case(
    "Name;Email;City;Notes\nAnn;a@x.org;Roma;x;\nBob;b@x.org;Via Roma 1, 20100 Milano, Italia;;\nCy;c@x.org;;1, 2, 3;\n",
    3
)]
#[case("Name\tEmail\tNote\nAnn\ta@x.org\ta;b;c;d\nBob\tb@x.org\t\t\nCy\tc@x.org\te;f;g;h\t\n", 3)]
fn the_delimiter_is_that_of_the_names(#[case] text: &str, #[case] rows: u64) {
    let ran = read("a.csv", text, MAPPING, "").status(0);
    assert_eq!((ran.count("rows"), customers(&ran)[0]["name"].clone()), (rows, Value::from("Ann")));
    let unknown =
        text.replace("Name", "Foo").replace("Email", "Bar").replace("City", "Baz").replace("Note", "Qux");
    let mapping = "version = 1\n[fields]\nname = { from = \"Foo\" }\nemail = { from = \"Bar\" }\n";
    assert_eq!(read("a.csv", &unknown, mapping, "").status(0).count("rows"), rows);
    ran.then().line("mapping suggest a.csv -o my.toml").run();
}

/// Ruler lines and repeated headers of a printed table are rejected, not imported as customers.
#[test]
fn rules_and_repeated_headers_are_rejects() {
    let text = "Name,Email\n----,-----\nAda,a@x.org\nName,Email\nBob,b@x.org\n";
    let ran = read("a.csv", text, MAPPING, "").status(1);
    assert_eq!((ran.count("rows"), customers(&ran).len()), (4, 2));
    assert_eq!(ran.rejects().column("_codes"), ["E020", "E020"]);
    let ran = read("a.xlsx", workbook(&text.replace(',', ";")), MAPPING, "").status(1);
    assert_eq!(ran.rejects().column("_row"), ["2", "4"]);
}

#[test]
fn a_header_of_far_too_many_columns_says_so() {
    let text = format!("Name,Email{}\nAda,a@x.org\n", ",".repeat(100_000));
    read("a.csv", text, MAPPING, "").status(2).says("100002 columns").says("deskferry reads at most 100000");
}
