//! Which requests are let in, and the headers of every answer.
//!
//! A request must name this server in `Host` (DNS rebinding), must not come from another page, and needs the cookie
//! of a session. One that changes something must say in `Origin` that it comes from our page.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode};

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `Host` is not ours.
    Host,
    /// It comes from another page.
    Origin,
    /// It has no session.
    Session,
}

impl Refusal {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Host | Self::Origin => StatusCode::FORBIDDEN,
            Self::Session => StatusCode::UNAUTHORIZED,
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Host => "this server answers only as 127.0.0.1 and localhost, with its port",
            Self::Origin => "this request comes from another page",
            Self::Session => {
                "there is no session: the workbench was started again, or this address has no key. Open the \
                 address that the terminal shows, or start `deskferry workbench` again"
            }
        }
    }
}

/// The cookie of a session.
pub(crate) const COOKIE_NAME: &str = "deskferry";

/// Checks everything but the session.
pub(crate) fn checked_origin(method: &Method, headers: &HeaderMap, port: u16) -> Result<(), Refusal> {
    let host = checked_host(headers, port)?;
    let origin = format!("http://{host}");
    let is_ours = |given: &str| given == origin;
    let changes = !matches!(*method, Method::GET | Method::HEAD);
    let from_us = match (headers.get(ORIGIN), single(headers, &ORIGIN)) {
        (None, _) => !changes,
        (Some(_), given) => given.is_some_and(is_ours),
    };
    let site =
        headers.get("sec-fetch-site").map(|_| single(headers, &HeaderName::from_static("sec-fetch-site")));
    let is_near = site.is_none_or(|site| matches!(site, Some("same-origin" | "none")));
    if from_us && is_near { Ok(()) } else { Err(Refusal::Origin) }
}

/// The value of `Host`, checked. Nothing else can be checked when a key is exchanged: the file that posts it has no origin.
pub(crate) fn checked_host(headers: &HeaderMap, port: u16) -> Result<&str, Refusal> {
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = single(headers, &HOST).filter(|host| own.iter().any(|own| own == host));
    host.ok_or(Refusal::Host)
}

/// The value of a header that occurs exactly once.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The values of our cookie.
pub(crate) fn tokens(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value)
}

/// Scripts and styles only from files of this server, nothing inline, nothing from elsewhere, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Adds the headers that every answer has, unless it has its own.
pub(crate) fn add_security_headers(headers: &mut HeaderMap) {
    let each = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in each {
        // A report has a policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        headers
    }

    const OURS: (&str, &str) = ("host", "127.0.0.1:7");

    #[rstest]
    #[case::plain("GET", &[OURS], Ok(()))]
    #[case::localhost("GET", &[("host", "localhost:7")], Ok(()))]
    #[case::other_port("GET", &[("host", "127.0.0.1:8")], Err(Refusal::Host))]
    #[case::no_port("GET", &[("host", "127.0.0.1")], Err(Refusal::Host))]
    #[case::rebound("GET", &[("host", "evil.example:7")], Err(Refusal::Host))]
    #[case::lookalike("GET", &[("host", "127.0.0.1:7.evil.example")], Err(Refusal::Host))]
    #[case::no_host("GET", &[], Err(Refusal::Host))]
    #[case::two_hosts("GET", &[OURS, ("host", "evil.example")], Err(Refusal::Host))]
    #[case::own("POST", &[OURS, ("origin", "http://127.0.0.1:7")], Ok(()))]
    #[case::unsaid("POST", &[OURS], Err(Refusal::Origin))]
    #[case::opaque("POST", &[OURS, ("origin", "null")], Err(Refusal::Origin))]
    #[case::other_name("POST", &[OURS, ("origin", "http://localhost:7")], Err(Refusal::Origin))]
    #[case::elsewhere("GET", &[OURS, ("origin", "http://127.0.0.1:8")], Err(Refusal::Origin))]
    #[case::same_site("GET", &[OURS, ("sec-fetch-site", "same-site")], Err(Refusal::Origin))]
    #[case::cross_site("GET", &[OURS, ("sec-fetch-site", "cross-site")], Err(Refusal::Origin))]
    #[case::typed("GET", &[OURS, ("sec-fetch-site", "none")], Ok(()))]
    #[case::secure("DELETE", &[OURS, ("origin", "https://127.0.0.1:7")], Err(Refusal::Origin))]
    fn only_our_page_is_let_in(
        #[case] method: &str,
        #[case] pairs: &[(&str, &str)],
        #[case] expected: Result<(), Refusal>,
    ) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        assert_eq!(checked_origin(&method, &headers(pairs), 7), expected);
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let headers =
            headers(&[("cookie", "a=1; deskferry=x; b=2"), ("cookie", "deskferry=y; xdeskferry=z")]);
        assert_eq!(tokens(&headers).collect::<Vec<_>>(), ["x", "y"]);
    }
}
