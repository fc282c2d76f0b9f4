//! A statement of the product: who may read it, and who learns of that.

#[allow(dead_code, reason = "each test file uses its part")]
mod service;

use axum::http::Method;
use records::event::{Relay, Thing, Verb, statement_id};
use service::{Service, service};

async fn walk(service: Service) {
    let official = service.official("official").await;
    let own = service.session("official").await;
    let enrolled = service.ask(&Method::POST, "/learn/cyber-hygiene/enrol", &own, "").await;
    assert_eq!(enrolled.status, 303, "{}", enrolled.body);
    let enrolment: uuid::Uuid = service
        .one("SELECT id FROM enrolment WHERE official = $1 ORDER BY enrolled_at DESC, id DESC LIMIT 1", official.number())
        .await
        .expect("an enrolment");
    Relay::new(store::Db::clone(&service.db)).drain().await.expect("relayed");
    let path = format!("/records/statements/{}", statement_id(Verb::Enrolled, &Thing::Course("cyber-hygiene"), enrolment));

    let ask = async |account: &str| service.ask(&Method::GET, &path, &service.session(account).await, "").await;
    let seen = ask("official").await;
    assert!(seen.status == 200 && seen.body.contains("/verbs/registered"), "{}", seen.body);
    for other in ["murugan", "nodal", "admin", "hr"] {
        assert_eq!(ask(other).await.status, 403, "{other}");
    }
    let looks = async || {
        let sql = "SELECT COUNT(*) FROM audit_entry WHERE action = 'profile.view' AND detail = 'statements' AND subject = $1";
        service.one::<i64>(sql, official.number()).await.expect("a count")
    };
    assert_eq!(looks().await, 0, "who reads about herself is not logged");
    let supervisor = ask("supervisor").await;
    assert_eq!(supervisor.status, 200, "{}", supervisor.body);
    assert_eq!(looks().await, 1);

    let code: String = service.one("SELECT code FROM official WHERE id = $1", official.number()).await.expect("a code");
    let search = format!("/admin/records/people?code={code}");
    let admin = service.session("admin").await;
    assert_eq!(service.ask(&Method::GET, &search, &admin, "").await.status, 403, "an administrator reads no people");
    let own_code: String =
        service.one("SELECT code FROM official WHERE id = $1", service.official("admin").await.number()).await.expect("a code");
    let own_page = service.ask(&Method::GET, &format!("/admin/records/people?code={own_code}"), &admin, "").await;
    assert_eq!(own_page.status, 200, "{}", own_page.body);
    let page = service.ask(&Method::GET, "/admin/records", &admin, "").await;
    assert!(page.body.contains("/learn/cyber-hygiene") && !page.body.contains(&code), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_read_a_persons_profile_reads_a_statement_about_them_on_sqlite() {
    walk(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_read_a_persons_profile_reads_a_statement_about_them_on_postgres() {
    walk(service(testing::postgres(app::reactions()).await).await).await;
}
