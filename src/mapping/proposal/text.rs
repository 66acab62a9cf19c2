//! A proposal as the text of a mapping, with its grounds in comments.

use std::sync::Arc;

use crate::customer::Choice as Allowed;
use crate::mapping::{Mapping, shipped};
use crate::record::{Header, Origin};

use super::column::{Confidence, Fate};
use super::decide::{Line, Proposal};
use super::known::Recognised;
use super::reading::Sample;
use super::rule::{example, key, oneline, quoted};

/// So many values of a list are named.
const LISTED: usize = 8;

impl Proposal {
    /// The text of a mapping file. Each column of the file is named once: in a rule, or in a comment.
    pub fn to_toml(&self, sample: &Sample) -> String {
        let fields = self.section(|fate| matches!(fate, Fate::Field(_)));
        let unnamed =
            "# Nothing looked like a name, which every customer needs. Put the right column here.\n";
        let name = if self.fills("name") {
            String::new()
        } else {
            format!("{unnamed}name = {{ value = \"(no name)\" }}\n")
        };
        let body = format!("[fields]\n{name}{fields}{}{}", self.custom("[custom_fields]\n"), self.left_out());
        format!("{}{}{}\n{body}", intro(sample), source(sample), self.matching())
    }

    /// The mapping that was recognised, and what it leaves of this file; `None` where it does not fit the header.
    pub fn to_recognised_toml(&self, sample: &Sample, found: &Recognised) -> Option<String> {
        let text = shipped(found.mapping)?.text;
        let file = format!("mappings/{}.toml", found.mapping);
        let mapping = Arc::new(Mapping::parse(&file, text).ok()?);
        let header = Arc::new(Header::new(sample.names.clone()).ok()?);
        let origin = Origin { file: sample.file.clone(), sheet: None, rejects: false };
        let bound = mapping.bind(&origin, &header).ok()?;
        let mut rest = self.clone();
        rest.retain(|line| !line.columns.iter().any(|at| bound.takes(*at)));
        let (line, own) = (found.evidence.len(), list_of(&found.evidence));
        let head = format!(
            "# deskferry took {} for a file of this kind: {line} of its columns are written by no other program that is\n\
             # known, such as {own}. Below stands the shipped mapping `{}` as it is.\n#\n",
            example(&sample.file),
            found.mapping
        );
        let opened =
            if text.contains("\n[custom_fields]") { String::new() } else { rest.custom("[custom_fields]\n") };
        Some(format!("{head}{text}{opened}{}", rest.left_out()))
    }

    fn matching(&self) -> &'static str {
        match (self.fills("email"), self.fills("phoneNumber"), self.fills("name")) {
            (true, ..) => "\n[match]\nkeys = [\"email\"]\n",
            (_, true, true) => {
                "\n# No column has addresses, so customers are found by name and telephone.\n[match]\nkeys = [\"name\", \"phoneNumber\"]\n"
            }
            (_, _, true) => {
                "\n# No column has addresses, so customers are found by their name alone.\n[match]\nkeys = [\"name\"]\n"
            }
            _ => "\n# Nothing tells one customer from another: this imports with --mode insert only.\n",
        }
    }

    fn section(&self, wanted: impl Fn(&Fate) -> bool) -> String {
        let lines = self.lines.iter().filter(|line| wanted(&line.fate));
        lines.map(|line| format!("{}{}\n", grounds(line), line.toml(&self.names))).collect()
    }

    fn custom(&self, head: &str) -> String {
        let lines = self.section(|fate| matches!(fate, Fate::Custom(_)));
        let missing: String = self.missing().map(|name| self.wanted(name)).collect();
        if lines.is_empty() && missing.is_empty() { lines } else { format!("\n{head}{lines}{missing}") }
    }

    /// A line for somebody to fill in: without a value the help desk takes no new customer.
    fn wanted(&self, name: &str) -> String {
        let list = match self.definitions.get(name).map(|field| &field.choice) {
            Some(Allowed::One(values)) => {
                format!(
                    " (one of {})",
                    values.iter().take(LISTED).map(|value| example(value)).collect::<Vec<_>>().join(", ")
                )
            }
            _ => String::new(),
        };
        format!(
            "# The help desk requires `{}` of a new customer, and no column looks like it. Put the right column or a value\n             # here{list}, and take the # off.\n# {} = {{ value = \"\" }}\n",
            oneline(name),
            key(name)
        )
    }

    /// What is not mapped, and why; a line that somebody may want can be taken out of its comment.
    fn left_out(&self) -> String {
        let (offered, rest): (Vec<&Line>, Vec<&Line>) = self
            .lines
            .iter()
            .filter(|line| !matches!(line.fate, Fate::Field(_) | Fate::Custom(_)))
            .partition(|line| line.fate == Fate::Offered);
        let offered: String =
            offered.iter().map(|line| format!("{}# {}\n", grounds(line), line.toml(&self.names))).collect();
        let name = |line: &Line| line.columns.first().map_or_else(String::new, |at| quoted(&self.names[*at]));
        let rest: String =
            rest.iter().map(|line| format!("# {}: {}\n", name(line), oneline(&line.why))).collect();
        let wanted = "\n# Not mapped. To keep one, make a custom field in the help desk, and take the # off its line here,\n\
                      # under [custom_fields].\n";
        let offered = if offered.is_empty() { offered } else { format!("{wanted}{offered}") };
        let rest = if rest.is_empty() { rest } else { format!("\n# Left out:\n{rest}") };
        offered + &rest
    }
}

fn grounds(line: &Line) -> String {
    let examples: Vec<String> = line.examples.iter().map(|text| example(text)).collect();
    let such = if examples.is_empty() { String::new() } else { format!(", such as {}", examples.join(", ")) };
    let sure = match (&line.fate, line.confidence) {
        (Fate::Field(_) | Fate::Custom(_), Confidence::Unsure) => "UNSURE: ".to_owned(),
        (Fate::Field(_) | Fate::Custom(_), confidence) => format!("{confidence}: "),
        _ => String::new(),
    };
    format!("# {sure}{}{such}\n", oneline(&line.why))
}

fn list_of(names: &[String]) -> String {
    names.iter().take(3).map(|name| example(name)).collect::<Vec<_>>().join(", ")
}

fn intro(sample: &Sample) -> String {
    let rows = match sample.rows.len() {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    format!(
        "#:schema ./mapping.schema.json\n\
         # A proposal for {}, from its header and {rows} of it. Look it over: what is UNSURE may be wrong.\n\
         # `deskferry mapping check` says whether it is sound, `deskferry validate` what becomes of the file. An editor\n\
         # completes and checks it once `deskferry mapping schema > mapping.schema.json` has put that file beside it.\n\
         version = 1\nname = {}\n",
        example(&sample.file),
        quoted(sample.file.rsplit(['/', '\\']).next().unwrap_or_default())
    )
}

fn source(sample: &Sample) -> String {
    let mut lines = String::new();
    if sample.named {
        lines.push_str("# Some columns had no name, or one that stood twice.\nname_columns = true\n");
    }
    if let Some(sheet) = &sample.sheet {
        lines.push_str(&format!("sheet = {}\n", quoted(sheet)));
    }
    if lines.is_empty() { lines } else { format!("\n[source]\n{lines}") }
}
