//! Whether a spreadsheet has made a date of a text, or has written a date in its own way.

/// The beginnings of the months' names in the languages of the report.
const MONTHS: [&[&str]; 12] = [
    &["jan", "gen", "ene"],
    &["feb", "fév"],
    &["mar", "mär", "mrz"],
    &["apr", "avr", "abr"],
    &["may", "mag", "mai"],
    &["jun", "giu", "juin"],
    &["jul", "lug", "juil"],
    &["aug", "ago", "aoû"],
    &["sep", "set"],
    &["oct", "ott", "okt"],
    &["nov"],
    &["dec", "dic", "dez", "déc"],
];
/// Two digits from this number on are a year of the last century.
const LAST_CENTURY: i32 = 30;

/// A date of three numbers.
struct Date<'a> {
    parts: [&'a str; 3],
    /// Empty at midnight.
    time: &'a str,
}

impl<'a> Date<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
        let parts: [&str; 3] = day.split(['/', '-', '.']).collect::<Vec<_>>().try_into().ok()?;
        let time = time.strip_suffix(":00").filter(|time| time.contains(':')).unwrap_or(time);
        let time = time.strip_prefix('0').unwrap_or(time);
        parts.iter().all(is_number).then_some(Self { parts, time: if time == "0:00" { "" } else { time } })
    }

    /// True if the year comes first.
    fn is_iso(&self) -> bool {
        self.parts[0].len() == 4
    }

    fn year(&self) -> &'a str {
        if self.is_iso() { self.parts[0] } else { self.parts[2] }
    }

    /// Day and month in ascending order: which is which depends on the country.
    fn day_and_month(&self) -> [i32; 2] {
        let [first, second, third] = self.parts.map(number);
        sorted(if self.is_iso() { [second, third] } else { [first, second] })
    }
}

/// True for a part of a date in digits.
fn is_number(part: &&str) -> bool {
    matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(digits: &str) -> i32 {
    digits.parse().unwrap_or_default()
}

fn sorted(mut pair: [i32; 2]) -> [i32; 2] {
    pair.sort_unstable();
    pair
}

/// The year that a spreadsheet makes of digits.
fn whole_year(digits: &str) -> i32 {
    let year = number(digits);
    match digits.len() {
        4 => year,
        _ if year < LAST_CENTURY => 2000 + year,
        _ => 1900 + year,
    }
}

/// `2026-04-03` became `03/04/2026` or `03/04/26`, `3/4/2026` became `03/04/2026`, and `03/04/1926` became `03/04/26`.
pub(super) fn is_local_date(before: &str, after: &str) -> bool {
    let (Some(old), Some(new)) = (Date::of(before), Date::of(after)) else { return false };
    if old.time != new.time || new.is_iso() {
        return false;
    }
    let short = new.year().len() == 2 && old.year().len() == 4;
    let same_year =
        number(old.year()) == number(new.year()) || (short && number(old.year()) % 100 == number(new.year()));
    let same_order = old.parts.map(number)[..2] == new.parts.map(number)[..2];
    same_year && if old.is_iso() { old.day_and_month() == new.day_and_month() } else { same_order }
}

/// `1/2` became `01-feb` or `01/02/2026`, and `3/2026` became `mar-26` or `01/03/2026`. Any other added year or day is of
/// a person; `years` are those that a spreadsheet may have added.
pub(super) fn is_made_date(before: &str, after: &str, years: &[i32]) -> bool {
    let Some((first, second)) = before.split_once(['/', '-', '.']) else { return false };
    if !is_number(&first) || !is_number(&second) {
        return false;
    }
    match Date::of(after) {
        Some(new) if new.time.is_empty() => {
            let year = new.year();
            let is_of = |own: i32| number(year) == if year.len() == 4 { own } else { own % 100 };
            let day = day_and_month(first, second);
            let month = month_and_year(first, second);
            day.is_some_and(|day| day == new.day_and_month() && years.iter().any(|own| is_of(*own)))
                || month.is_some_and(|(month, own)| sorted([1, month]) == new.day_and_month() && is_of(own))
        }
        Some(_) => false,
        None => is_named_date(first, second, after),
    }
}

/// `01-feb` of a day and a month, `feb-26` of a month and a year.
fn is_named_date(first: &str, second: &str, after: &str) -> bool {
    let Some((one, other)) = after.split_once(['-', '/', ' ']) else { return false };
    let is_short = |part: &str| part.len() <= 2 && is_number(&part);
    match (month_named(one), month_named(other)) {
        (None, Some(month)) if is_short(one) => {
            day_and_month(first, second) == Some(sorted([number(one), month]))
        }
        (Some(month), None) if is_short(other) && other.len() == 2 => month_and_year(first, second)
            .is_some_and(|(own, year)| own == month && year % 100 == number(other)),
        _ => false,
    }
}

/// The numbers of a day and a month, in ascending order.
fn day_and_month(first: &str, second: &str) -> Option<[i32; 2]> {
    let pair = sorted([number(first), number(second)]);
    let is_short = first.len() <= 2 && second.len() <= 2;
    (is_short && (1..=12).contains(&pair[0]) && pair[1] <= 31).then_some(pair)
}

/// `3/2026`, `2026/3` and `5/20`, but not `1/2`, which is a day of a month.
fn month_and_year(first: &str, second: &str) -> Option<(i32, i32)> {
    let (month, year) = if first.len() == 4 { (second, first) } else { (first, second) };
    let is_year = year.len() == 4 || (year.len() == 2 && number(year) > 12);
    (is_year && (1..=12).contains(&number(month))).then(|| (number(month), whole_year(year)))
}

/// The month with this name, or its abbreviation.
fn month_named(text: &str) -> Option<i32> {
    let name = text.trim_end_matches('.').to_lowercase();
    let is_word = (3..=5).contains(&name.chars().count()) && name.chars().all(char::is_alphabetic);
    let of = |starts: &&[&str]| starts.iter().any(|start| name.starts_with(start));
    let at = MONTHS.iter().position(of).filter(|_| is_word)?;
    i32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1/2", "01-feb")]
    #[case("1/2", "02-Jan")]
    #[case("1-2", "01/02/2026")]
    #[case("1.2", "2026-02-01")]
    #[case("1/2", "2026-02-01 00:00:00")]
    #[case("1/2", "01.02.25")]
    #[case("3/2026", "mar-26")]
    #[case("3/2021", "01/03/2021")]
    #[case("2021-3", "2021-03-01")]
    #[case("5/20", "mag-20")]
    #[case("5/20", "20-mag")]
    #[case("12/85", "déc-85")]
    fn a_spreadsheet_makes_dates(#[case] before: &str, #[case] after: &str) {
        assert!(is_made_date(before, after, &[2025, 2026, 2027]));
    }

    #[rstest]
    #[case("10/12", "10/12/1985")]
    #[case("1/2", "2019-02-01")]
    #[case("3/2021", "15/3/2021")]
    #[case("3/2021", "03/2021")]
    #[case("5/20", "mag-1920")]
    #[case("5/20", "mag-2020")]
    #[case("12/2019", "12/2018")]
    #[case("1/2", "1 febbraio")]
    #[case("1/2", "01-mar")]
    #[case("1/2", "02-feb-x")]
    #[case("1/2", "05-mar")]
    #[case("1/2", "01/02/2026 10:30")]
    #[case("13/14", "13/14/2026")]
    #[case("a/b", "01/02/2026")]
    fn a_person_writes_other_dates(#[case] before: &str, #[case] after: &str) {
        assert!(!is_made_date(before, after, &[2025, 2026, 2027]));
    }

    #[rstest]
    #[case("2026-04-03", "03/04/2026", true)]
    #[case("2026-04-03 00:00:00", "3.4.26", true)]
    #[case("2026-04-03T09:30", "03/04/2026 9:30:00", true)]
    #[case("03/04/1926", "03/04/26", true)]
    #[case("3/4/2026", "03/04/2026", true)]
    #[case("2026-04-03 10:00", "03/04/2026", false)]
    #[case("2004-05-06", "04/05/06", false)]
    #[case("03/04/26", "03/04/2026", false)]
    #[case("03/04/2026", "04/03/2026", false)]
    #[case("03/04/2026", "2026-04-03", false)]
    #[case("03/04/2026", "03/05/2026", false)]
    fn a_spreadsheet_writes_dates_in_its_own_way(
        #[case] before: &str,
        #[case] after: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(is_local_date(before, after), expected);
    }
}
