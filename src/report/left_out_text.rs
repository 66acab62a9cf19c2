//! What is left out, in a few sentences for the terminal: columns that no rule uses, rules without a column, fields that
//! nothing fills.

use std::cmp::Reverse;

use super::summary_tables::group_digits;
use super::terminal_text::{WIDTH, distinct, shown, width, wrap};
use super::written_warnings::WrittenWarnings;
use crate::customer::CustomFieldDefinitions;
use crate::journal::RunFile;
use crate::profile::{LeftOut, LeftOutColumn, LeftOutRule, ReadingProfile};

/// The maximum number of columns that are named. If there are more, the best filled are named.
const NAMED: usize = 10;
/// The width of a name.
const NAME: usize = 60;

/// What a run leaves out of its sources. `warnings` are those about what it writes.
pub fn left_out(
    run: &RunFile,
    survey: &ReadingProfile,
    warnings: Option<&WrittenWarnings>,
) -> Option<LeftOut> {
    let known = run.custom_fields.as_ref().filter(|file| !file.definitions.is_empty());
    let definitions = known.map(|file| CustomFieldDefinitions::read(&file.definitions));
    let values = warnings.map(WrittenWarnings::left_out).unwrap_or_default();
    Some(LeftOut { values, ..LeftOut::new(survey, definitions.as_ref())? })
}

/// The columns that go nowhere, by name: first those with values, then the empty ones, then those that the mapping
/// leaves out on purpose. Then faulty values, the rules that do nothing, and the fields that nothing fills.
pub fn left_out_text(left_out: &LeftOut) -> String {
    let lost: Vec<&LeftOutColumn> = left_out.lost().collect();
    let empty: Vec<&LeftOutColumn> = left_out.empty().collect();
    let lost = match lost.as_slice() {
        [] => String::new(),
        [_] => sentence("No rule uses this column, so its values are left out (rows with a value):", &lost),
        _ => sentence("No rule uses these columns, so their values are left out (rows with a value):", &lost),
    };
    let empty = match empty.as_slice() {
        [] => String::new(),
        [_] => sentence("No rule uses this empty column:", &empty),
        _ => sentence("No rule uses these empty columns:", &empty),
    };
    lost + &empty + &on_purpose(left_out) + &faulty(left_out) + &idle(&left_out.rules) + &unfilled(left_out)
}

/// The columns that the mapping leaves out on purpose.
fn on_purpose(left_out: &LeftOut) -> String {
    let columns: Vec<&LeftOutColumn> = left_out.on_purpose().collect();
    let (all, names) = (columns.len(), names_of(&columns));
    match all {
        0 => String::new(),
        1 => first_of("1 column is left out on purpose:", names, all),
        more => first_of(&format!("{more} columns are left out on purpose:"), names, all),
    }
}

/// The faulty values that the mapping leaves out, by field.
fn faulty(left_out: &LeftOut) -> String {
    let mut fields: Vec<(&String, &u64)> = left_out.values.iter().collect();
    fields.sort_by_key(|(_, count)| Reverse(**count));
    let named =
        |(field, count): (&String, &u64)| format!("{} ({})", shown(field, NAME), group_digits(*count));
    let names = fields.into_iter().map(named).collect();
    match left_out.values.values().sum::<u64>() {
        0 => String::new(),
        1 => list("1 faulty value is left out, because the mapping says so:", names),
        more => {
            let more = group_digits(more);
            list(&format!("{more} faulty values are left out, because the mapping says so:"), names)
        }
    }
}

/// The rules whose columns no source has.
fn idle(rules: &[LeftOutRule]) -> String {
    let idle: Vec<String> = rules.iter().filter(|rule| rule.does_nothing).map(with_columns).collect();
    match idle.as_slice() {
        [] => String::new(),
        [_] => list("No source has the column of this rule, so it does nothing:", idle),
        _ => list("No source has the columns of these rules, so they do nothing:", idle),
    }
}

/// `city (Town)`
fn with_columns(rule: &LeftOutRule) -> String {
    let rule_name = shown(&rule.rule, NAME);
    match rule.columns.as_slice() {
        [] => rule_name,
        columns => format!("{rule_name} ({})", shown(&columns.join(", "), NAME)),
    }
}

/// The fields that no rule is for: custom fields first, which the account has defined for its own data.
fn unfilled(left_out: &LeftOut) -> String {
    let custom = left_out.custom_fields.iter().flatten().map(|name| format!("customFields.{name}"));
    let all = custom.chain(left_out.fields.iter().cloned());
    let has_rule =
        |field: &String| left_out.rules.iter().any(|rule| rule.does_nothing && rule.rule == *field);
    let fields: Vec<String> = all.filter(|field| !has_rule(field)).map(|field| shown(&field, NAME)).collect();
    match fields.as_slice() {
        [] => String::new(),
        [_] => list("Nothing fills this field of the help desk:", fields),
        _ => list("Nothing fills these fields of the help desk:", fields),
    }
}

fn sentence(head: &str, columns: &[&LeftOutColumn]) -> String {
    let names = names_of(columns).into_iter().zip(columns);
    first_of(head, names.map(|(name, column)| with_count(name, column)).collect(), columns.len())
}

fn list(head: &str, names: Vec<String>) -> String {
    let all = names.len();
    first_of(head, names, all)
}

/// The first names of `all`.
fn first_of(head: &str, mut names: Vec<String>, all: usize) -> String {
    let more = all.saturating_sub(NAMED);
    if more > 0 {
        names.truncate(NAMED);
        names.push(format!("and {more} more: see report.html"));
    }
    in_lines(&wrap("", 2, head), &names)
}

/// The names after a text, in lines that are broken only between names.
fn in_lines(head: &str, names: &[String]) -> String {
    let mut out = head.to_owned();
    let mut used = head.lines().last().map_or(0, width);
    for (at, name) in names.iter().enumerate() {
        let comma = if at + 1 < names.len() { "," } else { "" };
        let own = width(name) + comma.len();
        let gap = if used + 1 + own > WIDTH { "\n  " } else { " " };
        used = if gap == " " { used + 1 + own } else { 2 + own };
        out.push_str(&format!("{gap}{name}{comma}"));
    }
    out + "\n"
}

/// `Lead Status (41)`.
fn with_count(name: String, column: &LeftOutColumn) -> String {
    if column.filled == 0 { name } else { format!("{name} ({})", group_digits(column.filled)) }
}

/// The names of the first columns. One is quoted if its characters could be taken for those of the list.
fn names_of(columns: &[&LeftOutColumn]) -> Vec<String> {
    let quoted = |column: &&LeftOutColumn| {
        let odd: &[char] = if column.filled == 0 { &[',', '"'] } else { &[',', '"', '('] };
        match column.name.contains(odd) {
            true => format!("{:?}", column.name),
            false => column.name.clone(),
        }
    };
    distinct(&columns.iter().take(NAMED).map(quoted).collect::<Vec<_>>(), NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(columns: &[(&str, u64)]) -> String {
        let column = |(name, filled): &(&str, u64)| LeftOutColumn {
            name: (*name).to_owned(),
            filled: *filled,
            ..LeftOutColumn::default()
        };
        left_out_text(&LeftOut { columns: columns.iter().map(column).collect(), ..LeftOut::default() })
    }

    #[test]
    fn up_to_ten_columns_are_named_and_then_the_best_filled() {
        assert_eq!(text(&[]), "");
        let one = "No rule uses this column, so its values are left out (rows with a value):\n";
        assert_eq!(text(&[("A, b", 1200)]), format!("{one}  \"A, b\" (1,200)\n"));
        let ten: Vec<(String, u64)> = (0..10).map(|at| (format!("Column {at}"), 10 - at)).collect();
        let mut columns: Vec<(&str, u64)> =
            ten.iter().map(|(name, filled)| (name.as_str(), *filled)).collect();
        let all = text(&columns);
        assert!(all.contains("Column 9 (1)") && !all.contains("more"), "{all}");
        columns.extend([("K", 1), ("L", 0)]);
        let more = text(&columns);
        assert!(more.contains(" Column 9 (1),\n  and 1 more: see report.html\n"), "{more}");
        assert!(more.ends_with("\nNo rule uses this empty column: L\n"), "{more}");
        assert!(more.lines().all(|line| line.len() <= 80), "{more}");
    }

    #[test]
    fn a_long_name_is_cut_and_a_hidden_character_is_shown() {
        let long = text(&[(&"x".repeat(200), 0), ("a\nb", 0)]);
        assert!(long.lines().all(|line| line.chars().count() <= 80) && long.contains("a\\nb"), "{long}");
    }
}
