//! A zip archive with one of its texts changed, for workbooks that no library writes.

use std::io::Read;

/// An entry as the directory and its own header have it.
struct Entry {
    name: String,
    method: u16,
    crc: u32,
    size: u32,
    packed: Vec<u8>,
}

/// Copies an archive entry by entry; the one of this name is unpacked, edited and stored.
pub fn edit(archive: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut found = entries(archive);
    let entry = found.iter_mut().find(|entry| entry.name == name).unwrap();
    let text = change(entry.text());
    *entry = Entry::stored(name, text.into_bytes());
    join(&found)
}

fn short(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()))
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn entries(archive: &[u8]) -> Vec<Entry> {
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
            crc: long(head, 16),
            size: long(head, 24),
            packed: archive[data..data + packed].to_vec(),
        });
        at += 46 + name + short(head, 30) + short(head, 32);
    }
    found
}

impl Entry {
    fn stored(name: &str, bytes: Vec<u8>) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        Self { name: name.to_owned(), method: 0, crc: crc.sum(), size: bytes.len() as u32, packed: bytes }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let read = match self.method {
            0 => self.packed.as_slice().read_to_string(&mut text),
            _ => flate2::read::DeflateDecoder::new(self.packed.as_slice()).read_to_string(&mut text),
        };
        read.unwrap();
        text
    }

    /// What stands in both headers, from the version to the length of the extra field.
    fn head(&self) -> Vec<u8> {
        let mut head = vec![20, 0, 0, 0];
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

fn join(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = out.len() as u32;
        out.extend([b"PK\x03\x04", &entry.head()[..], entry.name.as_bytes(), &entry.packed].concat());
        directory.extend([b"PK\x01\x02\x14\0", &entry.head()[..], &[0; 10]].concat());
        directory.extend([&offset.to_le_bytes(), entry.name.as_bytes()].concat());
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, entries.len() as u16);
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count.to_le_bytes()[..], &count.to_le_bytes()].concat());
    out.extend([&length.to_le_bytes()[..], &start.to_le_bytes(), &[0, 0]].concat());
    out
}
