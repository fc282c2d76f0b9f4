//! Every route, as nobody, an outsider, a neighbour and the holder. A route that is not in the table fails the test.

mod service;

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::Method;
use base64::Engine as _;
use people::OfficialKey;
use service::{Service, service};

/// Who asks, in the order of the four expected answers.
const WHO: [&str; 4] = ["nobody", "outsider", "neighbour", "holder"];

/// A route with what the four get. Statuses: 303 for nobody is the way to the sign-in page.
struct Row {
    method: Method,
    route: &'static str,
    /// The account of the holder.
    holder: &'static str,
    form: &'static str,
    expected: [u16; 4],
}

const fn row(method: Method, route: &'static str, holder: &'static str, form: &'static str, expected: [u16; 4]) -> Row {
    Row { method, route, holder, form, expected }
}

/// Open to all; an own page of whoever is signed in; a page about another person or an office.
const OPEN: [u16; 4] = [200; 4];
/// For programs with a key and a secret; nobody's session opens it. [`walk_the_record_store`] asks with keys.
const KEY_ONLY: [u16; 4] = [401; 4];
const OWN: [u16; 4] = [303, 200, 200, 200];
const OTHERS: [u16; 4] = [303, 403, 403, 200];

fn table() -> Vec<Row> {
    let (get, post) = (Method::GET, Method::POST);
    vec![
        row(get.clone(), "/", "official", "", [200, 303, 303, 303]),
        row(get.clone(), "/healthz", "official", "", OPEN),
        row(get.clone(), "/xapi/about", "official", "", OPEN),
        row(get.clone(), "/xapi/statements", "official", "", KEY_ONLY),
        row(get.clone(), "/xapi/activities", "official", "", KEY_ONLY),
        row(get.clone(), "/xapi/activities/state", "official", "", KEY_ONLY),
        row(get.clone(), "/xapi/activities/profile", "official", "", KEY_ONLY),
        row(get.clone(), "/xapi/agents", "official", "", KEY_ONLY),
        row(get.clone(), "/xapi/agents/profile", "official", "", KEY_ONLY),
        row(get.clone(), "/api/openapi.json", "official", "", OPEN),
        row(get.clone(), "/assets/{file}", "official", "", [404; 4]),
        row(get.clone(), "/sign-in", "official", "", OPEN),
        row(post.clone(), "/sign-in", "official", "identifier=x&password=y", [422; 4]),
        row(post.clone(), "/language", "official", "language=hi&return=/", [303; 4]),
        row(get.clone(), "/verify", "official", "", OPEN),
        row(get.clone(), "/verify/{code}", "official", "", [404; 4]),
        row(get.clone(), "/framework", "official", "", OPEN),
        row(get.clone(), "/framework/competencies/{*code}", "official", "", OPEN),
        row(get.clone(), "/framework/positions", "official", "", OPEN),
        row(get.clone(), "/framework/frameworks/{*code}", "official", "", OPEN),
        row(get.clone(), "/frameworks/crosswalks", "ifu", "", OTHERS),
        row(post.clone(), "/frameworks/crosswalks", "ifu", "origin=x&target=y&relation=exact", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/twins", "ifu", "", OTHERS),
        row(post.clone(), "/frameworks/twins", "ifu", "one=x&other=y&decision=alias", [401, 403, 403, 422]),
        row(get.clone(), "/framework/positions/{*code}", "official", "", OPEN),
        row(get.clone(), "/ims/case/{version}/CFDocuments", "official", "", OPEN),
        row(get.clone(), "/ims/case/{version}/{kind}/{id}", "official", "", OPEN),
        row(get.clone(), "/account", "official", "", OWN),
        row(get.clone(), "/account/password", "official", "", OWN),
        row(post.clone(), "/account/password", "official", "present=x&new=a&again=b", [303, 422, 422, 422]),
        row(get.clone(), "/today", "official", "", OWN),
        row(get.clone(), "/competencies", "official", "", OWN),
        row(get.clone(), "/competencies/{code}", "official", "", OWN),
        row(get.clone(), "/learn", "official", "", OWN),
        row(get.clone(), "/learn/{code}", "official", "", OWN),
        row(get.clone(), "/path", "official", "", OWN),
        row(get.clone(), "/path/towards", "official", "", OWN),
        row(get.clone(), "/content-gaps", "nodal", "", OTHERS),
        row(get.clone(), "/team/plans", "supervisor", "", OWN),
        row(get.clone(), "/offices/{code}/plans", "nodal", "", OTHERS),
        row(post.clone(), "/path/plan", "official", "seen=nothing", [401, 422, 422, 422]),
        row(post.clone(), "/path/plan/drop", "official", "", [303, 422, 422, 303]),
        row(post.clone(), "/path/towards", "official", "position=nowhere", [401, 403, 403, 403]),
        row(post.clone(), "/path/towards/share", "official", "shared=yes", [401, 403, 403, 303]),
        row(post.clone(), "/path/towards/end", "official", "", [303; 4]),
        row(get.clone(), "/records", "official", "", OWN),
        row(get.clone(), "/desk", "official", "", OWN),
        row(get.clone(), "/desk/{uid}", CERTIFIED, "", OTHERS),
        row(get.clone(), "/media/{file}", "official", "", [303, 404, 404, 404]),
        row(get.clone(), "/certificates/{id}", CERTIFIED, "", OTHERS),
        row(get.clone(), "/attempts/{id}", "official", "", OTHERS),
        row(get.clone(), "/attempts/{id}/result", "official", "", [303, 403, 403, 303]),
        row(get.clone(), "/insight", "official", "", OWN),
        row(get.clone(), "/insight/cohorts", "official", "", OWN),
        row(get.clone(), "/insight/courses", "official", "", OWN),
        row(get.clone(), "/insight/courses/{code}", "official", "", OWN),
        row(get.clone(), "/insight/find", "official", "", OWN),
        row(get.clone(), "/insight/brief", "official", "", OWN),
        row(get.clone(), "/insight/units/{code}", "nodal", "", OWN),
        row(get.clone(), "/insight/territories/{code}", "nodal", "", OWN),
        row(get.clone(), "/insight/competencies/{*code}", "official", "", OWN),
        row(get.clone(), "/insight/competencies", "official", "", OWN),
        row(get.clone(), "/insight/units/{code}/competencies", "nodal", "", OWN),
        row(get.clone(), "/insight/territories/{code}/competencies", "nodal", "", OWN),
        row(get.clone(), "/insight/units/{code}/competencies/{competency}", "nodal", "", OWN),
        row(post.clone(), "/insight/units/{code}/competencies/{competency}", "nodal", "course=nothing", [401, 403, 403, 422]),
        row(get.clone(), "/insight/territories/{code}/competencies/{competency}", "nodal", "", OWN),
        row(
            post.clone(),
            "/insight/territories/{code}/competencies/{competency}",
            "nodal",
            "course=nothing",
            [401, 403, 403, 403],
        ),
        row(get.clone(), "/insight/interventions", "nodal", "", OWN),
        row(post.clone(), "/insight/interventions/{id}/withdraw", "nodal", "", [303, 403, 403, 403]),
        row(get.clone(), "/team", "supervisor", "", OWN),
        row(get.clone(), "/team/{official}", "supervisor", "", OTHERS),
        row(get.clone(), "/team/{official}/observe/{code}", "supervisor", "", OTHERS),
        row(get.clone(), "/offices", "nodal", "", [303, 403, 403, 303]),
        row(get.clone(), "/offices/{code}", "nodal", "", OTHERS),
        row(get.clone(), "/offices/{code}/people", "nodal", "", OTHERS),
        row(get.clone(), "/offices/{code}/plan.xlsx", "nodal", "", OTHERS),
        row(post.clone(), "/team/{official}/observe/{code}", "supervisor", "result=", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts", "simran-sandhu", "framework=karmayogi-starter", [401, 403, 403, 403]),
        row(get.clone(), "/frameworks/reviews", "reviewer1", "", OTHERS),
        row(get.clone(), "/frameworks/drafts/{draft}", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}", "simran-sandhu", "do=comment&words=", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/conflicts", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/conflicts", "simran-sandhu", "do=mine&conflict=9", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/difference", "simran-sandhu", "", OTHERS),
        row(get.clone(), "/frameworks/drafts/{draft}/impact", "simran-sandhu", "", OTHERS),
        row(get.clone(), "/frameworks/drafts/{draft}/rows/{sheet}", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/rows/{sheet}", "simran-sandhu", "cell-role=", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/row/{number}", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/row/{number}", "simran-sandhu", "do=comment&words=", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/levels", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/levels", "simran-sandhu", "competency=rti", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/sheets", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/sheets", "simran-sandhu", "", [303, 403, 403, 422]),
        row(post.clone(), "/frameworks/drafts/{draft}/doubts/{number}", "simran-sandhu", "do=drop", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/drafts/{draft}/positions/{*code}", "simran-sandhu", "", OTHERS),
        row(post.clone(), "/frameworks/drafts/{draft}/positions/{*code}", "simran-sandhu", "do=copy&code=", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/versions/{*code}", "official", "", OPEN),
        row(
            post.clone(),
            "/insight/tables",
            "nodal",
            "table=competencies&kind=units&code=BR-RDD&format=csv",
            [401, 404, 404, 303],
        ),
        row(get.clone(), "/insight/exports", "official", "", OWN),
        row(get.clone(), "/insight/exports/{id}", "official", "", [303, 403, 403, 303]),
        row(get.clone(), "/frameworks/overlays", "ifu", "", OTHERS),
        row(
            post.clone(),
            "/frameworks/overlays",
            "ifu",
            "organisation=BR-RDD&framework=karmayogi-starter&title=",
            [401, 403, 403, 422],
        ),
        row(get.clone(), "/frameworks/overlays/{overlay}", "ifu", "", OTHERS),
        row(post.clone(), "/frameworks/overlays/{overlay}", "ifu", "do=submit&round=0", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/overlays/{overlay}/impact", "nodal", "", OTHERS),
        row(get.clone(), "/frameworks/overlays/{overlay}/items/{item}", "nodal", "", OTHERS),
        row(post.clone(), "/frameworks/overlays/{overlay}/items/{item}", "ifu", "do=remove&revision=1", [401, 403, 403, 422]),
        row(post.clone(), "/frameworks/overlays/{overlay}/conflicts/{item}", "ifu", "do=keep&reason=x", [401, 403, 403, 422]),
        row(get.clone(), "/frameworks/floor", "ifu", "", OTHERS),
        row(post.clone(), "/frameworks/floor", "hr", "government=BR&framework=karmayogi-starter", [401, 403, 403, 422]),
        row(get.clone(), "/contests", "hr", "", OTHERS),
        row(get.clone(), "/admin/records", "admin", "", OTHERS),
        row(get.clone(), "/admin/records/people", "admin", "", [303, 403, 403, 403]),
        row(get.clone(), "/records/statements/{id}", "official", "", [303, 403, 403, 403]),
        row(post.clone(), "/admin/records/clients", "admin", "title=", [401, 403, 403, 422]),
        row(post.clone(), "/admin/records/clients/revoke", "admin", "key=nobody", [401, 403, 403, 303]),
        row(post.clone(), "/admin/records/targets", "admin", "title=x&endpoint=y&key=z&secret=s", [401, 403, 403, 422]),
        row(post.clone(), "/admin/records/targets/{target}", "admin", "do=pause", [401, 403, 403, 303]),
        row(get.clone(), "/contests/{official}/{contest}", "hr", "", OTHERS),
        row(get.clone(), "/competencies/{code}/contest/{evidence}", "official", "", OTHERS),
        row(post.clone(), "/competencies/{code}/contest/{evidence}", "official", "reason=", [401, 403, 403, 422]),
        row(post.clone(), "/contests/{official}/{contest}", "hr", "answer=", [401, 403, 403, 422]),
        row(post.clone(), "/competencies/{code}/test-out", "official", "", [303, 409, 409, 303]),
        row(post.clone(), "/attempts/{id}", "official", "do=save", [401, 403, 403, 303]),
        row(get.clone(), "/learn/{code}/play", "official", "", [303, 303, 303, 303]),
        row(get.clone(), "/learn/{code}/play/{object}", "official", "", [303, 303, 303, 200]),
        row(get.clone(), "/learn/{code}/result", "official", "", [303; 4]),
        row(get.clone(), "/learn/{code}/assessment", "official", "", [303, 303, 303, 200]),
        row(get, "/learn/{code}/withdraw", "official", "", OTHERS),
        row(post.clone(), "/learn/{code}/quiz/{object}", "official", "", [303, 403, 403, 303]),
        row(post.clone(), "/learn/{code}/withdraw", "official", "", [303, 403, 403, 303]),
        row(post.clone(), "/learn/{code}/enrol", "official", "", [303; 4]),
        row(post, "/sign-out", "official", "", [303; 4]),
    ]
}

/// Routes whose four answers need more than a table row; each is walked by the test named beside it. This list may only shrink.
const ELSEWHERE: &[(&str, &str)] =
    &[("/beats", "learning/tests/forging.rs"), ("/learn/{code}/assessment POST", "learning/tests/pages.rs")];

/// Stands for whoever has a certificate in the demo.
const CERTIFIED: &str = "(certified)";

/// What stands for the parameters of routes.
struct Known {
    asha: String,
    attempt: String,
    /// The framework as CASE names it.
    document: String,
    certificate: String,
    aid: String,
    evidence: String,
    /// Asha's contest of that evidence.
    contest: String,
    /// The draft that its unit is writing.
    draft: String,
    /// An export of hers that waits.
    export: String,
    /// The overlay of the Rural Development Department of Bihar.
    overlay: String,
}

impl Known {
    async fn find(service: &Service, session: &str, asha: OfficialKey, certified: OfficialKey) -> Self {
        let started = service.ask(&Method::POST, "/competencies/cyber-hygiene/test-out", session, "").await;
        let attempt = started
            .location
            .strip_prefix("/attempts/")
            .unwrap_or_else(|| panic!("a test-out starts: {}", started.status))
            .to_owned();
        let uid = async |sql, key: i64| {
            service.one::<uuid::Uuid>(sql, key).await.unwrap_or_else(|| panic!("the demo has no row for {sql}")).to_string()
        };
        let aid = "SELECT job_aid.uid FROM desk_item JOIN job_aid ON job_aid.id = desk_item.job_aid WHERE desk_item.official = $1 LIMIT 1";
        let evidence = "SELECT evidence.id FROM evidence JOIN competency ON competency.id = evidence.competency \
                        WHERE evidence.official = $1 AND competency.code = 'grievance-redressal' LIMIT 1";
        let evidence = uid(evidence, asha.number()).await;
        let path = format!("/competencies/grievance-redressal/contest/{evidence}");
        let contested = service.ask(&Method::POST, &path, session, "reason=The+certificate+was+for+another+course").await;
        assert_eq!(contested.status, 303, "{}", contested.body);
        let framework: uuid::Uuid =
            service.one("SELECT uid FROM framework WHERE id = $1", 1).await.expect("the demo has a framework");
        Self {
            asha: uid("SELECT uid FROM official WHERE id = $1", asha.number()).await,
            attempt,
            document: competency::exchange::derived(framework, "document").to_string(),
            certificate: uid("SELECT id FROM certificate WHERE official = $1 LIMIT 1", certified.number()).await,
            aid: uid(aid, certified.number()).await,
            evidence,
            contest: uid("SELECT id FROM contest WHERE official = $1 LIMIT 1", asha.number()).await,
            export: export(service, asha).await,
            draft: uid("SELECT id FROM framework_draft WHERE state = 'drafting' AND framework = $1", 1).await,
            overlay: uid("SELECT id FROM overlay WHERE state = 'published' AND framework = $1", 1).await,
        }
    }

    fn path(&self, route: &str) -> String {
        let code = match route {
            _ if route.starts_with("/offices") || route.starts_with("/insight/units") => "BR-RDD",
            _ if route.starts_with("/insight/territories") => "S10",
            _ if route.starts_with("/insight/courses") => "deciding-grievances",
            _ if route.starts_with("/learn") => "deciding-grievances",
            _ if route.starts_with("/verify") => "nothing",
            _ if route.contains("contest") => "grievance-redressal",
            _ if route.starts_with("/framework/positions") || route.contains("/positions/") => "section-officer",
            _ if route.starts_with("/frameworks/versions") || route.starts_with("/framework/frameworks") => "karmayogi-starter",
            _ => "cyber-hygiene",
        };
        let id = match route {
            _ if route.starts_with("/attempts") => &self.attempt,
            _ if route.starts_with("/ims") => &self.document,
            _ if route.starts_with("/insight/exports") => &self.export,
            _ => &self.certificate,
        };
        route
            .replace("{official}", &self.asha)
            .replace("{contest}", &self.contest)
            .replace("{draft}", &self.draft)
            .replace("{overlay}", &self.overlay)
            .replace("{item}", "1")
            .replace("{sheet}", "activities")
            .replace("{number}", "1")
            .replace("{evidence}", &self.evidence)
            .replace("{uid}", &self.aid)
            .replace("{file}", "absent.txt")
            .replace("{object}", if route.contains("quiz") { "4" } else { "2" })
            .replace("{version}", "v1p1")
            .replace("{kind}", "CFDocuments")
            .replace("{target}", "999")
            .replace("{id}", id)
            .replace("{*code}", code)
            .replace("{competency}", "rti")
            .replace("{code}", code)
    }
}

/// Begins an export for an official.
async fn export(service: &Service, official: OfficialKey) -> String {
    use insight::export::{Ask, Format, Table, ask};
    let account: i64 = service.one("SELECT id FROM account WHERE official = $1", official.number()).await.expect("an account");
    let (title, definition) = ("Table".to_owned(), "Nothing".to_owned());
    let table = Table { title, definition, as_of: service.db.context().now(), columns: Vec::new(), rows: Vec::new() };
    let language = kernel::Language::ENGLISH;
    let id = ask(&service.db, Ask { account: kernel::Key::new(account), format: Format::Csv, language, table }).await;
    id.expect("asked").to_string()
}

async fn walk(service: Service) {
    let asha = service.official("official").await;
    let neighbour: OfficialKey = service
        .one(
            "SELECT other.official FROM posting AS mine JOIN post AS here ON here.id = mine.post JOIN post AS there ON there.organisation = here.organisation \
             JOIN posting AS other ON other.post = there.id JOIN account ON account.official = other.official \
             WHERE mine.official = $1 AND mine.until_date IS NULL AND other.official <> mine.official AND other.until_date IS NULL LIMIT 1",
            asha.number(),
        )
        .await
        .expect("somebody works beside her");
    let holder_session = service.session("official").await;
    let certified: OfficialKey = service
        .one("SELECT official FROM certificate WHERE official > $1 ORDER BY official LIMIT 1", 0)
        .await
        .expect("somebody has a certificate");
    let known = Known::find(&service, &holder_session, asha, certified).await;
    let mut faults = Vec::new();
    for row in table() {
        let sessions = [
            String::new(),
            service.session("murugan").await,
            service.session_of(neighbour).await,
            if row.holder == CERTIFIED { service.session_of(certified).await } else { service.session(row.holder).await },
        ];
        let path = known.path(row.route);
        for ((who, session), expected) in WHO.iter().zip(&sessions).zip(row.expected) {
            let answer = service.ask(&row.method, &path, session, row.form).await;
            if answer.status != expected {
                faults.push(format!("{} {} as {who}: {} instead of {expected}", row.method, row.route, answer.status.as_u16()));
            }
            if *who != "holder" && answer.body.contains("Asha Devi") {
                faults.push(format!("{} {} as {who} shows the name of another", row.method, row.route));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_each_as_it_should_on_sqlite() {
    walk(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_each_as_it_should_on_postgres() {
    walk(service(testing::postgres(app::reactions()).await).await).await;
}

#[test]
fn every_route_is_in_the_table() {
    let walked: BTreeSet<String> =
        table().iter().map(|row| row.route.to_owned()).chain(ELSEWHERE.iter().map(|(route, _)| (*route).to_owned())).collect();
    let declared = declared(Path::new(".."));
    let missing: Vec<&String> = declared.difference(&walked).collect();
    assert!(declared.len() > 20 && missing.is_empty(), "not walked: {missing:#?}");
}

/// The first argument of each `.route("...")` in the sources.
fn declared(folder: &Path) -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("tests") {
            routes.extend(declared(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).expect("a source");
            routes.extend(source.split(".route(\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    routes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_comes_after_its_session_is_given_back_whole() {
    let service = service(testing::sqlite(app::reactions()).await).await;
    let answer = service.ask(&Method::POST, "/competencies/rti/contest/none", "", "reason=It+was+%22another%22+day").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("name=\"reason\" value=\"It was &quot;another&quot; day\""), "{}", answer.body);
    let password = service.ask(&Method::POST, "/account/password", "", "present=secret&new=x&again=x").await;
    assert!(password.status == 303 && !password.body.contains("secret"));
}

/// Every operation that the description names, without a token and with one. Nobody's session opens the API.
async fn walk_the_api(service: Service) {
    let description = service.call(&Method::GET, "/api/openapi.json", "", "").await;
    let description: serde_json::Value = serde_json::from_str(&description.body).expect("JSON");
    let token = people::account::service::create_token(&service.db, "official").await.expect("a token");
    let session = service.session("official").await;
    let mut walked = 0;
    for (path, operations) in description["paths"].as_object().expect("paths") {
        let path = path.replace("{code}", "right-to-information");
        for method in operations.as_object().expect("operations").keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let nobody = service.call(&method, &path, "", "{}").await;
            assert_eq!(
                (nobody.status.as_u16(), nobody.content_type.as_str()),
                (401, "application/problem+json"),
                "{method} {path}"
            );
            assert!(nobody.body.contains("request.sign-in"), "{method} {path}: {}", nobody.body);
            let forged = service.call(&method, &path, "not-a-token", "{}").await;
            assert_eq!(forged.status, 401, "{method} {path} with a token that was never made");
            let by_cookie = service.ask(&method, &path, &session, "").await;
            assert_eq!(by_cookie.status, 401, "{method} {path} with a cookie");
            let holder = service.call(&method, &path, &token, "{}").await;
            assert!(
                holder.status.is_success() || holder.status.is_client_error() && holder.status != 401,
                "{method} {path}: {}",
                holder.status
            );
            walked += 1;
        }
    }
    assert!(walked >= 6, "only {walked} operations are described");
    let me = service.call(&Method::GET, "/api/v1/me", &token, "").await;
    assert!(me.status == 200 && me.body.contains("Asha Devi"), "{}", me.body);
    let declared = declared(Path::new(".."));
    assert!(declared.iter().all(|route| !route.starts_with("/api/v1")), "a route of the API is not described");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_wants_a_token_on_sqlite() {
    walk_the_api(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_wants_a_token_on_postgres() {
    walk_the_api(service(testing::postgres(app::reactions()).await).await).await;
}

/// Every resource of the record store with a key that may do nothing with it, and with one that may.
async fn walk_the_record_store(service: Service) {
    use records::client::Scope;
    use records::client::service::{NewClient, create};
    let key = async |scopes: &[Scope]| {
        let (title, home_page) = ("walk".to_owned(), "http://localhost".to_owned());
        let made = create(&service.db, NewClient { title, scopes: scopes.to_vec(), home_page, requests_per_second: None }).await;
        let made = made.expect("a client");
        base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", made.key, made.secret))
    };
    let (holder, stranger) = (key(&[Scope::All]).await, key(&[Scope::StatementsWrite]).await);
    let agent = "agent=%7B%22mbox%22%3A%22mailto%3Aasha%40example.in%22%7D";
    let resources = [
        ("statements".to_owned(), 200),
        ("activities?activityId=http%3A%2F%2Fe.in%2Fx".to_owned(), 200),
        (format!("agents?{agent}"), 200),
        (format!("activities/state?activityId=http%3A%2F%2Fe.in%2Fx&{agent}"), 200),
        ("activities/profile?activityId=http%3A%2F%2Fe.in%2Fx".to_owned(), 200),
        (format!("agents/profile?{agent}&profileId=none"), 404),
    ];
    for (path, expected) in resources {
        for (credentials, expected) in [(&holder, expected), (&stranger, 403), (&"bm9ib2R5Om5vdGhpbmc=".to_owned(), 401)] {
            let answer = service.knock(&format!("/xapi/{path}"), credentials).await;
            assert_eq!(answer.status, expected, "{path}: {}", answer.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_store_wants_a_key_on_sqlite() {
    walk_the_record_store(service(testing::sqlite(app::reactions()).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_store_wants_a_key_on_postgres() {
    walk_the_record_store(service(testing::postgres(app::reactions()).await).await).await;
}
