//! What is known of how an account's API behaves: what `deskferry doctor --probe` has found out.
//!
//! The vendor's pages leave much open, so each account is asked once. Every aspect is a value, or the reason why it is
//! not known. What is known may save calls and set defaults. It never removes a read or a comparison that guards against
//! loss or duplicates.

mod account_behavior;
mod aspect;
mod aspects;
mod lag;
mod learned;
mod lines;
mod stored_changes;
mod stored_form;

pub use account_behavior::{AccountBehavior, Aspects, FORM, IndexLag};
pub(crate) use account_behavior::{CUSTOM_FIELDS, KEY_FIELDS};
pub use aspect::Aspect;
pub use aspects::{
    CompanyForm, Dedup, DeleteType, DuplicateEmail, EmptyForm, Emptying, IdForm, ListOrder, OldTokens,
    PastEnd, PhotoForm, PutCustom, PutMode, RetryAfterForm, SearchCut, SearchLike, SearchMatch,
    SearchRepeats, SearchTrims, Several, ShortPages, StoredAs, Totals, UnknownCustom, UnknownProperty,
    UnknownSearch,
};
pub use learned::Learned;
pub use lines::AspectLine;
pub use stored_form::StoredForm;

#[cfg(test)]
mod tests;
