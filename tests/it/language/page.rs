//! The page in each language: nothing on it stays in English, whatever the run was.

use std::path::Path;

use serde_json::json;

use super::LANGUAGES;
use crate::command_line::{Desk, Ferry, Ran};

const MAPPING: &str = "\
version = 1
name = \"Kunden\"
[match]
keys = [\"email\"]
[fields]
name = { from = \"Name\" }
email = { from = \"Email\", as = \"email\" }
state = { from = \"Land\", as = \"country\", on_invalid = \"empty\" }
city = { from = \"Ort\", write = \"if_empty\" }
memo = { from = \"Notiz\", default = \"-\" }
";
const ROWS: &str = "\
Name,Email,Land,Ort,Notiz,Fax
Ada,ada@example.org,Italy,Bari,neu,1
Bo,bo@example.org,Narnia,,,2
Cy,cy(at)example.org,FR,,,3
Di,di@example.org,DE,,,4
";

/// The text of a page as a reader sees it, a line for each element; without the run's own times and hashes.
fn visible(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let mut out = String::new();
    let mut rest = body;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = after.split_once('>').unwrap();
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let inline =
            ["b", "strong", "code", "small", "span", "i", "a", "ins", "del"].contains(&name.as_str());
        out.push_str(if inline { "" } else { "\n" });
        rest = match name.as_str() {
            "script" if !tag.starts_with('/') => after.split_once("</script>").unwrap().1,
            _ => after,
        };
    }
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.to_owned() + "\n").collect()
}

/// A dry run with updates, protected values, rejects, warnings, questions and a column that goes nowhere.
fn dry_run(language: &str) -> Ran {
    let customer = json!({"id": "c1", "name": "Old", "email": "ada@example.org", "state": "IT", "city": "Roma", "memo": "alt"});
    let desk = Desk::holding([customer]);
    let ferry = Ferry::new().file("m.toml", MAPPING).file("a.csv", ROWS).sandbox(&desk).fast();
    ferry.line(&format!("import a.csv -m m.toml --dry-run --language {language}")).run().status(1)
}

/// The texts of `page.ftl` that a page may show whole: those without variables, of several words.
fn phrases(language: &str) -> Vec<(String, String)> {
    let path = format!("src/language/locales/{language}/page.ftl");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let line = |line: &str| line.split_once(" = ").map(|(key, text)| (key.to_owned(), text.to_owned()));
    let plain = |(_, text): &(String, String)| !text.contains('{') && text.contains(' ');
    text.lines().filter(|text| !text.starts_with([' ', '#'])).filter_map(line).filter(plain).collect()
}

#[test]
fn the_page_of_each_language_has_none_of_the_english_texts() {
    let english = phrases("en");
    assert!(english.len() > 60);
    for language in LANGUAGES.into_iter().filter(|language| *language != "en") {
        let text = visible(&page_of(&dry_run(language)));
        for (key, phrase) in &english {
            assert!(!text.contains(phrase.as_str()), "{language}: {key}: {phrase}\n{text}");
        }
    }
}

fn page_of(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

/// One page of each language to read as a whole.
#[test]
fn the_page_reads_well() {
    for language in LANGUAGES {
        let ran = dry_run(language);
        let page = page_of(&ran).replace(ran.run_json()["id"].as_str().unwrap(), "RUN");
        let text = visible(&page);
        let own =
            |line: &&str| !line.contains("UTC") && !line.contains("127.0.0.1") && !line.contains("SHA-256");
        let text: String = text.lines().filter(own).map(|line| line.to_owned() + "\n").collect();
        insta::assert_snapshot!(format!("page-{language}"), text);
    }
}

/// Every kind of run has a page in every language.
#[test]
fn every_kind_of_run_has_a_page_in_every_language() {
    for language in LANGUAGES {
        let desk = Desk::holding([json!({"id": "c1", "name": "Old", "email": "ada@example.org"})]);
        let ferry = Ferry::new()
            .file("m.toml", MAPPING)
            .file("a.csv", ROWS)
            .file("none.csv", "Name,Email,Land,Ort,Notiz,Fax\n");
        let lines = [
            "validate a.csv -m m.toml",
            "validate none.csv -m m.toml --allow-empty",
            "import a.csv -m m.toml --dry-run --plan-out p.plan",
            "apply p.plan",
            "backup saved",
            "undo latest --yes",
            "restore saved/latest --dry-run",
            "restore saved/latest",
        ];
        for line in lines {
            let ran = ferry.then().sandbox(&desk).fast().env("DESKFERRY_LANGUAGE", language).line(line).run();
            assert!(matches!(ran.status, 0 | 1), "{language}: {line}: {ran}");
            if line != "backup saved" {
                let page = page_of(&ran);
                assert!(page.contains(&format!("<html lang=\"{language}\">")), "{language}: {line}");
                assert!(page.contains("</html>") && !visible(&page).contains("{ $"), "{language}: {line}");
            }
        }
    }
}

/// The words outside of tags and expressions of the templates are those that no language translates.
#[test]
fn the_template_has_no_words_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/html");
    let sections = std::fs::read_dir(folder.join("sections")).unwrap().map(|entry| entry.unwrap().path());
    let templates: Vec<_> = sections.chain([folder.join("report.html")]).collect();
    assert!(templates.len() > 8);
    for template in templates {
        let (attributes, words) = own_words(&std::fs::read_to_string(&template).unwrap());
        assert_eq!(attributes, [""; 0], "{}: attributes with words", template.display());
        let where_to = "texts belong in src/language/locales/en/page.ftl";
        assert_eq!(words, [""; 0], "{}: {where_to}", template.display());
    }
}

/// The attributes of a template that have words, and its words.
fn own_words(template: &str) -> (Vec<String>, Vec<String>) {
    let mut text = template.to_owned();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        while let Some(at) = text.find(open) {
            let end = at + text[at..].find(close).unwrap() + 2;
            text.replace_range(at..end, "");
        }
    }
    let attributes =
        ["aria-label", "title", "placeholder", "alt", "data-unit", "data-none", "data-some", "data-all"];
    let said = attributes.iter().flat_map(|name| {
        let begin = format!(" {name}=\"");
        let parts = text.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap());
        parts.map(ToOwned::to_owned).collect::<Vec<_>>()
    });
    let said: Vec<String> = said.filter(|text| text.chars().any(char::is_alphabetic)).collect();
    let mut words = String::new();
    for part in text.split('<').skip(1) {
        words.push_str(part.split_once('>').map_or("", |(_, after)| after));
        words.push(' ');
    }
    let known = ["deskferry", "rejects.csv", "rejects.xlsx", "SHA-256"];
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !known.contains(word);
    (said, words.split_whitespace().filter(is_word).map(ToOwned::to_owned).collect())
}
