//! What rows give one field of a mapping, for a preview of its rule.

use super::rule_context::RuleContext;
use crate::customer::{FieldValue, HIDDEN, is_secret};
use crate::issue::Issue;
use crate::mapping::bound_mapping::{BoundInput, BoundMapping};
use crate::mapping::rule::Rule;
use crate::record::Record;

/// One field of a mapping that is bound to a header.
pub(crate) struct OneField<'b> {
    bound: &'b BoundMapping,
    number: usize,
    rule: &'b Rule,
    input: &'b BoundInput,
    field: String,
}

/// What a row gives the field.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing: the help desk keeps what it has.
    Nothing,
    /// This text; hidden if the field is secret.
    Value(String),
    /// The field is emptied.
    Cleared,
    /// `[[when]]` skips the row, for this reason.
    Skipped(String),
}

impl BoundMapping {
    /// The field with this name (`customFields.segment`); `None` if the mapping does not fill it.
    pub(crate) fn one_field(&self, field: &str) -> Option<OneField<'_>> {
        let rules = self.mapping.rules.iter().zip(&self.inputs);
        let mut rules = rules.chain(self.rest.iter().map(|(rule, input)| (rule, input))).enumerate();
        let (number, (rule, input)) = rules.find(|(_, (rule, _))| rule.target.to_string() == field)?;
        Some(OneField { bound: self, number, rule, input, field: field.to_owned() })
    }
}

impl OneField<'_> {
    /// The columns of the value in the order of the rule, and then that of its fallback.
    pub(crate) fn columns(&self) -> Vec<usize> {
        let fallback = self.bound.fallbacks.get(self.number).copied().flatten();
        self.input.columns().into_iter().chain(fallback).collect()
    }

    /// The word of the conversion, as `as` has it.
    pub(crate) fn conversion(&self) -> &'static str {
        self.rule.conversion.name()
    }

    /// True if the values are never shown.
    pub(crate) fn is_secret(&self) -> bool {
        is_secret(self.rule.target.name())
    }

    /// The text that the look-up table gets; `None` if the cells are empty, or have no text.
    pub(crate) fn text(&self, record: &Record) -> Option<String> {
        let at = RuleContext::of_one_rule(self.bound, self.number, self.rule, self.input, record);
        let gathered = at.gather(self.bound.view(record).as_ref()).ok()?;
        gathered.is_there().then(|| gathered.text.into_owned())
    }

    /// What a row gives the field, with the errors and warnings about it.
    pub(crate) fn outcome(&self, record: &Record) -> (Outcome, Vec<Issue>) {
        let draft = self.bound.apply(record);
        if let Some(why) = draft.skip {
            return (Outcome::Skipped(why), Vec::new());
        }
        let outcome = match draft.customer.get(&self.field) {
            None => Outcome::Nothing,
            Some(FieldValue::Clear) => Outcome::Cleared,
            Some(_) if self.is_secret() => Outcome::Value(HIDDEN.to_owned()),
            Some(value) => Outcome::Value(value.text().into_owned()),
        };
        let own = draft.issues.into_iter().filter(|issue| issue.field.as_deref() == Some(&self.field));
        (outcome, own.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::mapping::Mapping;
    use crate::record::{Header, SourceOrigin};

    fn bound(rules: &str) -> BoundMapping {
        let text = format!("version = 1\n[fields]\nname = {{ from = [\"B\", \"A\"] }}\n{rules}");
        let mapping = Arc::new(Mapping::parse("m.toml", &text).unwrap());
        let header = Arc::new(Header::new(["A", "B", "C"].map(str::to_owned).to_vec()).unwrap());
        let origin = SourceOrigin { file: "a.csv".into(), sheet: None, rejects: false };
        mapping.bind(&origin, &header).unwrap()
    }

    fn row(cells: [&str; 3]) -> Record {
        let mut record = Record::new(2, 2);
        cells.iter().for_each(|cell| record.push(cell));
        record
    }

    #[test]
    fn a_row_gives_a_field_its_value_and_its_own_issues() {
        let bound = bound("email = { from = \"C\" }\n");
        let name = bound.one_field("name").unwrap();
        assert_eq!((name.columns(), name.conversion()), (vec![1, 0], "text"));
        let record = row(["Byron", " Ada ", "no address"]);
        assert_eq!(name.text(&record).as_deref(), Some("Ada Byron"));
        assert_eq!(name.outcome(&record), (Outcome::Value("Ada Byron".into()), Vec::new()));
        let (outcome, issues) = bound.one_field("email").unwrap().outcome(&record);
        assert_eq!((outcome, issues.len(), issues[0].code.to_string()), (Outcome::Nothing, 1, "E201".into()));
        assert!(bound.one_field("city").is_none());
        assert_eq!(name.text(&row(["", " ", "x"])), None);
    }

    #[test]
    fn cleared_secret_and_skipped_values_are_told_apart() {
        let text = "memo = { from = \"A\", on_empty = \"clear\" }\naccount = { from = \"C\" }\n[[when]]\nskip = \
                    \"row['B'] == 'x'\"\nnote = \"closed\"\n";
        let bound = bound(text);
        let of = |field: &str, cells| bound.one_field(field).unwrap().outcome(&row(cells)).0;
        assert_eq!(of("memo", ["", "b", ""]), Outcome::Cleared);
        assert_eq!(of("account", ["", "b", "{\"id\": 7}"]), Outcome::Value(HIDDEN.into()));
        assert!(matches!(of("memo", ["a", "x", ""]), Outcome::Skipped(why) if why.contains("closed")));
    }
}
