//! Repeatable random numbers: each is computed from a seed and a counter.

/// The `n`-th number of the series of a seed (splitmix64).
pub(super) fn draw(seed: u64, n: u64) -> u64 {
    let mut z = seed.wrapping_add(n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A random number as a fraction from 0 up to, but not including, 1.
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// Picks an element by a random number; `None` only for an empty slice.
pub(super) fn pick<T>(bits: u64, from: &[T]) -> Option<&T> {
    let len = u64::try_from(from.len()).ok().filter(|len| *len > 0)?;
    from.get(usize::try_from(bits % len).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        assert_eq!(draw(7, 3), draw(7, 3));
        assert_ne!(draw(7, 3), draw(8, 3));
        assert_ne!(draw(7, 3), draw(7, 4));
    }

    #[test]
    fn fractions_are_evenly_distributed() {
        let below = (0..10_000).filter(|n| unit(draw(1, *n)) < 0.25).count();
        assert!((2_300..2_700).contains(&below), "{below}");
    }
}
