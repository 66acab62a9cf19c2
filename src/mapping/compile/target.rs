//! The names of fields under `[fields]` and `[extra_fields]`.

use toml::Spanned;

use crate::customer::{ACCOUNT, FIELDS, FieldTarget, PHOTO};
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;

pub(super) fn known_field(name: &Spanned<String>) -> Result<FieldTarget, MappingProblem> {
    FieldTarget::field(name.get_ref()).ok_or_else(|| {
        let message = format!("the help desk has no writable field {:?}", name.get_ref());
        MappingProblem::new(name.span(), message).help(field_help(name.get_ref()))
    })
}

pub(super) fn extra_field(name: &Spanned<String>) -> Result<FieldTarget, MappingProblem> {
    const SERVER_MADE: &[&str] = &["id", "customFields", "account", "profilePhotoUrl", "ticketCount"];
    if FieldTarget::field(name.get_ref()).is_some() || SERVER_MADE.contains(&name.get_ref().as_str()) {
        let message = format!("{:?} can't be under [extra_fields]", name.get_ref());
        return Err(MappingProblem::new(name.span(), message).help(
            "[extra_fields] is for properties that the API documentation does not name; put the others \
                   under [fields]",
        ));
    }
    Ok(FieldTarget::Extra(name.get_ref().clone()))
}

fn field_help(name: &str) -> String {
    const ALIASES: &[(&str, &str)] = &[
        ("country", "state"),
        ("phone", "phoneNumber"),
        ("mobile", "mobileNumber"),
        ("fax", "faxNumber"),
        ("zip", "postalNumber"),
        ("postalCode", "postalNumber"),
        ("notes", "memo"),
        ("birthdate", "birthDate"),
        ("vip", "topClient"),
    ];
    let near = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, field)| *field);
    let same = || FIELDS.iter().map(|field| field.name).find(|field| field.eq_ignore_ascii_case(name));
    if let Some(field) = near.or_else(same) {
        return format!("the field is called `{field}`");
    }
    let names = || FIELDS.iter().chain([&ACCOUNT, &PHOTO]).map(|field| field.name);
    let near = near_key(name, names()).map_or_else(String::new, |near| near + " ");
    let names = names().collect::<Vec<_>>().join(", ");
    format!("{near}the fields are {names}; custom fields go under [custom_fields]")
}
