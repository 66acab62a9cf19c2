//! Decides whether a text is certainly Windows-1252, and what else it may be.
//!
//! Each different word with non-ASCII bytes is read in all known encodings. A wrong reading is odd (`Jos‚`, `Èâàíîâ`,
//! `Lefčvre`). So the additional oddness in another encoding is evidence for Windows-1252. Windows-1252 is certain if
//! the evidence is strong enough against every encoding that gives another text, and almost nothing contradicts it.
//! Also, no few words may read much better in another encoding: the file may be a concatenation of two.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::candidates::CandidateEncoding;
use super::encoding_names::TextEncoding;
use super::oddness::word_oddness;
use super::question::{EncodingQuestion, readings};
use super::scripts::IMPOSSIBLE;

/// The maximum number of words that are read.
const WORDS: usize = 1000;
/// The maximum number if further words have new bytes.
const MORE: usize = 5000;
/// The maximum length of a word in bytes.
const LONGEST: usize = 200;
/// The maximum evidence of one word for or against an encoding.
const WEIGHT: i64 = 6;
/// The evidence that Windows-1252 needs against every other encoding.
const ENOUGH: i64 = 3;
/// A word is a stray if it is at least this odd in Windows-1252 and reads well in another encoding.
const STRAY: u32 = 4;
/// The maximum oddness of a word that reads well.
const WELL: u32 = 1;
/// The minimum length of a word that can be a stray, in bytes.
const SHORTEST: usize = 3;
/// The maximum handicap of the encodings in which a stray is read.
const COMMON: i64 = 2;
/// The number of strays that always raise the question; the second number applies if only typographic signs make them
/// odd.
const STRAYS: usize = 2;
const PRINTED_STRAYS: usize = 5;
/// The number of strays shown.
const SHOWN: usize = 2;
/// The maximum number of words among which a single stray raises the question. In a longer text, its row gets a
/// warning (W021).
const FEW: usize = 200;
/// The evidence that makes the guess of the detector irrelevant.
const BEYOND_DOUBT: i64 = 6;
/// With this many words, a rare encoding must read better than Windows-1252 to be considered.
const MANY: usize = 12;
/// A word this odd in Windows-1252 is hardly a word.
pub(super) const ODD: u32 = 6;
/// The maximum oddness of a word in the sum.
const MOST: u32 = 20;
/// The evidence of the detector's guess.
const GUESS: i64 = 8;
/// The number of encodings proposed.
const PROPOSED: usize = 4;

/// Collects the evidence from the words of a text.
pub(super) struct Windows1252Judge {
    suspects: Vec<(CandidateEncoding, EncodingEvidence)>,
    words: HashSet<Box<[u8]>>,
    /// The non-ASCII bytes that have been judged.
    seen: [bool; 128],
    odd: usize,
    undefined: bool,
    /// Some stray words.
    strays: Vec<Box<[u8]>>,
    detector: EncodingDetector,
}

/// The evidence about one encoding.
#[derive(Default)]
struct EncodingEvidence {
    /// The oddness of the words in it.
    oddness: i64,
    /// The additional oddness compared with Windows-1252.
    excess: i64,
    /// Some word reads differently than in Windows-1252.
    differs: bool,
    /// The number of words with something impossible.
    impossible: usize,
    /// The number of words that read well but are odd in Windows-1252: `printed_strays` if only typographic signs
    /// make them odd.
    strays: usize,
    printed_strays: usize,
    /// A hash of all words as they are read.
    text: DefaultHasher,
}

impl Windows1252Judge {
    pub(super) fn new() -> Self {
        let suspects =
            CandidateEncoding::all().into_iter().map(|suspect| (suspect, EncodingEvidence::default()));
        Self {
            suspects: suspects.collect(),
            words: HashSet::new(),
            seen: [false; 128],
            odd: 0,
            undefined: false,
            strays: Vec::new(),
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
        }
    }

    /// Takes the words of a piece of text.
    pub(super) fn take(&mut self, piece: &[u8]) {
        self.detector.feed(piece, false);
        let seen = self.seen;
        for byte in piece.iter().filter(|byte| !byte.is_ascii()) {
            if let Some(seen) = self.seen.get_mut(usize::from(*byte - 0x80)) {
                *seen = true;
            }
        }
        let is_new = |word: &[u8]| word.iter().any(|byte| is_unseen(&seen, *byte));
        for word in words(piece) {
            let room = self.words.len() < WORDS || (self.words.len() < MORE && is_new(word));
            if room && !self.words.contains(word) {
                self.words.insert(word.into());
                self.weigh(word);
            }
        }
    }

    /// The index of the first byte that has not been judged.
    pub(super) fn find_new(&self, piece: &[u8]) -> Option<usize> {
        piece.iter().position(|byte| is_unseen(&self.seen, *byte))
    }

    fn weigh(&mut self, word: &[u8]) {
        let mut western = (String::new(), 0);
        let mut is_stray = false;
        for (at, (suspect, evidence)) in self.suspects.iter_mut().enumerate() {
            let text = suspect.read(word).filter(|text| at > 0 || !text.contains(is_control));
            let odd = text
                .as_ref()
                .map_or(IMPOSSIBLE, |text| word_oddness(text, suspect.languages) + suspect.rarity(word));
            evidence.impossible += usize::from(odd >= IMPOSSIBLE);
            evidence.oddness += i64::from(odd.min(MOST));
            text.hash(&mut evidence.text);
            if at == 0 {
                self.undefined |= text.is_none();
                self.odd += usize::from(odd >= ODD);
                western = (text.unwrap_or_default(), odd);
                continue;
            }
            let has_letter = |text: &String| text.chars().any(|own| !own.is_ascii() && own.is_alphabetic());
            let reads_well = odd <= WELL && suspect.prior <= COMMON && text.as_ref().is_some_and(has_letter);
            if western.1 >= STRAY && reads_well && word.len() >= SHORTEST {
                let count =
                    if is_printed(&western.0) { &mut evidence.printed_strays } else { &mut evidence.strays };
                *count += 1;
                is_stray = true;
            }
            evidence.excess += (i64::from(odd) - i64::from(western.1)).clamp(-WEIGHT, WEIGHT);
            evidence.differs |= text.as_ref() != Some(&western.0);
        }
        if is_stray && self.strays.len() < SHOWN {
            self.strays.push(word.into());
        }
    }

    /// True if the text is certainly Windows-1252.
    pub(super) fn is_western(&self) -> bool {
        let odd = self.odd * 20 > self.words.len();
        let guessed = || {
            let guess = self.guess();
            let found = self.suspects.iter().find(|(suspect, _)| suspect.encoding == guess);
            found.is_some_and(|(_, evidence)| !evidence.differs)
        };
        let many = self.words.len() >= MANY;
        let is_less_likely = |(suspect, evidence): &(CandidateEncoding, EncodingEvidence)| {
            let speaks = evidence.excess + suspect.prior;
            let beyond_doubt = speaks >= BEYOND_DOUBT || (many && suspect.is_rare() && evidence.excess >= 0);
            !evidence.differs || beyond_doubt || (speaks >= ENOUGH && guessed())
        };
        !self.undefined && !odd && !self.has_strays() && self.suspects.iter().skip(1).all(is_less_likely)
    }

    /// True if some words, even few, read much better in one other encoding.
    fn has_strays(&self) -> bool {
        let strays = if self.words.len() <= FEW { 1 } else { STRAYS };
        let evidence = self.suspects.iter().map(|(_, evidence)| evidence);
        evidence.into_iter().any(|own| own.strays >= strays || own.printed_strays >= PRINTED_STRAYS)
    }

    fn guess(&self) -> TextEncoding {
        TextEncoding::standard(self.detector.guess(None, Utf8Detection::Deny))
    }

    /// The question to ask about a piece of the text.
    pub(super) fn question(&self, window: &[u8]) -> EncodingQuestion {
        let mixed = self.mixed();
        let candidates = mixed.clone().unwrap_or_else(|| self.candidates());
        let strays = if mixed.is_some() { self.strays.as_slice() } else { &[] };
        EncodingQuestion { readings: readings(window, &candidates, strays), mixed: mixed.is_some() }
    }

    /// The encodings of a text that is Windows-1252 except for a few words.
    fn mixed(&self) -> Option<Vec<TextEncoding>> {
        let count = |own: &EncodingEvidence| own.strays + own.printed_strays;
        let mut found: Vec<_> = self.suspects.iter().filter(|(_, own)| count(own) > 0).collect();
        found.sort_by_key(|(suspect, own)| (std::cmp::Reverse(count(own)), suspect.prior));
        let most = found.first().map_or(0, |(_, own)| count(own));
        let mut others = self.suspects.iter().skip(1).filter(|(_, own)| own.differs);
        let likely = others.all(|(_, own)| own.excess >= 0 || own.impossible > 0);
        let few =
            likely && self.has_strays() && most * 2 < self.words.len() && self.odd * 2 < self.words.len();
        let others = found.iter().take(PROPOSED - 1).filter(|(_, own)| count(own) * 2 >= most);
        let others = others.map(|(suspect, _)| suspect.encoding);
        few.then(|| std::iter::once(TextEncoding::WINDOWS_1252).chain(others).collect())
    }

    /// The possible encodings, the likeliest first.
    pub(super) fn candidates(&self) -> Vec<TextEncoding> {
        let guess = self.guess();
        let words = self.words.len();
        // Windows-1252 gets no bonus: it is already in doubt.
        let guessed =
            |suspect: &CandidateEncoding| suspect.encoding == guess && guess != TextEncoding::WINDOWS_1252;
        let score = |suspect: &CandidateEncoding, evidence: &EncodingEvidence| {
            evidence.oddness + suspect.prior - GUESS * i64::from(guessed(suspect))
        };
        let mut all: Vec<_> = self.suspects.iter().collect();
        all.sort_by_key(|(suspect, evidence)| score(suspect, evidence));
        let best = all.first().map_or(0, |(suspect, evidence)| score(suspect, evidence));
        let farthest = best + 12 + 3 * i64::try_from(words).unwrap_or_default();
        let mut texts = HashSet::new();
        let possible = all.iter().filter(|(suspect, evidence)| {
            let sound = evidence.impossible * 20 <= words && score(suspect, evidence) <= farthest;
            sound && texts.insert(evidence.text.finish())
        });
        let found: Vec<_> = possible.map(|(suspect, _)| suspect.encoding).take(PROPOSED).collect();
        if found.is_empty() { vec![guess] } else { found }
    }
}

/// True for a non-ASCII byte that has not been seen.
fn is_unseen(seen: &[bool; 128], byte: u8) -> bool {
    byte.checked_sub(0x80).is_some_and(|high| seen.get(usize::from(high)) == Some(&false))
}

/// True if only typographic signs may make a word odd: `rock’n’roll`, `word–word`, `and…so`.
fn is_printed(text: &str) -> bool {
    let odd =
        |letter: char| !letter.is_ascii() && !matches!(letter, '’' | '–' | '—' | '…' | '\u{a0}' | '\u{ad}');
    !text.contains(odd)
}

/// The WHATWG decoder reads undefined bytes of Windows-1252 as control characters.
fn is_control(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{9f}')
}

/// The words of a text with non-ASCII bytes, split at white space and cell separators.
pub(super) fn words(piece: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = |byte: &u8| *byte <= b' ' || matches!(byte, b',' | b';' | b'"');
    piece.split(parts).filter(|word| !word.is_ascii() && word.len() <= LONGEST)
}
