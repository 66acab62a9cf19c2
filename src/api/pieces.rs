//! Cuts a page of the list into records although brackets or quotes of a record do not close. A broken record is cut
//! where the next one begins. Each byte is read a few times at most.

use memchr::memmem;

/// The pieces of a page.
pub(super) struct Pieces<'a> {
    /// The texts of the records, including the broken ones.
    pub(super) records: Vec<&'a [u8]>,
    /// The page without its records; `None` if the end of the records was not found.
    pub(super) envelope: Option<Vec<u8>>,
    /// True if a record does not close.
    pub(super) broken: bool,
}

/// The maximum number of records that may seem to extend over later records.
const LATE: usize = 4;

/// Cuts a page into records. The first one shows how a record begins. `None` without an array of records.
pub(super) fn pieces(body: &[u8]) -> Option<Pieces<'_>> {
    let first = first(body)?;
    let starts = starts(body, first)?;
    let mut records = Vec::new();
    let mut at = first;
    let mut late = 0;
    let mut broken = false;
    loop {
        let begin = skip_spaces(body, at);
        let resume = match record(body, begin, &starts) {
            Cut::Whole(end) => {
                let next = skip_spaces(body, end);
                match body.get(next) {
                    Some(b',') if body.get(skip_spaces(body, next + 1)) != Some(&b'"') => {
                        records.push(body.get(begin..end)?);
                        at = next + 1;
                        continue;
                    }
                    Some(b']') => {
                        records.push(body.get(begin..end)?);
                        return Some(Pieces { records, envelope: Some(without(body, first, next)), broken });
                    }
                    _ => end,
                }
            }
            Cut::Broken(at) => at,
        };
        broken = true;
        // If the broken record extends over later ones, the next start is before its end.
        let next = [resume, begin + 1].into_iter().find_map(|from| start_from(&starts, from));
        late += usize::from(next.is_some_and(|next| next < resume));
        let Some(next) = next.filter(|_| late <= LATE) else {
            let end = memchr::memrchr(b']', body).filter(|end| *end > begin && late <= LATE);
            records.extend(end.and_then(|end| body.get(begin..end)).map(<[u8]>::trim_ascii));
            return Some(Pieces { records, envelope: end.map(|end| without(body, first, end)), broken });
        };
        let text = body.get(begin..next)?.trim_ascii_end();
        records.push(text.strip_suffix(b",").unwrap_or(text).trim_ascii_end());
        at = next;
    }
}

fn without(body: &[u8], first: usize, end: usize) -> Vec<u8> {
    [body.get(..first).unwrap_or_default(), body.get(end..).unwrap_or_default()].concat()
}

/// Where the first record of the page begins.
fn first(body: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"\"records\"";
    let colon = skip_spaces(body, memmem::find(body, NAME)? + NAME.len());
    let array = skip_spaces(body, colon + 1);
    (body.get(colon) == Some(&b':') && body.get(array) == Some(&b'[')).then(|| skip_spaces(body, array + 1))
}

/// The places after a comma or bracket where an object begins with the same member as the first record: records, and
/// perhaps objects in them. No JSON string contains such a place, as quotes in it are escaped.
fn starts(body: &[u8], first: usize) -> Option<Vec<usize>> {
    (body.get(first) == Some(&b'{')).then_some(())?;
    let quote = skip_spaces(body, first + 1);
    let length = memchr::memchr(b'"', body.get(quote + 1..)?)? + 2;
    let name = body.get(quote..quote + length).filter(|name| name.starts_with(b"\""))?;
    let is_behind = |at: usize, before: &[u8]| {
        let text = body.get(..at).unwrap_or_default().trim_ascii_end();
        text.last().filter(|last| before.contains(last)).map(|_| text.len() - 1)
    };
    let found = memmem::find_iter(body.get(first..)?, name).map(|at| at + first);
    let starts = found.filter_map(|at| is_behind(at, b"{")).filter(|at| is_behind(*at, b",[").is_some());
    Some(starts.collect())
}

fn start_from(starts: &[usize], from: usize) -> Option<usize> {
    starts.get(starts.partition_point(|start| *start < from)).copied()
}

fn skip_spaces(body: &[u8], mut at: usize) -> usize {
    while body.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// The end of a record, or the place where it is certainly broken.
enum Cut {
    Whole(usize),
    Broken(usize),
}

/// Follows the brackets and quotes of a record. It is broken if another record begins in a string, or after a comma
/// directly in an object.
fn record(body: &[u8], begin: usize, starts: &[usize]) -> Cut {
    if !matches!(body.get(begin), Some(b'{' | b'[')) {
        let word =
            body.get(begin..).unwrap_or_default().iter().take_while(|byte| !b",]}\"".contains(byte)).count();
        return if word > 0 { Cut::Whole(begin + word) } else { Cut::Broken(begin) };
    }
    let mut at = begin;
    let mut open = Vec::new();
    let mut next = starts.partition_point(|start| *start <= begin);
    while let Some(byte) = body.get(at) {
        if starts.get(next).is_some_and(|start| *start == at) {
            next += 1;
            if open.last() == Some(&b'{')
                && body.get(..at).is_some_and(|text| text.trim_ascii_end().ends_with(b","))
            {
                return Cut::Broken(at);
            }
        }
        match byte {
            b'"' => {
                let end = text_end(body, at);
                if let Some(start) = starts.get(next).filter(|start| end.is_none_or(|end| **start < end)) {
                    return Cut::Broken(*start);
                }
                let Some(end) = end else { return Cut::Broken(body.len()) };
                at = end;
                continue;
            }
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                let opening = if *byte == b'}' { b'{' } else { b'[' };
                if open.pop() != Some(opening) {
                    return Cut::Broken(at);
                }
            }
            _ => {}
        }
        at += 1;
        if open.is_empty() {
            return Cut::Whole(at);
        }
    }
    Cut::Broken(body.len())
}

/// The place after the closing quote of a string.
fn text_end(body: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', body.get(at..)?)?;
        if body.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of many records seems to extend to the end of the page: cutting must give up instead of taking quadratic
    /// time.
    #[test]
    fn a_page_of_broken_records_is_given_up() {
        let record = r#"{"id":"1","memo":["x","#;
        let body = format!(r#"{{"records":[{}]}}"#, record.repeat(200_000));
        let pieces = pieces(body.as_bytes()).unwrap();
        assert!(pieces.records.len() <= LATE + 2, "{}", pieces.records.len());
    }

    #[test]
    fn a_body_without_a_list_is_not_cut() {
        for body in
            ["", "{", r#"{"records":7}"#, r#"{"records":["#, r#"{"records":[7,{"id":1}]}"#, r#"[{"id":1}"#]
        {
            assert!(pieces(body.as_bytes()).is_none(), "{body}");
        }
    }
}
