//! For any file, the suggestion is a valid mapping that mentions every column.

mod custom;
mod names;

use std::sync::Arc;

use proptest::prelude::*;

use super::column_role::{ColumnRole, all, role};
use super::known_headers::headers;
use super::*;
use crate::customer::CustomFieldDefinitions;
use crate::mapping::{Mapping, MappingError, SHIPPED};
use crate::record::{Header, SourceOrigin};
use crate::source::ReadOptions;

/// A sample of a CSV file with these cells.
fn of(header: &[&str], rows: &[&[&str]]) -> FileSample {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut writer = csv::WriterBuilder::new().flexible(true).from_path(&path).unwrap();
    writer.write_record(header).unwrap();
    rows.iter().for_each(|row| writer.write_record(*row).unwrap());
    writer.flush().unwrap();
    let options = ReadOptions {
        delimiter: Some(b','),
        encoding: ReadOptions::encoding_named("utf-8"),
        header_row: Some(1),
        ..ReadOptions::default()
    };
    let sample = sample(path.to_str().unwrap(), &options).unwrap();
    FileSample { file: "a.csv".to_owned(), ..sample }
}

fn text(header: &[&str], rows: &[&[&str]]) -> String {
    let sample = of(header, rows);
    suggest_mapping(&sample, &CustomFieldDefinitions::default(), &Answers::new()).to_toml(&sample)
}

/// All column names in the rules of a mapping, including those in comments.
fn mentioned(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let (comment, body) = line.strip_prefix("# ").map_or((false, line), |body| (true, body));
        let parsed: Option<toml::Table> = body
            .contains("from = ")
            .then(|| toml::from_str(body).ok())
            .flatten()
            .or_else(|| body.contains("first = [").then(|| toml::from_str(body).ok()).flatten());
        if let Some(rule) =
            parsed.as_ref().and_then(|table| table.values().next()).and_then(toml::Value::as_table)
        {
            let from = ["from", "first"].iter().filter_map(|key| rule.get(*key));
            from.for_each(|value| strings(value, &mut found));
        } else if comment && body.starts_with('"') {
            let name = body.rsplit_once("\": ").map_or("", |(name, _)| name);
            let parsed: toml::Table = toml::from_str(&format!("x = {name}\"")).unwrap();
            strings(&parsed["x"], &mut found);
        }
    }
    // The company column may also be the name, and a column in a comment may be a candidate for the name.
    found.sort();
    found.dedup();
    found.retain(|name| name != "The column of the name");
    found
}

fn strings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.push(text.clone()),
        toml::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        _ => {}
    }
}

fn hold(sample: &FileSample) {
    let proposal = suggest_mapping(sample, &CustomFieldDefinitions::default(), &Answers::new());
    let text = proposal.to_toml(sample);
    // If nothing is certain there is no rule, which the mapping reports as an error.
    let parsed = Mapping::parse("p.toml", &text);
    let no_field = |error: &MappingError| {
        error.message.starts_with("`name`, which every new customer needs, is not mapped")
            && !proposal.has_name()
    };
    let mapping = match parsed {
        Err(error) if no_field(&error) => return,
        parsed => Arc::new(parsed.unwrap_or_else(|error| panic!("{error}\n{text}"))),
    };
    assert_eq!(mapping.run_tests().len(), 0);
    let header = Arc::new(Header::new(sample.names.clone()).unwrap());
    let origin = SourceOrigin { file: "a.csv".to_owned(), sheet: None, rejects: false };
    assert_eq!(mapping.maps("name"), proposal.has_name());
    mapping.bind(&origin, &header).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut names = sample.names.clone();
    names.sort();
    assert_eq!(mentioned(&text), names, "{text}");
    assert_eq!(proposal.targets().len(), names.len());
}

/// Texts that try to break out of a comment or a string, and ordinary ones.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => any::<String>(),
        2 => prop::sample::select(vec![
            "Email", "E-mail", "Name", "name", "Vorname", "Nome", "Password", "Country", "Phone", "Birthday", "VIP", "",
            "x\"\n[fields]\n", "a\\", "# x", "\"\"\"", "'", "from = ", "\u{2028}x", "\u{85}", "Language", "URL", "Tags", "\": ",
            "ada@example.org", "03/04/1990", "GB", "yes", "en", "+39 02 5550 123", "4242 4242 4242 4242",
        ]).prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_file_gets_a_valid_mapping(header in prop::collection::vec(odd(), 1..9), cells in prop::collection::vec(odd(), 0..40)) {
        // A NUL makes the header unreadable, and blank cells are not a header.
        let clean = |text: &String| text.replace('\0', "");
        let header: Vec<String> = header.iter().map(clean).collect();
        prop_assume!(header.iter().any(|name| !name.trim().is_empty()));
        prop_assume!(header[0].trim_start_matches('\u{feff}') == header[0] && !header[0].starts_with("sep="));
        // Text that begins like JSON is read as JSON.
        prop_assume!(!header[0].trim_start().starts_with(['[', '{']));
        let cells: Vec<String> = cells.iter().map(clean).collect();
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let rows: Vec<Vec<&str>> = cells.chunks_exact(header.len()).map(|row| row.iter().map(String::as_str).collect()).collect();
        hold(&of(&header, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    }
}

#[test]
fn names_in_five_languages_are_known() {
    let mut seen = 0;
    for (field, language, name) in all() {
        let found = role(name).map(|(role, confidence)| (called(role), confidence));
        assert_eq!(found, Some((field, Confidence::Sure)), "{name} ({language})");
        assert_eq!(super::sensitive_columns::by_name(name), None, "{name}");
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
    let mut names: Vec<&str> = all().map(|(_, _, name)| name).collect();
    names.sort_unstable();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

fn called(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Full => "full",
        ColumnRole::Contact => "contact",
        ColumnRole::First => "first",
        ColumnRole::Middle => "middle",
        ColumnRole::Last => "last",
        ColumnRole::Last2 => "last2",
        ColumnRole::Street2 => "street2",
        ColumnRole::Field(field) => field,
    }
}

#[test]
fn usual_spellings_of_names_are_known() {
    for (name, field) in [
        ("E-Mail-Adresse", "email"),
        ("Correo electrónico", "email"),
        ("Adresse e-mail", "email"),
        ("Indirizzo e-mail", "email"),
        ("Customer E-mail", "email"),
        ("Numéro de téléphone", "phoneNumber"),
        ("Telefonnummer", "phoneNumber"),
        ("Work Phone", "phoneNumber"),
        ("Móvil", "mobileNumber"),
        ("Straße", "address"),
        ("Dirección", "address"),
        ("Città", "city"),
        ("PLZ", "postalNumber"),
        ("Código postal", "postalNumber"),
        ("País", "state"),
        ("Land", "state"),
        ("State", "province"),
        ("Data di nascita", "birthDate"),
        ("Geburtsdatum", "birthDate"),
        ("Fecha de nacimiento", "birthDate"),
        ("Società", "company"),
        ("Raison sociale", "company"),
        ("Bemerkungen", "memo"),
        ("Langue", "language"),
        ("firstName", "first"),
        ("Apellidos", "last"),
        ("Secondo nome", "middle"),
        ("Kundenname", "full"),
    ] {
        assert_eq!(role(name).map(|(role, _)| called(role)), Some(field), "{name}");
    }
    for name in ["Lead Status", "ID", "Rating", "", "--", "Created"] {
        assert_eq!(role(name), None, "{name}");
    }
}

/// Each known header leads to its own mapping, clearly, and the mapping can be bound to it.
#[test]
fn every_known_header_is_recognized_and_fits_its_mapping() {
    let mut seen = Vec::new();
    for (mapping, names) in headers() {
        let found = recognized(&names).unwrap_or_else(|| panic!("{mapping}: {:?}", recognize(&names)));
        assert_eq!(found.mapping, mapping);
        let text = SHIPPED.iter().find(|shipped| shipped.name == mapping).unwrap().text;
        let shipped = Arc::new(Mapping::parse(mapping, text).unwrap());
        let header: Vec<&str> = names.iter().map(String::as_str).collect();
        let sample = of(&header, &[]);
        assert_eq!(sample.header_row, Some(1), "{mapping}: as it is stated");
        assert_eq!(sample.named, shipped.source().name_columns && sample.named, "{mapping}");
        let origin = SourceOrigin { file: mapping.to_owned(), sheet: None, rejects: false };
        let header = Arc::new(Header::new(sample.names.clone()).unwrap());
        shipped.bind(&origin, &header).unwrap_or_else(|error| panic!("{error}"));
        seen.push(mapping);
    }
    seen.dedup();
    let missing: Vec<_> =
        SHIPPED.iter().filter(|shipped| shipped.name != "generic" && !seen.contains(&shipped.name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn plain_headers_match_no_known_header() {
    for names in [
        &["Name", "Email", "Phone", "Country"][..],
        &["Vorname", "Nachname", "E-Mail", "Firma"],
        &["id"],
        &["First Name", "Last Name", "Email", "Company", "City"],
    ] {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(recognized(&names), None, "{names:?}");
    }
}

#[test]
fn no_shipped_mapping_reads_a_sensitive_column() {
    for shipped in SHIPPED {
        let mut names = Vec::new();
        let table: toml::Table = toml::from_str(shipped.text).unwrap();
        for section in ["fields", "custom_fields"] {
            let rules = table.get(section).and_then(toml::Value::as_table);
            for rule in rules.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table) {
                ["from", "first"]
                    .iter()
                    .filter_map(|key| rule.get(*key))
                    .for_each(|value| strings(value, &mut names));
            }
        }
        assert!(names.len() > 2, "{}", shipped.name);
        let secret: Vec<_> =
            names.iter().filter(|name| super::sensitive_columns::by_name(name).is_some()).collect();
        assert!(secret.is_empty(), "{}: {secret:?}", shipped.name);
    }
}

#[test]
fn the_date_order_is_found_from_the_column() {
    let rule = |days: &[&str]| {
        let rows: Vec<Vec<&str>> = days.iter().map(|day| vec!["Ada", *day]).collect();
        let text = text(&["Name", "Birthday"], &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
        text.lines().find(|line| line.starts_with("birthDate")).unwrap_or("none").to_owned()
    };
    assert!(rule(&["03/04/1990", "25/12/1980"]).contains("[\"%d/%m/%Y\"]"));
    assert!(rule(&["03/04/1990", "12/25/1980"]).contains("[\"%m/%d/%Y\"]"));
    assert_eq!(rule(&["03/04/1990", "05/06/1980"]), "none", "nothing tells");
    assert_eq!(rule(&["13/04/1990", "04/13/1980"]), "none", "both occur");
    assert!(!rule(&["1990-04-03"]).contains("formats"));
    assert!(rule(&["1990-04-03", "28.02.1979"]).contains("[\"%Y-%m-%d\", \"%d.%m.%Y\"]"));
    assert_eq!(rule(&["x", "y"]), "none");
    assert_eq!(rule(&["31/02/1990", "30/02/1991"]), "none");
}

#[test]
fn the_name_is_composed_of_its_columns() {
    let rule = |header: &[&str], row: &[&str]| {
        text(header, &[row]).lines().find(|line| line.starts_with("name = {")).unwrap().to_owned()
    };
    assert_eq!(
        rule(&["Vorname", "Name"], &["Jörg", "Müller"]),
        "name = { from = [\"Vorname\", \"Name\"], required = true }"
    );
    assert_eq!(rule(&["Nome"], &["Giulia Rossi"]), "name = { from = \"Nome\", required = true }");
    assert_eq!(
        rule(&["First Name", "Name"], &["Ada", "Ada Byron"]),
        "name = { first = [\"Name\", \"First Name\"], required = true }"
    );
    assert_eq!(
        rule(&["First Name", "Name"], &["ANNA", "Anna Rossi"]),
        "name = { first = [\"Name\", \"First Name\"], required = true }"
    );
    assert_eq!(
        rule(&["Full Name", "Last Name"], &["Ada Byron", "Byron"]),
        "name = { first = [\"Full Name\", \"Last Name\"], required = true }"
    );
    assert_eq!(
        rule(&["Cognome", "Nome"], &["Rossi", "Giulia"]),
        "name = { from = [\"Nome\", \"Cognome\"], required = true }"
    );
    assert_eq!(
        rule(&["Vorname", "Nachname", "Firma"], &["", "", "Brandt GmbH"]),
        "name = { first = [[\"Vorname\", \"Nachname\"], \"Firma\"], required = true }"
    );
    assert_eq!(
        rule(&["Cliente", "Referente", "Ragione sociale"], &["ACME", "Ada Byron", "ACME Srl"]),
        "name = { first = [\"Cliente\", \"Referente\", \"Ragione sociale\"], required = true }"
    );
}

#[test]
fn sensitive_columns_are_named_and_never_shown() {
    let rows: [&[&str]; 2] = [
        &["Ada", "hunter2", "4242 4242 4242 4242", "RSSMRA85T10A562S", "ada@example.org"],
        &["Bo", "letmein", "5555 5555 5555 4444", "VRDLCU80A01F205X", "bo@example.org"],
    ];
    let text = text(&["Name", "Password", "Number", "Extra", "Contact"], &rows);
    for secret in ["hunter2", "letmein", "4242", "5555", "RSSMRA", "VRDLCU"] {
        assert!(!text.contains(secret), "{secret}\n{text}");
    }
    for line in [
        "# \"Password\": a password",
        "# \"Number\": a card",
        "# \"Extra\": a personal tax",
        "email = { from = \"Contact\" }",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn answers_decide_the_mapping() {
    let sample = of(&["Name", "X", "Born"], &[&["Ada", "020 7946 0101", "03/04/1990"]]);
    let proposal = suggest_mapping(&sample, &CustomFieldDefinitions::default(), &Answers::new());
    let questions: Vec<(usize, usize)> =
        proposal.questions().iter().map(|question| (question.column, question.options.len())).collect();
    assert_eq!(questions, [(1, 3), (2, 3)]);
    let answers =
        proposal.questions().iter().map(|question| (question.column, question.options[1].1.clone()));
    let answered = suggest_mapping(&sample, &CustomFieldDefinitions::default(), &answers.collect());
    assert_eq!(answered.questions(), []);
    let text = answered.to_toml(&sample);
    assert!(text.contains("\nbirthDate = { from = \"Born\", formats = [\"%d/%m/%Y\"] }"), "{text}");
    assert!(text.contains("\n# x = { from = \"X\" }") && !text.contains("phoneNumber"), "{text}");
    let leave = [(1, UserChoice::Leave)].into();
    assert!(
        suggest_mapping(&sample, &CustomFieldDefinitions::default(), &leave)
            .to_toml(&sample)
            .contains("\n# \"X\": you chose this")
    );
}

/// Cells of the same row are compared, even if other rows have an empty cell.
#[test]
fn full_names_take_priority_over_first_names() {
    let rows: [&[&str]; 4] =
        [&["", "Ada Byron"], &["Bob", "Bob Ray"], &["Cy", "Cy Young"], &["Dee", "Dee Dow"]];
    let text = text(&["First Name", "Name"], &rows);
    let rule = text.lines().find(|line| line.starts_with("name = {")).unwrap();
    assert_eq!(rule, "name = { first = [\"Name\", \"First Name\"], required = true }");
}
