//! `[[when]]`: rows that a rule of the mapping skips or rejects.

use crate::command_line::{Desk, Ferry, SIMPLE};

const RULES: &str = "\
[[when]]
reject = \"row['Orders'] | int < 1\"
note = \"no orders\"
[[when]]
skip = \"row['Status'] == 'deleted'\"
";
const CSV: &str = "Name,Email,Status,Orders\n\
                   Ada,a@x.org,,1\n\
                   Bob,b@x.org,deleted,2\n\
                   Cy,c@x.org,deleted,0\n\
                   Dan,wrong,deleted,3\n\
                   Ada,a@x.org,deleted,3\n";

fn ferry(rules: &str) -> Ferry {
    Ferry::new().file("m.toml", format!("{SIMPLE}{rules}")).file("a.csv", CSV)
}

#[test]
fn rows_are_skipped_and_rejected_by_rules() {
    let desk = Desk::new();
    let ran = ferry(RULES).line("import a.csv -m m.toml").fast().sandbox(&desk).run().status(1);
    assert_eq!(ran.results().column("_action"), ["insert", "skip", "skip", "skip"], "{ran}");
    assert_eq!(ran.results().cell(1, "_note"), "a rule of the mapping: row['Status'] == 'deleted'");
    assert_eq!((ran.rejects().codes(), ran.rejects().cell(0, "Name")), (vec!["E107"], "Cy"));
    assert!(ran.rejects().cell(0, "_message").starts_with("no orders"), "{ran}");
    assert_eq!((ran.count("skipped"), ran.count("rejected"), ran.count("inserted")), (3, 1, 1));
    let checked = ran.then().line("validate a.csv -m m.toml -o out.jsonl").run().status(1);
    assert_eq!((checked.count("skipped"), checked.count("rejected")), (3, 1));
    assert_eq!(checked.text("out.jsonl").lines().count(), 1);
}

#[test]
fn an_invalid_rule_is_reported() {
    let says = |rules: &str, status: i32, said: &str| {
        ferry(rules).line("validate a.csv -m m.toml").run().status(status).says(said);
    };
    says("[[when]]\nskip = \"row['Statsu'] == 'x'\"\n", 2, "did you mean \"Status\"?");
    says("[[when]]\nskip = \"row['Status'] ==\"\n", 2, "the condition is not valid");
    says("[[when]]\nskip = \"1 %}{{ row }}{% if 1\"\n", 2, "the condition is not valid");
    says("[[when]]\nnote = \"x\"\n", 2, "exactly one of skip and reject");
    says("[[when]]\nskip = \"row['Status'] | nonsense\"\n", 2, "nonsense");
    says("[[when]]\noptional = true\nnote = \"x\"\n", 2, "exactly one of skip and reject");
    says("[[when]]\nskip = \"1 / (row['Orders'] | int) > 9\"\n", 1, "E104");
}

/// Templates that would make huge values from a small number: each rejects its row and uses little memory.
#[rstest::rstest]
#[case("{{ row['Name'] | indent(99999999999) }}")]
#[case("{{ row['Name'] | indent(99999999999, true, true) }}")]
#[case("{{ row['Name'] * 99999999999 }}")]
#[case("{{ [row['Name']] * 99999999999 }}")]
#[case("{{ ([row['Name']] * 100000000) | join(', ') }}")]
#[case("{{ ([row['Name']] * 100000000) | list | length }}")]
#[case("{{ (['x' * 600000] * 100000000) }}")]
#[case("{{ (['x' * 600000] * 100000000) | join(', ') }}")]
#[case("{{ (['x' * 600000] * 100000000) | upper }}")]
#[case("{{ '%s' | format(['x' * 600000] * 100000000) }}")]
#[case("{{ [1, 2] | batch(99999999999, 'x') | length }}")]
#[case("{{ [1, 2] | slice(99999999999, 'x') | length }}")]
#[case("{{ range(99999999999) | join }}")]
#[case("{{ range(9223372036854775807, -9223372036854775807, -1) | join }}")]
#[case("{{ '%99999999999s' | format(row['Name']) }}")]
#[case("{{ '%.99999999999f' | format(1.5) }}")]
#[case("{{ row['Name'] | replace('', 'x' * 6000000) }}")]
#[case("{{ ['a', 'b'] | join('x' * 6000000) }}")]
#[case("{{ 10 ** 99999999999 }}")]
#[case("{{ 5.5 | round(99999999999) }}")]
#[case(
    "{% set ns = namespace(a='x') %}{% for i in range(99) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}{{ ns.a }}"
)]
#[case("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")]
#[case("{{ debug() }}")]
#[case("{{ row['Name'] | pprint }}")]
fn a_template_can_not_exhaust_the_memory(#[case] template: &str) {
    let mapping = format!(
        "version = 1\n[fields]\nname = {{ from = \"Name\" }}\nmemo = {{ template = {template:?} }}\n"
    );
    let ferry = Ferry::new().file("m.toml", mapping).file("a.csv", "Name\nAda\n");
    let ran = ferry.line("validate a.csv -m m.toml").limited("ulimit -v 1000000").run();
    assert!(ran.status == 2 || ran.rejects().codes() == ["E104"], "{ran}");
}

/// Mappings for many files name columns that some files lack.
#[test]
fn an_optional_rule_applies_only_if_its_columns_exist() {
    let rules = "[[when]]\noptional = true\nskip = \"row['Gone'] == '1' and row['Since'] | int > 2\"\n";
    let ran = ferry(rules).line("validate a.csv -m m.toml").run().status(1);
    assert_eq!((ran.count("skipped"), ran.rejects().codes()), (0, vec!["E201", "E402"]), "{ran}");
    let all = "Name,Email,Gone,Since\nAda,a@x.org,1,3\nBob,b@x.org,1,2\nCy,c@x.org,0,3\n";
    let ran = ran.then().file("a.csv", all).line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(ran.count("skipped"), 1, "{ran}");
    // A missing column that the condition reaches only for some rows counts as empty.
    let half = "Name,Email,Gone\nAda,a@x.org,1\nBob,b@x.org,0\n";
    let ran = ran.then().file("a.csv", half).line("validate a.csv -m m.toml").run().status(1);
    assert_eq!(ran.rejects().codes(), ["E104"], "'' is no number: {ran}");
    // If the column is missing, a rule that an empty cell would fulfil skips nobody.
    let rule = "[[when]]\noptional = true\nskip = \"row['Active'] != 'yes'\"\n";
    let none = "Name,Email\nAda,a@x.org\nBob,b@x.org\n";
    let ran = ferry(rule).file("a.csv", none).line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(ran.count("skipped"), 0, "{ran}");
    let there = "Name,Email,Active\nAda,a@x.org,\nBob,b@x.org,yes\n";
    let ran = ran.then().file("a.csv", there).line("validate a.csv -m m.toml").run().status(0);
    assert_eq!(ran.count("skipped"), 1, "{ran}");
}

#[test]
fn an_optional_template_takes_a_missing_column_as_empty() {
    let field = "memo = { template = \"{{ row['Notes'] or row['Orders'] }}\", optional = true, on_empty = \"clear\" }\n";
    let ran = ferry(field).line("validate a.csv -m m.toml -o -").run().status(1);
    assert!(ran.stdout.contains("\"memo\":\"1\""), "{ran}");
    let none = ran.then().file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ran = none.line("validate a.csv -m m.toml -o -").run().status(0);
    assert!(!ran.stdout.contains("memo"), "a column that is not there empties nothing: {ran}");
    ferry(&field.replace("optional = true, ", ""))
        .line("validate a.csv -m m.toml")
        .run()
        .status(2)
        .says("Notes");
}
