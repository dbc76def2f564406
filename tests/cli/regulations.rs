//! `selat regulations`: the repository of regulations on the command line.

use serde_json::{Value, json};

use super::{Ended, Folder, selat};

/// What a command prints as JSON.
fn told(arguments: &[&str]) -> Value {
    let ended = selat(&[arguments, &["--json"]].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn ids(value: &Value) -> Vec<&str> {
    list(&value["regulations"]).iter().map(|one| one["id"].as_str().expect("an id")).collect()
}

fn refused(ended: &Ended, says: &str) {
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.all());
    assert!(ended.stderr.contains(says), "{}", ended.all());
}

#[test]
fn list_shows_what_passes_every_filter() {
    let all = told(&["regulations", "list"]);
    assert_eq!(all["total_size"], json!(list(&all["regulations"]).len()));
    assert_eq!(all["policy_revision"].as_str().expect("a revision").len(), 32);
    let filters = ["--jurisdiction", "ID", "--authority", "regulation", "--status", "enacted", "--text", "33/2026"];
    let found = told(&[&["regulations", "list"], &filters[..]].concat());
    assert_eq!(ids(&found), ["id.gr33"]);
    let on_the_day_before = told(&[&["regulations", "list", "--in-force-on", "2027-01-15"], &filters[..]].concat());
    assert_eq!(ids(&on_the_day_before), [""; 0]);
    let on_the_day = told(&[&["regulations", "list", "--in-force-on", "2027-01-16"], &filters[..]].concat());
    assert_eq!(ids(&on_the_day), ["id.gr33"]);
}

#[test]
fn list_reads_well() {
    let ended = selat(&["regulations", "list", "--jurisdiction", "VN", "--text", "personal data protection"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    for line in [
        "vn.pdpl Law on Personal Data Protection (91/2025/QH15)\n",
        "    VN; statute; in-force, from 2026-01-01; confidence high; reviewed 20",
        "    VN; regulation; repealed, from 2023-07-01 until 2026-01-01; confidence high;",
        " regulations\n",
    ] {
        assert!(ended.stdout.contains(line), "{line:?} is not in\n{}", ended.stdout);
    }
    let nothing = selat(&["regulations", "list", "--text", "nothing like it"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (0, "0 regulations\n"));
}

#[test]
fn list_refuses_what_it_does_not_know() {
    refused(&selat(&["regulations", "list", "--jurisdiction", "vn"]), "did you mean `VN`?");
    refused(&selat(&["regulations", "list", "--in-force-on", "2027-02-30"]), "expected a day such as 2027-01-16");
    refused(
        &selat(&["regulations", "list", "--status", "valid"]),
        "possible values: in-force, enacted, draft, repealed",
    );
}

#[test]
fn show_tells_all_that_is_recorded_of_an_entry() {
    let law = &told(&["regulations", "show", "id.gr33"])["regulation"];
    assert_eq!(law["number"], "PP 33/2026");
    assert_eq!((&law["authority"], &law["status"]), (&json!("regulation"), &json!("enacted")));
    assert_eq!(law["dates"], json!({ "enacted": "2026-07-16", "in_force": "2027-01-16", "ends": null }));
    assert!(list(&law["sources"]).iter().all(|source| source["seen"].is_string() && source["title"].is_string()));
    assert!(law["review_age_days"].is_u64() && law["reviewed"].is_string() && law["confidence"].is_string());
    let rules: Vec<_> = list(&law["cited_by"]).iter().map(|by| (by["rule"].as_str(), by["from"].as_str())).collect();
    assert!(rules.contains(&(Some("id.gr33.transfer"), Some("2027-01-15T17:00:00Z"))), "{rules:?}");

    let text = selat(&["regulations", "show", "id.gr33"]).stdout;
    for part in [
        "(PP 33/2026)",
        "enacted, from 2027-01-16",
        "Provisions",
        "id.gr33.transfer (from 2027-01-16)",
        "Sources",
        "; seen 20",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn show_takes_one_provision_too() {
    let law = &told(&["regulations", "show", "vn.pdpl#art20"])["regulation"];
    let provisions: Vec<_> = list(&law["provisions"]).iter().map(|one| &one["id"]).collect();
    assert_eq!((&law["id"], provisions), (&json!("vn.pdpl"), vec![&json!("art20")]));
    for by in list(&law["cited_by"]) {
        assert!(list(&by["citations"]).contains(&json!("vn.pdpl#art20")), "{by}");
    }
    refused(&selat(&["regulations", "show", "vn.pdpl#art02"]), "did you mean one of `vn.pdpl#art20`");
    refused(&selat(&["regulations", "show", "vn.pdl"]), "did you mean `vn.pdpl`?");
}

#[test]
fn stale_lists_the_entries_whose_review_is_too_long_ago() {
    let folder = Folder::good();
    let stale = |days: &str| {
        let ended = folder.selat(&["regulations", "stale", "--after", days, "--json", "--policies", "policies"]);
        assert_eq!(ended.code, 0, "{}", ended.all());
        serde_json::from_str::<Value>(&ended.stdout).expect("JSON")
    };
    let text = include_str!("../fixtures/cli/base.yaml").replace("reviewed: 2026-11-23", "reviewed: 2020-01-31");
    folder.write("policies/base.yaml", &text);
    // The other entry was reviewed after this one, whatever day it is.
    let age = u32::try_from(stale("1000d")["regulations"][0]["review_age_days"].as_u64().expect("days")).expect("days");
    assert_eq!(ids(&stale(&format!("{}d", age - 2))), ["sg.act"]);
    assert_eq!(ids(&stale(&format!("{}d", age + 2))), [""; 0]);
    refused(&folder.selat(&["regulations", "stale", "--after", "soon"]), "such as 90d");
}

/// What changes within ninety days of late November 2026.
fn upcoming() -> Value {
    told(&["regulations", "upcoming", "--within", "90d", "--at", "2026-11-25"])
}

fn on<'v>(upcoming: &'v Value, day: &str) -> &'v Value {
    let found = list(&upcoming["changes"]).iter().find(|change| change["day"] == day);
    found.unwrap_or_else(|| panic!("nothing on {day} in {upcoming:#}"))
}

#[test]
fn upcoming_knows_that_viet_nam_will_be_bound_by_rcep() {
    let upcoming = upcoming();
    let change = on(&upcoming, "2027-01-01");
    let is_bound = |turn: &&Value| turn["id"] == "intl.rcep-flow-bound" && turn["member"] == "VN";
    let joins = list(&change["turns"]).iter().find(is_bound).unwrap_or_else(|| panic!("{change:#}"));
    assert_eq!(
        (&joins["event"], &joins["kind"], &joins["assumption"]),
        (&json!("begins"), &json!("membership"), &json!(null))
    );
    assert!(joins["text"].as_str().expect("a title").contains("RCEP"), "{joins:#}");
    let answers = list(&change["answers"]);
    let gained =
        |answer: &&Value| answer["origin"] == "VN" && list(&answer["gained"]).contains(&json!("intl.rcep.flow"));
    let of_vn = answers.iter().find(gained).unwrap_or_else(|| panic!("{change:#}"));
    let to: Vec<_> = list(&of_vn["transfers"]).iter().flat_map(|group| list(&group["destinations"])).collect();
    assert!(to.contains(&&json!("SG")) && !to.contains(&&json!("VN")), "{of_vn:#}");
}

#[test]
fn upcoming_knows_what_indonesia_will_ask_for() {
    let upcoming = upcoming();
    let change = on(&upcoming, "2027-01-16");
    assert_eq!(change["at"], "2027-01-15T17:00:00Z");
    let turn = |event: &str, kind: &str, id: &str| {
        list(&change["turns"]).iter().any(|turn| turn["event"] == event && turn["kind"] == kind && turn["id"] == id)
    };
    assert!(turn("begins", "regulation", "id.gr33"), "{change:#}");
    assert!(turn("begins", "rule", "id.gr33.transfer") && turn("ends", "rule", "id.pdp.transfer"), "{change:#}");
    let stricter = |answer: &&Value| {
        answer["origin"] == "ID"
            && answer["before"]["decision"] == "allow"
            && answer["after"]["decision"] == "conditions"
    };
    let answer = list(&change["answers"]).iter().find(stricter).unwrap_or_else(|| panic!("{change:#}"));
    assert!(list(&answer["after"]["unmet"]).contains(&json!("id.gr33.transfer")), "{answer:#}");
    let data: Vec<_> = list(&answer["transfers"]).iter().flat_map(|group| list(&group["data"])).collect();
    assert!(data.contains(&&json!("personal.contact")), "{answer:#}");
}

#[test]
fn upcoming_reads_well() {
    let ended = selat(&["regulations", "upcoming", "--within", "90d", "--at", "2026-11-25"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.all());
    for line in [
        "2027-01-01 (2026-12-31T17:00:00Z)\n",
        "  joins intl.rcep-flow-bound, Parties bound by articles 12.14 and 12.15 of RCEP (Cambodia and",
        " years): VN\n",
        "2027-01-16 (2027-01-15T17:00:00Z)\n",
        "  comes into force: id.gr33, Government Regulation implementing the Personal Data Protection Law (PP\n",
        "  begins: id.gr33.transfer, ",
        "  ends: id.pdp.transfer, ",
        "  ID allow → conditions, with ",
        "then unmet: id.gr33.subject-notice, id.gr33.transfer, id.gr33.transfer-assessment\n",
    ] {
        assert!(ended.stdout.contains(line), "{line:?} is not in\n{}", ended.stdout);
    }
}

#[test]
fn upcoming_looks_after_its_start_and_up_to_its_end() {
    let days = |within: &str, at: &str| {
        let told = told(&["regulations", "upcoming", "--within", within, "--at", at]);
        list(&told["changes"]).iter().map(|one| one["at"].as_str().expect("an instant").to_owned()).collect::<Vec<_>>()
    };
    let begins = "2027-01-15T17:00:00Z";
    assert_eq!(days("1d", "2027-01-14T17:00:00Z"), [begins], "the last instant is looked at");
    assert_eq!(days("1d", begins), [""; 0], "the first one is past");
    assert_eq!(days("0d", begins), [""; 0]);
    let nothing = selat(&["regulations", "upcoming", "--within", "1d", "--at", begins]);
    assert_eq!(nothing.stdout, format!("nothing begins or ends after {begins} and until 2027-01-16T17:00:00Z\n"));
    refused(&selat(&["regulations", "upcoming", "--within", "3m"]), "such as 90d");
    refused(&selat(&["regulations", "upcoming", "--assume", "defa-in-forc"]), "did you mean `defa-in-force`?");
}

#[test]
fn upcoming_sees_further_under_an_assumption() {
    let gained = |more: &[&str]| {
        let told = told(&[&["regulations", "upcoming", "--within", "90d", "--at", "2026-11-25"], more].concat());
        let change = on(&told, "2027-01-01").clone();
        let answers = list(&change["answers"]).iter();
        answers.flat_map(|answer| list(&answer["gained"]).to_vec()).any(|rule| rule == "asean.defa.flow")
    };
    assert!(!gained(&[]), "no live answer rests on it");
    assert!(gained(&["--assume", "defa-in-force"]));
}

#[test]
fn coverage_tells_whose_law_is_held_and_how_well_it_is_tested() {
    let told = told(&["regulations", "coverage"]);
    let laws = list(&told["laws"]);
    let of = |code: &str| laws.iter().find(|law| law["jurisdiction"] == code).unwrap_or_else(|| panic!("{told:#}"));
    assert_eq!((&of("VN")["coverage"], &of("VN")["title"]), (&json!("full"), &json!("Vietnam")));
    assert_eq!((&of("JP")["coverage"], &of("eea")["coverage"]), (&json!("partial"), &json!(null)));
    for law in laws.iter().filter(|law| law["rules"] != 0) {
        assert_eq!(law["reached"], law["rules"], "every rule is reached by some test: {law:#}");
        assert!(law["tests"].as_u64() > Some(0) && law["provisions"].as_u64() > Some(0), "{law:#}");
    }
    let sum = |field: &str| laws.iter().map(|law| law[field].as_u64().expect("a number")).sum::<u64>();
    let regulations = serde_json::from_str::<Value>(&selat(&["regulations", "list", "--json"]).stdout).expect("JSON");
    assert_eq!(json!(sum("regulations")), regulations["total_size"]);

    let text = selat(&["regulations", "coverage"]).stdout;
    let all = sum("rules");
    for part in
        ["law                   coverage  ", "\nVN  Vietnam           full  ", &format!("\n{all} of {all} rules ")]
    {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}
