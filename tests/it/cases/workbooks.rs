//! Workbooks that other programs open, and tables that only look like workbooks.
