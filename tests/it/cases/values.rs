//! Words that mean empty, spreadsheet errors, odd dates and numbers.
