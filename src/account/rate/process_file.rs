//! The file of a process, as bytes: two copies, written in turn. If a process is killed while it writes one, the other
//! is still whole.
//!
//! | bytes | content, with the lowest byte first |
//! | --- | --- |
//! | 8 | `DFRATE`, 0, and the form: 1 |
//! | 8 | how many copies were written before |
//! | 16 | the id of the machine's start |
//! | 8, 8 | what was stated (0 nothing, 1 no limit, 2 a rate), and the rate |
//! | 8 | the end of the latest slot |
//! | 8, 8 | when the server asked for a pause, and its end |
//! | 8, 2048 | the latest millisecond with a call, and the calls in each of 1,024 milliseconds |
//! | 2, 1022 | the length of the holder as JSON, and the holder |
//! | 32 | HMAC-SHA256 of the owner's user id and all of the above |

use ring::hmac;

use super::departures::{Departures, TICKS};
use super::stated_rate::StatedRate;
use super::told::{Pause, Told};
use crate::account::Holder;

/// What a signed text begins with.
const RATE: &[u8] = b"rate\n";
const FORM: &[u8; 8] = b"DFRATE\0\x01";
const LONGEST_HOLDER: usize = 1022;
const TAG: usize = 32;
/// The bytes of a copy.
const COPY: usize = 8 + 8 + 16 + 16 + 8 + 16 + 8 + 2 * TICKS + 2 + LONGEST_HOLDER + TAG;
/// The distance between the copies: a page, so that they lie in different blocks of a disk.
const APART: usize = 4096;
/// The size of a file.
pub(super) const SIZE: usize = 2 * APART;

/// A copy, and everything that it says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Copy {
    pub(super) number: u64,
    pub(super) boot: [u8; 16],
    pub(super) told: Told,
    /// The holder as JSON.
    pub(super) holder: Vec<u8>,
}

/// A holder as it is written; an empty text if it is too long.
pub(super) fn written(holder: &Holder) -> Vec<u8> {
    let text = serde_json::to_vec(holder).unwrap_or_default();
    if text.len() <= LONGEST_HOLDER { text } else { Vec::new() }
}

/// Where a copy is written.
pub(super) fn place(number: u64) -> u64 {
    number % 2 * APART as u64
}

impl Copy {
    /// Its bytes in the file of a user.
    pub(super) fn to_bytes(&self, uid: u32, key: &hmac::Key) -> Vec<u8> {
        let Self { number, boot, told, holder } = self;
        let mut bytes = Vec::with_capacity(COPY);
        bytes.extend(FORM);
        bytes.extend(number.to_le_bytes());
        bytes.extend(boot);
        let (kind, rate): (u64, f64) = match told.stated {
            StatedRate::Nothing => (0, 0.0),
            StatedRate::NoLimit => (1, 0.0),
            StatedRate::PerSecond(rate) => (2, rate),
        };
        bytes.extend(kind.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        for time in [told.tail, told.pause.asked, told.pause.until, told.departures.last] {
            bytes.extend(time.to_le_bytes());
        }
        let start = bytes.len();
        bytes.resize(start + 2 * TICKS, 0);
        let (places, _) = bytes[start..].as_chunks_mut();
        places
            .iter_mut()
            .zip(told.departures.counts.iter())
            .for_each(|(at, calls)| *at = calls.to_le_bytes());
        bytes.extend((holder.len() as u16).to_le_bytes());
        bytes.extend(holder);
        bytes.resize(COPY - TAG, 0);
        let tag = tag(&bytes, uid, key);
        bytes.extend(tag.as_ref());
        bytes
    }

    fn read(mut bytes: &[u8]) -> Option<Self> {
        let from = &mut bytes;
        take::<8>(from).filter(|form| form == FORM)?;
        let number = time(from)?;
        let boot = take(from)?;
        let (kind, rate) = (time(from)?, f64::from_le_bytes(take(from)?));
        let stated = match kind {
            0 => StatedRate::Nothing,
            1 => StatedRate::NoLimit,
            2 if rate.is_finite() && rate > 0.0 => StatedRate::PerSecond(rate),
            _ => return None,
        };
        let tail = time(from)?;
        let pause = Pause { asked: time(from)?, until: time(from)? };
        let mut departures = Departures { last: time(from)?, ..Departures::default() };
        for calls in departures.counts.iter_mut() {
            *calls = u16::from_le_bytes(take(from)?);
        }
        let length = u16::from_le_bytes(take(from)?);
        let holder = from.get(..usize::from(length)).filter(|text| text.len() <= LONGEST_HOLDER)?.to_vec();
        Some(Self { number, boot, told: Told { stated, tail, pause, departures }, holder })
    }
}

/// The newest whole and signed copy in the file of a user; `None` if it is `known`, or if there is none.
pub(super) fn newest(file: &[u8], known: Option<u64>, uid: u32, key: &hmac::Key) -> Newest {
    let copies = [0, APART].map(|start| file.get(start..start + COPY).unwrap_or_default());
    let mut numbered = copies.map(|copy| (copy.get(8..).and_then(|mut rest| time(&mut rest)), copy));
    numbered.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    if known.is_some() && numbered[0].0 == known {
        return Newest::Known;
    }
    let signed = numbered.iter().map(|(_, copy)| *copy).filter(|copy| is_signed(copy, uid, key));
    signed.filter_map(Copy::read).next().map_or(Newest::None, Newest::Copy)
}

/// What is new in a file.
#[derive(Debug, PartialEq)]
pub(super) enum Newest {
    /// Nothing: the known copy is the newest.
    Known,
    /// This copy.
    Copy(Copy),
    /// It has no whole, signed copy of this form.
    None,
}

fn is_signed(copy: &[u8], uid: u32, key: &hmac::Key) -> bool {
    let Some((text, tag)) = copy.split_last_chunk::<TAG>() else { return false };
    hmac::verify(key, &signed_text(text, uid), tag).is_ok()
}

fn tag(text: &[u8], uid: u32, key: &hmac::Key) -> hmac::Tag {
    let mut signed = hmac::Context::with_key(key);
    [RATE, &uid.to_le_bytes(), text].into_iter().for_each(|part| signed.update(part));
    signed.sign()
}

fn signed_text(text: &[u8], uid: u32) -> Vec<u8> {
    [RATE, &uid.to_le_bytes(), text].concat()
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*head)
}

fn time(from: &mut &[u8]) -> Option<u64> {
    take(from).map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, b"key")
    }

    fn copy(number: u64) -> Copy {
        let mut told = Told { stated: StatedRate::PerSecond(12.5), tail: 7, ..Told::default() };
        told.pause = Pause { asked: 1, until: 2 };
        told.departures.record(3_000_000_000, 4);
        Copy { number, boot: [9; 16], told, holder: br#"{"pid":7}"#.to_vec() }
    }

    fn file(copies: &[Copy]) -> Vec<u8> {
        let mut file = vec![0; SIZE];
        for copy in copies {
            let start = place(copy.number) as usize;
            file[start..start + COPY].copy_from_slice(&copy.to_bytes(1000, &key()));
        }
        file
    }

    fn found(file: &[u8]) -> Newest {
        newest(file, Some(3), 1000, &key())
    }

    #[test]
    fn the_newest_copy_is_read_back() {
        let file = file(&[copy(4), copy(5)]);
        assert_eq!(found(&file), Newest::Copy(copy(5)));
        assert_eq!(newest(&file, Some(5), 1000, &key()), Newest::Known);
    }

    #[test]
    fn any_damage_leaves_the_copy_before() {
        let whole = file(&[copy(4), copy(5)]);
        for at in (APART..APART + COPY).step_by(7) {
            let mut torn = whole.clone();
            torn[at] ^= 0x40;
            assert_eq!(found(&torn), Newest::Copy(copy(4)), "byte {at}");
        }
        assert_eq!(found(&whole[..APART + COPY - 1]), Newest::Copy(copy(4)));
    }

    #[test]
    fn without_a_valid_copy_nothing_is_read() {
        let whole = file(&[copy(4), copy(5)]);
        assert_eq!(newest(&whole, None, 1001, &key()), Newest::None, "it belongs to another user");
        let other = hmac::Key::new(hmac::HMAC_SHA256, b"other");
        assert_eq!(newest(&whole, None, 1000, &other), Newest::None, "it is of another account");
        for short in [&whole[..0], &whole[..100], &[0; SIZE]] {
            assert_eq!(newest(short, None, 1000, &key()), Newest::None);
        }
        let mut newer = copy(4).to_bytes(1000, &key());
        newer[7] = 2;
        let signed = tag(&newer[..COPY - TAG], 1000, &key());
        newer[COPY - TAG..].copy_from_slice(signed.as_ref());
        assert!(is_signed(&newer, 1000, &key()));
        assert_eq!(newest(&newer, None, 1000, &key()), Newest::None, "it has another form");
    }
}
