//! Builds zip archives that no library writes: workbooks with one changed text, and zip bombs.

use std::io::Read;

use flate2::{Compress, Compression, FlushCompress};

/// An entry as the directory and its own header describe it.
#[derive(Clone)]
pub struct Entry {
    pub name: String,
    pub method: u16,
    /// Bit 0 means encrypted.
    pub flags: u16,
    pub crc: u32,
    /// The claimed uncompressed size.
    pub size: u32,
    pub packed: Vec<u8>,
}

/// Copies an archive entry by entry; the one of this name is decompressed, edited and stored uncompressed.
pub fn edit(archive: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut found = entries(archive);
    let entry = found.iter_mut().find(|entry| entry.name == name).unwrap();
    let text = change(entry.text());
    *entry = Entry::stored(name, text.into_bytes());
    join(&found)
}

/// Copies an archive; this entry replaces the one of its name, or is added.
pub fn with(archive: &[u8], entry: Entry) -> Vec<u8> {
    let mut found = entries(archive);
    match found.iter_mut().find(|other| other.name == entry.name) {
        Some(other) => *other = entry,
        None => found.push(entry),
    }
    join(&found)
}

/// An archive of texts.
pub fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<Entry> = parts.iter().map(|(name, text)| Entry::stored(name, *text)).collect();
    join(&entries)
}

fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// The entries of an archive.
pub fn entries(archive: &[u8]) -> Vec<Entry> {
    let end = archive.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let (mut at, mut found) = (long(archive, end + 16) as usize, Vec::new());
    while archive[at..].starts_with(b"PK\x01\x02") {
        let head = &archive[at..];
        let (packed, name) = (long(head, 20) as usize, short(head, 28));
        let local = long(head, 42) as usize;
        let data = local + 30 + short(archive, local + 26) + short(archive, local + 28);
        found.push(Entry {
            name: String::from_utf8(head[46..46 + name].to_vec()).unwrap(),
            method: short(head, 10) as u16,
            flags: 0,
            crc: long(head, 16),
            size: long(head, 24),
            packed: archive[data..data + packed].to_vec(),
        });
        at += 46 + name + short(head, 30) + short(head, 32);
    }
    found
}

impl Entry {
    /// Stored uncompressed.
    pub fn stored(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let (bytes, mut crc) = (bytes.into(), flate2::Crc::new());
        crc.update(&bytes);
        let (name, size) = (name.to_owned(), bytes.len() as u32);
        Self { name, method: 0, flags: 0, crc: crc.sum(), size, packed: bytes }
    }

    /// Compressed: a beginning, a middle repeated many times, and an end. The middle is compressed only once, so even
    /// gigabytes are made quickly. The checksum is left out.
    pub fn repeated(name: &str, head: &str, middle: &[u8], times: usize, tail: &str) -> Self {
        let middle = deflated(middle, FlushCompress::Full).repeat(times);
        let packed = [
            deflated(head.as_bytes(), FlushCompress::Full),
            middle,
            deflated(tail.as_bytes(), FlushCompress::Finish),
        ];
        let name = name.to_owned();
        Self { name, method: 8, flags: 0, crc: 0, size: u32::MAX - 1, packed: packed.concat() }
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    /// Its content, decompressed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.method {
            0 => bytes.clone_from(&self.packed),
            _ => {
                _ = flate2::read::DeflateDecoder::new(self.packed.as_slice()).read_to_end(&mut bytes).unwrap()
            }
        }
        bytes
    }

    /// The fields of both headers, from the version to the length of the extra field.
    fn head(&self) -> Vec<u8> {
        let mut head = vec![20, 0];
        head.extend(self.flags.to_le_bytes());
        head.extend(self.method.to_le_bytes());
        head.extend([0; 4]);
        for number in [self.crc, self.packed.len() as u32, self.size] {
            head.extend(number.to_le_bytes());
        }
        head.extend((self.name.len() as u16).to_le_bytes());
        head.extend([0; 2]);
        head
    }
}

/// Deflated bytes without a header and without a preset dictionary.
fn deflated(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut packed, flush).unwrap();
    packed
}

/// An archive of these entries.
pub fn join(entries: &[Entry]) -> Vec<u8> {
    overlapping(entries, &[])
}

/// The same, with extra names at the end that refer to entries of others: name and number.
pub fn overlapping(entries: &[Entry], names: &[(String, usize)]) -> Vec<u8> {
    let (mut out, mut directory, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
    let mut list = |entry: &Entry, offset: u32| {
        directory.extend([b"PK\x01\x02\x14\0", &entry.head()[..], &[0; 10]].concat());
        directory.extend([&offset.to_le_bytes(), entry.name.as_bytes()].concat());
    };
    for entry in entries {
        let offset = out.len() as u32;
        offsets.push(offset);
        out.extend([b"PK\x03\x04", &entry.head()[..], entry.name.as_bytes(), &entry.packed].concat());
        list(entry, offset);
    }
    for (name, number) in names {
        list(&Entry { name: name.clone(), ..entries[*number].clone() }, offsets[*number]);
    }
    let count = (entries.len() + names.len()) as u16;
    let (start, length) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count.to_le_bytes()[..], &count.to_le_bytes()].concat());
    out.extend([&length.to_le_bytes()[..], &start.to_le_bytes(), &[0, 0]].concat());
    out
}
