//! Rules of one jurisdiction's law that bind transfers from anywhere, and do not say that they mean to.

use crate::model::JurisdictionId;
use crate::policy::{Code, Diagnostic, PlaceRef, PlaceTest, PolicySet, Rule, Scope};

/// Warns of a rule of national law that names no origin, nor its own jurisdiction in any other place of a transfer.
///
/// A law that reaches abroad ties a transfer to its jurisdiction by `subjects`, `destination` or `transit`.
pub fn missing_origin(set: &PolicySet, rule: &Rule) -> Option<Diagnostic> {
    let rule_set = set.rule_set_of(rule);
    let home = rule_set.jurisdiction.filter(|_| rule_set.authority.is_national_law())?;
    let mut scopes = std::iter::once(&rule.when).chain(rule.unless.iter().map(|exception| &exception.scope));
    if scopes.any(|scope| scope.origin.is_some()) || names(set, &rule.when, home) {
        return None;
    }
    let home = match home {
        PlaceRef::Jurisdiction(id) => set.vocabulary().jurisdictions.word(id),
        PlaceRef::Group(id) => &set.groups()[id.0].id,
    };
    let message = format!("`{}` is of the law of `{home}`, and binds transfers from anywhere", rule.id);
    Some(
        Diagnostic::new(Code::MissingOrigin, rule.place, message)
            .related(rule_set.place, "the rule set whose jurisdiction that is")
            .help(format!("add `origin: {home}` to its `when`, or `origin: any`, if it is meant to reach that far")),
    )
}

/// Whether a scope asks for a place of a jurisdiction's own.
fn names(set: &PolicySet, scope: &Scope, home: PlaceRef) -> bool {
    let home = jurisdictions(set, home);
    let tests = [&scope.destination, &scope.transit, &scope.subjects];
    tests.into_iter().flatten().any(|test| match test {
        PlaceTest::Anywhere | PlaceTest::NoneOf(_) => false,
        PlaceTest::AnyOf(places) => {
            places.iter().any(|place| jurisdictions(set, *place).iter().any(|named| home.contains(named)))
        }
    })
}

/// Who is meant, at whatever time.
fn jurisdictions(set: &PolicySet, place: PlaceRef) -> Vec<JurisdictionId> {
    match place {
        PlaceRef::Jurisdiction(id) => vec![id],
        PlaceRef::Group(id) => set.groups()[id.0].memberships.iter().map(|member| member.jurisdiction).collect(),
    }
}
