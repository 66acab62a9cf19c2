//! Whether the server's search can be relied on: it must find customers that are known to be there.

use super::character_kinds::{CharacterKinds, WantedKinds};
use super::customer_lookup::CustomerLookup;
use super::drain_to_index::pages;
use super::error::LookupError;
use super::server_search::{ComparedList, EVERYBODY, SearchResult, ServerSearch, odd};
use super::shown_fields::{shows, shows_less};
use crate::api::{ApiError, CustomerRecord, Form, Object, Page, id_of, roll};

/// Details that are read at either end of the list to find a customer with a key, where the list shows none.
const SPECIMENS: usize = 3;
/// Further pages that are read to find customers with the characters of a key, at most; and no more than a tenth of all.
const FURTHER: u64 = 10;

/// A customer that is there and has a key.
struct Specimen {
    id: String,
    value: String,
    kinds: CharacterKinds,
}

impl CustomerLookup {
    /// The server's search, where it finds customers that are known to be there: those at both ends of the list, of
    /// whom one is the newest, and for each kind of character of the keys that are to be looked up one that has it; by
    /// each key, and in another case; and where it says in one way only that it finds nobody. Else why not.
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
            let specimens = match self.specimens((alternative, kinds), last, &mut known).await? {
                Ok(specimens) => specimens,
                Err(reason) => return Ok(Err(reason)),
            };
            match self.finds_nobody((alternative, specimens.first()), whole, nothing).await? {
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

    /// As [`CustomerLookup::prove`], with a first page of its own; also for the kinds of characters that the keys there have,
    /// because more keys may come to be looked up.
    pub async fn proven(&self, mut wanted: WantedKinds) -> Result<Option<ServerSearch>, LookupError> {
        let first = self.client.list(1, &[]).await?;
        for key in first.records.iter().flat_map(|record| self.matching.remote_keys(record)) {
            if wanted.has(key.alternative) {
                wanted.add(&key.canonical(), &key.values);
            }
        }
        Ok(self.prove(&first, wanted).await?.ok())
    }

    /// Customers by whom the search is tried. Further pages are read where those that are known do not have all kinds
    /// of characters.
    async fn specimens(
        &self,
        (alternative, kinds): (usize, CharacterKinds),
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

    /// The customers among some records that have a key, in their order. The list may not show the key: then the
    /// details of a few tell.
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

    /// In which form a search says that it finds nobody: several searches for keys that nobody has must be answered in one
    /// and the same form. `Err` is the reason why such answers can't be relied on.
    async fn finds_nobody(
        &self,
        (alternative, like): (usize, Option<&Specimen>),
        whole: ComparedList,
        mut nothing: Option<Form>,
    ) -> Result<Result<Option<Form>, &'static str>, ApiError> {
        let field = self.matching.alternatives.get(alternative).and_then(|key| key.fields.first());
        let (Some(field), Some(like)) = (field, like) else { return Ok(Ok(nothing)) };
        for _ in 0..NOBODY {
            let filter = [(field.clone(), nobody(&like.value))];
            match self.client.search(1, &filter, None).await {
                Err(error) => return odd(error).map(Err),
                Ok((page, _)) if whole.is_everybody(page.total) => return Ok(Err(EVERYBODY)),
                Ok((_, None)) => return Ok(Err(SOMEBODY)),
                Ok((_, form)) if nothing.is_some() && nothing != form => return Ok(Err(SEVERAL_FORMS)),
                Ok((_, form)) => nothing = form,
            }
        }
        Ok(Ok(nothing))
    }

    /// Why a search that does not find this customer by its key in another case, or finds everybody, can't be relied on.
    /// Beyond ASCII both cases are tried, since there a server may know one of them only.
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

const SOMEBODY: &str = "a search for a key that does not exist returned customers";
const SEVERAL_FORMS: &str = "its answers to searches without a match differ";
/// Searches for a key that nobody has: one of them may be answered by chance as no other is.
const NOBODY: usize = 3;

/// A key that nobody has; an address, letters or digits, as another key is.
fn nobody(like: &str) -> String {
    let digits = || format!("{:020}", roll().to_bits());
    let letters = || digits().bytes().map(|digit| char::from(digit - b'0' + b'q')).collect::<String>();
    match like {
        address if address.contains('@') => format!("{}@{}.invalid", letters(), letters()),
        text if text.contains(char::is_alphabetic) => letters(),
        _ => digits(),
    }
}

/// The kinds of characters that no known customer has. Upper case is tried by every search in another case.
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

/// The first and the last, and one for each kind that they do not have; of upper case too, where somebody has it.
fn chosen(kinds: CharacterKinds, known: Vec<Vec<Specimen>>) -> Vec<Specimen> {
    // The last page is the second that was read, or the only one.
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

/// Customers of the first page whose details are compared with what the list shows of them.
const COMPARED: usize = 10;

impl CustomerLookup {
    /// True when the list shows less of a customer than its detail.
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
    match letter.is_lowercase() {
        true => letter.to_uppercase().next().unwrap_or(letter),
        false => letter.to_lowercase().next().unwrap_or(letter),
    }
}
