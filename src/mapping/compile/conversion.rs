//! `as` and its options, checked against the field.

use toml::Spanned;

use crate::convert::{
    AllowedChoices, BoolWords, Conversion, DateFormats, DecimalMark, PhoneRule, Scheme, Separator, Take,
};
use crate::customer::{FieldKind, FieldTarget};
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;
use crate::mapping::photo_rule::{FILE, check_photo};
use crate::mapping::spec::FieldRule;
use crate::mapping::write_rule::is_appended;

/// The words of `as`.
const WORDS: &[&str] = &[
    "text", "email", "phone", "country", "language", "date", "bool", "integer", "decimal", "url", "tags",
    "enum", "json", "file", "exported",
];

/// The conversion that the rule names, or else that of its field.
pub(super) fn conversion_of_rule(
    target: &FieldTarget,
    name: &Spanned<String>,
    rule: &FieldRule,
) -> Result<Conversion, MappingProblem> {
    check_photo(target, name, rule)?;
    let native = match target {
        FieldTarget::Field(field) => native(field.kind),
        _ => "text",
    };
    let (word, span) = match &rule.conversion {
        Some(word) => (word.get_ref().as_str(), word.span()),
        None if rule.values.is_some() && native == "text" => ("enum", name.span()),
        None if rule.formats.is_some() && native == "text" => ("date", name.span()),
        None => (native, name.span()),
    };
    fits(target, word, &span)?;
    options_belong(word, rule)?;
    if word == "exported" {
        return Ok(Conversion::Exported(target.clone()));
    }
    Ok(match named(word, span, rule)? {
        Conversion::Phone(phone) => Conversion::Phone(phone.for_mobiles(target.name() == "mobileNumber")),
        other => other,
    })
}

fn native(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Email => "email",
        FieldKind::Country => "country",
        FieldKind::Language => "language",
        FieldKind::Date => "date",
        FieldKind::Bool => "bool",
        FieldKind::Url => "url",
        FieldKind::Tags => "tags",
        FieldKind::Object => "json",
        FieldKind::Photo => FILE,
    }
}

/// Rejects a conversion that a field of a fixed kind can't take.
fn fits(target: &FieldTarget, word: &str, span: &std::ops::Range<usize>) -> Result<(), MappingProblem> {
    let FieldTarget::Field(field) = target else { return Ok(()) };
    if !WORDS.contains(&word) {
        return Ok(());
    }
    let only = native(field.kind);
    let free = field.kind == FieldKind::Text && !matches!(word, "tags" | "json")
        || field.kind == FieldKind::Url && word == "text";
    if free || word == only || (word == "exported" && field.kind != FieldKind::Object) {
        return Ok(());
    }
    let message = format!("the field `{}` can't hold the result of `as = \"{word}\"`", field.name);
    Err(MappingProblem::new(span.clone(), message).help(format!("remove `as`, or use as = \"{only}\"")))
}

fn options_belong(word: &str, rule: &FieldRule) -> Result<(), MappingProblem> {
    let options = [
        ("formats", "date", rule.formats.as_ref().map(Spanned::span)),
        ("true_values", "bool", rule.true_values.as_ref().map(Spanned::span)),
        ("false_values", "bool", rule.false_values.as_ref().map(Spanned::span)),
        ("values", "enum", rule.values.as_ref().map(Spanned::span)),
        ("separator", "tags", rule.separator.as_ref().map(Spanned::span)),
        ("decimal", "decimal", rule.decimal.as_ref().map(Spanned::span)),
        ("pivot", "date", rule.pivot.as_ref().map(Spanned::span)),
        ("order", "date", rule.order.as_ref().map(Spanned::span)),
        ("format", "phone", rule.format.as_ref().map(Spanned::span)),
        ("region", "phone", rule.region.as_ref().map(Spanned::span)),
        ("trust_country", "phone", rule.trust_country.as_ref().map(Spanned::span)),
        ("take", "email", rule.take.as_ref().map(Spanned::span)),
        ("scheme", "url", rule.scheme.as_ref().map(Spanned::span)),
        ("lost_zeros", "country", rule.lost_zeros.as_ref().map(Spanned::span)),
        ("folder", FILE, rule.folder.as_ref().map(Spanned::span)),
        ("fallback", "country", rule.fallback.as_ref().map(Spanned::span)),
    ];
    for (option, owner, span) in options {
        let elsewhere = match option {
            "take" => rule.split.is_some(),
            "separator" => is_appended(rule),
            _ => false,
        };
        if let Some(span) = span.filter(|_| word != owner && !elsewhere) {
            let message = format!("{option} belongs to as = \"{owner}\", but this field has as = \"{word}\"");
            let problem = MappingProblem::new(span, message);
            return Err(match option {
                "separator" => {
                    problem.help("for a text that is added to the help desk's, write = \"append\"")
                }
                _ => problem,
            });
        }
    }
    Ok(())
}

fn named(word: &str, span: std::ops::Range<usize>, rule: &FieldRule) -> Result<Conversion, MappingProblem> {
    Ok(match word {
        "text" => Conversion::Text,
        "email" => match rule.take.as_ref().filter(|_| rule.split.is_none()) {
            None => Conversion::Email,
            Some(take) => Conversion::Emails(checked(take, Take::new(take.get_ref()))?),
        },
        "phone" => Conversion::Phone(phone(rule)?),
        "country" => Conversion::Country,
        "language" => Conversion::Language,
        "integer" => Conversion::Integer,
        "decimal" => Conversion::Decimal(marked(rule.decimal.as_ref(), DecimalMark::new)?),
        "url" => match &rule.scheme {
            None => Conversion::Url,
            Some(scheme) => Conversion::UrlWith(checked(scheme, Scheme::new(scheme.get_ref()))?),
        },
        "date" => Conversion::Date(date_formats(rule)?),
        "bool" => Conversion::Bool(bool_words(rule)?),
        "tags" => Conversion::Tags(marked(rule.separator.as_ref(), Separator::new)?),
        "json" => Conversion::Json,
        FILE => Conversion::File,
        "enum" => Conversion::Enum(allowed(rule, span)?),
        other => {
            let near = near_key(other, WORDS.iter().copied()).map_or_else(String::new, |near| near + " ");
            return Err(MappingProblem::new(span, format!("unknown conversion {other:?}"))
                .help(format!("{near}use one of {}", WORDS.join(", "))));
        }
    })
}

fn checked<T, O>(option: &Spanned<O>, result: Result<T, String>) -> Result<T, MappingProblem> {
    result.map_err(|message| MappingProblem::new(option.span(), message))
}

fn phone(rule: &FieldRule) -> Result<PhoneRule, MappingProblem> {
    let text = |option: &Option<Spanned<String>>| option.as_ref().map(|option| option.get_ref().clone());
    let span = rule.region.as_ref().filter(|_| PhoneRule::new(text(&rule.format).as_deref(), None).is_ok());
    let span = span.or(rule.format.as_ref()).map_or(0..0, Spanned::span);
    let trusting = rule.trust_country.as_ref().is_some_and(|trust| *trust.get_ref());
    PhoneRule::new(text(&rule.format).as_deref(), text(&rule.region).as_deref())
        .map(|phone| phone.trusting_country(trusting))
        .map_err(|message| MappingProblem::new(span, message))
}

fn date_formats(rule: &FieldRule) -> Result<DateFormats, MappingProblem> {
    let formats = rule.formats.as_ref().map_or(&[][..], |formats| formats.get_ref());
    let pivot = rule.pivot.as_ref().map(|pivot| *pivot.get_ref());
    let order = rule.order.as_ref().map(|order| order.get_ref().as_str());
    DateFormats::with(formats, pivot, order).map_err(|message| {
        let option = match () {
            () if DateFormats::with(&["auto".to_owned()], pivot, None).is_err() => None,
            () if DateFormats::with(formats, pivot, None).is_ok() => rule.order.as_ref().map(Spanned::span),
            () if DateFormats::with(formats, None, None).is_ok() => None,
            () => rule.formats.as_ref().map(Spanned::span),
        };
        let span = option.or_else(|| rule.pivot.as_ref().map(Spanned::span)).unwrap_or(0..0);
        MappingProblem::new(span, message)
    })
}

fn bool_words(rule: &FieldRule) -> Result<BoolWords, MappingProblem> {
    match (&rule.true_values, &rule.false_values) {
        (None, None) => Ok(BoolWords::default()),
        (Some(yes), Some(no)) => BoolWords::new(yes.get_ref(), no.get_ref())
            .map_err(|message| MappingProblem::new(yes.span(), message)),
        (Some(one), None) | (None, Some(one)) => {
            Err(MappingProblem::new(one.span(), "true_values and false_values must be used together"))
        }
    }
}

/// Checks an option that is a single text.
fn marked<T>(
    option: Option<&Spanned<String>>,
    check: impl Fn(Option<&str>) -> Result<T, String>,
) -> Result<T, MappingProblem> {
    let text = option.map(|option| option.get_ref().as_str());
    let span = option.map_or(0..0, Spanned::span);
    check(text).map_err(|message| MappingProblem::new(span, message))
}

fn allowed(rule: &FieldRule, span: std::ops::Range<usize>) -> Result<AllowedChoices, MappingProblem> {
    let Some(values) = &rule.values else {
        return Err(MappingProblem::new(span, "as = \"enum\" needs the allowed values")
            .help("values = [\"Gold\", \"Silver\"]"));
    };
    AllowedChoices::new(values.get_ref()).map_err(|message| MappingProblem::new(values.span(), message))
}
