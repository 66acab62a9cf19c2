//! LibreOffice opens the rejects of a run, saves them in its forms, and nothing is lost, bent or released on the way.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command_line::{Ferry, Ran, SIMPLE};

/// Semicolons and Windows-1252, as in Western Europe.
const WESTERN: &str = "csv:Text - txt - csv (StarCalc):59,34,ANSI,1";
/// Tabs and UTF-8.
const TABS: &str = "csv:Text - txt - csv (StarCalc):9,34,76,1";

/// What LibreOffice makes of a file. It opens CSV files as UTF-8 with commas.
fn converted(file: &Path, form: &str, folder: &Path) -> PathBuf {
    let folder = folder.join(form.replace(|letter: char| !letter.is_alphanumeric(), "_"));
    let is_csv = file.extension().is_some_and(|end| end == "csv");
    let home = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut office = Command::new("soffice");
    office.args([home.as_str(), "--headless"]).args(is_csv.then_some("--infilter=CSV:44,34,76,1"));
    let output = office.args(["--convert-to", form, "--outdir"]).arg(&folder).arg(file).output().unwrap();
    let made = folder.join(file.with_extension(form.split(':').next().unwrap()).file_name().unwrap());
    assert!(made.is_file(), "{output:?}");
    made
}

fn told(ran: &Ran) -> String {
    ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
#[ignore = "needs LibreOffice; .ci/run runs it"]
fn libreoffice_saves_rejects_that_stay_what_they_are() {
    let text = "Name,Email,Zip,Phone,Born\nZo\u{eb} M\u{fc}ller,wrong,00123,+393483528686,03/04/2006\n\
        Bo,b@x.org,00185,393483528687\nEve,e@x.org,00186,393483528688,04/05/2006,extra\n";
    let mapping =
        format!("{SIMPLE}postalNumber = {{ from = \"Zip\" }}\nphoneNumber = {{ from = \"Phone\" }}\n");
    let first = Ferry::new().file("a.csv", text).file("m.toml", mapping);
    let first = first.line("validate a.csv -m m.toml").run().status(1);
    let saved = tempfile::tempdir().unwrap();
    for name in ["rejects.csv", "rejects.xlsx"] {
        for form in ["xlsx", "ods", "xls", "html", WESTERN, TABS] {
            let file = converted(&first.folder().join(name), form, &saved.path().join(name));
            let ran = first.then().args(["validate", "-m", "m.toml"]).args([&file]).run().status(1);
            let said = "0 are good now and 3 were rejected again";
            assert!(told(&ran).contains(said) && !told(&ran).contains("guess"), "{form} of {name}\n{ran}");
            assert_eq!(ran.rejects().cell(0, "Name"), "Zo\u{eb} M\u{fc}ller", "{form} of {name}\n{ran}");
        }
    }
}
