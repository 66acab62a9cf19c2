//! Tests whether the server's search is reliable: it must find existing customers.

use super::character_kinds::{CharacterKinds, WantedKinds};
use super::customer_lookup::CustomerLookup;
use super::drain_to_index::pages;
use super::error::LookupError;
use super::server_search::{ComparedList, RETURNS_ALL, SearchResult, ServerSearch, odd};
use super::shown_fields::{shows, shows_less};
use crate::api::{ApiError, CustomerRecord, Form, Object, Page, id_of, roll};

/// The maximum number of details read at each end of a page to find a customer with a key, if the list shows no key.
const SPECIMENS: usize = 3;
/// The maximum number of further pages read to find customers with certain kinds of characters, but at most a tenth of
/// all pages.
const FURTHER: u64 = 10;

/// An existing customer with a key.
struct Specimen {
    id: String,
    value: String,
    kinds: CharacterKinds,
}

impl CustomerLookup {
    /// Tests the server's search; the inner error is the reason why it is unreliable.
    ///
    /// It must find the first and the last customer of the list, as one of them is the newest. It must also find one
    /// customer for each kind of character in the wanted keys. Each is searched by its key in another case. Answers
    /// without customers must all have one form.
    pub async fn prove(
        &self,
        first: &Page,
        wanted: WantedKinds,
    ) -> Result<Result<ServerSearch, String>, LookupError> {
        let last = pages(first).unwrap_or(1);
        let mut known = vec![first.records.clone()];
        if last > 1 {
            known.push(self.client.list(last, &[]).await?.records);
        }
        let mut whole = ComparedList::of(first);
        let mut nothing = None;
        for (alternative, kinds) in wanted.each() {
            if kinds.fold_oddly() {
                return Ok(Err(ODD_LETTERS.to_owned()));
            }
            let specimens = match self.specimens(alternative, kinds, last, &mut known).await? {
                Ok(specimens) => specimens,
                Err(reason) => return Ok(Err(reason)),
            };
            match self.empty_form(alternative, specimens.first(), whole, nothing).await? {
                Ok(form) => nothing = form,
                Err(reason) => return Ok(Err(reason.to_owned())),
            }
            whole = whole.with_nothing(nothing);
            for specimen in specimens {
                if let Some(reason) = self.fails(alternative, &specimen, whole).await? {
                    return Ok(Err(reason));
                }
            }
        }
        Ok(Ok(ServerSearch::new(self.clone(), wanted, whole)))
    }

    /// Like [`CustomerLookup::prove`], but reads the first page itself. Also tests the kinds of characters in the keys on
    /// that page, as more keys may have to be looked up.
    pub async fn proven(&self, mut wanted: WantedKinds) -> Result<Option<ServerSearch>, LookupError> {
        let first = self.client.list(1, &[]).await?;
        for key in first.records.iter().flat_map(|record| self.matching.remote_keys(record)) {
            if wanted.has(key.alternative) {
                wanted.add(&key.canonical(), &key.values);
            }
        }
        Ok(self.prove(&first, wanted).await?.ok())
    }

    /// The customers with which the search is tested. Reads further pages if the known ones lack kinds of characters.
    async fn specimens(
        &self,
        alternative: usize,
        kinds: CharacterKinds,
        last: u64,
        known: &mut Vec<Vec<CustomerRecord>>,
    ) -> Result<Result<Vec<Specimen>, String>, LookupError> {
        let mut all = Vec::new();
        for records in known.iter() {
            all.push(self.with_key(alternative, records).await?);
        }
        let further = FURTHER.min(last / 10);
        for at in 1..=further {
            if lacking(kinds, &all).is_empty() {
                break;
            }
            let number = 1 + last * at / (further + 1);
            let records = self.client.list(number, &[]).await?.records;
            all.push(self.with_key(alternative, &records).await?);
            known.push(records);
        }
        if all.iter().flatten().any(|one| one.kinds.fold_oddly()) {
            return Ok(Err(ODD_LETTERS.to_owned()));
        }
        let lacking = lacking(kinds, &all);
        if !lacking.is_empty() {
            return Ok(Err(format!("no known customer can be used to test it for keys with {lacking}")));
        }
        Ok(Ok(chosen(kinds, all)))
    }

    /// The customers among some records that have a key, in their order. If no record shows a key, some details are
    /// read.
    async fn with_key(
        &self,
        alternative: usize,
        records: &[CustomerRecord],
    ) -> Result<Vec<Specimen>, ApiError> {
        let specimen = |record: &Object| {
            let key =
                self.matching.remote_keys(record).into_iter().find(|key| key.alternative == alternative)?;
            let value = key.values.first()?;
            Some(Specimen {
                id: id_of(record)?,
                kinds: CharacterKinds::of_stored(value),
                value: value.trim().to_owned(),
            })
        };
        let mut found: Vec<Specimen> = records.iter().filter_map(|record| specimen(record)).collect();
        let Some(key) = self.matching.alternatives.get(alternative).filter(|_| found.is_empty()) else {
            return Ok(found);
        };
        let hidden = |record: &&CustomerRecord| key.fields.iter().any(|field| !shows(record, field));
        let thin: Vec<String> = records.iter().filter(hidden).filter_map(|record| id_of(record)).collect();
        for (at, id) in thin.iter().enumerate() {
            if at < SPECIMENS || at + SPECIMENS >= thin.len() {
                found.extend(self.client.detail(id).await?.as_deref().and_then(specimen));
            }
        }
        Ok(found)
    }

    /// The form of a search answer without customers: several searches for keys that no customer has must be answered
    /// in the same form. The inner error is the reason why such answers are unreliable.
    async fn empty_form(
        &self,
        alternative: usize,
        like: Option<&Specimen>,
        whole: ComparedList,
        mut nothing: Option<Form>,
    ) -> Result<Result<Option<Form>, &'static str>, ApiError> {
        let field = self.matching.alternatives.get(alternative).and_then(|key| key.fields.first());
        let (Some(field), Some(like)) = (field, like) else { return Ok(Ok(nothing)) };
        for _ in 0..UNKNOWN_KEY_SEARCHES {
            let filter = [(field.clone(), unknown_key(&like.value))];
            match self.client.search(1, &filter, None).await {
                Err(error) => return odd(error).map(Err),
                Ok((page, _)) if whole.counts_all(page.total) => return Ok(Err(RETURNS_ALL)),
                Ok((_, None)) => return Ok(Err(FINDS_UNKNOWN_KEY)),
                Ok((_, form)) if nothing.is_some() && nothing != form => return Ok(Err(SEVERAL_FORMS)),
                Ok((_, form)) => nothing = form,
            }
        }
        Ok(Ok(nothing))
    }

    /// The reason why the search is unreliable: it does not find this customer by its key in another case, or it
    /// returns all customers. Beyond ASCII both cases are tried, as a server may fold only ASCII.
    async fn fails(
        &self,
        alternative: usize,
        specimen: &Specimen,
        whole: ComparedList,
    ) -> Result<Option<String>, ApiError> {
        let key = self.matching.alternatives.get(alternative);
        let Some(field) = key.and_then(|key| key.fields.first()) else { return Ok(Some(String::new())) };
        let other = specimen.value.chars().map(swap_case).collect();
        let own = Some(specimen.value.clone()).filter(|value| !value.is_ascii());
        for value in std::iter::once(other).chain(own) {
            let found = match self.searched(field, &value, whole).await? {
                SearchResult::Odd(reason) => return Ok(Some(reason.to_owned())),
                SearchResult::Whole(found) => found,
            };
            if !found.iter().any(|record| id_of(record).as_ref() == Some(&specimen.id)) {
                return Ok(Some(format!("it does not find a customer by a key with {}", specimen.kinds)));
            }
        }
        Ok(None)
    }
}

const ODD_LETTERS: &str =
    "keys have letters such as ß, or spaces around them, and it may not recognize all spellings";

const FINDS_UNKNOWN_KEY: &str = "a search for a key that does not exist returned customers";
const SEVERAL_FORMS: &str = "its answers to searches without a match differ";
/// How many searches for unknown keys are made: a single answer may differ by chance.
const UNKNOWN_KEY_SEARCHES: usize = 3;

/// A random key that no customer has: an address, letters or digits, like another key.
fn unknown_key(like: &str) -> String {
    let digits = || format!("{:020}", roll().to_bits());
    let letters = || digits().bytes().map(|digit| char::from(digit - b'0' + b'q')).collect::<String>();
    match like {
        address if address.contains('@') => format!("{}@{}.invalid", letters(), letters()),
        text if text.contains(char::is_alphabetic) => letters(),
        _ => digits(),
    }
}

/// The kinds of characters that no known customer has. Every search in another case tests upper case.
fn lacking(kinds: CharacterKinds, known: &[Vec<Specimen>]) -> CharacterKinds {
    let had =
        known.iter().flatten().map(|one| one.kinds).fold(CharacterKinds::default(), CharacterKinds::and);
    let had = if known.iter().any(|page| !page.is_empty()) {
        had.and(kinds.upper())
    } else {
        CharacterKinds::default()
    };
    kinds.without(had)
}

/// The first and the last customer, and one for each kind that these lack; upper case too, if a customer has it.
fn chosen(kinds: CharacterKinds, known: Vec<Vec<Specimen>>) -> Vec<Specimen> {
    // The last page was read second, or is the only one.
    let pages = known.len();
    let had =
        known.iter().flatten().map(|one| one.kinds).fold(CharacterKinds::default(), CharacterKinds::and);
    let mut open = kinds.and(had.upper());
    let mut chosen = Vec::new();
    let mut others = Vec::new();
    for (at, page) in known.into_iter().enumerate() {
        let end = page.len().saturating_sub(1);
        for (place, one) in page.into_iter().enumerate() {
            if at == 0 && place == 0 || at == 1.min(pages.saturating_sub(1)) && place == end {
                open = open.without(one.kinds);
                chosen.push(one);
            } else {
                others.push(one);
            }
        }
    }
    for one in others {
        if one.kinds.meets(open) {
            open = open.without(one.kinds);
            chosen.push(one);
        }
    }
    chosen
}

/// How many customers of the first page are compared with their details.
const COMPARED: usize = 10;

impl CustomerLookup {
    /// True if the list shows less of a customer than its detail.
    pub async fn is_thin(&self, first: &Page) -> Result<bool, ApiError> {
        for record in first.records.iter().take(COMPARED) {
            let Some(id) = id_of(record) else { continue };
            if self.client.detail(&id).await?.is_some_and(|detail| shows_less(record, &detail)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn swap_case(letter: char) -> char {
    if letter.is_lowercase() {
        letter.to_uppercase().next().unwrap_or(letter)
    } else {
        letter.to_lowercase().next().unwrap_or(letter)
    }
}
