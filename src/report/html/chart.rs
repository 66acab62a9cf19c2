//! SVG charts without text. Their numbers are next to them, readable at any width.

/// The points of polylines over equal steps, in a box of 600 by 100 with zero at the bottom. A gap ends a line.
pub(super) fn lines(values: &[Option<f64>], most: f64) -> Vec<String> {
    let step = 600.0 / (values.len().max(1)) as f64;
    let mut lines = vec![String::new()];
    for (at, value) in values.iter().enumerate() {
        match (value, lines.last_mut()) {
            (Some(value), Some(line)) => {
                let x = (at as f64 + 0.5) * step;
                let y = 100.0 - height(*value, most);
                if line.is_empty() {
                    // A single point becomes a short line.
                    line.push_str(&format!("{:.1},{y:.1} ", (x - step / 2.0).max(0.0)));
                }
                line.push_str(&format!("{x:.1},{y:.1} "));
            }
            (None, Some(line)) if !line.is_empty() => lines.push(String::new()),
            _ => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ChartBar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// Bars over equal steps in the same box. Zeros have none.
pub(super) fn bars(values: &[f64], most: f64) -> Vec<ChartBar> {
    let step = 600.0 / (values.len().max(1)) as f64;
    let bar = |(at, value): (usize, &f64)| {
        let height = height(*value, most).max(1.0);
        ChartBar {
            x: format!("{:.1}", at as f64 * step),
            y: format!("{:.1}", 100.0 - height),
            width: format!("{:.1}", (step - 1.0).max(0.5)),
            height: format!("{height:.1}"),
        }
    };
    values.iter().enumerate().filter(|(_, value)| **value > 0.0).map(bar).collect()
}

fn height(value: f64, most: f64) -> f64 {
    if most > 0.0 { (value / most * 100.0).clamp(0.0, 100.0) } else { 0.0 }
}

/// A part of a bar with the width 1000. It begins where the previous one ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Share {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) width: String,
}

/// Divides a bar with the width 1000. No part is narrower than 4, so that all are visible.
pub(super) fn shares(parts: &[(&'static str, u64)]) -> Vec<Share> {
    let some: Vec<_> = parts.iter().filter(|(_, count)| *count > 0).collect();
    let all: u64 = some.iter().map(|(_, count)| count).sum();
    let wide = |count: u64| (count as f64 / all as f64 * 1000.0).max(4.0);
    let sum: f64 = some.iter().map(|(_, count)| wide(*count)).sum();
    let mut x = 0.0;
    let share = |(class, count): &(&'static str, u64)| {
        let width = wide(*count) / sum * 1000.0;
        let share = Share { class, x: format!("{x:.2}"), width: format!("{width:.2}") };
        x += width;
        share
    };
    some.into_iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_a_gap() {
        let lines = lines(&[Some(0.0), Some(5.0), None, Some(10.0)], 10.0);
        assert_eq!(lines, ["0.0,100.0 75.0,100.0 225.0,50.0 ", "450.0,0.0 525.0,0.0 "]);
    }

    #[test]
    fn the_smallest_share_is_visible() {
        let shares = shares(&[("a", 1_000_000), ("b", 0), ("c", 1)]);
        let width = |at: usize| shares[at].width.parse::<f64>().unwrap();
        assert_eq!((shares.len(), shares[1].class), (2, "c"));
        assert!(width(1) > 3.9 && (width(0) + width(1) - 1000.0).abs() < 0.1, "{shares:?}");
    }

    #[test]
    fn bars_start_at_the_baseline() {
        let bars = bars(&[0.0, 2.0], 4.0);
        assert_eq!((bars.len(), bars[0].y.as_str(), bars[0].height.as_str()), (1, "50.0", "50.0"));
    }
}
