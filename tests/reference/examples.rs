//! The reference evaluator on cases that are small enough to be judged by hand: one line for each point of the rules.

use super::case::{
    Authority, CountRange, Dataset, DatedSafeguard, Effect, Inventory, Party, Period, Places, Policies, Question, Rule,
    RuleSet, Tests, Words,
};
use super::evaluate::evaluate;
use super::parts::{
    NOW, are, asked, attesting, group, law, needs, policies, recognition, rule, set, shown, within, words,
};
use Authority::{Guideline, Organisation, Statute, Treaty};
use Effect::{Allow, Deny, Note};

type Example = (&'static str, Policies, Question, &'static str);

fn answers(examples: Vec<Example>) {
    for (name, policies, question, expected) in examples {
        assert_eq!(shown(&evaluate(&policies, &question)), expected, "{name}");
    }
}

#[test]
fn what_is_unknown_can_only_make_it_stricter() {
    let about_marketing = |tests: &mut Tests| tests.purpose = Some(are(&["marketing"]));
    let many = |tests: &mut Tests| tests.subject_count = Some(CountRange { at_least: Some(100), below: None });
    let base = rule("base", Allow);
    answers(vec![
        ("a deny applies", law(vec![base.clone(), rule("no", Deny).when(about_marketing)]), asked(), "deny: base, no"),
        ("an allow does not", law(vec![rule("yes", Allow).when(about_marketing)]), asked(), "deny: nothing permits"),
        (
            "a requirement applies, and permits nothing",
            law(vec![needs("dossier", &[&["filing"]]).when(about_marketing)]),
            attesting(&["filing"]),
            "deny: dossier, nothing permits",
        ),
        ("a note does not", law(vec![base.clone(), rule("nb", Note).when(about_marketing)]), asked(), "allow: base"),
        ("an exception", law(vec![base.clone(), rule("no", Deny).unless(about_marketing)]), asked(), "deny: base, no"),
        ("a count", law(vec![base.clone(), rule("no", Deny).when(many)]), asked(), "deny: base, no"),
        (
            "a count that is known",
            law(vec![base, rule("no", Deny).when(many)]),
            Question { subject_count: Some(99), ..asked() },
            "allow: base",
        ),
    ]);
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let of_residents = |tests: &mut Tests| tests.subjects = Some(within(&["SG"]));
    let through = |test: Places| move |tests: &mut Tests| tests.transit = Some(test);
    let general = |tests: &mut Tests| tests.sector = Some(are(&["general"]));
    let none_of_vn = Places::NotIn(vec!["VN".to_owned()]);
    let only = |rule: Rule| law(vec![rule]);
    answers(vec![
        ("subjects", only(rule("a", Allow).when(of_residents)), asked(), "allow: a"),
        ("sector", only(rule("a", Allow).when(general)), asked(), "allow: a"),
        ("no place is anywhere", only(rule("a", Allow).when(through(Places::Any))), asked(), "deny: nothing permits"),
        ("no place is elsewhere", only(rule("a", Allow).when(through(none_of_vn.clone()))), asked(), "allow: a"),
        (
            "some place is",
            only(rule("a", Allow).when(through(none_of_vn))),
            Question { transit: words(&["NO", "VN"]), ..asked() },
            "deny: nothing permits",
        ),
    ]);
}

#[test]
fn an_exception_lifts_a_rule_and_meets_a_requirement() {
    let safe = |tests: &mut Tests| tests.safeguards = words(&["consent"]);
    let dossier = needs("dossier", &[&["filing", "contract"], &["approval"]]).unless(safe);
    let set = law(vec![dossier, rule("no", Deny).unless(safe)]);
    let requirement = law(vec![needs("dossier", &[&["filing", "contract"], &["approval"]]).unless(safe)]);
    answers(vec![
        ("lifted and met", set.clone(), attesting(&["consent"]), "allow: dossier"),
        ("neither", set, asked(), "deny: dossier, no"),
        ("unmet", requirement.clone(), asked(), "conditions: dossier; dossier lacks contract+filing|approval"),
        ("in part", requirement, attesting(&["filing"]), "conditions: dossier; dossier lacks contract|approval"),
    ]);
}

#[test]
fn rules_override_others() {
    let health = |tests: &mut Tests| tests.data = Some(are(&["personal.health"]));
    let by_processor = |tests: &mut Tests| tests.importer_role = Some(are(&["processor"]));
    let base = rule("base", Allow);
    let no = rule("no", Deny);
    let of = |rules: &[&Rule]| law(rules.iter().map(|rule| (*rule).clone()).collect());
    let lifts = rule("lifts", Allow).over(&["no"]);
    let stops = rule("stops", Deny).over(&["lifts", "no"]);
    answers(vec![
        ("it drops out", of(&[&base, &no, &lifts]), asked(), "allow: base, lifts, no<lifts"),
        (
            "also what is overridden overrides nothing",
            of(&[&no, &lifts, &stops]),
            asked(),
            "deny: stops, lifts<stops, no<stops",
        ),
        ("nor does a note", of(&[&base, &no, &rule("nb", Note).over(&["no"])]), asked(), "deny: base, nb, no"),
        (
            "nor one that is unknown",
            of(&[&base, &no, &needs("role", &[&["filing"]]).when(by_processor).over(&["no"])]),
            asked(),
            "deny: base, no, role",
        ),
        (
            "nor one with an exception that is unknown",
            of(&[&base, &no, &needs("role", &[&["filing"]]).unless(by_processor).over(&["no"])]),
            asked(),
            "deny: base, no, role",
        ),
        (
            "only where it applies",
            of(&[&base, &no, &lifts.clone().when(health)]),
            Question { data: words(&["personal.contact", "personal.health"]), ..asked() },
            "deny: base, lifts, no, no<lifts; personal.contact deny, personal.health allow",
        ),
    ]);
}

#[test]
fn only_the_origins_law_and_treaties_permit() {
    let allow = |id| rule(id, Allow);
    let origin = || set("own", Statute, Some("SG"), vec![rule("nb", Note)]);
    let with = |set: RuleSet| policies(vec![origin(), set]);
    let abroad = Question { origin: "ID".to_owned(), ..asked() };
    answers(vec![
        ("own law", with(set("s", Guideline, Some("SG"), vec![allow("a")])), asked(), "allow: a, nb"),
        ("law of its bloc", with(set("s", Statute, Some("bloc"), vec![allow("a")])), asked(), "allow: a, nb"),
        ("a treaty", with(set("s", Treaty, None, vec![allow("a")])), asked(), "allow: a, nb"),
        ("foreign law", with(set("s", Statute, Some("NO"), vec![allow("a")])), asked(), "deny: a, nb, nothing permits"),
        (
            "an organisation",
            with(set("s", Organisation, None, vec![allow("a")])),
            asked(),
            "deny: a, nb, nothing permits",
        ),
        ("an uncovered origin", with(set("s", Treaty, None, vec![allow("a")])), abroad, "deny: uncovered origin"),
    ]);
}

#[test]
fn a_recognition_helps_to_meet_the_law_of_its_origin() {
    let dossier = needs("dossier", &[&["contract", "filing"]]);
    let own = |authority, jurisdiction| {
        let mut policies = policies(vec![
            set("own", Statute, Some("SG"), vec![rule("base", Allow)]),
            set("s", authority, jurisdiction, vec![dossier.clone()]),
        ]);
        policies.recognitions = vec![recognition("r1", "scc", "contract"), recognition("r2", "bcr", "scc")];
        policies
    };
    let mut to_processors = own(Statute, Some("SG"));
    to_processors.recognitions[0].importer_role = words(&["processor"]);
    let attested = || attesting(&["scc", "filing"]);
    answers(vec![
        ("it does", own(Statute, Some("SG")), attested(), "allow: base, dossier, recognised r1"),
        (
            "one step",
            own(Statute, Some("SG")),
            attesting(&["bcr", "filing"]),
            "conditions: base, dossier; dossier lacks contract",
        ),
        ("not needed", own(Statute, Some("SG")), attesting(&["scc", "filing", "contract"]), "allow: base, dossier"),
        (
            "not enough",
            own(Statute, Some("SG")),
            attesting(&["scc"]),
            "conditions: base, dossier; dossier lacks filing",
        ),
        ("not foreign law", own(Statute, Some("NO")), attested(), "conditions: base, dossier; dossier lacks contract"),
        ("not a treaty", own(Treaty, None), attested(), "conditions: base, dossier; dossier lacks contract"),
        ("a role that is unknown", to_processors, attested(), "conditions: base, dossier; dossier lacks contract"),
    ]);
}

#[test]
fn a_domestic_transfer_is_judged_by_rules_that_ask_for_it() {
    let at_home = |tests: &mut Tests| tests.domestic = true;
    let through_norway = |tests: &mut Tests| tests.transit = Some(within(&["NO"]));
    let home = |origin: &str| Question { origin: origin.to_owned(), destination: origin.to_owned(), ..asked() };
    let set = law(vec![rule("no", Deny), rule("transit", Deny).when(through_norway)]);
    let through = Question { transit: words(&["NO"]), ..home("SG") };
    answers(vec![
        ("it may go", set.clone(), home("SG"), "allow: domestic"),
        ("before coverage", set.clone(), home("VN"), "allow: domestic"),
        ("passing through", set, through, "deny: transit, domestic"),
        (
            "by name",
            law(vec![needs("home", &[&["filing"]]).when(at_home)]),
            home("SG"),
            "conditions: home, domestic; home lacks filing",
        ),
        ("abroad", law(vec![rule("base", Allow), rule("home", Deny).when(at_home)]), asked(), "allow: base"),
    ]);
}

#[test]
fn words_form_umbrellas_and_sets() {
    let about = |data: Words| law(vec![rule("base", Allow), rule("no", Deny).when(|tests| tests.data = Some(data))]);
    let of = |category: &str| Question { data: words(&[category]), ..asked() };
    answers(vec![
        ("a word matches what is below it", about(are(&["personal"])), of("personal.health"), "deny: base, no"),
        ("an umbrella may be of that kind", about(are(&["personal.health"])), of("personal"), "deny: base, no"),
        ("or not be", about(Words::NotIn(words(&["personal.health"]))), of("personal"), "deny: base, no"),
        ("what is no umbrella is not", about(are(&["public-sector.classified"])), of("public-sector"), "allow: base"),
        ("a set", about(are(&["open.data"])), of("personal.contact"), "deny: base, no"),
        ("less its exceptions", about(are(&["open.data"])), of("personal.health"), "allow: base"),
        ("an umbrella over some of them", about(are(&["open.data"])), of("personal"), "deny: base, no"),
    ]);
}

#[test]
fn time_and_assumptions_change_the_answer() {
    let from = |from| Period { from: Some(from), until: None };
    let soon = Rule { effective: from(NOW + 10), ..rule("soon", Deny) };
    let later = Rule { effective: from(NOW + 5), ..rule("later", Deny).over(&["base"]) };
    let mut treaty = law(vec![rule("a", Allow).when(|tests| tests.destination = Some(within(&["pact"])))]);
    treaty.groups.push(group("pact", &["NO"], from(NOW), Some("in-force")));
    let assuming = |assumption: &str| Question { assume: words(&[assumption]), ..asked() };
    let starting = Question { at: NOW - 1, ..assuming("complete") };
    answers(vec![
        ("the first that changes it", law(vec![rule("base", Allow), soon, later]), asked(), "allow: base; until 5"),
        ("pending", treaty.clone(), asked(), "deny: nothing permits"),
        ("assumed", treaty.clone(), assuming("in-force"), "allow: a"),
        ("implied", treaty.clone(), assuming("complete"), "allow: a"),
        ("a second before", treaty, starting, "deny: nothing permits; until 0"),
    ]);
}

#[test]
fn a_waiver_lets_an_organisation_loosen_until_it_expires() {
    let house = |jurisdiction, rule| {
        let own = set("own", Statute, Some("SG"), vec![needs("dossier", &[&["filing"]]), rule_of_note()]);
        policies(vec![own, set("house", Organisation, jurisdiction, vec![rule])])
    };
    let waived = |rule: Rule, expires| Rule { waiver: Some(expires), ..rule };
    let takes_its_place = |effect| rule("w", effect).over(&["dossier"]);
    let foreign = policies(vec![
        set("own", Statute, Some("SG"), vec![rule_of_note()]),
        set("house", Organisation, Some("NO"), vec![waived(rule("w", Allow), NOW + 1)]),
    ]);
    answers(vec![
        (
            "it holds",
            house(None, waived(takes_its_place(Allow), NOW + 1)),
            asked(),
            "allow: nb, w, dossier<w; waived w; until 1",
        ),
        (
            "for the origin's own entities",
            house(Some("SG"), waived(takes_its_place(Allow), NOW + 1)),
            asked(),
            "allow: nb, w, dossier<w; waived w; until 1",
        ),
        (
            "it has expired",
            house(None, waived(takes_its_place(Allow), NOW)),
            asked(),
            "conditions: dossier, nb, w; dossier lacks filing",
        ),
        ("not for others'", foreign, asked(), "deny: nb, w, nothing permits; waived w; until 1"),
        (
            "what restricts stays",
            house(None, waived(takes_its_place(Deny), NOW)),
            attesting(&["filing"]),
            "deny: dossier, nb, w",
        ),
    ]);
}

fn rule_of_note() -> Rule {
    rule("nb", Note)
}

#[test]
fn the_inventory_adds_to_what_a_question_says() {
    let in_place = Period { from: Some(NOW - 5), until: Some(NOW + 5) };
    let cloud = Party {
        id: "cloud".to_owned(),
        jurisdictions: words(&["NO"]),
        role: Some("processor".to_owned()),
        safeguards: vec![DatedSafeguard { safeguard: "filing".to_owned(), in_place }],
        ..Party::default()
    };
    let patients = Dataset {
        id: "patients".to_owned(),
        categories: words(&["personal.health"]),
        subjects: words(&["VN"]),
        subject_count: Some(100),
    };
    let recorded = Inventory { importers: vec![cloud], datasets: vec![patients], ..Inventory::default() };
    let with = |rules| Policies { inventories: vec![recorded.clone()], ..law(rules) };
    let dossier = || with(vec![needs("dossier", &[&["filing"]])]);
    let to_cloud = |seconds| Question {
        importer: Some("cloud".to_owned()),
        destination: String::new(),
        at: NOW + seconds,
        ..asked()
    };
    let of_patients = || Question { dataset: Some("patients".to_owned()), ..asked() };
    let health = |tests: &mut Tests| tests.data = Some(are(&["personal.health"]));
    let by_processor = |tests: &mut Tests| tests.importer_role = Some(are(&["processor"]));
    let many = |tests: &mut Tests| {
        tests.subject_count = Some(CountRange { at_least: Some(100), below: None });
        tests.subjects = Some(within(&["VN"]));
    };
    answers(vec![
        ("not named", dossier(), asked(), "conditions: dossier; dossier lacks filing"),
        ("not yet", dossier(), to_cloud(-6), "conditions: dossier; dossier lacks filing; until -5"),
        ("in place", dossier(), to_cloud(-5), "allow: dossier; until 5"),
        ("no longer", dossier(), to_cloud(5), "conditions: dossier; dossier lacks filing"),
        ("a role", with(vec![rule("a", Allow).when(by_processor)]), to_cloud(0), "allow: a"),
        (
            "subjects and a count",
            with(vec![rule("a", Allow).when(many)]),
            of_patients(),
            "allow: a; personal.contact allow, personal.health allow",
        ),
        (
            "a category",
            with(vec![rule("a", Allow).when(health)]),
            of_patients(),
            "deny: a, nothing permits; personal.contact deny, personal.health allow",
        ),
        (
            "a count of its own",
            with(vec![rule("a", Allow).when(many)]),
            Question { subject_count: Some(99), data: Vec::new(), ..of_patients() },
            "deny: nothing permits",
        ),
    ]);
}
