//! The methods of a contract, by which spans are named: a client can't make up a name.

use std::collections::HashMap;
use std::sync::Arc;

use prost::Message as _;
use prost_types::FileDescriptorSet;

/// The methods that there are.
pub(super) struct Methods {
    known: HashMap<String, Method>,
    other: Method,
}

/// A method, in the words of a span.
pub(super) struct Method {
    /// What the span is called.
    pub(super) name: String,
    /// Its service, with the package.
    pub(super) service: Arc<str>,
    /// The method within it.
    pub(super) word: Arc<str>,
    /// Whether one call may hold many questions.
    pub(super) holds_many: bool,
}

impl Methods {
    /// Those that some descriptors name.
    pub(super) fn of(descriptors: &[&[u8]]) -> Self {
        let sets = descriptors.iter().filter_map(|set| FileDescriptorSet::decode(*set).ok());
        let known = sets.flat_map(|set| set.file).flat_map(|file| {
            let package = file.package().to_owned();
            file.service.into_iter().flat_map(move |service| {
                let name = format!("{package}.{}", service.name());
                service.method.into_iter().map(move |method| Method::new(&name, method.name()))
            })
        });
        let known = known.map(|method| (format!("/{}", method.name), method)).collect();
        let other = Method { name: "other".to_owned(), ..Method::new("_OTHER", "_OTHER") };
        Self { known, other }
    }

    /// The method that a path names.
    pub(super) fn get(&self, path: &str) -> &Method {
        self.known.get(path).unwrap_or(&self.other)
    }
}

impl Method {
    fn new(service: &str, method: &str) -> Self {
        let holds_many = ["EvaluateBatch", "EvaluateStream"].contains(&method);
        Self { name: format!("{service}/{method}"), service: service.into(), word: method.into(), holds_many }
    }
}

#[cfg(test)]
mod tests {
    use super::Methods;
    use crate::grpc::wire::DESCRIPTORS;

    #[test]
    fn only_what_the_contract_has_is_named() {
        let methods = Methods::of(&[DESCRIPTORS]);
        assert_eq!(methods.get("/selat.v1.DecisionService/Evaluate").name, "selat.v1.DecisionService/Evaluate");
        assert!(methods.get("/selat.v1.DecisionService/EvaluateBatch").holds_many);
        for path in ["/selat.v1.DecisionService/Evaluat", "/", "", "/a/b/c", "selat.v1.DecisionService/Evaluate"] {
            assert_eq!(methods.get(path).name, "other", "{path}");
        }
    }
}
