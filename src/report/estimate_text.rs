//! How many calls and how much time the rest of a plan takes, in words.

use super::html::duration;
use super::report_json::Estimate;
use super::summary_tables::group_digits;

impl Estimate {
    /// `Writing this plan takes about 385 calls: 39 s at 10 calls a second.`; `None` if nothing is to be written.
    pub fn text(&self) -> Option<String> {
        let calls = match self.calls {
            0 => return None,
            1 => "1 call".to_owned(),
            calls => format!("{} calls", group_digits(calls)),
        };
        let time = match (self.rate, self.seconds) {
            (Some(rate), Some(seconds)) => {
                let each = if rate == 1.0 { "call" } else { "calls" };
                format!(": {} at {rate} {each} a second", duration(seconds))
            }
            _ => ", with no limit on the rate".to_owned(),
        };
        Some(format!("Writing this plan takes about {calls}{time}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_one_sentence() {
        let text = |calls: u64, rate: Option<f64>| {
            Estimate { calls, rate, seconds: rate.map(|rate| calls as f64 / rate) }.text()
        };
        let said = |calls, rate| text(calls, rate).unwrap();
        assert_eq!(text(0, Some(10.0)), None);
        assert_eq!(
            said(385, Some(10.0)),
            "Writing this plan takes about 385 calls: 39 s at 10 calls a second."
        );
        assert_eq!(said(1, Some(1.0)), "Writing this plan takes about 1 call: 1.0 s at 1 call a second.");
        assert_eq!(
            said(76_000, Some(12.5)),
            "Writing this plan takes about 76,000 calls: 101 min 20 s at 12.5 calls a second."
        );
        assert!(said(7, None).ends_with("about 7 calls, with no limit on the rate."));
    }
}
