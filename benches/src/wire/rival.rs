//! The same rules for Selat and for Cerbos, and the same question to both.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use bytes::Bytes;
use prost::Message;
use selat::grpc::wire::{EvaluateRequest, EvaluateResponse, Exporter, Importer, Transfer};

use super::client::EVALUATE;
use super::question::framed;
use crate::synthetic::{Kind, kinds};

/// All kinds of transfers; what it takes to find them is in no measurement.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| kinds(20_000));

/// How many policies there are, with how many rules in each.
#[derive(Clone, Copy)]
pub struct Size {
    /// How it is called in the table.
    pub name: &'static str,
    /// One policy for the transfers from each country.
    pub origins: &'static [&'static str],
    /// The rules of each.
    pub rules: usize,
}

/// The sizes that are measured.
pub const SIZES: [Size; 3] = [
    Size {
        name: "9 rules in each of 11 policies",
        origins: &["BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"],
        rules: 9,
    },
    Size { name: "100 rules", origins: &["VN"], rules: 100 },
    Size { name: "1,000 rules", origins: &["VN"], rules: 1_000 },
];

/// Which of two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    Selat,
    Cerbos,
}

/// A question about one kind of transfer from one country, for which there is one rule.
#[derive(Clone, Debug)]
pub struct Question {
    origin: &'static str,
    kind: Kind,
}

impl Size {
    fn kinds(self) -> Vec<Kind> {
        // Those that stay where they are cross no border.
        let abroad = |kind: &&Kind| !self.origins.contains(&kind.destination.as_str());
        KINDS.iter().filter(abroad).take(self.rules).cloned().collect()
    }

    /// A question that a rule in the middle permits.
    pub fn question(self) -> Question {
        Question { origin: self.origins[self.origins.len() / 2], kind: self.kinds().swap_remove(self.rules / 2) }
    }

    /// A question that the last rule is about, of the last country.
    pub fn last_question(self) -> Question {
        Question { origin: self.origins[self.origins.len() - 1], kind: self.kinds().swap_remove(self.rules - 1) }
    }
}

impl Rival {
    /// How it is called in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Selat => "Selat",
            Self::Cerbos => "Cerbos",
        }
    }

    /// The method to ask.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Selat => EVALUATE,
            Self::Cerbos => "/cerbos.svc.v1.CerbosService/CheckResources",
        }
    }

    /// Writes the policies of a size; the last rule permits or forbids.
    pub fn write(self, folder: &Path, size: Size, last_permits: bool) -> anyhow::Result<()> {
        fs::create_dir_all(folder)?;
        if self == Self::Selat {
            let builtin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
            for name in ["vocabulary.yaml", "jurisdictions.yaml"] {
                if !folder.join(name).exists() {
                    fs::copy(builtin.join(name), folder.join(name))?;
                }
            }
        }
        let kinds = size.kinds();
        for (n, origin) in size.origins.iter().enumerate() {
            let is_last = n + 1 == size.origins.len();
            let text = match self {
                Self::Selat => rule_set(origin, &kinds, !is_last || last_permits),
                Self::Cerbos => resource_policy(origin, &kinds, !is_last || last_permits),
            };
            // Moved over, as an editor does it: nobody sees half a file.
            let file = folder.join(format!("{origin}.yaml"));
            if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
                let aside = folder.with_extension("aside");
                fs::write(&aside, text)?;
                fs::rename(aside, file)?;
            }
        }
        Ok(())
    }

    /// The question's bytes, behind their prefix.
    pub fn asked(self, question: &Question) -> Bytes {
        match self {
            Self::Selat => framed(&transfer(question)),
            Self::Cerbos => framed(&cerbos::request(question)),
        }
    }

    /// Whether an answer permits; an error is an answer that can't be read.
    pub fn permits(self, message: &[u8]) -> anyhow::Result<bool> {
        Ok(match self {
            Self::Selat => EvaluateResponse::decode(message)?.decision() == selat::grpc::wire::Decision::Allow,
            Self::Cerbos => cerbos::permits(message)?,
        })
    }
}

fn effect(permits: bool) -> &'static str {
    if permits { "allow" } else { "deny" }
}

fn rule_set(origin: &str, kinds: &[Kind], last_permits: bool) -> String {
    let id = origin.to_lowercase();
    let mut text = format!(
        "apiVersion: selat/v1\nkind: RuleSet\nid: peer.{id}\nauthority: statute\njurisdiction: '{origin}'\nrules:\n"
    );
    for (n, Kind { destination, data, purpose, sector }) in kinds.iter().enumerate() {
        let effect = effect(n + 1 < kinds.len() || last_permits);
        writeln!(
            text,
            "  - {{ id: peer.{id}.r{n}, summary: One kind of transfer., when: {{ origin: '{origin}', \
             destination: '{destination}', data: [{data}], purpose: [{purpose}], sector: [{sector}] }}, \
             effect: {effect} }}"
        )
        .expect("a string takes all text");
    }
    text
}

fn resource_policy(origin: &str, kinds: &[Kind], last_permits: bool) -> String {
    let mut text = format!(
        "apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: transfer_{}\n  version: default\n  rules:\n",
        origin.to_lowercase()
    );
    for (n, Kind { destination, data, purpose, sector }) in kinds.iter().enumerate() {
        let effect = effect(n + 1 < kinds.len() || last_permits).to_uppercase();
        writeln!(
            text,
            "    - name: r{n}\n      actions: [send]\n      effect: EFFECT_{effect}\n      roles: [exporter]\n      \
             condition:\n        match:\n          expr: R.attr.destination == \"{destination}\" && \
             R.attr.data == \"{data}\" && R.attr.purpose == \"{purpose}\" && R.attr.sector == \"{sector}\""
        )
        .expect("a string takes all text");
    }
    text
}

fn transfer(Question { origin, kind }: &Question) -> EvaluateRequest {
    EvaluateRequest {
        request_id: "6f1c2a".to_owned(),
        transfer: Some(Transfer {
            origin: (*origin).to_owned(),
            destination: kind.destination.clone(),
            data: vec![kind.data.clone()],
            purpose: kind.purpose.clone(),
            exporter: Some(Exporter { sector: kind.sector.clone(), ..Exporter::default() }),
            importer: Some(Importer::default()),
            ..Transfer::default()
        }),
    }
}

/// What of Cerbos's contract is needed (`cerbos.svc.v1`, `cerbos.request.v1`, `cerbos.response.v1`).
mod cerbos {
    use std::collections::HashMap;

    use anyhow::Context as _;
    use prost::Message;

    use super::{Kind, Question};

    const ALLOW: i32 = 1;

    #[derive(Clone, PartialEq, Message)]
    pub struct Request {
        #[prost(string, tag = "1")]
        request_id: String,
        #[prost(message, optional, tag = "3")]
        principal: Option<Principal>,
        #[prost(message, repeated, tag = "4")]
        resources: Vec<Entry>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Principal {
        #[prost(string, tag = "1")]
        id: String,
        #[prost(string, repeated, tag = "3")]
        roles: Vec<String>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Entry {
        #[prost(string, repeated, tag = "1")]
        actions: Vec<String>,
        #[prost(message, optional, tag = "2")]
        resource: Option<Resource>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Resource {
        #[prost(string, tag = "1")]
        kind: String,
        #[prost(string, tag = "3")]
        id: String,
        #[prost(map = "string, message", tag = "4")]
        attributes: HashMap<String, Value>,
    }

    /// A `google.protobuf.Value` that is a string.
    #[derive(Clone, PartialEq, Message)]
    pub struct Value {
        #[prost(string, tag = "3")]
        text: String,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Response {
        #[prost(message, repeated, tag = "2")]
        results: Vec<Outcome>,
    }

    #[derive(Clone, PartialEq, Message)]
    pub struct Outcome {
        #[prost(map = "string, int32", tag = "2")]
        actions: HashMap<String, i32>,
    }

    pub fn request(Question { origin, kind }: &Question) -> Request {
        let Kind { destination, data, purpose, sector } = kind;
        let attribute = |name: &str, text: &String| (name.to_owned(), Value { text: text.clone() });
        let attributes = HashMap::from([
            attribute("destination", destination),
            attribute("data", data),
            attribute("purpose", purpose),
            attribute("sector", sector),
        ]);
        let kind = format!("transfer_{}", origin.to_lowercase());
        let resource = Resource { kind, id: "one".to_owned(), attributes };
        Request {
            request_id: "6f1c2a".to_owned(),
            principal: Some(Principal { id: "shop".to_owned(), roles: vec!["exporter".to_owned()] }),
            resources: vec![Entry { actions: vec!["send".to_owned()], resource: Some(resource) }],
        }
    }

    pub fn permits(message: &[u8]) -> anyhow::Result<bool> {
        let outcome = Response::decode(message)?.results.pop().context("a result")?;
        Ok(*outcome.actions.get("send").context("an action")? == ALLOW)
    }
}
