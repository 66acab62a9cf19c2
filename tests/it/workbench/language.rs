//! The language of the page: that of the browser, or the one that the project has.

use serde_json::{Value, json};

use super::RunningWorkbench;
use super::job_bench::project;

#[test]
fn the_page_follows_the_browser_until_a_language_is_chosen() {
    let bench = RunningWorkbench::open(project(2), "");
    let wanted = |tags: &str| bench.get(&format!("api/language?wanted={tags}")).json();
    let italian = wanted("it-IT,it,en");
    assert_eq!((&italian["language"], &italian["chosen"]), (&json!("it"), &Value::Null));
    assert_eq!(italian["fields"]["city"], json!(["City", "Città"]));
    assert_eq!(italian["codes"]["E202"]["title"], "paese non riconosciuto", "{}", italian["codes"]["E202"]);
    assert!(italian["codes"]["E202"]["remedy"].as_str().unwrap().len() > 10);
    let english = wanted("en-GB");
    assert_eq!((&english["language"], &english["codes"]), (&json!("en"), &json!({})));
    assert_eq!(bench.put("language", json!({"language": "xx"})).status, 400);
    assert_eq!(bench.put("language", json!({"language": "de"})).json()["chosen"], "de");
    assert_eq!(wanted("it")["language"], "de");
    let text = std::fs::read_to_string(bench.folder().join("project.toml")).unwrap();
    assert!(text.starts_with("version = 1\nlanguage = \"de\"\n"), "{text}");
}

/// The plan, and so its report and what is written from it, has the language of the project.
#[test]
fn reports_have_the_language_of_the_project() {
    let bench = RunningWorkbench::open(project(2), "");
    bench.put("language", json!({"language": "it"})).json();
    let plan = bench.plan();
    assert!(plan["command"].as_str().unwrap().contains(" --language it "), "{plan:#}");
    let run = plan["run"].as_str().unwrap();
    assert!(bench.get(&format!("api/runs/{run}/files/report.html")).text.contains("<html lang=\"it\""));
    let written = bench.done(json!({"kind": "write", "plan": plan["id"]}));
    let run = written["run"].as_str().unwrap();
    assert!(bench.get(&format!("api/runs/{run}/files/report.html")).text.contains("<html lang=\"it\""));
    // Without one, the settings decide, as on the command line. The plan stays good.
    bench.put("language", json!({"language": null})).json();
    assert!(!bench.plan()["command"].as_str().unwrap().contains("--language"));
}
