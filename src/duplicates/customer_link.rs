//! The address at which a person finds a customer.

use url::Url;

/// Where the id goes.
const ID: &str = "{id}";

/// An address with a place for the id: `https://desk.example.com/customers/{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLink {
    before: String,
    after: String,
}

impl CustomerLink {
    /// The address of a customer in the API, which needs its credentials. The address of its page in the help desk is
    /// not documented.
    pub fn of_api(base_url: &str) -> Self {
        Self { before: format!("{}/customer/", base_url.trim_end_matches('/')), after: String::new() }
    }

    /// An address that the user has given.
    ///
    /// # Errors
    /// A sentence, if it is no web address or has no place for the id.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((before, after)) = text.split_once(ID) else {
            return Err(format!(
                "the link {text:?} has no {ID}; write it where the id of the customer belongs, for example \
                 https://desk.example.com/customers/{ID}"
            ));
        };
        let scheme = Url::parse(&format!("{before}1{after}")).ok().map(|url| url.scheme().to_owned());
        if !matches!(scheme.as_deref(), Some("http" | "https")) {
            return Err(format!("the link {text:?} is no web address; begin it with https://"));
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned() })
    }

    /// The address of a customer. Letters of the id that have a meaning in addresses are escaped.
    pub fn of(&self, id: &str) -> String {
        let escaped: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
        format!("{}{}{}", self.before, escaped.replace('+', "%20"), self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_not_change_the_address() {
        let link = CustomerLink::parse("https://desk.example.com/c/{id}?tab=1").unwrap();
        assert_eq!(link.of("7f"), "https://desk.example.com/c/7f?tab=1");
        assert_eq!(link.of("../a b?x"), "https://desk.example.com/c/..%2Fa%20b%3Fx?tab=1");
        assert_eq!(CustomerLink::of_api("https://api.x.org/").of("7"), "https://api.x.org/customer/7");
    }

    #[test]
    fn a_link_needs_a_web_address_and_a_place_for_the_id() {
        for (text, says) in [
            ("https://x.org/customers", "has no {id}"),
            ("desk/{id}", "is no web address"),
            ("javascript:alert('{id}')", "is no web address"),
        ] {
            let error = CustomerLink::parse(text).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
