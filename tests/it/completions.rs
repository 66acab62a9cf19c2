//! `deskferry completions`, in a real bash, and `deskferry man`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use rstest::rstest;

use crate::command_line::{Ferry, SIMPLE};

const SETTINGS: &str = "[profile.spring]\nrate = \"5\"\n[profile.autumn]\nrate = \"6\"\n";

/// What bash offers for the last word of a line. Like bash, it splits words at `=`, too.
fn offered(ferry: &Ferry, line: &str) -> Vec<String> {
    let script = "\
source <(deskferry completions bash)
read -ra COMP_WORDS <<<\"${1//=/ = }\"
[[ $1 == *[=' '] ]] && COMP_WORDS+=('')
COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
_deskferry
printf '%s\\n' \"${COMPREPLY[@]}\"";
    let output = bash(ferry, &["-c", script, "bash", line]).output().unwrap();
    let faults = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && faults.is_empty(), "{faults}");
    String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect()
}

/// A bash that finds the tested program.
fn bash(ferry: &Ferry, words: &[&str]) -> std::process::Command {
    let program = assert_cmd::cargo::cargo_bin!("deskferry");
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut bash = std::process::Command::new("bash");
    bash.args(words).current_dir(ferry.path()).env("PATH", path);
    bash.env("HOME", ferry.path()).env_remove("XDG_CONFIG_HOME").env("TERM", "dumb");
    bash
}

/// Presses Tab in an interactive bash, and has the line that it then has printed word by word.
#[rstest]
#[case("deskferry validate my", "<validate><my file.csv>")]
#[case("deskferry validate my\\ f", "<validate><my file.csv>")]
#[case("deskferry validate 'my f", "<validate><my file.csv>")]
#[case("deskferry validate \"my f", "<validate><my file.csv>")]
#[case("deskferry validate fol", "<validate><folder/>")]
#[case("deskferry import a.csv --mapping=hub", "<import><a.csv><--mapping=hubspot>")]
#[case("deskferry import a.csv --mode=up", "<import><a.csv><--mode=up>")]
#[case("deskferry import a.csv --mode=upd", "<import><a.csv><--mode=update>")]
#[case("deskferry --sandbox=o", "<--sandbox=other.db>")]
#[case(
    "deskferry --sandbox=other.db import 'my file.csv' --dry-r",
    "<--sandbox=other.db><import><my file.csv><--dry-run>"
)]
fn a_tab_completes_the_line(#[case] line: &str, #[case] expected: &str) {
    let ferry =
        Ferry::new().file("my file.csv", "Name\n").file("other.db", "").file("folder/a b.csv", "Name\n");
    let mut script = bash(&ferry, &["-c", "exec script -qec 'bash --norc --noprofile -i' /dev/null"]);
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // The completion calls the program itself, not this function.
    let prints = "deskferry() { printf '<%s>' \"$@\"; echo; }; echo read''y";
    writeln!(input, "source <(deskferry completions bash); {prints}").unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut seen = String::new();
    while !seen.contains("ready") {
        assert_ne!(output.read_line(&mut seen).unwrap(), 0, "{seen}");
    }
    write!(input, "{line}\t\nexit\n").unwrap();
    output.read_to_string(&mut seen).unwrap();
    child.wait().unwrap();
    assert!(seen.contains(expected), "{seen}");
}

#[rstest]
#[case("deskferry exp", &["explain", "export"])]
#[case("deskferry import a.csv --dry", &["--dry-run"])]
#[case("deskferry import a.csv -m hub", &["hubspot"])]
#[case("deskferry import a.csv -m my", &["my.toml"])]
#[case("deskferry import a.csv --mapping=hub", &["hubspot"])]
#[case("deskferry explain e20", &["E201", "E202", "E203", "E204", "E205", "E206", "E207", "E208", "E209"])]
#[case("deskferry --profile s", &["spring"])]
#[case("deskferry --config other.toml import --profile ", &["winter"])]
#[case("deskferry export --fields birth", &["birthDate"])]
#[case("deskferry import --language ", &["de", "en", "es", "fr", "it"])]
fn names_are_completed(#[case] line: &str, #[case] expected: &[&str]) {
    let ferry = Ferry::new().file("deskferry.toml", SETTINGS).file("my.toml", SIMPLE).file("a.csv", "Name\n");
    let ferry = ferry.file("other.toml", "[profile.winter]\nrate = \"5\"\n");
    let mut found = offered(&ferry, line);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn runs_are_completed_newest_first() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAnn,ann@example.org\n").file("m.toml", SIMPLE);
    let first = ferry.then().line("import a.csv -m m.toml --sandbox --run-dir mine").fast().run().status(0);
    let second =
        ferry.then().line("import a.csv -m m.toml --sandbox --run-dir mine --anew").fast().run().status(0);
    let id = |folder: std::path::PathBuf| folder.file_name().unwrap().to_str().unwrap().to_owned();
    let ids = [id(second.folder()), id(first.folder())];
    assert_eq!(offered(&ferry, "deskferry --run-dir mine verify 2"), ids);
    assert_eq!(offered(&ferry, "deskferry --run-dir=mine verify l"), ["latest"]);
}

/// Nothing that is wrong with the settings is said in the middle of a line.
#[test]
fn broken_settings_are_silent() {
    let ferry = Ferry::new().file("deskferry.toml", "rate = [");
    assert_eq!(offered(&ferry, "deskferry --profile "), [""]);
    assert_eq!(offered(&ferry, "deskferry resu"), ["resume"]);
}

#[rstest]
#[case("bash")]
#[case("elvish")]
#[case("fish")]
#[case("powershell")]
#[case("zsh")]
fn each_shell_has_a_script(#[case] shell: &str) {
    let ran = Ferry::new().args(["completions", shell]).run().status(0);
    assert!(ran.stdout.contains("DESKFERRY_COMPLETE") && ran.stderr.is_empty(), "{ran}");
    let asked = Ferry::new().env("DESKFERRY_COMPLETE", shell).args(["--", "deskferry", "resu"]);
    let asked = asked.env("_CLAP_COMPLETE_INDEX", "1").env("_CLAP_IFS", "\n").run().status(0);
    assert!(asked.stdout.contains("resume"), "{asked}");
}

#[test]
fn each_command_has_a_manual_page() {
    let ran = Ferry::new().line("man pages").run().status(0).says("The manual pages are in pages");
    let page = |name: &str| std::fs::read_to_string(ran.path().join("pages").join(name)).unwrap();
    assert!(page("deskferry-import.1").contains("\\-\\-dry\\-run"));
    assert!(page("deskferry-backup-list.1").contains("deskferry backup list"));
    assert!(page("deskferry.1").contains("Exit status"));
    let ran = Ferry::new().file("taken", "").line("man taken").run().status(4);
    ran.says("can't write manual pages to \"taken\"");
}
