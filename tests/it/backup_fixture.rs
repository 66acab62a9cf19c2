//! Backups for tests, made by the library as `deskferry backup` makes them.

use std::io::Write;
use std::path::Path;

use deskferry::backup::{
    Alarm, BackupCounts, Completeness, CompletenessKind, FileCompression, FileContent, FileEncryption, Loss,
    LossKind, Manifest, ManifestAccount, ManifestCount, ManifestFile,
};
use deskferry::file::{Compression, Encryption, HashingWriter, compressed};
use deskferry::lookup::ShownFields;
use deskferry::sandbox::CLIENT_ID;
use deskferry::storage::{Location, Storage, StoreOptions};
use serde_json::Value;

/// The account of a backup whose test names none; `restore::at` replaces it with a sandbox.
pub const NOWHERE: &str = "http://account.invalid/";

/// A backup to be written.
pub struct Shelf {
    lines: String,
    seal: Option<(Encryption, Option<Vec<u8>>)>,
    photos: Vec<&'static str>,
    manifest: Manifest,
}

impl Shelf {
    /// A complete, unencrypted backup.
    pub fn new(customers: &[Value]) -> Self {
        let lines = customers.iter().map(|customer| format!("{customer}\n")).collect();
        Self::of_lines(lines, customers.len())
    }

    /// Sets the text of the customers, and how many the manifest counts.
    pub fn of_lines(lines: String, count: usize) -> Self {
        let number = |number: usize| ManifestCount { number: Some(number as u64), note: None };
        let manifest = Manifest {
            schema_version: Manifest::VERSION,
            tool: "deskferry 0.1.0".to_owned(),
            id: "20261124T020000Z-3f9a0c".parse().unwrap(),
            account: ManifestAccount { base_url: NOWHERE.to_owned(), client_id: Some(CLIENT_ID.to_owned()) },
            began: "2026-11-24T02:00:00Z".parse().unwrap(),
            ended: "2026-11-24T02:01:00Z".parse().unwrap(),
            completeness: Completeness { kind: CompletenessKind::Snapshot, evidence: Value::Null },
            counts: BackupCounts {
                customers: number(count),
                photos: number(0),
                custom_fields: ManifestCount::default(),
            },
            filled: None,
            alarm: None,
            recipients: None,
            forgotten: None,
            files: Vec::new(),
        };
        Self { lines, seal: None, photos: Vec::new(), manifest }
    }

    /// Every detail was read.
    pub fn detailed(mut self) -> Self {
        let mut shown = ShownFields::default();
        let records = self.lines.lines().filter_map(|line| serde_json::from_str(line).ok());
        records.for_each(|record: serde_json::Map<String, Value>| shown.see(&record));
        self.manifest.completeness.evidence = serde_json::json!({"fields": {
            "seen": shown.names(), "complete": true, "whole": true, "notCovered": [],
        }});
        self
    }

    /// The help desk has sent so many records that are malformed or have no id.
    pub fn malformed(mut self, count: u64) -> Self {
        self.manifest.completeness.evidence = serde_json::json!({"malformed": {"count": count}});
        self
    }

    /// Customers are gone since an earlier backup, and somebody has accepted that.
    pub fn alarmed(mut self) -> Self {
        let loss = Loss {
            what: LossKind::Customers,
            field: None,
            lost: 30,
            of: 40,
            at_least: false,
            all: false,
            limit: "--max-removed 5%,20".to_owned(),
        };
        self.manifest.alarm = Some(Alarm {
            against: "20261112T020000Z-00000a".to_owned(),
            losses: vec![loss],
            seen_in: None,
            accepted: Some("2026-11-13T09:00:00Z".to_owned()),
        });
        self
    }

    /// Encrypts it to recipients.
    pub fn sealed(mut self, seal: Encryption) -> Self {
        self.seal = Some((seal, None));
        self
    }

    /// Encrypts it with a passphrase: to a key of its own, which is stored next to it.
    pub fn under(mut self, passphrase: &str) -> Self {
        let seal = Encryption::by_passphrase(passphrase.to_owned().into()).unwrap();
        let (seal, key) = seal.with_own_key().unwrap();
        self.seal = Some((seal, Some(key)));
        self
    }

    pub fn photos(mut self, ids: &[&'static str]) -> Self {
        self.photos = ids.to_vec();
        self
    }

    pub fn kind(mut self, kind: CompletenessKind) -> Self {
        self.manifest.completeness.kind = kind;
        self
    }

    /// Sets its name, for places with several backups.
    pub fn named(mut self, name: &str) -> Self {
        self.manifest.id = name.parse().unwrap();
        self
    }

    /// Sets when it began and ended.
    pub fn began(mut self, time: jiff::Timestamp) -> Self {
        (self.manifest.began, self.manifest.ended) = (time, time);
        self
    }

    /// Sets the client id of its account.
    pub fn of(mut self, client: &str) -> Self {
        self.manifest.account.client_id = Some(client.to_owned());
        self
    }

    /// Writes it into a folder.
    pub fn put(self, folder: &Path) {
        let target = Location::Path(folder.to_owned());
        self.put_at(&*target.place(&StoreOptions::default()).unwrap());
    }

    /// Writes it into a place.
    pub fn put_at(mut self, place: &dyn Storage) {
        if let Some((_, Some(key))) = &self.seal {
            let file = stored(place, "key.age", key);
            self.manifest.files.push(ManifestFile {
                holds: FileContent::Key,
                sealing: FileEncryption::Age,
                ..file
            });
        }
        let lines = std::mem::take(&mut self.lines);
        let customers = self.write(place, "customers.jsonl.zst", Compression::Zstd, lines.as_bytes());
        self.add(ManifestFile { packing: FileCompression::Zstd, ..customers });
        let photos = std::mem::take(&mut self.photos);
        self.manifest.counts.photos.number = Some(photos.len() as u64);
        for id in photos {
            let photo = self.write(place, &format!("photos/{id}"), Compression::None, id.as_bytes());
            self.add(ManifestFile { holds: FileContent::Photo, ..photo });
        }
        stored(place, Manifest::NAME, &self.manifest.to_json().unwrap());
    }

    fn add(&mut self, file: ManifestFile) {
        self.manifest.files.push(file);
    }

    fn write(&self, place: &dyn Storage, name: &str, packing: Compression, content: &[u8]) -> ManifestFile {
        let name = if self.seal.is_some() { format!("{name}.age") } else { name.to_owned() };
        let (out, receipt) = HashingWriter::around(place.create(&name).unwrap());
        let out = match &self.seal {
            Some((seal, _)) => seal.around(&name, out).unwrap(),
            None => out,
        };
        let mut out = compressed(&name, out, packing).unwrap();
        out.write_all(content).unwrap();
        out.finish().unwrap();
        let sealing = if self.seal.is_some() { FileEncryption::Age } else { FileEncryption::None };
        ManifestFile { sealing, ..file(&name, &receipt.get().unwrap()) }
    }
}

fn stored(place: &dyn Storage, name: &str, content: &[u8]) -> ManifestFile {
    let (mut out, receipt) = HashingWriter::around(place.create(name).unwrap());
    out.write_all(content).unwrap();
    out.finish().unwrap();
    file(name, &receipt.get().unwrap())
}

fn file(name: &str, stored: &deskferry::file::StoredDigest) -> ManifestFile {
    ManifestFile {
        name: name.to_owned(),
        bytes: stored.bytes,
        sha256: stored.sha256.clone(),
        holds: FileContent::Customers,
        packing: FileCompression::None,
        sealing: FileEncryption::None,
    }
}

/// A manifest's text with one word replaced and its hash corrected.
pub fn edited(manifest: &str, from: &str, to: &str) -> String {
    let Some((body, _)) = manifest.split_once(",\n  \"manifestSha256\"") else {
        return manifest.replace(from, to);
    };
    let plain = format!("{body}\n}}\n").replace(from, to);
    use sha2::Digest as _;
    let hash: String = sha2::Sha256::digest(&plain).iter().map(|byte| format!("{byte:02x}")).collect();
    let body = plain.strip_suffix("\n}\n").unwrap();
    format!("{body},\n  \"manifestSha256\": \"{hash}\"\n}}\n")
}
