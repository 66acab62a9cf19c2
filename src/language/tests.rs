//! Every language has every text, with the same variables and the same markup; and every text is used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;

use super::bundles::files;
use super::*;
use crate::issue::Code;

const OTHERS: [ReportLanguage; 4] =
    [ReportLanguage::It, ReportLanguage::Fr, ReportLanguage::Es, ReportLanguage::De];

/// What a text must have in common in all languages: variables (`$rows`), texts in it (`calls`), and tags (`<code>`).
pub(super) type Parts = BTreeSet<String>;

/// The messages of a file, and their attributes as `E201.remedy`.
fn messages(text: &str) -> BTreeMap<String, Parts> {
    let resource = parse(text).unwrap_or_else(|(_, faults)| panic!("{faults:?}"));
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let attributes = message
            .attributes
            .iter()
            .map(|attribute| (format!("{}.{}", message.id.name, attribute.id.name), parts(&attribute.value)));
        let value = message.value.iter().map(|value| (message.id.name.to_owned(), parts(value)));
        for (key, parts) in value.chain(attributes) {
            assert!(found.insert(key.clone(), parts).is_none(), "{key} twice");
        }
    }
    found
}

fn parts(pattern: &Pattern<&str>) -> Parts {
    let mut found = Parts::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                let tags = value.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
                found.extend(tags.map(|(tag, _)| format!("<{tag}>")));
            }
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                found.extend(name(inline))
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                found.extend(name(selector));
                variants.iter().for_each(|variant| found.extend(parts(&variant.value)));
            }
        }
    }
    found
}

fn name(inline: &InlineExpression<&str>) -> Option<String> {
    match inline {
        InlineExpression::VariableReference { id } => Some(format!("${}", id.name)),
        InlineExpression::MessageReference { id, .. } => Some(id.name.to_owned()),
        InlineExpression::StringLiteral { .. } => None,
        other => panic!("the files do not use this: {other:?}"),
    }
}

/// The texts of the page, its questions, and the names of fields.
pub(super) fn of_page(language: ReportLanguage) -> BTreeMap<String, Parts> {
    files(language)[..3].iter().flat_map(|file| messages(file)).collect()
}

#[test]
fn every_language_has_every_text_with_the_same_variables() {
    let english = of_page(ReportLanguage::En);
    assert!(english.len() > 200);
    for language in OTHERS {
        let texts = of_page(language);
        let keys = |texts: &BTreeMap<String, Parts>| texts.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&texts), keys(&english), "{language}");
        for (key, parts) in &english {
            assert_eq!(&texts[key], parts, "{language}: {key}");
        }
    }
}

#[test]
fn every_language_has_the_title_and_the_remedy_of_every_code() {
    let ids = Code::ALL.iter().map(|code| code.id());
    let keys: BTreeSet<String> = ids.flat_map(|id| [id.to_owned(), format!("{id}.remedy")]).collect();
    for language in OTHERS {
        let texts = messages(files(language)[3]);
        assert_eq!(texts.keys().cloned().collect::<BTreeSet<_>>(), keys, "{language}");
        assert!(texts.values().all(Parts::is_empty), "{language}: a title has no variables");
        for code in Code::ALL {
            let title = code.title_in(language);
            assert_ne!(title, code.spec().title, "{language}: {code} is not translated");
            assert_ne!(
                code.remedy_in(language),
                code.spec().remedy,
                "{language}: {code}: its remedy is English"
            );
            assert!(!title.ends_with('.'), "{language}: {title}");
            let remedy = code.remedy_in(language);
            assert!(
                remedy.ends_with('.') || remedy.ends_with('\'') && remedy.contains('.'),
                "{language}: {remedy}"
            );
        }
    }
    assert_eq!(Code::Email.title_in(ReportLanguage::En), Code::Email.spec().title);
}

#[test]
fn every_language_has_the_same_countries() {
    let names = |language| messages(files(language)[4]).into_keys().collect::<Vec<_>>();
    let [italian, ..] = OTHERS.map(names);
    assert_eq!(italian.len(), 249);
    assert!(OTHERS.into_iter().all(|language| names(language) == italian));
}

/// Words of the mapping, flags and examples stay as they are in every language.
#[test]
fn what_a_remedy_quotes_is_the_same_in_every_language() {
    let quoted = |text: &str| -> BTreeSet<String> {
        let words = text.split([' ', ',', ';', '(', ')']).filter(|word| {
            let bare = word.trim_end_matches(['.', ':']);
            bare.starts_with("--") || bare.contains('_') || bare.starts_with('[') && bare.ends_with(']')
        });
        words.map(|word| word.trim_end_matches(['.', ':']).to_owned()).collect()
    };
    for code in Code::ALL {
        for language in OTHERS {
            assert_eq!(quoted(&code.remedy_in(language)), quoted(code.spec().remedy), "{language}: {code}");
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
            found.push(path);
        }
    }
}

/// A text that no file asks for is as wrong as one that is missing.
#[test]
fn every_text_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root.join("report"), &mut paths);
    sources(&root.join("language"), &mut paths);
    sources(&root.join("issue"), &mut paths);
    sources(&root.join("sample"), &mut paths);
    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    let code: String = paths.iter().filter(|path| !path.ends_with("tests.rs")).map(read).collect();
    let english = of_page(ReportLanguage::En);
    let in_texts: Parts = english.values().flatten().cloned().collect();
    let months: Parts = (1..=12).map(|month| format!("month-{month}")).collect();
    // The code of an issue, or an attribute, is put to the key. `question_words.rs` has a test of its own.
    let is_put_together = |key: &str| {
        key.contains('.') || ["ask-E", "ask-W", "field-"].iter().any(|start| key.starts_with(start))
    };
    let whole = |key: &&String| !in_texts.contains(*key) && !months.contains(*key) && !is_put_together(key);
    for key in english.keys().filter(whole) {
        assert!(code.contains(&format!("\"{key}\"")), "nothing asks for {key}");
    }
    for asked in code.split("self.t(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(english.contains_key(asked), "the English texts lack {asked}");
    }
}

/// The variables that are numbers.
pub(super) const NUMBERS: &str = "rows warned good rejected pending calls more issues columns settled requests customers cells \
    shown all day minutes hours days values seconds milliseconds rate count fields questions planned updated errors \
    warnings within watching taken things replaced emptied others known left_out kept defaulted pages searches";
/// The variables that are texts.
pub(super) const TEXTS: &str = "what host begins setting name parts reason run rest first next last duration paused p50 p95 p99 most file sheet mapping \
    row time status address client hash month year remedy field customer before after title files policy command \
    country code encoding own names value scope orders example detail reasons pid user used outcome";

/// Sets every variable of every text, so that the bundle finds each mistake that parsing does not find.
#[test]
fn every_text_can_be_written_in_every_language() {
    for language in ReportLanguage::ALL {
        let texts = of_page(language);
        for key in texts.keys() {
            for number in [0_u64, 1, 2, 1_000_000] {
                let mut message = Message::new(language, key.as_str());
                for variable in NUMBERS.split(' ') {
                    message = message.n(variable, number);
                }
                for variable in TEXTS.split(' ') {
                    message = message.s(variable, "text");
                }
                assert!(!message.to_string().contains("{$"), "{language}: {key}");
            }
        }
    }
}
