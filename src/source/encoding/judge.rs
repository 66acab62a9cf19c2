//! Whether a text is Windows-1252 for certain, and what else it may be.
//!
//! Every word with a byte beyond ASCII is read in all known encodings, once. A wrong reading is odd (`Jos‚`, `Èâàíîâ`,
//! `Lefčvre`), so what the words are odder by in each other encoding speaks for Windows-1252. It is certain where enough
//! speaks for it beside each of them that would give another text, and next to nothing speaks against it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::named::TextEncoding;
use super::oddness::{IMPOSSIBLE, oddness};
use super::suspects::Suspect;

/// Words that are read, at most.
const WORDS: usize = 1000;
/// A longer run of bytes is no word.
const LONGEST: usize = 200;
/// No word speaks for or against an encoding by more than this.
const WEIGHT: i64 = 6;
/// So much must speak for Windows-1252 beside each other encoding.
const ENOUGH: i64 = 3;
/// With so much the guess of a detector makes no difference.
const BEYOND_DOUBT: i64 = 6;
/// A word as odd as this in Windows-1252 is hardly one.
pub(super) const ODD: u32 = 6;
/// No word makes an encoding odder than by this.
const MOST: u32 = 20;
/// What the guess of a detector is worth.
const GUESS: i64 = 8;
/// So many encodings are proposed.
const PROPOSED: usize = 4;

/// What is known of the words of a text.
pub(super) struct Judge {
    suspects: Vec<(Suspect, Evidence)>,
    words: HashSet<Box<[u8]>>,
    /// Bytes beyond ASCII that have been judged.
    seen: [bool; 128],
    odd: usize,
    undefined: bool,
    detector: EncodingDetector,
}

/// What the words say about one encoding.
#[derive(Default)]
struct Evidence {
    /// How odd the words are in it.
    oddness: i64,
    /// By how much more than in Windows-1252.
    excess: i64,
    /// Some word reads otherwise than in Windows-1252.
    differs: bool,
    /// Words with something impossible.
    impossible: usize,
    /// All words as they are read.
    text: DefaultHasher,
}

impl Judge {
    pub(super) fn new() -> Self {
        let suspects = Suspect::all().into_iter().map(|suspect| (suspect, Evidence::default()));
        Self {
            suspects: suspects.collect(),
            words: HashSet::new(),
            seen: [false; 128],
            odd: 0,
            undefined: false,
            detector: EncodingDetector::new(Iso2022JpDetection::Deny),
        }
    }

    /// Takes the words of a piece of text.
    pub(super) fn take(&mut self, piece: &[u8]) {
        self.detector.feed(piece, false);
        for byte in piece.iter().filter(|byte| !byte.is_ascii()) {
            if let Some(seen) = self.seen.get_mut(usize::from(*byte - 0x80)) {
                *seen = true;
            }
        }
        for word in words(piece) {
            if self.words.len() < WORDS && !self.words.contains(word) {
                self.words.insert(word.into());
                self.weigh(word);
            }
        }
    }

    /// Where the first byte stands that was not judged yet.
    pub(super) fn find_new(&self, piece: &[u8]) -> Option<usize> {
        let is_new = |byte: &u8| {
            byte.checked_sub(0x80).is_some_and(|high| self.seen.get(usize::from(high)) == Some(&false))
        };
        piece.iter().position(is_new)
    }

    fn weigh(&mut self, word: &[u8]) {
        let mut western = (String::new(), 0);
        for (at, (suspect, evidence)) in self.suspects.iter_mut().enumerate() {
            let text = suspect.read(word).filter(|text| at > 0 || !text.contains(is_control));
            let odd = text
                .as_ref()
                .map_or(IMPOSSIBLE, |text| oddness(text, suspect.languages) + suspect.rarity(word));
            evidence.impossible += usize::from(odd >= IMPOSSIBLE);
            evidence.oddness += i64::from(odd.min(MOST));
            text.hash(&mut evidence.text);
            if at == 0 {
                self.undefined |= text.is_none();
                self.odd += usize::from(odd >= ODD);
                western = (text.unwrap_or_default(), odd);
                continue;
            }
            evidence.excess += (i64::from(odd) - i64::from(western.1)).clamp(-WEIGHT, WEIGHT);
            evidence.differs |= text.as_ref() != Some(&western.0);
        }
    }

    /// True where the text is Windows-1252 for certain.
    pub(super) fn is_western(&self) -> bool {
        let likeliest = self.suspects.iter().skip(1).filter(|(_, evidence)| evidence.differs);
        let least = likeliest.map(|(suspect, evidence)| evidence.excess + suspect.prior).min();
        let least = least.unwrap_or(BEYOND_DOUBT);
        let odd = self.odd * 20 > self.words.len();
        let guessed = || {
            let guess = self.guess();
            let found = self.suspects.iter().find(|(suspect, _)| suspect.encoding == guess);
            found.is_some_and(|(_, evidence)| !evidence.differs)
        };
        !self.undefined && !odd && least >= ENOUGH && (least >= BEYOND_DOUBT || guessed())
    }

    fn guess(&self) -> TextEncoding {
        TextEncoding::standard(self.detector.guess(None, Utf8Detection::Deny))
    }

    /// What the text may be, the likeliest first.
    pub(super) fn candidates(&self) -> Vec<TextEncoding> {
        let (guess, words) = (self.guess(), self.words.len());
        // That it is Windows-1252 was doubted already.
        let guessed = |suspect: &Suspect| suspect.encoding == guess && guess != TextEncoding::WINDOWS_1252;
        let score = |suspect: &Suspect, evidence: &Evidence| {
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

/// A byte that means nothing in Windows-1252 is a control character to the web.
fn is_control(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{9f}')
}

/// The runs of bytes between blanks and signs that part cells, as far as they have a byte beyond ASCII.
pub(super) fn words(piece: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = |byte: &u8| *byte <= b' ' || matches!(byte, b',' | b';' | b'"');
    piece.split(parts).filter(|word| !word.is_ascii() && word.len() <= LONGEST)
}
