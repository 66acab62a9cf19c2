//! Updates: fields that a PUT leaves out, null and empty values, unknown names, and photos.

use serde_json::{Value, json};

use super::custom_names::is_undefined;
use super::halt::Step;
use super::mark::{OFTEN_FILLED, is_nothing};
use super::state::{ProbeState, value_of};
use super::values::{Filling, NO_PROPERTY};
use crate::api::{Object, PhotoEncoding, RawCall};
use crate::behavior::{
    CompanyForm, Emptying, Learned, PhotoForm, PutCustom, PutMode, UnknownCustom, UnknownProperty,
};
use crate::customer::{FIELDS, PHOTO};

/// A picture of one pixel.
const PHOTO_BYTES: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";
const NULLED: &str = "phoneNumber";
const EMPTIED: &str = "mobileNumber";

impl ProbeState {
    /// True if the help desk has taken an update of the first customer.
    async fn put(&self, body: &Object) -> Step<bool> {
        let call = RawCall::update(&self.first()?.id, body)?;
        Ok(self.desk.write(&call).await?.is_success())
    }

    /// Fills the whole first customer, and leaves out what the help desk refuses.
    pub(super) async fn learn_filling(&mut self) -> Step<()> {
        let first = self.first()?.clone();
        self.own.may_have(&first.id, FIELDS.iter().map(|field| field.name).chain(["customFields"]))?;
        let (all, defined) = (self.custom.with_undefined(), self.custom.defined.clone());
        let fillings = [(true, &all), (true, &defined), (false, &defined)];
        let mut taken = None;
        for (number, (is_odd, custom)) in fillings.into_iter().enumerate() {
            let body = Filling { mark: &first.mark, is_odd, custom }.object();
            if self.put(&body).await? {
                self.base = body;
                taken = Some(number);
                break;
            }
        }
        let shown = self.read_first().await?;
        let has_undefined = shown
            .get("customFields")
            .and_then(Value::as_object)
            .is_some_and(|custom| custom.keys().any(|name| is_undefined(name)));
        self.known.unknown_custom = match taken {
            Some(0) if has_undefined => UnknownCustom::Keep.into(),
            Some(0) => UnknownCustom::Ignore.into(),
            Some(1) => UnknownCustom::Refuse.into(),
            _ => Learned::unknown("the help desk refuses a customer with other values too"),
        };
        self.known.company = match shown.get("company") {
            Some(Value::String(_)) => CompanyForm::Text.into(),
            Some(Value::Object(_)) => CompanyForm::Object.into(),
            _ => Learned::unknown("the help desk did not keep a company"),
        };
        self.keep_custom_that_stays(&shown);
        Ok(())
    }

    /// The custom fields that the help desk did not keep are not sent again.
    fn keep_custom_that_stays(&mut self, shown: &Object) {
        let stays = |name: &str| {
            value_of(shown, &format!("customFields.{name}")).is_some_and(|value| !is_nothing(value))
        };
        if let Some(custom) = self.base.get_mut("customFields").and_then(Value::as_object_mut) {
            custom.retain(|name, _| stays(name));
        }
    }

    /// A whole customer with one field null, one empty, and an unknown property. What is refused is left out.
    pub(super) async fn learn_emptying(&mut self) -> Step<()> {
        let tries = [
            (true, true, true),
            (false, true, true),
            (false, false, true),
            (false, true, false),
            (false, false, false),
        ];
        let mut taken = None;
        for (has_unknown, has_empty, has_null) in tries {
            let mut body = self.base.clone();
            has_unknown.then(|| body.insert(NO_PROPERTY.to_owned(), json!("x")));
            has_empty.then(|| body.insert(EMPTIED.to_owned(), json!("")));
            has_null.then(|| body.insert(NULLED.to_owned(), Value::Null));
            if self.put(&body).await? {
                taken = Some((has_unknown, has_empty, has_null));
                break;
            }
        }
        let refused = "the help desk refuses the whole update";
        let Some((has_unknown, has_empty, has_null)) = taken else {
            self.known.unknown = Learned::unknown(refused);
            self.known.put_null = Learned::unknown(refused);
            self.known.put_empty = Learned::unknown(refused);
            return Ok(());
        };
        let before = self.first()?.shown.clone();
        let shown = self.read_first().await?;
        self.known.unknown = match (has_unknown, has_empty && has_null) {
            (true, _) if shown.contains_key(NO_PROPERTY) => UnknownProperty::Keep.into(),
            (true, _) => UnknownProperty::Ignore.into(),
            (false, true) => UnknownProperty::Refuse.into(),
            (false, false) => Learned::unknown("other values in the same update are refused"),
        };
        self.known.put_null = emptying(has_null, &before, &shown, NULLED);
        self.known.put_empty = emptying(has_empty, &before, &shown, EMPTIED);
        Ok(())
    }

    /// An update with name, e-mail address, one custom field and a photo only.
    pub(super) async fn learn_partial(&mut self) -> Step<()> {
        let partial = partial_of(&self.base);
        let mut form = None;
        let mut taken = false;
        for encoding in [Some(PhotoEncoding::Hex), Some(PhotoEncoding::Base64), None] {
            let mut body = partial.clone();
            if let Some(encoding) = encoding {
                body.insert(PHOTO.name.to_owned(), json!(encoding.encode(PHOTO_BYTES)));
            }
            taken = self.put(&body).await?;
            if taken {
                form = encoding;
                break;
            }
        }
        if !taken {
            let reason = "the help desk refuses an update with few fields";
            self.known.put = Learned::unknown(reason);
            self.known.put_custom = Learned::unknown(reason);
            self.known.photo = Learned::unknown(reason);
            return Ok(());
        }
        let before = self.first()?.shown.clone();
        let shown = self.read_first().await?;
        self.known.put = put_mode(&before, &shown, &partial);
        self.known.put_custom = put_custom(&before, &shown, &partial);
        self.known.photo = self.photo_form(form, &partial).await?;
        Ok(())
    }

    /// Reads the photo back. If it is another one, it was sent in the wrong form.
    async fn photo_form(&self, sent: Option<PhotoEncoding>, partial: &Object) -> Step<Learned<PhotoForm>> {
        match sent {
            None => return Ok(Learned::unknown("the help desk refuses a photo in both forms")),
            Some(PhotoEncoding::Hex) if self.shows_photo().await? => return Ok(PhotoForm::Hex.into()),
            Some(PhotoEncoding::Hex) => {
                let mut body = partial.clone();
                body.insert(PHOTO.name.to_owned(), json!(PhotoEncoding::Base64.encode(PHOTO_BYTES)));
                self.put(&body).await?;
            }
            Some(PhotoEncoding::Base64) => {}
        }
        Ok(match self.shows_photo().await? {
            true => PhotoForm::Base64.into(),
            false => Learned::unknown("the photo that is read is not the one that was sent"),
        })
    }

    async fn shows_photo(&self) -> Step<bool> {
        let call = RawCall::photo(&self.first()?.id)?;
        self.desk.ask("a photo", &call, |answer| Some(answer.body == PHOTO_BYTES)).await
    }
}

/// Name, e-mail address, and the first custom field if there is another one to leave out.
fn partial_of(whole: &Object) -> Object {
    let mut partial: Object = whole.clone();
    partial.retain(|field, _| matches!(field.as_str(), "name" | "email" | "customFields"));
    if let Some(custom) = partial.get_mut("customFields").and_then(Value::as_object_mut) {
        let kept = custom.keys().next().cloned().filter(|_| custom.len() > 1);
        custom.retain(|name, _| Some(name) == kept.as_ref());
    }
    partial
}

/// What became of the fields that a PUT has left out.
fn put_mode(before: &Object, shown: &Object, sent: &Object) -> Learned<PutMode> {
    let unsent = FIELDS.iter().map(|field| field.name).filter(|name| !sent.contains_key(*name));
    let full =
        |customer: &Object, name: &str| value_of(customer, name).is_some_and(|value| !is_nothing(value));
    // A help desk may fill these again by itself.
    let own = |name: &&str| !OFTEN_FILLED.contains(name);
    let had: Vec<&str> = unsent.filter(own).filter(|name| full(before, name)).collect();
    let kept = had.iter().filter(|name| full(shown, name)).count();
    match (had.len(), kept) {
        (0, _) => Learned::unknown("the customer had no other fields"),
        (_, 0) => PutMode::Replace.into(),
        (all, kept) if all == kept => PutMode::Merge.into(),
        _ => Learned::unknown("an update with few fields has emptied some of the others and kept some"),
    }
}

/// What became of the custom fields that a PUT has left out.
fn put_custom(before: &Object, shown: &Object, sent: &Object) -> Learned<PutCustom> {
    let custom = |customer: &Object| customer.get("customFields").and_then(Value::as_object).cloned();
    let Some(before) = custom(before).filter(|_| sent.contains_key("customFields")) else {
        return Learned::unknown("the account has no custom field that takes a text");
    };
    let sent = custom(sent).unwrap_or_default();
    let shown = custom(shown).unwrap_or_default();
    let mut left_out = before.iter().filter(|(name, value)| !sent.contains_key(*name) && !is_nothing(value));
    match left_out.next() {
        None => Learned::unknown("the account has no custom field that takes a text"),
        Some((name, _)) if shown.get(name).is_some_and(|value| !is_nothing(value)) => PutCustom::Merge.into(),
        Some(_) => PutCustom::Replace.into(),
    }
}

fn emptying(was_sent: bool, before: &Object, shown: &Object, field: &str) -> Learned<Emptying> {
    let full = |customer: &Object| customer.get(field).is_some_and(|value| !is_nothing(value));
    match (was_sent, full(before), full(shown)) {
        (false, ..) => Emptying::Refused.into(),
        (_, false, _) => Learned::unknown("the field had no value to begin with"),
        (_, _, true) => Emptying::Keeps.into(),
        (_, _, false) => Emptying::Empties.into(),
    }
}
