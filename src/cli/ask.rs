//! `selat ask`: one question, decided in the process itself.
//!
//! Owns the command's flow; the question, the answer's looks and the decision are elsewhere.

use clap::ValueEnum;

use super::confidence::MinConfidence;
use super::exit::Exit;
use super::policies::{Policies, load_tested};
use super::question::Question;
use super::render::{self, Answer, Look};
use crate::clock;
use crate::engine::{decide, temper};
use crate::model::Verdict;

/// What `ask` is told.
#[derive(Debug, clap::Args)]
#[command(after_long_help = JSON)]
pub(super) struct Args {
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    policies: Policies,
    /// Prints the answer as JSON, with the names that the gRPC contract gives its fields
    #[arg(long)]
    json: bool,
    /// Asks for a person's approval where what permits the transfer is less certain than that [default: never]
    #[arg(long, value_name = "MARK")]
    min_confidence: Option<MinConfidence>,
    /// Exits with 4 if the decision is this one or a stricter one
    #[arg(long, value_name = "DECISION")]
    fail_on: Option<FailOn>,
}

const JSON: &str = "\
With --json, the answer is one object whose fields are always there:
  decision         allow, conditions or deny
  conditions       [{id, text, alternatives: [{safeguards, missing}], rule, citations}]
  obligations      [{id, text, rule, citations, due}]
                   due: in seconds, such as 5184000s, or null
  reasons          [{rule, effect, text, authority, citations,
                     overridden_by, waiver, source, confidence, reviewed}]
                   effect: allow, require, deny, note or recognition
                   null where there is nothing to say
  by_category      [{category, decision}]
  valid_until      an instant, or null
  policy_revision  the digest of the policy set's content
  simulated        whether --at or --assume was given";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// Conditions or deny
    Conditions,
    /// Deny alone
    Deny,
}

impl FailOn {
    const fn includes(self, verdict: Verdict) -> bool {
        match self {
            Self::Conditions => matches!(verdict, Verdict::Conditions | Verdict::Deny),
            Self::Deny => matches!(verdict, Verdict::Deny),
        }
    }
}

/// Decides and prints.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let snapshot = match load_tested(&args.policies.sources())? {
        Ok(snapshot) => snapshot,
        Err(rejection) => {
            render::render_rejection(&rejection);
            return Ok(Exit::from(&rejection));
        }
    };
    let (transfer, moment) = match args.question.resolve(snapshot.policies().known(), clock::now()) {
        Ok(resolved) => resolved,
        Err(invalid) => {
            render::show_invalid_arguments(&invalid);
            return Ok(Exit::Usage);
        }
    };
    let decision = decide(&snapshot, &transfer, &moment);
    let decision = match args.min_confidence {
        Some(least) => temper(&snapshot, &transfer, &moment, decision, least.mark()),
        None => decision,
    };
    let simulated = args.question.is_simulated();
    let answer = Answer { snapshot: &snapshot, transfer: &transfer, moment: &moment, decision: &decision, simulated };
    let text = if args.json { answer.json() } else { answer.text(Look::of_stdout()) };
    render::print(&text)?;
    let came = args.fail_on.is_some_and(|limit| limit.includes(decision.verdict()));
    Ok(if came { Exit::AnswerCame } else { Exit::Fine })
}
