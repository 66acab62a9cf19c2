//! Finds the custom field for a column, by its name and values.

use std::collections::{BTreeMap, HashSet};

use crate::convert::{AllowedChoices, Conversion};
use crate::customer::{CustomFieldDefinition, CustomFieldDefinitions, CustomFieldKind as Allowed};

use super::column_target::{Answers, Confidence, UserChoice};
use super::column_values::{ColumnValues, mostly};
use super::toml_text::{list, quoted};
use crate::mapping::name_words;
use crate::wording::counted;

/// Words that programs write before names of custom fields.
const MARKS: &[&str] = &["custom", "field", "fields"];
/// With at least this many different values, the values alone are convincing.
const TELLING: usize = 2;
/// The maximum number of values to list.
const NAMED: usize = 3;

/// A custom field that a column may fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CustomFieldFit {
    /// The field's internal name.
    pub field: String,
    pub confidence: Confidence,
    /// The reason, in a few words.
    pub why: String,
    /// Options that the rule needs: `, values = ["Gold", "Silver"]`.
    pub options: String,
    /// True if the name matches, and not only the values.
    named: bool,
}

/// The custom fields found for all columns.
#[derive(Debug, Clone, Default)]
pub(super) struct CustomFieldFits {
    /// By column.
    pub found: BTreeMap<usize, CustomFieldFit>,
    /// By column: why a likely custom field was not taken.
    pub refused: BTreeMap<usize, String>,
}

/// Finds the custom field of each column. No field gets two columns, and the most certain comes first. A linked
/// field is dropped if no column fills its parent.
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
    /// Drops linked fields without a column for their parent, because the help desk rejects their values.
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

/// The parent of a linked field.
pub(super) fn parent(field: &CustomFieldDefinition) -> Option<&str> {
    match &field.choice {
        Allowed::Linked { parent, .. } => Some(parent),
        _ => None,
    }
}

/// The possible fields of a column. `Err` says why a field with a matching name is not suitable.
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

/// True for a field's name or one of its labels.
fn is_called(field: &CustomFieldDefinition, name: &str) -> bool {
    let bare = |text: &str| {
        let words = name_words(text);
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
        taken if taken == values.count() => {
            let why = format!("{called}; {good}{}", reading.spelling());
            let confidence = if reading.spelled { Confidence::Sure } else { Confidence::Likely };
            Ok(CustomFieldFit { confidence, why, options: reading.options(&allowed), ..plain(field) })
        }
        taken if mostly(taken, values.count()) || taken * 2 >= values.count() => {
            let why = format!("{called}; only {good}, not {}", reading.strange());
            // A required field can't be left out, so a wrong value should reject the row.
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

/// The permitted values, or `None` if any value is.
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

/// How the values of a column compare with a list.
struct ListFit {
    /// The number of values in the list, in any spelling.
    good: usize,
    /// The number of different values among these.
    different: usize,
    /// True if all of these have the list's spelling.
    spelled: bool,
    /// Some values that are not in the list.
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

    /// The options for values with another spelling. With `values`, the mapping writes the help desk's spelling.
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
