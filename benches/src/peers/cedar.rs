//! Cedar: a policy for each kind, with the question's words in the context.

use std::error::Error;
use std::fmt::Write as _;

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression};

use super::Peer;
use crate::synthetic::{Kind, ORIGIN};

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    uids: [EntityUid; 3],
}

impl Cedar {
    pub fn load(kinds: &[Kind]) -> Result<Self, Box<dyn Error>> {
        let mut text = String::new();
        for Kind { destination, data, purpose, sector } in kinds {
            writeln!(
                text,
                "permit(principal, action, resource) when {{ context.origin == \"{ORIGIN}\" && \
                 context.destination == \"{destination}\" && context.data == \"{data}\" && \
                 context.purpose == \"{purpose}\" && context.sector == \"{sector}\" }};"
            )?;
        }
        let uids = ["Exporter::\"e\"", "Action::\"transfer\"", "Importer::\"i\""];
        let [principal, action, resource] = uids.map(str::parse::<EntityUid>);
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: text.parse()?,
            entities: Entities::empty(),
            uids: [principal?, action?, resource?],
        })
    }

    fn request(&self, kind: &Kind) -> Result<Request, Box<dyn Error>> {
        let word = |name: &str, word: &str| (name.to_owned(), RestrictedExpression::new_string(word.to_owned()));
        let context = Context::from_pairs([
            word("origin", ORIGIN),
            word("destination", &kind.destination),
            word("data", &kind.data),
            word("purpose", &kind.purpose),
            word("sector", &kind.sector),
        ])?;
        let [principal, action, resource] = self.uids.clone();
        Ok(Request::new(principal, action, resource, context, None)?)
    }
}

impl Peer for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn permits(&mut self, kind: &Kind) -> bool {
        let Ok(request) = self.request(kind) else { return false };
        self.authorizer.is_authorized(&request, &self.policies, &self.entities).decision() == Decision::Allow
    }
}
