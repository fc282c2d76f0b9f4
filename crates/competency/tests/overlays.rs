//! What governments accept and what units add, and what posts ask of it, on both databases.

mod fixture;

use std::collections::BTreeMap;
use std::sync::Mutex;

use competency::draft::{self, DraftRefusal, NewDraft};
use competency::overlay::{
    self, About, ConflictKind, Deciding, FloorAct, ItemEdit, ItemKind, NewAcceptance, NewOverlay, NewWithdrawal, OverlayRefusal,
    State, Step, Terms,
};
use competency::requirement::{self, RequirementsChanged, on_post_made};
use fixture::{Service, import, make_accounts, official, position, post_to, refusal, service, today, write};
use kernel::{Date, Key, Language, LanguageText, Level};
use people::grant::{Grant, Role, Scope};
use people::organisation::{self, NewOrganisation, PostMade, Rearranged};
use people::{Account, Actor, OfficialKey, Organisation, Post};
use store::{Db, Error, Failure, Outcome, Reactions, Tx};
use uuid::Uuid;

/// Two governments; below the state a district, and below it an office. In each a clerk.
#[derive(Clone, Copy, Debug)]
struct Land {
    people: Service,
    union: Key<Organisation>,
    state: Key<Organisation>,
    district: Key<Organisation>,
    office: Key<Organisation>,
    /// The clerks of union, state, district and office.
    clerks: [OfficialKey; 4],
    accounts: [Key<Account>; 6],
}

async fn settle(tx: &mut Tx) -> Result<Land, Error> {
    let people = Service {
        clerk: Key::new(0),
        clerk_account: Key::new(0),
        head: Key::new(0),
        head_account: Key::new(0),
        post: Key::new(0),
        stranger_account: Key::new(0),
    };
    let mut made = Vec::new();
    for (code, kind, above) in
        [("U", "government", None), ("S", "government", None), ("D", "office", Some(1)), ("F", "office", Some(2))]
    {
        let name = LanguageText::of(format!("Unit {code}"), format!("इकाई {code}"));
        let parent = above.map(|at: usize| made[at]);
        let from = today().plus_days(-4000);
        let new = NewOrganisation { code, kind, name: &name, territory: None, parent, from, edition: 0 };
        made.push(organisation::insert(tx, &new).await?);
    }
    let clerk = position(tx, "clerk").await?;
    let mut clerks = Vec::new();
    for (at, unit) in made.iter().enumerate() {
        let post: Key<Post> = tx.take_key("post").await?;
        organisation::insert_post(tx, post, &format!("L-{at}"), (*unit, clerk), None).await?;
        let (key, _) = official(tx, &format!("L{at}"), "Leela").await?;
        post_to(tx, key, post, -300).await?;
        clerks.push(key);
    }
    let accounts = make_accounts(tx, &["writer", "reviewer", "district", "board", "stranger", "national"]).await?;
    Ok(Land {
        people,
        union: made[0],
        state: made[1],
        district: made[2],
        office: made[3],
        clerks: [clerks[0], clerks[1], clerks[2], clerks[3]],
        accounts: [accounts[0], accounts[1], accounts[2], accounts[3], accounts[4], accounts[5]],
    })
}

async fn land(db: &Db) -> Land {
    let people = service(db).await;
    let land = write(db, (), |tx, ()| Box::pin(settle(tx))).await;
    Land { people, ..land }
}

impl Land {
    fn actor(&self, at: usize, role: Role, scope: Scope) -> Actor {
        Actor::sample(self.accounts[at].number(), None, vec![Grant { role, scope }], today())
    }

    fn writer(&self) -> Actor {
        self.actor(0, Role::FracingUnit, Scope::Organisation(self.state))
    }

    fn reviewer(&self) -> Actor {
        self.actor(1, Role::Reviewer1, Scope::Organisation(self.state))
    }

    fn board(&self) -> Actor {
        self.actor(3, Role::Reviewer2, Scope::Organisation(self.state))
    }
}

/// Lets a government accept the framework at once.
async fn accept(db: &Db, land: &Land, government: &str) {
    let actor =
        Actor::sample(land.accounts[3].number(), None, vec![Grant { role: Role::Reviewer2, scope: Scope::Everything }], today());
    overlay::accept(db, acceptance(actor, government, 0)).await.expect("accepted");
    while overlay::publish_due(db, today()).await.expect("brought into force").is_some() {}
}

fn acceptance(actor: Actor, government: &str, days: i32) -> NewAcceptance {
    NewAcceptance {
        actor,
        government: government.to_owned(),
        framework: "f".to_owned(),
        from: Some(today().plus_days(days)),
        grace_days: 60,
        rests_on: "Order 7 of 2026".to_owned(),
    }
}

async fn begun(db: &Db, actor: &Actor, unit: &str) -> Uuid {
    let new = NewOverlay {
        actor: actor.clone(),
        organisation: unit.to_owned(),
        framework: "f".to_owned(),
        title: "The Act of the state".to_owned(),
    };
    overlay::open(db, new).await.expect("begun")
}

type Subject<'a> = (ItemKind, About, &'a str, &'a str);

fn edit(actor: &Actor, id: Uuid, (kind, about, code, part): Subject<'_>, level: i64) -> ItemEdit {
    ItemEdit {
        actor: actor.clone(),
        overlay: id,
        seen: None,
        kind,
        about,
        code: code.to_owned(),
        part: part.to_owned(),
        level: Level::new(level).ok(),
        texts: if kind == ItemKind::Ask { LanguageText::default() } else { LanguageText::of("Here", "यहाँ") },
        reason: "A local need".to_owned(),
    }
}

/// Asks a level of clerks.
async fn ask(db: &Db, actor: &Actor, id: Uuid, competency: &str, level: i64) -> Outcome<i64, OverlayRefusal> {
    overlay::put_item(db, edit(actor, id, (ItemKind::Ask, About::Position, "clerk", competency), level)).await
}

async fn step(db: &Db, actor: &Actor, id: Uuid, (step, round, note): (Step, i64, &str)) -> Outcome<State, OverlayRefusal> {
    overlay::decide(db, Deciding { actor: actor.clone(), overlay: id, step, round, note: note.to_owned() }).await
}

/// Sets the day, has it reviewed and brings it into force today.
async fn publish(db: &Db, land: &Land, writer: &Actor, id: Uuid) {
    scheduled(db, land, writer, id).await;
    while overlay::publish_due(db, today()).await.expect("brought into force").is_some() {}
}

async fn scheduled(db: &Db, land: &Land, writer: &Actor, id: Uuid) {
    let terms = Terms { title: "The Act".to_owned(), effective_from: Some(today()), grace_days: 60 };
    overlay::set_terms(db, writer.clone(), id, terms).await.expect("set");
    step(db, writer, id, (Step::Submit, 0, "")).await.expect("submitted");
    assert_eq!(step(db, &land.reviewer(), id, (Step::Accept, 1, "")).await.expect("accepted"), State::Scheduled);
}

/// What an official is asked on a day: level and whether it is new, by competency.
async fn asked(db: &Db, who: OfficialKey, on: Date) -> BTreeMap<String, (i64, bool)> {
    let found = requirement::standings(&mut db.read().await.expect("a connection"), who, on).await.expect("read");
    found.into_iter().map(|one| (one.code.to_string(), (one.required.number(), one.is_new))).collect()
}

/// The levels of `rti` that the four clerks are asked; 0 is nothing.
async fn levels(db: &Db, land: &Land) -> [i64; 4] {
    let mut all = [0; 4];
    for (level, clerk) in all.iter_mut().zip(land.clerks) {
        *level = asked(db, clerk, today()).await.get("rti").map_or(0, |(level, _)| *level);
    }
    all
}

async fn conflicts(db: &Db, id: Uuid) -> Vec<(i64, ConflictKind)> {
    let mut conn = db.read().await.expect("a connection");
    let overlay = overlay::by_id(&mut conn, id).await.expect("read").expect("there");
    let found = overlay::conflicts(&mut conn, &overlay).await.expect("compared");
    found.into_iter().map(|one| (one.item.number, one.kind)).collect()
}

async fn execute(db: &Db, sql: &'static str) {
    write(db, sql, |tx, sql| Box::pin(async move { tx.execute(*sql).run().await.map(|_| ()) })).await;
}

static TOLD: Mutex<Vec<RequirementsChanged>> = Mutex::new(Vec::new());

/// Puts an organisation with all below it under another, as an import does.
async fn moved(db: &Db, (what, to): (Key<Organisation>, Key<Organisation>)) {
    write(db, (what, to), |tx, (what, to)| {
        Box::pin(async move {
            let below: Vec<(Key<Organisation>, i64)> = tx
                .query("SELECT descendant, depth FROM organisation_closure WHERE ancestor = $1")
                .bind(*what)
                .all(|row| Ok((row.get(0)?, row.get(1)?)))
                .await?;
            let inside: Vec<Key<Organisation>> = below.iter().map(|(one, _)| *one).collect();
            for (one, depth) in below {
                let above: Vec<Key<Organisation>> = tx
                    .query("SELECT ancestor FROM organisation_closure WHERE descendant = $1")
                    .bind(one)
                    .all(|row| row.get(0))
                    .await?;
                for above in above.into_iter().filter(|above| !inside.contains(above)) {
                    tx.execute("DELETE FROM organisation_closure WHERE descendant = $1 AND ancestor = $2")
                        .bind(one)
                        .bind(above)
                        .run()
                        .await?;
                }
                tx.execute(
                    "INSERT INTO organisation_closure (ancestor, descendant, depth) \
                 SELECT ancestor, $1, depth + 1 + $3 FROM organisation_closure WHERE descendant = $2",
                )
                .bind(one)
                .bind(*to)
                .bind(depth)
                .run()
                .await?;
            }
            tx.emit(&Rearranged::Place(*what)).await
        })
    })
    .await;
}

testing::on_both! {
    reactions = Reactions::default()
        .on::<PostMade, _>(|tx, made| Box::pin(on_post_made(tx, made)))
        .on::<Rearranged, _>(|tx, event| Box::pin(requirement::on_rearranged(tx, event)))
        .on::<RequirementsChanged, _>(|_, changed| {
            TOLD.lock().expect("whole").push(*changed);
            Box::pin(async { Ok(()) })
        });

    async fn an_office_that_moves_asks_what_holds_where_it_stands_then(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        let id = begun(&db, &land.writer(), "D").await;
        ask(&db, &land.writer(), id, "rti", 4).await.expect("raised");
        publish(&db, &land, &land.writer(), id).await;
        assert_eq!(levels(&db, &land).await, [0, 2, 4, 4]);
        moved(&db, (land.office, land.state)).await;
        assert_eq!(levels(&db, &land).await, [0, 2, 4, 4], "nothing is done in the transaction of the move");
        assert_eq!(requirement::follow(&db).await.expect("followed"), 1);
        assert_eq!(levels(&db, &land).await, [0, 2, 4, 2], "the overlay of the district holds there no more");
        let of_one = |told: &RequirementsChanged| told.posts.0.number() + 1 == told.posts.1.number();
        assert!(TOLD.lock().expect("whole").iter().any(of_one), "who keeps something by requirements is told");
        assert_eq!(requirement::follow(&db).await.expect("followed"), 0);
        moved(&db, (land.office, land.union)).await;
        assert_eq!(requirement::follow(&db).await.expect("followed"), 1);
        assert_eq!(levels(&db, &land).await, [0, 2, 4, 0], "the union has not accepted it");
        moved(&db, (land.office, land.district)).await;
        assert_eq!(requirement::follow(&db).await.expect("followed"), 1);
        assert_eq!(levels(&db, &land).await, [0, 2, 4, 4]);
        assert_eq!(asked(&db, land.clerks[3], today()).await["rti"], (4, true), "it makes nobody deficient overnight");
        moved(&db, (land.district, land.union)).await;
        assert_eq!(requirement::follow(&db).await.expect("followed"), 0, "what its own unit asks goes with it");
        assert_eq!(requirement::assign_all(&db).await.expect("assigned"), 0, "nothing is left to be done");
    }

    async fn a_post_that_moves_asks_what_holds_where_it_stands_then(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        write(&db, land, |tx, land| Box::pin(async move {
            let post = tx.query("SELECT id FROM post WHERE code = 'L-3'").one("post", |row| row.get(0)).await?;
            tx.execute("UPDATE post SET organisation = $2 WHERE id = $1").bind(post).bind(land.union).run().await?;
            tx.emit(&Rearranged::Post(post)).await
        })).await;
        assert_eq!(requirement::follow(&db).await.expect("followed"), 1);
        assert_eq!(levels(&db, &land).await, [0, 2, 2, 0]);
    }

    async fn a_move_waits_until_a_switch_is_settled(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        moved(&db, (land.office, land.union)).await;
        execute(&db, "INSERT INTO requirement_switch (number, switched, settled) VALUES (77, FALSE, FALSE)").await;
        assert_eq!(requirement::follow(&db).await.expect("waits"), 0);
        assert_eq!(levels(&db, &land).await, [0, 2, 2, 2]);
        execute(&db, "UPDATE requirement_switch SET settled = TRUE").await;
        assert_eq!(requirement::follow(&db).await.expect("followed"), 1);
        assert_eq!(levels(&db, &land).await, [0, 2, 2, 0]);
    }

    async fn a_framework_binds_only_the_posts_whose_government_has_accepted_it(db: TestDb) {
        let land = land(&db).await;
        assert_eq!(asked(&db, land.people.clerk, today()).await["rti"], (2, false), "a body of its own needs nobody's acceptance");
        assert_eq!(levels(&db, &land).await, [0; 4]);
        let denied = overlay::accept(&db, acceptance(land.board(), "U", 10)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "the board of the state decides nothing for the union");
        let without = NewAcceptance { rests_on: " ".to_owned(), ..acceptance(land.board(), "S", 10) };
        assert_eq!(refusal(overlay::accept(&db, without).await), OverlayRefusal::NoOrder);
        overlay::accept(&db, acceptance(land.board(), "S", 10)).await.expect("recorded");
        assert_eq!(refusal(overlay::accept(&db, acceptance(land.board(), "S", 10)).await), OverlayRefusal::Accepted);
        assert_eq!(overlay::publish_due(&db, today().plus_days(9)).await.expect("nothing due"), None);
        let mut conn = db.read().await.expect("a connection");
        let framework = conn.query("SELECT id FROM framework").one("framework", |row| row.get(0)).await.expect("there");
        let (impact, _) = overlay::preview_acceptance(&mut conn, (land.state, framework), today(), &BTreeMap::new()).await.expect("counted");
        assert_eq!((impact.officials, impact.gain, impact.lose, impact.offices.len()), (3, 3, 0, 3));
        drop(conn);
        assert_eq!(overlay::publish_due(&db, today().plus_days(10)).await.expect("in force"), Some(3));
        assert_eq!(levels(&db, &land).await, [0, 2, 2, 2]);
        assert_eq!(asked(&db, land.clerks[1], today()).await["rti"], (2, true), "it makes nobody deficient overnight");
        assert_eq!(asked(&db, land.clerks[1], today().plus_days(60)).await["rti"], (2, false));
    }

    async fn a_government_takes_its_acceptance_back_by_the_same_switch(db: TestDb) {
        let land = land(&db).await;
        let back = |actor: Actor, government: &str, days: i32, reason: &str| NewWithdrawal {
            actor,
            government: government.to_owned(),
            framework: "f".to_owned(),
            from: Some(today().plus_days(days)),
            reason: reason.to_owned(),
        };
        let withdraw = |new| overlay::withdraw(&db, new);
        assert_eq!(refusal(withdraw(back(land.board(), "S", 5, "x")).await), OverlayRefusal::NotAccepted);
        accept(&db, &land, "S").await;
        accept(&db, &land, "U").await;
        let id = begun(&db, &land.writer(), "S").await;
        ask(&db, &land.writer(), id, "writing", 2).await.expect("asked");
        publish(&db, &land, &land.writer(), id).await;
        for outsider in [land.writer(), land.reviewer(), land.actor(4, Role::Reviewer2, Scope::Organisation(land.union))] {
            assert!(matches!(withdraw(back(outsider, "S", 5, "x")).await, Err(Failure::Denied)));
        }
        assert_eq!(refusal(withdraw(back(land.board(), "S", 5, " ")).await), OverlayRefusal::NoReason);
        assert_eq!(refusal(withdraw(back(land.board(), "S", -1, "x")).await), OverlayRefusal::PastDay);
        withdraw(back(land.board(), "S", 5, "Our own framework")).await.expect("recorded");
        assert_eq!(refusal(withdraw(back(land.board(), "S", 5, "again")).await), OverlayRefusal::Withdrawn);
        assert_eq!(refusal(overlay::accept(&db, acceptance(land.board(), "S", 9)).await), OverlayRefusal::Accepted);
        let mut conn = db.read().await.expect("a connection");
        let framework = conn.query("SELECT id FROM framework").one("framework", |row| row.get(0)).await.expect("there");
        let (impact, _) = overlay::preview_withdrawal(&mut conn, (land.state, framework), today(), &BTreeMap::new()).await.expect("counted");
        assert_eq!((impact.officials, impact.gain, impact.lose), (3, 0, 3));
        drop(conn);
        assert_eq!(overlay::publish_due(&db, today().plus_days(4)).await.expect("nothing due"), None);
        assert_eq!(levels(&db, &land).await, [2; 4]);
        let (one, other) = tokio::join!(overlay::publish_due(&db, today().plus_days(5)), overlay::publish_due(&db, today().plus_days(5)));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(levels(&db, &land).await, [2, 0, 0, 0], "the posts of the union ask as before");
        assert_eq!(asked(&db, land.clerks[1], today()).await["writing"].0, 2, "what its own units ask stays");
        let mut conn = db.read().await.expect("a connection");
        let history = overlay::floor_history(&mut conn).await.expect("read");
        let told: Vec<(FloorAct, &str)> = history.iter().filter(|one| one.government == land.state).map(|one| (one.act, one.note.as_str())).collect();
        let expected = [(FloorAct::Accept, "Order 7 of 2026"), (FloorAct::Bind, ""), (FloorAct::Withdraw, "Our own framework"), (FloorAct::Release, "")];
        assert_eq!(told, expected);
        drop(conn);
        accept(&db, &land, "S").await;
        assert_eq!(levels(&db, &land).await, [2; 4], "it may accept anew");
    }

    async fn an_acceptance_that_is_not_in_force_yet_is_struck_at_once(db: TestDb) {
        let land = land(&db).await;
        overlay::accept(&db, acceptance(land.board(), "S", 10)).await.expect("recorded");
        let back = NewWithdrawal {
            actor: land.board(),
            government: "S".to_owned(),
            framework: "f".to_owned(),
            from: Some(today()),
            reason: "By mistake".to_owned(),
        };
        overlay::withdraw(&db, back).await.expect("recorded");
        assert_eq!(overlay::publish_due(&db, today().plus_days(10)).await.expect("nothing due"), None);
        assert_eq!(levels(&db, &land).await, [0; 4]);
        overlay::accept(&db, acceptance(land.board(), "S", 10)).await.expect("recorded anew");
    }

    async fn before_acceptance_an_owner_adapts_what_it_wants(db: TestDb) {
        let land = land(&db).await;
        let id = begun(&db, &land.writer(), "S").await;
        ask(&db, &land.writer(), id, "rti", 1).await.expect("lower than the framework, which does not bind");
        publish(&db, &land, &land.writer(), id).await;
        assert_eq!(levels(&db, &land).await, [0, 1, 1, 1]);
        accept(&db, &land, "S").await;
        assert_eq!(levels(&db, &land).await, [0, 2, 2, 2], "of two who ask the higher level wins");
        let next = begun(&db, &land.writer(), "S").await;
        assert_eq!(refusal(ask(&db, &land.writer(), next, "writing", 9).await), OverlayRefusal::NoSuchThing);
        let items = overlay::items_of(&mut db.read().await.expect("a connection"), next).await.expect("read");
        let lower = ItemEdit { seen: Some((items[0].number, items[0].revision)), ..edit(&land.writer(), next, (ItemKind::Ask, About::Position, "clerk", "rti"), 2) };
        assert_eq!(refusal(overlay::put_item(&db, lower).await), OverlayRefusal::NoRaise, "where it binds, an overlay only raises");
    }

    async fn overlays_of_state_district_and_office_combine(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        accept(&db, &land, "U").await;
        let district = land.actor(2, Role::FracingUnit, Scope::Organisation(land.district));
        let state = begun(&db, &land.writer(), "S").await;
        ask(&db, &land.writer(), state, "rti", 4).await.expect("raised");
        ask(&db, &land.writer(), state, "writing", 2).await.expect("added");
        let mut conn = db.read().await.expect("a connection");
        let overlay = overlay::by_id(&mut conn, state).await.expect("read").expect("there");
        let (impact, _) = overlay::preview(&mut conn, &overlay, today(), &BTreeMap::new()).await.expect("counted");
        assert_eq!((impact.officials, impact.gain, impact.lose), (3, 3, 0), "the clerk of the union is not concerned");
        assert_eq!(impact.unproven.len(), 2);
        drop(conn);
        publish(&db, &land, &land.writer(), state).await;
        let near = begun(&db, &district, "F").await;
        ask(&db, &district, near, "rti", 3).await.expect("raised above the framework, below the state");
        ask(&db, &district, near, "writing", 3).await.expect("raised above the state");
        publish(&db, &land, &district, near).await;
        assert_eq!(levels(&db, &land).await, [2, 4, 4, 4], "the highest wins");
        assert_eq!(asked(&db, land.clerks[3], today()).await["writing"], (3, true));
        assert_eq!(asked(&db, land.clerks[2], today()).await["writing"], (2, true));
        let denied = overlay::open(&db, NewOverlay { actor: district, organisation: "S".to_owned(), framework: "f".to_owned(), title: "x".to_owned() }).await;
        assert!(matches!(denied, Err(Failure::Denied)), "a district says nothing for the state");
    }

    async fn a_new_post_asks_what_its_neighbours_ask_and_a_lonely_one_what_holds_there(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        let id = begun(&db, &land.writer(), "D").await;
        ask(&db, &land.writer(), id, "rti", 5).await.expect("raised");
        publish(&db, &land, &land.writer(), id).await;
        let made = write(&db, land, |tx, land| Box::pin(async move {
            let (clerk, head) = (position(tx, "clerk").await?, position(tx, "head").await?);
            let mut posts = Vec::new();
            for (at, place) in [(land.office, clerk), (land.state, clerk), (land.office, head), (land.union, clerk)].into_iter().enumerate() {
                let post: Key<Post> = tx.take_key("post").await?;
                organisation::insert_post(tx, post, &format!("N-{at}"), place, None).await?;
                let (key, _) = official(tx, &format!("N{at}"), "Nita").await?;
                post_to(tx, key, post, -1).await?;
                posts.push(key);
            }
            Ok(posts)
        })).await;
        let mut found = Vec::new();
        for who in &made {
            found.push(asked(&db, *who, today()).await.get("rti").map_or(0, |(level, _)| *level));
        }
        assert_eq!(found, [5, 2, 2, 0]);
        assert_eq!(requirement::assign_all(&db).await.expect("assigned"), 0, "nothing is left to be done");
        write(&db, (), |tx, ()| Box::pin(async move {
            let head = position(tx, "head").await?;
            let post = tx.query("SELECT id FROM post WHERE code = 'N-0'").one("post", |row| row.get(0)).await?;
            tx.execute("UPDATE post SET position = $2 WHERE id = $1").bind(post).bind(head).run().await?;
            tx.emit(&PostMade { post, position: head }).await
        })).await;
        let head = requirement::standings(&mut db.read().await.expect("a connection"), made[0], today()).await.expect("read");
        assert_eq!(head.len(), 2, "a post of another position asks what that one asks");
    }

    async fn an_overlay_follows_its_framework_and_conflicts_wait_for_a_decision(db: TestDb) {
        let land = land(&db).await;
        let writer = land.writer();
        accept(&db, &land, "S").await;
        let id = begun(&db, &writer, "S").await;
        let raised = ask(&db, &writer, id, "rti", 3).await.expect("raised");
        let added = ask(&db, &writer, id, "writing", 2).await.expect("added");
        let put = async |subject: Subject<'_>| overlay::put_item(&db, edit(&writer, id, subject, 0)).await.expect("worded");
        let activity = put((ItemKind::Activity, About::Role, "desk", "desk-s")).await;
        let words = put((ItemKind::Words, About::Role, "desk", "desk-1")).await;
        let descriptor = put((ItemKind::Words, About::Competency, "rti", "3")).await;
        publish(&db, &land, &writer, id).await;
        assert_eq!(conflicts(&db, id).await, []);
        import(&db, 2).await;
        assert_eq!(levels(&db, &land).await, [0, 3, 3, 3], "the framework has caught up");
        assert_eq!(asked(&db, land.clerks[1], today()).await["writing"], (2, true), "what the unit asks goes on");
        assert_eq!(conflicts(&db, id).await, [(raised, ConflictKind::Raised), (added, ConflictKind::Added)]);
        execute(&db, "UPDATE work_activity SET text = '{\"en\":\"Opens and closes files\"}'").await;
        execute(&db, "INSERT INTO work_activity (role, number, code, text) SELECT id, 9, 'desk-s', '{\"en\":\"Same\"}' FROM role WHERE code = 'desk'").await;
        execute(&db, "DELETE FROM level_descriptor WHERE level = 3").await;
        let all = [(raised, ConflictKind::Raised), (added, ConflictKind::Added), (activity, ConflictKind::Added), (words, ConflictKind::Reworded), (descriptor, ConflictKind::Withdrawn)];
        assert_eq!(conflicts(&db, id).await, all);
        let stranger = land.actor(4, Role::FracingUnit, Scope::Organisation(land.union));
        assert!(matches!(overlay::keep(&db, stranger, id, (raised, false, "x".to_owned())).await, Err(Failure::Denied)));
        assert_eq!(refusal(overlay::keep(&db, writer.clone(), id, (raised, false, " ".to_owned())).await), OverlayRefusal::NoReason);
        for kept in [words, activity, descriptor] {
            overlay::keep(&db, writer.clone(), id, (kept, false, "Ours is shorter".to_owned())).await.expect("kept");
        }
        assert_eq!(refusal(overlay::keep(&db, writer.clone(), id, (words, false, "again".to_owned())).await), OverlayRefusal::NoConflict);
        assert_eq!(conflicts(&db, id).await, all[..2]);
        overlay::keep(&db, writer.clone(), id, (raised, true, "The framework asks it now".to_owned())).await.expect("dropped");
        let mut conn = db.read().await.expect("a connection");
        let overlays = overlay::all(&mut conn).await.expect("read");
        let next = overlays.iter().find(|one| one.state == State::Drafting).expect("the next edition is under way").clone();
        drop(conn);
        assert_eq!((next.edition, conflicts(&db, next.id).await), (2, vec![(added, ConflictKind::Added)]), "nothing is settled silently");
        let terms = Terms { title: "T".to_owned(), effective_from: Some(today()), grace_days: 60 };
        overlay::set_terms(&db, writer.clone(), next.id, terms).await.expect("set");
        assert_eq!(refusal(step(&db, &writer, next.id, (Step::Submit, 0, "")).await), OverlayRefusal::Conflicting);
        overlay::keep(&db, writer.clone(), next.id, (added, false, "We ask more".to_owned())).await.expect("kept");
        publish(&db, &land, &writer, next.id).await;
        assert_eq!(levels(&db, &land).await, [0, 3, 3, 3], "the level of the framework stands");
        assert_eq!(conflicts(&db, next.id).await, []);
        let first = overlay::by_id(&mut db.read().await.expect("a connection"), id).await.expect("read").expect("there");
        assert_eq!(first.state, State::Superseded);
    }

    async fn what_the_framework_withdraws_goes_on_until_somebody_decides(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        let id = begun(&db, &land.writer(), "S").await;
        let item = ask(&db, &land.writer(), id, "rti", 4).await.expect("raised");
        publish(&db, &land, &land.writer(), id).await;
        execute(&db, "DELETE FROM role_competency WHERE competency = (SELECT id FROM competency WHERE code = 'rti')").await;
        requirement::assign_all(&db).await.expect("assigned");
        assert_eq!(levels(&db, &land).await, [0, 4, 4, 4]);
        assert_eq!(conflicts(&db, id).await, [(item, ConflictKind::Withdrawn)]);
    }

    async fn who_wrote_does_not_decide_and_others_see_nothing(db: TestDb) {
        let land = land(&db).await;
        let writer = land.writer();
        accept(&db, &land, "S").await;
        let id = begun(&db, &writer, "D").await;
        let again = overlay::open(&db, NewOverlay { actor: writer.clone(), organisation: "D".to_owned(), framework: "f".to_owned(), title: "x".to_owned() }).await;
        assert_eq!(refusal(again), OverlayRefusal::OpenAlready);
        let terms = |days| Terms { title: "T".to_owned(), effective_from: Some(today().plus_days(days)), grace_days: 60 };
        assert_eq!(refusal(overlay::set_terms(&db, writer.clone(), id, terms(-1)).await), OverlayRefusal::PastDay);
        assert_eq!(refusal(step(&db, &writer, id, (Step::Submit, 0, "")).await), OverlayRefusal::NoDay);
        overlay::set_terms(&db, writer.clone(), id, terms(0)).await.expect("set");
        assert_eq!(refusal(step(&db, &writer, id, (Step::Submit, 0, "")).await), OverlayRefusal::Nothing);
        assert_eq!(refusal(ask(&db, &writer, id, "rti", 2).await), OverlayRefusal::NoRaise);
        assert_eq!(refusal(ask(&db, &writer, id, "juggling", 2).await), OverlayRefusal::NoSuchThing);
        let number = ask(&db, &writer, id, "rti", 3).await.expect("raised");
        assert_eq!(refusal(ask(&db, &writer, id, "rti", 4).await), OverlayRefusal::SaidAlready);
        let change = |seen| ItemEdit { seen: Some((number, seen)), ..edit(&writer, id, (ItemKind::Ask, About::Position, "clerk", "rti"), 4) };
        overlay::put_item(&db, change(1)).await.expect("changed");
        assert_eq!(refusal(overlay::put_item(&db, change(1)).await), OverlayRefusal::Changed);
        let stranger = land.actor(4, Role::FracingUnit, Scope::Organisation(land.union));
        assert!(matches!(step(&db, &stranger, id, (Step::Submit, 0, "")).await, Err(Failure::Denied)));
        assert!(matches!(step(&db, &land.reviewer(), id, (Step::Submit, 0, "")).await, Err(Failure::Denied)), "a reviewer does not submit");
        step(&db, &writer, id, (Step::Submit, 0, "")).await.expect("submitted");
        assert_eq!(refusal(step(&db, &writer, id, (Step::Accept, 1, "")).await), OverlayRefusal::OwnWork);
        assert_eq!(refusal(step(&db, &land.reviewer(), id, (Step::Return, 1, " ")).await), OverlayRefusal::NoReason);
        assert_eq!(step(&db, &land.reviewer(), id, (Step::Return, 1, "Which Act?")).await.expect("returned"), State::Drafting);
        step(&db, &writer, id, (Step::Submit, 1, "")).await.expect("submitted");
        assert_eq!(refusal(step(&db, &land.reviewer(), id, (Step::Accept, 1, "")).await), OverlayRefusal::NotNow, "that was the first round");
        step(&db, &land.reviewer(), id, (Step::Accept, 2, "")).await.expect("accepted");
        assert_eq!(refusal(overlay::put_item(&db, change(2)).await), OverlayRefusal::NotNow);
    }

    async fn two_nodes_and_two_writers_at_once_do_everything_once(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        let id = begun(&db, &land.writer(), "S").await;
        let writer = land.writer();
        let (one, other) = tokio::join!(ask(&db, &writer, id, "rti", 3), ask(&db, &writer, id, "rti", 4));
        let refused: Vec<OverlayRefusal> = [one, other].into_iter().filter(Result::is_err).map(refusal).collect();
        assert_eq!(refused, [OverlayRefusal::SaidAlready]);
        scheduled(&db, &land, &writer, id).await;
        let (one, other) = tokio::join!(overlay::publish_due(&db, today()), overlay::publish_due(&db, today()));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        let mut conn = db.read().await.expect("a connection");
        let history = overlay::history(&mut conn, id).await.expect("read");
        assert_eq!(history.iter().filter(|one| one.step == Step::Publish).count(), 1);
        let unsettled = conn.query("SELECT COUNT(*) FROM requirement_switch WHERE NOT settled").one("count", |row| row.get::<i64>(0)).await;
        assert_eq!(unsettled.expect("counted"), 0);
    }

    async fn a_unit_of_one_government_does_not_draft_for_all(db: TestDb) {
        let land = land(&db).await;
        accept(&db, &land, "S").await;
        let new = |actor: Actor| NewDraft {
            actor,
            framework: "f".to_owned(),
            organisation: "S".to_owned(),
            title: "T".to_owned(),
            version: "9".to_owned(),
        };
        draft::open(&db, new(land.writer())).await.expect("nobody else uses it");
        accept(&db, &land, "U").await;
        assert_eq!(refusal(draft::open(&db, new(land.writer())).await), DraftRefusal::Shared);
        draft::open(&db, new(land.actor(5, Role::FracingUnit, Scope::Framework("f".to_owned())))).await.expect("the unit of the framework");
    }

    async fn an_official_meets_the_words_of_the_units_above_and_nobody_elses(db: TestDb) {
        let land = land(&db).await;
        let writer = land.writer();
        for government in ["S", "U"] {
            accept(&db, &land, government).await;
        }
        let id = begun(&db, &writer, "S").await;
        for part in ["", "2", "3"] {
            overlay::put_item(&db, edit(&writer, id, (ItemKind::Words, About::Competency, "rti", part), 0)).await.expect("worded");
        }
        publish(&db, &land, &writer, id).await;
        let now = db.context().now();
        for (clerk, local) in land.clerks.into_iter().zip([false, true, true, true]) {
            let mut conn = db.read().await.expect("a connection");
            let postings = people::posting::current(&mut conn, clerk, today()).await.expect("read");
            let mut standings = requirement::standings_in(&mut conn, clerk, &postings, today()).await.expect("read");
            let before = standings.clone();
            let worded = overlay::reword(&mut conn, &postings, &mut standings, now).await.expect("read");
            let unit = worded.values().next().and_then(|by| by.get(&Language::HINDI)).map(|unit| unit.get(&Language::ENGLISH).to_owned());
            assert_eq!(unit, local.then(|| "Unit S".to_owned()));
            assert_eq!(standings == before, !local);
            if local {
                let rti = standings.iter().find(|one| one.code.as_str() == "rti").expect("asked");
                assert_eq!((rti.name.get(&Language::ENGLISH), rti.descriptor.get(&Language::HINDI)), ("Here", "यहाँ"));
            }
        }
    }

    async fn words_of_the_nearest_unit_are_kept_with_their_languages(db: TestDb) {
        let land = land(&db).await;
        let id = begun(&db, &land.writer(), "S").await;
        let urdu = Language::parse("ur").expect("a tag");
        let texts = LanguageText::default().with(urdu.clone(), "جواب").with(Language::HINDI, "उत्तर");
        let subject = (ItemKind::Words, About::Competency, "rti", "2");
        let number = overlay::put_item(&db, ItemEdit { texts: texts.clone(), ..edit(&land.writer(), id, subject, 0) }).await.expect("worded");
        let none = ItemEdit { texts: LanguageText::default(), ..edit(&land.writer(), id, (ItemKind::Words, About::Role, "desk", ""), 0) };
        assert_eq!(refusal(overlay::put_item(&db, none).await), OverlayRefusal::NoWords);
        overlay::remove_item(&db, land.writer(), id, (number, 1)).await.expect("taken out");
        let again = overlay::put_item(&db, ItemEdit { texts: texts.clone(), ..edit(&land.writer(), id, subject, 0) }).await.expect("back");
        assert_eq!(again, number, "what comes back keeps its number");
        let items = overlay::items_of(&mut db.read().await.expect("a connection"), id).await.expect("read");
        assert_eq!((items.len(), &items[0].texts, items[0].base.text.is_some()), (1, &texts, true));
    }
}
