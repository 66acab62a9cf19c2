//! An order of columns that stays the same when people move them.

use super::header::fold_name;

/// The places of columns by their names, whatever their case and white space. Columns of one name keep their order.
pub fn name_order<S: AsRef<str>>(names: &[S]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..names.len()).collect();
    places.sort_by_cached_key(|at| names.get(*at).map(|name| fold_name(name.as_ref())));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_one_name_keep_their_order() {
        assert_eq!(name_order(&["b", "", " A", "a", "B "]), [1, 2, 3, 0, 4]);
        assert!(name_order::<&str>(&[]).is_empty());
    }
}
