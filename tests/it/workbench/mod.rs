//! The workbench over TCP: the real binary, with a browser of ours that keeps what it was asked to open.

mod browser;
mod check;
mod check_places;
mod columns;
mod commands;
mod connections;
mod entrance;
mod guards;
mod history;
mod job_bench;
mod job_ends;
mod job_guards;
mod job_places;
mod job_results;
mod job_signs;
mod jobs;
mod language;
mod leave_out;
mod moved_projects;
mod own_fixes;
mod page_size;
mod project;
mod reading;
mod rule_edits;
mod rule_preview;
mod runs;
mod suggested;
mod uploads;

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::command_line::Ferry;

/// Keeps the page that it opens, and the modes of the page and its folder.
const OPENER: &str = "#!/bin/sh
stat -c %a \"$1\" \"$(dirname \"$1\")\" > \"$OPENED.modes\"
printf '%s\\n' \"$@\" > \"$OPENED.words\"
cp \"$1\" \"$OPENED.part\" && mv \"$OPENED.part\" \"$OPENED\"
";

/// A workbench that runs.
pub struct RunningWorkbench {
    pub ferry: Ferry,
    child: Option<Child>,
    /// `http://127.0.0.1:40123`
    pub base: String,
    pub key: String,
    /// `/PATH/`, once it is entered.
    pub base_path: String,
    pub cookie: String,
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    #[track_caller]
    pub fn json(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }

    /// The message of a refusal with this status.
    #[track_caller]
    pub fn refused(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }
}

/// A folder with the browser of ours.
pub fn ferry() -> Ferry {
    let ferry = Ferry::new().file("bin/xdg-open", OPENER);
    let opener = ferry.path().join("bin/xdg-open");
    std::fs::set_permissions(&opener, PermissionsExt::from_mode(0o755)).unwrap();
    ferry
}

/// The environment of a screen with this browser.
fn on_screen(ferry: Ferry) -> Ferry {
    let bin = ferry.path().join("bin");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let opened = ferry.path().join("opened.html");
    ferry.env("PATH", path).env("DISPLAY", ":9").env("OPENED", opened)
}

pub fn client() -> reqwest::Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

impl RunningWorkbench {
    /// Starts it with these arguments, without entering.
    pub fn start(ferry: Ferry, line: &str) -> Self {
        let ferry = on_screen(ferry.line("workbench").line(line));
        let opened = ferry.path().join("opened.html");
        drop(std::fs::remove_file(&opened));
        let mut command = ferry.command();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let page = text_of(&opened, &mut child);
        let between = |start: &str| {
            let rest = page.split_once(start).unwrap_or_else(|| panic!("no {start}: {page}")).1;
            rest.split_once('"').unwrap().0.to_owned()
        };
        let base = between("action=\"").strip_suffix("/session").unwrap().to_owned();
        let key = between("name=\"key\" value=\"");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (base_path, cookie) = Default::default();
        Self { ferry, child: Some(child), base, key, base_path, cookie, runtime, client: client() }
    }

    /// Starts it and enters.
    pub fn open(ferry: Ferry, line: &str) -> Self {
        let mut workbench = Self::start(ferry, line);
        let answer = workbench.exchange(&workbench.key.clone());
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.headers[LOCATION].to_str().unwrap().clone_into(&mut workbench.base_path);
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        cookie.split_once(';').unwrap().0.clone_into(&mut workbench.cookie);
        workbench
    }

    /// Posts a key as the opened page does.
    pub fn exchange(&self, key: &str) -> Answer {
        let request = self.client.post(format!("{}/session", self.base)).header(ORIGIN, "null");
        self.send(
            request.header("content-type", "application/x-www-form-urlencoded").body(format!("key={key}")),
        )
    }

    pub fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.runtime.block_on(async {
            let response = request.send().await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            Answer { status, headers, text: response.text().await.unwrap() }
        })
    }

    /// The first part of an answer that goes on.
    pub fn first_chunk(&self, request: reqwest::RequestBuilder) -> String {
        self.runtime.block_on(async {
            let chunk = request.send().await.unwrap().chunk().await.unwrap().unwrap();
            String::from_utf8(chunk.to_vec()).unwrap()
        })
    }

    /// A request to a path, with nothing else.
    pub fn bare(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A request of the page to a path below the base_path.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.bare(method, &format!("{}{path}", self.base_path));
        request.header(COOKIE, &self.cookie).header(ORIGIN, &self.base)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path))
    }

    pub fn project(&self) -> Value {
        self.get("api/project").json()
    }

    pub fn upload(&self, name: &str, content: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, "api/files").query(&[("name", name)]);
        self.send(request.body(content))
    }

    /// Uploads a file and returns its id.
    #[track_caller]
    pub fn dropped(&self, name: &str, content: impl Into<reqwest::Body>) -> String {
        self.upload(name, content).json()["id"].as_str().unwrap().to_owned()
    }

    pub fn look(&self, id: &str) -> Value {
        self.get(&format!("api/files/{id}/look")).json()["look"].clone()
    }

    pub fn change(&self, id: &str, changes: Value) -> Answer {
        let request = self.request(Method::PATCH, &format!("api/files/{id}"));
        self.send(request.body(changes.to_string()))
    }

    /// States something, and returns the look.
    #[track_caller]
    pub fn stated(&self, id: &str, changes: Value) -> Value {
        self.change(id, changes).json()["look"].clone()
    }

    pub fn map(&self, id: &str, replace: bool) -> Answer {
        let body = json!({"file": id, "replace": replace}).to_string();
        self.send(self.request(Method::POST, "api/mapping").body(body))
    }

    /// What would be undone or done again, without the id of the step.
    pub fn offered(&self, direction: &str) -> Value {
        let mut did = self.project()[direction].clone();
        if let Some(did) = did.as_object_mut() {
            assert_eq!(did.remove("step").unwrap().as_str().unwrap().len(), 16);
        }
        did
    }

    /// Undoes or redoes what the page offers. Returns it; null if nothing is offered.
    pub fn undo_or_redo(&self, direction: &str) -> Value {
        let (did, shown) = (self.project()[direction].clone(), self.offered(direction));
        if !did.is_null() {
            self.send(self.request(Method::POST, &format!("api/{direction}")).body(did.to_string())).json();
        }
        shown
    }

    pub fn path(&self) -> &Path {
        self.ferry.path()
    }

    /// The project's folder, if it is the usual one.
    pub fn folder(&self) -> PathBuf {
        self.path().join("deskferry-project")
    }

    /// The names in a folder of the project, sorted, without `.gitignore`.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder().join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name != ".gitignore");
        names.sort();
        names
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(self.pid().cast_signed()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Ends it as Ctrl-C does. Returns its exit status and all that it said.
    pub fn stop(mut self) -> (i32, String, Ferry) {
        self.signal(rustix::process::Signal::INT);
        let output = self.child.take().unwrap().wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (output.status.code().unwrap(), said, self.ferry.then())
    }

    /// Ends it as `kill -9` does.
    pub fn kill(mut self) -> Ferry {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        self.ferry.then()
    }
}

impl Drop for RunningWorkbench {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// The text of a file as soon as it is there.
fn text_of(path: &Path, child: &mut Child) -> String {
    let start = Instant::now();
    loop {
        if let Ok(text) = std::fs::read_to_string(path) {
            return text;
        }
        if let Some(status) = child.try_wait().unwrap() {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("it ended with {status}: {said}");
        }
        assert!(start.elapsed() < Duration::from_secs(30), "no browser was opened");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until something is so.
#[track_caller]
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(10), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A messy file of an office: a title above the header, semicolons, Windows-1252, Italian.
pub fn office_file() -> Vec<u8> {
    let text = "Elenco clienti aggiornato al 12/03/2026;;;;\n;;;;\nRagione sociale;E-mail;Telefono;CAP;Citt\u{e0}\n\
                Caff\u{e8} Roma srl;info@cafferoma.example;06 1234567;00184;Roma\nPapagno & Figli;a@papagno.example;;1012;\
                Torino\nPerch\u{e9} No snc;ciao@perche.example;02 7654321;20121;Milano\n";
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}
