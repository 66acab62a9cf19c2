//! The texts of each language, as Fluent bundles that are read once.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::numbers::decimal;
use super::report_language::ReportLanguage;

type Bundle = FluentBundle<FluentResource>;

/// The files of a language.
pub(super) fn files(language: ReportLanguage) -> &'static [&'static str] {
    macro_rules! locale {
        ($($file:literal)+) => { &[$(include_str!(concat!("locales/", $file, ".ftl"))),+] };
    }
    match language {
        ReportLanguage::En => locale!("en/page" "en/questions" "en/fields"),
        ReportLanguage::It => {
            locale!("it/page" "it/questions" "it/fields" "it/codes" "it/countries" "it/details" "it/reasons")
        }
        ReportLanguage::Fr => {
            locale!("fr/page" "fr/questions" "fr/fields" "fr/codes" "fr/countries" "fr/details" "fr/reasons")
        }
        ReportLanguage::Es => {
            locale!("es/page" "es/questions" "es/fields" "es/codes" "es/countries" "es/details" "es/reasons")
        }
        ReportLanguage::De => {
            locale!("de/page" "de/questions" "de/fields" "de/codes" "de/countries" "de/details" "de/reasons")
        }
    }
}

fn bundle(language: ReportLanguage) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 5] = [const { OnceLock::new() }; 5];
    BUNDLES[language as usize].get_or_init(|| read(language))
}

fn read(language: ReportLanguage) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.tag().parse().into_iter().collect());
    // The page shows invisible marks around a value as `\u{2068}`.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        ReportLanguage::En => |value, _| number(ReportLanguage::En, value),
        ReportLanguage::It => |value, _| number(ReportLanguage::It, value),
        ReportLanguage::Fr => |value, _| number(ReportLanguage::Fr, value),
        ReportLanguage::Es => |value, _| number(ReportLanguage::Es, value),
        ReportLanguage::De => |value, _| number(ReportLanguage::De, value),
    }));
    for text in files(language) {
        // A file with a mistake still has its other texts. The tests find mistakes.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*text).to_owned());
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn number(language: ReportLanguage, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(decimal(language, &number.as_string())),
        _ => None,
    }
}

/// The text of a message, or of an attribute (`E201.remedy`); `None` if the language does not have it.
pub(super) fn text(language: ReportLanguage, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(language);
    let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut faults).into_owned();
    debug_assert!(faults.is_empty(), "{language}: {key}: {faults:?}");
    Some(text)
}
