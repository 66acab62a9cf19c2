//! The properties of a card with their kinds, for all vCard versions.

use calcard::common::IanaString as _;
use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardValue};

/// The kind of a number or address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyKind {
    Mobile,
    Fax,
    Pager,
    Work,
    Home,
    Other,
}

/// Words in labels, in the languages of address books. The first matching kind wins: a fax at work is a fax.
const WORDS: [(PropertyKind, &[&str]); 5] = [
    (PropertyKind::Fax, &["fax"]),
    (PropertyKind::Pager, &["pager"]),
    (PropertyKind::Mobile, &["cell", "mobil", "iphone", "handy", "portable", "móvil", "gsm"]),
    (
        PropertyKind::Work,
        &[
            "work",
            "business",
            "office",
            "arbeit",
            "geschäft",
            "büro",
            "lavoro",
            "ufficio",
            "travail",
            "bureau",
            "trabajo",
            "oficina",
        ],
    ),
    (
        PropertyKind::Home,
        &["home", "privat", "zuhause", "casa", "abitazione", "domicile", "maison", "particular"],
    ),
];

/// One property.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) name: String,
    /// Its types and its label in lower case.
    pub(super) kinds: Vec<String>,
    /// A lower rank is preferred.
    pub(super) rank: u32,
    /// Its parts; one if it has no structure.
    pub(super) parts: Vec<String>,
    /// The text form of an address, if the property has one.
    pub(super) label: Option<String>,
    /// The year that stands for an unknown year.
    no_year: Option<String>,
}

/// The rank of a property without a preference.
const UNRANKED: u32 = 1000;

/// All properties of a card that have a value.
pub(super) fn properties(card: &VCard) -> Vec<Property> {
    let label_of = |group: &Option<String>| {
        let group = group.as_deref()?;
        let own = |entry: &&VCardEntry| {
            entry.name.as_str().eq_ignore_ascii_case("X-ABLABEL")
                && entry.group.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(group))
        };
        card.entries.iter().find(own).and_then(|entry| entry.values.first()).map(text)
    };
    let properties = card.entries.iter().map(|entry| property(entry, label_of(&entry.group)));
    properties.filter(|property| property.parts.iter().any(|part| !part.trim().is_empty())).collect()
}

fn property(entry: &VCardEntry, label: Option<String>) -> Property {
    let mut property = Property {
        name: entry.name.as_str().to_ascii_uppercase(),
        rank: UNRANKED,
        parts: entry.values.iter().map(text).collect(),
        ..Property::default()
    };
    // Apple encloses its own labels in `_$!<` and `>!$_`.
    property
        .kinds
        .extend(label.map(|label| label.trim_start_matches("_$!<").trim_end_matches(">!$_").to_lowercase()));
    for param in &entry.params {
        property.note(&param.name, &param.value);
    }
    if property.kinds.iter().any(|kind| kind == "pref") {
        property.rank = 0;
    }
    property
}

impl Property {
    fn note(&mut self, name: &VCardParameterName, value: &VCardParameterValue) {
        match (name, value) {
            (VCardParameterName::Type, VCardParameterValue::Type(kind)) => self.kind(kind.as_str()),
            (VCardParameterName::Type, VCardParameterValue::Text(text)) => self.kind(text),
            // vCard 2.1 writes types without `TYPE=`.
            (VCardParameterName::Other(word), VCardParameterValue::Null) => self.kind(word),
            (VCardParameterName::Pref, VCardParameterValue::Integer(rank)) => self.rank = *rank,
            (VCardParameterName::Pref, _) => self.kind("pref"),
            (VCardParameterName::Label, VCardParameterValue::Text(text)) => self.label = Some(text.clone()),
            (VCardParameterName::Other(word), VCardParameterValue::Text(year))
                if word.eq_ignore_ascii_case("X-APPLE-OMIT-YEAR") =>
            {
                self.no_year = Some(year.clone());
            }
            _ => {}
        }
    }

    fn kind(&mut self, word: &str) {
        self.kinds.extend(word.split(',').map(|word| word.trim().to_lowercase()));
    }

    /// Its kind.
    pub(super) fn of(&self) -> PropertyKind {
        let has =
            |words: &&[&str]| self.kinds.iter().any(|kind| words.iter().any(|word| kind.contains(word)));
        WORDS.iter().find(|(_, words)| has(words)).map_or(PropertyKind::Other, |(kind, _)| *kind)
    }

    /// True if it also has this kind, even if another one wins.
    pub(super) fn is_also(&self, kind: PropertyKind) -> bool {
        let words = WORDS.iter().find(|(own, _)| *own == kind).map_or(&[][..], |(_, words)| *words);
        self.kinds.iter().any(|kind| words.iter().any(|word| kind.contains(word)))
    }

    /// True if it has this type.
    pub(super) fn is_type(&self, word: &str) -> bool {
        self.kinds.iter().any(|kind| kind == word)
    }

    /// A part without surrounding white space.
    pub(super) fn part(&self, at: usize) -> &str {
        self.parts.get(at).map_or("", |part| part.trim())
    }

    /// The value as one text.
    pub(super) fn value(&self) -> String {
        let parts = self.parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A date in ISO 8601; without a year it begins with two hyphens. Anything else stays as written.
    pub(super) fn day(&self) -> String {
        let text = self.part(0);
        let day = text.split(['T', ' ']).next().unwrap_or_default();
        let digits: String = day.chars().filter(|letter| *letter != '-').collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.to_owned();
        }
        let (year, rest) = match (digits.len(), day.starts_with("--")) {
            (8, false) => digits.split_at(4),
            (4, true) => ("", digits.as_str()),
            _ => return text.to_owned(),
        };
        let (month, day) = rest.split_at(2);
        // Apple writes 1604 for an unknown year.
        let none = year.is_empty() || year == "1604" || self.no_year.as_deref() == Some(year);
        if none { format!("--{month}-{day}") } else { format!("{year}-{month}-{day}") }
    }
}

fn text(value: &VCardValue) -> String {
    match value {
        VCardValue::Text(text) => text.clone(),
        VCardValue::Component(parts) => parts.join(","),
        VCardValue::Integer(number) => number.to_string(),
        VCardValue::Float(number) => number.to_string(),
        VCardValue::Boolean(value) => value.to_string(),
        VCardValue::Kind(kind) => kind.as_str().to_lowercase(),
        VCardValue::Sex(sex) => sex.as_str().to_owned(),
        VCardValue::PartialDateTime(_) | VCardValue::Binary(_) | VCardValue::GramGender(_) => String::new(),
    }
}
