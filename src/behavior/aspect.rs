//! An aspect with a few possible values, each with its name and its meaning.

/// A value of an aspect.
pub trait Aspect: Copy {
    /// The name of the value. It is the name of the sandbox's switch value where there is one.
    fn name(self) -> &'static str;

    /// What it means for the user.
    fn meaning(self) -> &'static str;
}

/// Defines the values of an aspect: `Variant = "name": "meaning"`.
macro_rules! aspects {
    ($($(#[$about:meta])* $aspect:ident { $($value:ident = $name:literal: $meaning:literal),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $aspect {
            $(
                #[doc = $meaning]
                #[serde(rename = $name)]
                $value,
            )+
        }

        impl super::aspect::Aspect for $aspect {
            fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }

            fn meaning(self) -> &'static str {
                match self {
                    $(Self::$value => $meaning,)+
                }
            }
        }
    )+};
}

pub(super) use aspects;
