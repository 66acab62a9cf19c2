//! Computed fields: Jinja templates over the cells of a row.

mod current_templates;
mod current_uses;
mod current_view;
mod limits;
mod lists;
mod named_columns;
mod row_view;
mod templates;

pub(crate) use current_templates::refuse_current_field;
pub(crate) use current_view::current_value;
pub(crate) use row_view::RowView;
pub(crate) use templates::Templates;
