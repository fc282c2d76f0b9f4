//! Accepting, replacing and giving up plans; aspirations; what a supervisor sees.

mod common;

use common::{Service, number, reactions, service, show};
use competency::evidence::EvidenceKind;
use kernel::Language;
use paths::aspiration::{self, Aspire, Share};
use paths::overview::{self, Page};
use paths::path::{self, Accept, Drop, PathRefusal, Wish};
use people::Actor;
use people::grant::{Grant, Role, Scope};
use store::{Db, Failure};

fn accept(service: &Service, seen: Option<&[&str]>) -> Accept {
    Accept {
        official: service.clerk,
        account: Some(service.account),
        wish: Wish::usual(60, &Language::HINDI),
        seen: seen.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()),
        at: None,
        id: None,
    }
}

async fn plan(db: &Db, service: &Service) -> Option<path::Plan> {
    path::plan(&mut db.read().await.expect("a connection"), service.clerk).await.expect("read")
}

testing::on_both! { reactions = reactions();
    async fn a_step_is_done_when_what_it_raises_is_held(db: TestDb) {
        let service = service(&db).await;
        path::accept(&db, accept(&service, None)).await.expect("accepted");
        let before = plan(&db, &service).await.expect("a plan");
        // Nothing here proves rti beyond level 1; writing goes by the course and then by work at levels 2 and 3.
        assert_eq!(before.steps.len(), 4, "{before:?}");
        assert_eq!((before.done(), before.minutes, before.minutes_left()), (0, 90 + 40 + 300 + 480, 910));
        show(&db, service.clerk, "writing", EvidenceKind::Observation, 2).await;
        let after = plan(&db, &service).await.expect("a plan");
        assert_eq!((after.done(), after.minutes_left()), (2, 90 + 480), "by whatever way");
        let next = path::next(&mut db.read().await.expect("a connection"), service.clerk, db.context().now()).await.expect("read");
        assert!(next.is_some_and(|next| next.planned && next.steps_left == 2));
    }
    async fn a_second_acceptance_replaces_the_first_and_keeps_it(db: TestDb) {
        let service = service(&db).await;
        let first = path::accept(&db, accept(&service, None)).await.expect("accepted");
        let second = path::accept(&db, accept(&service, None)).await.expect("accepted");
        assert_ne!(first, second);
        assert_eq!(plan(&db, &service).await.map(|plan| plan.id), Some(second));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM path_plan WHERE state = 'replaced' AND ended_at IS NOT NULL").await, 1);
        let drop = Drop { official: service.clerk, account: service.account };
        path::drop_plan(&db, drop).await.expect("given up");
        assert_eq!(plan(&db, &service).await, None);
        assert!(matches!(path::drop_plan(&db, drop).await, Err(Failure::Refused(PathRefusal::NoPlan))));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM path_plan").await, 2);
    }
    async fn two_acceptances_at_once_leave_one_in_force(db: TestDb) {
        let service = service(&db).await;
        let both = tokio::join!(path::accept(&db, accept(&service, None)), path::accept(&db, accept(&service, None)));
        assert!(both.0.is_ok() || both.1.is_ok());
        assert_eq!(number(&db, "SELECT COUNT(*) FROM path_plan WHERE state = 'accepted'").await, 1);
    }
    async fn what_is_accepted_is_what_was_seen(db: TestDb) {
        let service = service(&db).await;
        let other = path::accept(&db, accept(&service, Some(&["course:rti-first"]))).await;
        assert!(matches!(other, Err(Failure::Refused(PathRefusal::Changed))));
        let nothing = Accept { wish: Wish { language: Language::parse("ur").ok(), tests: path::Tests::None, without: vec!["work:writing:1".to_owned()], ..accept(&service, None).wish }, ..accept(&service, None) };
        assert!(matches!(path::accept(&db, nothing).await, Err(Failure::Refused(PathRefusal::Empty))));
        assert_eq!(plan(&db, &service).await, None);
    }
    async fn an_aspiration_is_private_until_it_is_shared(db: TestDb) {
        let service = service(&db).await;
        let (official, account) = (service.clerk, Some(service.account));
        let nowhere = Aspire { official, account, position: Some("nowhere".to_owned()) };
        assert!(matches!(aspiration::aspire(&db, nowhere).await, Err(Failure::Denied)));
        assert!(matches!(aspiration::share(&db, Share { official, account, shared: true }).await, Err(Failure::Denied)));
        let head = Aspire { official, account, position: Some("head".to_owned()) };
        let seen = async || {
            let team = overview::of_team(&mut db.read().await.expect("a connection"), service.head, common::today()).await;
            let team = team.expect("read");
            assert_eq!(team.len(), 1);
            team[0].aspires.is_some()
        };
        aspiration::aspire(&db, head.clone()).await.expect("chosen");
        assert!(!seen().await);
        aspiration::share(&db, Share { official, account, shared: true }).await.expect("shared");
        assert!(seen().await);
        // Choosing again makes it private again.
        aspiration::aspire(&db, head).await.expect("chosen");
        assert!(!seen().await);
        aspiration::aspire(&db, Aspire { official, account, position: None }).await.expect("removed");
        let left = aspiration::of(&mut db.read().await.expect("a connection"), official).await.expect("read");
        assert_eq!(left, None);
    }
    async fn the_plans_of_an_office_stand_on_pages(db: TestDb) {
        let service = service(&db).await;
        path::accept(&db, accept(&service, None)).await.expect("accepted");
        path::accept(&db, Accept { official: service.head, account: Some(service.head_account), ..accept(&service, None) })
            .await
            .expect("accepted");
        let conn = &mut db.read().await.expect("a connection");
        let office = people::organisation::by_code(conn, "O").await.expect("read").expect("an office").key;
        let nodal = Actor::sample(99, None, vec![Grant { role: Role::Nodal, scope: Scope::Everything }], common::today());
        let mut seen = Vec::new();
        for (number, more) in [(1, true), (2, false), (3, false)] {
            let page = overview::of_office(conn, &nodal, office, Page { number, size: 1 }).await.expect("read");
            assert_eq!(page.1, more, "page {number}");
            seen.extend(page.0.into_iter().map(|line| line.code));
        }
        assert_eq!(seen, ["C1", "H1"]);
    }
    async fn positions_are_found_in_any_language(db: TestDb) {
        service(&db).await;
        let mut conn = db.read().await.expect("a connection");
        for words in ["cler", "लिपिक", "CLERK"] {
            let found = aspiration::search(&mut conn, words, 5).await.expect("read");
            assert_eq!(found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["clerk"], "{words}");
        }
    }
    async fn a_supervisor_sees_hours_and_what_is_done(db: TestDb) {
        let service = service(&db).await;
        path::accept(&db, accept(&service, None)).await.expect("accepted");
        show(&db, service.clerk, "writing", EvidenceKind::Observation, 3).await;
        let team = overview::of_team(&mut db.read().await.expect("a connection"), service.head, common::today()).await;
        let status = team.expect("read").remove(0).plan.expect("a plan");
        assert_eq!((status.steps, status.done, status.minutes, status.done_minutes), (4, 3, 910, 820));
        let below = overview::of_team(&mut db.read().await.expect("a connection"), service.clerk, common::today()).await;
        assert!(below.expect("read").is_empty());
    }
}
