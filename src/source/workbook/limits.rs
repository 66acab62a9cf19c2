//! Limits for workbooks. A few bytes can claim any size, so claims are ignored and the actual content is counted.

const MIB: u64 = 1024 * 1024;

/// Any packed workbook may unpack to this many bytes.
const UNPACKED: u64 = 16 * MIB;
/// A larger workbook may unpack to its own size times this. Tables pack to a tenth or a thirtieth, identical rows to a
/// hundredth. A zip bomb packs to a thousandth.
const UNPACKED_RATIO: u64 = 200;
/// Shared texts of XLSX and XLSB are held in memory, so their limit is stricter. Any workbook may have this many bytes
/// of them.
const SHARED: u64 = 16 * MIB;
/// A larger workbook may have its own size times this; each text is stored once.
const SHARED_RATIO: u64 = 50;
/// The maximum in any case: ten million texts or so, in 1 GB of memory.
const SHARED_MOST: u64 = 512 * MIB;
/// Extra packed bytes that one pass may read. Normally each byte is read once; a part that is opened twice needs more.
pub(crate) const READ_TWICE: u64 = MIB / 16;
/// The bytes of one cell as stored, with formats and formula. A spreadsheet allows 32,767 characters.
pub(crate) const CELL: u64 = 8 * MIB;
/// The bytes of text in one row. A shared text can be in each of 16,384 columns.
pub(crate) const ROW: usize = 16 * MIB as usize;
/// The rows of a sheet, in every format.
pub(crate) const ROWS: u64 = 1_048_576;
/// The columns of a sheet, in every format.
pub(crate) const COLUMNS: u64 = 16_384;
/// Cells that ODS stores once, with a repeat count.
pub(crate) const REPEATED: u64 = 10_000_000;
/// Nameless columns after the named ones that are read if rows fill them; cells further right are stray.
pub(crate) const NAMELESS: usize = 256;
/// Empty cells in the rows of sheets with more than [`WIDE`] columns; they take memory too.
pub(crate) const BLANK: u64 = 10_000_000;
/// See [`BLANK`].
pub(crate) const WIDE: usize = 4_096;
/// The nesting depth of elements; those of a cell need about a dozen.
pub(crate) const DEPTH: usize = 256;
/// Cell formats; a spreadsheet allows 65,490, and as many styles.
pub(crate) const FORMATS: u64 = 200_000;
/// Merged ranges.
pub(crate) const MERGES: usize = 1_048_576;
/// Runs of cells of one row, in a sheet whose rows are out of order.
pub(crate) const RUNS: usize = 4_194_304;

/// The bytes that a packed workbook of `size` bytes may unpack to.
pub(crate) fn unpacked(size: u64) -> u64 {
    UNPACKED.max(size.saturating_mul(UNPACKED_RATIO))
}

/// The bytes of shared texts that a workbook of `size` bytes may have.
pub(crate) fn shared(size: u64) -> u64 {
    SHARED.max(size.saturating_mul(SHARED_RATIO)).min(SHARED_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_with_the_file() {
        assert_eq!((unpacked(1_000), unpacked(10 * MIB)), (16 * MIB, 2_000 * MIB));
        assert_eq!((shared(1_000), shared(MIB), shared(100 * MIB)), (16 * MIB, 50 * MIB, 512 * MIB));
        assert_eq!(unpacked(u64::MAX), u64::MAX);
    }
}
