//! The columns of a card. They are the same for every file, so that a mapping can name them in advance.

use super::property::{Property, PropertyKind};

/// Fills a column from the properties of a card.
type Fill = fn(&CardCells<'_>) -> String;

/// All columns and how to fill them; docs/migrating/vcard.md lists them.
pub(super) const COLUMNS: [(&str, Fill); 43] = [
    ("FN", |card| card.first("FN")),
    ("N prefix", |card| card.part("N", 3)),
    ("N given", |card| card.part("N", 1)),
    ("N additional", |card| card.part("N", 2)),
    ("N family", |card| card.part("N", 0)),
    ("N suffix", |card| card.part("N", 4)),
    ("NICKNAME", |card| card.all("NICKNAME", ", ")),
    ("ORG", |card| card.part("ORG", 0)),
    ("ORG unit", |card| card.unit()),
    ("TITLE", |card| card.first("TITLE")),
    ("ROLE", |card| card.first("ROLE")),
    ("EMAIL", |card| value(card.emails().first().copied())),
    ("EMAIL work", |card| {
        value(card.emails().iter().copied().find(|email| email.is_also(PropertyKind::Work)))
    }),
    ("EMAIL home", |card| {
        value(card.emails().iter().copied().find(|email| email.is_also(PropertyKind::Home)))
    }),
    ("EMAIL others", |card| joined(card.emails().iter().skip(1).copied())),
    ("TEL", |card| number(card.voice())),
    ("TEL work", |card| number(card.voice_of(PropertyKind::Work))),
    ("TEL home", |card| number(card.voice_of(PropertyKind::Home))),
    ("TEL mobile", |card| number(card.number_of(PropertyKind::Mobile))),
    ("TEL fax", |card| number(card.number_of(PropertyKind::Fax))),
    ("TEL others", |card| card.other_numbers()),
    ("ADR po box", |card| card.address_part(0)),
    ("ADR extended", |card| card.address_part(1)),
    ("ADR street", |card| card.address_part(2)),
    ("ADR locality", |card| card.address_part(3)),
    ("ADR region", |card| card.address_part(4)),
    ("ADR postal code", |card| card.address_part(5)),
    ("ADR country", |card| card.address_part(6)),
    ("ADR label", |card| card.address_label()),
    ("ADR others", |card| card.other_addresses()),
    ("URL", |card| card.first("URL")),
    ("URL others", |card| joined(card.ranked("URL").into_iter().skip(1))),
    ("BDAY", |card| card.ranked("BDAY").first().map_or_else(String::new, |day| day.day())),
    ("NOTE", |card| card.all("NOTE", "\n")),
    ("CATEGORIES", |card| card.categories()),
    ("LANG", |card| card.language()),
    ("SKYPE", |card| card.account("skype")),
    ("TWITTER", |card| card.profile("twitter")),
    ("FACEBOOK", |card| card.profile("facebook")),
    ("LINKEDIN", |card| card.profile("linkedin")),
    ("KIND", |card| card.first("KIND").to_lowercase()),
    ("UID", |card| card.first("UID")),
    ("REV", |card| card.first("REV")),
];

/// Properties whose values are all in columns.
const TAKEN: [&str; 7] = ["EMAIL", "TEL", "ADR", "URL", "NOTE", "NICKNAME", "CATEGORIES"];
/// Properties of which only the first is in a column.
const FIRST: [&str; 8] = ["FN", "N", "ORG", "TITLE", "ROLE", "BDAY", "LANG", "LANGUAGE"];
/// Properties about the card and not about a person.
const OF_THE_CARD: [&str; 17] = [
    "VERSION",
    "UID",
    "REV",
    "KIND",
    "LABEL",
    "PRODID",
    "CLASS",
    "SORT-STRING",
    "MAILER",
    "SOURCE",
    "PROFILE",
    "NAME",
    "CLIENTPIDMAP",
    "X-ABLABEL",
    "X-ABADR",
    "X-ABSHOWAS",
    "X-ABUID",
];

/// The properties of one card.
pub(super) struct CardCells<'a>(pub(super) &'a [Property]);

impl<'a> CardCells<'a> {
    /// The properties of a name, preferred ones first.
    fn ranked(&self, name: &str) -> Vec<&'a Property> {
        let mut found: Vec<&Property> = self.0.iter().filter(|property| property.name == name).collect();
        found.sort_by_key(|property| property.rank);
        found
    }

    /// Values that are in no column because another value of the same name is preferred.
    pub(super) fn outdone(&self) -> Vec<&'a Property> {
        let behind = |name: &&str| {
            let all = self.ranked(name);
            let first = value(all.first().copied());
            all.into_iter().skip(1).filter(move |other| !other.value().eq_ignore_ascii_case(&first))
        };
        FIRST.iter().flat_map(behind).collect()
    }

    /// The names of properties without a column.
    pub(super) fn without_column(&self) -> Vec<&'a str> {
        let known =
            |name: &str| TAKEN.contains(&name) || FIRST.contains(&name) || OF_THE_CARD.contains(&name);
        let accounts = [
            self.account("skype"),
            self.profile("twitter"),
            self.profile("facebook"),
            self.profile("linkedin"),
        ];
        let is_account = |text: &str| {
            let bare = text.split_once(':').and_then(|(_, bare)| bare.split('?').next());
            accounts.iter().any(|own| !own.is_empty() && (text == own || bare == Some(own)))
        };
        let taken = |property: &&Property| known(&property.name) || is_account(&property.value());
        self.0.iter().filter(|property| !taken(property)).map(|property| property.name.as_str()).collect()
    }

    /// The number of contacts in a card that is a group; `None` for any other card.
    pub(super) fn members(&self) -> Option<usize> {
        let is = |property: &&Property, name: &str| {
            property.name == name || property.name == format!("X-ADDRESSBOOKSERVER-{name}")
        };
        let group = |property: &&Property| {
            is(property, "KIND") && property.value().trim().eq_ignore_ascii_case("group")
        };
        self.0.iter().find(group).map(|_| self.0.iter().filter(|property| is(property, "MEMBER")).count())
    }

    fn first(&self, name: &str) -> String {
        value(self.ranked(name).first().copied())
    }

    fn part(&self, name: &str, at: usize) -> String {
        self.ranked(name).first().map_or_else(String::new, |property| property.part(at).to_owned())
    }

    fn all(&self, name: &str, between: &str) -> String {
        self.ranked(name).iter().map(|property| property.value()).collect::<Vec<_>>().join(between)
    }

    fn unit(&self) -> String {
        let org = self.ranked("ORG").first().copied();
        let units = org.map_or(&[][..], |org| org.parts.get(1..).unwrap_or_default());
        units.iter().map(|unit| unit.trim()).filter(|unit| !unit.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// All e-mail addresses, each once.
    fn emails(&self) -> Vec<&'a Property> {
        once(self.ranked("EMAIL"))
    }

    fn numbers(&self) -> Vec<&'a Property> {
        once(self.ranked("TEL"))
    }

    /// The first phone number that is not a mobile, a fax or a pager; mobiles have their own column.
    fn voice(&self) -> Option<&'a Property> {
        let voice = |number: &&Property| {
            !matches!(number.of(), PropertyKind::Mobile | PropertyKind::Fax | PropertyKind::Pager)
        };
        self.numbers().into_iter().find(voice)
    }

    fn voice_of(&self, kind: PropertyKind) -> Option<&'a Property> {
        self.numbers().into_iter().find(|number| number.of() == kind)
    }

    fn number_of(&self, kind: PropertyKind) -> Option<&'a Property> {
        self.voice_of(kind)
    }

    /// The numbers that are in no other column; those at work and at home may be repeated.
    fn other_numbers(&self) -> String {
        let taken = [self.voice(), self.number_of(PropertyKind::Mobile), self.number_of(PropertyKind::Fax)];
        let taken: Vec<String> = taken.into_iter().flatten().map(Property::value).collect();
        let numbers = self.numbers().into_iter().filter(|number| !taken.contains(&number.value()));
        numbers.map(|other| number(Some(other))).collect::<Vec<_>>().join(", ")
    }

    /// The preferred address, or the first one.
    fn address(&self) -> Option<&'a Property> {
        self.ranked("ADR").first().copied()
    }

    fn address_part(&self, at: usize) -> String {
        self.address().map_or_else(String::new, |address| address.part(at).to_owned())
    }

    /// The address as one text: the label of the property itself, or a LABEL of the same kind.
    fn address_label(&self) -> String {
        let own = self.address().and_then(|address| address.label.clone());
        let kind = self.address().map(Property::of);
        let label =
            || self.ranked("LABEL").into_iter().find(|label| kind.is_none_or(|kind| label.of() == kind));
        own.or_else(|| label().map(Property::value)).unwrap_or_default()
    }

    fn other_addresses(&self) -> String {
        let order = [0, 1, 2, 5, 3, 4, 6];
        let line = |address: &&Property| {
            let parts = order.map(|at| address.part(at)).into_iter().filter(|part| !part.is_empty());
            parts.map(|part| part.replace('\n', ", ")).collect::<Vec<_>>().join(", ")
        };
        self.ranked("ADR").iter().skip(1).map(line).collect::<Vec<_>>().join("\n")
    }

    fn categories(&self) -> String {
        let all = self.ranked("CATEGORIES");
        let all = all.iter().flat_map(|property| &property.parts).map(|part| part.trim());
        all.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(";")
    }

    fn language(&self) -> String {
        let own = self.first("LANG");
        if own.is_empty() { self.first("LANGUAGE") } else { own }
    }

    /// A name in a messaging network: `IMPP:skype:ada`, or `X-SKYPE:ada`.
    fn account(&self, network: &str) -> String {
        let scheme = format!("{network}:");
        let of = |property: &&Property| {
            let text = property.value();
            let own = property.name.to_lowercase().starts_with(&format!("x-{network}"));
            let named = property.name == "IMPP"
                && (text.to_lowercase().starts_with(&scheme) || property.is_type(network));
            (own || named).then_some(text)
        };
        let found = self.0.iter().find_map(|property| of(&property)).unwrap_or_default();
        let bare = found.get(scheme.len()..).filter(|_| found.to_lowercase().starts_with(&scheme));
        bare.map(|bare| bare.split('?').next().unwrap_or_default().to_owned()).unwrap_or(found)
    }

    /// A profile in a social network.
    fn profile(&self, network: &str) -> String {
        let names = ["SOCIALPROFILE", "X-SOCIALPROFILE"];
        let of = |property: &&Property| names.contains(&property.name.as_str()) && property.is_type(network);
        let own = format!("X-{}", network.to_uppercase());
        let found = self.0.iter().find(of).or_else(|| self.0.iter().find(|property| property.name == own));
        value(found)
    }
}

/// Each value once, ignoring case.
fn once(properties: Vec<&Property>) -> Vec<&Property> {
    let mut seen = std::collections::HashSet::new();
    properties.into_iter().filter(|property| seen.insert(property.value().to_lowercase())).collect()
}

fn value(property: Option<&Property>) -> String {
    property.map_or_else(String::new, Property::value)
}

fn joined<'a>(properties: impl Iterator<Item = &'a Property>) -> String {
    properties.map(Property::value).collect::<Vec<_>>().join(", ")
}

/// A number without the scheme of a link: `tel:+39-06-555;ext=12`.
fn number(property: Option<&Property>) -> String {
    let text = value(property);
    match text.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("tel:")) {
        Some(_) => text.get(4..).unwrap_or_default().replace(";ext=", " ext. "),
        None => text,
    }
}
