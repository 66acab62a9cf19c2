//! Starting jobs and waiting for them, as the page does.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Answer, RunningWorkbench, ferry};
use crate::command_line::{Desk, Ferry, SIMPLE};

impl RunningWorkbench {
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, &format!("api/{path}")).body(body.to_string()))
    }

    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, &format!("api/{path}")).body(body.to_string()))
    }

    /// Starts a job and returns its id.
    #[track_caller]
    pub fn begin(&self, request: Value) -> String {
        self.post("jobs", request).json()["id"].as_str().unwrap().to_owned()
    }

    pub fn job(&self, id: &str) -> Value {
        self.get(&format!("api/jobs/{id}")).json()
    }

    /// Waits until something is so about a job.
    #[track_caller]
    pub fn until(&self, id: &str, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let job = self.job(id);
            if is_so(&job) {
                return job;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "never: {what}: {job:#}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits for the end of a job.
    #[track_caller]
    pub fn ended(&self, id: &str) -> Value {
        self.until(id, "its end", |job| job["state"] != "running")
    }

    /// Does a whole job.
    #[track_caller]
    pub fn done(&self, request: Value) -> Value {
        let job = self.ended(&self.begin(request));
        assert_eq!(job["state"], "done", "{job:#}");
        job
    }

    /// The id of the first file.
    pub fn file_id(&self) -> String {
        self.project()["files"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Plans the import of the first file. Returns the job.
    #[track_caller]
    pub fn plan(&self) -> Value {
        self.done(json!({"kind": "plan", "file": self.file_id()}))
    }

    /// Writes the plan of a job, confirmed with a number.
    #[track_caller]
    pub fn write(&self, plan: &Value, confirm: u64) -> String {
        self.begin(json!({"kind": "write", "plan": plan["id"], "confirm": confirm}))
    }

    pub fn run_of(&self, job: &Value) -> Value {
        self.get(&format!("api/runs/{}", job["run"].as_str().unwrap())).json()
    }
}

/// A file with so many people.
pub fn people(count: usize) -> String {
    let rows = (1..=count).map(|at| format!("Person {at},person{at}@example.org,City {at}\n"));
    "Name,Email,City\n".to_owned() + &rows.collect::<String>()
}

/// The mapping of that file.
pub fn mapping() -> String {
    SIMPLE.to_owned() + "city = { from = \"City\" }\n"
}

/// A folder with a project for that file, and no limit of the rate.
pub fn project(count: usize) -> Ferry {
    ferry()
        .file("people.csv", people(count))
        .file("deskferry.toml", "rate = \"0\"\n")
        .file("deskferry-project/mapping.toml", mapping())
        .file("deskferry-project/project.toml", "version = 1\n[[files]]\npath = \"../people.csv\"\n")
}

/// The same with the real account as its target; the help desk is in the test's own process.
pub fn real_project(count: usize, desk: &Desk) -> Ferry {
    let text = "version = 1\n[[files]]\npath = \"../people.csv\"\n\n[target]\naccount = true\n";
    project(count).file("deskferry-project/project.toml", text).sandbox(desk)
}

/// Customers without what the help desk adds, in a fixed order.
pub fn content_of(mut customers: Vec<Value>) -> Vec<String> {
    for customer in &mut customers {
        let object = customer.as_object_mut().unwrap();
        object.retain(|name, _| name != "id" && !name.contains("Date") && !name.contains("ate"));
    }
    let mut texts: Vec<String> = customers.iter().map(ToString::to_string).collect();
    texts.sort();
    texts
}
