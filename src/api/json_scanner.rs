//! Cuts JSON that can't be parsed into its parts, without recursion for nested values.

/// The bytes of a member: its name with the quotes, and its value.
pub(super) type RawMember<'a> = (&'a [u8], &'a [u8]);

/// The members of an object up to the first invalid one, and whether these are all; `None` if it is not an object. A
/// missing value is empty.
pub(super) fn members(object: &[u8]) -> Option<(Vec<RawMember<'_>>, bool)> {
    let mut cutter = JsonScanner { bytes: object, at: 0 };
    (cutter.peek()? == b'{').then_some(())?;
    let mut members = Vec::new();
    let whole = cutter.each(b'{', b'}', |cutter| {
        let name = cutter.value().filter(|name| name.starts_with(b"\""))?;
        cutter.take(b':')?;
        members.push((name, cutter.value().unwrap_or_default()));
        Some(())
    });
    Some((members, whole.is_some()))
}

/// True for a text that is one object with closed brackets, even if its content is invalid.
pub(super) fn is_object(text: &[u8]) -> bool {
    let mut cutter = JsonScanner { bytes: text, at: 0 };
    cutter.value().is_some_and(|value| value.starts_with(b"{")) && cutter.peek().is_none()
}

/// The elements of an array; `None` if it is not an array.
pub(super) fn elements(array: &[u8]) -> Option<Vec<&[u8]>> {
    let mut cutter = JsonScanner { bytes: array, at: 0 };
    let mut elements = Vec::new();
    cutter.each(b'[', b']', |cutter| {
        elements.push(cutter.value()?);
        Some(())
    })?;
    Some(elements)
}

struct JsonScanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> JsonScanner<'a> {
    /// Reads parts separated by commas between two brackets, which must end the bytes.
    fn each(&mut self, open: u8, close: u8, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(open)?;
        if self.take(close).is_none() {
            loop {
                part(self)?;
                if self.take(b',').is_none() {
                    break;
                }
            }
            self.take(close)?;
        }
        (self.peek().is_none()).then_some(())
    }

    /// The next byte after whitespace.
    fn peek(&mut self) -> Option<u8> {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The bytes of the next value.
    fn value(&mut self) -> Option<&'a [u8]> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'{' | b'[' => self.skip_brackets()?,
            b'"' => self.skip_text()?,
            _ => self.skip_word(),
        }
        self.bytes.get(start..self.at).filter(|value| !value.is_empty())
    }

    fn skip_brackets(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => {
                    self.skip_text()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_text(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.at += memchr::memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            let is_end = self.bytes.get(self.at) == Some(&b'"');
            self.at += if is_end { 1 } else { 2 };
            if is_end {
                return Some(());
            }
        }
    }

    fn skip_word(&mut self) {
        let is_part = |byte: &u8| !byte.is_ascii_whitespace() && !b",]}:".contains(byte);
        while self.bytes.get(self.at).is_some_and(is_part) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn shown(parts: Option<Vec<&[u8]>>) -> Option<String> {
        parts.map(|parts| parts.into_iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join("|"))
    }

    #[rstest]
    #[case("[]", Some(""))]
    #[case(r#" [ 1 , "a,]\"" , {"b":[{}]} , nul ] "#, Some(r#"1|"a,]\""|{"b":[{}]}|nul"#))]
    #[case("[1,]", None)]
    #[case("[1", None)]
    #[case("[1] x", None)]
    #[case("[[1]", None)]
    #[case("[\"a]", None)]
    #[case("[\"a\\", None)]
    #[case("<html>", None)]
    #[case("", None)]
    fn elements_of_arrays(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(shown(elements(text.as_bytes())).as_deref(), expected);
    }

    #[rstest]
    #[case("{}", Some(("", true)))]
    #[case(r#"{"a":1, "b" : {"c":"}"}}"#, Some((r#""a"=1|"b"={"c":"}"}"#, true)))]
    #[case(r#"{"a":1,"b":,"c":2}"#, Some((r#""a"=1|"b"=|"c"=2"#, true)))]
    #[case(r#"{"a":1 "b":2}"#, Some((r#""a"=1"#, false)))]
    #[case(r#"{"a":1,"b":2"#, Some((r#""a"=1|"b"=2"#, false)))]
    #[case(r#"{a:1}"#, Some(("", false)))]
    #[case("[]", None)]
    fn members_of_objects(#[case] text: &str, #[case] expected: Option<(&str, bool)>) {
        let shown =
            |(name, value)| format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        let found = members(text.as_bytes());
        let found = found
            .map(|(members, whole)| (members.into_iter().map(shown).collect::<Vec<_>>().join("|"), whole));
        assert_eq!(found, expected.map(|(members, whole)| (members.to_owned(), whole)));
    }

    #[test]
    fn an_object_is_complete_if_its_brackets_close() {
        let all = [r#"{"a" 1]}"#, " {} ", r#"{"a":"#, r#"{"a":"}"#, "{} x", "[]", ""];
        assert_eq!(
            all.map(|text| is_object(text.as_bytes())),
            [false, true, false, false, false, false, false]
        );
        assert!(is_object(br#"{"a" 1, {"b"}}"#));
    }

    #[test]
    fn nesting_depth_is_not_limited() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(elements(format!("[{deep},1]").as_bytes()).unwrap().len(), 2);
    }
}
