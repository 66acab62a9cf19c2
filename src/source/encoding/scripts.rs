//! The scripts of letters.

/// The score of a character that no text contains.
pub(super) const IMPOSSIBLE: u32 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LetterScript {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Thai,
    /// Chinese characters, kana and hangul.
    EastAsian,
    /// Any other, by its Unicode block.
    Other(u32),
    /// A combining mark on the letter before it.
    Mark,
    /// Not a letter.
    None,
}

pub(super) fn script(letter: char) -> LetterScript {
    match letter {
        'a'..='z' | 'A'..='Z' => LetterScript::Latin,
        'ª' | 'º' | 'µ' | 'ƒ' | '×' | '÷' => LetterScript::None,
        '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => LetterScript::Latin,
        '\u{300}'..='\u{36f}' => LetterScript::Mark,
        '\u{386}' | '\u{388}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => LetterScript::Greek,
        '\u{400}'..='\u{52f}' => LetterScript::Cyrillic,
        '\u{5d0}'..='\u{5ea}' | '\u{5b0}'..='\u{5c7}' => LetterScript::Hebrew,
        '\u{60c}'..='\u{6ff}' => LetterScript::Arabic,
        '\u{e01}'..='\u{e5b}' => LetterScript::Thai,
        '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            LetterScript::EastAsian
        }
        '\u{ff66}'..='\u{ff9f}' | '\u{f900}'..='\u{faff}' => LetterScript::EastAsian,
        '\u{531}'..='\u{587}' => LetterScript::Other(0x530),
        '\u{700}'..='\u{dff}' | '\u{e80}'..='\u{1dff}' => LetterScript::Other(u32::from(letter) / 128),
        _ => LetterScript::None,
    }
}

pub(super) fn is_letter(letter: char) -> bool {
    !matches!(script(letter), LetterScript::None | LetterScript::Mark)
}
