//! The mappings shipped with deskferry, compiled in from `mappings/`.

/// A mapping shipped with deskferry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// The name that `--mapping` takes.
    pub name: &'static str,
    /// The text of the file in `mappings/`.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal)*) => {
        /// All built-in mappings, by name.
        pub static SHIPPED: &[Shipped] = &[$(
            Shipped { name: $name, text: include_str!(concat!("../../mappings/", $name, ".toml")) },
        )*];
    };
}

shipped!(
    "brevo" "desk" "deskferry" "dynamics" "freshdesk" "generic" "google" "hubspot" "intercom" "magento" "mailchimp" "odoo"
    "outlook" "pipedrive" "salesforce" "shopify" "stripe" "suitecrm" "vcard" "woocommerce" "zammad" "zendesk" "zoho"
);

/// Finds a built-in mapping by its name.
pub fn shipped(name: &str) -> Option<Shipped> {
    SHIPPED.iter().copied().find(|mapping| mapping.name == name)
}
