//! `mapping schema`: the schema accepts what the parser accepts, and has the same keys, fields and words.

use std::collections::BTreeSet;
use std::path::Path;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use deskferry::mapping::{Mapping, SHIPPED};
use rstest::rstest;
use serde_json::Value;

use crate::command_line::Ferry;

fn schema() -> Value {
    serde_json::from_str(&Ferry::new().line("mapping schema").run().status(0).stdout).unwrap()
}

/// Our schema, compiled and checked against its draft.
struct Validator(Schemas, SchemaIndex);

fn validator() -> Validator {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.set_default_draft(Draft::V7);
    compiler.add_resource("mapping.schema.json", schema()).unwrap();
    let index =
        compiler.compile("mapping.schema.json", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
    Validator(schemas, index)
}

impl Validator {
    /// What is wrong with a mapping, or `None`.
    fn refuses(&self, text: &str) -> Option<String> {
        self.0.validate(&as_json(text), self.1).err().map(|error| format!("{error:#}"))
    }
}

/// The TOML as JSON, as an editor sees it: values that JSON lacks are text.
fn as_json(text: &str) -> Value {
    fn json(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(day) => day.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(json).collect(),
            toml::Value::Table(members) => {
                members.into_iter().map(|(key, value)| (key, json(value))).collect()
            }
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(value) => value.into(),
        }
    }
    json(toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// A rule for `name`, or for the named field, with more keys.
fn ruled(field: &str, rule: &str) -> String {
    format!("version = 1\n[fields]\n{field} = {{ from = \"X\", {rule} }}\n")
}

#[test]
fn the_schema_is_the_file_that_the_shipped_mappings_name() {
    let printed = Ferry::new().line("mapping schema").run().status(0).stdout;
    assert_eq!(printed, read("mappings/mapping.schema.json"));
    let names = |text: &str| text.starts_with("#:schema ./mapping.schema.json\n");
    SHIPPED.iter().for_each(|shipped| assert!(names(shipped.text), "{}", shipped.name));
    let ran = Ferry::new().file("a.csv", "Name\nAda\n").line("mapping suggest a.csv").run().status(0);
    assert!(names(&ran.stdout), "{ran}");
    let ran = Ferry::new().line("mapping show zoho").run().status(0);
    assert!(names(&ran.stdout), "{ran}");
}

/// All mappings: shipped, in the documents, of the benches, and suggested for each sample.
fn all() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        SHIPPED.iter().map(|shipped| (shipped.name.to_owned(), shipped.text.to_owned())).collect();
    for document in ["docs/mapping.md", "docs/export-formats.md", "README.md"] {
        let blocks = crate::docs::toml_blocks(&read(document));
        all.extend(blocks.into_iter().map(|(line, text)| (format!("{document}:{line}"), text)));
    }
    let files = std::fs::read_dir(root().join("benches")).unwrap().map(|entry| entry.unwrap().path());
    let mappings = files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    all.extend(mappings.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())));
    for entry in std::fs::read_dir(root().join("samples")).unwrap() {
        let path = entry.unwrap().path();
        let ran = Ferry::new().args(["mapping", "suggest", path.to_str().unwrap()]).run().status(0);
        all.push((format!("suggested for {}", path.display()), ran.stdout));
    }
    all
}

#[test]
fn the_schema_accepts_every_mapping() {
    let validator = validator();
    let all = all();
    assert!(all.len() > 70, "only {} mappings were found", all.len());
    for (place, text) in all {
        assert_eq!(validator.refuses(&text), None, "{place}");
    }
}

/// The parser's error message for a mapping.
fn refusal(text: &str) -> String {
    Mapping::parse("m.toml", text).unwrap_err().to_string()
}

/// The keys or words that the parser says it expects.
fn expected(message: &str) -> BTreeSet<String> {
    let list = message.lines().next().unwrap_or_default().split_once(", expected ").unwrap().1;
    list.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

fn keys(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[rstest]
#[case::file("", "zzz = 1\nversion = 1\n")]
#[case::source("/properties/source", "version = 1\n[source]\nzzz = 1\n")]
#[case::matching("/properties/match", "version = 1\n[match]\nzzz = 1\n")]
#[case::rule("/definitions/rule", "version = 1\n[fields]\nname = { zzz = 1 }\n")]
#[case::fallback(
    "/definitions/rule/properties/fallback",
    "version = 1\n[fields]\nname = { fallback = { zzz = 1 } }\n"
)]
#[case::lookup_file(
    "/definitions/rule/properties/lookup_file",
    "version = 1\n[fields]\nname = { lookup_file = { zzz = 1 } }\n"
)]
#[case::when("/definitions/when", "version = 1\n[[when]]\nzzz = 1\n")]
#[case::one_of_the_tests("/definitions/test", "version = 1\n[[tests]]\nzzz = 1\n")]
fn the_schema_has_the_keys_of_the_parser(#[case] place: &str, #[case] strange: &str) {
    let schema = schema();
    assert_eq!(keys(schema.pointer(place).unwrap()), expected(&refusal(strange)), "{place}");
    let closed = schema.pointer(place).unwrap();
    assert_eq!(closed["additionalProperties"], false, "{place}");
}

fn words(schema: &Value, place: &str) -> BTreeSet<String> {
    let words = schema.pointer(place).unwrap()["enum"].as_array().unwrap();
    words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[case("apostrophe")]
#[case("lookup_else")]
#[case("case")]
#[case("on_empty")]
#[case("on_invalid")]
#[case("merge")]
#[case("write")]
fn the_schema_has_the_words_of_the_parser(#[case] key: &str) {
    let refused = refusal(&ruled("name", &format!("{key} = \"zzz\"")));
    assert_eq!(words(&schema(), &format!("/definitions/rule/properties/{key}")), expected(&refused));
}

#[test]
fn the_schema_has_the_words_of_the_source_section() {
    let refused = refusal("version = 1\n[source]\nshort_rows = \"zzz\"\n");
    assert_eq!(words(&schema(), "/properties/source/properties/short_rows"), expected(&refused));
}

#[rstest]
#[case("on_no_key", &[])]
#[case("on_duplicate", &[])]
#[case("merge", &["join"])]
#[case("write", &["never", "append"])]
fn the_schema_has_the_words_of_the_match_section(#[case] key: &str, #[case] only_of_fields: &[&str]) {
    let refused = refusal(&format!("version = 1\n[match]\nkeys = [\"name\"]\n{key} = \"zzz\"\n"));
    let mut parsed = expected(&refused);
    parsed.retain(|word| !only_of_fields.contains(&word.as_str()));
    assert_eq!(words(&schema(), &format!("/properties/match/properties/{key}")), parsed);
}

/// Words that the conversions check, not the file's syntax.
#[rstest]
#[case("decimal", "as = \"decimal\"", "name")]
#[case("order", "as = \"date\", formats = [\"auto\"]", "birthDate")]
#[case("format", "as = \"phone\"", "name")]
#[case("take", "as = \"email\"", "email")]
#[case("scheme", "as = \"url\"", "website")]
fn the_schema_has_the_words_of_the_conversions(#[case] key: &str, #[case] with: &str, #[case] field: &str) {
    let rule = |word: &str| ruled(field, &format!("{with}, {key} = {word:?}"));
    let known = words(&schema(), &format!("/definitions/rule/properties/{key}"));
    for word in &known {
        Mapping::parse("m.toml", &rule(word)).unwrap_or_else(|error| panic!("{key} = {word}: {error}"));
    }
    let refused = refusal(&rule("zzz"));
    let told = refused.lines().next().unwrap();
    let quoted: BTreeSet<String> = told.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect();
    let quoted: BTreeSet<String> = quoted.into_iter().filter(|word| word != "zzz").collect();
    assert_eq!(quoted, known, "{told}");
}

/// The words of a list are those in the message that refuses another word.
#[rstest]
#[case("/properties/source/properties/repair", "version = 1\n[source]\nrepair = [\"zzz\"]\n[fields]\nname = { from = \"X\" }\n".to_owned())]
#[case("/definitions/rule/properties/repair", ruled("name", "repair = [\"zzz\"]"))]
fn the_schema_has_the_words_of_repair(#[case] place: &str, #[case] strange: String) {
    let told = refusal(&strange);
    let listed = told.split_once("use one or more of ").unwrap().1.lines().next().unwrap();
    let listed: BTreeSet<String> = listed.split(", ").map(ToOwned::to_owned).collect();
    assert_eq!(words(&schema(), &format!("{place}/items")), listed, "{told}");
}

#[test]
fn the_schema_allows_the_same_conversions_for_each_field() {
    let schema = schema();
    let help = refusal("version = 1\n[fields]\nzzzzzzzz = { from = \"X\" }\n");
    let listed = help.split_once("the fields are ").unwrap().1.split_once(';').unwrap().0;
    let fields: BTreeSet<String> = listed.split(", ").map(ToOwned::to_owned).collect();
    assert_eq!(keys(&schema["properties"]["fields"]), fields);
    let help = refusal(&ruled("name", "as = \"zzz\""));
    let listed = help.rsplit_once("one of ").unwrap().1;
    let conversions: BTreeSet<String> = listed.trim().split(", ").map(ToOwned::to_owned).collect();
    assert_eq!(words(&schema, "/definitions/rule/properties/as"), conversions);
    let validator = validator();
    for field in &fields {
        for conversion in &conversions {
            let values = if conversion == "enum" { ", values = [\"a\"]" } else { "" };
            let text = ruled(field, &format!("as = {conversion:?}{values}"));
            let parsed = Mapping::parse("m.toml", &text).is_ok();
            assert_eq!(validator.refuses(&text).is_none(), parsed, "{text}");
        }
    }
}

#[test]
fn the_schema_refuses_known_fields_as_extra_fields() {
    let validator = validator();
    let extra = |name: &str| {
        format!(
            "version = 1\n[fields]\nname = {{ from = \"X\" }}\n[extra_fields]\n{name} = {{ from = \"Y\" }}\n"
        )
    };
    let fields: Vec<String> = keys(&schema()["properties"]["fields"]).into_iter().collect();
    let server = ["id", "customFields", "account", "profilePhotoUrl", "ticketCount", "nickname"]
        .map(ToOwned::to_owned);
    for name in fields.into_iter().chain(server) {
        let text = extra(&name);
        let parsed = Mapping::parse("m.toml", &text).is_ok();
        assert_eq!(
            (validator.refuses(&text).is_none(), parsed),
            (name == "nickname", name == "nickname"),
            "{name}"
        );
    }
}

/// Mistakes of form: both the parser and the schema refuse them.
#[rstest]
#[case::no_version("[fields]\nname = { from = \"X\" }\n")]
#[case::version("version = 2\n[fields]\nname = { from = \"X\" }\n")]
#[case::version_as_text("version = \"1\"\n[fields]\nname = { from = \"X\" }\n")]
#[case::section("version = 1\n[field]\nname = { from = \"X\" }\n")]
#[case::section_as_list("version = 1\n[[fields]]\nname = { from = \"X\" }\n")]
#[case::tests_as_table("version = 1\n[fields]\nname = { from = \"X\" }\n[tests]\nrow = { X = \"a\" }\n")]
#[case::no_row("version = 1\n[fields]\nname = { from = \"X\" }\n[[tests]]\nexpect = { name = \"a\" }\n")]
#[case::list_in_a_row("version = 1\n[fields]\nname = { from = \"X\" }\n[[tests]]\nrow = { X = [\"a\"] }\n")]
#[case::issue(
    "version = 1\n[fields]\nname = { from = \"X\" }\n[[tests]]\nrow = { X = \"a\" }\nissues = \"E101\"\n"
)]
#[case::field_as_text("version = 1\n[fields]\nname = \"X\"\n")]
#[case::no_source("version = 1\n[fields]\nname = { required = true }\n")]
#[case::two_sources("version = 1\n[fields]\nname = { from = \"X\", value = \"y\" }\n")]
#[case::number_of_a_column("version = 1\n[fields]\nname = { from = 1 }\n")]
#[case::no_column("version = 1\n[fields]\nname = { from = [] }\n")]
#[case::no_alternative("version = 1\n[fields]\nname = { first = [] }\n")]
#[case::required_as_text("version = 1\n[fields]\nname = { from = \"X\", required = \"yes\" }\n")]
#[case::table_as_value("version = 1\n[fields]\nname = { value = { a = 1 } }\n")]
#[case::table_as_default("version = 1\n[fields]\nname = { from = \"X\", default = { a = 1 } }\n")]
#[case::lookup_as_list("version = 1\n[fields]\nname = { from = \"X\", lookup = [\"a\"] }\n")]
#[case::table_in_a_lookup("version = 1\n[fields]\nname = { from = \"X\", lookup = { a = { b = 1 } } }\n")]
#[case::lookup_file_without_key(
    "version = 1\n[fields]\nname = { from = \"X\", lookup_file = { file = \"a.csv\" } }\n"
)]
#[case::fallback_without_country(
    "version = 1\n[fields]\nstate = { from = \"X\", fallback = { from = \"Y\" } }\n"
)]
#[case::pivot("version = 1\n[fields]\nbirthDate = { from = \"X\", formats = [\"auto\"], pivot = 26 }\n")]
#[case::pivot_as_text(
    "version = 1\n[fields]\nbirthDate = { from = \"X\", formats = [\"auto\"], pivot = \"2026\" }\n"
)]
#[case::formats_as_text("version = 1\n[fields]\nbirthDate = { from = \"X\", formats = \"auto\" }\n")]
#[case::no_values("version = 1\n[fields]\nname = { from = \"X\", values = [] }\n")]
#[case::keys_as_text("version = 1\n[match]\nkeys = \"name\"\n[fields]\nname = { from = \"X\" }\n")]
#[case::no_keys("version = 1\n[match]\nkeys = []\n[fields]\nname = { from = \"X\" }\n")]
#[case::keys_missing("version = 1\n[match]\non_no_key = \"insert\"\n[fields]\nname = { from = \"X\" }\n")]
#[case::join_for_all(
    "version = 1\n[match]\nkeys = [\"name\"]\non_duplicate = \"merge\"\nmerge = \"join\"\n[fields]\nname = { from = \"X\" }\n"
)]
#[case::delimiter("version = 1\n[source]\ndelimiter = \";;\"\n[fields]\nname = { from = \"X\" }\n")]
#[case::header_row("version = 1\n[source]\nheader_row = 0\n[fields]\nname = { from = \"X\" }\n")]
#[case::null_as_text("version = 1\n[source]\nnull = \"-\"\n[fields]\nname = { from = \"X\" }\n")]
#[case::when_without_either("version = 1\n[fields]\nname = { from = \"X\" }\n[[when]]\nnote = \"x\"\n")]
#[case::when_with_both(
    "version = 1\n[fields]\nname = { from = \"X\" }\n[[when]]\nskip = \"true\"\nreject = \"true\"\n"
)]
fn the_schema_refuses_what_the_parser_refuses_for_its_form(#[case] text: &str) {
    let error = refusal(text);
    assert!(validator().refuses(text).is_some(), "the schema takes it: {error}");
}

/// Editors show a key's description from the schema.
#[test]
fn the_schema_describes_each_key() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    fn mute(part: &Value, place: &str, found: &mut Vec<String>) {
        if let Some(properties) = part["properties"].as_object().filter(|_| part["type"] == "object") {
            for (key, property) in properties {
                let said = property["description"].as_str().is_some_and(|text| text.ends_with('.'));
                found.extend((!said).then(|| format!("{place}/{key}")));
            }
        }
        match part {
            Value::Object(members) => {
                members.iter().for_each(|(key, part)| mute(part, &format!("{place}/{key}"), found))
            }
            Value::Array(items) => items.iter().for_each(|part| mute(part, place, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    mute(&schema, "", &mut found);
    assert_eq!(found, Vec::<String>::new());
}
