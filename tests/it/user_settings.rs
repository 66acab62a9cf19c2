//! The settings file in the user's configuration folder, below the one in the working directory.

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};
use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran};

const USERS: &str = ".config/deskferry/deskferry.toml";

fn shown(ferry: Ferry, flags: &str) -> serde_json::Value {
    let ran = ferry.line("config show --json").line(flags).run().status(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn value(shown: &serde_json::Value, name: &str) -> serde_json::Value {
    let all = shown["settings"].as_array().unwrap();
    all.iter().find(|setting| setting["name"] == name).unwrap()["value"].clone()
}

fn own(desk: &Desk) -> String {
    format!("base_url = {:?}\nclient_id = {CLIENT_ID:?}\napi_token_file = \"token\"\n", desk.base_url())
}

#[test]
fn the_profile_comes_first_then_the_working_folder() {
    let both = || {
        Ferry::new()
            .file(USERS, "rate = 1\ntimeout = 1\nlanguage = \"it\"\nconcurrency = 1\n[profile.a]\nrate = 2\n")
            .file("deskferry.toml", "rate = 3\ntimeout = 3\nlanguage = \"fr\"\n[profile.a]\ntimeout = 4\n")
    };
    let values = |shown: &serde_json::Value| {
        ["rate", "timeout", "language", "concurrency"].map(|name| value(shown, name))
    };
    let plain = shown(both(), "");
    assert_eq!(values(&plain), [json!("3/s"), json!("3s"), json!("fr"), json!(1)]);
    let profile = shown(both(), "--profile a");
    assert_eq!(values(&profile), [json!("2/s"), json!("4s"), json!("fr"), json!(1)]);
    let named = shown(both().file("n.toml", "rate = 9\n"), "--config n.toml");
    assert_eq!(values(&named), [json!("9/s"), json!("60s"), json!("en"), json!(8)]);
    assert_eq!(named["files"], json!(["n.toml"]));
    both().line("config show --profile b").run().status(2).says("deskferry.toml and ").says("they have: a");
}

#[test]
fn its_relative_files_are_beside_it_and_another_folder_can_be_named() {
    let desk = Desk::new();
    let ferry = Ferry::new().file(USERS, own(&desk)).file(".config/deskferry/token", API_TOKEN);
    let ran = ferry.file("token", "of-anybody").line("customer find").run().status(1);
    let elsewhere = ran.then().env("XDG_CONFIG_HOME", ran.path().join("other")).line("customer find");
    elsewhere.run().status(2).says("no credentials");
    let inside = Ferry::new().file("c/deskferry/deskferry.toml", "rate = 7\ntoken_command = [\"id\"]\n");
    let config = inside.path().join("c");
    let inside = inside.line("config show --json").env("XDG_CONFIG_HOME", &config);
    let output = inside.command().current_dir(config.join("deskferry")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(value(&serde_json::from_str(&text).unwrap(), "rate"), json!("7/s"));
}

#[test]
fn a_found_file_does_not_redirect_the_users_credentials() {
    let (desk, other) = (Desk::new(), Desk::new());
    let run = |found: String, line: &str| -> Ran {
        let ferry = Ferry::new().file(USERS, own(&desk)).file(".config/deskferry/token", API_TOKEN);
        ferry.file("deskferry.toml", found).line(line).run()
    };
    let address = format!("base_url = {:?}\n", other.base_url());
    run(address.clone(), "customer find").status(2).says("are not sent there");
    run(format!("{address}client_id = \"x\"\n"), "customer find").status(2).says("are not sent there");
    run("base_url = \"https://api.deskero.com\"\n".to_owned(), "customer find").status(2).says("is for");
    assert!(other.requests().is_empty());
    let profile = format!("[profile.a]\n{}", own(&desk));
    let ferry = Ferry::new().file(USERS, profile).file(".config/deskferry/token", API_TOKEN);
    let ferry = ferry.file("deskferry.toml", address);
    ferry.line("customer find --profile a").run().status(1);
    assert!(other.requests().is_empty());
}

#[test]
fn a_secret_in_a_profile_replaces_any_kind_outside_of_it() {
    let desk = Desk::new();
    let text = format!(
        "base_url = {:?}\nclient_id = {CLIENT_ID:?}\ntoken_file = \"wrong\"\n[profile.a]\napi_token_file = \"token\"\n",
        desk.base_url()
    );
    let ferry = Ferry::new().file("s.toml", text).file("wrong", "wrong").file("token", API_TOKEN);
    let ran = ferry.line("customer find --config s.toml --profile a").run().status(1);
    ran.then().line("customer find --config s.toml").run().status(3);
}

/// Whoever works in a folder with an account of its own must not write to another one without a word.
#[test]
fn an_account_of_two_files_is_refused() {
    let desk = Desk::new();
    let run = |users: &str, found: &str, line: &str| {
        let ferry = Ferry::new().file(USERS, users).file(".config/deskferry/token", API_TOKEN);
        ferry.file("deskferry.toml", found).file("t", "secret").line(line).run()
    };
    let refused = |users: &str, found: &str, line: &str| {
        let ran = run(users, found, line).status(2).says("it is not clear which account you mean");
        ran.says("put base_url, client_id and the token of one account into one file")
    };
    let whole = "client_id = \"x\"\napi_token_file = \"t\"\n";
    // Only the user's file names an address; the folder's account is for the default one.
    refused(&own(&desk), whole, "customer find")
        .says("deskferry.toml has a token, but ")
        .says("has the base_url");
    refused(&own(&desk), "api_token_file = \"t\"\n", "customer find").says("has a token");
    refused(&own(&desk), "client_id = \"x\"\n", "customer find").says("deskferry.toml has client_id, but ");
    let address = format!("base_url = {:?}\n", desk.base_url());
    run(&address, whole, "customer find").status(2).says("is for https://api.deskero.com");
    // The other direction: the folder's address and account come before a profile of the user's.
    let profile = "[profile.a]\nclient_id = \"x\"\napi_token_file = \"token\"\n";
    refused(profile, &own(&desk), "customer find --profile a").says("has the base_url");
    // Half in each file.
    let address = format!("{address}api_token_file = \"token\"\n");
    refused(&address, "client_id = \"x\"\n", "customer find").says("has client_id");
    assert!(desk.requests().is_empty(), "{:?}", desk.requests());
    // The same client id twice is no contradiction, and a flag says which account is meant.
    run(&own(&desk), &format!("client_id = {CLIENT_ID:?}\n"), "customer find").status(1);
    let flag = format!("customer find --base-url {}", desk.base_url());
    let same = format!("client_id = {CLIENT_ID:?}\napi_token_file = \"t\"\n");
    run(&own(&desk), &same, &flag).status(1);
    run(&own(&desk), whole, &flag).status(1);
    let both = Ferry::new().file(USERS, own(&desk)).file(".config/deskferry/token", API_TOKEN);
    let both = both.file("deskferry.toml", whole).file("t", "secret").line("customer find");
    let both = both.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", API_TOKEN);
    // The credentials of a file that names an address override those of the environment.
    let unclear = both.run().status(2).says("it is not clear which account you mean");
    let named = unclear.then().line("customer find").env("DESKERO_BASE_URL", desk.base_url());
    named.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", API_TOKEN).run().status(1);
}

/// A login at the address of the user's file is not used instead of the account in this folder.
#[test]
fn a_login_is_not_used_instead_of_a_found_account() {
    let desk = Desk::new();
    let ferry = Ferry::new().line("login --base-url").args([desk.base_url()]);
    let ran = ferry.stdin(format!("{CLIENT_ID}\n{API_TOKEN}\n")).run().status(0);
    let address = format!("base_url = {:?}\n", desk.base_url());
    let ferry = ran.then().file(USERS, &address).file("t", "secret");
    let here = format!("client_id = {CLIENT_ID:?}\napi_token_file = \"t\"\n");
    let before = desk.requests().len();
    ferry.file("deskferry.toml", here).line("customer find").run().status(2).says("which account you mean");
    assert_eq!(desk.requests().len(), before);
}
