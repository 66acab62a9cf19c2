//! Computed fields: Jinja templates over the cells of a row.

mod limits;
mod lists;
mod named_columns;
mod row_view;
mod templates;

pub(crate) use row_view::RowView;
pub(crate) use templates::Templates;
