//! The name of a customer in a suggested mapping, and the lines in comments.

use super::*;

/// Words for names of people or companies in five languages.
#[rstest::rstest]
fn company_name_columns_become_the_name(
    #[values(
        "Ragione sociale",
        "Denominazione",
        "Intestatario",
        "Contatto",
        "Referente",
        "Nominativo",
        "Rag. Soc.",
        "Cliente",
        "Raison sociale",
        "Dénomination",
        "Dénomination sociale",
        "Interlocuteur",
        "Razón social",
        "Denominación social",
        "Persona de contacto",
        "Nombre fiscal",
        "Firma",
        "Firmenname",
        "Kunde",
        "Unternehmen",
        "Ansprechpartner",
        "Client",
        "Account name",
        "Account Holder",
        "Company",
        "Legal name",
        "Contact person"
    )]
    column: &str,
) {
    let text = text(&["ID", column], &[&["1", "Brandt"], &["2", "Vogel"]]);
    assert!(text.contains(&format!("\nname = {{ from = \"{column}\", required = true }}\n")), "{text}");
}

/// Each rule in a comment works without its `#`. The same holds for the built-in mappings.
fn each_comment_works(file: &str, text: &str) -> usize {
    let is_rule = |line: &str| {
        line.strip_prefix("# ")
            .is_some_and(|rule| rule.contains(" = {") && toml::from_str::<toml::Table>(rule).is_ok())
    };
    let lines: Vec<&str> = text.lines().collect();
    let rules: Vec<usize> = (0..lines.len()).filter(|at| is_rule(lines[*at])).collect();
    for at in &rules {
        let uncovered =
            |(own, line): (usize, &&str)| if own == *at { line[2..].to_owned() } else { (*line).to_owned() };
        let text: Vec<String> = lines.iter().enumerate().map(uncovered).collect();
        Mapping::parse(file, &text.join("\n")).unwrap_or_else(|error| panic!("{error}"));
    }
    rules.len()
}

#[test]
fn every_commented_rule_can_be_enabled() {
    let rows: [&[&str]; 2] = [&["1", "Ada B", "x", "x", "a@x.org"], &["2", "Bob C", "y", "y", "b@x.org"]];
    let proposed = text(&["ID", "X", "Tel type", "Tel. type", "Email"], &rows);
    assert_eq!(each_comment_works("p.toml", &proposed), 5, "one for the name: {proposed}");
    assert!(proposed.contains("# telType2 ="), "each has a name of its own: {proposed}");
    for shipped in SHIPPED {
        each_comment_works(shipped.name, shipped.text);
    }
    for (mapping, names) in headers() {
        let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
        names.extend(["Zzz one", "Zzz two"]);
        let sample = of(&names, &[]);
        let fields =
            serde_json::json!([{"name": "zzzTwo", "required": true}, {"name": "lacking", "required": true}]);
        let account = CustomFieldDefinitions::read(
            fields.as_array().unwrap().iter().filter_map(serde_json::Value::as_object),
        );
        let proposal = suggest_mapping(&sample, &account, &Answers::new());
        let Some(found) = recognized(&sample.names).filter(|_| mapping != "deskferry") else { continue };
        let text = proposal.to_recognized_toml(&sample, &found).unwrap();
        Mapping::parse(mapping, &text).unwrap_or_else(|error| panic!("{error}"));
        assert!(text.contains("\nzzzTwo = {") && text.contains("\n# zzzOne = {"), "{text}");
        each_comment_works(mapping, &text);
    }
}

/// Active rules contain only names from the file.
#[test]
fn active_rules_contain_no_invented_values() {
    for header in [&["ID"][..], &["Email"], &["Foo", "Bar"], &["Kunde"]] {
        let sample = of(header, &[&["1", "2"][..header.len()]]);
        let proposal = suggest_mapping(&sample, &CustomFieldDefinitions::default(), &Answers::new());
        let text = proposal.to_toml(&sample);
        let active = text.lines().filter(|line| !line.starts_with('#'));
        assert!(
            active.clone().all(|line| !line.contains("value =") && !line.contains("default =")),
            "{text}"
        );
        assert!(!proposal.has_name() && proposal.to_review() == 1, "{text}");
        assert!(text.contains("\n# name = { from = \""), "{text}");
    }
}
