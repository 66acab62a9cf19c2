//! `config show`: every setting with the place that it comes from, and no secret.

use deskferry::sandbox::{API_TOKEN, BEARER};
use rstest::rstest;
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

#[test]
fn each_setting_comes_from_its_own_place() {
    let users = "rate = 5\nclient_id = \"client-of-the-user\"\napi_token_file = \"t\"\ntimeout = 9\n";
    let ferry = || {
        let ferry = Ferry::new().file(".config/deskferry/deskferry.toml", users);
        let ferry = ferry.file("deskferry.toml", "concurrency = 3\n[profile.p]\ntimeout = 4\n");
        ferry.file("c.toml", "concurrency = 2\nrun_dir = \"r\"\n").env("DESKFERRY_LANGUAGE", "fr")
    };
    let places = |flags: &str| {
        let all = shown(&ferry().line("config show --json").line(flags).run().status(0));
        let names = [
            "rate",
            "concurrency",
            "timeout",
            "run_dir",
            "photo_encoding",
            "language",
            "client_id",
            "api_token",
        ];
        names.map(|name| {
            setting(&all, name)["from"].as_str().unwrap_or("-").rsplit('/').next().unwrap().to_owned()
        })
    };
    let user = |line: u8| format!("deskferry.toml, line {line}");
    let both = places("--profile p");
    let expected = ["", "deskferry.toml, line 1", "deskferry.toml, line 3, profile p", "default", "default"];
    assert_eq!((&both[0], &both[1..5]), (&user(1), &expected.map(ToOwned::to_owned)[1..]));
    assert_eq!((both[5].as_str(), &both[6]), ("DESKFERRY_LANGUAGE", &user(2)));
    assert_eq!(both[7], "t", "the token's place ends with its file");
    let named = places("--config c.toml --rate 7");
    assert_eq!(named[..4], ["--rate", "c.toml, line 1", "default", "c.toml, line 2"]);
    assert_eq!(named[6..], ["default", "-"], "only the named file is read");
}

/// What is set is shown even if it is no account.
#[test]
fn what_is_set_but_not_used_is_shown() {
    let told = |ferry: Ferry| {
        let ran = ferry.line("config show --json").run().status(0);
        assert!(!ran.stdout.contains("hush"), "{ran}");
        shown(&ran)
    };
    let all = told(Ferry::new().env("DESKERO_CLIENT_ID", ID));
    let id = setting(&all, "client_id");
    assert_eq!((&id["value"], &id["from"]), (&json!("***6789"), &json!("DESKERO_CLIENT_ID, not used")));
    assert_eq!((&id["used"], &id["origin"]["name"]), (&json!(false), &json!("DESKERO_CLIENT_ID")));
    let all =
        told(Ferry::new().file("deskferry.toml", "token_file = \"t\"\n").env("HTTPS_PROXY", "no proxy"));
    assert_eq!(setting(&all, "token")["from"], "deskferry.toml, line 1: t, not used");
    assert_eq!(setting(&all, "proxy")["from"], "HTTPS_PROXY, not used");
    let store =
        Ferry::new().env("AWS_SECRET_ACCESS_KEY", "hush").env("AWS_ENDPOINT_URL", "https://a:hush@b.example");
    let all = told(store.env("AWS_REGION", "eu-south-1"));
    assert_eq!(setting(&all, "aws_secret_access_key")["value"], "***");
    assert_eq!(setting(&all, "aws_endpoint_url")["value"], "…@b.example");
    assert_eq!(setting(&all, "aws_region")["origin"], json!({"kind": "environment", "name": "AWS_REGION"}));
}

/// Its value is the name of a file: the name of the token itself would send that name to the help desk.
#[rstest]
#[case("DESKERO_API_TOKEN_FILE")]
#[case("DESKERO_API_TOKN_FILE")]
fn a_variable_with_another_meaning_is_no_misspelt_one(#[case] name: &str) {
    for line in ["config show", "doctor"] {
        let ran = Ferry::new().env(name, "/run/secrets/token").line(line).run();
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains(&format!("{name} is set, but means nothing to deskferry")), "{ran}");
        assert!(!said.contains("did you mean"), "{ran}");
    }
}

#[test]
fn every_misspelt_setting_gets_its_name() {
    let names = [
        "base_url",
        "client_id",
        "token_file",
        "api_token_file",
        "token_command",
        "rate",
        "concurrency",
        "run_dir",
        "timeout",
        "photo_encoding",
        "language",
    ];
    for name in names {
        let wrong = format!("{}x{}", &name[..2], &name[2..]);
        for text in [format!("{wrong} = 1\n"), format!("[profile.p]\n{wrong} = 1\n")] {
            let ran = Ferry::new().file("deskferry.toml", &text).line("config show").run().status(2);
            ran.says(&format!("unknown field `{wrong}`")).says(&format!("did you mean `{name}`?"));
        }
    }
}
