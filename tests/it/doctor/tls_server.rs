//! A server that speaks TLS with one of the certificates in `tests/fixtures/tls`, and answers 404 to everything.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

pub struct TlsServer {
    pub port: u16,
    /// The file with its certificate.
    pub certificate: PathBuf,
}

impl TlsServer {
    /// Serves until the tests end.
    pub fn with(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
        let certificate = folder.join(format!("{name}.pem"));
        let chain = vec![CertificateDer::from_pem_file(&certificate).unwrap()];
        let key = PrivateKeyDer::from_pem_file(&certificate).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.unwrap().with_no_client_auth().with_single_cert(chain, key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = Arc::new(config);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), config.clone());
            }
        });
        Self { port, certificate }
    }

    pub fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.port)
    }
}

/// A client that does not trust the certificate closes the connection.
fn answer(stream: TcpStream, config: Arc<ServerConfig>) {
    let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    if stream.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
        drop(stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
        stream.conn.send_close_notify();
        drop(stream.flush());
    }
}
