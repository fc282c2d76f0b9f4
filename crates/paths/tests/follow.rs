//! Who is worked out anew when something changes, and the register of missing content.

mod common;

use common::{number, publish, reactions, require_rti, service, show};
use competency::evidence::EvidenceKind;
use methods::path::Scratch;
use paths::gap::Waiting;
use paths::{action, follow, path};
use people::Actor;
use people::grant::{Grant, Role, Scope};

const STALE: &str = "SELECT COUNT(*) FROM path_solution WHERE stale = TRUE";

testing::on_both! { reactions = reactions();
    async fn everybody_is_worked_out_once_and_then_nobody(db: TestDb) {
        service(&db).await;
        let report = follow::refresh(&db).await.expect("worked out");
        assert_eq!((report.officials, report.unreachable), (2, 2), "rti at 2 and writing at 4 cannot be shown here");
        assert_eq!(number(&db, STALE).await, 0);
        assert_eq!(follow::refresh(&db).await.expect("worked out").officials, 0);
        let mut seen = 0;
        let all = follow::plan_all(&db, &mut |done, all| { assert!(done <= all); seen = done; }).await.expect("worked out");
        assert_eq!((all.officials, seen), (2, 2));
    }
    async fn what_is_kept_is_what_the_page_says(db: TestDb) {
        let service = service(&db).await;
        show(&db, service.clerk, "writing", EvidenceKind::Completion, 1).await;
        follow::refresh(&db).await.expect("worked out");
        let kept = number(&db, "SELECT minutes FROM path_solution WHERE official = (SELECT MAX(official) FROM path_solution)").await;
        let mut conn = db.read().await.expect("a connection");
        let next = path::next(&mut conn, service.clerk, db.context().now()).await.expect("read").expect("a path");
        assert_eq!((kept, next.minutes_left), (90 + 300 + 480, kept));
    }
    async fn new_evidence_concerns_its_official_alone(db: TestDb) {
        let service = service(&db).await;
        follow::refresh(&db).await.expect("worked out");
        show(&db, service.clerk, "writing", EvidenceKind::Observation, 1).await;
        assert_eq!(number(&db, STALE).await, 1);
        assert_eq!(follow::refresh(&db).await.expect("worked out").officials, 1);
    }
    async fn a_changed_course_concerns_those_for_whom_its_competency_is_open(db: TestDb) {
        service(&db).await;
        follow::refresh(&db).await.expect("worked out");
        publish(&db, 60).await;
        db.context().advance(10 * kernel::time::SECOND);
        assert_eq!(follow::refresh(&db).await.expect("worked out").officials, 1, "only the clerk needs rti");
        assert_eq!(number(&db, "SELECT MAX(minutes) FROM path_solution").await, 60 + 40 + 300 + 480);
    }
    async fn another_requirement_concerns_whoever_serves_there(db: TestDb) {
        service(&db).await;
        follow::refresh(&db).await.expect("worked out");
        require_rti(&db, 1).await;
        assert_eq!(number(&db, STALE).await, 1);
        let report = follow::refresh(&db).await.expect("worked out");
        assert_eq!((report.officials, report.optimal), (1, 1), "now everything can be shown");
    }
    async fn what_nothing_can_prove_stands_in_the_register(db: TestDb) {
        service(&db).await;
        follow::refresh(&db).await.expect("worked out");
        let everything = vec![Grant { role: Role::Commission, scope: Scope::Everything }];
        let commission = Actor::sample(99, None, everything, common::today());
        let mut conn = db.read().await.expect("a connection");
        let gaps = paths::gap::gaps(&mut conn, &commission).await.expect("read");
        let lines: Vec<_> = gaps.iter().map(|gap| (gap.code.as_str(), gap.required, gap.reachable, gap.waiting)).collect();
        assert_eq!(lines, [("rti", 2, 1, Waiting::Few), ("writing", 4, 3, Waiting::Few)], "two people are not told as a number");
        let everybody = vec![Grant { role: Role::Nodal, scope: Scope::Everything }];
        let nodal = Actor::sample(97, None, everybody, common::today());
        let told: Vec<_> = paths::gap::gaps(&mut conn, &nodal).await.expect("read").iter().map(|gap| gap.waiting).collect();
        assert_eq!(told, [Waiting::Exactly(1), Waiting::Exactly(1)], "who may see them is told how many they are");
        let nobody = Actor::sample(98, None, Vec::new(), common::today());
        assert!(paths::gap::gaps(&mut conn, &nobody).await.expect("read").is_empty());
    }
    async fn a_change_before_the_first_look_is_not_lost(db: TestDb) {
        let service = service(&db).await;
        show(&db, service.clerk, "writing", EvidenceKind::Observation, 3).await;
        follow::refresh(&db).await.expect("worked out");
        assert_eq!(number(&db, STALE).await, 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM path_open").await, 2, "rti of the clerk, writing of the head");
    }
    async fn a_page_solves_in_no_time(db: TestDb) {
        let service = service(&db).await;
        let mut conn = db.read().await.expect("a connection");
        let actions = action::current(&mut conn, db.context().now()).await.expect("actions");
        let again = action::current(&mut conn, db.context().now()).await.expect("actions");
        assert!(std::sync::Arc::ptr_eq(&actions, &again), "gathered once");
        let mut question = path::Question::default();
        question.require(actions.key("writing").expect("known"), kernel::Level::new(3).expect("a level"));
        let wish = path::Wish::usual(60, &kernel::Language::HINDI);
        let solution = path::shortest(&question, &wish, &actions, &[], &mut Scratch::default()).expect("solved");
        assert_eq!((solution.minutes, service.clerk != service.head), (820, true));
    }
}
