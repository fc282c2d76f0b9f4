//! The pages of figures on the small demo service: their sums are those of a direct count, and a release tells of nobody.

#[expect(dead_code, reason = "other tests need more of it")]
mod service;

use std::collections::BTreeMap;

use axum::http::Method;
use competency::requirement::{State, tally};
use service::{Service, service};

/// Held, below, not yet assessed, lapsed.
type Counts = [i64; 4];

/// What posts ask of their holders, by code of the organisation with all above it and code of the competency; counted row by row.
async fn counted(service: &Service) -> BTreeMap<(String, String), Counts> {
    let mut conn = service.db.read().await.expect("a connection");
    let above: Vec<(i64, String)> = conn
        .query("SELECT descendant, organisation.code FROM organisation_closure JOIN organisation ON organisation.id = ancestor")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
        .expect("a tree");
    let codes: BTreeMap<i64, String> = conn
        .query("SELECT id, code FROM competency")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await
        .expect("codes")
        .into_iter()
        .collect();
    let mut counts: BTreeMap<(String, String), Counts> = BTreeMap::new();
    for tally in tally::all(&mut conn, service.db.context().today()).await.expect("tallies") {
        let state = match tally.state {
            State::Held => 0,
            State::AssessedBelow => 1,
            State::NotYetAssessed => 2,
            State::Lapsed => 3,
        };
        for (_, unit) in above.iter().filter(|(office, _)| *office == tally.organisation.number()) {
            counts.entry((unit.clone(), codes[&tally.competency.number()].clone())).or_default()[state] += tally.people;
        }
    }
    counts
}

/// The lines of the table of competencies on the page of a unit.
fn lines(body: &str, unit: &str) -> BTreeMap<String, Counts> {
    let table = body.split("id=\"competencies\"").nth(1).unwrap_or_default();
    let begin = format!("<th scope=\"row\"><a href=\"/insight/units/{unit}/competencies/");
    let number = |text: &str| text.replace(',', "").parse::<i64>().expect("a number");
    table
        .split(&begin)
        .skip(1)
        .map(|line| {
            let code = line.split('"').next().expect("a code").to_owned();
            let cells: Vec<i64> = line
                .split("<td class=\"num\">")
                .skip(1)
                .take(5)
                .map(|cell| number(cell.split('<').next().expect("a cell")))
                .collect();
            assert_eq!(cells[0], cells[1..].iter().sum::<i64>(), "{unit} {code}: required is the sum of the states");
            (code, [cells[1], cells[2], cells[3], cells[4]])
        })
        .collect()
}

async fn sums_agree(service: Service) {
    let counted = counted(&service).await;
    let nodal = service.session("nodal").await;
    let units: std::collections::BTreeSet<&String> =
        counted.keys().map(|(unit, _)| unit).filter(|unit| unit.starts_with("BR-RDD")).collect();
    assert!(units.len() > 2, "{units:?}");
    for unit in units {
        let page = service.ask(&Method::GET, &format!("/insight/units/{unit}/competencies"), &nodal, "").await;
        assert_eq!(page.status, 200, "{unit}");
        let expected: BTreeMap<String, Counts> =
            counted.iter().filter(|((one, _), _)| one == unit).map(|((_, code), counts)| (code.clone(), *counts)).collect();
        assert_eq!(lines(&page.body, unit), expected, "{unit}");
        for (code, counts) in &expected {
            let page = service.ask(&Method::GET, &format!("/insight/units/{unit}/competencies/{code}"), &nodal, "").await;
            let table = page.body.split("id=\"states\"").nth(1).unwrap_or_default();
            let shown: Vec<String> = table
                .split("<td class=\"num\">")
                .skip(2)
                .take(4)
                .map(|cell| cell.split('<').next().unwrap_or_default().replace(',', ""))
                .collect();
            assert_eq!(shown, counts.map(|count| count.to_string()), "{unit} {code}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sums_of_pages_are_those_of_a_direct_count_on_sqlite() {
    sums_agree(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sums_of_pages_are_those_of_a_direct_count_on_postgres() {
    sums_agree(service(testing::postgres(app::reactions()).await).await).await;
}

async fn a_release_tells_of_nobody(service: Service) {
    let outsider = service.session("murugan").await;
    let before = service.ask(&Method::GET, "/insight", &outsider, "").await;
    assert!(before.body.contains("Nothing is published yet"), "{}", before.body);
    let report = insight::release::publish(&service.db).await.expect("published").expect("a release");
    assert!(report.cells > 10, "{report:?}");
    assert!(insight::release::publish(&service.db).await.expect("asked").is_none(), "once a week");
    let few = "SELECT COUNT(*) FROM insight_release_cell WHERE held + below < $1 AND held + below + unassessed + lapsed > 0";
    assert_eq!(service.one::<i64>(few, 10).await, Some(0));
    let counted = counted(&service).await;
    let published = "SELECT CAST(COALESCE(SUM(held + below + unassessed + lapsed), 0) AS BIGINT) FROM insight_release_cell JOIN competency \
                     ON competency.id = insight_release_cell.competency WHERE competency.code = 'rti' AND week > $1";
    let published = service.one::<i64>(published, 0).await.expect("a sum");
    let roots = ["UNION", "NIRDPR", "KB", "BR", "KA"];
    let all: i64 = roots.iter().filter_map(|root| counted.get(&((*root).to_owned(), "rti".to_owned()))).flatten().sum();
    assert!(published > 0 && published <= all, "{published} of {all}");
    let page = service.ask(&Method::GET, "/insight/units/BR-RDD/competencies", &outsider, "").await;
    assert!(page.status == 200 && page.body.contains("Published figures of the week"), "{}", page.body);
    for counts in lines(&page.body, "BR-RDD").values() {
        assert!(counts[0] + counts[1] >= 10, "{counts:?}");
    }
    for path in
        ["/insight", "/insight/brief", "/insight/find", "/insight/cohorts", "/insight/courses", "/insight/competencies/rti"]
    {
        let page = service.ask(&Method::GET, path, &outsider, "").await;
        assert!(page.status == 200 && page.body.contains("Published figures of the week"), "{path}: {}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_tells_of_nobody_on_sqlite() {
    a_release_tells_of_nobody(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_tells_of_nobody_on_postgres() {
    a_release_tells_of_nobody(service(testing::postgres(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_kept_listed_and_withdrawn() {
    let service = service(testing::sqlite(app::reactions()).await).await;
    let (nodal, outsider) = (service.session("nodal").await, service.session("murugan").await);
    let path = "/insight/units/BR-RDD/competencies/rti";
    let form = "course=right-to-information&note=Before+the+monsoon";
    assert_eq!(service.ask(&Method::POST, path, &outsider, form).await.status, 403);
    let long = format!("course=&note={}", "x".repeat(1001));
    let refused = service.ask(&Method::POST, path, &nodal, &long).await;
    assert!(refused.status == 422 && refused.body.contains("too long") && refused.body.contains(&"x".repeat(1001)));
    let kept = service.ask(&Method::POST, path, &nodal, form).await;
    assert_eq!((kept.status.as_u16(), kept.location.as_str()), (303, "/insight/interventions"), "{}", kept.body);
    let list = service.ask(&Method::GET, "/insight/interventions", &nodal, "").await;
    assert!(list.body.contains("Before the monsoon"), "{}", list.body);
    assert!(!service.ask(&Method::GET, "/insight/interventions", &outsider, "").await.body.contains("monsoon"));
    let withdraw = list.body.split("action=\"").find(|rest| rest.contains("/withdraw\"")).expect("a button");
    let withdraw = withdraw.split('"').next().expect("a path");
    assert_eq!(service.ask(&Method::POST, withdraw, &outsider, "").await.status, 403);
    assert_eq!(service.ask(&Method::POST, withdraw, &nodal, "").await.status, 303);
    assert_eq!(service.ask(&Method::POST, withdraw, &nodal, "").await.status, 403, "once");
    assert!(service.ask(&Method::GET, "/insight/interventions", &nodal, "").await.body.contains("withdrawn"));
}

/// What a page tells of so few people that somebody could be meant: "3 of 7" in the cells of a heat map.
fn small_cells(body: &str) -> usize {
    body.matches("class=\"hx\"").count()
}

/// Who may see the persons of an office has live figures of it, with cells of few people; nobody else has.
async fn live_figures_are_for_who_sees_the_persons(service: Service) {
    insight::release::publish(&service.db).await.expect("published").expect("a release");
    let (nodal, commission) = (service.session("nodal").await, service.session("commission").await);
    let (outsider, neighbour) = (service.session("murugan").await, service.session("provider").await);
    let is_live = |body: &str| body.contains("Live figures");
    let is_published = |body: &str| body.contains("Published figures of the week");
    let mut few = 0;
    for path in ["/offices/BR-RDD", "/insight/units/BR-RDD", "/insight/units/BR-RDD/competencies"] {
        let holder = service.ask(&Method::GET, path, &nodal, "").await;
        assert!(holder.status == 200 && is_live(&holder.body), "{path}: {}", holder.body);
        few += small_cells(&holder.body);
        assert_eq!(service.ask(&Method::GET, path, "", "").await.status, 303, "{path}: nobody");
        let is_of_office = path.starts_with("/offices");
        for session in [&outsider, &neighbour] {
            let other = service.ask(&Method::GET, path, session, "").await;
            assert_eq!(other.status, if is_of_office { 403 } else { 200 }, "{path}");
            assert!(!is_live(&other.body) && (is_of_office || is_published(&other.body)), "{path}: {}", other.body);
        }
        let above = service.ask(&Method::GET, path, &commission, "").await;
        assert!(above.status == 200 && is_published(&above.body) && !is_live(&above.body), "{path}: {}", above.body);
        if is_of_office {
            assert_eq!(small_cells(&above.body), 0, "{}", above.body);
        }
    }
    assert!(few > 0, "the office has cells of few people, or this test says nothing");
    // The reader of one department is nobody special elsewhere.
    let elsewhere = service.ask(&Method::GET, "/insight/units/BR", &nodal, "").await;
    assert!(elsewhere.status == 200 && is_published(&elsewhere.body) && !is_live(&elsewhere.body), "{}", elsewhere.body);
    assert_eq!(service.ask(&Method::GET, "/offices/KA", &nodal, "").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn live_figures_are_for_who_sees_the_persons_on_sqlite() {
    live_figures_are_for_who_sees_the_persons(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn live_figures_are_for_who_sees_the_persons_on_postgres() {
    live_figures_are_for_who_sees_the_persons(service(testing::postgres(app::reactions()).await).await).await;
}

/// The figures in the line of a heat map that has this link, in percent: from "62%", or "7 of 21" where there are too few for a share.
fn cells(body: &str, link: &str) -> Vec<Option<f64>> {
    let line = body.split("<tr>").find(|line| line.contains(link)).unwrap_or_default();
    let percent = |cell: &str| {
        let text = cell.split("class=\"num\">").nth(1)?.split('<').next()?.trim();
        match text.split_once(" of ") {
            Some((part, whole)) => Some(part.parse::<f64>().ok()? * 100.0 / whole.parse::<f64>().ok()?),
            None => text.strip_suffix('%')?.parse().ok(),
        }
    };
    line.split("<td").skip(1).map(percent).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_heat_maps_mean_the_same_by_below() {
    let service = service(testing::sqlite(app::reactions()).await).await;
    let nodal = service.session("nodal").await;
    let own = service.ask(&Method::GET, "/offices/BR-RDD", &nodal, "").await;
    let insight = service.ask(&Method::GET, "/insight/units/BR-RDD", &nodal, "").await;
    let codes = own.body.split("href=\"/offices/").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    let codes: std::collections::BTreeSet<&str> =
        codes.filter(|code| code.starts_with("BR-RDD-") && !code.contains('/')).collect();
    let mut compared = 0;
    for code in codes {
        let (one, other) =
            (cells(&own.body, &format!("/offices/{code}\"")), cells(&insight.body, &format!("/insight/units/{code}\"")));
        // The page of figures shows forty lines at a time.
        for (one, other) in one.into_iter().zip(other).filter_map(|(one, other)| Some((one?, other?))) {
            assert!((one - other).abs() <= 1.0, "{code}: {one} {other}");
            compared += 1;
        }
    }
    assert!(compared > 2, "{compared}");
}
