//! A row of the generated file as a customer of the help desk: what `benches/customers.toml` says, by hand.

use csv::StringRecord;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Customer<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<i64>,
    #[serde(skip_serializing_if = "str::is_empty")]
    email: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    phone_number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    mobile_number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    address: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    city: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    province: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    state: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    postal_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_client: Option<bool>,
    #[serde(skip_serializing_if = "str::is_empty")]
    memo: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    website: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    company: &'a str,
    language: &'static str,
}

impl<'a> Customer<'a> {
    /// None if the row is bad: e-mail, country or date.
    pub(crate) fn of(row: &'a StringRecord) -> Option<Self> {
        let cell = |column: usize| row.get(column).unwrap_or("").trim();
        let email = cell(2);
        if !email.is_empty() && !is_email(email) {
            return None;
        }
        Some(Self {
            name: [cell(0), cell(1)].join(" "),
            birth_date: match cell(10) {
                "" => None,
                day => Some(milliseconds(day)?),
            },
            email,
            phone_number: cell(3),
            mobile_number: cell(4),
            address: cell(5),
            city: cell(6),
            province: cell(7),
            state: country(cell(8))?,
            postal_number: cell(9),
            top_client: yes(cell(14)),
            memo: cell(15),
            website: cell(11),
            company: cell(12),
            language: language(cell(13)),
        })
    }
}

fn is_email(text: &str) -> bool {
    let domain = text.split_once('@').filter(|(local, _)| !local.is_empty()).map(|(_, domain)| domain);
    domain.is_some_and(|domain| domain.contains('.')) && !text.contains(char::is_whitespace)
}

/// `23/01/1998` as milliseconds since 1970; None if there is no such day.
fn milliseconds(text: &str) -> Option<i64> {
    let mut parts = text.split('/');
    let mut next = || parts.next().and_then(|part| part.parse::<i64>().ok());
    let (day, month, year) = (next()?, next()?, next()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=length).contains(&day) {
        return None;
    }
    let leap_days = |year: i64| year / 4 - year / 100 + year / 400;
    let before_year = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let before_month: i64 = lengths.iter().take(usize::try_from(month - 1).ok()?).sum();
    Some((before_year + before_month + day - 1) * 86_400_000)
}

fn country(text: &str) -> Option<&'static str> {
    Some(match text {
        "" => "",
        "Italy" | "IT" | "ITA" | "Italia" => "IT",
        "Germany" | "DE" | "DEU" | "Deutschland" => "DE",
        "France" | "FR" | "FRA" | "FRANCE" => "FR",
        "Spain" | "ES" | "ESP" | "España" => "ES",
        "United Kingdom" | "GB" | "GBR" | "UK" => "GB",
        "Poland" | "PL" | "POL" | "Polska" => "PL",
        "Czechia" | "CZ" | "CZE" | "Czech Republic" => "CZ",
        "United States" | "US" | "USA" | "usa" => "US",
        "Japan" | "JP" | "JPN" => "JP",
        _ => return None,
    })
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "yes" | "Y" | "1" => Some(true),
        "no" | "N" | "0" => Some(false),
        _ => None,
    }
}

fn language(text: &str) -> &'static str {
    match text {
        "it" | "IT" => "it",
        "fr" | "FR" => "fr",
        "es" | "ES" => "es",
        _ => "en",
    }
}
