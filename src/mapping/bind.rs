//! Binds a mapping to a header: finds the columns of each rule.

use std::sync::Arc;

use super::bound_mapping::{BoundInput, BoundMapping};
use super::column_name::{ColumnName, MAY_BE_MISSING, doubled, missing};
use super::error::{MappingError, MappingProblem};
use super::mapping_file::Mapping;
use super::row_filter::RowFilter;
use super::rule::{Rule, RuleInput};
use super::short_way::{PlainStarts, ShortWay};
use crate::convert::{Conversion, DayOrders};
use crate::customer::WriteOverrides;
use crate::record::{ColumnMatch, Header, HeaderColumn, SourceOrigin};

impl Mapping {
    /// Finds the mapping's columns in a header.
    pub fn bind(
        self: &Arc<Self>,
        origin: &SourceOrigin,
        header: &Arc<Header>,
    ) -> Result<BoundMapping, MappingError> {
        self.bind_source(origin, header, false)
    }

    /// Like [`Mapping::bind`], but every column may be missing.
    pub(crate) fn bind_leniently(
        self: &Arc<Self>,
        origin: &SourceOrigin,
        header: &Arc<Header>,
    ) -> Result<BoundMapping, MappingError> {
        self.bind_source(origin, header, true)
    }

    fn bind_source(
        self: &Arc<Self>,
        origin: &SourceOrigin,
        header: &Arc<Header>,
        lenient: bool,
    ) -> Result<BoundMapping, MappingError> {
        let bound = self.bind_all(origin, header, lenient).and_then(|bound| {
            let photos = self.photos.as_ref().map(|rule| rule.folder_for(origin)).transpose()?;
            Ok(BoundMapping { photos, ..bound })
        });
        bound.map_err(|problem| MappingError::new(&self.file, &self.text, &self.of_built_in(problem)))
    }

    /// Nobody can add a line to a built-in mapping, so the help says how to get a copy.
    fn of_built_in(&self, problem: MappingProblem) -> MappingProblem {
        let Some(name) = self.built_in() else { return problem };
        let copy = format!(
            "if it is the right mapping, change a copy of it: deskferry mapping show {name} > my.toml"
        );
        let help = problem.help.map(|help| help.replacen(MAY_BE_MISSING, &copy, 1));
        MappingProblem { help, ..problem }
    }

    pub(super) fn bind_all(
        self: &Arc<Self>,
        origin: &SourceOrigin,
        header: &Arc<Header>,
        lenient: bool,
    ) -> Result<BoundMapping, MappingProblem> {
        let inputs = self.rules.iter().map(|rule| self.bind_input(rule, header, lenient));
        let inputs = inputs
            .collect::<Result<Vec<_>, MappingProblem>>()
            .map_err(|problem| of_source(problem, origin))?;
        self.templates.check(header, lenient).map_err(|problem| of_source(problem, origin))?;
        let fallbacks = self.rules.iter().map(|rule| bind_fallback(rule, header, lenient));
        let fallbacks = fallbacks
            .collect::<Result<Vec<_>, MappingProblem>>()
            .map_err(|problem| of_source(problem, origin))?;
        let rest = self.bind_rest(&inputs, header).map_err(|problem| of_source(problem, origin))?;
        let there = |rule: &&RowFilter| !rule.is_left_out(&self.templates, header);
        let when: Vec<RowFilter> = self.when.iter().filter(there).cloned().collect();
        let computes =
            !when.is_empty() || inputs.iter().any(|input| matches!(input, BoundInput::Template(_)));
        let read = when.iter().flat_map(|rule| rule.columns(&self.templates));
        let when_columns = read.filter_map(|name| Some(header.find(&name)?.0)).collect();
        let orders = vec![DayOrders::default(); self.rules.len()];
        let postcode = self.rules.iter().position(|rule| rule.target.name() == "postalNumber");
        let each = self.rules.iter().zip(&inputs).chain(rest.iter().map(|(rule, input)| (rule, input)));
        let short_ways = each.map(|(rule, input)| ShortWay::of(rule, input.only_column())).collect();
        let splits_addresses = self.rules.iter().any(Rule::splits_addresses);
        // Without flags, nothing is refused.
        let policies = Arc::new(self.write_policies(&WriteOverrides::default()).unwrap_or_default());
        let mapping = Arc::clone(self);
        let header = Arc::clone(header);
        Ok(BoundMapping {
            mapping,
            header,
            inputs,
            rest,
            iso_dates: origin.rejects,
            when,
            computes,
            fallbacks,
            orders,
            usual: None,
            photos: None,
            postcode,
            when_columns,
            short_ways,
            plain_starts: PlainStarts::without(&self.null),
            splits_addresses,
            definitions: None,
            policies,
        })
    }

    /// Gives the columns that no rule uses to the rules for remaining columns, unless `leave_out` names them. Custom fields come first.
    fn bind_rest(
        &self,
        inputs: &[BoundInput],
        header: &Header,
    ) -> Result<Vec<(Rule, BoundInput)>, MappingProblem> {
        let free = |at: &usize| {
            let left_out = || self.leave_out.has(&header.label(*at));
            !inputs.iter().any(|input| input.takes(*at)) && !left_out()
        };
        let mut bound = Vec::new();
        for (at, name) in header.names().iter().enumerate().filter(|(at, _)| free(at)) {
            let takes = |rule: &&Rule| rule.takes_column(name);
            let Some(rule) = self.rest.iter().rev().find(takes) else { continue };
            rule.check_rest(HeaderColumn(at), header)?;
            bound.extend(rule.for_column(name).map(|rule| (rule, BoundInput::One(at))));
        }
        Ok(bound)
    }

    fn bind_input(&self, rule: &Rule, header: &Header, lenient: bool) -> Result<BoundInput, MappingProblem> {
        Ok(match &rule.input {
            RuleInput::Constant(_) | RuleInput::Rest { .. } => BoundInput::Constant,
            RuleInput::Template { name } => {
                let asked = self.templates.asked(name);
                BoundInput::Template(asked.iter().filter_map(|column| Some(header.find(column)?.0)).collect())
            }
            RuleInput::Join { columns, .. }
                if rule.conversion == Conversion::Json && columns_of(columns, header).is_some() =>
            {
                BoundInput::Members(columns_of(columns, header).unwrap_or_default())
            }
            RuleInput::Join { columns, optional, .. } => {
                let found = find_all(columns, header, *optional || lenient)?;
                if let [one] = found[..] { BoundInput::One(one) } else { BoundInput::Join(found) }
            }
            RuleInput::First { alternatives, optional, .. } => {
                BoundInput::First(bind_first(alternatives, header, *optional || lenient)?)
            }
        })
    }
}

/// The columns of an object and its members. Some lines of a JSON Lines file may have null instead of the object.
fn columns_of(object: &[ColumnName], header: &Header) -> Option<Vec<usize>> {
    let [object] = object else { return None };
    let is_member = |name: &str| name.strip_prefix(&object.name).is_some_and(|rest| rest.starts_with('.'));
    let names = header.names().iter().enumerate();
    let members: Vec<usize> = names.filter(|(_, name)| is_member(name)).map(|(at, _)| at).collect();
    let own = header.find(&object.name).map(|column| column.0);
    (!members.is_empty()).then(|| own.into_iter().chain(members).collect())
}

/// Finds the `fallback` column.
fn bind_fallback(rule: &Rule, header: &Header, lenient: bool) -> Result<Option<usize>, MappingProblem> {
    let Some(fallback) = &rule.fallback else { return Ok(None) };
    let optional = matches!(&rule.input, RuleInput::Join { optional, .. } | RuleInput::First { optional, .. } if *optional);
    let found = find_all(std::slice::from_ref(&fallback.column), header, optional || lenient)?;
    Ok(found.first().copied())
}

/// Adds the name of the source to the message, because several sources may be bound.
fn of_source(problem: MappingProblem, origin: &SourceOrigin) -> MappingProblem {
    let sheet = origin.sheet.as_ref().map_or_else(String::new, |sheet| format!(" (sheet {sheet:?})"));
    let message = problem.message.replacen("the source", &format!("the source {:?}{sheet}", origin.file), 1);
    MappingProblem { message, ..problem }
}

/// An alternative counts if at least one of its columns exists.
fn bind_first(
    alternatives: &[Vec<ColumnName>],
    header: &Header,
    lenient: bool,
) -> Result<Vec<Vec<usize>>, MappingProblem> {
    let found = alternatives.iter().map(|columns| find_all(columns, header, true));
    let mut found: Vec<Vec<usize>> = found.collect::<Result<_, _>>()?;
    found.retain(|columns| !columns.is_empty());
    match alternatives.iter().flatten().next() {
        Some(first) if found.is_empty() && !lenient => Err(missing(first, header)),
        _ => Ok(found),
    }
}

fn find_all(columns: &[ColumnName], header: &Header, lenient: bool) -> Result<Vec<usize>, MappingProblem> {
    let mut found = Vec::with_capacity(columns.len());
    for column in columns {
        match header.look_up(&column.name) {
            ColumnMatch::One(at) => found.push(at.0),
            ColumnMatch::Several(first, second) => return Err(doubled(column, first, second)),
            ColumnMatch::None if lenient => {}
            ColumnMatch::None => return Err(missing(column, header)),
        }
    }
    Ok(found)
}
