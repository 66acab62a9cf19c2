//! How a person gets in, and nobody else: keys of one use, cookies, addresses.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use reqwest::Method;
use reqwest::header::SET_COOKIE;

use super::{RunningWorkbench, client, eventually, ferry, office_file};

#[test]
fn a_key_opens_one_session() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let again = workbench.exchange(&workbench.key);
    assert_eq!(again.status, 403);
    assert!(
        again.text.contains("already been used") && !again.headers.contains_key(SET_COOKIE),
        "{}",
        again.text
    );
    let asked = workbench.send(workbench.bare(Method::GET, &format!("/session?key={}", workbench.key)));
    assert_eq!(asked.status, 403);
    for wrong in ["", "key=", "key=AAAA", "other=1"] {
        assert_eq!(
            workbench.send(workbench.bare(Method::GET, &format!("/session?{wrong}"))).status,
            403,
            "{wrong}"
        );
    }
    assert_eq!(workbench.get("api/project").status, 200);
}

#[test]
fn a_key_is_not_used_up_by_a_look_at_the_address() {
    let workbench = RunningWorkbench::start(ferry(), "");
    for method in [Method::HEAD, Method::PUT, Method::OPTIONS] {
        let answer = workbench.send(workbench.bare(method, &format!("/session?key={}", workbench.key)));
        assert_eq!(answer.status, 405);
    }
    assert_eq!(workbench.exchange(&workbench.key).status, 200);
}

#[test]
fn the_key_is_in_a_private_file_only_and_the_file_is_removed() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let modes = std::fs::read_to_string(workbench.path().join("opened.html.modes")).unwrap();
    assert_eq!(modes, "600\n700\n");
    let words = std::fs::read_to_string(workbench.path().join("opened.html.words")).unwrap();
    assert!(words.lines().count() == 1 && words.trim().ends_with("open.html"), "{words}");
    assert!(!words.contains(&workbench.key));
    eventually("the page is removed", || !workbench.names("").iter().any(|name| name.starts_with(".open-")));
    let (key, cookie) = (workbench.key.clone(), workbench.cookie.clone());
    let (status, said, _) = workbench.stop();
    assert!(!said.contains(&key) && !said.contains(&cookie["deskferry=".len()..]), "{said}");
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("The workbench is open on the project deskferry-project."), "{said}");
    assert!(!said.contains("http://"), "an address in a pipe: {said}");
}

#[test]
fn the_page_with_an_unused_key_is_removed_at_the_end() {
    let workbench = RunningWorkbench::start(ferry(), "");
    let opening = |names: Vec<String>| names.iter().any(|name| name.starts_with(".open-"));
    assert!(opening(workbench.names("")));
    let (status, said, left) = workbench.stop();
    assert_eq!(status, 0, "{said}");
    let entries = std::fs::read_dir(left.path().join("deskferry-project")).unwrap();
    assert!(!opening(entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()));
}

#[test]
fn the_cookie_is_strict_and_below_a_path_that_nobody_knows() {
    let workbench = RunningWorkbench::start(ferry(), "");
    let answer = workbench.exchange(&workbench.key);
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    let base_path = answer.headers["location"].to_str().unwrap();
    for part in ["; HttpOnly", "; SameSite=Strict", &format!("; Path={base_path}")] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(base_path.len() > 16 && cookie.len() > 50, "{base_path} {cookie}");
    assert!(!cookie.contains("Expires") && !cookie.contains("Max-Age") && !cookie.contains("Domain"));
}

#[test]
fn without_a_session_there_is_nothing() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    let base_path = workbench.base_path.clone();
    let paths = [
        "/".to_owned(),
        "/index.html".to_owned(),
        "/api/project".to_owned(),
        base_path.clone(),
        format!("{base_path}main.js"),
        format!("{base_path}nothing"),
        format!("{base_path}api/project"),
        format!("{base_path}api/events"),
        format!("{base_path}api/files/{id}/look"),
        "/wrong/api/project".to_owned(),
    ];
    for path in &paths {
        for cookie in ["", "deskferry=", "deskferry=AAAA", &format!("deskferry={}", workbench.key), "other=1"]
        {
            let request = workbench.bare(Method::GET, path).header("cookie", cookie);
            let answer = workbench.send(request);
            assert_eq!(answer.status, 401, "{path} {cookie}");
            assert!(answer.text.contains("there is no session"), "{}", answer.text);
        }
        let changed = workbench.bare(Method::POST, path).header("origin", &workbench.base).body("{}");
        assert_eq!(workbench.send(changed).status, 401, "{path}");
    }
    assert_eq!(workbench.send(workbench.bare(Method::GET, "/health")).text, "ok");
    assert_eq!(workbench.project()["files"][0]["id"], id, "nothing has changed");
}

#[test]
fn a_session_ends_with_the_process() {
    let first = RunningWorkbench::open(ferry(), "");
    let (base_path, cookie) = (first.base_path.clone(), first.cookie.clone());
    let (_, _, left) = first.stop();
    let second = RunningWorkbench::open(left, "");
    assert_ne!((&second.base_path, &second.cookie), (&base_path, &cookie));
    for base_path in [&base_path, &second.base_path] {
        let request = second.bare(Method::GET, &format!("{base_path}api/project")).header("cookie", &cookie);
        assert_eq!(second.send(request).status, 401);
    }
}

#[test]
fn only_this_machine_can_connect() {
    let workbench = RunningWorkbench::start(ferry(), "");
    let port = workbench.base.rsplit_once(':').unwrap().1.to_owned();
    assert!(TcpStream::connect(format!("127.0.0.1:{port}")).is_ok());
    for other in ["127.0.0.2", "[::1]"] {
        assert!(TcpStream::connect(format!("{other}:{port}")).is_err(), "{other}");
    }
    // The address by which other machines reach this one.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    if socket.connect("192.0.2.1:9").is_ok() {
        let own = socket.local_addr().unwrap().ip();
        assert!(own.is_loopback() || TcpStream::connect((own, port.parse().unwrap())).is_err(), "{own}");
    }
}

#[test]
fn a_terminal_shows_the_address_and_it_works_once() {
    let ferry = ferry().line("workbench --no-browser");
    let (mut child, mut master) = ferry.started();
    let mut shown = String::new();
    let mut piece = [0; 1024];
    while !shown.contains("Ctrl-C to stop") {
        let read = master.read(&mut piece).unwrap();
        shown.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    let address = |text: &str| {
        text.split_whitespace().rfind(|word| word.starts_with("http://127.0.0.1:")).unwrap().to_owned()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let status = |address: &str| runtime.block_on(client().get(address).send()).unwrap().status().as_u16();
    let first = address(&shown);
    assert!(first.contains("/session?key="), "{shown}");
    assert_eq!([status(&first), status(&first)], [200, 403]);
    // Enter gives a new one.
    master.write_all(b"\n").unwrap();
    let before = shown.matches("?key=").count();
    while shown.matches("?key=").count() == before || !shown.ends_with('\n') {
        let read = master.read(&mut piece).unwrap();
        shown.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    let second = address(&shown);
    assert_ne!(first, second);
    assert_eq!(status(&second), 200);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn nobody_could_enter_without_a_terminal_and_a_browser() {
    let ran = ferry().line("workbench --no-browser").run().status(2);
    let ran = ran.says("nobody could enter").then().line("workbench").run().status(2);
    assert!(!ran.path().join("deskferry-project").exists());
}
