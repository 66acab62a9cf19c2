//! Decides whether a number without a country code certainly belongs to its row's country.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberType};

use super::dialling_region::dialled_in;
use super::spelling::Spelling;
use crate::customer::Country;
use crate::issue::{Code, Complaint};

/// Country codes whose mobile numbers have no trunk prefix: Russia and Kazakhstan, China, India.
const BARE_MOBILES: &[i32] = &[7, 86, 91];

/// Country codes whose numbers have no trunk prefix: what follows the code is dialled at home. The library says the same,
/// but it takes six regular expressions.
pub(super) const WITHOUT_TRUNK: &[i32] =
    &[30, 34, 39, 45, 47, 48, 351, 352, 354, 356, 357, 371, 372, 376, 378, 420];

/// What is known of the kind of a number that exists.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// The field takes any number.
    NotAsked,
    Is(PhoneNumberType),
}

/// A number without `+`, read in its row's country.
pub(super) struct NationalNumber<'a> {
    pub(super) spelling: &'a Spelling<'a>,
    pub(super) number: &'a PhoneNumber,
    pub(super) kind: Kind,
    pub(super) country: Country,
    /// The number in E.164.
    pub(super) written: &'a str,
    /// True if the field is for mobile numbers.
    pub(super) mobile: bool,
}

/// Another country where the number would be valid, and why it is considered.
#[derive(Debug, Clone, Copy)]
pub(super) struct OtherCountry {
    pub(super) country: Country,
    pub(super) why: &'static str,
}

impl NationalNumber<'_> {
    /// Why the number is ambiguous, or `None` if no other reading is likely.
    pub(super) fn doubt(&self, others: &[Option<OtherCountry>]) -> Option<Complaint> {
        let digits = self.digits();
        if self.is_dialled_abroad(&digits) {
            return None;
        }
        let with_code = self.written.strip_prefix('+') == Some(&digits);
        let other = others.iter().flatten().find_map(|other| Some((self.read_in(*other)?, *other)));
        if let Some(trunk) = self.lacks_trunk(&digits).filter(|_| !with_code) {
            return Some(self.without_trunk(&trunk, other, &digits));
        }
        if let Some((written, other)) = &other {
            return Some(self.two_readings(written, *other));
        }
        let is_mobile =
            || matches!(self.kind(), PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile);
        (self.mobile && !is_mobile()).then(|| self.no_mobile())
    }

    fn kind(&self) -> PhoneNumberType {
        match self.kind {
            Kind::NotAsked => self.number.get_type(),
            Kind::Is(kind) => kind,
        }
    }

    /// The doubt about a number that is certainly of the row's country: its first digits may be the country code.
    pub(super) fn doubt_without_plus(&self) -> Option<Complaint> {
        let digits = self.digits();
        if self.is_dialled_abroad(&digits) || self.written.strip_prefix('+') == Some(&digits) {
            return None;
        }
        self.with_plus(&digits)?;
        self.lacks_trunk(&digits).map(|trunk| self.without_trunk(&trunk, None, &digits))
    }

    /// The doubt for a row of a rejects file that was rejected with it. The country of most rows is not known
    /// there.
    pub(super) fn still_in_doubt(&self) -> Option<Complaint> {
        if self.is_dialled_abroad(&self.digits()) {
            return None;
        }
        let (written, Country(code)) = (&self.complete(self.written), self.country);
        let message = format!(
            "the number was ambiguous when its row was rejected; in {code}, the row's country, it is \
             {written}; it was kept as written"
        );
        Some(doubtful(message, choose(written, &[]), written, &[]))
    }

    /// The number with the extension of the cell: whoever copies it from a message must not lose that.
    fn complete(&self, number: &str) -> String {
        self.spelling.with_extension(number)
    }

    fn digits(&self) -> String {
        self.spelling.number.chars().filter(char::is_ascii_digit).collect()
    }

    /// True if the number starts with `00`, or the row's country's own international prefix.
    fn is_dialled_abroad(&self, digits: &str) -> bool {
        let international = self.written.trim_start_matches('+');
        digits.len() > international.len() && digits.ends_with(international)
    }

    /// The number in E.164 if it is valid in this other country and differs.
    fn read_in(&self, other: OtherCountry) -> Option<String> {
        let region = dialled_in(other.country).filter(|_| other.country != self.country)?;
        let number = PhoneNumber::parse(self.spelling.number, Some(region)).ok()?;
        let written = number.format_as(PhoneNumberFormat::E164);
        (written != self.written && number.is_valid()).then(|| written.into_owned())
    }

    /// The trunk prefix that such numbers begin with in this country, if the number lacks it: `0`, `06` in Hungary,
    /// `8` in Russia.
    fn lacks_trunk(&self, digits: &str) -> Option<String> {
        let code = self.number.country_code;
        if WITHOUT_TRUNK.contains(&code) {
            return None;
        }
        if BARE_MOBILES.contains(&code) && self.kind() == PhoneNumberType::Mobile {
            return None;
        }
        let bare = self.written.get(1 + code.to_string().len()..).filter(|bare| *bare == digits)?;
        self.trunk_before(bare)
    }

    /// The trunk prefix that this country writes before such a number, if there is one.
    fn trunk_before(&self, bare: &str) -> Option<String> {
        let national = self.number.format_as(PhoneNumberFormat::National);
        let national: String = national.chars().filter(char::is_ascii_digit).collect();
        let trunk = national.strip_suffix(bare).or_else(|| national.get(..1))?;
        (!trunk.is_empty() && !bare.starts_with(trunk)).then(|| trunk.to_owned())
    }

    /// The complaint about a missing trunk prefix. The number may be from another country, or begin with a country
    /// code.
    fn without_trunk(&self, trunk: &str, other: Option<(String, OtherCountry)>, digits: &str) -> Complaint {
        let (written, Country(code)) = (&self.complete(self.written), self.country);
        let others =
            [other.map(|(written, other)| (written, other.country.0, other.why)), self.with_plus(digits)];
        let others = others.into_iter().flatten();
        let others: Vec<_> =
            others.map(|(written, code, why)| (self.complete(&written), code, why)).collect();
        let also: String =
            others.iter().map(|(written, code, why)| format!(", or {written} in {code}, {why}")).collect();
        let message = format!(
            "the number lacks the {trunk} that numbers in {code}, the row's country, begin with: it may be \
             {written}{also}; it was kept as written"
        );
        let second: Vec<String> = others.into_iter().map(|(written, ..)| written).collect();
        doubtful(message, choose(written, &second), written, &second)
    }

    /// The number if its first digits are the row's country code and only the `+` is missing.
    fn with_plus(&self, digits: &str) -> Option<(String, &'static str, &'static str)> {
        let written = format!("+{digits}");
        let number = PhoneNumber::parse(&written, None).ok()?;
        let is_own = number.country_code == self.number.country_code && number.is_valid();
        is_own.then_some((written, self.country.0, "if its first digits are the country code"))
    }

    fn two_readings(&self, second: &str, other: OtherCountry) -> Complaint {
        let (written, second) = (&self.complete(self.written), self.complete(second));
        let Country(code) = self.country;
        let message = format!(
            "the number can be {written} in {code}, the row's country, or {second} in {}, {}; it was kept as \
             written",
            other.country.0, other.why
        );
        let second = [second];
        let hint = format!(
            "{}; if the countries of all rows are right, set FIELD = {{ …, trust_country = true }} in the mapping",
            choose(written, &second)
        );
        doubtful(message, hint, written, &second)
    }

    fn no_mobile(&self) -> Complaint {
        let (written, Country(code)) = (&self.complete(self.written), self.country);
        let message = format!(
            "the field is for mobile numbers, but the number would be {written}, which is not a mobile number \
             in {code}, the row's country; it was kept as written"
        );
        let hint = format!(
            "write {written} if that is right, or another country's number with + and its code; if the \
             column is not for mobile numbers, map it to phoneNumber"
        );
        doubtful(message, hint, written, &[])
    }
}

/// A doubt with the readings of the number.
fn doubtful(message: String, hint: String, written: &str, others: &[String]) -> Complaint {
    let readings = std::iter::once(written).chain(others.iter().map(String::as_str));
    Complaint::new(Code::PhoneReadings, message, hint).suggesting(readings)
}

fn choose(written: &str, others: &[String]) -> String {
    match others {
        [] => format!(
            "write {written} if that is right, or another country's number with + and its code, or correct \
             the row's country"
        ),
        others => format!("write {written} or {}, or correct the row's country", others.join(" or ")),
    }
}
