//! Everything that is known of how an account's API behaves.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::aspects::{
    CompanyForm, Dedup, DeleteType, DuplicateEmail, EmptyForm, Emptying, IdForm, ListOrder, OldTokens,
    PastEnd, PhotoForm, PutCustom, PutMode, RetryAfterForm, SearchCut, SearchLike, SearchMatch,
    SearchRepeats, SearchTrims, Several, ShortPages, Totals, UnknownCustom, UnknownProperty, UnknownSearch,
};
use super::learned::Learned;
use super::stored_form::StoredForm;

/// The form of the file. A build that finds a higher number knows nothing.
pub const FORM: u32 = 1;

/// The fields whose searches every probe looks at. A custom field comes to them if there is one.
pub(crate) const KEY_FIELDS: [&str; 4] = ["email", "phoneNumber", "mobileNumber", "name"];

/// Stands for a custom field if none was searched, so that every probe has the same number of aspects.
pub(crate) const CUSTOM_FIELDS: &str = "customFields";

/// What a probe has found out about an account. Contains names of fields, and no values of customers except those that
/// the help desk itself fills in new ones (`fills`), such as the id of an agent. `rate-headers` has values of headers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountBehavior {
    /// The form of this object: [`FORM`].
    pub form: u32,
    /// When the probe ended: `2026-11-29T20:15:00Z`.
    pub probed_at: String,
    /// The version of deskferry that probed.
    pub deskferry: String,
    /// How many calls the probe took, including those for tokens.
    pub calls: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Each aspect.
    #[serde(default)]
    pub aspects: Aspects,
}

impl Deref for AccountBehavior {
    type Target = Aspects;

    fn deref(&self) -> &Aspects {
        &self.aspects
    }
}

impl DerefMut for AccountBehavior {
    fn deref_mut(&mut self) -> &mut Aspects {
        &mut self.aspects
    }
}

/// Each aspect of an account's API; the JSON names are those of the sandbox's switches where there is one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Aspects {
    /// Fields that a PUT leaves out.
    pub put: Learned<PutMode>,
    /// Custom fields that a PUT leaves out.
    pub put_custom: Learned<PutCustom>,
    /// Null in a PUT.
    pub put_null: Learned<Emptying>,
    /// An empty text in a PUT.
    pub put_empty: Learned<Emptying>,
    /// How each field that serves as a key is searched: `email`, `phoneNumber`, `mobileNumber`, `name`, and one custom
    /// field as `customFields.NAME`.
    pub search: BTreeMap<String, Learned<SearchMatch>>,
    /// Blanks around a searched value.
    pub search_trims: Learned<SearchTrims>,
    /// The characters, of those tried, with which a search finds nothing; empty if there are none.
    pub search_blind: Learned<String>,
    /// Wildcards in a searched value.
    pub search_like: Learned<SearchLike>,
    /// Whether a search has one page only.
    pub search_cut: Learned<SearchCut>,
    /// Whether a search repeats its page.
    pub search_repeats: Learned<SearchRepeats>,
    /// Several fields in a search.
    pub several: Learned<Several>,
    /// An unknown field in a search.
    pub unknown_search: Learned<UnknownSearch>,
    /// How soon a new customer is found and listed.
    pub index_lag: Learned<IndexLag>,
    /// Records on a page of the list.
    pub page_size: Learned<u64>,
    /// Counts in lists.
    pub totals: Learned<Totals>,
    /// The order of the list.
    pub order: Learned<ListOrder>,
    /// A page past the end.
    pub past_end: Learned<PastEnd>,
    /// Pages that are not full.
    pub short_pages: Learned<ShortPages>,
    /// A second customer with the same e-mail address.
    pub duplicate_email: Learned<DuplicateEmail>,
    /// What an insert does with an existing e-mail address.
    pub dedup: Learned<Dedup>,
    /// An unknown property in a write.
    pub unknown: Learned<UnknownProperty>,
    /// A custom field without a definition in a write.
    pub unknown_custom: Learned<UnknownCustom>,
    /// The fields whose values are changed before they are stored; empty if none is.
    pub stores: Learned<BTreeMap<String, StoredForm>>,
    /// Fields and custom fields (`customFields.NAME`) that the help desk fills in new customers, with their values; null
    /// if two customers got different values.
    pub fills: Learned<BTreeMap<String, Value>>,
    /// The text form of a photo.
    pub photo: Learned<PhotoForm>,
    /// How reads show a company.
    pub company: Learned<CompanyForm>,
    /// How ids are shown.
    pub id: Learned<IdForm>,
    /// How reads show fields without a value.
    pub empty: Learned<EmptyForm>,
    /// The status for an unknown id.
    pub missing: Learned<u16>,
    /// The status of a successful insert.
    pub create_status: Learned<u16>,
    /// The Content-Type of a DELETE.
    pub delete_type: Learned<DeleteType>,
    /// The status for a wrong access token.
    pub wrong_token: Learned<u16>,
    /// What a new token does to those before it.
    pub old_tokens: Learned<OldTokens>,
    /// How many seconds a new access token lives, as the help desk says.
    pub token_life: Learned<u64>,
    /// Headers about a rate or quota, with the values that were seen last; empty if there are none.
    pub rate_headers: Learned<BTreeMap<String, String>>,
    /// The form of `Retry-After`.
    pub retry_after: Learned<RetryAfterForm>,
}

/// How soon a new customer is shown, in milliseconds after its insert was sent: at most this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct IndexLag {
    /// Until a search finds it; absent if no search found it in the time that the probe waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_ms: Option<u64>,
    /// Until the list shows it; absent if that was not seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_ms: Option<u64>,
    /// The time for which it was surely not shown: the last look that did not find it. 0 if the first look found it.
    pub hidden_ms: u64,
}

/// Gives each of these aspects the reason, if it has none of its own.
macro_rules! explain {
    ($known:ident, $reason:ident, $($aspect:ident),+) => {
        $($known.$aspect.explain($reason);)+
    };
}

impl Aspects {
    /// Gives every aspect to which the probe did not get this reason.
    pub fn explain_unknown(&mut self, reason: &str) {
        let known = self;
        for field in KEY_FIELDS {
            known.search.entry(field.to_owned()).or_default().explain(reason);
        }
        if !known.search.keys().any(|field| field.starts_with(CUSTOM_FIELDS)) {
            known.search.entry(CUSTOM_FIELDS.to_owned()).or_default().explain(reason);
        }
        explain!(
            known,
            reason,
            put,
            put_custom,
            put_null,
            put_empty,
            search_trims,
            search_blind,
            search_like,
            search_cut,
            search_repeats,
            several,
            unknown_search,
            index_lag,
            page_size,
            totals,
            order,
            past_end,
            short_pages,
            duplicate_email,
            dedup,
            unknown,
            unknown_custom,
            stores,
            fills,
            photo,
            company,
            id,
            empty,
            missing,
            create_status,
            delete_type,
            wrong_token,
            old_tokens,
            token_life
        );
    }
}

impl AccountBehavior {
    /// How old the probe is at a time; `None` if its date can't be read or is later.
    pub fn age_at(&self, now: Timestamp) -> Option<Duration> {
        let probed: Timestamp = self.probed_at.parse().ok()?;
        now.duration_since(probed).try_into().ok()
    }
}
