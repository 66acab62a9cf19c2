//! `--language`: report.html and the titles and remedies of issues in Italian, English, French, Spanish and German.

mod page;

use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};

const LANGUAGES: [&str; 5] = ["it", "en", "fr", "es", "de"];
/// A title of the verdict "rejected" in each of them.
const REJECTED: [&str; 5] = ["scartata", "rejected", "rejetée", "rechazada", "abgelehnt"];
const CSV: &str = "Name,Email\nAda,ada@example.org\nBo,bo(at)example.org\nCy,cy@example.org\n";

fn sample() -> Ferry {
    Ferry::new().file("m.toml", SIMPLE).file("a.csv", CSV)
}

fn page(ran: &Ran) -> String {
    std::fs::read_to_string(ran.folder().join("report.html")).unwrap()
}

#[test]
fn the_page_and_the_titles_are_in_the_language_of_the_reader() {
    let titles = LANGUAGES.map(|language| {
        let ran = sample().line(&format!("validate a.csv -m m.toml --language {language}")).run().status(1);
        let page = page(&ran);
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{page}");
        assert_eq!(ran.report_json()["language"], language);
        assert_eq!(ran.run_json()["settings"]["language"], language);
        let line = ran.stderr.lines().find(|line| line.contains("E201  error")).unwrap();
        let title = line.split("Email  ").nth(1).unwrap().trim().to_owned();
        assert!(page.to_lowercase().contains(&title.to_lowercase().replace('\'', "&#39;")), "{title}");
        title
    });
    assert_eq!(
        titles,
        [
            "non è un indirizzo e-mail",
            "not an e-mail address",
            "ce n’est pas une adresse e-mail",
            "no es una dirección de correo electrónico",
            "keine E-Mail-Adresse",
        ]
    );
}

/// Programs read them, so they have the same texts in every language.
#[test]
fn what_programs_read_stays_english() {
    let read = |language: &str| {
        let ran = sample().line(&format!("validate a.csv -m m.toml --language {language}")).run().status(1);
        let junit = ran.then().line("report latest --format junit -o -").run().status(0).stdout;
        let mut json = ran.report_json();
        let id = json["run"].as_str().unwrap().to_owned();
        let rejects = String::from_utf8(ran.rejects().to_csv()).unwrap().replace(&id, "RUN");
        for name in ["language", "run", "started", "ended"] {
            json.as_object_mut().unwrap().remove(name);
        }
        let steady = |text: &str| text.contains("<failure") || text.contains("not an e-mail");
        let junit: Vec<String> = junit.lines().filter(|line| steady(line)).map(ToOwned::to_owned).collect();
        assert!(!junit.is_empty());
        (json, junit, rejects)
    };
    assert_eq!(read("de"), read("en"));
}

#[test]
fn a_flag_overrides_the_environment_and_the_environment_the_settings() {
    let settings = "language = \"fr\"\n[profile.german]\nlanguage = \"DE\"\n";
    let run = |flags: &str, environment: &str| {
        let ferry = sample().file("deskferry.toml", settings).env("DESKFERRY_LANGUAGE", environment);
        let ran = ferry.line(&format!("validate a.csv -m m.toml {flags}")).run().status(1);
        ran.report_json()["language"].clone()
    };
    assert_eq!(run("", ""), "fr");
    assert_eq!(run("--profile german", ""), "de");
    assert_eq!(run("--profile german", "es"), "es");
    assert_eq!(run("--language it", "es"), "it");
    let plain = sample().line("validate a.csv -m m.toml").env("LANG", "de_DE.UTF-8").run().status(1);
    assert_eq!(plain.report_json()["language"], "en");
}

#[test]
fn an_unknown_language_is_refused_with_the_ones_that_exist() {
    for (flags, environment, settings, named) in [
        ("--language xx", "", "", "--language can't be "),
        ("", "italiano", "", "DESKFERRY_LANGUAGE can't be "),
        ("", "", "language = \"pt\"\n", "language in deskferry.toml, line 1 can't be "),
    ] {
        let ferry = sample().file("deskferry.toml", settings).env("DESKFERRY_LANGUAGE", environment);
        let ran = ferry.line(&format!("validate a.csv -m m.toml {flags}")).run().status(2);
        assert!(ran.stderr.contains(named), "{ran}");
        assert!(ran.stderr.contains("give it, en, fr, es or de") && ran.folders().is_empty(), "{ran}");
    }
}

#[test]
fn a_resumed_run_keeps_its_language_unless_a_flag_says_otherwise() {
    for (flags, language) in [("", "it"), ("--language de", "de")] {
        let desk = Desk::new();
        let import = sample().sandbox(&desk).fast().line("import a.csv -m m.toml --language it");
        let killed = import.env("DESKFERRY_FAIL_POINT", "plan-named");
        assert_eq!(killed.command().output().unwrap().status.code(), None);
        let resumed = killed.then().file("deskferry.toml", "language = \"fr\"\n");
        let ran =
            resumed.sandbox(&desk).line(&format!("resume latest --no-progress {flags}")).run().status(1);
        assert_eq!(ran.report_json()["language"], language, "{ran}");
        assert!(page(&ran).contains(&format!("<html lang=\"{language}\">")));
        let undone = ran.then().sandbox(&desk).line("undo latest --yes --no-progress").run().status(0);
        assert_eq!(undone.report_json()["language"], language, "{undone}");
    }
}

#[test]
fn an_applied_plan_keeps_its_language() {
    let desk = Desk::new();
    let dry =
        sample().sandbox(&desk).fast().line("import a.csv -m m.toml --dry-run --plan-out p --language es");
    let dry = dry.run().status(1);
    let applied = dry.then().sandbox(&desk).line("apply p --no-progress").run().status(1);
    assert_eq!(applied.report_json()["language"], "es", "{applied}");
    assert!(page(&applied).contains("Plan aplicado de a.csv"), "{}", page(&applied));
}

#[test]
fn a_report_is_rendered_again_in_another_language() {
    let ran = sample().line("validate a.csv -m m.toml --language it").run().status(1);
    let render = |flags: &str| ran.then().line(&format!("report latest -o - {flags}")).run().status(0).stdout;
    for (language, word) in LANGUAGES.into_iter().zip(REJECTED) {
        let page = render(&format!("--language {language} --format html"));
        assert!(page.contains(&format!("<html lang=\"{language}\">")) && page.contains(word), "{page}");
        let masked = render(&format!("--language {language} --format html --redact"));
        assert!(masked.contains(word) && !masked.contains("bo(at)example.org"), "{masked}");
    }
    assert!(render("").contains("<html lang=\"it\">"), "that of the run");
    let json: Value = serde_json::from_str(&render("--format json")).unwrap();
    assert_eq!(json["language"], "it");
    let text = render("--format text --language de");
    assert!(text.starts_with("1 of 3 rows is rejected") && text.contains("keine E-Mail-Adresse"), "{text}");
    ran.then().line("report latest --language x").run().status(2).says("give it, en, fr, es or de");
}

/// A report of a version without languages is rendered in English, or in the language of the settings.
#[test]
fn a_report_of_an_earlier_version_has_no_language() {
    let ran = sample().line("validate a.csv -m m.toml --language it").run().status(1);
    let mut report = ran.report_json();
    assert_eq!(report.as_object_mut().unwrap().remove("language"), Some(json!("it")));
    std::fs::write(ran.folder().join("report.json"), report.to_string()).unwrap();
    let render = |ferry: Ferry| ferry.line("report latest -o -").run().status(0).stdout;
    assert!(render(ran.then()).contains("<html lang=\"en\">"));
    assert!(render(ran.then().env("DESKFERRY_LANGUAGE", "fr")).contains("<html lang=\"fr\">"));
}

#[test]
fn a_code_is_explained_in_the_language() {
    let explain = |line: &str| Ferry::new().line(line).run().status(0).stdout;
    let one = explain("explain E203 --language it");
    assert!(one.starts_with("E203: sono possibili più paesi\n"), "{one}");
    assert!(one.contains("Che cosa fare: Scrivere il codice ISO"), "{one}");
    let all = explain("explain --language de");
    assert!(all.contains("E101  ein Pflichtfeld ist leer\n"), "{all}");
    assert_eq!(all.lines().count(), explain("explain").lines().count());
    assert!(explain("explain E203").contains("What to do: "));
}
