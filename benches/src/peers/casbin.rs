//! Casbin: a policy line for each kind, matched field by field.

use std::error::Error;

use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};

use super::Peer;
use crate::synthetic::{Kind, ORIGIN};

const MODEL: &str = "
[request_definition]
r = origin, destination, data, purpose, sector
[policy_definition]
p = origin, destination, data, purpose, sector
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.origin == p.origin && r.destination == p.destination && r.data == p.data && r.purpose == p.purpose && r.sector == p.sector
";

pub struct Casbin(Enforcer);

impl Casbin {
    pub fn load(kinds: &[Kind]) -> Result<Self, Box<dyn Error>> {
        let line = |kind: &Kind| {
            let Kind { destination, data, purpose, sector } = kind.clone();
            vec![ORIGIN.to_owned(), destination, data, purpose, sector]
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let model = DefaultModel::from_str(MODEL).await?;
            let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
            enforcer.add_policies(kinds.iter().map(line).collect()).await?;
            Ok(Self(enforcer))
        })
    }
}

impl Peer for Casbin {
    fn name(&self) -> &'static str {
        "casbin"
    }

    fn permits(&mut self, kind: &Kind) -> bool {
        let asked = (ORIGIN, &*kind.destination, &*kind.data, &*kind.purpose, &*kind.sector);
        self.0.enforce(asked).unwrap_or(false)
    }
}
