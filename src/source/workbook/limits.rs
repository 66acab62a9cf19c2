//! How much a workbook may ask for. A few bytes can claim any size, so nothing of what a file claims is believed: what
//! comes out of it is counted while it comes.

const MIB: u64 = 1024 * 1024;

/// So much any packed workbook may unpack to: the content of a small one is worth no question.
const UNPACKED: u64 = 16 * MIB;
/// And beyond that so many times its own size. Tables pack to a tenth or a thirtieth; a hundred rows that are all alike
/// to a hundredth. A bomb of nothing but one letter packs to a thousandth.
const UNPACKED_RATIO: u64 = 200;
/// The texts that the cells of XLSX and XLSB share are held in memory, so these may unpack to less: to so much in any
/// file,
const SHARED: u64 = 16 * MIB;
/// beyond that to so many times the size of the file, for each text stands there once,
const SHARED_RATIO: u64 = 50;
/// and never to more than this: some ten million texts, in a gigabyte of memory.
const SHARED_MOST: u64 = 512 * MIB;
/// In one pass over a file each of its packed bytes is read once, its list of parts among them; where a part is begun twice,
/// so many more.
pub(crate) const READ_TWICE: u64 = MIB / 16;
/// One cell as it is written, with its formats and its formula. A spreadsheet takes 32,767 characters.
pub(crate) const CELL: u64 = 8 * MIB;
/// The texts of one row together. One shared text can stand in each of 16,384 columns.
pub(crate) const ROW: usize = 16 * MIB as usize;
/// The rows of a sheet, and its columns, in every format.
pub(crate) const ROWS: u64 = 1_048_576;
/// See [`ROWS`].
pub(crate) const COLUMNS: u64 = 16_384;
/// ODS writes cells that are alike once, with their number. So many may stand there for others.
pub(crate) const REPEATED: u64 = 10_000_000;
/// Columns behind those with a name that count where the rows fill them; a cell further out is a stray one.
pub(crate) const NAMELESS: usize = 256;
/// Cells that are empty in the rows of a sheet of more than [`WIDE`] columns, and take room all the same.
pub(crate) const BLANK: u64 = 10_000_000;
/// See [`BLANK`].
pub(crate) const WIDE: usize = 4_096;
/// So deep elements may stand in each other; those of a cell stand a dozen deep.
pub(crate) const DEPTH: usize = 256;
/// The formats of cells; a spreadsheet takes 65,490 of them, and as many styles.
pub(crate) const FORMATS: u64 = 200_000;
/// The cells that are merged over several rows.
pub(crate) const MERGES: usize = 1_048_576;
/// The pieces of a sheet whose rows stand in no order.
pub(crate) const RUNS: usize = 4_194_304;

/// What a packed workbook of this size may unpack to.
pub(crate) fn unpacked(size: u64) -> u64 {
    UNPACKED.max(size.saturating_mul(UNPACKED_RATIO))
}

/// What its shared texts may unpack to.
pub(crate) fn shared(size: u64) -> u64 {
    SHARED.max(size.saturating_mul(SHARED_RATIO)).min(SHARED_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_workbooks_are_free_and_large_ones_in_proportion() {
        assert_eq!((unpacked(1_000), unpacked(10 * MIB)), (16 * MIB, 2_000 * MIB));
        assert_eq!((shared(1_000), shared(MIB), shared(100 * MIB)), (16 * MIB, 50 * MIB, 512 * MIB));
        assert_eq!(unpacked(u64::MAX), u64::MAX);
    }
}
