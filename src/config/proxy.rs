//! Which proxy the HTTP library uses for an address: the same rules, from the same crate.

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::error::without_secrets;
use super::origin::{Origin, Setting};
use crate::api::is_this_machine;

/// A variable that is set, and its value.
pub(super) type Variable = (&'static str, String);

/// The variables that name proxies, as far as they are set.
#[derive(Clone, Default)]
pub struct ProxyVariables {
    /// `HTTPS_PROXY` or `https_proxy`
    pub(super) https: Option<Variable>,
    /// `HTTP_PROXY` or `http_proxy`
    pub(super) http: Option<Variable>,
    /// `ALL_PROXY` or `all_proxy`
    pub(super) all: Option<Variable>,
    /// `NO_PROXY` or `no_proxy`
    pub(super) none: Option<Variable>,
}

/// A value may contain a password.
impl std::fmt::Debug for ProxyVariables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let set = [&self.https, &self.http, &self.all, &self.none].into_iter().flatten();
        f.debug_list().entries(set.map(|(name, _)| name)).finish()
    }
}

/// What the proxy variables mean for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyUse {
    /// All calls pass it.
    Used,
    /// It applies, but the HTTP library is built without SOCKS, so no call gets through.
    Socks,
    /// It is not used, because the address is on this machine.
    ThisMachine,
    /// It is not used, because this variable excludes the address.
    Excluded(&'static str),
    /// It is not used, because it is no address of an HTTP proxy.
    Unusable,
}

/// A proxy that is set for addresses of this kind, without its password.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Its address as it is set.
    pub address: Setting<String>,
    /// Whether it is used.
    pub used: ProxyUse,
}

impl ProxyVariables {
    /// The proxy for an address; `None` if none is set.
    pub(super) fn of(&self, address: &Url) -> Option<Proxy> {
        let own = if address.scheme() == "https" { &self.https } else { &self.http };
        let set = || [own, &self.all].into_iter().flatten().filter(|(_, value)| !value.trim().is_empty());
        let usable = set().find(|(_, value)| through(value, "", address).is_some());
        let (name, value) = usable.or_else(|| set().next())?;
        let scheme = through(value, "", address);
        let excluded = self.none.as_ref().filter(|(_, none)| through(value, none, address).is_none());
        let used = match (scheme, excluded) {
            _ if is_this_machine(address) => ProxyUse::ThisMachine,
            (None, _) => ProxyUse::Unusable,
            (Some(_), Some((name, _))) => ProxyUse::Excluded(name),
            (Some(scheme), None) if scheme.starts_with("socks") => ProxyUse::Socks,
            (Some(_), None) => ProxyUse::Used,
        };
        Some(Proxy { address: Setting::new(without_secrets(value), Origin::Variable(name)), used })
    }
}

/// The scheme of the proxy by which the HTTP library sends what goes to an address; `None` if it sends it there itself.
fn through(proxy: &str, none: &str, address: &Url) -> Option<String> {
    let matcher = Matcher::builder().all(proxy).no(none).build();
    let found = matcher.intercept(&address.as_str().parse::<Uri>().ok()?)?;
    found.uri().scheme_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://p:1", "", "https://a.example", ProxyUse::Used)]
    #[case("p:1", "b.example", "https://a.example", ProxyUse::Used)]
    #[case("p:1", "b.example, example", "https://a.example", ProxyUse::Excluded("NO_PROXY"))]
    #[case("p:1", "*", "https://a.example", ProxyUse::Excluded("NO_PROXY"))]
    #[case("p:1", "", "https://127.0.0.1:8", ProxyUse::ThisMachine)]
    #[case("no proxy", "", "https://a.example", ProxyUse::Unusable)]
    #[case("socks5://p:1", "", "https://a.example", ProxyUse::Socks)]
    fn a_proxy_is_used_or_not(
        #[case] all: &str,
        #[case] none: &str,
        #[case] address: &str,
        #[case] expected: ProxyUse,
    ) {
        let variables = ProxyVariables {
            all: Some(("ALL_PROXY", all.to_owned())),
            none: Some(("NO_PROXY", none.to_owned())),
            ..ProxyVariables::default()
        };
        assert_eq!(variables.of(&Url::parse(address).unwrap()).unwrap().used, expected);
    }

    #[test]
    fn the_variable_of_the_scheme_comes_first() {
        let variables = ProxyVariables {
            https: Some(("https_proxy", "http://me:hush@p:1".to_owned())),
            all: Some(("ALL_PROXY", "q:2".to_owned())),
            ..ProxyVariables::default()
        };
        let of = |address| variables.of(&Url::parse(address).unwrap()).unwrap().address;
        assert_eq!(
            of("https://a.example"),
            Setting::new("…@p:1".to_owned(), Origin::Variable("https_proxy"))
        );
        assert_eq!(of("http://a.example").origin, Origin::Variable("ALL_PROXY"));
        assert!(!format!("{variables:?}").contains("hush"));
    }
}
