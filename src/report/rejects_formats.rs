//! How the cells of `rejects.xlsx` look.

use rust_xlsxwriter::{Format, Workbook};

const FAULTY: u32 = 0x00FF_C7CE;
const OURS: u32 = 0x00ED_EDED;

/// How cells look.
pub(super) struct Formats {
    pub(super) text: Format,
    pub(super) text_name: Format,
    pub(super) ours: Format,
    pub(super) our_name: Format,
    pub(super) faulty: Format,
}

/// The numbers of formats, by [`Formats::register`].
pub(super) const TEXT: u8 = 2;
pub(super) const OUR_TEXT: u8 = 4;
pub(super) const FAULTY_TEXT: u8 = 5;

impl Formats {
    pub(super) fn new() -> Self {
        let text = Format::new().set_num_format("@");
        let faulty = text.clone().set_background_color(FAULTY);
        let ours = text.clone().set_background_color(OURS);
        let [text_name, our_name] = [&text, &ours].map(|format| format.clone().set_bold());
        Self { text, text_name, ours, our_name, faulty }
    }

    /// The book numbers them from 1 on.
    pub(super) fn register(&self, book: &mut Workbook) {
        let all = [&self.text_name, &self.text, &self.our_name, &self.ours, &self.faulty];
        all.into_iter().for_each(|format| book.register_format(format));
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_book() {
        let mut book = Workbook::new();
        let formats = Formats::new();
        formats.register(&mut book);
        let sheet = book.add_worksheet_with_constant_memory().unwrap();
        for (column, format) in (0..).zip([&formats.text, &formats.ours, &formats.faulty]) {
            sheet.write_blank(0, column, format).unwrap();
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut written = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut written).unwrap();
        for (cell, number) in [("A1", TEXT), ("B1", OUR_TEXT), ("C1", FAULTY_TEXT)] {
            assert!(written.contains(&format!("<c r=\"{cell}\" s=\"{number}\"/>")), "{cell}: {written}");
        }
    }
}
