//! Rules that need several fields of a customer, or the current day.

use serde_json::{Map, Value as Json};

use crate::convert::postcode_doubt_by_code;
use crate::customer::{BirthDate, Customer, FieldValue};
use crate::issue::{Code, Complaint, Issue};

/// Adds issues about a mapped customer. A missing e-mail address counts only if the mapping fills it. The plan
/// checks the name, because only inserts need one. `today` is [`today`], which is asked once for many customers.
pub fn check(customer: &Customer<'_>, maps_email: bool, today: i32, issues: &mut Vec<Issue>) {
    if maps_email && customer.get("email").is_none() && !issues.iter().any(is_of_email) {
        issues.push(no_email());
    }
    if let Some(FieldValue::Date(date)) = customer.get("birthDate") {
        issues.extend(birth_date(*date, today));
    }
}

/// Issues of a customer that was merged from several rows, with values as they are sent.
pub(crate) fn check_whole(customer: &Map<String, Json>) -> Vec<Issue> {
    let text = |field: &str| customer.get(field).and_then(Json::as_str).filter(|text| !text.is_empty());
    let mut issues = Vec::new();
    issues.extend(text("email").is_none().then(no_email));
    let days = customer.get("birthDate").and_then(Json::as_i64).map(|millis| millis.div_euclid(86_400_000));
    let date = days.and_then(|days| i32::try_from(days).ok()).map(|days| BirthDate { days });
    issues.extend(date.and_then(|date| birth_date(date, today())));
    if let (Some(country), Some(postcode)) = (text("state"), text("postalNumber")) {
        let doubt = postcode_doubt_by_code(country, postcode).map(Issue::warning);
        issues.extend(doubt.map(|issue| issue.in_field("postalNumber").with_value(postcode)));
    }
    issues
}

/// Removes the warning about a missing address from a row that is rejected: it writes no customer, and its error may say
/// the same.
pub(crate) fn only_of_accepted(issues: &mut Vec<Issue>) {
    if issues.iter().any(Issue::is_error) {
        issues.retain(|issue| issue.code != Code::EmailMissing);
    }
}

/// True for an issue that depends on the complete customer.
pub(crate) fn is_of_whole(issue: &Issue) -> bool {
    matches!(issue.code, Code::EmailMissing | Code::BirthDateOdd | Code::Postcode)
}

fn is_of_email(issue: &Issue) -> bool {
    issue.field.as_deref() == Some("email")
}

fn no_email() -> Issue {
    let hint = "fill in the address if you know it";
    let complaint = Complaint::new(Code::EmailMissing, "the customer has no e-mail address", hint);
    Issue::warning(complaint).in_field("email")
}

/// Days since 1970-01-01 in UTC.
pub fn today() -> i32 {
    let seconds = jiff::Timestamp::now().as_second();
    i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX)
}

fn birth_date(date: BirthDate, today: i32) -> Option<Issue> {
    const FIRST_OF_1900: i32 = -25_567;
    let what = match date.days {
        days if days > today => "the birth date is in the future",
        days if days < FIRST_OF_1900 => "the birth date is before 1900",
        _ => return None,
    };
    let complaint = Complaint::new(Code::BirthDateOdd, what, "check the year");
    Some(Issue::warning(complaint).in_field("birthDate").with_value(&date.iso()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unlikely_birth_dates_cause_a_warning() {
        let odd = |days| birth_date(BirthDate { days }, 20_000).is_some();
        assert!(odd(20_001) && !odd(20_000) && !odd(-25_567) && odd(-25_568));
        assert_eq!(BirthDate { days: -25_567 }.iso(), "1900-01-01");
    }
}
