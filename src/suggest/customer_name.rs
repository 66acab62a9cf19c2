//! Builds the name of a customer from the columns that hold parts of it.

use std::collections::HashMap;

use super::column_role::ColumnRole;
use super::column_target::{ColumnTarget, Confidence};
use super::column_values::ColumnValues;
use super::other_people::is_of_others;
use super::suggestion::SuggestedLine;
use super::suggestion_input::{SuggestionInput, Winners};
use super::toml_text::{list, quoted};
use super::value_misfit::misfit;

/// The maximum number of columns to suggest for the name.
const CANDIDATES: usize = 4;

/// The rule for `name`, and its columns in order.
struct Person {
    /// The columns that fill no other field.
    columns: Vec<usize>,
    /// The company column, if it is also used as the name.
    company: Option<usize>,
    rule: String,
}

impl SuggestionInput<'_> {
    /// The line of the name, if some columns certainly hold it.
    pub(super) fn person(&self, winners: &Winners) -> Option<SuggestedLine> {
        let sure = |at: usize| self.guesses[at].confidence > Confidence::Unsure;
        let sure: Winners =
            winners.iter().filter(|(_, at)| sure(**at)).map(|(role, at)| (*role, *at)).collect();
        let person = self.made_of(&self.with_own_names(sure))?;
        let Some(company) = person.company.filter(|_| person.columns.is_empty()) else {
            return Some(self.joint("name", person.columns, person.rule));
        };
        let firm = self.joint("name", vec![company], person.rule);
        let why = "no column with names of people, so the company is used as the name".to_owned();
        Some(SuggestedLine { columns: Vec::new(), why, ..firm })
    }

    /// Drops columns of full names with few different values, which may be groups or agents. Last names, and the
    /// companies of people, may repeat.
    fn with_own_names(&self, mut winners: Winners) -> Winners {
        if winners.contains_key(&ColumnRole::First) {
            return winners;
        }
        let is_own = |at: usize| !self.values[at].are_repeated();
        winners.retain(|role, at| !matches!(role, ColumnRole::Full | ColumnRole::Contact) || is_own(*at));
        let people = [ColumnRole::Full, ColumnRole::Contact, ColumnRole::Last];
        let has_people = people.iter().any(|role| winners.contains_key(role));
        winners.retain(|role, at| has_people || *role != ColumnRole::Field("company") || is_own(*at));
        winners
    }

    /// Chooses the columns of the name. First, middle and last name are joined. If the file has only one of them,
    /// the full name comes first. Then come names in other objects (`billing.first_name`), the full name, the
    /// contact and the company. A "full name" that does not contain the first name is a last name, as in German
    /// files with `Vorname, Name`.
    fn made_of(&self, winners: &Winners) -> Option<Person> {
        let at = |role| winners.get(&role).copied();
        let full = at(ColumnRole::Full);
        let first = at(ColumnRole::First);
        let last = at(ColumnRole::Last);
        let (full, last) = match (full, first, last) {
            (Some(full), Some(first), None) if !holds(&self.values[full], &self.values[first]) => {
                (None, Some(full))
            }
            others => (others.0, others.2),
        };
        let parts: Vec<usize> =
            [first, at(ColumnRole::Middle), last, at(ColumnRole::Last2)].into_iter().flatten().collect();
        let whole = [full, at(ColumnRole::Contact)].into_iter().flatten().map(|at| vec![at]);
        let mut people: Vec<Vec<usize>> =
            std::iter::once(parts).chain(self.further_pairs(winners)).chain(whole).collect();
        // A full name is better than a single part.
        if first.is_none() || last.is_none() {
            people.rotate_left(1);
        }
        people.retain(|columns| !columns.is_empty());
        let company = at(ColumnRole::Field("company"));
        let alternatives: Vec<Vec<usize>> =
            people.iter().cloned().chain(company.map(|at| vec![at])).collect();
        let called = |columns: &Vec<usize>| self.called(columns);
        let rule = match alternatives.as_slice() {
            [] => return None,
            [only] => format!("from = {}", called(only)),
            several => format!("first = [{}]", several.iter().map(called).collect::<Vec<_>>().join(", ")),
        };
        Some(Person { columns: people.concat(), company, rule })
    }

    fn called(&self, columns: &[usize]) -> String {
        list(&columns.iter().map(|at| self.names[*at].as_str()).collect::<Vec<_>>())
    }

    /// Further pairs of first and last name in the file (`billing.first_name`).
    fn further_pairs(&self, winners: &Winners) -> Vec<Vec<usize>> {
        let (Some(first), Some(last)) = (winners.get(&ColumnRole::First), winners.get(&ColumnRole::Last))
        else {
            return Vec::new();
        };
        let further = |role: ColumnRole, won: usize| {
            let is_one = |at: &usize| {
                let guess = &self.guesses[*at];
                *at != won && guess.role == Some(role) && guess.confidence > Confidence::Unsure
            };
            (0..self.guesses.len()).filter(is_one).collect::<Vec<usize>>()
        };
        let firsts = further(ColumnRole::First, *first);
        let lasts = further(ColumnRole::Last, *last);
        if firsts.len() != lasts.len() {
            return Vec::new();
        }
        firsts.into_iter().zip(lasts).map(|(first, last)| vec![first, last]).collect()
    }

    /// Rules that may fill the name if no line does: first those of columns with a suitable name, joining first and
    /// last name.
    pub(super) fn name_candidates(&self, lines: &[SuggestedLine]) -> Vec<String> {
        if lines.iter().any(|line| line.target == ColumnTarget::Field("name")) {
            return Vec::new();
        }
        let open = |line: &&SuggestedLine| {
            matches!(line.target, ColumnTarget::Offered | ColumnTarget::Field("company"))
        };
        let columns: Vec<usize> = lines.iter().filter(open).flat_map(|line| line.columns.clone()).collect();
        let has = |at: &usize, role: ColumnRole| self.guesses[*at].role == Some(role);
        let one = |role: ColumnRole| columns.iter().copied().find(|at| has(at, role));
        let pair: Vec<usize> = match (one(ColumnRole::First), one(ColumnRole::Last)) {
            (Some(first), Some(last)) => vec![first, last],
            _ => Vec::new(),
        };
        let roles = [ColumnRole::Full, ColumnRole::Contact, ColumnRole::First, ColumnRole::Last];
        let alone =
            roles.into_iter().flat_map(|role| columns.iter().copied().filter(move |at| has(at, role)));
        let alone = alone.filter(|at| !pair.contains(at)).map(|at| vec![at]);
        let called = std::iter::once(pair.clone()).filter(|pair| !pair.is_empty()).chain(alone);
        let called: Vec<String> = called.map(|columns| format!("from = {}", self.called(&columns))).collect();
        let left = |at: &usize| matches!(self.guesses[*at].role, None | Some(ColumnRole::Field("company")));
        let others: Vec<usize> = columns.iter().copied().filter(left).collect();
        called.into_iter().chain(self.like_names(others)).collect()
    }

    /// A rule for each column that may hold names. Columns with several words per value come first.
    fn like_names(&self, mut columns: Vec<usize>) -> Vec<String> {
        let is_strange = |values: &ColumnValues<'_>| {
            misfit(ColumnRole::Full, values).is_some_and(|strange| strange.count * 2 > values.count())
        };
        let may_be = |at: usize| {
            let values = &self.values[at];
            let is_firm = self.guesses[at].role.is_some();
            values.count() > 0 && (is_firm || values.look_like_names()) && !is_strange(values)
        };
        columns.retain(|at| may_be(*at));
        let of_others = |at: usize| is_of_others(&self.names[at]);
        columns.sort_by_key(|at| (of_others(*at), std::cmp::Reverse(self.values[*at].of_several_words())));
        columns.iter().take(CANDIDATES).map(|at| format!("from = {}", quoted(&self.names[*at]))).collect()
    }
}

/// True if most full names contain the first name of their row.
fn holds(full: &ColumnValues<'_>, first: &ColumnValues<'_>) -> bool {
    let whole: HashMap<usize, String> = full.by_row().map(|(row, text)| (row, text.to_lowercase())).collect();
    let mut with = 0;
    let mut all = 0;
    for (row, first) in first.by_row() {
        if let Some(whole) = whole.get(&row) {
            all += 1;
            with += usize::from(whole.contains(&first.to_lowercase()));
        }
    }
    all == 0 || with * 2 > all
}
