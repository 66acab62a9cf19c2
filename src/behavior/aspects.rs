//! The aspects that have a few possible values.

use super::aspect::aspects;

aspects! {
    /// What a PUT does with fields that it leaves out.
    PutMode {
        Replace = "replace": "a PUT empties the fields that it leaves out; deskferry always sends whole customers",
        Merge = "merge": "a PUT keeps the fields that it leaves out",
    }
    /// What a PUT does with custom fields that it leaves out.
    PutCustom {
        Replace = "replace": "a PUT empties the custom fields that it leaves out; deskferry always sends all of them",
        Merge = "merge": "a PUT keeps the custom fields that it leaves out",
    }
    /// What null or an empty text does to a field in a PUT.
    Emptying {
        Empties = "empties": "it empties the field",
        Keeps = "keeps": "the field keeps its value",
        Refused = "refused": "the help desk refuses it",
    }
    /// How a search compares the value of a field.
    SearchMatch {
        Exact = "exact": "a search finds the whole value, in any case",
        Case = "case": "a search finds the whole value in the same case only",
        Ascii = "ascii": "a search finds the whole value in any case of a to z; other letters in the same case only",
        Substring = "substring": "a search finds a part of the value; deskferry compares again",
        Ignored = "ignored": "the help desk ignores this field in a search and shows everybody; deskferry compares again",
        Whole = "whole": "a search finds the whole value, which has no letters",
        Nothing = "nothing": "a search by this field finds nothing, so deskferry has to read the list",
    }
    /// Whether a search ignores blanks around the value.
    SearchTrims {
        No = "no": "blanks around a searched value count",
        Yes = "yes": "blanks around a searched value don't count",
    }
    /// Whether `%` in a searched value matches other characters.
    SearchLike {
        No = "no": "% in a searched value means itself",
        Yes = "yes": "% in a searched value matches any text; deskferry compares again",
    }
    /// Whether a search has one page only.
    SearchCut {
        No = "no": "a search shows all of its pages",
        Yes = "yes": "a search shows one page only, even if it finds more",
    }
    /// Whether a search shows the same customers on each page.
    SearchRepeats {
        No = "no": "each page of a search shows other customers",
        Yes = "yes": "a search shows the same customers on each page",
    }
    /// How several fields of a search combine.
    Several {
        All = "all": "a search with several fields finds customers that have all the values",
        Any = "any": "a search with several fields finds customers that have one of the values",
        First = "first": "a search with several fields uses the first one only",
        Last = "last": "a search with several fields uses the last one only",
    }
    /// A search by a field that does not exist.
    UnknownSearch {
        Ignore = "ignore": "a search by an unknown field shows everybody",
        Refuse = "refuse": "a search by an unknown field is refused",
        Nothing = "nothing": "a search by an unknown field finds nothing",
    }
    /// Whether lists have counts.
    Totals {
        Shown = "shown": "lists say how many customers there are",
        None = "none": "lists don't say how many customers there are",
    }
    /// The order of the list.
    ListOrder {
        Oldest = "oldest": "the list begins with the oldest customers",
        Newest = "newest": "the list begins with the newest customers",
        Scattered = "scattered": "the list is not in the order of the inserts",
    }
    /// The answer to a page past the end of the list.
    PastEnd {
        NoContent = "204": "past its end, the list answers 204",
        Empty = "empty": "past its end, the list has an empty page",
        Repeats = "repeats": "past its end, the list shows customers again",
        Refused = "refused": "a page past the end of the list is refused",
    }
    /// Whether some pages before the last one are not full.
    ShortPages {
        No = "no": "every page but the last one is full",
        Yes = "yes": "pages before the last one may be partly filled",
    }
    /// A second customer with the same e-mail address.
    DuplicateEmail {
        Take = "take": "the help desk takes a second customer with the same e-mail; deskferry has to prevent it",
        Refuse = "refuse": "the help desk refuses a second customer with the same e-mail",
    }
    /// What an insert with an existing e-mail address does if it is not refused.
    Dedup {
        Off = "off": "an insert always makes a new customer",
        Answer = "answer": "an insert with an existing e-mail answers with that customer and changes nothing",
        Merge = "merge": "an insert with an existing e-mail changes that customer",
    }
    /// A property in a write that no customer has.
    UnknownProperty {
        Refuse = "refuse": "a write with an unknown property is refused",
        Keep = "keep": "an unknown property of a write is stored",
        Ignore = "ignore": "an unknown property of a write is dropped without a word",
    }
    /// A custom field in a write that has no definition.
    UnknownCustom {
        Keep = "keep": "a custom field without a definition is stored",
        Refuse = "refuse": "a write with a custom field without a definition is refused",
        Ignore = "ignore": "a custom field without a definition is dropped without a word",
    }
    /// How a value is changed before it is stored.
    StoredAs {
        Trim = "trim": "without the blanks around it",
        Blanks = "blanks": "without the blanks around it, and inside with single blanks",
        Lower = "lower": "in lower case",
        Upper = "upper": "in upper case",
        Title = "title": "with each word capitalized",
        Compact = "compact": "without blanks and signs between the digits",
        Zeros = "zeros": "without blanks and signs between the digits, and with 00 instead of +",
        Grouped = "grouped": "with the digits grouped as in its country",
        Digits = "digits": "as digits only",
        Day = "day": "as a day without a time",
        Cut = "cut": "cut",
    }
    /// The text form of a photo.
    PhotoForm {
        Hex = "hex": "photos are sent as hexadecimal digits",
        Base64 = "base64": "photos are sent as Base64; deskferry does so by default",
    }
    /// How reads show a company.
    CompanyForm {
        Text = "text": "a company is shown as text",
        Object = "object": "a company is shown as an object",
    }
    /// How ids are shown.
    IdForm {
        Text = "text": "ids are texts",
        Number = "number": "ids are numbers",
    }
    /// How reads show a field without a value.
    EmptyForm {
        Absent = "absent": "reads leave out fields without a value",
        Null = "null": "reads show fields without a value as null",
    }
    /// Whether a DELETE needs the Content-Type of a write.
    DeleteType {
        Asked = "asked": "a DELETE needs a Content-Type; deskferry always sends it",
        Any = "any": "a DELETE needs no Content-Type",
    }
    /// What a new token does to those before it.
    OldTokens {
        Stay = "stay": "a new access token leaves the old ones valid",
        End = "end": "a new access token ends the one before it; processes of other users disturb each other",
    }
    /// The form of `Retry-After`, if one was seen. The probe never uses up a quota.
    RetryAfterForm {
        Seconds = "seconds": "Retry-After gives seconds",
        Date = "date": "Retry-After gives a time",
    }
}
