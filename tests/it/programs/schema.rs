//! docs/json.schema.json, compiled.

use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

pub(super) struct Validator(Schemas, SchemaIndex);

impl Validator {
    pub(super) fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        for name in ["report.schema.json", "json.schema.json"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
            let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            compiler.add_resource(name, schema).unwrap();
        }
        let index = compiler.compile("json.schema.json", &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{error:#}"));
        Self(schemas, index)
    }

    /// What is wrong with a document, or `None`.
    pub(super) fn refuses(&self, document: &Value) -> Option<String> {
        self.0.validate(document, self.1).err().map(|error| format!("{error:#}"))
    }
}
