//! The language of the page: that of the browser, or the one that the project has.

use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::project;

#[test]
fn the_page_follows_the_browser_until_a_language_is_chosen() {
    let workbench = RunningWorkbench::open(project(2), "");
    let wanted = |tags: &str| workbench.get(&format!("api/language?wanted={tags}")).json();
    let italian = wanted("it-IT,it,en");
    assert_eq!((&italian["language"], &italian["chosen"]), (&json!("it"), &Value::Null));
    assert_eq!(italian["fields"]["city"], json!(["City", "Città"]));
    assert_eq!(italian["codes"]["E202"]["title"], "paese non riconosciuto", "{}", italian["codes"]["E202"]);
    assert!(italian["codes"]["E202"]["remedy"].as_str().unwrap().len() > 10);
    let english = wanted("en-GB");
    assert_eq!((&english["language"], &english["codes"]), (&json!("en"), &json!({})));
    assert_eq!(workbench.put("language", json!({"language": "xx"})).status, 400);
    assert_eq!(workbench.put("language", json!({"language": "de"})).json()["chosen"], "de");
    assert_eq!(wanted("it")["language"], "de");
    let text = std::fs::read_to_string(workbench.folder().join("project.toml")).unwrap();
    assert!(text.starts_with("version = 1\nlanguage = \"de\"\n"), "{text}");
}

/// What the report translates of messages, questions and reasons, the page gets from the same texts.
#[test]
fn messages_questions_and_reasons_are_in_the_language_of_the_page() {
    let ferry =
        project(2).file("people.csv", "Name,Email,City,Agent\nAda,ada@example.org,Roma,x\nBob,bob@,Roma,\n");
    let workbench = RunningWorkbench::open(ferry, "");
    let asked = |language: &str, path: &str| {
        workbench.send(workbench.request(Method::GET, path).header(ACCEPT_LANGUAGE, language)).json()
    };
    let german = workbench.get("api/language?wanted=de").json();
    assert_eq!(german["details"]["check the year"], "das Jahr prüfen");
    let refusal = "the project has no such run any more; load the page again";
    assert_eq!(german["details"][refusal], "das Projekt hat diesen Lauf nicht mehr; die Seite neu laden");
    assert_eq!(german["endings"]["; it was kept as typed"], "; der Wert blieb, wie er geschrieben ist");
    assert_eq!(german["codes"]["E202"]["english"][0], "not a recognized country");
    assert_eq!(workbench.get("api/language?wanted=en").json()["details"], json!({}));
    let columns = format!("api/columns?file={}", workbench.file_id());
    let column = |language: &str| asked(language, &columns)["columns"][2].clone();
    assert_eq!(
        (&column("de-AT,de;q=0.9")["why"], &column("de")["why_language"]),
        (&json!("Name der Spalte"), &json!("de"))
    );
    assert_eq!(
        (&column("en")["why"], &column("fr")["why"]),
        (&json!("column name"), &json!("nom de la colonne"))
    );
    let run = workbench.plan()["run"].as_str().unwrap().to_owned();
    let questions =
        |language: &str| asked(language, &format!("api/runs/{run}"))["report"]["questions"].clone();
    let (english, italian) = (questions("en"), questions("it"));
    assert_eq!(english[0]["about"], italian[0]["about"], "{italian}");
    assert!(english[0]["question"].as_str().unwrap().contains("1 row"), "{english}");
    assert!(italian[0]["question"].as_str().unwrap().contains("1 riga"), "{italian}");
}

/// The plan, and so its report and what is written from it, has the language of the project.
#[test]
fn reports_have_the_language_of_the_project() {
    let workbench = RunningWorkbench::open(project(2), "");
    workbench.put("language", json!({"language": "it"})).json();
    let plan = workbench.plan();
    assert!(plan["command"].as_str().unwrap().contains(" --language it "), "{plan:#}");
    let run = plan["run"].as_str().unwrap();
    assert!(workbench.get(&format!("api/runs/{run}/files/report.html")).text.contains("<html lang=\"it\""));
    let written = workbench.done(json!({"kind": "write", "plan": plan["id"]}));
    let run = written["run"].as_str().unwrap();
    assert!(workbench.get(&format!("api/runs/{run}/files/report.html")).text.contains("<html lang=\"it\""));
    // Without one, the settings decide, as on the command line. The plan stays good.
    workbench.put("language", json!({"language": null})).json();
    assert!(!workbench.plan()["command"].as_str().unwrap().contains("--language"));
}
