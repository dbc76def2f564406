//! Other policy engines, with the same rules.

#[cfg(feature = "peers")]
mod casbin;
#[cfg(feature = "peers")]
mod cedar;
#[cfg(feature = "peers")]
mod regorus;

use std::error::Error;

use crate::synthetic::Kind;

/// Another engine that holds one rule for each kind of transfer.
pub trait Peer {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Whether a transfer of a kind may go.
    fn permits(&mut self, kind: &Kind) -> bool;
}

/// All of them, with a rule for each kind; none where they are not built in.
pub fn load(kinds: &[Kind]) -> Result<Vec<Box<dyn Peer>>, Box<dyn Error>> {
    #[cfg(feature = "peers")]
    return Ok(vec![
        Box::new(cedar::Cedar::load(kinds)?),
        Box::new(regorus::Regorus::load(kinds)?),
        Box::new(casbin::Casbin::load(kinds)?),
    ]);
    #[cfg(not(feature = "peers"))]
    {
        let _unused = kinds;
        Ok(Vec::new())
    }
}
