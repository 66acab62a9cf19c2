//! Errors in mapping files: position, line and advice, before any row is read.

use rstest::rstest;

use crate::command_line::{Ferry, SIMPLE};

/// The error message for a mapping. The source has one faulty row.
fn told(mapping: &str) -> String {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,broken\n").file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --sandbox").fast().run().status(2);
    assert!(ran.stdout.is_empty() && ran.folders().is_empty(), "{ran}");
    ran.stderr.strip_prefix("error: ").unwrap_or(&ran.stderr).to_owned()
}

fn field(rule: &str) -> String {
    format!("version = 1\n[match]\nkeys = [\"email\"]\n[fields]\nemail = {{ from = \"Email\" }}\n{rule}\n")
}

#[test]
fn every_fault_has_its_place() {
    let cases = [
        ("syntax", "version = 1\n[fields\n".to_owned()),
        ("no version", "[fields]\n".to_owned()),
        ("version to come", "version = 2\n[fields]\n".to_owned()),
        ("unknown key", field("name = { from = \"Name\", requird = true }")),
        ("unknown section", format!("{SIMPLE}[sauce]\ndelimiter = \";\"\n")),
        ("unknown field", field("country = { from = \"Name\" }")),
        ("unknown conversion", field("name = { from = \"Name\", as = \"txt\" }")),
        ("conversion of another kind", field("birthDate = { from = \"Name\", as = \"text\" }")),
        ("missing column", field("name = { from = \"Nome\" }")),
        ("missing column in a template", field("name = { template = \"{{ row['Nome'] }}\" }")),
        ("bad pattern", field("name = { from = \"Name\", pattern = \"(\" }")),
        ("bad template", field("name = { template = \"{{ row['Name' }}\" }")),
        ("bad date format", field("birthDate = { from = \"Name\", formats = [\"%Q\"] }")),
        ("wrong type", field("name = { from = 7 }")),
        ("wrong type of a switch", field("name = { from = \"Name\", required = \"yes\" }")),
        ("unknown match key", SIMPLE.replace("[\"email\"]", "[\"phoneNumber\"]")),
        ("no match key", SIMPLE.replace("[\"email\"]", "[]")),
        ("default missing", field("language = { from = \"Name\", on_invalid = \"default\" }")),
        ("default that is wrong", field("language = { from = \"Name\", default = \"de\" }")),
        ("two sources", field("name = { from = \"Name\", value = \"x\" }")),
        ("none", field("name = { required = true }")),
        (
            "option of another conversion",
            field("name = { from = \"Name\", formats = [\"%Y\"], as = \"text\" }"),
        ),
        ("year without its century", field("birthDate = { from = \"Name\", formats = [\"%d/%m/%y\"] }")),
        (
            "order that nothing needs",
            field("birthDate = { from = \"Name\", formats = [\"%d/%m/%Y\"], order = \"dmy\" }"),
        ),
        (
            "region of no phones",
            field("phoneNumber = { from = \"Name\", as = \"phone\", region = \"Korea\" }"),
        ),
        ("format of phones", field("phoneNumber = { from = \"Name\", as = \"phone\", format = \"rfc\" }")),
        (
            "states of nowhere",
            field("state = { from = \"Name\", fallback = { from = \"Name\", country = \"DE\" } }"),
        ),
        (
            "fallback column",
            field("state = { from = \"Name\", fallback = { from = \"Stato\", country = \"US\" } }"),
        ),
        ("kept where no text fits", field("state = { from = \"Name\", on_invalid = \"keep\" }")),
        ("letters before the place", field("name = { from = \"Größe\", falsch = \"é\" }")),
    ];
    let told = cases.map(|(name, mapping)| format!("== {name}\n{}\n", told(&mapping).trim_end()));
    for text in &told {
        assert!(text.contains("m.toml:"), "no place: {text}");
    }
    insta::assert_snapshot!(told.concat());
}

#[rstest]
#[case::a_list("{{ [row.Name] }}", "a list is not a text")]
#[case::a_written_list("{{ row.Name | split(' ') | string }}", "a list is not a text")]
#[case::the_row("{{ row }}", "a map is not a text")]
#[case::the_row_joined("{{ row ~ 'b' }}", "`row` is all the cells")]
#[case::none("{{ none ~ 'x' }}", "`none` (no value) is not a text")]
fn a_template_that_writes_no_text_is_refused(#[case] template: &str, #[case] said: &str) {
    let told = told(&field(&format!("name = {{ template = \"{template}\" }}")));
    assert!(told.contains("m.toml:6:") && told.contains(said), "{told}");
}

#[test]
fn the_mapping_is_checked_before_the_source() {
    let ferry = Ferry::new().file("m.toml", field("country = { from = \"x\" }"));
    let ran = ferry.line("import nowhere.csv -m m.toml --sandbox").run().status(2);
    assert!(ran.stderr.contains("m.toml:6:1") && !ran.stderr.contains("nowhere.csv"), "{ran}");
}

#[test]
fn a_mapping_that_is_not_there() {
    let ran = Ferry::new().line("validate a.csv -m nothing").run().status(2);
    assert!(
        ran.stderr.contains("nothing") && ran.stderr.contains("hubspot"),
        "the shipped ones are named: {ran}"
    );
    Ferry::new().file("m.toml", b"\xff\xfe").line("validate a.csv -m m.toml").run().status(2).says("m.toml");
}

#[test]
fn an_import_without_match_keys_is_refused() {
    let mapping = "version = 1\n[fields]\nname = { from = \"Name\" }\n";
    let ferry = Ferry::new().file("a.csv", "Name\nAda\n").file("m.toml", mapping);
    let ran = ferry.line("import a.csv -m m.toml --sandbox").fast().run().status(2).says("has no [match]");
    let ran = ran.then().line("import a.csv -m m.toml --sandbox --mode insert").fast().run().status(0);
    assert_eq!(ran.count("inserted"), 1);
}

#[test]
fn list_show_and_check() {
    let list = Ferry::new().line("mapping list").run().status(0);
    let mut names: Vec<&str> =
        list.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    let shipped: Vec<&str> = deskferry::mapping::SHIPPED.iter().map(|mapping| mapping.name).collect();
    assert_eq!(names, shipped);
    assert!(names.len() >= 22, "{names:?}");
    for name in names {
        let shown = Ferry::new().args(["mapping", "show", name]).run().status(0);
        let own = Ferry::new().file("own.toml", &shown.stdout).line("mapping check own.toml").run().status(0);
        assert!(own.stdout.starts_with("own.toml: "), "{own}");
    }
}

#[test]
fn a_missing_column_names_its_source() {
    let ferry =
        Ferry::new().file("a.csv", "Name,Email\n").file("b.csv", "Name,Mail\n").file("m.toml", SIMPLE);
    ferry.line("validate a.csv b.csv -m m.toml").run().status(2).says("b.csv");
}

/// Templates that would each fill the memory if their output had no limit.
#[rstest]
#[case::indent("{{ row['Name'] | indent(99999999999, true) }}")]
#[case::repeated("{{ row['Name'] * 99999999999 }}")]
#[case::repeated_little_by_little("{% for i in range(9999) %}{{ 'x' * 90000000 }}{% endfor %}")]
#[case::format("{{ '%99999999999s' | format(row['Name']) }}")]
#[case::doubled(
    "{% set ns = namespace(x=row['Name']) %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}"
)]
#[case::replaced(
    "{% set ns = namespace(x=row['Name']) %}{% for i in range(60) %}{% set ns.x = ns.x | replace('a', 'aaaa') %}\
     {% endfor %}{{ ns.x }}"
)]
#[case::joined(
    "{% set ns = namespace(x=row['Name']) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] | join(ns.x) %}\
     {% endfor %}{{ ns.x }}"
)]
#[case::captured(
    "{% set ns = namespace(x=row['Name']) %}{% for i in range(60) %}{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}\
     {% set ns.x = y %}{% endfor %}{{ ns.x }}"
)]
#[case::macros("{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m(row['Name']) }}")]
#[case::listed("{{ (range(99999) | list) * 99999 }}")]
fn a_template_that_would_fill_the_memory_is_an_error_of_its_row(#[case] template: &str) {
    let mapping = format!("{SIMPLE}memo = {{ template = '''{template}''' }}\n");
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Name,Email\naa,a@x.org\n");
    let ran = ferry.line("validate a.csv -m m.toml").limited("ulimit -v 1500000").run().status(1);
    assert_eq!(ran.rejects().codes(), ["E104"], "{ran}");
}

/// The template engine recurses as deeply as the template nests.
#[rstest]
#[case("not ", "row['Name']")]
#[case("-", "1")]
#[case("", "row['Name']ATTRIBUTES")]
fn a_template_nested_too_deeply_is_refused(#[case] prefix: &str, #[case] value: &str) {
    let value = value.replace("ATTRIBUTES", &".a".repeat(30_000));
    let mapping = format!(
        "version = 1\n[fields]\nname = {{ template = \"{{{{ {}{value} }}}}\" }}\n",
        prefix.repeat(30_000)
    );
    let ran = Ferry::new().file("m.toml", mapping).line("mapping check m.toml").run().status(2);
    ran.says("the limit is 4000");
}

/// The template engine has no limit here: these would take minutes and gigabytes.
#[rstest]
#[case("{{ (['x' * 600000] * 100000000) ~ 'a' }}", "`~` joins texts")]
#[case("{% set a = [1] * 100000000 %}{{ dict(a=a) ~ row['Name'] }}", "`~` joins texts")]
#[case("{{ ([1] * 100000000) == ([1] * 100000000) }}", "two lists can't be compared")]
fn lists_are_not_joined_or_compared(#[case] template: &str, #[case] said: &str) {
    let mapping = format!("version = 1\n[fields]\nname = {{ template = '''{template}''' }}\n");
    let ran = Ferry::new().file("m.toml", mapping).line("mapping check m.toml").run().status(2);
    ran.says(said);
}
