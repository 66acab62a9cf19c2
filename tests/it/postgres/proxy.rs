//! A proxy before a server, which cuts connections when a test says so.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// When a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before a commit reaches the server.
    BeforeCommit,
    /// After the server has committed, before its answer reaches the client.
    AfterCommit,
}

/// A proxy; its threads end with the process of the test.
pub struct Proxy {
    port: u16,
    cuts: Arc<AtomicU32>,
}

impl Proxy {
    /// A proxy before a port. It cuts at each commit of a number that `is_cut` chooses, counted from 0 over all
    /// connections.
    pub fn before(port: u16, cut: Cut, is_cut: fn(u32) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Self { port: listener.local_addr().unwrap().port(), cuts: Arc::default() };
        let (commits, cuts) = (Arc::new(AtomicU32::new(0)), Arc::clone(&proxy.cuts));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (commits, cuts) = (Arc::clone(&commits), Arc::clone(&cuts));
                let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
                let answers = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let muted = Arc::new(AtomicU32::new(0));
                let is_muted = Arc::clone(&muted);
                std::thread::spawn(move || pass_answers(answers.0, answers.1, &is_muted));
                std::thread::spawn(move || {
                    pass_requests(client, server, cut, is_cut, &commits, &cuts, &muted)
                });
            }
        });
        proxy
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How often it has cut.
    pub fn cuts(&self) -> u32 {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn pass_answers(mut server: TcpStream, mut client: TcpStream, muted: &AtomicU32) {
    let mut bytes = [0; 16_384];
    while let Ok(read @ 1..) = server.read(&mut bytes) {
        if muted.load(Ordering::SeqCst) > 0 || client.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    drop(client.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
}

fn pass_requests(
    mut client: TcpStream,
    mut server: TcpStream,
    cut: Cut,
    is_cut: fn(u32) -> bool,
    commits: &AtomicU32,
    cuts: &AtomicU32,
    muted: &AtomicU32,
) {
    let mut bytes = [0; 16_384];
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        let is_commit = bytes[..read].windows(7).any(|part| part == b"COMMIT\0");
        if is_commit && is_cut(commits.fetch_add(1, Ordering::SeqCst)) {
            cuts.fetch_add(1, Ordering::SeqCst);
            if cut == Cut::AfterCommit {
                muted.store(1, Ordering::SeqCst);
                server.write_all(&bytes[..read]).unwrap();
                // The answer arrives and is dropped, which ends the connection.
                continue;
            }
            break;
        }
        if server.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    drop(client.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
}
