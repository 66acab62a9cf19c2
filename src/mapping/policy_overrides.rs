//! The other way round: which flags a run had, from the policies that it recorded.

use super::mapping_file::Mapping;
use crate::customer::{WriteOverrides, WritePolicies};

impl Mapping {
    /// The flags that made these policies of the mapping's own.
    pub fn overrides_in(&self, policies: &WritePolicies) -> WriteOverrides {
        let default = Some(policies.default).filter(|default| *default != self.write);
        let without = WriteOverrides { default, ..WriteOverrides::default() };
        // Without flags for single fields, nothing is refused.
        let own = self.write_policies(&without).unwrap_or_default();
        let mut fields = policies.fields.clone();
        fields.retain(|field, policy| own.fields.get(field) != Some(policy));
        WriteOverrides { default, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{WriteFlag, write_overrides};

    #[test]
    fn the_flags_are_found_again() {
        let text = "version = 1\n[match]\nkeys = [\"email\"]\nwrite = \"on_insert\"\n[fields]\n\
                    name = { from = \"N\" }\nemail = { from = \"E\" }\nmemo = { from = \"M\", write = \"append\" }\n";
        let mapping = Mapping::parse("m.toml", text).unwrap();
        for flags in [&[][..], &["if_empty"], &["memo=always"], &["always", "name=if_empty", "memo=never"]] {
            let flags: Vec<WriteFlag> = flags.iter().map(|flag| flag.parse().unwrap()).collect();
            let stated = write_overrides(&flags).unwrap();
            assert_eq!(mapping.overrides_in(&mapping.write_policies(&stated).unwrap()), stated);
        }
    }
}
