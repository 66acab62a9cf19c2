//! The run that was probably meant by a name that no run has.

use crate::convert::nearest_typed;

/// `did you mean "latest"? `, or nothing. A name may be the start of an id, so it is compared with the starts of all ids.
/// Of several ids that are as near, the first ones are named.
pub(super) fn near_run(wanted: &str, ids: &[String]) -> String {
    if wanted == "latest" {
        return String::new();
    }
    let length = wanted.chars().count();
    let start = |id: &String| id.chars().take(length).collect::<String>().to_lowercase();
    let starts: Vec<String> = ids.iter().map(start).collect();
    let names = starts.iter().map(String::as_str).zip(ids.iter().map(String::as_str));
    let near = nearest_typed(&wanted.to_lowercase(), names.chain([("latest", "latest")]));
    match near.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(" or ") {
        near if near.is_empty() => near,
        near => format!("did you mean {near}? "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latest_is_not_meant_by_itself() {
        let ids = ["20261129T142657Z-a-41b28b".to_owned()];
        assert_eq!(near_run("latest", &ids), "");
        assert_eq!(near_run("lastest", &[]), "did you mean \"latest\"? ");
    }
}
