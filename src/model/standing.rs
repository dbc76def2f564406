//! The standing of a rule: what it says, who says it, and how sure we are.

/// What a rule says of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Permits.
    Allow,
    /// Permits once one of its alternatives is in place.
    Require,
    /// Forbids.
    Deny,
    /// Decides nothing; adds its citation and obligations.
    Note,
}

impl Effect {
    /// Every effect with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 4] =
        [("allow", Self::Allow), ("require", Self::Require), ("deny", Self::Deny), ("note", Self::Note)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Require => "require",
            Self::Deny => "deny",
            Self::Note => "note",
        }
    }

    /// Whether a rule with this effect can only make an answer stricter while it is unmet.
    pub const fn is_restrictive(self) -> bool {
        matches!(self, Self::Require | Self::Deny)
    }
}

/// Where a rule set draws its force from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// An agreement between States.
    Treaty,
    /// A law.
    Statute,
    /// A rule made under a law.
    Regulation,
    /// What a regulator asks for without binding force.
    Guideline,
    /// A company's own rule.
    Organisation,
}

impl Authority {
    /// Every authority with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("treaty", Self::Treaty),
        ("statute", Self::Statute),
        ("regulation", Self::Regulation),
        ("guideline", Self::Guideline),
        ("organisation", Self::Organisation),
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Treaty => "treaty",
            Self::Statute => "statute",
            Self::Regulation => "regulation",
            Self::Guideline => "guideline",
            Self::Organisation => "organisation",
        }
    }

    /// Whether it is the law of a jurisdiction: what covers an origin and may be met by a recognition.
    pub const fn is_national_law(self) -> bool {
        matches!(self, Self::Statute | Self::Regulation | Self::Guideline)
    }
}

/// How well a claim about the law is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// News only, one weak source, or inference.
    Low,
    /// A reputable guide, or the text in part.
    Medium,
    /// The text or the regulator's own page, or several reliable sources that agree.
    High,
}

impl Confidence {
    /// Every mark with the word that the language uses for it.
    pub const WORDS: [(&'static str, Self); 3] = [("low", Self::Low), ("medium", Self::Medium), ("high", Self::High)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
