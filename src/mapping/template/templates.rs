//! The compiled templates and conditions of a mapping.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, context};
use toml::Spanned;

use super::current_uses::{CurrentUses, refuse_in_condition};
use super::current_view::{FilledView, current_value};
use super::limits;
use super::lists;
use super::named_columns::named_columns;
use super::row_view::{Lenient, Probe};
use crate::mapping::column_name::{doubled_help, doubled_message};
use crate::mapping::did_you_mean::{near_column, near_key};
use crate::mapping::error::MappingProblem;
use crate::record::{ColumnMatch, Header};

/// The names that a template may use.
const GIVEN: &[&str] = &["row", "range", "dict", "namespace", "loop", "caller", "self", "super"];

/// The compiled templates of a mapping.
pub(crate) struct Templates {
    environment: Environment<'static>,
    pub(super) spans: Vec<(String, Range<usize>)>,
    /// The templates whose columns may be missing.
    optional: HashSet<String>,
    /// The templates that read `current`, and what of it.
    pub(super) current: BTreeMap<String, CurrentUses>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("spans", &self.spans).finish_non_exhaustive()
    }
}

impl Templates {
    pub(crate) fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        limits::set(&mut environment);
        Self { environment, spans: Vec::new(), optional: HashSet::new(), current: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, name: &str, template: &Spanned<String>) -> Result<(), MappingProblem> {
        bounded(template)?;
        // This must come before the engine evaluates constants.
        refuse_lists(template, lists::refusal(template.get_ref()))?;
        let added = self.environment.add_template_owned(name.to_owned(), template.get_ref().clone());
        added.map_err(|error| {
            MappingProblem::new(template.span(), format!("the template is not valid: {}", describe(&error)))
        })?;
        if let Some(uses) = CurrentUses::checked(template)? {
            self.current.insert(name.to_owned(), uses);
        }
        let unknown = self.unknown_words(name).map(|error| {
            MappingProblem::new(template.span(), format!("in the template: {}", describe(&error)))
        });
        unknown
            .or_else(|| self.strange(name, template, "only `row` and `current` are"))
            .map_or(Ok(()), Err)?;
        self.spans.push((name.to_owned(), template.span()));
        Ok(())
    }

    /// The error for a name that is not defined. `given` says which names are.
    fn strange(&self, name: &str, template: &Spanned<String>, given: &str) -> Option<MappingProblem> {
        let mut names: Vec<String> =
            self.environment.get_template(name).ok()?.undeclared_variables(false).into_iter().collect();
        names.sort_unstable();
        let reads_current = self.current.contains_key(name);
        let is_given = |name: &str| GIVEN.contains(&name) || reads_current && name == "current";
        let strange = names.into_iter().find(|name| !is_given(name))?;
        let near = near_key(&strange, ["row", "current"].into_iter())
            .unwrap_or_else(|| format!("write row['{strange}'] for the column {strange:?}"));
        Some(MappingProblem::new(template.span(), format!("`{strange}` is not defined; {given}")).help(near))
    }

    /// Allows the columns of this template to be missing.
    pub(crate) fn allow_missing(&mut self, name: &str) {
        self.optional.insert(name.to_owned());
    }

    /// True if the source lacks a column that this template allows to be missing.
    pub(crate) fn misses(&self, name: &str, header: &Header) -> bool {
        self.optional.contains(name) && self.asked(name).iter().any(|column| header.find(column).is_none())
    }

    /// Adds a condition as a template that renders to nothing if the condition is false.
    pub(crate) fn add_condition(
        &mut self,
        name: &str,
        expression: &Spanned<String>,
    ) -> Result<(), MappingProblem> {
        let problem = |error: &minijinja::Error| {
            MappingProblem::new(expression.span(), format!("the condition is not valid: {}", describe(error)))
                .help("write an expression such as row['Status'] == 'deleted' or not row['Name']")
        };
        bounded(expression)?;
        refuse_in_condition(expression)?;
        let text = expression.get_ref();
        self.environment.compile_expression(text).map(drop).map_err(|error| problem(&error))?;
        refuse_lists(expression, lists::refusal_of_condition(text))?;
        let template = format!("{{% if {text} %}}1{{% endif %}}");
        self.environment.add_template_owned(name.to_owned(), template).map_err(|error| problem(&error))?;
        self.unknown_words(name).map_or(Ok(()), |error| Err(problem(&error)))?;
        self.strange(name, expression, "only `row` is").map_or(Ok(()), Err)?;
        self.spans.push((name.to_owned(), expression.span()));
        Ok(())
    }

    /// The error for an unknown filter, test or function, or for a value that is not text. Only what a row of empty
    /// cells reaches is checked, without a current customer and with one.
    fn unknown_words(&self, name: &str) -> Option<minijinja::Error> {
        let row = || Value::from_dyn_object(Arc::new(Probe::default()));
        let filled = Value::from_object(FilledView);
        let found = self.environment.get_template(name);
        let fails =
            |current: Option<&Value>| found.as_ref().ok()?.render(self.context(name, row(), current)).err();
        let unknown = [ErrorKind::UnknownFilter, ErrorKind::UnknownTest, ErrorKind::UnknownFunction];
        let is_ours = |error: &minijinja::Error| unknown.contains(&error.kind()) || limits::is_no_text(error);
        let again = || self.current.contains_key(name).then(|| fails(Some(&filled)))?;
        fails(None).filter(is_ours).or_else(|| again().filter(is_ours))
    }

    /// Finds columns that a template uses and the header lacks or has twice. Only what a row of empty cells reaches
    /// is checked.
    pub(crate) fn check(&self, header: &Header, lenient: bool) -> Result<(), MappingProblem> {
        for (name, span) in self.spans.iter().filter(|_| header.has_nameless()) {
            for column in self.asked(name) {
                if let ColumnMatch::Several(first, second) = header.look_up(&column) {
                    let message = doubled_message(&column, first, second);
                    return Err(
                        MappingProblem::new(span.clone(), message).help(doubled_help(&column, second))
                    );
                }
            }
        }
        if lenient { Ok(()) } else { self.check_missing(header) }
    }

    fn check_missing(&self, header: &Header) -> Result<(), MappingProblem> {
        for (name, span) in self.spans.iter().filter(|(name, _)| !self.optional.contains(name)) {
            if let Some(column) = self.asked(name).iter().find(|column| header.find(column).is_none()) {
                let message =
                    format!("the template uses the column {column:?}, which the source does not have");
                let problem = MappingProblem::new(span.clone(), message);
                return Err(match near_column(column, header) {
                    Some(near) => problem.help(near),
                    None => problem,
                });
            }
        }
        Ok(())
    }

    /// The columns that all templates and conditions use.
    pub(crate) fn all_asked(&self) -> impl Iterator<Item = String> {
        self.spans.iter().flat_map(|(name, _)| self.asked(name))
    }

    /// The columns that a template uses with a row of empty cells, each once.
    pub(crate) fn asked(&self, name: &str) -> Vec<String> {
        let probe = Arc::new(Probe::default());
        // A template may fail on empty cells. Only the requested columns matter here.
        let row = || Value::from_dyn_object(Arc::clone(&probe) as Arc<Probe>);
        drop(self.render(name, row(), None));
        if self.current.contains_key(name) {
            drop(self.render(name, row(), Some(&Value::from_object(FilledView))));
        }
        let mut asked = probe.take();
        let mut seen = HashSet::new();
        asked.retain(|column| seen.insert(column.clone()));
        asked
    }

    /// The columns that a template names anywhere, each once, also where a row of empty cells does not come.
    pub(crate) fn named(&self, name: &str) -> Vec<String> {
        let template = self.environment.get_template(name);
        let written = template.map_or_else(|_| Vec::new(), |template| named_columns(template.source()));
        let mut seen = HashSet::new();
        let all = self.asked(name).into_iter().chain(written);
        all.filter(|column| seen.insert(column.clone())).collect()
    }

    /// Renders a template for one row. `current` is the row's customer in the help desk, if there is one. `Err` says why
    /// it failed.
    pub(crate) fn render(&self, name: &str, row: Value, current: Option<&Value>) -> Result<String, String> {
        let template = self.environment.get_template(name).map_err(|error| describe(&error))?;
        let row = if self.optional.contains(name) { Value::from_object(Lenient(row)) } else { row };
        template.render(self.context(name, row, current)).map_err(|error| describe(&error))
    }

    fn context(&self, name: &str, row: Value, current: Option<&Value>) -> Value {
        if !self.current.contains_key(name) {
            return context! { row => row };
        }
        let current = current.cloned().unwrap_or_else(|| current_value(None));
        context! { row => row, current => current }
    }
}

fn describe(error: &minijinja::Error) -> String {
    let what = match error.kind() {
        ErrorKind::OutOfFuel => limits::TOO_MUCH.to_owned(),
        kind => error.detail().map_or_else(|| kind.to_string(), ToOwned::to_owned),
    };
    match error.line() {
        Some(line) if line > 1 => format!("{what} (line {line} of the template)"),
        _ => what,
    }
}

/// Limits the length, because the engine recurses as deeply as the template nests (`not not not ...`).
fn bounded(text: &Spanned<String>) -> Result<(), MappingProblem> {
    let length = text.get_ref().len();
    if length <= limits::LONGEST {
        return Ok(());
    }
    let message = format!("the template has {length} bytes; the limit is {}", limits::LONGEST);
    Err(MappingProblem::new(text.span(), message)
        .help("move a part of it into another field, or prepare the column in the source"))
}

fn refuse_lists(
    text: &Spanned<String>,
    refusal: Option<lists::TemplateRefusal>,
) -> Result<(), MappingProblem> {
    refusal.map_or(Ok(()), |(what, help)| {
        Err(MappingProblem::new(text.span(), format!("in the template: {what}")).help(help))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_loop_runs_out_of_fuel() {
        let text = "{% for i in range(10000) %}{% for j in range(10000) %}x{% endfor %}{% endfor %}";
        let mut templates = Templates::new();
        templates.environment.add_template_owned("memo".to_owned(), text.to_owned()).unwrap();
        let failed = templates.render("memo", Value::UNDEFINED, None).unwrap_err();
        assert_eq!(failed, limits::TOO_MUCH);
    }
}
