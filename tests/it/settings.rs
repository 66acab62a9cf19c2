//! Where settings come from, and that secrets do not leak.

use serde_json::json;

use crate::command_line::{Desk, Ferry, Ran, SIMPLE};
use deskferry::sandbox::{API_TOKEN, BEARER, CLIENT_ID};

fn sample() -> Ferry {
    Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n").file("m.toml", SIMPLE)
}

/// Everything that a run has printed or written.
fn everything(ran: &Ran) -> String {
    let mut all = format!("{}{}", ran.stdout, ran.stderr);
    for folder in ran.folders() {
        for entry in std::fs::read_dir(folder).unwrap() {
            all += &String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
    all
}

#[test]
fn flags_override_environment_then_file_then_defaults() {
    let desk = Desk::new();
    let file = |url: &str| {
        format!(
            "base_url = {url:?}\nrate = \"7\"\nconcurrency = 3\nrun_dir = \"of-file\"\n[profile.other]\nrate = \"600/m\"\n"
        )
    };
    let nowhere = "http://127.0.0.1:9";
    let run = |url: &str, flags: &str| {
        let ferry = sample().file("deskferry.toml", file(url)).sandbox(&desk);
        ferry.line(&format!("import a.csv -m m.toml --dry-run --no-progress {flags}"))
    };
    let settings = |ran: &Ran| {
        let settings = ran.run_json()["settings"].clone();
        (settings["rate"].clone(), settings["concurrency"].clone())
    };
    let ran = run(nowhere, "").run().status(0);
    assert!(ran.stdout.starts_with("of-file/"), "{ran}");
    assert_eq!(settings(&ran), (json!(7.0), json!(3)));
    let ran = run(nowhere, "--rate 0 --concurrency 5 --run-dir of-flag").run().status(0);
    assert!(ran.stdout.starts_with("of-flag/"), "{ran}");
    assert_eq!(settings(&ran), (json!(null), json!(5)));
    assert_eq!(settings(&run(nowhere, "--profile other").run().status(0)), (json!(10.0), json!(3)));
    let flag = format!("--base-url {}", desk.base_url());
    run(nowhere, &flag).env("DESKERO_BASE_URL", nowhere).run().status(0);
    run(desk.base_url(), "--config deskferry.toml").env("DESKERO_BASE_URL", "").run().status(0);
    let plain =
        sample().line("import a.csv -m m.toml --dry-run --no-progress").sandbox(&desk).run().status(0);
    assert_eq!(settings(&plain), (json!(10.0), json!(8)));
    assert!(plain.stdout.starts_with("deskferry-runs/"), "{plain}");
}

#[test]
fn faults_of_the_settings_file() {
    let run = |text: &str, flags: &str| {
        let ferry = sample().file("deskferry.toml", text).line(&format!("validate a.csv -m m.toml {flags}"));
        ferry.run().status(2).stderr
    };
    let told = [
        run("ratte = \"1\"\n", ""),
        run("[profile.a]\nratte = \"1\"\n", ""),
        run("rate = -5\n", ""),
        run("rate = \n", ""),
        run("rate = \"fast\"\n", ""),
        run("[profile.a]\n[profile.b]\n", "--profile c"),
        run("rate = 5\n", "--profile c"),
        run("", "--config other.toml"),
    ];
    insta::assert_snapshot!(told.join("==\n"));
}

#[test]
fn secrets_come_from_files_or_the_environment_and_are_never_shown() {
    let desk = Desk::new();
    let own = |what: &str, file: &str| {
        let text =
            format!("base_url = {:?}\nclient_id = {CLIENT_ID:?}\n{what} = {file:?}\n", desk.base_url());
        let ferry = sample().file("deskferry.toml", text).file("token", format!("{API_TOKEN}\n"));
        ferry.file("bearer", BEARER).line("import a.csv -m m.toml -vv --max-failures 1").fast().run()
    };
    let ran = [own("api_token_file", "token"), own("token_file", "bearer")];
    for ran in ran {
        assert_eq!(ran.status, 0, "{ran}");
        let all = everything(&ran);
        assert!(ran.stderr.len() > 1000, "with -vv there is a log: {ran}");
        assert!(!all.contains(API_TOKEN) && !all.contains(BEARER) && !all.contains(CLIENT_ID), "{ran}");
    }
    let missing = own("token_file", "none").status(2).says("none");
    assert!(!everything(&missing).contains(API_TOKEN));
}

#[test]
fn a_secret_in_a_faulty_setting_is_not_shown() {
    let urls =
        ["https://me:hush-hush@no host", "https://no host/?key=hush-hush", "https://me:hush-hush@host"];
    let settings = urls.map(|url| format!("base_url = {url:?}\n"));
    for text in settings.into_iter().chain(["api_token = hush-hush\n".to_owned()]) {
        let ran = sample().file("deskferry.toml", &text).line("customer find -vv").run().status(2);
        assert!(!ran.stderr.contains("hush"), "{text}{ran}");
    }
    for url in urls {
        let ran = sample().env("DESKERO_BASE_URL", url).line("customer find -vv").run().status(2);
        assert!(!ran.stderr.contains("hush"), "{ran}");
    }
}

/// An address that is not understood may have its password anywhere.
#[test]
fn a_secret_in_a_faulty_address_of_journals_is_not_shown() {
    let faulty = [
        "ann:s/hush-hush@db.example/moves",
        "ann:12?34hush-hush@db.example/moves",
        "ann:a@hush-hush@db.example/moves",
        "db.example/moves?sslpassword=hush-hush",
        "db.example/moves?passw%6Frd=hush-hush",
        "db.example/moves?connect_timeout=hush-hush",
    ];
    for address in faulty.map(|rest| format!("postgres://{rest}")) {
        for line in ["config show", "import a.csv -m m.toml -vv"] {
            let places = [
                sample().env("DESKFERRY_JOURNAL", &address).line(line),
                sample()
                    .file("s.toml", format!("journal = {address:?}\n"))
                    .line(line)
                    .line("--config s.toml"),
                sample().line(line).args(["--journal", &address]),
            ];
            for (at, ferry) in places.into_iter().enumerate() {
                let ran = ferry.run();
                // The environment may have a password.
                let is_read = at == 0 && address.contains("passw%6Frd");
                assert!(is_read || ran.status == 2, "{address}: {ran}");
                assert!(!everything(&ran).contains("hush"), "{address}: {ran}");
            }
        }
    }
}

/// The file is read when a connection needs it, and it belongs to the `journal` of its section.
#[test]
fn the_password_of_journals_is_not_read_without_need() {
    let shown = |text: &str| {
        let ferry = sample().file("s.toml", text);
        ferry.then().line("runs --config s.toml").run().status(0);
        let ran = ferry.line("config show --config s.toml --profile a").run().status(0);
        let line = ran.stdout.lines().find(|line| line.starts_with("journal_password_file"));
        line.unwrap_or_else(|| panic!("{ran}")).to_owned()
    };
    let journal = "journal = \"postgres://ann@db.example/moves\"\n";
    let file = "journal_password_file = \"missing\"\n";
    for (common, profile) in [("", format!("{journal}{file}")), (journal, file.to_owned())] {
        let line = shown(&format!("{common}[profile.a]\n{profile}"));
        assert!(line.contains("missing") && !line.contains("not used"), "{line}");
    }
    for (common, profile) in [(file, ""), (file, journal)] {
        let line = shown(&format!("{common}[profile.a]\n{profile}"));
        assert!(line.contains("not used"), "{line}");
    }
}

#[test]
fn a_wrong_secret_is_refused_without_being_shown() {
    let desk = Desk::new();
    let ferry = sample().line("import a.csv -m m.toml -vv").fast().sandbox(&desk);
    let ran = ferry.env("DESKERO_API_TOKEN", "hush-hush-wrong").run().status(3);
    assert!(!everything(&ran).contains("hush-hush"), "{ran}");
    let ferry = sample().line("import a.csv -m m.toml -vv").fast().sandbox(&desk);
    let ran = ferry.env("DESKERO_TOKEN", "hush-hush-wrong").run().status(3);
    assert!(!everything(&ran).contains("hush-hush"), "{ran}");
    assert!(desk.customers().is_empty());
}

#[test]
fn without_credentials_it_says_what_to_set() {
    let ran = sample().line("import a.csv -m m.toml").run().status(2);
    let ran = ran.says("DESKERO_CLIENT_ID").says("DESKERO_API_TOKEN").says("--sandbox");
    assert!(ran.folders().is_empty());
}

#[test]
fn credentials_do_not_travel_over_plain_http() {
    let ferry = sample().line("import a.csv -m m.toml --base-url http://deskero.example");
    let ran = ferry.env("DESKERO_CLIENT_ID", "me").env("DESKERO_API_TOKEN", "hush-hush").run().status(2);
    assert!(!everything(&ran).contains("hush-hush"), "{ran}");
    assert!(ran.stderr.contains("--allow-http") || ran.stderr.contains("https"), "{ran}");
}

#[test]
fn the_limit_takes_the_first_rows_of_an_import() {
    let desk = Desk::new();
    let rows: String = (0..600).map(|n| format!("N{n},n{n}@x.org\n")).collect();
    let ferry = Ferry::new().file("a.csv", format!("Name,Email\n{rows}")).file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml --limit 3").fast().sandbox(&desk).run().status(0);
    assert_eq!(ran.results().column("Name"), ["N0", "N1", "N2"]);
    assert_eq!((desk.customers().len(), ran.count("rows")), (3, 3));
}

#[test]
fn a_rate_may_be_a_number() {
    sample().file("deskferry.toml", "rate = 5\n").line("validate a.csv -m m.toml").run().status(0);
}

#[test]
fn durations_are_written_as_in_the_sandbox_switches() {
    let desk = Desk::new();
    let times = |ran: &Ran| {
        let settings = ran.run_json()["settings"].clone();
        (settings["timeout_seconds"].clone(), settings["settle_millis"].clone())
    };
    let run = |file: &str, flags: &str| {
        let ferry = sample().file("deskferry.toml", file).sandbox(&desk);
        ferry.line(&format!("import a.csv -m m.toml {flags}")).fast().run()
    };
    let ran = run("timeout = \"5m\"\n", "--settle-for 300ms").status(0);
    assert_eq!(times(&ran), (json!(300.0), json!(300)));
    assert_eq!(times(&run("timeout = 20\n", "--settle-for 1m").status(0)), (json!(20.0), json!(60_000)));
    let ran = run("", "--timeout 2500ms --settle-for 0.5").status(0);
    assert_eq!(times(&ran), (json!(2.5), json!(500)));
    ran.then().line("resume latest --settle-for 200ms").fast().sandbox(&desk).run().status(0);
    for flag in ["--timeout 0ms", "--timeout 5x", "--settle-for 2moons", "--settle-for=-1s"] {
        run("", flag).status(2).says("such as 300ms, 30s or 5m");
    }
}
