//! The groups for a terminal of 80 columns.

use super::error::DuplicatesError;
use super::find_duplicates::FoundDuplicates;
use super::grade::Grade;
use super::group::{GroupHead, Member};
use super::merge_advice::MergeAdvice;
use crate::report::{group_digits, shown, wrap};
use crate::wording::counted;

/// Groups of each grade that are shown.
const GROUPS: u64 = 5;
/// Customers of a group that are shown.
const MEMBERS: usize = 4;
/// Shared values of a group that are shown.
const VALUES: usize = 2;
/// The columns of a line.
const WIDTH: usize = 80;

/// The counts of each grade, then the first groups of each. Each text is a block with a heading.
pub fn write_text(found: &FoundDuplicates) -> Result<Vec<String>, DuplicatesError> {
    let mut blocks = vec![table(found)];
    let mut shown_of: Vec<(Grade, u64)> = Vec::new();
    found.index.each_group(|group| {
        match shown_of.last_mut() {
            Some((grade, count)) if *grade == group.grade => *count += 1,
            _ => shown_of.push((group.grade, 1)),
        }
        let count = shown_of.last().map_or(1, |(_, count)| *count);
        if count > GROUPS {
            return Ok(());
        }
        if count == 1 {
            blocks.push(heading(found, group.grade));
        }
        let text = describe(found, &group)?;
        blocks.last_mut().into_iter().for_each(|block| block.push_str(&text));
        Ok(())
    })?;
    Ok(blocks)
}

fn table(found: &FoundDuplicates) -> String {
    let mut out = String::from("Customers that may be the same\n");
    if found.counts.is_empty() {
        out.push_str("  none\n");
        return out;
    }
    for (grade, groups, customers) in &found.counts {
        let groups = format!("{} {}", group_digits(*groups), if *groups == 1 { "group" } else { "groups" });
        let noun = if *customers == 1 { "customer" } else { "customers" };
        out.push_str(&format!(
            "  {:<28}{groups:>18}{:>18} {noun}\n",
            grade.in_words(),
            group_digits(*customers)
        ));
    }
    out
}

fn heading(found: &FoundDuplicates, grade: Grade) -> String {
    let groups = found.counts.iter().find(|(of, ..)| *of == grade).map_or(0, |(_, groups, _)| *groups);
    let first = if groups > GROUPS {
        format!(" (the first {GROUPS} of {})", group_digits(groups))
    } else {
        String::new()
    };
    let mut words = grade.in_words().to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{words}{first}\n")
}

fn describe(found: &FoundDuplicates, group: &GroupHead) -> Result<String, DuplicatesError> {
    let advice = found.rules.advise(&found.index, group)?;
    let mut out = format!("  {}. {}", group.number, counted(group.size, "customer", "customers"));
    if group.names > 1 {
        out.push_str(&format!(", {} names", group_digits(group.names)));
    }
    out.push('\n');
    let all = found.index.shared_values(group)?;
    let more = all.len().saturating_sub(VALUES);
    for shared in all.iter().take(VALUES) {
        out.push_str(&format!("     {}\n", shown(&format!("{}: {}", shared.by, shared.value), WIDTH - 6)));
    }
    if more > 0 {
        out.push_str(&format!("     and {}\n", counted(more, "more value", "more values")));
    }
    for member in found.index.members(group, found.rules.keep, MEMBERS)? {
        out.push_str(&line(found, &advice, &member));
    }
    let more = group.size.saturating_sub(MEMBERS as u64);
    if more > 0 {
        out.push_str(&format!("     and {}\n", counted(more, "more customer", "more customers")));
    }
    out.push_str(&advised(&advice));
    Ok(out)
}

fn line(found: &FoundDuplicates, advice: &MergeAdvice, member: &Member) -> String {
    let is_kept = advice.doubt.is_none() && advice.kept.as_ref().is_some_and(|kept| kept.id == member.id);
    let role = if is_kept { "keep " } else { "     " };
    let tickets = match member.tickets {
        Some(tickets) if found.counts_tickets => format!(", {}", counted(tickets, "ticket", "tickets")),
        _ => String::new(),
    };
    let email = member.text("email");
    let email = if email.is_empty() { String::new() } else { format!(", {email}") };
    let filled = counted(member.filled, "field", "fields");
    let name = Some(member.text("name")).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "(no name)".to_owned());
    let text = format!("{name}{email}{tickets}, {filled}");
    format!("     {role}{}  {}\n", shown(&member.id, 26), shown(&text, 40))
}

/// What is planned, what differs, or why a person decides.
fn advised(advice: &MergeAdvice) -> String {
    if let Some(doubt) = &advice.doubt {
        return wrap("     ", 7, &format!("decide by hand: {doubt}")) + "\n";
    }
    let mut out = String::new();
    let fills = advice.fill.fields();
    if !fills.is_empty() {
        out.push_str(&(wrap("     ", 7, &format!("fills: {}", fills.join(", "))) + "\n"));
    }
    if !advice.fill.differing.is_empty() {
        out.push_str(&(wrap("     ", 7, &format!("differs: {}", advice.fill.differing.join(", "))) + "\n"));
    }
    out
}
