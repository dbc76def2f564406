//! What each kind of mistake means, why it is one, and what to do.
//!
//! The page on diagnostics and the command that explains a code both come from here.

use super::code::Code;

impl Code {
    /// What the mistake means and what to do about it, in plain text.
    #[expect(clippy::too_many_lines, reason = "a table with one entry for each code")]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::InvalidUtf8 => {
                "The file holds bytes that are not UTF-8, so its text can't be known for certain. Save it as UTF-8; a byte \
                 order mark at its start does no harm."
            }
            Self::YamlSyntax => {
                "The text is not YAML 1.2: a bracket or quote is not closed, the indentation is uneven, a tab indents a line. \
                 The document is left out; those after it in the file are still read. What else is reported of names that stand in \
                 it is held back until it can be read."
            }
            Self::YamlFeature => {
                "Aliases, merge keys, tags and keys that are not words are not used in policies: what a rule says must stand \
                 where the rule stands. Write the value out. Words that many rules share go into a `TermSet`, places into a \
                 `JurisdictionGroup`."
            }
            Self::LimitExceeded => {
                "A file may have 16 MiB, two million values, 64 levels and a thousand keys in one mapping, and a vocabulary \
                 65,535 words of a kind. No honest policy comes near; split a file that does."
            }
            Self::DuplicateKey => {
                "The same key stands twice in one mapping. Some tools take the first and some the last, so neither is taken. \
                 Leave one out."
            }
            Self::UnknownVersion => {
                "`apiVersion` names the version of the language, so that an older program refuses what it would misread. \
                 This program reads `selat/v1`."
            }
            Self::UnknownKind => {
                "`kind` says what a document holds: `Vocabulary`, `TermSet`, `JurisdictionGroup`, `Assumption`, `Regulation`, \
                 `RuleSet`, `Recognition`, `Inventory` or `PolicyTest`."
            }
            Self::MisplacedDocument => {
                "Only `PolicyTest` documents can be run as tests from outside a policy set. To use rules or words too, name \
                 their folder with `--policies`."
            }
            Self::UnknownField => {
                "The mapping has no such field. A field that is misspelt would otherwise be a test that is never made, so it \
                 is an error and not a warning."
            }
            Self::MissingField => "The mapping needs this field: without it, what is meant can't be known.",
            Self::MisplacedField => {
                "The field has a meaning only beside another: `require` with `effect: require`, `waiver` in a rule set of \
                 authority `organisation`."
            }
            Self::WrongType => "A single value stands where a list or a mapping is meant, or the other way round.",
            Self::EmptyValue => {
                "The value is missing or empty. An empty list of words could mean all or none, so it is neither: name the \
                 words, or leave the field out."
            }
            Self::UnknownChoice => {
                "The field takes one of a few words of the language itself, and this is none of them."
            }
            Self::InvalidNumber => {
                "A whole number is meant, written in digits alone. Underscores, signs and a leading `0x` are read differently \
                 by different tools."
            }
            Self::InvalidDate => {
                "A date is written `2026-01-31` and must exist; an instant is written in quotes with its offset, \
                 `\"2026-01-31T09:00:00+07:00\"`. A bare date is midnight in the document's `timezone`."
            }
            Self::ReversedInterval => {
                "The stretch of time ends before it begins, so it holds never. `from` is the first day in force, `until` the \
                 first day no longer in force."
            }
            Self::UnknownTimezone => {
                "`timezone` is a name of the IANA time zone database, such as `Asia/Jakarta`. Laws start at local midnight, so \
                 a wrong zone would shift them by hours."
            }
            Self::InvalidDuration => "A length of time is a number of hours or days: `72h`, `60d`.",
            Self::InvalidId => {
                "An id has letters, digits, hyphens and underscores, in parts joined by dots: `sg.pdpa.transfer`."
            }
            Self::DuplicateId => {
                "Two things have the same id, in one file or in two layers. A layer changes a rule by a rule that overrides \
                 it, never by its name: otherwise the order of files would decide."
            }
            Self::UnknownWord => {
                "No `Vocabulary`, `TermSet` or `JurisdictionGroup` of the set defines the word. A word that nothing knows \
                 would be a test that never holds."
            }
            Self::UnknownReference => {
                "The id leads nowhere: no rule, regulation, provision, assumption or entry of the set has it."
            }
            Self::NoVocabulary => {
                "Every word comes from a `Vocabulary` document, and the set has none; or the one it has lacks the sector \
                 `general`, which stands for a sector that a question leaves out. A folder of your own goes on top of the \
                 built-in set: `--policies builtin --policies DIR`."
            }
            Self::MissingParent => {
                "A dotted category stands below one that is not defined, so no rule on the parent would ever match it. Define \
                 the parent, or correct the name."
            }
            Self::CircularDefinition => {
                "Sets that name each other in a circle have no members that could be worked out."
            }
            Self::UntestableSafeguard => {
                "Attesting a safeguard must never make an answer stricter. An exception of an `allow` or a `note` that tests \
                 one would do that, so `safeguards` may be tested only in `require` and in the `unless` of a `require` or \
                 `deny`."
            }
            Self::ForbiddenOverride => {
                "A rule of an organisation overrides nothing without a waiver: it can only add to the law. A `note` decides \
                 nothing, so it overrides nothing. A rule whose exceptions test safeguards may not override, because \
                 attesting one would bring the overridden rules back. A rule of one jurisdiction may not override what permits \
                 in another: it could take the permission away and give none in its place."
            }
            Self::OverrideCycle => {
                "Rules that override each other in a circle would all drop out. Decide which one prevails."
            }
            Self::OverrideGap => {
                "What overrides a rule also overrides all that this rule overrides, and says so. Otherwise the last one would \
                 come back just when the middle one drops out."
            }
            Self::WeakWaiver => {
                "A waiver lets an organisation's rule loosen, so it names a reference, a reason, the day it expires, and two \
                 different people who approved it."
            }
            Self::AmbiguousScalar => {
                "Tools that read YAML 1.1 take `NO`, `on` or `y` for truth values, and `012`, `1_000` or `12:30` for numbers. \
                 This program does not; quote the word so that no tool on the way changes it."
            }
            Self::UnusedName => {
                "The set, group or assumption is defined and never named. Use it, or leave it out; a \
                 set that other layers are meant to name says `background: true`."
            }
            Self::UncitedRegulation => {
                "No rule rests on the regulation: perhaps a rule was forgotten. `background: true` says that it stands in the \
                 repository for its own sake."
            }
            Self::MissingCitation => {
                "Every answer names the law behind it. A rule of law, or a recognition, that cites none can't be checked."
            }
            Self::StaleReview => "The entry was last reviewed longer ago than was asked for. Look the law up again.",
            Self::MissingOrigin => {
                "A rule applies to transfers from everywhere that its `when` does not leave out, so the law of one country \
                 tests it as `origin`. A law that reaches abroad names its country as `destination`, in `transit` or as the \
                 place of the `subjects`; one that binds all the same says `origin: any`."
            }
            Self::NeverApplies => {
                "No transfer can ever meet the rule's tests: no word passes one of them, or the origin is its own destination."
            }
            Self::AlwaysOverridden => {
                "Another rule takes this one's place wherever and whenever it applies, so it never counts."
            }
            Self::NeedlessAlternative => {
                "An alternative asks for all that another of the same rule asks for, and more: nobody needs to choose it."
            }
            Self::VainRequirement => {
                "Wherever the requirement applies, another rule denies: an answer would name conditions that do not help."
            }
            Self::PowerlessPermission => {
                "A rule of an organisation permits nothing without a waiver, so an `allow` there has no effect."
            }
            Self::PolicyTestFailed => {
                "A test that the set brings along gets another answer than it expects. The set is not used until its rules or \
                 the test are corrected."
            }
        }
    }
}
