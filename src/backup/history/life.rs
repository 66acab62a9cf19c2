//! The life of one customer: when it came and went, and each value that a field had.

use serde_json::{Map, Value};

use crate::api::CustomerRecord;
use crate::backup::diff::{Difference, DifferenceKind, FieldDifference};
use crate::customer::{flat_fields, put_field};
use crate::lookup::shows;

type Object = Map<String, Value>;

/// What one night says about a customer.
pub(super) struct Sight<'a> {
    /// The name of the backup.
    pub(super) backup: &'a str,
    pub(super) state: SightState<'a>,
    /// The fields that any customer of the account has in this backup.
    pub(super) fields: &'a [String],
}

/// Whether a backup has a customer.
pub(super) enum SightState<'a> {
    /// It has; `is_partial`: a field that the record lacks may have had a value.
    There { text: &'a str, is_partial: bool },
    /// It has not, and is proven complete.
    Away,
    /// That is not known.
    Unknown,
}

/// What happened to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The first backup in which it is, and no earlier one is known that lacks it.
    First,
    /// It is new.
    Came,
    Gone,
    Back,
    /// Back, but with another name and another e-mail: its id may be another customer's now.
    BackAsAnother,
}

impl Turn {
    /// The word for programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Came => "came",
            Self::Gone => "gone",
            Self::Back => "back",
            Self::BackAsAnother => "backAsAnother",
        }
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::First => "the first backup that has this customer",
            Self::Came => "new",
            Self::Gone => "gone",
            Self::Back => "back",
            Self::BackAsAnother => "back with another name and e-mail: another person?",
        }
    }
}

/// A value, and the backup that has it first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stage {
    pub(super) backup: String,
    /// `None` if the field is empty.
    pub(super) value: Option<Value>,
    /// The backup before has this field for no customer.
    pub(super) is_new_field: bool,
}

/// Everything that is known of one customer.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) id: String,
    /// Its newest name and address.
    pub(super) who: Vec<String>,
    pub(super) turns: Vec<(String, Turn)>,
    /// The last backup that has it.
    pub(super) last: String,
    /// Each field with its values, the oldest first.
    pub(super) fields: Vec<(String, Vec<Stage>)>,
}

impl Life {
    /// From all nights, the oldest first. If `redact`, all values are masked.
    pub(super) fn of(id: &str, sights: &[Sight<'_>], redact: bool) -> Self {
        let mut making = LifeMaking { redact, ..LifeMaking::default() };
        making.life.id = id.to_owned();
        sights.iter().for_each(|sight| making.see(sight));
        making.life
    }
}

#[derive(Default)]
struct LifeMaking<'a> {
    life: Life,
    redact: bool,
    /// The record as far as it is known.
    known: Option<Object>,
    is_away: bool,
    /// An earlier complete backup lacks the customer.
    was_missing: bool,
    /// The first backup that has the customer, and the fields of the account, if they are known for it.
    first: Option<(String, Option<&'a [String]>)>,
    /// The fields of the last backup that is known.
    before: Option<&'a [String]>,
}

impl<'a> LifeMaking<'a> {
    fn see(&mut self, sight: &Sight<'a>) {
        match sight.state {
            SightState::Unknown => return,
            SightState::Away => self.away(sight.backup),
            SightState::There { text, is_partial } => self.there(sight, text, is_partial),
        }
        self.before = Some(sight.fields);
    }

    fn away(&mut self, backup: &str) {
        if self.known.is_none() {
            self.was_missing = true;
        } else if !self.is_away {
            self.is_away = true;
            self.life.turns.push((backup.to_owned(), Turn::Gone));
        }
    }

    fn there(&mut self, sight: &Sight<'a>, text: &str, is_partial: bool) {
        let mut record = CustomerRecord::read(text.as_bytes()).into_object();
        if let Some(known) = self.known.as_ref().filter(|_| is_partial && !self.is_away) {
            let hidden = flat_fields(known).into_iter().filter(|(name, _)| !shows(&record, name));
            let hidden: Vec<(String, Value)> = hidden.map(|(name, value)| (name, value.clone())).collect();
            hidden.into_iter().for_each(|(name, value)| put_field(&mut record, &name, value));
        }
        let text = Value::Object(record.clone()).to_string();
        let before = self.known.take().map(|known| Value::Object(known).to_string());
        let kind = if before.is_some() { DifferenceKind::Changed } else { DifferenceKind::Added };
        let found = Difference::new(kind, String::new(), before.as_deref(), Some(&text), self.redact);
        self.turn(sight.backup, &found, before.is_some());
        if before.is_none() {
            self.first = Some((sight.backup.to_owned(), (!is_partial).then_some(sight.fields)));
        }
        for field in found.fields {
            self.stage(sight, field);
        }
        self.life.who = found.who;
        sight.backup.clone_into(&mut self.life.last);
        self.is_away = false;
        self.known = Some(record);
    }

    fn turn(&mut self, backup: &str, found: &Difference, is_known: bool) {
        let differs = |name: &str| found.fields.iter().any(|field| field.name == name);
        let turn = match (is_known, self.is_away) {
            (false, _) if self.was_missing => Turn::Came,
            (false, _) => Turn::First,
            (true, true) if differs("name") && differs("email") => Turn::BackAsAnother,
            (true, true) => Turn::Back,
            (true, false) => return,
        };
        self.life.turns.push((backup.to_owned(), turn));
    }

    fn stage(&mut self, sight: &Sight<'a>, field: FieldDifference) {
        let FieldDifference { name, after: value, .. } = field;
        let is_new_field = self.before.is_some_and(|before| !before.contains(&name)) && value.is_some();
        let stage = Stage { backup: sight.backup.to_owned(), value, is_new_field };
        if let Some((_, stages)) = self.life.fields.iter_mut().find(|(known, _)| *known == name) {
            stages.push(stage);
            return;
        }
        let mut stages = Vec::new();
        // The account had this field when the customer came, so the customer had it empty.
        if let Some((first, Some(fields))) = &self.first
            && *first != sight.backup
            && fields.contains(&name)
        {
            stages.push(Stage { backup: first.clone(), value: None, is_new_field: false });
        }
        stages.push(stage);
        self.life.fields.push((name, stages));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &["id", "name", "email", "memo"];

    fn life(nights: &[(&str, Option<&str>, bool)]) -> Life {
        let fields: Vec<String> = ALL.iter().map(ToString::to_string).collect();
        let sight = |(backup, text, is_partial): &(&'static str, Option<&'static str>, bool)| Sight {
            backup,
            state: text.map_or(SightState::Away, |text| SightState::There { text, is_partial: *is_partial }),
            fields: &[],
        };
        let nights: Vec<_> = nights
            .iter()
            .map(|(backup, text, partial)| (leaked(backup), text.map(leaked), *partial))
            .collect();
        let mut sights: Vec<Sight<'_>> = nights.iter().map(sight).collect();
        sights.iter_mut().for_each(|sight| sight.fields = &fields);
        Life::of("1", &sights, false)
    }

    fn leaked(text: &str) -> &'static str {
        Box::leak(text.to_owned().into_boxed_str())
    }

    fn values(life: &Life, field: &str) -> Vec<(String, Value)> {
        let stages = life.fields.iter().find(|(name, _)| name == field).map(|(_, stages)| stages.as_slice());
        let value = |stage: &Stage| (stage.backup.clone(), stage.value.clone().unwrap_or_default());
        stages.unwrap_or_default().iter().map(value).collect()
    }

    #[test]
    fn a_field_that_a_partial_record_lacks_keeps_its_value() {
        let whole = r#"{"id":"1","name":"A","memo":"m"}"#;
        let less = r#"{"id":"1","name":"B","memo":null}"#;
        let found = life(&[("a", Some(whole), false), ("b", Some(less), true), ("c", Some(whole), false)]);
        assert_eq!(values(&found, "memo"), [("a".into(), "m".into())]);
        assert_eq!(values(&found, "name").len(), 3);
        let emptied = life(&[("a", Some(whole), false), ("b", Some(less), false)]);
        assert_eq!(values(&emptied, "memo"), [("a".into(), "m".into()), ("b".into(), Value::Null)]);
    }

    #[test]
    fn a_customer_goes_and_comes_back_as_another() {
        let ann = r#"{"id":"1","name":"Ann","email":"a@x"}"#;
        let bob = r#"{"id":"1","name":"Bob","email":"b@x"}"#;
        let nights = [
            ("a", None, false),
            ("b", Some(ann), false),
            ("c", None, false),
            ("d", None, false),
            ("e", Some(ann), false),
        ];
        let found = life(&nights);
        let turns: Vec<_> = found.turns.iter().map(|(at, turn)| (at.as_str(), *turn)).collect();
        assert_eq!(turns, [("b", Turn::Came), ("c", Turn::Gone), ("e", Turn::Back)]);
        assert_eq!(values(&found, "name"), [("b".into(), "Ann".into())]);
        let other = life(&[("b", Some(ann), false), ("c", None, false), ("d", Some(bob), false)]);
        assert_eq!(other.turns.last().unwrap().1, Turn::BackAsAnother);
        assert_eq!(values(&other, "email").len(), 2);
    }

    #[test]
    fn a_field_that_was_empty_at_first_says_so() {
        let without = r#"{"id":"1","name":"A"}"#;
        let with = r#"{"id":"1","name":"A","memo":"m","tier":"Gold"}"#;
        let found = life(&[("a", Some(without), false), ("b", Some(with), false)]);
        assert_eq!(values(&found, "memo"), [("a".into(), Value::Null), ("b".into(), "m".into())]);
        assert_eq!(values(&found, "tier"), [("b".into(), "Gold".into())], "no customer had it before");
        assert!(found.fields.iter().any(|(name, stages)| name == "tier" && stages[0].is_new_field));
        let unknown = life(&[("a", Some(without), true), ("b", Some(with), false)]);
        assert_eq!(values(&unknown, "memo"), [("b".into(), "m".into())]);
    }
}
