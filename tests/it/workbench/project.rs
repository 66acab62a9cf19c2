//! The project's folder: what it keeps, and who may open it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::{RunningWorkbench, ferry, office_file};

#[test]
fn files_on_the_command_line_are_read_where_they_are() {
    let ferry = ferry().file("data/own.csv", office_file());
    let workbench = RunningWorkbench::open(ferry, "data/own.csv --project p");
    let file = workbench.project()["files"][0].clone();
    assert_eq!((&file["shown"], &file["uploaded"]), (&json!("data/own.csv"), &json!(false)));
    assert_eq!(file["command"], "deskferry mapping suggest data/own.csv -o p/mapping.toml");
    assert_eq!(workbench.project()["folder"], "p");
    assert_eq!(workbench.project()["command"], "deskferry workbench p");
    assert_eq!(std::fs::read_dir(workbench.path().join("p/files")).unwrap().count(), 1, ".gitignore alone");
    let id = file["id"].as_str().unwrap().to_owned();
    assert_eq!(workbench.look(&id)["found"]["delimiter"]["value"], ";");
    // Named again, it is still one file.
    let (_, _, left) = workbench.stop();
    let again = RunningWorkbench::open(left, "data/own.csv --project p");
    assert_eq!(again.project()["files"].as_array().unwrap().len(), 1);
    std::fs::remove_file(again.path().join("data/own.csv")).unwrap();
    assert!(again.project()["files"][0]["size"].is_null());
    let problem = again.look(&id)["problem"]["message"].clone();
    assert!(problem.as_str().unwrap().contains("there is no file"), "{problem}");
}

/// A project may come from anybody, for example out of git.
#[test]
fn a_link_in_the_place_of_a_folder_is_refused() {
    for name in ["files", "runs", ".history"] {
        let ferry =
            ferry().file("deskferry-project/project.toml", "version = 1\n").file("elsewhere/own.csv", "a");
        let link = ferry.path().join("deskferry-project").join(name);
        std::os::unix::fs::symlink("../elsewhere", &link).unwrap();
        let ran = ferry.line("workbench").env("DISPLAY", ":9").run().status(2);
        let ran = ran.says("is a link; remove it");
        assert_eq!(std::fs::read_dir(ran.path().join("elsewhere")).unwrap().count(), 1);
    }
}

#[test]
fn a_second_workbench_on_the_project_says_so() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let second = workbench.ferry.then().line("workbench").env("DISPLAY", ":9").run().status(2);
    let pid = workbench.pid();
    let second = second.says("the project folder deskferry-project is in use by").says(&pid.to_string());
    second.says("go on in the browser window of that workbench");
    assert_eq!(workbench.get("api/project").status, 200);
}

#[test]
fn a_killed_workbench_loses_nothing() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    workbench.stated(&id, json!({"header_row": 4, "encoding": "latin1"}));
    workbench.map(&id, false).json();
    let before = workbench.project();
    assert_eq!(before["files"][0]["reading"]["header_row"], 4);
    let again = RunningWorkbench::open(workbench.kill(), "deskferry-project");
    let after = again.project();
    assert_eq!((&after["files"], &after["mapping"]), (&before["files"], &before["mapping"]));
}

#[test]
fn what_a_person_wrote_into_the_project_stays() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    let path = workbench.folder().join("project.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("path =", "# the spring list\ndelimiter = \";\" # as sent\npath ="))
        .unwrap();
    let look = workbench.stated(&id, json!({"header_row": 3}));
    assert_eq!(look["found"]["delimiter"]["how"], "stated");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains(
            "# the spring list\ndelimiter = \";\" # as sent\npath = \"files/c.csv\"\nuploaded = true\nheader_row = 3\n"
        ),
        "{text}"
    );
    std::fs::write(&path, "version = 1\nfiles = 3\n").unwrap();
    let refused = workbench.get("api/project").refused(422);
    assert!(refused["message"].as_str().unwrap().contains("[[files]]"), "{refused}");
    assert_eq!(workbench.change(&id, json!({"header_row": 2})).status, 422);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "version = 1\nfiles = 3\n");
}

#[test]
fn folders_and_names_that_are_no_project_are_refused() {
    let ferry = ferry().file("docs/letter.txt", "x").file("c.csv", "a\n1\n").file("p", "a file");
    let run =
        |line: &str| ferry.then().line(&format!("workbench {line}")).env("DISPLAY", ":9").run().status(2);
    run("docs").says("it is no project's folder");
    run("docs c.csv").says("\"docs\" is a folder; name it alone");
    run("missing.csv").says("there is no file \"missing.csv\"");
    run("-").says("can't read standard input");
    run("c.csv --project p").says("\"p\" is a file, not a project's folder");
    run("c.csv --port 99999").says("99999");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    run(&format!("c.csv --port {port}")).says("choose another with --port");
    assert_eq!(std::fs::read_dir(ferry.path().join("docs")).unwrap().count(), 1);
    assert_eq!(std::fs::metadata(ferry.path().join("docs")).unwrap().permissions().mode() & 0o077, 0o055);
}

/// Opens a stream of events, and reads until it has a text.
struct Events(TcpStream, String);

impl Events {
    fn of(workbench: &RunningWorkbench) -> Self {
        let address = workbench.base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let request = format!(
            "GET {}api/events HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\r\n",
            workbench.base_path, workbench.cookie
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
        Self(stream, String::new())
    }

    #[track_caller]
    fn until(&mut self, text: &str) {
        let mut piece = [0; 1024];
        while !self.1.contains(text) {
            let read = self.0.read(&mut piece).unwrap();
            assert!(read > 0, "the stream ended without {text}: {}", self.1);
            self.1.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    }
}

#[test]
fn another_tab_is_told_of_each_change() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let mut events = Events::of(&workbench);
    events.until("event: project\ndata: {\"version\":1}\n\n");
    assert!(events.1.contains("text/event-stream"), "{}", events.1);
    let id = workbench.dropped("c.csv", office_file());
    events.until("{\"version\":2}");
    workbench.stated(&id, json!({"header_row": 3}));
    events.until("{\"version\":3}");
    workbench.map(&id, false).json();
    events.until("{\"version\":4}");
    assert_eq!(workbench.project()["version"], 4);
    // An open stream does not keep the workbench from ending.
    let start = std::time::Instant::now();
    assert_eq!(workbench.stop().0, 0);
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}
