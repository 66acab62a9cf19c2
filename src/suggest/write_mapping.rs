//! Writes a suggestion as a mapping, with the reasons in comments.

use std::sync::Arc;

use crate::customer::CustomFieldKind as Allowed;
use crate::mapping::{Mapping, shipped};
use crate::record::{Header, SourceOrigin};

use super::column_target::{ColumnTarget, Confidence};
use super::file_sample::FileSample;
use super::known_headers::Recognized;
use super::source_settings::{Setting, settings};
use super::suggestion::{SuggestedLine, Suggestion};
use super::toml_text::{example, key, oneline, quoted};
use crate::wording::counted;

/// The maximum number of values that are shown of a list.
const LISTED: usize = 8;

impl Suggestion {
    /// The text of a mapping file. Each column of the file occurs in a rule or in a comment.
    pub fn to_toml(&self, sample: &FileSample) -> String {
        let fields = self.section(|target| matches!(target, ColumnTarget::Field(_))) + &self.country();
        let custom = self.custom() + &self.offered();
        let custom = if custom.is_empty() { custom } else { format!("\n[custom_fields]\n{custom}") };
        let body = format!("[fields]\n{}{fields}{custom}{}", self.unnamed(), self.left_out());
        let lines: String = settings(sample, self, None).iter().map(Setting::toml).collect();
        let source = if lines.is_empty() { lines } else { format!("\n[source]\n{lines}") };
        format!("{}{source}{}\n{body}", intro(sample), self.matching())
    }

    /// A commented line for the country, if the file has postcodes but no country to check them with.
    fn country(&self) -> String {
        if !self.fills("postalNumber") || self.fills("state") {
            return String::new();
        }
        let short = match self.short_postcodes {
            0 => String::new(),
            short => {
                let (short, have) = if short == 1 {
                    ("1 postcode".to_owned(), "has")
                } else {
                    (format!("{short} postcodes"), "have")
                };
                format!(
                    "# {short} {have} fewer digits than the others: a spreadsheet has probably removed \
                     leading zeros.\n"
                )
            }
        };
        format!(
            "{short}# No column has the country, so missing leading zeros of postcodes can't be detected. If \
             all customers live in\n\
             # one country, write its code here and remove the #.\n\
             # state = {{ value = \"IT\" }}\n"
        )
    }

    /// Commented rules for the name, if no column certainly holds it.
    fn unnamed(&self) -> String {
        if self.has_name() {
            return String::new();
        }
        let head = "# REVIEW: no column is clearly the name, which every new customer needs. Remove the # \
                    from one of these lines";
        let nothing = vec!["from = \"The column of the name\"".to_owned()];
        let (what, candidates) = match self.name_candidates.as_slice() {
            [] => (", and\n# write the right column into it.", &nothing),
            _ => (", or\n# write another column into one.", &self.name_candidates),
        };
        let lines = candidates.iter().map(|rule| format!("# name = {{ {rule}, required = true }}\n"));
        format!("{head}{what}\n{}\n", lines.collect::<String>())
    }

    /// The recognized mapping, with the rest of this file added. `None` if it can't be bound to the header.
    pub fn to_recognized_toml(&self, sample: &FileSample, found: &Recognized) -> Option<String> {
        let text = shipped(found.mapping)?.text;
        let file = format!("mappings/{}.toml", found.mapping);
        let mapping = Arc::new(Mapping::parse(&file, text).ok()?);
        let rest = self.beside_mapping(sample, &mapping)?;
        let line = found.evidence.len();
        let own = list_of(&found.evidence);
        let head = format!(
            "# deskferry recognized {} as a file of this kind: no other known program writes {line} of its \
             columns, such as\n\
             # {own}. Below is the built-in mapping `{}`, unchanged.\n\
             #\n",
            example(&sample.file),
            found.mapping
        );
        let fields = rest.section(|target| matches!(target, ColumnTarget::Field(_)));
        let text = added(text, "[fields]", &fields);
        let text = added(&text, "[custom_fields]", &(rest.custom() + &rest.offered()));
        let settings = settings(sample, self, Some(&mapping));
        let text = settings.iter().fold(text, |text, setting| set(&text, setting));
        Some(format!("{head}{text}{}", rest.left_out()))
    }

    /// The part of the suggestion that the recognized mapping does not cover.
    pub fn beside_recognized(&self, sample: &FileSample, found: &Recognized) -> Option<Self> {
        let text = shipped(found.mapping)?.text;
        self.beside_mapping(sample, &Arc::new(Mapping::parse(found.mapping, text).ok()?))
    }

    fn beside_mapping(&self, sample: &FileSample, mapping: &Arc<Mapping>) -> Option<Self> {
        let header = Arc::new(Header::of_source(sample.names.clone()));
        let origin = SourceOrigin { file: sample.file.clone(), sheet: None, rejects: false };
        let bound = mapping.bind(&origin, &header).ok()?;
        let fields = mapping.targets();
        Some(self.beside(|at| bound.takes(at), |field| fields.iter().any(|own| own == field)))
    }

    /// `[match]`. An uncertain field is not a key: with an agent's address, all customers would become one.
    fn matching(&self) -> String {
        let sure = |field| self.surely_fills(field);
        let keys = match (sure("email"), sure("name"), sure("phoneNumber")) {
            (true, ..) => {
                return format!("\n[match]\n{}keys = [\"email\"]\n", self.without_key.comment());
            }
            (_, true, true) => "[\"name\", \"phoneNumber\"]",
            (_, true, false) => "[\"name\"]",
            _ => "",
        };
        match (keys, self.fills("email")) {
            ("", false) => "\n# Nothing identifies a customer: import with --mode insert only.\n".to_owned(),
            ("", true) => {
                format!("\n{OTHERS} If not, import with --mode insert only.\n# [match]\n{BY_EMAIL}")
            }
            (keys, true) => format!("\n{OTHERS}\n[match]\n{BY_EMAIL}keys = {keys}\n"),
            (keys, false) => {
                let found = if keys.contains(',') { "name and phone number" } else { "name alone" };
                format!(
                    "\n# No column has e-mail addresses, so customers are matched by {found}.\n\
                     [match]\n\
                     keys = {keys}\n"
                )
            }
        }
    }

    fn section(&self, wanted: impl Fn(&ColumnTarget) -> bool) -> String {
        let lines = self.lines.iter().filter(|line| wanted(&line.target));
        lines.map(|line| format!("{}{}\n", grounds(line), line.toml(&self.keys))).collect()
    }

    fn custom(&self) -> String {
        let lines = self.section(|target| matches!(target, ColumnTarget::Custom(_)));
        let missing: String = self.missing().map(|name| self.wanted(name)).collect();
        lines + &missing
    }

    /// A commented line for a required custom field, without which the help desk rejects new customers.
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
            "# The help desk requires `{}` for a new customer, and no column looks like it. Write the right \
             column here, or\n\
             # value = \"...\" for the same value in every row{list}, and remove the #.\n\
             # {} = {{ from = \"The column of {}\" }}\n",
            oneline(name),
            key(name),
            oneline(name).replace(['"', '\\'], "'"),
        )
    }

    /// Columns that are not mapped, with the reason. They are commented rules under `[custom_fields]`, ready to be
    /// activated.
    fn offered(&self) -> String {
        let offered = self.lines.iter().filter(|line| line.target == ColumnTarget::Offered);
        let lines: String =
            offered.map(|line| format!("{}# {}\n", grounds(line), line.toml(&self.keys))).collect();
        let wanted = "# Not mapped. To keep one, create a custom field in the help desk, and remove the # \
                      from its line here.\n";
        if lines.is_empty() { lines } else { format!("{wanted}{lines}") }
    }

    /// Columns with sensitive data, and those that the user left out.
    fn left_out(&self) -> String {
        let rest = self
            .lines
            .iter()
            .filter(|line| matches!(line.target, ColumnTarget::Secret(_) | ColumnTarget::LeftOut));
        let name = |line: &SuggestedLine| {
            line.columns.first().map_or_else(String::new, |at| quoted(&self.names[*at]))
        };
        let rest: String = rest.map(|line| format!("# {}: {}\n", name(line), oneline(&line.why))).collect();
        if rest.is_empty() { rest } else { format!("\n# Left out:\n{rest}") }
    }
}

const OTHERS: &str = "# REVIEW: the e-mail addresses may not be the customers' own, so they are not a match \
                      key. If they\n\
                      # are, remove the # from the line with email below, and delete any other line of keys.";
const BY_EMAIL: &str = "# keys = [\"email\"]\n";

/// Adds lines at the end of a section, which is created if it is missing.
fn added(text: &str, section: &str, lines: &str) -> String {
    if lines.is_empty() {
        return text.to_owned();
    }
    let all: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| line.starts_with('[');
    let Some(start) = all.iter().position(|line| *line == section) else {
        let first = if section == "[source]" { all.iter().position(begins) } else { None };
        let at = first.unwrap_or(all.len());
        let before = joined(&all[..at]);
        let after = joined(&all[at..]);
        let after = if after.is_empty() { after } else { format!("\n{after}") };
        let gap = if before.ends_with("\n\n") { "" } else { "\n" };
        return format!("{before}{gap}{section}\n{lines}{after}");
    };
    let end = all[start + 1..].iter().position(begins).map_or(all.len(), |length| start + 1 + length);
    let is_rule = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let last = start + all[start..end].iter().rposition(is_rule).unwrap_or(0);
    format!("{}{lines}{}", joined(&all[..=last]), joined(&all[last + 1..]))
}

/// Adds a line of `[source]`, or replaces the line with the same key.
fn set(text: &str, setting: &Setting) -> String {
    let is_own = |line: &&str| line.split_once('=').is_some_and(|(key, _)| key.trim() == setting.key);
    let section = text.lines().skip_while(|line| *line != "[source]");
    let mut section = section.skip(1).take_while(|line| !line.starts_with('['));
    match section.find(is_own) {
        Some(line) => text.replacen(&format!("\n{line}\n"), &format!("\n{}", setting.toml()), 1),
        None => added(text, "[source]", &setting.toml()),
    }
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn grounds(line: &SuggestedLine) -> String {
    let examples: Vec<String> = line.examples.iter().map(|text| example(text)).collect();
    let examples = match examples.as_slice() {
        [] => String::new(),
        [one] => format!("; example: {one}"),
        several => format!("; examples: {}", several.join(", ")),
    };
    let why = oneline(&line.why);
    let grounds = match (&line.target, line.confidence) {
        (ColumnTarget::Field(_) | ColumnTarget::Custom(_), Confidence::Unsure) => format!("UNSURE ({why})"),
        (ColumnTarget::Field(_), _) if line.is_open => format!("REVIEW ({why})"),
        (ColumnTarget::Field(_) | ColumnTarget::Custom(_), confidence) => format!("{confidence} ({why})"),
        _ if line.is_open => format!("REVIEW: {why}"),
        _ => why,
    };
    format!("# {grounds}{examples}\n")
}

fn list_of(names: &[String]) -> String {
    names.iter().take(3).map(|name| example(name)).collect::<Vec<_>>().join(", ")
}

fn intro(sample: &FileSample) -> String {
    let rows = counted(sample.rows.len(), "row", "rows");
    format!(
        "#:schema ./mapping.schema.json\n\
         # A suggestion for {}, based on its header and {rows}. Check it, especially the lines with UNSURE or \
         REVIEW.\n\
         # `deskferry mapping check` checks the mapping, `deskferry validate` checks the file with it. For \
         completion in an\n\
         # editor, run `deskferry mapping schema > mapping.schema.json` next to this file.\n\
         version = 1\n\
         name = {}\n",
        example(&sample.file),
        quoted(sample.file.rsplit(['/', '\\']).next().unwrap_or_default())
    )
}
