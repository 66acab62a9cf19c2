//! Searches: how each key field is compared, several fields, unknown fields, signs and pages.

use super::halt::Step;
use super::state::{OwnCustomer, ProbeState, text_of};
use super::values::{NO_PROPERTY, SIGN_GROUPS, SIGNS, other_case, part_of};
use crate::api::{CustomerRecord, Page, id_of};
use crate::behavior::{
    CUSTOM_FIELDS, KEY_FIELDS, Learned, SearchCut, SearchLike, SearchMatch, SearchRepeats, SearchTrims,
    Several, UnknownSearch,
};

/// What a search shows.
struct Seen {
    page: Page,
    /// True if our first customer is on the page.
    is_found: bool,
}

impl ProbeState {
    async fn seen(&self, filter: &[(&str, &str)]) -> Step<Option<Seen>> {
        let id = self.first()?.id.clone();
        let page = self.desk.page(1, filter).await?;
        Ok(page.map(|page| {
            let is_found = page.records.iter().any(|record| id_of(record).as_deref() == Some(&id));
            Seen { page, is_found }
        }))
    }

    /// True if a search for this value in this field shows our first customer.
    async fn finds(&self, field: &str, value: &str) -> Step<bool> {
        Ok(self.seen(&[(field, value)]).await?.is_some_and(|seen| seen.is_found))
    }

    /// Each key field that the first customer has.
    pub(super) async fn learn_keys(&mut self) -> Step<()> {
        let shown = self.first()?.shown.clone();
        let lag = self.known.index_lag.get();
        let is_hidden =
            lag.is_some_and(|lag| lag.search_ms.is_none() && lag.list_ms.is_none() && lag.hidden_ms > 0);
        let custom = shown.get("customFields").and_then(|custom| custom.as_object());
        let custom = custom.into_iter().flat_map(|custom| custom.keys()).next();
        let custom = custom.map(|name| format!("{CUSTOM_FIELDS}.{name}"));
        if custom.is_none() {
            let why = "the help desk has kept no custom field of the probe";
            self.known.search.insert(CUSTOM_FIELDS.to_owned(), Learned::unknown(why));
        }
        for field in KEY_FIELDS.iter().map(|field| (*field).to_owned()).chain(custom) {
            let how = match text_of(&shown, &field) {
                Some(_) if is_hidden => {
                    Learned::unknown("a search did not find the new customer while the probe waited")
                }
                Some(value) => self.compared(&field, value).await?,
                None => Learned::unknown("the help desk did not keep a value in this field"),
            };
            self.known.search.insert(field, how);
        }
        Ok(())
    }

    /// How a search by a field compares this value, which our first customer has in it.
    async fn compared(&self, field: &str, value: &str) -> Step<Learned<SearchMatch>> {
        if let Some(how) = self.compared_with_case(field, value).await? {
            return Ok(how.into());
        }
        if let Some(part) = part_of(value) {
            let Some(seen) = self.seen(&[(field, &part)]).await? else {
                return Ok(Learned::unknown("the help desk refuses a search by this field"));
            };
            let own = self.first()?.id.as_str();
            let mut others = seen.page.records.iter().filter(|record| id_of(record).as_deref() != Some(own));
            if others.any(|record| lacks(record, field, &part)) {
                return Ok(SearchMatch::Ignored.into());
            }
            if seen.is_found && self.second.is_none() && seen.page.records.len() < 2 {
                return Ok(Learned::unknown("it takes a second customer to see it"));
            }
            if seen.is_found {
                return Ok(SearchMatch::Substring.into());
            }
        }
        self.whole_value(field, value).await
    }

    /// Where another field is searched with case: if a search in the other case shows nobody, it neither ignores the field
    /// nor finds parts.
    async fn compared_with_case(&self, field: &str, value: &str) -> Step<Option<SearchMatch>> {
        let turned = other_case(value, true);
        let before = self.known.search.values().find_map(Learned::get);
        if turned == value || before != Some(SearchMatch::Case) {
            return Ok(None);
        }
        match self.seen(&[(field, &turned)]).await? {
            Some(seen) if seen.page.records.is_empty() => {}
            _ => return Ok(None),
        }
        Ok(Some(if self.finds(field, value).await? { SearchMatch::Case } else { SearchMatch::Nothing }))
    }

    /// A whole value, which a search compares with or without case. Fields are mostly searched alike, so what was found
    /// for another field is tried first: it saves calls.
    async fn whole_value(&self, field: &str, value: &str) -> Step<Learned<SearchMatch>> {
        let (all, ascii) = (other_case(value, false), other_case(value, true));
        if all == value {
            let how = if self.finds(field, value).await? { SearchMatch::Whole } else { SearchMatch::Nothing };
            return Ok(how.into());
        }
        let before = self.known.search.values().find_map(Learned::get);
        if before != Some(SearchMatch::Case) && self.finds(field, &all).await? {
            return Ok(SearchMatch::Exact.into());
        }
        if ascii != value
            && (ascii != all || before == Some(SearchMatch::Case))
            && self.finds(field, &ascii).await?
        {
            let is_exact = before == Some(SearchMatch::Case) && self.finds(field, &all).await?;
            return Ok(if is_exact { SearchMatch::Exact } else { SearchMatch::Ascii }.into());
        }
        let how = if self.finds(field, value).await? { SearchMatch::Case } else { SearchMatch::Nothing };
        Ok(how.into())
    }

    /// Several fields, blanks, wildcards and pages, by a key field that is really searched.
    pub(super) async fn learn_search_forms(&mut self) -> Step<()> {
        self.learn_unknown_search().await?;
        let first = self.first()?.clone();
        let is_searched = |field: &str| {
            let how = self.known.search.get(field).and_then(Learned::get);
            how.is_some_and(|how| !matches!(how, SearchMatch::Ignored | SearchMatch::Nothing))
        };
        let by_name = is_searched("name");
        let (Some(email), true) = (text_of(&first.shown, "email"), is_searched("email")) else {
            self.no_search_forms("a search by email does not find single customers");
            return Ok(());
        };
        // The signs come first: an import uses them.
        self.learn_blind_signs(&first).await?;
        let trims = self.finds("email", &format!(" {email} ")).await?;
        self.known.search_trims = if trims { SearchTrims::Yes } else { SearchTrims::No }.into();
        self.known.search_like = self.like(email).await?;
        self.known.several = match by_name {
            true => self.several(email).await?,
            false => Learned::unknown("a search by name does not find single customers"),
        };
        self.known.search_repeats = self.repeats(email, &first).await?;
        self.known.search_cut = self.cut(&first).await?;
        Ok(())
    }

    fn no_search_forms(&mut self, reason: &str) {
        let known = &mut self.known;
        known.search_trims = Learned::unknown(reason);
        known.search_like = Learned::unknown(reason);
        known.several = Learned::unknown(reason);
        known.search_repeats = Learned::unknown(reason);
        known.search_cut = Learned::unknown(reason);
        known.search_blind = Learned::unknown(reason);
    }

    async fn learn_unknown_search(&mut self) -> Step<()> {
        let seen = self.seen(&[(NO_PROPERTY, "x")]).await?;
        self.known.unknown_search = match seen {
            None => UnknownSearch::Refuse,
            Some(seen) if seen.page.records.is_empty() => UnknownSearch::Nothing,
            Some(_) => UnknownSearch::Ignore,
        }
        .into();
        Ok(())
    }

    /// Two conditions, of which one is true, in both orders.
    async fn several(&self, email: &str) -> Step<Learned<Several>> {
        let nobody = "deskferry probe: nobody has this name";
        let first = self.seen(&[("email", email), ("name", nobody)]).await?.is_some_and(|seen| seen.is_found);
        let last = self.seen(&[("name", nobody), ("email", email)]).await?.is_some_and(|seen| seen.is_found);
        Ok(match (first, last) {
            (false, false) => Several::All,
            (true, true) => Several::Any,
            (true, false) => Several::First,
            (false, true) => Several::Last,
        }
        .into())
    }

    /// The value with `%` instead of a letter, which only a wildcard finds.
    async fn like(&self, email: &str) -> Step<Learned<SearchLike>> {
        let letters = email.chars().enumerate();
        let pattern: String = letters.map(|(at, letter)| if at == 4 { '%' } else { letter }).collect();
        let like = if self.finds("email", &pattern).await? { SearchLike::Yes } else { SearchLike::No };
        Ok(like.into())
    }

    /// The second page of a search that finds one customer.
    async fn repeats(&self, email: &str, first: &OwnCustomer) -> Step<Learned<SearchRepeats>> {
        let page = self.desk.page(2, &[("email", email)]).await?;
        let again = page.is_some_and(|page| {
            page.records.iter().any(|record| id_of(record).as_deref() == Some(&first.id))
        });
        Ok(if again { SearchRepeats::Yes } else { SearchRepeats::No }.into())
    }

    /// A search that finds more than one page: only possible if two customers fill more than one.
    async fn cut(&self, first: &OwnCustomer) -> Step<Learned<SearchCut>> {
        if self.known.page_size.get() != Some(1) {
            return Ok(Learned::unknown("two customers do not fill more than one page"));
        }
        if self.known.search_repeats.get() == Some(SearchRepeats::Yes) {
            return Ok(Learned::unknown("a search shows the same customers on each page"));
        }
        let Some(shared) = text_of(&first.shown, "company") else {
            return Ok(Learned::unknown("the help desk did not keep the value to search by"));
        };
        let one = self.desk.page(1, &[("company", shared)]).await?;
        let two = self.desk.page(2, &[("company", shared)]).await?;
        let ids = |page: &Page| page.records.iter().filter_map(|record| id_of(record)).collect::<Vec<_>>();
        Ok(match (one.as_ref().map(ids), two.as_ref().map(ids)) {
            (Some(one), Some(two)) if one.len() == 1 && two.len() == 1 && one != two => SearchCut::No.into(),
            (Some(one), Some(two)) if one.len() == 1 && two.is_empty() => SearchCut::Yes.into(),
            _ => Learned::unknown("a search by company does not find both customers"),
        })
    }

    /// First the groups of signs, then each sign of a group that is not found.
    async fn learn_blind_signs(&mut self, first: &OwnCustomer) -> Step<()> {
        let (mut blind, mut tried, mut found) = (String::new(), 0, 0);
        for (signs, field) in SIGN_GROUPS {
            let Some(value) =
                text_of(&first.shown, field).filter(|value| signs.chars().all(|sign| value.contains(sign)))
            else {
                continue;
            };
            tried += 1;
            if self.finds(field, value).await? {
                found += 1;
                continue;
            }
            for (sign, field) in SIGNS.into_iter().filter(|(sign, _)| signs.contains(*sign)) {
                let value = text_of(&first.shown, field).filter(|value| value.contains(sign));
                match value {
                    Some(value) if self.finds(field, value).await? => found += 1,
                    Some(_) => blind.push(sign),
                    None => {}
                }
            }
        }
        self.known.search_blind = match (tried, found) {
            (0, _) => Learned::unknown("the help desk did not keep values with signs"),
            (_, 0) => Learned::unknown("a search by the fields with signs finds nothing"),
            (tried, _) if tried < SIGN_GROUPS.len() && blind.is_empty() => Learned::unknown(
                "the help desk did not keep all values with signs; it found those that it kept",
            ),
            _ => Learned::Found(blind),
        };
        Ok(())
    }
}

/// True for another customer without this text in a field: a search that shows it does not search by the field. A list may
/// leave the field out, but nobody else has this text.
fn lacks(record: &CustomerRecord, field: &str, part: &str) -> bool {
    let has = text_of(record, field).map(str::to_lowercase);
    !has.is_some_and(|has| has.contains(&part.to_lowercase()))
}
