//! The repository of regulations over gRPC: the real binary, the built-in policies, the generated client.

use std::collections::BTreeSet;

use jiff::civil::Date;
use selat::grpc::wire::{
    Authority, Confidence, Coverage, Effect, GetRegulationRequest, GetVocabularyRequest, JurisdictionCoverage,
    ListJurisdictionsRequest, ListRegulationsRequest, ListRegulationsResponse, Regulation, RegulationStatus, Word,
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::support::sidecar::{Regulations, Sidecar};

async fn client() -> (Sidecar, Regulations) {
    let sidecar = Sidecar::start(&[]);
    let client = sidecar.regulations().await;
    (sidecar, client)
}

/// Every regulation that passes, and the pages that it took.
async fn all(client: &mut Regulations, filters: ListRegulationsRequest) -> (Vec<Regulation>, usize) {
    let (mut found, mut pages, mut request) = (Vec::new(), 0, filters);
    loop {
        let page = page(client, request.clone()).await.unwrap();
        found.extend(page.regulations);
        pages += 1;
        if page.next_page_token.is_empty() {
            assert_eq!(usize::try_from(page.total_size).unwrap(), found.len(), "{request:?}");
            return (found, pages);
        }
        request.page_token = page.next_page_token;
    }
}

async fn page(client: &mut Regulations, request: ListRegulationsRequest) -> Result<ListRegulationsResponse, Status> {
    client.list_regulations(request).await.map(tonic::Response::into_inner)
}

async fn get(client: &mut Regulations, id: &str) -> Result<Regulation, Status> {
    let answer = client.get_regulation(GetRegulationRequest { id: id.to_owned() }).await?.into_inner();
    assert_eq!(answer.policy_revision.len(), 32);
    Ok(answer.regulation.expect("a regulation"))
}

fn ids(regulations: &[Regulation]) -> Vec<&str> {
    regulations.iter().map(|regulation| regulation.id.as_str()).collect()
}

fn violation(status: &Status) -> (String, String) {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let mut all = status.get_details_bad_request().expect("google.rpc.BadRequest").field_violations;
    assert_eq!(all.len(), 1, "{all:?}");
    let one = all.remove(0);
    (one.field, one.description)
}

#[tokio::test]
async fn pages_follow_one_another_to_the_end_and_hold_each_entry_once() {
    let (_sidecar, mut client) = client().await;
    let (at_once, pages) = all(&mut client, ListRegulationsRequest { page_size: 1_000, ..Default::default() }).await;
    assert!(at_once.len() > 200 && pages == at_once.len().div_ceil(200), "never more than 200 on a page");
    let all_ids = ids(&at_once);
    assert!(all_ids.is_sorted() && all_ids.iter().collect::<BTreeSet<_>>().len() == all_ids.len());

    let first = page(&mut client, ListRegulationsRequest::default()).await.unwrap();
    assert_eq!((first.regulations.len(), ids(&first.regulations)), (50, all_ids[..50].to_vec()));
    let (by_sevens, pages) = all(&mut client, ListRegulationsRequest { page_size: 7, ..Default::default() }).await;
    assert_eq!((by_sevens, pages), (at_once.clone(), at_once.len().div_ceil(7)));
}

#[tokio::test]
async fn a_token_serves_only_the_list_that_it_came_from() {
    let (_sidecar, mut client) = client().await;
    let filters = ListRegulationsRequest { jurisdiction: "VN".to_owned(), page_size: 2, ..Default::default() };
    let first = page(&mut client, filters.clone()).await.unwrap();
    let with = |page_token: &str| ListRegulationsRequest { page_token: page_token.to_owned(), ..filters.clone() };
    // How large the next page is to be may change on the way.
    let next = ListRegulationsRequest { page_size: 3, ..with(&first.next_page_token) };
    let next = page(&mut client, next).await.unwrap();
    assert!(ids(&first.regulations) < ids(&next.regulations) && next.regulations.len() == 3);

    let elsewhere = ListRegulationsRequest { jurisdiction: "ID".to_owned(), ..with(&first.next_page_token) };
    let cut = &first.next_page_token[..first.next_page_token.len() - 1];
    for wrong in [elsewhere, with(cut), with("1"), with("nonsense"), with(&"é".repeat(20))] {
        let (field, description) = violation(&page(&mut client, wrong).await.unwrap_err());
        assert_eq!(field, "page_token");
        assert!(description.contains("leave it out to begin again"), "{description}");
    }
}

type Passes = fn(&Regulation) -> bool;

#[tokio::test]
async fn each_filter_finds_what_passes_it_and_nothing_else() {
    let (_sidecar, mut client) = client().await;
    let (everything, _) = all(&mut client, ListRegulationsRequest::default()).await;
    let none = ListRegulationsRequest::default;
    let text = |text: &str| ListRegulationsRequest { text: text.to_owned(), ..none() };
    let filters: [(ListRegulationsRequest, Passes); 9] = [
        (ListRegulationsRequest { jurisdiction: "VN".to_owned(), ..none() }, |r| r.jurisdiction == "VN"),
        // A member's law is that of its groups too.
        (ListRegulationsRequest { jurisdiction: "DE".to_owned(), ..none() }, |r| {
            ["DE", "eea", "eu.member"].contains(&r.jurisdiction.as_str())
        }),
        (ListRegulationsRequest { jurisdiction: "eea".to_owned(), ..none() }, |r| r.jurisdiction == "eea"),
        (ListRegulationsRequest { authority: Authority::Treaty.into(), ..none() }, |r| {
            r.authority() == Authority::Treaty
        }),
        (ListRegulationsRequest { status: RegulationStatus::Draft.into(), ..none() }, |r| {
            r.status() == RegulationStatus::Draft
        }),
        (text("91/2025/qh15"), |r| r.number == "91/2025/QH15"),
        (text("recordinglaw.com"), |r| r.sources.iter().any(|s| s.title.contains("recordinglaw.com"))),
        (text("IMPACT dossier"), |r| holds(r, "impact") && holds(r, "dossier")),
        (
            ListRegulationsRequest {
                jurisdiction: "ID".to_owned(),
                authority: Authority::Regulation.into(),
                status: RegulationStatus::Enacted.into(),
                ..none()
            },
            |r| r.id == "id.gr33",
        ),
    ];
    for (filter, passes) in filters {
        let (found, _) = all(&mut client, filter.clone()).await;
        let expected: Vec<_> = everything.iter().filter(|r| passes(r)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < everything.len(), "{filter:?} tells nothing apart");
        assert_eq!(ids(&found), ids(&expected), "{filter:?}");
    }
}

/// Whether a word stands anywhere in an entry, whatever its case.
fn holds(regulation: &Regulation, word: &str) -> bool {
    let own = [&regulation.id, &regulation.title, &regulation.number, &regulation.issuer, &regulation.summary];
    let provisions = regulation.provisions.iter().flat_map(|p| [&p.id, &p.title, &p.summary]);
    let sources = regulation.sources.iter().flat_map(|s| [&s.title, &s.url]);
    own.into_iter().chain(provisions).chain(sources).any(|text| text.to_lowercase().contains(word))
}

#[tokio::test]
async fn a_day_finds_the_law_in_force_on_it() {
    let (_sidecar, mut client) = client().await;
    for (day, id, in_force) in [
        ("2025-12-31", "vn.decree13", true),
        ("2025-12-31", "vn.pdpl", false),
        ("2026-01-01", "vn.decree13", false),
        ("2026-01-01", "vn.pdpl", true),
        ("2027-01-15", "id.gr33", false),
        ("2027-01-16", "id.gr33", true),
        ("2027-02-28", "vn.nq22", true),
        ("2027-03-01", "vn.nq22", false),
    ] {
        let filter = ListRegulationsRequest { in_force_on: day.to_owned(), ..Default::default() };
        let (found, _) = all(&mut client, filter).await;
        assert_eq!(ids(&found).contains(&id), in_force, "{id} on {day}");
    }
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_refused_by_its_name() {
    let (_sidecar, mut client) = client().await;
    let none = ListRegulationsRequest::default;
    for (wrong, field, says) in [
        (ListRegulationsRequest { jurisdiction: "vn".to_owned(), ..none() }, "jurisdiction", "did you mean `VN`"),
        (ListRegulationsRequest { jurisdiction: "asean.membr".to_owned(), ..none() }, "jurisdiction", "`asean.member`"),
        (ListRegulationsRequest { authority: 99, ..none() }, "authority", "`99`"),
        (ListRegulationsRequest { status: -1, ..none() }, "status", "`-1`"),
        (ListRegulationsRequest { in_force_on: "2027-02-30".to_owned(), ..none() }, "in_force_on", "2027-01-16"),
        (ListRegulationsRequest { page_size: -1, ..none() }, "page_size", "`-1`"),
        (ListRegulationsRequest { text: "x".repeat(1_001), ..none() }, "text", "1000 bytes"),
    ] {
        let (found, description) = violation(&page(&mut client, wrong).await.unwrap_err());
        assert!(found == field && description.contains(says), "{found}: {description}");
    }
}

#[tokio::test]
async fn an_entry_tells_all_that_is_recorded_of_it() {
    let (_sidecar, mut client) = client().await;
    let law = get(&mut client, "vn.pdpl").await.unwrap();
    assert_eq!((law.title.as_str(), law.number.as_str()), ("Law on Personal Data Protection", "91/2025/QH15"));
    assert_eq!((law.jurisdiction.as_str(), law.issuer.as_str()), ("VN", "National Assembly"));
    assert_eq!((law.authority(), law.status()), (Authority::Statute, RegulationStatus::InForce));
    assert_eq!(law.confidence(), Confidence::High);
    assert!(!law.summary.is_empty() && law.source.starts_with("builtin/vn/regulations.yaml:"), "{law:?}");

    let dates = law.dates.as_ref().unwrap();
    assert_eq!(
        (dates.enacted.as_str(), dates.in_force.as_str(), dates.ends.as_str()),
        ("2025-06-26", "2026-01-01", "")
    );
    let earlier = get(&mut client, "vn.decree13").await.unwrap();
    assert_eq!((earlier.status(), earlier.dates.unwrap().ends.as_str()), (RegulationStatus::Repealed, "2026-01-01"));

    assert!(law.provisions.iter().any(|p| p.id == "art20" && p.summary.contains("transfer impact dossier")));
    let day = |text: &str| text.parse::<Date>().unwrap_or_else(|error| panic!("`{text}`: {error}"));
    assert!(!law.sources.is_empty());
    for source in &law.sources {
        assert!(!source.title.is_empty() && day(&source.seen) <= day(&law.reviewed), "{source:?}");
    }
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    let age = today.since(day(&law.reviewed)).unwrap().get_days();
    assert!((i64::from(age) - i64::from(law.review_age_days)).abs() <= 1, "midnight may have passed: {law:?}");
}

#[tokio::test]
async fn an_entry_names_the_rules_that_rest_on_it_each_with_its_time() {
    let (_sidecar, mut client) = client().await;
    let law = get(&mut client, "vn.pdpl").await.unwrap();
    let dossier = law.cited_by.iter().find(|rule| rule.rule == "vn.pdpl.transfer-dossier").unwrap();
    assert_eq!(
        (dossier.effect(), dossier.citations.clone()),
        (Effect::Require, vec!["vn.pdpl#art20".to_owned(), "vn.pdpl#art22".to_owned()])
    );
    // 2026-01-01 in Viet Nam.
    assert_eq!((dossier.from.unwrap().seconds, dossier.until), (1_767_200_400, None));
    let clauses = get(&mut client, "asean.mcc").await.unwrap();
    assert!(clauses.cited_by.iter().any(|by| by.rule == "asean.mcc.sg" && by.effect() == Effect::Recognition));
}

#[tokio::test]
async fn what_is_not_there_is_said_with_what_is_near() {
    let (_sidecar, mut client) = client().await;
    for (id, says) in
        [("vn.pdlp", "`vn.pdpl`"), ("VN.PDPL", "`vn.pdpl`"), ("", "``"), ("nothing-like-it", "not a known")]
    {
        let status = get(&mut client, id).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{status:?}");
        assert!(status.message().contains(says), "{}", status.message());
    }
    let long = get(&mut client, &"x".repeat(1_000_000)).await.unwrap_err();
    assert!(long.code() == Code::NotFound && long.message().len() < 200, "{long:?}");
}

#[tokio::test]
async fn jurisdictions_tell_how_much_of_their_law_is_held() {
    let (_sidecar, mut client) = client().await;
    let all = client.list_jurisdictions(ListJurisdictionsRequest {}).await.unwrap().into_inner();
    let codes: Vec<_> = all.jurisdictions.iter().map(|one| one.code.as_str()).collect();
    assert!(codes.len() > 200 && codes.is_sorted(), "{codes:?}");
    let of = |code: &str| all.jurisdictions.iter().find(|one| one.code == code).unwrap();
    let fully = ["BN", "CN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN", "DE", "FR", "NO", "IS", "LI"];
    for code in fully {
        assert_eq!((of(code).coverage(), of(code).categories.len()), (Coverage::Full, 0), "{code}");
    }
    for code in ["AU", "GB", "IN", "JP", "KR", "US"] {
        assert_eq!(of(code).coverage(), Coverage::Partial, "{code}");
        assert!(of(code).categories.iter().any(|category| category == "personal"), "{:?}", of(code));
    }
    for code in ["AQ", "BR", "CA", "CH", "NZ", "RU", "ZA"] {
        let JurisdictionCoverage { rule_sets, .. } = of(code);
        assert_eq!((of(code).coverage(), rule_sets.len()), (Coverage::None, 0), "{code}");
    }
    assert_eq!(of("VN").title, "Vietnam");
    assert!(of("VN").groups.contains(&"asean.member".to_owned()) && of("VN").regulations > 10, "{:?}", of("VN"));
    assert!(of("DE").groups.contains(&"eea".to_owned()) && of("DE").rule_sets.contains(&"eu.gdpr".to_owned()));
    assert!(!of("SG").groups.iter().any(|group| group.starts_with("defa.")), "nobody has signed it yet");
}

#[tokio::test]
async fn the_vocabulary_holds_every_word_of_a_question() {
    let (_sidecar, mut client) = client().await;
    let words = client.get_vocabulary(GetVocabularyRequest {}).await.unwrap().into_inner();
    let kinds: [(&[Word], &[&str]); 7] = [
        (&words.jurisdictions, &["DE", "ID", "NO", "SG", "VN"]),
        (&words.categories, &["commercial.order", "derived.anonymised", "personal", "personal.health", "state.core"]),
        (&words.purposes, &["ai-training", "hosting", "payment-processing", "vital-interest"]),
        (&words.sectors, &["critical-infrastructure", "general", "health", "public-sector"]),
        (&words.roles, &["affiliate", "controller", "joint-controller", "processor", "public-authority"]),
        (&words.safeguards, &["certification.cbpr", "filing.transfer-impact-dossier", "instrument.asean-mcc"]),
        (&words.assumptions, &["defa-in-force", "defa-phase-2", "defa-phase-3", "rcep-no-extension"]),
    ];
    for (held, expected) in kinds {
        let held: Vec<_> = held.iter().map(|word| word.word.as_str()).collect();
        assert!(held.is_sorted(), "{held:?}");
        for word in expected {
            assert!(held.contains(word), "`{word}` is not among {held:?}");
        }
    }
    let umbrella = |word: &str| words.categories.iter().find(|known| known.word == word).unwrap().r#abstract;
    assert!(umbrella("personal") && umbrella("state") && !umbrella("personal.health") && !umbrella("public-sector"));
    let health = words.categories.iter().find(|known| known.word == "personal.health").unwrap();
    assert!(health.dpv.starts_with("https://w3id.org/dpv/") && !health.title.is_empty(), "{health:?}");
    assert!(words.assumptions.iter().all(|assumption| !assumption.title.is_empty()), "{:?}", words.assumptions);
}
