//! Which custom field of the account a column is for, from its name and its values.

use std::collections::{BTreeMap, HashSet};

use crate::convert::{AllowedChoices, Conversion};
use crate::customer::{CustomFieldDefinition, CustomFieldDefinitions, CustomFieldKind as Allowed};

use super::assign_columns::Answers;
use super::column_guess::Guess;
use super::column_target::{Confidence, UserChoice};
use super::column_values::{ColumnValues, mostly};
use super::toml_text::{list, quoted};
use crate::mapping::words;
use crate::wording::counted;

/// Words that programs put before the names of custom fields.
const MARKS: &[&str] = &["custom", "field", "fields"];
/// The fewest values that tell by themselves, where the name does not.
const TELLING: usize = 2;
/// So many values are named.
const NAMED: usize = 3;

/// A custom field that a column may fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CustomFieldFit {
    /// The field's internal name.
    pub field: String,
    pub confidence: Confidence,
    /// The grounds, in a few words.
    pub why: String,
    /// Options that the rule needs: `, values = ["Gold", "Silver"]`.
    pub options: String,
    /// True where the name says so, and not the values alone.
    named: bool,
}

/// What the custom fields of the account say of all columns.
#[derive(Debug, Clone, Default)]
pub(super) struct CustomFieldFits {
    /// By column.
    pub found: BTreeMap<usize, CustomFieldFit>,
    /// By column: why none is for it, although it looks so.
    pub refused: BTreeMap<usize, String>,
}

/// Each column's custom field, where it has one: no field gets two columns, the surest comes first, and a field that
/// depends on another has that one beside it.
pub(super) fn fits(
    definitions: &CustomFieldDefinitions,
    columns: &[(usize, &str, &ColumnValues<'_>)],
    answers: &Answers,
) -> CustomFieldFits {
    let mut all: Vec<(usize, CustomFieldFit)> = Vec::new();
    let mut fits = CustomFieldFits::default();
    for (at, name, values) in columns {
        match of_column(definitions, name, values, answers.get(at)) {
            Ok(found) => all.extend(found.into_iter().map(|fit| (*at, fit))),
            Err(why) => drop(fits.refused.insert(*at, why)),
        }
    }
    all.sort_by_key(|(at, fit)| (std::cmp::Reverse((fit.named, fit.confidence)), *at));
    let mut taken = HashSet::new();
    for (at, fit) in all {
        if !fits.found.contains_key(&at) && taken.insert(fit.field.clone()) {
            fits.found.insert(at, fit);
        }
    }
    fits.drop_orphans(definitions);
    fits
}

impl CustomFieldFits {
    /// A value that depends on another field's is refused where that one is empty, so such a column needs the other.
    fn drop_orphans(&mut self, definitions: &CustomFieldDefinitions) {
        let filled: HashSet<String> = self.found.values().map(|fit| fit.field.clone()).collect();
        let orphan = |fit: &CustomFieldFit| {
            let parent = parent(definitions.get(&fit.field)?)?;
            (!filled.contains(parent)).then(|| {
                format!("name of the custom field `{}`, which needs a value in `{parent}`", fit.field)
            })
        };
        let orphans: Vec<(usize, String)> =
            self.found.iter().filter_map(|(at, fit)| Some((*at, orphan(fit)?))).collect();
        for (at, why) in orphans {
            self.found.remove(&at);
            self.refused.insert(at, why);
        }
    }
}

/// The field on whose value that of another depends.
pub(super) fn parent(field: &CustomFieldDefinition) -> Option<&str> {
    match &field.choice {
        Allowed::Linked { parent, .. } => Some(parent),
        _ => None,
    }
}

/// The fields that a column may be for; an `Err` says why one that it is called like is not.
fn of_column(
    definitions: &CustomFieldDefinitions,
    name: &str,
    values: &ColumnValues<'_>,
    answer: Option<&UserChoice>,
) -> Result<Vec<CustomFieldFit>, String> {
    match answer {
        Some(UserChoice::Custom(field)) => {
            let field = definitions.iter().find(|known| known.name == *field);
            let fit = field.map(|field| by_name(field, values).unwrap_or_else(|_| plain(field)));
            let said = |fit: CustomFieldFit| CustomFieldFit {
                confidence: Confidence::Sure,
                why: "you chose this".into(),
                ..fit
            };
            return Ok(fit.map(said).into_iter().collect());
        }
        Some(_) => return Ok(Vec::new()),
        None => {}
    }
    if let Some(field) = definitions.iter().find(|field| is_called(field, name)) {
        return by_name(field, values).map(|fit| vec![fit]);
    }
    let by_values: Vec<CustomFieldFit> =
        definitions.iter().filter_map(|field| by_values(field, values)).collect();
    match by_values.as_slice() {
        [first, second, ..] => {
            Err(format!("its values are in the lists of `{}` and `{}`", first.field, second.field))
        }
        _ => Ok(by_values),
    }
}

/// True for the name of a field, or for what people call it in any language.
fn is_called(field: &CustomFieldDefinition, name: &str) -> bool {
    let bare = |text: &str| {
        let words = words(text);
        let kept: Vec<&str> =
            words.iter().map(String::as_str).skip_while(|word| MARKS.contains(word)).collect();
        if kept.is_empty() { words.concat() } else { kept.concat() }
    };
    let name = bare(name);
    !name.is_empty() && field.labels.iter().chain([&field.name]).any(|own| bare(own) == name)
}

fn plain(field: &CustomFieldDefinition) -> CustomFieldFit {
    let confidence = Confidence::Sure;
    let why = "name of a custom field".to_owned();
    CustomFieldFit { field: field.name.clone(), confidence, why, options: String::new(), named: true }
}

fn by_name(field: &CustomFieldDefinition, values: &ColumnValues<'_>) -> Result<CustomFieldFit, String> {
    let Some(allowed) = allowed(field) else { return Ok(plain(field)) };
    let called = "name of a custom field";
    if values.count() == 0 {
        let why = format!("{called}; empty so far");
        return Ok(CustomFieldFit { confidence: Confidence::Likely, why, ..plain(field) });
    }
    let reading = ListFit::of(&allowed, values);
    let good = format!("{} of {} in its list", reading.good, counted(values.count(), "value", "values"));
    match reading.good {
        good if good == values.count() => {
            let why = format!("{called}; {good}{}", reading.spelling());
            let confidence = if reading.spelled { Confidence::Sure } else { Confidence::Likely };
            Ok(CustomFieldFit { confidence, why, options: reading.options(&allowed), ..plain(field) })
        }
        good if mostly(good, values.count()) || good * 2 >= values.count() => {
            let why = format!("{called}; only {good}, not {}", reading.strange());
            // A required one can't be left out: its rows had better be rejected for the value that is wrong.
            let lenient = if field.required { "" } else { ", on_invalid = \"empty\"" };
            let options = reading.options(&allowed) + lenient;
            Ok(CustomFieldFit { confidence: Confidence::Unsure, why, options, ..plain(field) })
        }
        _ => Err(format!("name of the custom field `{}`, but only {good}", field.name)),
    }
}

fn by_values(field: &CustomFieldDefinition, values: &ColumnValues<'_>) -> Option<CustomFieldFit> {
    let allowed = allowed(field)?;
    let reading = ListFit::of(&allowed, values);
    if values.count() == 0 || reading.good < values.count() {
        return None;
    }
    let why = format!("all values are in the list of a custom field{}", reading.spelling());
    let confidence = if reading.different < TELLING { Confidence::Unsure } else { Confidence::Likely };
    Some(CustomFieldFit { confidence, why, options: reading.options(&allowed), named: false, ..plain(field) })
}

/// The values that a field may have; `None` where it may have any.
fn allowed(field: &CustomFieldDefinition) -> Option<Vec<String>> {
    let mut values = match &field.choice {
        Allowed::Any => return None,
        Allowed::One(values) => values.clone(),
        Allowed::Linked { children, .. } => children.values().flatten().cloned().collect(),
    };
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    Some(values)
}

/// How the values of a column stand in a list.
struct ListFit {
    /// How many are in it, be it in another spelling.
    good: usize,
    /// How many of these differ from each other.
    different: usize,
    /// All of these are spelled as the list has them.
    spelled: bool,
    /// Some that are not in it.
    strangers: Vec<String>,
}

impl ListFit {
    fn of(allowed: &[String], values: &ColumnValues<'_>) -> Self {
        let exact: HashSet<&str> = allowed.iter().map(String::as_str).collect();
        let folded = AllowedChoices::new(allowed).ok().map(Conversion::Enum);
        let mut good = 0;
        let mut spelled = true;
        let mut seen = HashSet::new();
        let mut strangers = Vec::new();
        for input in values.inputs() {
            let same = exact.contains(input.text);
            let like = || folded.as_ref().is_some_and(|list| list.convert(&input).is_ok());
            if same || like() {
                good += 1;
                spelled &= same;
                seen.insert(input.text);
            } else if strangers.len() < NAMED && !strangers.iter().any(|known| known == input.text) {
                strangers.push(input.text.to_owned());
            }
        }
        Self { good, different: seen.len(), spelled, strangers }
    }

    /// The help desk wants its own spelling, which the list of a mapping gives.
    fn options(&self, allowed: &[String]) -> String {
        let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
        match (self.spelled, allowed.as_slice()) {
            (true, _) => String::new(),
            (false, [one]) => format!(", values = [{}]", quoted(one)),
            (false, several) => format!(", values = {}", list(several)),
        }
    }

    fn spelling(&self) -> &'static str {
        if self.spelled { "" } else { ", some with another spelling" }
    }

    fn strange(&self) -> String {
        self.strangers.iter().map(|value| super::toml_text::example(value)).collect::<Vec<_>>().join(", ")
    }
}

/// True for a column that a custom field may have before a field of the help desk that only its values speak for.
pub(super) fn outweighs(fit: &CustomFieldFit, guess: &Guess) -> bool {
    guess.confidence == Confidence::Unsure && fit.confidence > Confidence::Unsure
}
