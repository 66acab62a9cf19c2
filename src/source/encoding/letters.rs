//! Non-ASCII letters: the languages that use them, and the letters that may be next to them.

/// The non-ASCII letters of each language, in lower case.
const LANGUAGES: [(&str, &str); 27] = [
    ("it", "àèéìíîòóùú"),
    ("fr", "àâæçéèêëîïôœùûüÿ"),
    ("de", "äöüßé"),
    ("es", "áéíóúüñ"),
    ("pt", "áâãàçéêíóôõúü"),
    ("nl", "áéèëêïíóöüç"),
    ("sv", "åäöéü"),
    ("da", "æøåéöü"),
    ("is", "áðéíóúýþæö"),
    ("ca", "àçéèíïóòúü"),
    ("sq", "çë"),
    ("pl", "ąćęłńóśźż"),
    ("cs", "áčďéěíňóřšťúůýžöü"),
    ("sk", "áäčďéíĺľňóôŕšťúýž"),
    ("hu", "áéíóöőúüű"),
    ("ro", "ăâîșțşţ"),
    ("hr", "čćđšž"),
    ("tr", "çğıöşüâîûi̇"),
    ("et", "äõöüšž"),
    ("lv", "āčēģīķļņšūž"),
    ("lt", "ąčęėįšųūž"),
    ("vi", "àáâãèéêìíòóôõùúýăđơưđ"),
    ("eo", "ĉĝĥĵŝŭ"),
    ("mt", "ċġħżàèìòù"),
    ("cy", "âêîôûŵŷáéëïóöẃẁ"),
    ("ga", "áéíóúḃċḋḟġṁṗṡṫ"),
    ("se", "áčđŋšŧž"),
];

/// A set of languages, one bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Languages(u32);

impl Languages {
    pub(super) const ALL: Self = Self(u32::MAX);

    /// The languages with these codes (`"it fr de"`).
    pub(super) fn named(codes: &str) -> Self {
        let bits =
            LANGUAGES.iter().enumerate().filter(|(_, (code, _))| codes.split(' ').any(|own| own == *code));
        Self(bits.fold(0, |all, (at, _)| all | 1 << at))
    }

    /// The languages that use this lower-case letter.
    pub(super) fn writing(letter: char) -> Self {
        let bits = LANGUAGES.iter().enumerate().filter(|(_, (_, letters))| letters.contains(letter));
        Self(bits.fold(0, |all, (at, _)| all | 1 << at))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Non-ASCII vowels, by rarity.
const VOWELS: [(&str, u32); 3] = [("éèáíóúàöüäãâôåøāēīū", 0), ("êîûëïìòùõýæœąęěůőűăıėơư", 1), ("ÿįųŷẃōŵ", 2)];
/// Non-ASCII consonants, by rarity.
const CONSONANTS: [(&str, u32); 2] = [("ñçßłńśćźżčšžřşğđ", 0), ("ðþďťňľțșţģķļņ", 1)];

pub(super) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
        || VOWELS.iter().any(|(letters, _)| letters.contains(letter))
}

/// The rarity of a non-ASCII Latin letter in lower case.
pub(super) fn rarity(letter: char) -> u32 {
    let known = VOWELS.iter().chain(&CONSONANTS).find(|(letters, _)| letters.contains(letter));
    known.map_or(5, |(_, rarity)| *rarity)
}

/// A letter within its word, in lower case; `None` beyond the ends of the word.
#[derive(Debug, Clone, Copy)]
pub(super) struct LetterContext {
    pub(super) before_last: Option<char>,
    pub(super) before: Option<char>,
    pub(super) letter: char,
    pub(super) after: Option<char>,
    pub(super) after_next: Option<char>,
}

impl LetterContext {
    fn behind_vowel(self) -> bool {
        self.before.is_some_and(is_vowel)
    }

    fn behind_consonant(self) -> bool {
        self.before.is_some_and(|letter| !is_vowel(letter))
    }

    fn behind(self, letters: &str) -> bool {
        self.before.is_some_and(|letter| letters.contains(letter))
    }

    fn before_vowel(self) -> bool {
        self.after.is_some_and(is_vowel)
    }

    fn before_consonant(self) -> bool {
        self.after.is_some_and(|letter| !is_vowel(letter))
    }

    fn before(self, letters: &str) -> bool {
        self.after.is_some_and(|letter| letters.contains(letter))
    }

    fn is_last(self) -> bool {
        self.after.is_none()
    }

    fn is_first(self) -> bool {
        self.before.is_none()
    }
}

/// How odd a letter is in its place: 0 if some language has such words.
pub(super) fn oddness(at: LetterContext) -> u32 {
    let vowels = if is_vowel(at.letter) { vowel_run(at) } else { consonants(at) };
    vowels + special(at)
}

/// No language has many adjacent vowels.
fn vowel_run(at: LetterContext) -> u32 {
    let vowel = |letter: Option<char>| letter.is_some_and(is_vowel);
    let before = u32::from(at.behind_vowel()) + u32::from(at.behind_vowel() && vowel(at.before_last));
    let after = u32::from(at.before_vowel()) + u32::from(at.before_vowel() && vowel(at.after_next));
    match before + after {
        0 | 1 => 0,
        2 => 1,
        _ => 4,
    }
}

/// A consonant between consonants is odd unless `r` or `l` acts as a vowel (`Brčko`, `Vlček`).
fn consonants(at: LetterContext) -> u32 {
    let between = at.behind_consonant() && at.before_consonant();
    let syllabic = at.behind("rl") && at.before_last.is_none_or(|letter| !is_vowel(letter));
    let soft = at.letter == 'ł' || at.before("rlł") || at.behind("rlšś");
    match (between, syllabic, soft) {
        (true, false, false) => 3,
        (true, false, true) => 2,
        _ => 0,
    }
}

/// The rules of single letters.
fn special(at: LetterContext) -> u32 {
    match at.letter {
        'à' if at.is_last() => u32::from(at.behind("aeu")),
        'à' => 1,
        'ò' => western_final(at, 2),
        'ì' | 'ù' => western_final(at, 3),
        'è' if at.is_first() => 3 * u32::from(at.before_vowel()),
        'è' if at.behind("iu") => 0,
        'è' => 2 * u32::from(at.behind_vowel()),
        'ã' if at.is_last() || at.before("oei") => 0,
        'ã' => {
            if at.before("s") && at.after_next.is_none() {
                0
            } else {
                3
            }
        }
        'õ' => 2 * u32::from(!at.before("e")),
        'ä' | 'ö' | 'ü' => umlaut(at),
        'å' | 'ø' | 'æ' => nordic(at),
        'ë' | 'ï' | 'ÿ' => diaeresis(at),
        'ñ' => {
            if at.before_vowel() {
                u32::from(at.is_first())
            } else {
                4
            }
        }
        'ç' => cedilla(at),
        'ß' if at.is_first() => {
            if at.is_last() {
                1
            } else {
                6
            }
        }
        'í' | 'ú' => acute(at),
        'á' | 'é' | 'ó' => 2 * u32::from(at.is_first() && at.before_vowel()),
        'ß' => 4 * u32::from(!at.behind_vowel()),
        'ð' => 3 * u32::from(at.is_first()) + u32::from(at.behind_consonant() && !at.behind("r")),
        'þ' => 3 * u32::from(!at.is_first() || !(at.before_vowel() || at.before("rj"))),
        'œ' => ligature(at),
        _ => eastern(at),
    }
}

fn acute(at: LetterContext) -> u32 {
    let cluster = at.before_consonant() && at.after_next.is_some_and(|letter| !is_vowel(letter));
    let first = if at.is_first() { 1 + u32::from(cluster) } else { 0 };
    first + 4 * u32::from(at.letter == 'ú' && at.before("u"))
}

/// Italian has these letters only at the end of a word.
fn western_final(at: LetterContext, inside: u32) -> u32 {
    if !at.is_last() {
        return inside;
    }
    u32::from(at.behind_vowel() && !at.behind("i")) * 2
}

fn umlaut(at: LetterContext) -> u32 {
    let doubled = at.before == Some(at.letter) || at.after == Some(at.letter);
    match at.before {
        _ if doubled => 0,
        Some('e' | 'i' | 'y') => 1,
        Some(letter) if is_vowel(letter) => 3,
        _ => u32::from(at.before("ao") || (at.letter != 'ä' && at.before_vowel())),
    }
}

fn nordic(at: LetterContext) -> u32 {
    // Swedish town names such as Luleå and Umeå end like this, but so does Plzeň read in a DOS code page.
    if at.letter == 'å' && at.is_last() && at.behind("e") {
        return 2;
    }
    let behind = if at.behind_vowel() { 3 - 2 * u32::from(at.behind("y")) } else { 0 };
    let before = if at.before("eiy") { 1 } else { 3 * u32::from(at.before_vowel()) };
    behind + before + 2 * u32::from(at.letter == 'æ' && at.is_last())
}

/// A vowel that is pronounced separately from the one before it.
fn diaeresis(at: LetterContext) -> u32 {
    let apart = at.behind_vowel();
    match at.letter {
        'ë' if apart => 0,
        'ë' => 2 - u32::from(at.before_vowel()),
        'ï' => 3 * u32::from(!apart),
        _ => 3,
    }
}

fn cedilla(at: LetterContext) -> u32 {
    match at.after {
        None => 3 * u32::from(!at.is_first()),
        Some(letter) if "aouãõáóâô".contains(letter) => 0,
        Some('e' | 'i' | 'ı' | 'ö' | 'ü') => 2,
        Some(_) => 3,
    }
}

fn ligature(at: LetterContext) -> u32 {
    match (at.before, at.after) {
        (_, Some('u')) => 0,
        (None, Some('i' | 'n' | 'd' | 's' | 't' | 'e')) | (Some(_), Some('t')) => 1,
        _ => 4,
    }
}

/// Letters of Central and Eastern Europe, the Baltic and Turkey.
fn eastern(at: LetterContext) -> u32 {
    let odd = |odd: bool, cost: u32| cost * u32::from(odd);
    match at.letter {
        'ė' => odd(at.behind_vowel(), 3),
        'ń' => odd(at.before_vowel(), 4) + odd(!at.behind_vowel(), 3),
        'ć' => odd(at.before_vowel(), 1),
        'š' => odd(at.behind("n"), 1),
        'ś' | 'ź' => odd(at.before_vowel(), 4),
        'ą' | 'ę' => {
            odd(at.before_vowel(), 4) + odd(at.behind_vowel() && !at.behind("i"), 3) + odd(at.is_first(), 3)
        }
        'ě' => odd(!at.behind("bpvfmdtn"), 4) + odd(at.before_vowel(), 3),
        'ů' => odd(at.is_first(), 4) + odd(at.before_vowel(), 3) + odd(at.behind_vowel(), 3),
        'ň' => odd(!at.behind_vowel(), 3),
        'ď' | 'ť' => odd(at.before_consonant(), 2) + odd(at.behind_consonant(), 1),
        'ĺ' | 'ŕ' => 3,
        'ý' => odd(at.behind_vowel(), 3),
        'ő' | 'ű' | 'ă' => odd(at.behind_vowel(), 3) + odd(at.before_vowel(), 2),
        'ğ' => odd(at.is_first(), 5) + odd(at.behind_consonant(), 4),
        'ı' => odd(at.behind_vowel(), 3) + odd(at.before_vowel(), 3),
        'į' | 'ų' => odd(!at.is_first() && !at.is_last(), 2) + odd(at.behind_vowel(), 1),
        'ā' | 'ē' | 'ī' | 'ū' => odd(at.behind_vowel(), 3) + odd(at.before_vowel(), 2),
        'ģ' | 'ķ' | 'ļ' | 'ņ' => odd(!at.before_vowel(), 2) + odd(at.behind_consonant(), 2),
        _ => 0,
    }
}
