//! The page in a real Chromium: the scripts tests/browser/workbench*.mjs drive it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{RunningWorkbench, ferry, office_file};
use crate::command_line::{Desk, Ferry, SIMPLE};

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn the_workbench_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = |name: &str| std::fs::read(root.join("samples").join(name)).unwrap();
    let ferry = ferry()
        .file("drop/clienti.csv", office_file())
        .file("drop/hubspot.csv", sample("hubspot-contacts.csv"))
        .file("drop/contacts.vcf", sample("vcard-contacts.vcf"))
        .file("drop/hostile.csv", hostile())
        .file(
            "drop/polish.csv",
            b"Nazwa;Miasto\nWa\xb3\xeasa;\xa3\xf3d\x9f\n\xafaneta;Wroc\xb3aw\n".repeat(4),
        );
    drive("workbench.mjs", ferry, "");
}

/// A file with Italian customers, some of them wrong.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn columns_in_a_browser() {
    drive("workbench-columns.mjs", ferry().file("clienti.csv", customers()), "clienti.csv");
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn check_in_a_browser() {
    let mapping = format!("{SIMPLE}state = {{ from = \"Country\", as = \"country\" }} # home\n");
    let mut few = "Name,Email,Country\n".to_owned();
    (0..40).for_each(|at| few.push_str(&format!("N{at},n{at}@example.org,IT\n")));
    few.push_str("Ann,ann@example.org,Italiaa\nBob,bob(at)example.org,IT\nCleo,c@example.org,Italiaa\n");
    few.push_str("Dan,dan(at)example.org,Italiaa\n<img src=x onerror=window.hostile=1>,<b>x,IT\n");
    let mut many = "Name,Email,Country,City,Street,Phone\n".to_owned();
    (0..100_000).for_each(|at| {
        many.push_str(&format!("N{at},n{at}(at)example.org,IT,City {at},Street {at},+39 06 {at:07}\n"))
    });
    let ferry = ferry().file("few.csv", few).file("many.csv", many);
    let ferry = ferry.file("deskferry-project/project.toml", "version = 1\n");
    let ferry = ferry.file("deskferry-project/mapping.toml", mapping);
    drive("workbench-check.mjs", ferry, "few.csv many.csv");
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn plan_run_and_runs_in_a_browser() {
    // The help desk is in this process; for the page it is a real account.
    let desk = Desk::new();
    drive(
        "workbench-jobs.mjs",
        ferry()
            .file(
                "deskferry.toml",
                "rate = \"5\"
",
            )
            .sandbox(&desk),
        "",
    );
}

/// From an office file to a verified import, with a help desk that fails and a workbench that is killed; then the same
/// by the commands that the page has shown.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn the_whole_way_in_a_browser() {
    let ferry = ferry();
    node("workbench-whole-way.mjs", &[ferry.command().get_program().as_ref(), ferry.path()]);
}

/// A plan that was kept out, failed rows, a copied project.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn what_is_tried_again_in_a_browser() {
    let ferry = ferry();
    node("workbench-again.mjs", &[ferry.command().get_program().as_ref(), ferry.path()]);
}

/// What a form keeps and offers: sources that are tried, a column of two fields, a row without a key.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn forms_in_a_browser() {
    let ferry = ferry();
    node("workbench-forms.mjs", &[ferry.command().get_program().as_ref(), ferry.path()]);
}

/// A run that was stopped half-way is undone, questions lead to their answers, and other languages have no English.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn a_stopped_run_in_a_browser() {
    let ferry = ferry();
    node("workbench-stopped.mjs", &[ferry.command().get_program().as_ref(), ferry.path()]);
}

#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn languages_in_a_browser() {
    drive("workbench-languages.mjs", ferry(), "");
}

/// Cells with a value that was probably meant, and phone numbers without their zero.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn suggested_values_in_a_browser() {
    let mapping = format!(
        "{SIMPLE}state = {{ from = \"Country\", as = \"country\" }}\nphoneNumber = {{ from = \"Phone\", as = \"phone\" }}\n"
    );
    let csv = "Name,Email,Country,Phone\nAnn,ann@example.org,Svizera,\nBob,bob@example.org,Italy,65551234\n\
               Cleo,cleo@example.org,Italy,25551234\nDan,dan@example.org,Italy,ask Dan\nEve,eve@example.org,Korea,\n\
               Fay,fay@example.org,Itlia,\nGus,gus@example.org,Itlia,\nHal,hal@example.org,Itlia,\n\
               Ida,ida@example.org,Italy,552345678\n";
    let ferry = ferry().file("suggested.csv", csv).file("deskferry-project/project.toml", "version = 1\n");
    let ferry = ferry.file("deskferry-project/mapping.toml", mapping);
    drive("workbench-suggested.mjs", ferry, "suggested.csv");
}

/// A plan is for one file.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn several_files_in_a_browser() {
    let people = |name: &str| format!("Name,Email\n{name},{name}@example.org\n");
    let ferry = ferry().file("a.csv", people("ann")).file("b.csv", people("bob"));
    let ferry = ferry
        .file("deskferry-project/project.toml", "version = 1\n")
        .file("deskferry.toml", "rate = \"0\"\n");
    drive("workbench-several.mjs", ferry.file("deskferry-project/mapping.toml", SIMPLE), "a.csv b.csv");
}

/// What a mapping has beyond the forms is shown, and survives what is clicked.
#[test]
#[ignore = "needs Chromium and packages from npm: .ci/run installs them"]
fn special_rules_in_a_browser() {
    let text = "version = 1\nname = \"Special\"\n[fields]\nname = { from = \"Name\" } # who\nemail = { from = \"Email\" }\n\n\
                [custom_fields]\nsegment = { from = \"Class\", lookup_file = { file = \"segments.csv\", key = \"Code\", \
                value = \"Segment\" } }\n# the rest\n\"*\" = { from = \"cf_*\" }\n\n[[when]]\nskip = \"row['Status'] == \
                'gone'\"\nnote = \"left us\"\n\n# nobody can write to them\n[[when]]\nreject = \"not row['Email']\"\n";
    let ferry = ferry()
        .file("people.csv", "Name,Email,Class,Status,cf_vat,cf_size,Town\nAda,ada@example.org,A,,IT1,5,Roma\nBob,,B,gone,IT2,6,Milano\n")
        .file("deskferry-project/project.toml", "version = 1\n")
        .file("deskferry-project/segments.csv", "Code,Segment\nA,Gold\nB,Silver\n")
        .file("deskferry-project/mapping.toml", text);
    drive("workbench-special.mjs", ferry, "people.csv");
}

/// Runs a script of tests/browser on a workbench in this folder.
fn drive(script: &str, ferry: Ferry, places: &str) {
    let workbench = RunningWorkbench::start(ferry, places);
    node(script, &[&workbench.path().join("opened.html"), workbench.path()]);
}

/// Runs a script of tests/browser.
fn node(script: &str, words: &[&Path]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules =
        std::env::var_os("BROWSER_MODULES").map_or_else(|| root.join("target/browser"), PathBuf::from);
    let mut command = Command::new("node");
    command.arg(root.join("tests/browser").join(script)).args(words);
    command.args(std::env::var_os("SCREENSHOTS")).env("BROWSER_MODULES", modules);
    let output = command.output().expect("node is installed");
    let (said, faults) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("passed"), "{said}{faults}");
}

fn customers() -> String {
    let mut text =
        "Nome,E-mail,Telefono,Indirizzo,Indirizzo 2,CAP,Citta,Paese,Tipo,Data di nascita,Codice fidelity,\
                    Password,Vuoto\n"
            .to_owned();
    let names = ["Giulia Rossi", "Marco Bianchi", "Sara Verdi", "Luca Neri", "Anna Russo", "Paolo Ferrari"];
    let cities = [("00184", "Roma"), ("20121", "Milano"), ("10121", "Torino")];
    for at in 0..60 {
        let (name, (postcode, city)) = (names[at % 6], cities[at % 3]);
        let country = ["Italia", "Italia", "Germania", "Itaglia", "Francia"][at % 5];
        let kind = ["Cliente", "Cliente", "Prospect", "Fornitore"][at % 4];
        let (floor, born) = (
            ["Scala B", "", "Interno 4"][at % 3],
            format!("{:02}/0{}/19{}", 13 + at % 15, 1 + at % 9, 60 + at % 39),
        );
        text += &format!(
            "{name} {at},cliente{at}@example.org,06 5551{at:03},Via Roma {at},{floor},{postcode},{city},{country},{kind},\
             {born},FX-{at:04},geheim{at},\n"
        );
    }
    text
}

/// Names and cells that would run if they were markup.
fn hostile() -> String {
    "Name,Email,<img src=x onerror=window.hostile=1>\n<script>window.hostile=1</script>,a@example.org,\"</td></table>\
     <iframe src=javascript:window.hostile=1>\"\n"
        .to_owned()
}
