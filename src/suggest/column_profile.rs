//! What the sample shows of each column, and the field that it is proposed for.

use crate::convert::{Conversion, DecimalMark};
use crate::customer::CustomFieldDefinitions;

use super::assign_columns::suggest_mapping;
use super::column_target::{Answers, ColumnTarget, Confidence};
use super::column_values::{ColumnValues, mostly};
use super::date_forms::{Dates, dates};
use super::file_sample::FileSample;
use super::sensitive_columns;
use super::suggestion::{SuggestedLine, Suggestion};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Empty,
    Email,
    Url,
    YesNo,
    Date,
    Phone,
    Number,
    Country,
    Language,
    /// Few values that repeat.
    Choice,
    Text,
}

/// What the sample shows of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnProfile {
    pub name: String,
    pub kind: ColumnKind,
    /// The number of rows with a value, and of all rows.
    pub filled: usize,
    pub rows: usize,
    /// The number of different values.
    pub different: usize,
    /// Some values; none of a sensitive column.
    pub examples: Vec<String>,
    /// The kind of sensitive data in it.
    pub sensitive: Option<&'static str>,
    pub proposal: Option<ColumnProposal>,
    /// The rule for a custom field in TOML, if the column is offered for one.
    pub custom_rule: Option<String>,
    /// The reason for the proposal, or for none.
    pub why: String,
}

/// The field that a column is proposed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnProposal {
    /// As the API names it (`customFields.segment`).
    pub field: String,
    /// The rule in TOML, without braces: `from = "Email", required = true`.
    pub rule: String,
    pub confidence: Confidence,
    /// The number of columns that the rule joins.
    pub columns: usize,
}

/// Describes all columns of a sample.
pub(crate) fn column_profiles(
    sample: &FileSample,
    definitions: &CustomFieldDefinitions,
) -> Vec<ColumnProfile> {
    let suggestion = suggest_mapping(sample, definitions, &Answers::new());
    let each = sample.names.iter().enumerate();
    each.map(|(at, name)| profile(name, &ColumnValues::new(sample.column(at)), sample, &suggestion, at))
        .collect()
}

fn profile(
    name: &str,
    values: &ColumnValues<'_>,
    sample: &FileSample,
    suggestion: &Suggestion,
    at: usize,
) -> ColumnProfile {
    let line = suggestion.lines.iter().find(|line| line.columns.contains(&at));
    let sensitive = match line.map(|line| &line.target) {
        Some(ColumnTarget::Secret(what)) => Some(*what),
        _ => sensitive_columns::by_name(name),
    };
    let examples = values.examples().into_iter().filter(|_| sensitive.is_none());
    ColumnProfile {
        name: name.to_owned(),
        kind: kind(values),
        filled: values.count(),
        rows: sample.row_count(),
        different: values.different(),
        examples: examples.map(ToOwned::to_owned).collect(),
        sensitive,
        proposal: line.and_then(proposal),
        custom_rule: line.filter(|line| line.target == ColumnTarget::Offered).map(|line| line.rule.clone()),
        why: line.map(|line| line.why.clone()).unwrap_or_default(),
    }
}

fn proposal(line: &SuggestedLine) -> Option<ColumnProposal> {
    let field = match &line.target {
        ColumnTarget::Field(field) => (*field).to_owned(),
        ColumnTarget::Custom(name) => format!("customFields.{name}"),
        _ => return None,
    };
    let more = if field == "name" { ", required = true" } else { "" };
    let rule = format!("{}{more}", line.rule);
    // What somebody should look at is not sure, whatever the name of the column says.
    let confidence = if line.is_open { Confidence::Unsure } else { line.confidence };
    Some(ColumnProposal { field, rule, confidence, columns: line.columns.len() })
}

/// The first kind that four in five values have.
fn kind(values: &ColumnValues<'_>) -> ColumnKind {
    let are = |conversion: &Conversion| values.are_mostly(conversion);
    match () {
        () if values.count() == 0 => ColumnKind::Empty,
        () if are(&Conversion::Email) => ColumnKind::Email,
        () if are(&Conversion::Url) => ColumnKind::Url,
        () if values.different() <= 4 && values.are_truths() => ColumnKind::YesNo,
        () if dates(values, mostly) != Dates::No => ColumnKind::Date,
        () if values.look_like_phones() => ColumnKind::Phone,
        () if is_number(values) => ColumnKind::Number,
        () if are(&Conversion::Language) => ColumnKind::Language,
        () if are(&Conversion::Country) => ColumnKind::Country,
        () if values.are_repeated() && values.different() <= 30 => ColumnKind::Choice,
        () => ColumnKind::Text,
    }
}

fn is_number(values: &ColumnValues<'_>) -> bool {
    values.are_mostly(&Conversion::Integer)
        || DecimalMark::new(None).is_ok_and(|mark| values.are_mostly(&Conversion::Decimal(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ReadOptions;
    use crate::suggest::sample;

    fn profiles(text: &str) -> Vec<ColumnProfile> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.csv");
        std::fs::write(&path, text).unwrap();
        let sample = sample(path.to_str().unwrap(), &ReadOptions::default()).unwrap();
        column_profiles(&sample, &CustomFieldDefinitions::default())
    }

    /// The badge says what the mapping says: a line to review is not sure.
    #[test]
    fn a_column_to_look_at_is_not_sure_and_a_column_without_field_has_its_rule() {
        let row = |n: usize| {
            let phone = if n.is_multiple_of(4) { "ask Bo".to_owned() } else { format!("+39 06 555{n:04}") };
            format!("Ada {n},{phone},{}/12/2016\n", 13 + n)
        };
        let rows: String = (0..8).map(row).collect();
        let found = profiles(&format!("Name,Phone,Customer since\n{rows}"));
        let phone = found[1].proposal.as_ref().unwrap();
        assert_eq!((phone.field.as_str(), phone.confidence), ("phoneNumber", Confidence::Unsure));
        assert_eq!(found[0].proposal.as_ref().unwrap().confidence, Confidence::Sure);
        let rule = "from = \"Customer since\", as = \"date\", formats = [\"%d/%m/%Y\"]";
        assert_eq!((&found[2].proposal, found[2].custom_rule.as_deref()), (&None, Some(rule)));
        assert_eq!(found[1].custom_rule, None);
    }

    #[test]
    fn columns_are_described_and_proposed() {
        let text = "First name,Last name,E-mail,Born,Member,Seats,Plan,Password,Empty,Web\n";
        let row = |n: usize| {
            let (born, member, plan) =
                (format!("{}/12/1985", 13 + n), ["yes", "no"][n % 2], ["Gold", "Tin"][n % 2]);
            let first = ["Ada", "Bob", "Cyd", "Dee", "Eve", "Fay", "Gus", "Hal"][n];
            let last = ["Byron", "Lind", "Moss", "Nye", "Orr", "Pym", "Reed", "Stone"][n];
            format!(
                "{first},{last},a{n}@example.org,{born},{member},{n},{plan},geheim{n},,https://x{n}.example\n"
            )
        };
        let rows: String = (0..8).map(row).collect();
        let found = profiles(&(text.to_owned() + &rows));
        let kinds: Vec<ColumnKind> = found.iter().map(|column| column.kind).collect();
        use ColumnKind::{Choice, Date, Email, Empty, Number, Text, Url, YesNo};
        assert_eq!(kinds, [Text, Text, Email, Date, YesNo, Number, Choice, Text, Empty, Url]);
        let name = found[0].proposal.as_ref().unwrap();
        assert_eq!((name.field.as_str(), name.columns), ("name", 2));
        assert_eq!(name.rule, "from = [\"First name\", \"Last name\"], required = true");
        assert_eq!(found[2].proposal.as_ref().unwrap().field, "email");
        assert_eq!((found[6].different, found[6].filled, found[6].rows), (2, 8, 8));
        assert_eq!(found[6].examples, ["Gold", "Tin"]);
        assert!(found[7].sensitive.is_some() && found[7].examples.is_empty() && found[7].proposal.is_none());
        assert_eq!(found[8].why, "empty column");
    }
}
