//! What a confirmed alias and a pair that is kept apart do in every import, in the library and in drafts, on both databases.

mod fixture;

use std::path::{Path, PathBuf};

use competency::draft::{self, NewDraft};
use competency::exchange::{self, CaseVersion, Format};
use competency::foreign::{self, Form, Verdict};
use competency::framework::{self, Import, Options, Source};
use competency::library::{Library, stock};
use competency::twins::{self, Decide, Decision, TwinRefusal, decide};
use fixture::{Service, service, today};
use kernel::Language;
use people::Actor;
use people::grant::{Grant, Role, Scope};
use store::{Db, Failure, Reactions};

const ALIAS: &str = "kcm/talking/communicate-effectively";

fn unit(people: &Service) -> Actor {
    let grant = Grant { role: Role::FracingUnit, scope: Scope::Everything };
    Actor::sample(people.head_account.number(), Some(people.head.number()), vec![grant], today())
}

async fn take(db: &Db, form: Form, path: &Path) -> Import {
    let catalogue = foreign::read(form, path, None).expect("no fault");
    framework::import_catalogue(db, (catalogue, form, None), Options::default(), &|_| {}).await.expect("imported")
}

async fn library(db: &Db) -> Library {
    Library::new(stock(&mut db.read().await.expect("a connection")).await.expect("read"))
}

fn say(actor: &Actor, one: &str, other: &str, decision: Decision) -> Decide {
    Decide { actor: actor.clone(), codes: (one.to_owned(), other.to_owned()), decision: Some(decision) }
}

/// The service, and a framework with a name that somebody has said is that of `writing`.
async fn confirmed(db: &Db) -> Actor {
    let people = service(db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let names = folder.path().join("names.csv");
    std::fs::write(&names, "area,theme,sub_theme\nFunctional,Talking,Communicate effectively\nFunctional,Talking,Vigilance\n")
        .expect("written");
    take(db, Form::Kcm, &names).await;
    let actor = unit(&people);
    decide(db, say(&actor, "writing", ALIAS, Decision::Alias)).await.expect("decided");
    actor
}

/// The files of an extract in a folder of their own, with one text in place of another everywhere.
fn renamed(name: &str, from: &str, to: &str) -> tempfile::TempDir {
    let extract = Path::new("tests/foreign").join(name);
    let folder = tempfile::tempdir().expect("a folder");
    let paths: Vec<PathBuf> = std::fs::read_dir(extract).expect("a folder").flatten().map(|entry| entry.path()).collect();
    for path in paths {
        let words = std::fs::read_to_string(&path).expect("a file").replace(from, to);
        std::fs::write(folder.path().join(path.file_name().expect("a name")), words).expect("written");
    }
    folder
}

/// The codes that a role asks.
fn asks(library: &Library, role: &str) -> Vec<String> {
    let role = library.stock().roles.iter().find(|one| one.code.as_str() == role).expect("a role");
    role.asks.keys().map(|at| library.stock().competencies[*at].code.to_string()).collect()
}

fn is_told(import: &Import, name: &str) {
    let told = import.ledger.rows.iter().filter(|row| row.verdict == Verdict::Merged && row.reason.contains("as was decided"));
    let told: Vec<&str> = told.map(|row| row.reason.as_str()).collect();
    assert!(told.len() == 1 && told[0].contains(name) && told[0].contains("\"Writing\" (writing)"), "{told:?}");
    assert_eq!(import.report.merged.iter().map(|one| one.canonical.as_str()).collect::<Vec<_>>(), ["writing"]);
}

/// The files of a small framework `g` in our own format, with one competency of this name.
fn own(name: &str) -> Source {
    Source::of([
        ("framework.toml", "code = \"g\"\nversion = \"1\"\npublished = \"2026-04-01\"\nlicence = \"CC0\"\ntitle.en = \"G\"\n[[level]]\nown = \"1\"\nmaps_to = 2\nname.en = \"One\"\n".to_owned()),
        ("competencies.csv", format!("code,kind,ask,name_en,definition_en\ng/one,functional,skill,{name},Says\n")),
        ("levels.csv", "competency,level,descriptor_en\ng/one,1,Says\n".to_owned()),
        ("indicators.csv", "competency,level,code,text_en\n".to_owned()),
        ("positions.csv", "code,title_en,family,group,pay_level\ng/post,Post,state,,\n".to_owned()),
        ("roles.csv", "code,name_en\ng/role,Role\n".to_owned()),
        ("position_roles.csv", "position,role\ng/post,g/role\n".to_owned()),
        ("activities.csv", "role,code,text_en\n".to_owned()),
        ("role_competencies.csv", "role,competency,level\ng/role,g/one,1\n".to_owned()),
        ("criticality.csv", "position,competency,criticality,reason_en\ng/post,g/one,high,Rights\n".to_owned()),
    ])
}

testing::on_both! {
    reactions = Reactions::default();

    async fn every_importer_takes_an_alias_for_what_stands_for_it(db: TestDb) {
        confirmed(&db).await;
        let nsw = take(&db, Form::Nsw, renamed("nsw", "", "").path()).await;
        is_told(&nsw, "Communicate Effectively");
        let gdad = take(&db, Form::Gdad, renamed("gdad", "Managing a data project", "Communicate effectively").path()).await;
        is_told(&gdad, "Communicate effectively");
        let onet = take(&db, Form::Onet, renamed("onet", "Reading Comprehension", "Communicate-Effectively").path()).await;
        is_told(&onet, "Communicate-Effectively");
        let report = framework::import_source(&db, &own("COMMUNICATE – effectively"), Options::default(), &|_| {}).await.expect("imported");
        assert_eq!(report.merged.iter().map(|one| (one.code.as_str(), one.canonical.as_str())).collect::<Vec<_>>(), [("g/one", "writing")]);

        let library = library(&db).await;
        for code in ["nsw/nsw-05", "gdad/communicate-effectively", "onet/2.A.1.a", "g/one"] {
            assert!(library.competency(code).is_none(), "{code} was made once more");
        }
        for role in ["nsw/1-duty-officer", "onet/11-1011.00", "g/role"] {
            assert!(asks(&library, role).contains(&"writing".to_owned()), "{role}: {:?}", asks(&library, role));
        }
        let post = library.position("g/post").expect("a position");
        assert_eq!(library.asks(post).iter().map(|ask| (ask.competency.code.as_str(), ask.criticality.is_some())).collect::<Vec<_>>(), [("writing", true)]);

        for (form, folder) in [(Form::Nsw, renamed("nsw", "", "")), (Form::Onet, renamed("onet", "Reading Comprehension", "Communicate-Effectively"))] {
            let again = take(&db, form, folder.path()).await;
            assert!(again.same && again.report.is_unchanged() && again.report.merged.len() == 1, "{form:?}");
        }
        let again = framework::import_source(&db, &own("COMMUNICATE – effectively"), Options::default(), &|_| {}).await.expect("imported");
        assert!(again.is_unchanged(), "{again:?}");
    }

    async fn a_package_is_merged_as_files_are_and_the_alias_itself_keeps_its_record(db: TestDb) {
        confirmed(&db).await;
        let other = testing::sqlite(Reactions::default()).await;
        take(&other, Form::Nsw, renamed("nsw", "", "").path()).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("nsw.json");
        exchange::export(&other, "nsw", Format::Case(CaseVersion::V1p1), (&path, "https://k.example")).await.expect("exported");
        is_told(&take(&db, Form::Case, &path).await, "Communicate Effectively");
        let names = folder.path().join("names.csv");
        std::fs::write(&names, "area,theme,sub_theme\nFunctional,Talking,Communicate effectively\nFunctional,Talking,Vigilance\n").expect("written");
        let again = take(&db, Form::Kcm, &names).await;
        is_told(&again, "Communicate effectively");
        assert!(again.same, "the record of the alias is as it was");
        assert!(library(&db).await.competency(ALIAS).is_some());
    }

    async fn the_library_finds_what_stands_for_an_alias_by_its_names(db: TestDb) {
        let actor = confirmed(&db).await;
        let codes = async |query: &str| {
            library(&db).await.competencies(query, None).entries.iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
        };
        for query in ["communicate effectively", "Communicate-Effectively", "effectively", "लेखन", "lekhan"] {
            assert_eq!(codes(query).await, ["writing"], "{query}");
        }
        let mut conn = db.read().await.expect("a connection");
        let known = twins::groups(&mut conn).await.expect("read");
        let others = twins::other_names(&mut conn, &known).await.expect("read");
        for (code, other) in [("writing", "Communicate effectively"), (ALIAS, "Writing")] {
            let names = &others[&fixture::key(&db, code).await];
            assert_eq!(names.iter().map(|name| name.get(&Language::ENGLISH)).collect::<Vec<_>>(), [other]);
        }
        drop(conn);
        decide(&db, Decide { decision: None, ..say(&actor, "writing", ALIAS, Decision::Alias) }).await.expect("taken back");
        assert_eq!(codes("communicate effectively").await, [ALIAS]);
        decide(&db, say(&actor, ALIAS, "writing", Decision::Alias)).await.expect("decided");
        assert_eq!(codes("writing").await, [ALIAS], "the name that somebody chose stays");
    }

    async fn what_is_kept_apart_is_never_merged_and_decisions_do_not_contradict(db: TestDb) {
        let actor = confirmed(&db).await;
        decide(&db, say(&actor, "rti", "writing", Decision::Apart)).await.expect("decided");
        let refused = decide(&db, say(&actor, "rti", ALIAS, Decision::Alias)).await;
        assert!(matches!(refused, Err(Failure::Refused(TwinRefusal::Contradicts))), "{refused:?}");
        let refused = decide(&db, say(&actor, "writing", ALIAS, Decision::Apart)).await;
        assert!(refused.is_ok(), "a pair can be decided anew");
        let report = framework::import_source(&db, &own("Communicate effectively"), Options::default(), &|_| {}).await.expect("imported");
        assert!(report.merged.is_empty() && library(&db).await.competency("g/one").is_some());
        // One of them is an alias of something else now, and a third has its name and is kept apart from that.
        decide(&db, say(&actor, "rti", ALIAS, Decision::Alias)).await.expect("decided");
        decide(&db, say(&actor, "rti", "g/one", Decision::Apart)).await.expect("decided");
        let folder = renamed("nsw", "", "");
        let nsw = take(&db, Form::Nsw, folder.path()).await;
        assert!(nsw.report.merged.is_empty(), "{:?}", nsw.report.merged);
    }

    async fn a_spreadsheet_in_a_draft_takes_an_alias_for_what_stands_for_it(db: TestDb) {
        let actor = confirmed(&db).await;
        let new = NewDraft {
            actor: actor.clone(),
            framework: "f".to_owned(),
            organisation: "O".to_owned(),
            title: "Names".to_owned(),
            version: "2".to_owned(),
        };
        let id = draft::open(&db, new).await.expect("opened");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sheet");
        std::fs::write(&path, "role,competency,level\ndesk,Communicate-effectively,1\ndesk,kcm/talking/communicate-effectively,2\ndesk,kcm/talking/vigilance,1\n").expect("written");
        let uploaded = draft::upload(&db, actor.clone(), id, (&path, "role_competencies.csv")).await.expect("uploaded");
        assert_eq!((uploaded.added, uploaded.doubtful, uploaded.merged.len()), (1, 1, 2), "{uploaded:?}");
        assert!(uploaded.merged.iter().all(|one| one.canonical.as_str() == "writing" && !one.name.get(&Language::ENGLISH).is_empty()));
        std::fs::write(&path, "code,kind,ask,name_en,definition_en\nnew,functional,skill,Communicate effectively,Says\n").expect("written");
        let uploaded = draft::upload(&db, actor.clone(), id, (&path, "competencies.csv")).await.expect("uploaded");
        assert_eq!((uploaded.added, uploaded.doubtful, uploaded.merged.len()), (0, 0, 1), "{uploaded:?}");
    }
}
