//! Regorus: Rego with a rule for each kind, and the question as the input.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

use regorus::{Engine, Value};

use super::Peer;
use crate::synthetic::{Kind, ORIGIN};

const HEAD: &str = "package transfer\nimport rego.v1\n";

/// So many rules keep a module below the size that the engine takes.
const MODULE_RULES: usize = 2_000;

pub struct Regorus(Engine);

impl Regorus {
    pub fn load(kinds: &[Kind]) -> Result<Self, Box<dyn Error>> {
        let mut engine = Engine::new();
        engine.add_policy("default.rego".to_owned(), format!("{HEAD}default allow := false\n"))?;
        for (number, kinds) in kinds.chunks(MODULE_RULES).enumerate() {
            let mut text = HEAD.to_owned();
            for Kind { destination, data, purpose, sector } in kinds {
                writeln!(
                    text,
                    "allow if {{ input.origin == \"{ORIGIN}\"; input.destination == \"{destination}\"; \
                     input.data == \"{data}\"; input.purpose == \"{purpose}\"; input.sector == \"{sector}\" }}"
                )?;
            }
            engine.add_policy(format!("transfer-{number}.rego"), text)?;
        }
        Ok(Self(engine))
    }
}

impl Peer for Regorus {
    fn name(&self) -> &'static str {
        "regorus"
    }

    fn permits(&mut self, kind: &Kind) -> bool {
        let word = |name: &str, word: &str| (Value::from(name), Value::from(word));
        let input = [
            word("origin", ORIGIN),
            word("destination", &kind.destination),
            word("data", &kind.data),
            word("purpose", &kind.purpose),
            word("sector", &kind.sector),
        ];
        self.0.set_input(Value::from(BTreeMap::from(input)));
        self.0.eval_rule("data.transfer.allow".to_owned()).is_ok_and(|value| value == Value::from(true))
    }
}
