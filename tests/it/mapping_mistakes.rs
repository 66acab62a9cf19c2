//! Common mistakes in a mapping: each is reported once, with its line, its column, and what was probably meant.

use rstest::rstest;

use crate::command_line::{Ferry, Ran};

fn told(mapping: impl AsRef<[u8]>) -> Ran {
    let ferry =
        Ferry::new().file("m.toml", mapping).file("a.csv", "First name,E-mail,Größe\nAda,a@x.org,1\n");
    let ran = ferry.line("validate a.csv -m m.toml").run().status(2);
    assert!(ran.stdout.is_empty() && ran.folders().is_empty(), "{ran}");
    assert_eq!(ran.stderr.matches("error:").count(), 1, "one message: {ran}");
    ran
}

/// Parses a mapping whose mistake is between `«` and `»`: the message must point there.
fn placed(marked: &str) -> (String, usize, usize) {
    let (before, rest) = marked.split_once('«').unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (format!("{before}{}", rest.replacen('»', "", 1)), line, column)
}

#[rstest]
#[case::key("name = { «form» = \"First name\" }", "did you mean `from`?")]
#[case::key_of_a_source(
    "name = { from = \"First name\" }\n[source]\n«delimeter» = \";\"",
    "did you mean `delimiter`?"
)]
#[case::section(
    "name = { from = \"First name\" }\n[«custom_field»]\nx = { from = \"E-mail\" }",
    "did you mean `custom_fields`?"
)]
#[case::list_of_tests(
    "name = { from = \"First name\" }\n[[«test»]]\nrow = { x = \"y\" }",
    "did you mean `tests`?"
)]
#[case::indented_tests(
    "name = { from = \"First name\" }\n    [[tests]]\n        row = { x = \"y\" }\n        «exspect» = { name = \"\" }",
    "did you mean `expect`?"
)]
#[case::tests_as_table("name = { from = \"First name\" }\n«[tests]»\nrow = { x = \"y\" }", "write [[tests]]")]
#[case::fields_as_list(
    "name = { from = \"First name\" }\n«[[source]]»\nsheet = \"x\"",
    "write [source], once"
)]
#[case::field("«emial» = { from = \"E-mail\" }", "did you mean `email`?")]
#[case::field_in_capitals("«Name» = { from = \"First name\" }", "the field is called `name`")]
#[case::field_of_another_name("«zip» = { from = \"First name\" }", "the field is called `postalNumber`")]
#[case::custom_field("«segment» = { from = \"First name\" }", "custom fields go under [custom_fields]")]
#[case::conversion("state = { from = \"First name\", as = «\"contry\"» }", "did you mean `country`?")]
#[case::word("name = { from = \"First name\", case = «\"uper\"» }", "did you mean `upper`?")]
#[case::truth("name = { from = \"First name\", required = «\"true\"» }", "without quotes")]
#[case::number("name = { from = «7» }", "expected the name of a column")]
#[case::text_for_a_rule("name = «\"First name\"»", "expected a rule such as { from = \"Column\" }")]
#[case::list_for_a_rule(
    "email = { from = \"E-mail\" }\nkeys = «[\"email\"]»",
    "to the next [section] must be a field"
)]
#[case::text_for_a_list(
    "birthDate = { from = \"E-mail\", formats = «\"auto\"» }",
    "expected a list, but this is the text \"auto\""
)]
#[case::list_for_a_value("name = { value = «[\"a\", \"b\"]» }", "only tags take a list")]
#[case::match_key("email = { from = \"E-mail\" }\n[match]\nkeys = «[\"emial\"]»", "did you mean `email`?")]
#[case::column("name = { from = «\"Frist name\"» }", "did you mean \"First name\"?")]
#[case::column_without_its_sign("email = { from = «\"Email\"» }", "did you mean \"E-mail\"?")]
#[case::column_with_another_accent("name = { from = «\"Grosse\"» }", "did you mean \"Größe\"?")]
#[case::column_of_a_template(
    "name = { template = «\"{{ row['Frist name'] }}\"» }",
    "did you mean \"First name\"?"
)]
#[case::name_in_a_template("name = { template = «\"{{ rows['First name'] }}\"» }", "did you mean `row`?")]
#[case::column_without_its_row(
    "name = { template = «\"{{ Name }}\"» }",
    "write row['Name'] for the column \"Name\""
)]
#[case::filter("name = { template = «\"{{ row['First name'] | uper }}\"» }", "filter uper is unknown")]
#[case::template("name = { template = «\"{{ row['First name' }}\"» }", "the template is not valid")]
#[case::condition(
    "name = { from = \"First name\" }\n[[when]]\nskip = «\"row['E-mail'] = 'x'\"»",
    "write an expression such as"
)]
#[case::condition_on_a_name(
    "name = { from = \"First name\" }\n[[when]]\nskip = «\"Status == 'x'\"»",
    "write row['Status']"
)]
#[case::column_of_a_condition(
    "name = { from = \"First name\" }\n[[when]]\nskip = «\"row['E-mial'] == 'x'\"»",
    "did you mean \"E-mail\"?"
)]
#[case::pattern("name = { from = \"First name\", pattern = «\"^[A-Z{2}\"» }", "is not a regular expression")]
#[case::backslash(
    "name = { from = \"First name\", pattern = \"^\\«d»+$\" }",
    "write \\\\, or put the text in ' '"
)]
#[case::day("birthDate = { from = \"E-mail\", formats = «[\"DD/MM/YYYY\"]» }", "it needs %Y, %m")]
#[case::order(
    "birthDate = { from = \"E-mail\", formats = [\"auto\"], order = «\"dym\"» }",
    "neither \"dmy\" nor \"mdy\""
)]
#[case::pivot(
    "birthDate = { from = \"E-mail\", formats = [\"auto\"], pivot = «26» }",
    "not a year from 1900"
)]
#[case::twice("name = { from = \"First name\" }\n«name» = { from = \"E-mail\" }", "remove one of them")]
#[case::no_quotes("name = { from = «First name» }", "put the text in quotes")]
#[case::curly_quotes("name = { from = «“First name”» }", "use straight quotes")]
#[case::unclosed_quote("name = { from = \"First name }«»", "a quote on this line is not closed")]
#[case::blank_in_a_key("first «n»ame = { from = \"First name\" }", "special characters in quotes")]
#[case::colon("name: «{» from = \"First name\" }", "write NAME = VALUE")]
#[case::no_comma("name = { from = \"First name\" «r»equired = true }", "missing comma")]
#[case::no_brace(
    "name = { from = \"First name\"\n«e»mail = { from = \"E-mail\" }",
    "is a } missing at the end of the previous line?"
)]
#[case::expectation(
    "name = { from = \"First name\" }\n[[tests]]\nrow = { x = \"y\" }\nexpect = { «nmae» = \"\" }",
    "did you mean `name`?"
)]
fn a_mistake_is_reported_with_its_place_and_a_suggestion(#[case] marked: &str, #[case] said: &str) {
    let (mapping, line, column) = placed(&format!("version = 1\n[fields]\n{marked}\n"));
    // The same with Windows line ends, and with a byte order mark.
    for text in [mapping.clone(), mapping.replace('\n', "\r\n"), format!("\u{feff}{mapping}")] {
        let ran = told(text).says(&format!(" --> m.toml:{line}:{column}\n")).says(said);
        assert!(ran.stderr.contains('^'), "{ran}");
    }
}

/// On a terminal, the caret is below the first letter of the mistake, whatever is before it.
#[rstest]
#[case::plain("name = { from = \"a\", form = 1 }", 21)]
#[case::accents("name = { from = \"é\", form = 1 }", 21)]
#[case::combining("name = { from = \"e\u{301}\", form = 1 }", 21)]
#[case::wide("name = { from = \"名前\", form = 1 }", 24)]
#[case::emoji("name = { from = \"🙂\", form = 1 }", 22)]
#[case::tab("name\t= { from = \"a\", form = 1 }", 24)]
#[case::tabs("\t\tname = { from = \"a\", form = 1 }", 29)]
fn the_caret_is_below_the_mistake(#[case] line: &str, #[case] width: usize) {
    let ran = told(format!("version = 1\n[fields]\n{line}\n"));
    let under = ran.stderr.lines().find(|line| line.contains('^')).unwrap();
    assert_eq!(under, format!("  | {}^^^^", " ".repeat(width)), "{ran}");
}

#[test]
fn a_mistake_in_the_first_line_is_in_its_first_column() {
    told("\u{feff}versoin = 1\n")
        .says("m.toml:1:1\n")
        .says("\n1 | versoin = 1\n  | ^^^^^^^\n")
        .says("did you mean `version`?");
}

#[rstest]
#[case::latin1(
    b"version = 1\n[fields]\nname = { from = \"Gr\xf6\xdfe\" }\n",
    "m.toml:3:20\n",
    "this byte is \"ö\""
)]
#[case::utf16(b"\xff\xfev\x00e\x00r\x00", "m.toml is a text in UTF-16", "save it as UTF-8")]
#[case::workbook(b"PK\x03\x04\x14\x00\x08", "m.toml is a compressed file", "-m takes a mapping")]
#[case::data(b"Name,Email\nAda,a@x.org\n", "m.toml:1:", "is this a data file?")]
#[case::json(b"{\"version\": 1}", "m.toml:1:1", "is this a data file?")]
#[case::nothing(b"", "m.toml:1:1", "missing field `version`")]
#[case::nul(b"version = 1\n[fields]\nname = { from = \"a\0b\" }\n", "m.toml:3:", "")]
fn a_file_that_is_not_a_mapping_is_named(#[case] bytes: &[u8], #[case] place: &str, #[case] said: &str) {
    told(bytes).says(place).says(said);
}

#[test]
fn large_files_are_read_to_their_mistake_and_larger_ones_are_not() {
    let comment = format!("# {}\n", "x".repeat(97));
    let ran = told(format!("version = 1\n[fields]\n{}name = {{ form = 1 }}\n", comment.repeat(100_000)));
    let ran = ran.says("m.toml:100003:10\n");
    assert!(ran.stderr.len() < 2000, "{ran}");
    let ran =
        told(format!("version = 1\n[fields]\nname = {{ from = \"{}\", form = 1 }}\n", "x".repeat(1_000_000)));
    assert!(ran.stderr.len() < 2000 && ran.stderr.contains("m.toml:3:1000021\n"), "{ran}");
    told("#".repeat(17 << 20)).says("has more than 16777216 bytes; is it a data file?");
}
