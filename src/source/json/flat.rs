//! Turns an object into cells: nested names are joined by dots, numbers stay as they are written.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use crate::customer::{CustomerColumn, table_cell};
use crate::record::{CellKind, fold_name};

/// Objects nested deeper stay JSON text.
const DEPTH: usize = 16;

/// A cell with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flat {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) kind: CellKind,
}

/// The members of an object, in order; a name may occur twice.
struct FlatObject<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for FlatObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = FlatObject<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(FlatObject(pairs))
    }
}

/// How an object is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ObjectForm {
    /// Any object: nested names are joined by dots.
    Plain,
    /// The same, but objects with these names stay JSON text.
    Whole(Arc<[String]>),
    /// An exported customer: it has the columns and cells of a table of customers.
    Exported,
}

/// Why a text is not an object, and where.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Unsound {
    what: String,
    /// The number of lines before the place.
    breaks: u64,
    /// The byte in its line, from 1.
    byte: usize,
}

impl Unsound {
    fn new(fault: &serde_json::Error) -> Self {
        let text = fault.to_string();
        let what = text.split(" at line ").next().unwrap_or_default().to_owned();
        Self { what, breaks: fault.line().saturating_sub(1) as u64, byte: fault.column() }
    }

    /// The message for an object that begins on a line.
    pub(super) fn message(&self, line: u64) -> String {
        let place = match (self.breaks, self.byte) {
            (0, 0) => String::new(),
            (0, byte) => format!(" (at byte {byte})"),
            (breaks, byte) => format!(" (line {}, byte {byte})", line + breaks),
        };
        format!("the record is not a JSON object: {}{place}", self.what)
    }
}

impl ObjectForm {
    /// The cells of an object, or what is wrong with it.
    pub(super) fn cells(&self, text: &[u8]) -> Result<Vec<Flat>, Unsound> {
        let text = std::str::from_utf8(text)
            .map_err(|_| Unsound { what: "it is not UTF-8".to_owned(), ..Unsound::default() })?;
        let mut cells = Vec::new();
        match self {
            Self::Plain => object(text, TOP, &[], &mut cells),
            Self::Whole(names) => object(text, TOP, names, &mut cells),
            Self::Exported => customer(text, &mut cells),
        }
        .map_err(|fault| Unsound::new(&fault))?;
        Ok(cells)
    }
}

/// The members of an exported customer, each as the cell of a table.
fn customer(text: &str, cells: &mut Vec<Flat>) -> Result<(), serde_json::Error> {
    let FlatObject(members) = serde_json::from_str(text)?;
    for (name, raw) in members {
        if name == "customFields" && raw.get().starts_with('{') {
            let FlatObject(fields) = serde_json::from_str(raw.get())?;
            for (name, raw) in fields {
                cells.push(member(&CustomerColumn::Custom(name), raw)?);
            }
        } else if !(name == "customFields" && raw.get() == "null") {
            cells.push(member(&plain(name), raw)?);
        }
    }
    Ok(())
}

/// A member of the object itself is never a custom field, whatever its name is.
fn plain(name: String) -> CustomerColumn {
    match CustomerColumn::named(&name) {
        CustomerColumn::Custom(_) => CustomerColumn::Unknown(name),
        column => column,
    }
}

fn member(column: &CustomerColumn, raw: &RawValue) -> Result<Flat, serde_json::Error> {
    let value: Json = serde_json::from_str(raw.get())?;
    let text = table_cell::written(column, &value).text.into_owned();
    Ok(Flat { name: column.to_string(), text, kind: CellKind::Text })
}

fn stays_json(name: &str, whole: &[String]) -> bool {
    !whole.is_empty() && whole.contains(&fold_name(name))
}

/// The place of an object inside another one.
struct ObjectPlace<'a> {
    /// Its names, joined by dots.
    prefix: &'a str,
    /// The nesting depth, from 1.
    depth: usize,
}

/// The place of the outermost object.
const TOP: ObjectPlace<'static> = ObjectPlace { prefix: "", depth: 1 };

/// The cells of an object; objects with one of the names in `whole` stay JSON text.
fn object(
    text: &str,
    place: ObjectPlace<'_>,
    whole: &[String],
    cells: &mut Vec<Flat>,
) -> Result<(), serde_json::Error> {
    let ObjectPlace { prefix, depth } = place;
    let FlatObject(pairs) = serde_json::from_str(text)?;
    for (name, value) in pairs {
        let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        let raw = value.get();
        if raw.starts_with('{') && depth < DEPTH && !stays_json(&name, whole) {
            object(raw, ObjectPlace { prefix: &name, depth: depth + 1 }, whole, cells)?;
            continue;
        }
        let (text, kind) = if raw.starts_with('[') { (array(raw)?, CellKind::Text) } else { scalar(raw)? };
        cells.push(Flat { name, text, kind });
    }
    Ok(())
}

fn scalar(raw: &str) -> Result<(String, CellKind), serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'"') => (serde_json::from_str(raw)?, CellKind::Text),
        Some(b't' | b'f') => (raw.to_owned(), CellKind::Bool),
        Some(b'n') => (String::new(), CellKind::Text),
        Some(b'{') => (raw.to_owned(), CellKind::Text),
        _ => (raw.to_owned(), CellKind::Number),
    })
}

/// The text of an array: plain values joined by `, `. It stays JSON text if that would be ambiguous, or if the array
/// contains objects or arrays.
fn array(raw: &str) -> Result<String, serde_json::Error> {
    let values: Vec<&RawValue> = serde_json::from_str(raw)?;
    if values.iter().any(|value| value.get().starts_with(['{', '['])) {
        return Ok(raw.to_owned());
    }
    let texts: Result<Vec<String>, _> =
        values.iter().map(|value| scalar(value.get()).map(|(text, _)| text)).collect();
    let texts = texts?;
    if texts.iter().any(|text| text.contains(BETWEEN_VALUES) || text.trim_start().starts_with('[')) {
        let raws: Vec<&str> = values.iter().map(|value| value.get()).collect();
        return Ok(format!("[{}]", raws.join(",")));
    }
    Ok(texts.join(", "))
}

/// Characters that split or quote the values of a text.
const BETWEEN_VALUES: [char; 5] = [',', ';', '\n', '\r', '"'];

#[cfg(test)]
mod tests {
    use super::*;

    fn flatten(line: &[u8]) -> Result<Vec<Flat>, String> {
        ObjectForm::Plain.cells(line).map_err(|unsound| unsound.message(7))
    }

    fn flat(line: &str) -> Vec<(String, String)> {
        flatten(line.as_bytes()).unwrap().into_iter().map(|cell| (cell.name, cell.text)).collect()
    }

    #[test]
    fn nested_names_have_dots_and_numbers_are_unchanged() {
        let line = r#"{"a":"x\né","customFields":{"b":1.50,"c":{"d":null}},"t":["u",2,true],"o":[{"p":1}],"n":12345678901234567890123}"#;
        let expected = [
            ("a", "x\né"),
            ("customFields.b", "1.50"),
            ("customFields.c.d", ""),
            ("t", "u, 2, true"),
            ("o", r#"[{"p":1}]"#),
            ("n", "12345678901234567890123"),
        ];
        assert_eq!(flat(line), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn an_exported_customer_has_the_cells_of_a_table() {
        let line = br#"{"id":"7","tags":["a, b"],"nick":{"n":1.50},"birthDate":0,"customFields":{"a.b":"x"},"company":null}"#;
        let cells = ObjectForm::Exported.cells(line).unwrap();
        let cells: Vec<_> = cells.iter().map(|cell| (cell.name.as_str(), cell.text.as_str())).collect();
        let expected = [
            ("id", "7"),
            ("tags", r#"["a, b"]"#),
            ("nick", r#"{"n":1.50}"#),
            ("birthDate", "1970-01-01"),
            ("customFields.a.b", "x"),
            ("company", ""),
        ];
        assert_eq!(cells, expected);
    }

    #[test]
    fn a_line_without_an_object_is_refused() {
        for line in ["[1]", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":\"\\ud800\"}", "5", "{"] {
            let fault = flatten(line.as_bytes()).unwrap_err();
            assert!(fault.starts_with("the record is not a JSON object: "), "{fault}");
            assert!(!fault.contains("at line") && !fault.contains("byte 0"), "{fault}");
        }
        let fault = flatten(b"{\n\"a\":1,\n}").unwrap_err();
        assert!(fault.ends_with("(line 9, byte 1)"), "{fault}");
    }

    #[rstest::rstest]
    #[case(r#"["Rossi, Mario" , "vip"]"#, r#"["Rossi, Mario","vip"]"#)]
    #[case(r#"["a;b"]"#, r#"["a;b"]"#)]
    #[case(r#"["a\nb", 1.50, null]"#, r#"["a\nb",1.50,null]"#)]
    #[case(r#"["\"a\" b"]"#, r#"["\"a\" b"]"#)]
    #[case(r#"["[1]"]"#, r#"["[1]"]"#)]
    #[case(r#"["a b", 1.50, true]"#, "a b, 1.50, true")]
    fn lists_become_one_cell(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(flat(&format!("{{\"a\":{raw}}}")), [("a".to_owned(), expected.to_owned())]);
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        let line = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        assert_eq!(flatten(line.as_bytes()).map(|cells| cells.len()), Ok(1));
    }
}
