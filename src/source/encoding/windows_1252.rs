//! Whether a text is Windows-1252 for certain, and what else it may be.
//!
//! Every word with a byte beyond ASCII is read in all known encodings, once. A wrong reading is odd (`Jos‚`, `Èâàíîâ`,
//! `Lefčvre`), so what the words are odder by in each other encoding speaks for Windows-1252. It is certain where enough
//! speaks for it beside each of them that would give another text, and next to nothing speaks against it. Nor may some few
//! words read much better in another encoding, however many others there are: files of two programs may stand in one.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::candidates::CandidateEncoding;
use super::encoding_names::TextEncoding;
use super::oddness::word_oddness;
use super::question::{EncodingQuestion, readings};
use super::scripts::IMPOSSIBLE;

/// Words that are read, at most.
const WORDS: usize = 1000;
/// Behind them words with bytes that no word before had are read, up to this number.
const MORE: usize = 5000;
/// A longer run of bytes is no word.
const LONGEST: usize = 200;
/// No word speaks for or against an encoding by more than this.
const WEIGHT: i64 = 6;
/// So much must speak for Windows-1252 beside each other encoding.
const ENOUGH: i64 = 3;
/// A word that is odder than this in Windows-1252 and reads well in another encoding is a stray one.
const STRAY: u32 = 4;
/// So odd is a word at most that reads well.
const WELL: u32 = 1;
/// A shorter word shows nothing.
const SHORTEST: usize = 3;
/// Stray words are looked for in encodings that many programs write.
const COMMON: i64 = 2;
/// So many stray words are a question in any case; so many, where the signs of printed text alone make them odd.
const STRAYS: usize = 2;
const PRINTED_STRAYS: usize = 5;
/// So many are shown.
const SHOWN: usize = 2;
/// A single stray word is a question among no more words than this. Among more its row gets a warning (W021).
const FEW: usize = 200;
/// With so much the guess of a detector makes no difference.
const BEYOND_DOUBT: i64 = 6;
/// With so many words an encoding that hardly any program writes has to read better than Windows-1252.
const MANY: usize = 12;
/// A word as odd as this in Windows-1252 is hardly one.
pub(super) const ODD: u32 = 6;
/// No word makes an encoding odder than by this.
const MOST: u32 = 20;
/// What the guess of a detector is worth.
const GUESS: i64 = 8;
/// So many encodings are proposed.
const PROPOSED: usize = 4;

/// What is known of the words of a text.
pub(super) struct Windows1252Judge {
    suspects: Vec<(CandidateEncoding, EncodingEvidence)>,
    words: HashSet<Box<[u8]>>,
    /// Bytes beyond ASCII that have been judged.
    seen: [bool; 128],
    odd: usize,
    undefined: bool,
    /// Some stray words.
    strays: Vec<Box<[u8]>>,
    detector: EncodingDetector,
}

/// What the words say about one encoding.
#[derive(Default)]
struct EncodingEvidence {
    /// How odd the words are in it.
    oddness: i64,
    /// By how much more than in Windows-1252.
    excess: i64,
    /// Some word reads otherwise than in Windows-1252.
    differs: bool,
    /// Words with something impossible.
    impossible: usize,
    /// Words that read well, and are odd in Windows-1252: those with more than the signs of printed text, and the others.
    strays: usize,
    printed_strays: usize,
    /// All words as they are read.
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

    /// Where the first byte stands that was not judged yet.
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

    /// True where the text is Windows-1252 for certain.
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

    /// True where some words, few as they may be, read much better in one other encoding.
    fn has_strays(&self) -> bool {
        let strays = if self.words.len() <= FEW { 1 } else { STRAYS };
        let evidence = self.suspects.iter().map(|(_, evidence)| evidence);
        evidence.into_iter().any(|own| own.strays >= strays || own.printed_strays >= PRINTED_STRAYS)
    }

    fn guess(&self) -> TextEncoding {
        TextEncoding::standard(self.detector.guess(None, Utf8Detection::Deny))
    }

    /// The question that has to be asked of a piece of the text.
    pub(super) fn question(&self, window: &[u8]) -> EncodingQuestion {
        let mixed = self.mixed();
        let candidates = mixed.clone().unwrap_or_else(|| self.candidates());
        let strays = if mixed.is_some() { self.strays.as_slice() } else { &[] };
        EncodingQuestion { readings: readings(window, &candidates, strays), mixed: mixed.is_some() }
    }

    /// The encodings of a text that is Windows-1252 but for a few words.
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

    /// What the text may be, the likeliest first.
    pub(super) fn candidates(&self) -> Vec<TextEncoding> {
        let guess = self.guess();
        let words = self.words.len();
        // That it is Windows-1252 was doubted already.
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

/// True for a byte beyond ASCII that has not been seen.
fn is_unseen(seen: &[bool; 128], byte: u8) -> bool {
    byte.checked_sub(0x80).is_some_and(|high| seen.get(usize::from(high)) == Some(&false))
}

/// True where no sign but those of printed text may make a word odd: `rock’n’roll`, `word–word`, `and…so`.
fn is_printed(text: &str) -> bool {
    let odd =
        |letter: char| !letter.is_ascii() && !matches!(letter, '’' | '–' | '—' | '…' | '\u{a0}' | '\u{ad}');
    !text.contains(odd)
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
