//! `config show`: every setting with the place that it comes from, and no secret.

use deskferry::sandbox::{API_TOKEN, BEARER};
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran};

const ID: &str = "client-0123456789";

#[test]
fn every_place_is_named() {
    let ferry = Ferry::new()
        .file("deskferry.toml", "# ours\nrate = 5\n\n[profile.test]\ntimeout = \"30s\"\nlanguage = \"it\"\n")
        .env("DESKERO_CLIENT_ID", ID)
        .env("DESKERO_API_TOKEN", "hush-hush")
        .env("DESKFERRY_LANGUAGE", "fr")
        .env("DESKFERRY_PASSPHRASE", "hush-hush")
        .env("DESKFERRY_PING_URL", "https://ping.example/hush-hush");
    let ran = ferry.line("config show --profile test --concurrency 3").run().status(0);
    assert!(!ran.stdout.contains("hush") && !ran.stderr.contains("hush"), "{ran}");
    let folder = ran.path().to_str().unwrap();
    let told = format!("{}==\n{}", ran.stdout, ran.stderr.replace(folder, "HOME"));
    insta::assert_snapshot!(told);
}

fn shown(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

fn setting(shown: &Value, name: &str) -> Value {
    let all = shown["settings"].as_array().unwrap();
    all.iter().find(|setting| setting["name"] == name).cloned().unwrap_or_default()
}

#[test]
fn json_has_the_places_for_programs() {
    let text = "rate = \"600/m\"\n[profile.p]\nrate = 0\nclient_id = \"short\"\ntoken_file = \"t\"\n";
    let ferry = Ferry::new().file("s.toml", text).file("t", BEARER);
    let ran = ferry.line("config show --json --config s.toml --profile p --timeout 300ms").run().status(0);
    let all = shown(&ran);
    let rate = setting(&all, "rate");
    assert_eq!(rate["value"], "no limit");
    assert_eq!(rate["origin"], json!({"kind": "file", "path": "s.toml", "line": 3, "profile": "p"}));
    assert_eq!(setting(&all, "timeout")["origin"], json!({"kind": "flag", "name": "--timeout"}));
    assert_eq!(setting(&all, "concurrency")["origin"], json!({"kind": "default"}));
    assert_eq!(
        (&setting(&all, "client_id")["value"], &setting(&all, "token")["value"]),
        (&json!("***"), &json!("***"))
    );
    assert_eq!((all["problem"].clone(), all["files"].clone()), (Value::Null, json!(["s.toml"])));
    assert!(!ran.stdout.contains(BEARER) && !ran.stdout.contains("short"), "{ran}");
}

#[test]
fn without_an_account_it_says_why() {
    let ran = Ferry::new().line("config show").run().status(0).says("No account: no credentials");
    assert!(ran.stdout.contains("client_id       -"), "{ran}");
    let found = Ferry::new().file("deskferry.toml", "base_url = \"https://other.example\"\n");
    let found = found.env("DESKERO_CLIENT_ID", ID).env("DESKERO_API_TOKEN", API_TOKEN);
    let ran = found.line("config show --json").run().status(0);
    assert!(shown(&ran)["problem"].as_str().unwrap().contains("are not sent there"), "{ran}");
}

#[test]
fn a_login_is_a_place() {
    let desk = Desk::new();
    let login = Ferry::new().line("login --profile p --base-url").args([desk.base_url()]);
    let ran = login.stdin(format!("{}\n{API_TOKEN}\n", deskferry::sandbox::CLIENT_ID)).run().status(0);
    let all = shown(&ran.then().line("config show --json --profile p").run().status(0));
    for name in ["base_url", "client_id", "api_token"] {
        assert_eq!(setting(&all, name)["origin"], json!({"kind": "login"}), "{name}");
    }
    assert!(setting(&all, "api_token")["from"].as_str().unwrap().ends_with("logins.json"));
}

#[test]
fn a_wrong_value_names_its_place() {
    let told = |ferry: Ferry, flags: &str| ferry.line("config show").line(flags).run().status(2).stderr;
    let file = Ferry::new().file("deskferry.toml", "\nrate = \"fast\"\n");
    assert!(told(file, "").contains("rate in deskferry.toml, line 2 can't be \"fast\""));
    let profile = Ferry::new().file("deskferry.toml", "[profile.p]\nconcurrency = 0\n");
    assert!(
        told(profile, "--profile p").contains("concurrency in deskferry.toml, line 2, profile p can't be")
    );
    assert!(told(Ferry::new(), "--timeout x").contains("--timeout can't be \"x\""));
    let variable = Ferry::new().env("DESKFERRY_LANGUAGE", "xx");
    assert!(told(variable, "").contains("DESKFERRY_LANGUAGE can't be \"xx\""));
}
