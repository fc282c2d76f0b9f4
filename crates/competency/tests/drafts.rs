//! Drafts of a framework, how several people write in one, and their way through the reviews, on both databases.

mod fixture;

use competency::difference::{Kind, Sheet};
use competency::draft::{
    self, BulkChange, Copy, Deciding, DraftRefusal, DraftRow, NewDraft, NewRow, RowEdit, Saved, Settle, State, Step, Terms,
};
use competency::framework::FaultCode;
use fixture::{accounts, changed, refusal, row, rows, service, today};
use kernel::LanguageText;
use people::Actor;
use people::grant::{Grant, Role, Scope};
use store::{Db, Failure, Outcome};
use uuid::Uuid;

/// Those who take part. The two of the unit have grants for the office `O`, the others for the framework or for everything.
struct Crew {
    asha: Actor,
    hari: Actor,
    technical: Actor,
    board: Actor,
    /// Has both reviews.
    both: Actor,
    commission: Actor,
    stranger: Actor,
}

async fn crew(db: &Db) -> Crew {
    service(db).await;
    let accounts = accounts(db, &["a", "h", "t", "b", "both", "c", "s"]).await;
    let office =
        people::organisation::by_code(&mut db.read().await.expect("a connection"), "O").await.expect("read").expect("there").key;
    let framework = || Scope::Framework("f".to_owned());
    let actor = |at: usize, roles: &[Role], scope: Scope| {
        let grants = roles.iter().map(|role| Grant { role: *role, scope: scope.clone() }).collect();
        Actor::sample(accounts[at].number(), None, grants, today())
    };
    Crew {
        asha: actor(0, &[Role::FracingUnit], Scope::Organisation(office)),
        hari: actor(1, &[Role::FracingUnit, Role::Reviewer1], Scope::Organisation(office)),
        technical: actor(2, &[Role::Reviewer1], framework()),
        board: actor(3, &[Role::Reviewer2], framework()),
        both: actor(4, &[Role::Reviewer1, Role::Reviewer2], framework()),
        commission: actor(5, &[Role::Commission], Scope::Everything),
        stranger: actor(6, &[Role::FracingUnit], Scope::Framework("other".to_owned())),
    }
}

async fn begun(db: &Db, crew: &Crew) -> Uuid {
    let new = NewDraft {
        actor: crew.asha.clone(),
        framework: "f".to_owned(),
        organisation: "O".to_owned(),
        title: "Replies in time".to_owned(),
        version: "2".to_owned(),
    };
    draft::open(db, new).await.expect("opened")
}

/// Saves one cell of a row as it stands, or as it stood at `seen`.
async fn put(
    db: &Db,
    actor: &Actor,
    id: Uuid,
    (row, seen): (&DraftRow, i64),
    cell: (&str, &str),
) -> Outcome<Saved, DraftRefusal> {
    let edit = RowEdit { actor: actor.clone(), draft: id, number: row.number, seen, cells: changed(row, cell) };
    draft::save_row(db, edit).await
}

async fn edited(db: &Db, crew: &Crew) -> Uuid {
    let id = begun(db, crew).await;
    let desk = row(db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
    put(db, &crew.asha, id, (&desk, 1), ("level", "3")).await.expect("saved");
    let terms = Terms {
        title: "Replies".to_owned(),
        version: "2".to_owned(),
        effective_from: Some(today().plus_days(30)),
        grace_days: 60,
    };
    draft::set_terms(db, crew.asha.clone(), id, terms).await.expect("set");
    id
}

async fn step(db: &Db, actor: &Actor, id: Uuid, (step, round, note): (Step, i64, &str)) -> Outcome<State, DraftRefusal> {
    draft::decide(db, Deciding { actor: actor.clone(), draft: id, step, round, note: note.to_owned() }).await
}

async fn submitted(db: &Db, crew: &Crew) -> Uuid {
    let id = edited(db, crew).await;
    let state = draft::submit(db, crew.asha.clone(), id, String::new()).await.expect("submitted");
    assert_eq!(state, State::Review1);
    id
}

testing::on_both! {
    async fn a_draft_begins_as_its_base_and_tells_what_it_changes(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let mut conn = db.read().await.expect("a connection");
        let draft = draft::by_id(&mut conn, id).await.expect("read").expect("there");
        assert_eq!((draft.base.as_str(), draft.version.as_str(), draft.state), ("1", "2", State::Drafting));
        let (difference, _, _) = draft::difference_to_base(&mut conn, &draft).await.expect("read");
        assert!(difference.is_empty());
        drop(conn);
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        put(&db, &crew.asha, id, (&desk, 1), ("level", "3")).await.expect("saved");
        let mut conn = db.read().await.expect("a connection");
        let (difference, _, _) = draft::difference_to_base(&mut conn, &draft).await.expect("read");
        assert_eq!((difference.changes.len(), difference.changes[0].kinds.as_slice()), (1, [Kind::Raised].as_slice()));
        assert_eq!(difference.shifts.iter().map(|shift| shift.position.as_str()).collect::<Vec<_>>(), ["clerk", "head"]);
    }

    async fn the_second_of_two_editors_sees_both_values_and_nothing_is_lost(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let seen = row(&db, id, Sheet::Activities, &["desk", "desk-1"]).await;
        let first = put(&db, &crew.asha, id, (&seen, 1), ("text_en", "Opens a file the same day")).await.expect("saved");
        assert_eq!(first, Saved::Kept { revision: 2 });
        let again = put(&db, &crew.asha, id, (&seen, 1), ("text_en", "Opens a file the same day")).await.expect("saved");
        assert_eq!(again, Saved::Kept { revision: 2 }, "a form sent twice is saved once");
        let Saved::Conflict { row: theirs, .. } = put(&db, &crew.hari, id, (&seen, 1), ("text_en", "Files letters")).await.expect("answered") else {
            panic!("written over")
        };
        assert_eq!((theirs.cells["text_en"].as_str(), theirs.revision), ("Opens a file the same day", 2));
        let chosen = put(&db, &crew.hari, id, (&seen, theirs.revision), ("text_en", "Files letters")).await.expect("saved");
        assert_eq!(chosen, Saved::Kept { revision: 3 });
    }

    async fn of_two_editors_at_once_one_saves_and_one_is_asked(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let seen = row(&db, id, Sheet::Activities, &["desk", "desk-1"]).await;
        let (one, other) = tokio::join!(
            put(&db, &crew.asha, id, (&seen, 1), ("text_en", "One")),
            put(&db, &crew.hari, id, (&seen, 1), ("text_en", "Two")),
        );
        let kept = [one.expect("answered"), other.expect("answered")].iter().filter(|saved| matches!(saved, Saved::Kept { .. })).count();
        assert_eq!(kept, 1);
    }

    async fn only_the_unit_within_its_scope_writes(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        for outsider in [&crew.stranger, &crew.technical, &crew.board, &crew.commission] {
            let denied = put(&db, outsider, id, (&desk, 1), ("level", "3")).await;
            assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
        }
        let denied = step(&db, &crew.stranger, id, (Step::Withdraw, 0, "")).await;
        assert!(matches!(denied, Err(Failure::Denied)));
    }

    async fn only_a_whole_draft_is_submitted_and_then_nobody_changes_it(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let submit = || draft::submit(&db, crew.asha.clone(), id, String::new());
        assert_eq!(refusal(submit().await), DraftRefusal::NoDay);
        let terms = |from: i32, version: &str| Terms {
            title: "T".to_owned(),
            version: version.to_owned(),
            effective_from: Some(today().plus_days(from)),
            grace_days: 90,
        };
        let set = |terms| draft::set_terms(&db, crew.asha.clone(), id, terms);
        assert_eq!(refusal(set(terms(-1, "2")).await), DraftRefusal::PastDay);
        assert_eq!(refusal(set(terms(1, "1")).await), DraftRefusal::VersionTaken);
        set(terms(1, "2")).await.expect("set");
        assert_eq!(refusal(submit().await), DraftRefusal::Nothing);
        let desk = row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await;
        put(&db, &crew.asha, id, (&desk, 1), ("level", "nine")).await.expect("what was typed is kept");
        assert_eq!(refusal(submit().await), DraftRefusal::Faulty);
        put(&db, &crew.asha, id, (&desk, 2), ("level", "4")).await.expect("saved");
        assert_eq!(submit().await.expect("submitted"), State::Review1);
        assert_eq!(refusal(put(&db, &crew.asha, id, (&desk, 3), ("level", "5")).await), DraftRefusal::NotNow);
    }

    async fn a_fault_names_its_row(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let lead = row(&db, id, Sheet::RoleCompetencies, &["lead", "writing"]).await;
        put(&db, &crew.asha, id, (&lead, 1), ("level", "nine")).await.expect("saved");
        let clerk = row(&db, id, Sheet::Positions, &["clerk"]).await;
        let edit = RowEdit { actor: crew.asha.clone(), draft: id, number: clerk.number, seen: 1, cells: Vec::new() };
        draft::remove_row(&db, edit, true).await.expect("removed");
        let mut conn = db.read().await.expect("a connection");
        let found = draft::by_id(&mut conn, id).await.expect("read").expect("there");
        let (base, _) = draft::content(&mut conn, &found).await.expect("read");
        let all = draft::rows_of(&mut conn, id).await.expect("read");
        let faults = draft::check(&mut conn, &found, &base, &all).await.expect("checked");
        assert!(faults.iter().any(|fault| fault.row == Some(lead.number) && fault.column == "level"), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.row == Some(clerk.number) && fault.reason.code == FaultCode::HasPosts), "{faults:?}");
    }

    async fn a_draft_goes_through_two_reviews_by_three_people(db: TestDb) {
        let crew = crew(&db).await;
        let id = submitted(&db, &crew).await;
        assert_eq!(refusal(step(&db, &crew.technical, id, (Step::Return, 1, " ")).await), DraftRefusal::NoComment);
        assert_eq!(step(&db, &crew.technical, id, (Step::Return, 1, "Say why")).await.expect("returned"), State::Drafting);
        assert_eq!(draft::submit(&db, crew.asha.clone(), id, String::new()).await.expect("submitted"), State::Review1);
        let late = step(&db, &crew.technical, id, (Step::Accept, 1, "")).await;
        assert_eq!(refusal(late), DraftRefusal::NotNow, "who read the first submission decides nothing about the second");
        assert!(matches!(step(&db, &crew.board, id, (Step::Accept, 2, "")).await, Err(Failure::Denied)));
        assert_eq!(step(&db, &crew.both, id, (Step::Accept, 2, "")).await.expect("accepted"), State::Review2);
        assert_eq!(refusal(step(&db, &crew.both, id, (Step::Accept, 2, "")).await), DraftRefusal::SamePerson);
        assert_eq!(step(&db, &crew.board, id, (Step::Accept, 2, "")).await.expect("accepted"), State::Scheduled);
        let history = draft::history(&mut db.read().await.expect("a connection"), id).await.expect("read");
        let told: Vec<String> = history.iter().map(|one| format!("{} {}", one.step.as_str(), one.round)).collect();
        assert_eq!(told, ["open 0", "submit 1", "return 1", "submit 2", "accept 2", "accept 2"]);
    }

    async fn who_wrote_in_it_does_not_review_it(db: TestDb) {
        let crew = crew(&db).await;
        let id = edited(&db, &crew).await;
        let act = row(&db, id, Sheet::Activities, &["desk", "desk-1"]).await;
        put(&db, &crew.hari, id, (&act, 1), ("text_en", "Opens files at once")).await.expect("saved");
        draft::submit(&db, crew.asha.clone(), id, String::new()).await.expect("submitted");
        assert_eq!(refusal(step(&db, &crew.hari, id, (Step::Accept, 1, "")).await), DraftRefusal::OwnWork);
    }

    async fn one_person_cannot_decide_both_reviews_by_being_quick(db: TestDb) {
        let crew = crew(&db).await;
        let id = submitted(&db, &crew).await;
        let all = tokio::join!(
            step(&db, &crew.both, id, (Step::Accept, 1, "")),
            step(&db, &crew.both, id, (Step::Accept, 1, "")),
            step(&db, &crew.both, id, (Step::Accept, 1, "")),
        );
        let taken = [all.0, all.1, all.2].into_iter().filter(Result::is_ok).count();
        let draft = draft::by_id(&mut db.read().await.expect("a connection"), id).await.expect("read").expect("there");
        assert_eq!((taken, draft.state), (1, State::Review2));
    }

    async fn a_refusal_has_a_reason_and_somebody_else_decides_the_appeal(db: TestDb) {
        let crew = crew(&db).await;
        let id = submitted(&db, &crew).await;
        step(&db, &crew.technical, id, (Step::Accept, 1, "")).await.expect("accepted");
        assert_eq!(refusal(step(&db, &crew.board, id, (Step::Refuse, 1, "")).await), DraftRefusal::NoReason);
        assert_eq!(step(&db, &crew.board, id, (Step::Refuse, 1, "Too dear")).await.expect("refused"), State::Refused);
        assert_eq!(refusal(step(&db, &crew.asha, id, (Step::Appeal, 1, "")).await), DraftRefusal::NoComment);
        assert_eq!(step(&db, &crew.asha, id, (Step::Appeal, 1, "The Act asks it")).await.expect("appealed"), State::Appealed);
        assert!(matches!(step(&db, &crew.board, id, (Step::Grant, 1, "x")).await, Err(Failure::Denied)));
        assert_eq!(step(&db, &crew.commission, id, (Step::Grant, 1, "The Act binds")).await.expect("granted"), State::Scheduled);
    }

    async fn a_dismissed_appeal_ends_it(db: TestDb) {
        let crew = crew(&db).await;
        let id = submitted(&db, &crew).await;
        step(&db, &crew.technical, id, (Step::Refuse, 1, "Not ours")).await.expect("refused");
        step(&db, &crew.asha, id, (Step::Appeal, 1, "It is")).await.expect("appealed");
        assert_eq!(step(&db, &crew.commission, id, (Step::Dismiss, 1, "It is not")).await.expect("dismissed"), State::Closed);
    }

    async fn of_two_drafts_of_one_base_only_one_is_accepted(db: TestDb) {
        let crew = crew(&db).await;
        let one = submitted(&db, &crew).await;
        let other = submitted(&db, &crew).await;
        for id in [one, other] {
            step(&db, &crew.technical, id, (Step::Accept, 1, "")).await.expect("accepted");
        }
        let (first, second) = tokio::join!(step(&db, &crew.board, one, (Step::Accept, 1, "")), step(&db, &crew.board, other, (Step::Accept, 1, "")));
        let refused: Vec<DraftRefusal> = [first, second].into_iter().filter(Result::is_err).map(refusal).collect();
        assert_eq!(refused, [DraftRefusal::BaseChanged]);
    }

    async fn a_position_is_copied_a_role_is_picked_and_a_level_set_in_many_roles(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let copy = Copy {
            actor: crew.asha.clone(),
            draft: id,
            from: "head".to_owned(),
            code: "deputy".to_owned(),
            title: LanguageText::of("Deputy head", "उप प्रमुख"),
        };
        draft::copy_position(&db, copy.clone()).await.expect("copied");
        assert_eq!(refusal(draft::copy_position(&db, copy).await), DraftRefusal::NoSuchThing, "the code is taken");
        assert_eq!(row(&db, id, Sheet::Criticality, &["deputy", "rti"]).await.cells["criticality"], "high");
        draft::pick_role(&db, crew.asha.clone(), id, ("clerk".to_owned(), "lead".to_owned())).await.expect("picked");
        draft::pick_role(&db, crew.asha.clone(), id, ("clerk".to_owned(), "lead".to_owned())).await.expect("nothing more");
        let change = BulkChange {
            actor: crew.asha.clone(),
            draft: id,
            competency: "writing".to_owned(),
            level: "5".to_owned(),
            roles: ["desk".to_owned(), "lead".to_owned()].into(),
        };
        assert_eq!(draft::change_levels(&db, change.clone()).await.expect("changed"), 2);
        assert_eq!(draft::change_levels(&db, change).await.expect("nothing more"), 0);
        let mut conn = db.read().await.expect("a connection");
        let found = draft::by_id(&mut conn, id).await.expect("read").expect("there");
        let (difference, _, _) = draft::difference_to_base(&mut conn, &found).await.expect("read");
        let shifts: Vec<String> = difference.shifts.iter().map(|one| format!("{} {} {}", one.position, one.competency, one.kind.as_str())).collect();
        assert_eq!(shifts, ["clerk writing added", "deputy rti added", "deputy writing added", "head writing raised"]);
    }

    async fn a_spreadsheet_comes_in_and_what_is_doubtful_waits(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("role_competencies.csv");
        std::fs::write(&path, "role,competency,level\ndesk,rti,4\ndesk,Right to Information,2\ndesk,juggling,1\nlead,writing,4\n").expect("written");
        let uploaded = draft::upload(&db, crew.asha.clone(), id, (&path, "role_competencies.csv")).await.expect("uploaded");
        assert_eq!((uploaded.added, uploaded.changed, uploaded.unchanged, uploaded.doubtful), (0, 1, 1, 2));
        let again = draft::upload(&db, crew.asha.clone(), id, (&path, "role_competencies.csv")).await.expect("uploaded");
        assert_eq!((again.added, again.changed, again.unchanged, again.doubtful), (0, 0, 4, 0), "what waits is not asked twice");
        let waiting: Vec<DraftRow> = rows(&db, id).await.into_iter().filter(|row| !row.doubt.is_empty()).collect();
        assert_eq!(waiting.iter().map(|row| row.doubt.as_str()).collect::<Vec<_>>(), ["twin competency rti", "unknown competency"]);
        assert_eq!(refusal(draft::submit(&db, crew.asha.clone(), id, String::new()).await), DraftRefusal::NoDay);
        let settle = |number, settle| draft::settle(&db, crew.asha.clone(), id, (number, settle));
        assert_eq!(settle(waiting[0].number, Settle::Means("rti".to_owned())).await.expect("settled"), 1);
        assert_eq!(row(&db, id, Sheet::RoleCompetencies, &["desk", "rti"]).await.cells["level"], "2", "it goes to the row that stands there");
        assert_eq!(settle(waiting[1].number, Settle::Drop).await.expect("settled"), 1);
        assert_eq!(refusal(settle(waiting[1].number, Settle::Drop).await), DraftRefusal::NoRow);
        let broken = folder.path().join("x.xlsx");
        std::fs::write(&broken, "no workbook").expect("written");
        let told = draft::upload(&db, crew.asha.clone(), id, (&broken, "sent.xlsx")).await.expect("told");
        assert_eq!((told.faults[0].file.as_str(), told.faults[0].reason.code), ("sent.xlsx", FaultCode::NotAWorkbook));
    }

    async fn a_row_is_added_taken_out_and_brought_back_and_comments_stay(db: TestDb) {
        let crew = crew(&db).await;
        let id = begun(&db, &crew).await;
        let cells = vec![("role".to_owned(), "desk".to_owned()), ("code".to_owned(), "desk-2".to_owned()), ("text_en".to_owned(), "Answers\nthe phone".to_owned())];
        let number = draft::add_row(&db, NewRow { actor: crew.asha.clone(), draft: id, sheet: Sheet::Activities, cells }).await.expect("added");
        assert_eq!(row(&db, id, Sheet::Activities, &["desk", "desk-2"]).await.cells["text_en"], "Answers the phone", "cells are one line");
        let edit = |seen| RowEdit { actor: crew.asha.clone(), draft: id, number, seen, cells: Vec::new() };
        assert_eq!(draft::remove_row(&db, edit(1), true).await.expect("removed"), Saved::Kept { revision: 2 });
        assert_eq!(draft::remove_row(&db, edit(2), false).await.expect("back"), Saved::Kept { revision: 3 });
        draft::comment(&db, crew.technical.clone(), id, (Some(number), "Which phone?".to_owned())).await.expect("said");
        let denied = draft::comment(&db, crew.stranger.clone(), id, (None, "Hello".to_owned())).await;
        assert!(matches!(denied, Err(Failure::Denied)));
        let comments = draft::comments(&mut db.read().await.expect("a connection"), id).await.expect("read");
        assert_eq!(comments.iter().map(|comment| (comment.row, comment.words.as_str())).collect::<Vec<_>>(), [(Some(number), "Which phone?")]);
    }
}
