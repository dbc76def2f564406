//! The kinds of mistakes, each with the stable code that people search for.

use super::diagnostic::Severity;

macro_rules! codes {
    ($(#[doc = $summary:literal] $variant:ident = $name:literal,)*) => {
        /// A kind of mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every kind of mistake.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code in kebab-case.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What kind of mistake it is, in one sentence.
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => $summary.trim_ascii(),)*
                }
            }

            /// The kind of mistake with that code.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

codes! {
    /// The file is not UTF-8 text.
    InvalidUtf8 = "invalid-utf8",
    /// The file is not well-formed YAML.
    YamlSyntax = "yaml-syntax",
    /// A construct of YAML that policies do not use: an alias, a tag, a merge key, a key that is not a word.
    YamlFeature = "yaml-feature",
    /// The file is too large, too deep or has too many values.
    LimitExceeded = "limit-exceeded",
    /// A mapping has the same key twice.
    DuplicateKey = "duplicate-key",
    /// `apiVersion` is not the one that this program reads.
    UnknownVersion = "unknown-version",
    /// `kind` is not a kind of document.
    UnknownKind = "unknown-kind",
    /// A document of this kind has no place here.
    MisplacedDocument = "misplaced-document",
    /// A field that documents of this kind do not have.
    UnknownField = "unknown-field",
    /// A field that must be there is missing.
    MissingField = "missing-field",
    /// A field that goes only with another.
    MisplacedField = "misplaced-field",
    /// A value of the wrong type: a list where a word is meant, and the like.
    WrongType = "wrong-type",
    /// A list or text that may not be empty.
    EmptyValue = "empty-value",
    /// A value that is not among the few that the field takes.
    UnknownChoice = "unknown-choice",
    /// A number that is malformed or out of range.
    InvalidNumber = "invalid-number",
    /// A date or instant that is malformed or does not exist.
    InvalidDate = "invalid-date",
    /// A stretch of time that ends before it begins.
    ReversedInterval = "reversed-interval",
    /// A time zone that is not an IANA name.
    UnknownTimezone = "unknown-timezone",
    /// A length of time that is malformed.
    InvalidDuration = "invalid-duration",
    /// An id or word with characters that ids do not have.
    InvalidId = "invalid-id",
    /// Two things with the same id.
    DuplicateId = "duplicate-id",
    /// A word that the vocabulary does not know.
    UnknownWord = "unknown-word",
    /// An id that nothing in the set has.
    UnknownReference = "unknown-reference",
    /// The set has no vocabulary, or one without the words that the language itself needs.
    NoVocabulary = "no-vocabulary",
    /// A dotted word whose parent the vocabulary lacks.
    MissingParent = "missing-parent",
    /// Sets or assumptions that contain themselves.
    CircularDefinition = "circular-definition",
    /// A test of `safeguards` where attesting one could make an answer stricter.
    UntestableSafeguard = "untestable-safeguard",
    /// A rule that may not override others does.
    ForbiddenOverride = "forbidden-override",
    /// Rules that override each other in a circle.
    OverrideCycle = "override-cycle",
    /// A rule overrides another, and not all that this one overrides.
    OverrideGap = "override-gap",
    /// A waiver that is not approved as it must be.
    WeakWaiver = "weak-waiver",
    /// A word that a tool for YAML 1.1 would take for something else.
    AmbiguousScalar = "ambiguous-scalar",
    /// A set, group or assumption that nothing names.
    UnusedName = "unused-name",
    /// A regulation that no rule, recognition, set or group cites.
    UncitedRegulation = "uncited-regulation",
    /// A rule or recognition that cites no law.
    MissingCitation = "missing-citation",
    /// A regulation whose review is older than asked for.
    StaleReview = "stale-review",
    /// A rule of one jurisdiction's law that binds transfers from anywhere.
    MissingOrigin = "missing-origin",
    /// A rule that no transfer can ever meet.
    NeverApplies = "never-applies",
    /// A rule whose place another takes wherever it applies.
    AlwaysOverridden = "always-overridden",
    /// An alternative that asks for more than another of the same rule.
    NeedlessAlternative = "needless-alternative",
    /// A requirement that can be met in vain: wherever it applies, another rule denies.
    VainRequirement = "vain-requirement",
    /// A rule of an organisation that would permit, and may not without a waiver.
    PowerlessPermission = "powerless-permission",
    /// A policy test of the set that gets another answer than it expects.
    PolicyTestFailed = "policy-test-failed",
}

impl Code {
    /// How bad this kind of mistake is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::AmbiguousScalar
            | Self::UnusedName
            | Self::UncitedRegulation
            | Self::MissingCitation
            | Self::StaleReview
            | Self::MissingOrigin
            | Self::NeverApplies
            | Self::AlwaysOverridden
            | Self::NeedlessAlternative
            | Self::VainRequirement
            | Self::PowerlessPermission => Severity::Warning,
            _ => Severity::Error,
        }
    }
}
