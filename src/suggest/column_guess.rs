//! Guesses the field of one column from its name and values.

use crate::convert::{Conversion, Scheme, format_in_words};
use crate::customer::{FIELDS, FieldKind};

use super::column_role::{ColumnRole, nested_role, role};
use super::column_target::{Confidence, SAID, UserChoice};
use super::column_values::{ColumnValues, mostly};
use super::date_forms::{Dates, dates, unread};
use super::other_people::is_of_others;
use super::phone_column::{PHONE_OPTIONS, is_phone, odd_phones};
use super::sensitive_columns;
use super::toml_text::example;
use super::value_misfit::{SHORT, is_called, misfit};

/// The guess for one column.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub role: Option<ColumnRole>,
    pub confidence: Confidence,
    /// The reason, in a few words.
    pub why: String,
    /// Options that the rule needs: `, formats = ["%d/%m/%Y"]`.
    pub options: String,
    /// The kind of sensitive data in it, which is never mapped automatically.
    pub secret: Option<&'static str>,
    /// True if some values do not fit, so that somebody should look at them.
    pub odd: bool,
    /// Two possible formats, if nothing shows the order of day and month.
    pub either: Option<(&'static str, &'static str)>,
}

impl Guess {
    fn nothing(why: impl Into<String>) -> Self {
        let role = None;
        let secret = None;
        let either = None;
        let options = String::new();
        Self { role, confidence: Confidence::Unsure, why: why.into(), options, secret, odd: false, either }
    }

    fn of(role: ColumnRole, confidence: Confidence, why: impl Into<String>) -> Self {
        Self { role: Some(role), confidence, ..Self::nothing(why) }
    }
}

/// Guesses the field of a column, or follows the user's answer.
pub(super) fn guess(name: &str, values: &ColumnValues<'_>, answer: Option<&UserChoice>) -> Guess {
    if let Some(what) =
        sensitive_columns::by_name(name).or_else(|| values.secret(sensitive_columns::is_of_firms(name)))
    {
        return Guess { secret: Some(what), ..Guess::nothing(what) };
    }
    match answer {
        Some(UserChoice::Field(field)) => {
            let role = if *field == "name" { ColumnRole::Full } else { ColumnRole::Field(field) };
            let held = by_name(role, Confidence::Sure, values);
            Guess { role: Some(role), confidence: Confidence::Sure, why: SAID.into(), ..held }
        }
        Some(UserChoice::FirstName) => Guess::of(ColumnRole::First, Confidence::Sure, SAID),
        Some(UserChoice::LastName) => Guess::of(ColumnRole::Last, Confidence::Sure, SAID),
        Some(UserChoice::Dates(format)) => {
            let options = format!(", formats = [\"{format}\"]");
            Guess { options, ..Guess::of(ColumnRole::Field("birthDate"), Confidence::Sure, SAID) }
        }
        Some(UserChoice::Custom(_) | UserChoice::Offer | UserChoice::Leave) => Guess::nothing(SAID),
        None => by_itself(name, values),
    }
}

fn by_itself(name: &str, values: &ColumnValues<'_>) -> Guess {
    let named = role(name).or_else(|| nested_role(name));
    let guess = by_name_and_values(name, named, values);
    let is_common = named.is_some_and(|(_, confidence)| confidence == Confidence::Sure);
    match guess.role {
        Some(_) if !is_common && is_of_others(name) => {
            Guess::nothing("the column seems to be about another person, such as an agent, not the customer")
        }
        Some(ColumnRole::Field(field)) if REACHES.contains(&field) && values.are_repeated() => {
            let why = format!("{}; {}, so it may be another person's", guess.why, few(values));
            Guess { confidence: Confidence::Unsure, why, ..guess }
        }
        _ => guess,
    }
}

/// Fields by which a customer is reached.
const REACHES: [&str; 4] = ["email", "phoneNumber", "mobileNumber", "faxNumber"];

fn few(values: &ColumnValues<'_>) -> String {
    match values.different() {
        1 => format!("the same value in all {} rows", values.count()),
        different => format!("only {different} different values in {} rows", values.count()),
    }
}

fn by_name_and_values(
    name: &str,
    named: Option<(ColumnRole, Confidence)>,
    values: &ColumnValues<'_>,
) -> Guess {
    let is_email = named.is_some_and(|(role, _)| role == ColumnRole::Field("email"));
    if !is_email && values.are_mostly(&Conversion::Email) {
        return Guess::of(
            ColumnRole::Field("email"),
            Confidence::Likely,
            share(values, &Conversion::Email, "e-mail addresses"),
        );
    }
    match named {
        Some((role, confidence)) => fitting(role, confidence, values),
        None if sensitive_columns::is_of_firms(name) => {
            Guess::nothing("a company number, for a custom field")
        }
        None => by_values(values),
    }
}

/// The field that the name suggests, if the values fit.
fn fitting(role: ColumnRole, confidence: Confidence, values: &ColumnValues<'_>) -> Guess {
    let all = values.count();
    match misfit(role, values) {
        Some(strange) if strange.count * 2 > all && strange.what != SHORT => {
            let what = if is_called(role) { "a name".to_owned() } else { format!("`{}`", field(role)) };
            Guess::nothing(format!("the name suggests {what}, but the column contains {}", strange.what))
        }
        Some(strange) if !mostly(all - strange.count, all) => {
            let why = format!("column name; {}", of_values(strange.count, all, strange.what));
            Guess { why, ..by_name(role, Confidence::Unsure, values) }
        }
        _ if is_called(role) && values.are_repeated() => {
            Guess { why: format!("column name; {}", few(values)), ..by_name(role, confidence, values) }
        }
        _ => by_name(role, confidence, values),
    }
}

fn by_name(role: ColumnRole, confidence: Confidence, values: &ColumnValues<'_>) -> Guess {
    if is_phone(role) {
        return phone(role, confidence, values);
    }
    let kind = match role {
        ColumnRole::Field(field) => FIELDS.iter().find(|spec| spec.name == field).map(|spec| spec.kind),
        _ => Some(FieldKind::Text),
    };
    if values.count() == 0 {
        return Guess::of(role, confidence.min(Confidence::Likely), "column name; empty so far");
    }
    match kind {
        Some(FieldKind::Email) if has_one_bad(values) => {
            let why = format!("column name; {}", share(values, &Conversion::Email, "e-mail addresses"));
            Guess::of(role, confidence, why)
        }
        Some(FieldKind::Email) => held(role, confidence, values, &Conversion::Email, "e-mail addresses"),
        Some(FieldKind::Country) => held(role, confidence, values, &Conversion::Country, "countries"),
        Some(FieldKind::Date) => day(role, confidence, values),
        Some(FieldKind::Bool) if !values.are_truths() => {
            Guess::nothing("the name suggests yes or no, but the column contains something else")
        }
        Some(FieldKind::Language) => {
            lenient(role, confidence, values, &Conversion::Language, "languages of the help desk")
        }
        Some(FieldKind::Url) => web_address(role, confidence, values),
        _ => Guess::of(role, confidence, "column name"),
    }
}

/// A field with phone numbers: checked, and kept as typed with a warning if a number can't be certain.
fn phone(role: ColumnRole, confidence: Confidence, values: &ColumnValues<'_>) -> Guess {
    let options = PHONE_OPTIONS.to_owned();
    if values.count() == 0 {
        let confidence = confidence.min(Confidence::Likely);
        return Guess { options, ..Guess::of(role, confidence, "column name; empty so far") };
    }
    let odd = odd_phones(values);
    let why = format!("column name{}", odd.as_deref().unwrap_or_default());
    Guess { options, odd: odd.is_some(), ..Guess::of(role, confidence, why) }
}

/// True if all but one of at least three values are e-mail addresses: in a short file, one bad address is a large share.
fn has_one_bad(values: &ColumnValues<'_>) -> bool {
    let good = values.taken_by(&Conversion::Email);
    good >= 2 && good + 1 == values.count()
}

/// `9 of 10 values are dates`.
fn of_values(number: usize, all: usize, what: &str) -> String {
    if all == 1 {
        format!("{number} of 1 value fits ({what})")
    } else {
        format!("{number} of {all} values are {what}")
    }
}

fn share(values: &ColumnValues<'_>, conversion: &Conversion, what: &str) -> String {
    of_values(values.taken_by(conversion), values.count(), what)
}

/// A field with values of a certain form, which at least half of the values must have.
fn held(
    role: ColumnRole,
    confidence: Confidence,
    values: &ColumnValues<'_>,
    conversion: &Conversion,
    what: &str,
) -> Guess {
    let taken = values.taken_by(conversion);
    let why = share(values, conversion, what);
    match taken {
        taken if mostly(taken, values.count()) => Guess::of(role, confidence, format!("column name; {why}")),
        taken if taken * 2 >= values.count() => {
            Guess::of(role, Confidence::Unsure, format!("column name; only {why}"))
        }
        _ => Guess::nothing(format!("the name fits `{}`, but only {why}", field(role))),
    }
}

fn field(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Field(field) => field,
        ColumnRole::Street2 => "address",
        _ => "name",
    }
}

/// A field that is left out with a warning for values that do not fit. At least half must fit.
fn lenient(
    role: ColumnRole,
    confidence: Confidence,
    values: &ColumnValues<'_>,
    conversion: &Conversion,
    what: &str,
) -> Guess {
    let taken = values.taken_by(conversion);
    let all = values.count();
    let confidence = if mostly(taken, all) { confidence } else { Confidence::Unsure };
    let share = share(values, conversion, what);
    if taken * 2 < all {
        return Guess::nothing(format!("the name fits `{}`, but only {share}", field(role)));
    }
    let options = if taken == all { String::new() } else { ", on_invalid = \"empty\"".to_owned() };
    Guess { options, ..Guess::of(role, confidence, format!("column name; {share}")) }
}

/// A field for web addresses. `www.example.org` needs `https://` before it.
fn web_address(role: ColumnRole, confidence: Confidence, values: &ColumnValues<'_>) -> Guess {
    let whole = Conversion::Url;
    let bare = Conversion::UrlWith(Scheme::Https);
    if values.taken_by(&bare) == values.taken_by(&whole) {
        return lenient(role, confidence, values, &whole, "web addresses");
    }
    let guess = lenient(role, confidence, values, &bare, "web addresses");
    let scheme = if guess.role.is_some() { ", scheme = \"https\"" } else { "" };
    Guess { options: format!("{scheme}{}", guess.options), ..guess }
}

fn day(role: ColumnRole, confidence: Confidence, values: &ColumnValues<'_>) -> Guess {
    match dates(values, |read, all| read * 2 >= all) {
        Dates::No => {
            Guess::nothing("the name fits `birthDate`, but its values are not dates in a known form")
        }
        Dates::Yes(formats, read) => {
            let all = values.count();
            let shown = shown(&formats);
            let (confidence, why) = match read {
                read if read >= all => (confidence, format!("column name; the values are dates {shown}")),
                read => (
                    Confidence::Unsure,
                    format!(
                        "column name; only {}{}",
                        of_values(read, all, &format!("dates {shown}")),
                        to_check(&unread(values, &formats, 3))
                    ),
                ),
            };
            Guess { options: stated(&formats), ..Guess::of(role, confidence, why) }
        }
        Dates::Either(day, month) => {
            let why = format!(
                "birthdays as {day} or {month}; the sample does not show which. To map it, write birthDate \
                 under [fields], with formats = [\"{day}\"] or formats = [\"{month}\"]"
            );
            Guess { either: Some((day, month)), ..Guess::nothing(why) }
        }
    }
}

/// `; check "31/02/1980", "soon"`: values that are no such dates.
fn to_check(texts: &[&str]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let texts: Vec<String> = texts.iter().map(|text| example(text)).collect();
    format!("; check {}", texts.join(", "))
}

fn shown(formats: &[&str]) -> String {
    if formats.is_empty() {
        "from a workbook".to_owned()
    } else {
        format!("as {}", format_in_words(&formats.join(" or ")))
    }
}

/// The option `formats`, or nothing if the default format is enough.
fn stated(formats: &[&str]) -> String {
    match formats {
        [] | ["%Y-%m-%d"] => String::new(),
        formats => format!(
            ", formats = [{}]",
            formats.iter().map(|form| format!("\"{form}\"")).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// A guess from the values alone.
fn by_values(values: &ColumnValues<'_>) -> Guess {
    let unsure = |field, what: String| Guess::of(ColumnRole::Field(field), Confidence::Unsure, what);
    let language = values.taken_by(&Conversion::Language);
    let country = values.taken_by(&Conversion::Country);
    if values.are_mostly(&Conversion::Url) {
        return Guess {
            options: ", on_invalid = \"empty\"".into(),
            ..unsure("website", share(values, &Conversion::Url, "web addresses"))
        };
    }
    if mostly(language, values.count()) && language > country {
        return Guess {
            options: ", on_invalid = \"empty\"".into(),
            ..unsure("language", share(values, &Conversion::Language, "languages"))
        };
    }
    if mostly(country, values.count()) {
        return unsure("state", share(values, &Conversion::Country, "countries"));
    }
    if values.look_like_phones() {
        let guess = phone(ColumnRole::Field("phoneNumber"), Confidence::Unsure, values);
        return Guess {
            why: guess.why.replacen("column name", "the values look like phone numbers", 1),
            ..guess
        };
    }
    Guess { options: custom_options(values), ..Guess::nothing("no matching field") }
}

/// The options that a custom field for such values needs.
fn custom_options(values: &ColumnValues<'_>) -> String {
    match dates(values, mostly) {
        Dates::Yes(formats, _) => format!(", as = \"date\"{}", stated(&formats)),
        _ if values.are_truths() => ", as = \"bool\"".to_owned(),
        _ => String::new(),
    }
}
