//! Finds the rules that may apply, without looking at those that can't.
//!
//! A tree that tells rules apart by one dimension of the question at each node. Below a node, rules that name values of
//! its dimension stand under each of these; rules that take any value stand under `rest`. A question follows the
//! branches of its own values and the rest, so what it costs depends on the rules that are alike in everything that it
//! says, and not on how many others there are.
//!
//! Source: the discrimination trees of term indexing with variables: R. Sekar, I. V. Ramakrishnan, A. Voronkov, *Term
//! Indexing*, in *Handbook of Automated Reasoning* (2001), section 5.

use std::collections::{BTreeMap, HashMap};

use super::reach::{Dimension, UNKNOWN, Value};
use super::tests::Case;
use crate::model::{CategoryId, Timestamp};

/// So few rules are tested faster than told apart.
const FEW: usize = 4;

/// A rule that names more values than this is kept once, as one that takes any.
const MANY_VALUES: usize = 64;

/// What the index needs to know of a rule.
pub struct Entry {
    /// The rule's place.
    pub rule: u32,
    /// From when on it never applies again.
    pub until: Option<Timestamp>,
    /// For each dimension, the values for which it may apply; `None` for any.
    pub reach: [Option<Vec<Value>>; Dimension::ALL.len()],
}

/// The tree.
pub struct Index {
    nodes: Vec<Node>,
    branches: Vec<NodeId>,
    rules: Vec<(u32, Option<Timestamp>)>,
    root: NodeId,
}

type NodeId = u32;

/// Where no rule stands.
const NOWHERE: NodeId = NodeId::MAX;

enum Node {
    /// The rules that are left: those that never end first, then by their end, the latest first.
    Leaf(Span),
    /// Branches by value, and the rules that take any.
    Split(Split),
}

struct Split {
    dimension: Dimension,
    /// The least value that has a branch; those above it follow without a gap.
    least: Value,
    branches: Span,
    unknown: NodeId,
    rest: NodeId,
}

impl Split {
    #[inline]
    fn branch(&self, value: Value, all: &[NodeId]) -> NodeId {
        if value == UNKNOWN {
            return self.unknown;
        }
        let place = value.checked_sub(self.least).and_then(|place| self.branches.of(all).get(usize::from(place)));
        place.copied().unwrap_or(NOWHERE)
    }
}

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl Index {
    /// Plans how to find these rules.
    pub fn build(entries: &[Entry]) -> Self {
        let mut builder = Builder { entries, nodes: Vec::new(), branches: Vec::new(), rules: Vec::new() };
        let all = (0..entries.len()).collect();
        let root = builder.node(all, &Dimension::ALL);
        let Builder { nodes, branches, rules, .. } = builder;
        Self { nodes, branches, rules, root }
    }

    /// Hands over every rule that may apply to a category now or later; a rule that names several of the question's
    /// values in one dimension may come several times.
    #[inline]
    pub fn each_candidate(&self, case: &Case<'_>, category: CategoryId, mut found: impl FnMut(u32)) {
        self.visit(self.root, case, category, &mut found);
    }

    fn visit(&self, node: NodeId, case: &Case<'_>, category: CategoryId, found: &mut impl FnMut(u32)) {
        match self.nodes.get(node as usize) {
            None => {}
            Some(Node::Leaf(span)) => {
                let open = |until: Option<Timestamp>| until.is_none_or(|until| case.moment.at < until);
                let rules = span.of(&self.rules).iter().take_while(|(_, until)| open(*until));
                rules.for_each(|(rule, _)| found(*rule));
            }
            Some(Node::Split(split)) => {
                split.dimension.each_value(case, category, |value| {
                    self.visit(split.branch(value, &self.branches), case, category, found);
                });
                if split.rest != NOWHERE {
                    self.visit(split.rest, case, category, found);
                }
            }
        }
    }
}

struct Builder<'a> {
    entries: &'a [Entry],
    nodes: Vec<Node>,
    branches: Vec<NodeId>,
    rules: Vec<(u32, Option<Timestamp>)>,
}

/// Rules told apart by one dimension.
struct Division {
    dimension: Dimension,
    /// Equal lists of rules, each with the values under which it stands.
    by_value: Vec<(Vec<usize>, Vec<Value>)>,
    rest: Vec<usize>,
    /// The most rules that a question can be left with.
    left: usize,
}

impl Builder<'_> {
    fn node(&mut self, rules: Vec<usize>, dimensions: &[Dimension]) -> NodeId {
        if rules.is_empty() {
            return NOWHERE;
        }
        let worthwhile = |division: &Division| division.left < rules.len();
        let best = if rules.len() <= FEW {
            None
        } else {
            let divisions = dimensions.iter().filter_map(|dimension| self.divide(*dimension, &rules));
            divisions.min_by_key(|division| division.left).filter(worthwhile)
        };
        match best {
            None => self.leaf(rules),
            Some(division) => self.split(division, dimensions),
        }
    }

    fn leaf(&mut self, mut rules: Vec<usize>) -> NodeId {
        rules.sort_by_key(|index| {
            let entry = &self.entries[*index];
            (entry.until.map(std::cmp::Reverse), entry.rule)
        });
        let start = number(self.rules.len());
        let entries = self.entries;
        self.rules.extend(rules.iter().map(|index| (entries[*index].rule, entries[*index].until)));
        self.add(Node::Leaf(Span { start, end: number(self.rules.len()) }))
    }

    fn split(&mut self, division: Division, dimensions: &[Dimension]) -> NodeId {
        let others: Vec<Dimension> = dimensions.iter().copied().filter(|other| *other != division.dimension).collect();
        let mut nodes = BTreeMap::new();
        for (rules, values) in division.by_value {
            let node = self.node(rules, &others);
            nodes.extend(values.into_iter().map(|value| (value, node)));
        }
        let rest = self.node(division.rest, &others);
        let unknown = nodes.remove(&UNKNOWN).unwrap_or(NOWHERE);
        let (least, most) = (first(nodes.keys()), first(nodes.keys().rev()));
        let start = number(self.branches.len());
        self.branches.extend((least..=most).map(|value| nodes.get(&value).copied().unwrap_or(NOWHERE)));
        let branches = Span { start, end: number(self.branches.len()) };
        self.add(Node::Split(Split { dimension: division.dimension, least, branches, unknown, rest }))
    }

    /// Tells rules apart by a dimension; `None` if none of them names a value.
    fn divide(&self, dimension: Dimension, rules: &[usize]) -> Option<Division> {
        let mut by_value: BTreeMap<Value, Vec<usize>> = BTreeMap::new();
        let mut rest = Vec::new();
        let column = Dimension::ALL.iter().position(|other| *other == dimension)?;
        for rule in rules {
            match &self.entries[*rule].reach[column] {
                Some(values) if values.len() <= MANY_VALUES => {
                    for value in values {
                        by_value.entry(*value).or_default().push(*rule);
                    }
                }
                Some(_) | None => rest.push(*rule),
            }
        }
        let longest = by_value.values().map(Vec::len).max();
        let left = rest.len() + longest.unwrap_or(0);
        let mut alike: HashMap<Vec<usize>, Vec<Value>> = HashMap::new();
        for (value, rules) in by_value {
            alike.entry(rules).or_default().push(value);
        }
        let mut by_value: Vec<_> = alike.into_iter().collect();
        by_value.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
        (rest.len() < rules.len()).then_some(Division { dimension, by_value, rest, left })
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        number(self.nodes.len() - 1)
    }
}

fn first<'a>(mut values: impl Iterator<Item = &'a Value>) -> Value {
    values.next().copied().unwrap_or_default()
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
