//! Columns that fill a custom field of the account.

use super::*;

fn account(fields: serde_json::Value) -> CustomFieldDefinitions {
    CustomFieldDefinitions::read(fields.as_array().unwrap().iter().filter_map(serde_json::Value::as_object))
}

/// The active lines of a suggested mapping, and the comments above them.
fn custom(header: &[&str], rows: &[&[&str]], fields: serde_json::Value) -> String {
    let sample = of(header, rows);
    let text = suggest_mapping(&sample, &account(fields), &Answers::new()).to_toml(&sample);
    Mapping::parse("p.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    text.split_once("\n[custom_fields]\n").map_or_else(String::new, |(_, text)| text.to_owned())
}

#[test]
fn custom_fields_of_the_account_are_used() {
    let fields = serde_json::json!([
        {"name": "jobTitle"}, {"name": "segment", "labels": {"en": "Segment", "it": "Segmento"}}, {"name": "password"},
        {"name": "secondLine"},
    ]);
    let header = ["Name", "Job title", "Segmento", "Password", "custom_fields.second_line"];
    let text = custom(&header, &[&["Ada", "Countess", "Gold", "x", "020 7946 0101"]], fields);
    for line in [
        "jobTitle = { from = \"Job title\" }",
        "segment = { from = \"Segmento\" }",
        "secondLine = { from = \"custom_fields.second_line\" }",
        "# confident (name of a custom field); example: \"Gold\"",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    assert!(!text.contains("\npassword ="), "{text}");
}

fn combo(name: &str, values: &[&str]) -> serde_json::Value {
    serde_json::json!({"name": name, "type": "COMBO", "values": values})
}

#[rstest::rstest]
#[case::all_in_the_list("Segment", &["Gold", "Silver"], "segment = { from = \"Segment\" }")]
#[case::in_another_spelling("Segment", &["gold", "Silver"], "segment = { from = \"Segment\", values = [\"Gold\", \"Silver\"] }")]
#[case::most_in_the_list("Segment", &["Gold", "Gold", "Silver", "Iron"], "segment = { from = \"Segment\", on_invalid = \"empty\" }")]
#[case::few_in_the_list("Segment", &["Gold", "Iron", "Tin", "Lead"], "# segment = { from = \"Segment\" }")]
#[case::by_values_alone("Klasse", &["Gold", "Silver"], "segment = { from = \"Klasse\" }")]
#[case::not_by_values_if_one_is_unknown("Klasse", &["Gold", "Silver", "Iron"], "# klasse = { from = \"Klasse\" }")]
fn lists_are_compared_with_the_values(#[case] name: &str, #[case] values: &[&str], #[case] line: &str) {
    let sample_rows: Vec<[&str; 2]> = values.iter().map(|value| ["Ada", *value]).collect();
    let rows: Vec<&[&str]> = sample_rows.iter().map(<[&str; 2]>::as_slice).collect();
    let fields = account(serde_json::json!([combo("segment", &["Gold", "Silver"])]));
    let sample = of(&["Name", name], &rows);
    let text = suggest_mapping(&sample, &fields, &Answers::new()).to_toml(&sample);
    assert!(text.lines().any(|own| own == line), "{line}\n{text}");
}

#[test]
fn two_matching_lists_are_not_guessed_and_no_field_gets_two_columns() {
    let header = ["Name", "A", "Segment", "Grade"];
    let rows: [&[&str]; 2] = [&["Ada", "x", "Gold", "Gold"], &["Bo", "y", "Silver", "Silver"]];
    let text = custom(
        &header,
        &rows,
        serde_json::json!([
            combo("one", &["x", "y"]),
            combo("two", &["y", "x"]),
            combo("segment", &["Gold", "Silver"])
        ]),
    );
    assert!(text.contains("# its values are in the lists of `one` and `two`"), "{text}");
    assert!(text.contains("\nsegment = { from = \"Segment\" }") && text.contains("\n# grade = {"), "{text}");
}

#[test]
fn dependent_fields_need_their_parent_and_required_fields_are_named() {
    let fields = serde_json::json!([
        {"name": "tier", "type": "TEXT", "required": true}, combo("segment", &["Gold", "Silver"]),
        {"name": "level", "type": "LINKED_COMBO", "linkedField": "segment", "linkedValues": {"Gold": ["A"], "Silver": ["B"]}},
    ]);
    let alone = custom(&["Name", "Level"], &[&["Ada", "A"], &["Bo", "B"]], fields.clone());
    assert!(
        alone.contains("# name of the custom field `level`, which needs a value in `segment`"),
        "{alone}"
    );
    assert!(
        alone.contains("# level = {") && alone.contains("# tier = { from = \"The column of tier\" }"),
        "{alone}"
    );
    let rows: [&[&str]; 2] = [&["Ada", "A", "Gold", "1"], &["Bo", "B", "Silver", "2"]];
    let both = custom(&["Name", "Level", "Klasse", "Tier"], &rows, fields);
    for line in
        ["level = { from = \"Level\" }", "segment = { from = \"Klasse\" }", "tier = { from = \"Tier\" }"]
    {
        assert!(both.lines().any(|own| own == line), "{line}\n{both}");
    }
    assert!(!both.contains("requires"), "{both}");
}

#[test]
fn a_partly_matching_list_causes_a_question() {
    let fields = account(serde_json::json!([combo("segment", &["Gold", "Silver"])]));
    let sample = of(&["Name", "Segment"], &[&["Ada", "Gold"], &["Bo", "Iron"]]);
    let proposal = suggest_mapping(&sample, &fields, &Answers::new());
    let options = &proposal.questions()[0].options;
    assert_eq!(options[0], ("the custom field segment".to_owned(), UserChoice::Custom("segment".to_owned())));
    let answer = |at: usize| {
        let answers = [(1, options[at].1.clone())].into();
        suggest_mapping(&sample, &fields, &answers).to_toml(&sample)
    };
    assert!(
        answer(0).contains("# confident (you chose this); examples: \"Gold\", \"Iron\"\nsegment = {"),
        "{}",
        answer(0)
    );
    assert!(answer(1).contains("\n# segment = {") && answer(2).contains("# \"Segment\": you chose this"));
}
